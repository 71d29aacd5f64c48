"""Lamps by the table of domain rules: a quarter of the limit, two working days, overdue, listed."""

from datetime import datetime, timedelta

from shangliang.engines.workdays import CHINA, Limit, lamp, shipped


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=CHINA)


OPENED = at(2022, 11, 7, 9)
FIFTEEN = shipped().due(OPENED, Limit(15, "wd")).at
MONTHS = shipped().due(OPENED, Limit(3, "month")).at


def test_a_fresh_case_is_green_and_a_late_one_red():
    assert lamp(OPENED, OPENED, FIFTEEN) == "green"
    assert lamp(FIFTEEN - timedelta(microseconds=1), OPENED, FIFTEEN) == "yellow"
    assert lamp(FIFTEEN, OPENED, FIFTEEN) == "red"


def test_yellow_begins_when_a_quarter_of_a_long_limit_is_left():
    quarter = MONTHS - (MONTHS - OPENED) / 4
    assert lamp(quarter - timedelta(minutes=1), OPENED, MONTHS) == "green"
    assert lamp(quarter, OPENED, MONTHS) == "yellow"


def test_yellow_begins_two_working_days_before_the_end_even_over_a_long_holiday():
    opened = at(2022, 9, 19, 9)
    due = shipped().due(opened, Limit(11, "wd")).at
    assert lamp(at(2022, 9, 29, 9), opened, due) == "green"
    assert lamp(at(2022, 9, 30, 9), opened, due) == "yellow"


def test_limits_under_two_working_days_follow_the_quarter_alone():
    due = shipped().due(OPENED, Limit(4, "wh")).at
    assert lamp(OPENED + timedelta(hours=1), OPENED, due) == "green"
    assert lamp(due - timedelta(hours=1), OPENED, due) == "yellow"


def test_a_provisional_moment_is_never_overdue():
    assert lamp(FIFTEEN + timedelta(days=90), OPENED, FIFTEEN, provisional=True) == "yellow"
    assert lamp(FIFTEEN + timedelta(days=90), OPENED, FIFTEEN, provisional=False) == "red"


def test_black_needs_an_unexplained_chase_more_than_five_working_days_ago():
    chased = FIFTEEN + timedelta(hours=10)
    sixth = FIFTEEN + timedelta(days=8)
    fifth = FIFTEEN + timedelta(days=7)
    assert lamp(sixth, OPENED, FIFTEEN, chased_at=chased) == "black"
    assert lamp(fifth, OPENED, FIFTEEN, chased_at=chased) == "red"
    assert lamp(sixth, OPENED, FIFTEEN, chased_at=chased, explained=True) == "red"
    assert lamp(sixth, OPENED, FIFTEEN) == "red"


def test_a_listed_case_is_black_at_any_time():
    assert lamp(OPENED, OPENED, FIFTEEN, listed=True) == "black"
