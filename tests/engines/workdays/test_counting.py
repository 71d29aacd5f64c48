"""Limits in every unit, suspensions, provisional years and the explanation of the count."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shangliang.engines.workdays import CHINA, Calendar, CountedDay, Limit, end_of_day, shipped

SUSPENDED = (datetime(2022, 11, 8, 10, tzinfo=CHINA), datetime(2022, 11, 10, 15, tzinfo=CHINA))


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=CHINA)


def last_day(start: datetime, limit: Limit, pauses=()) -> date:
    return (shipped().due(start, limit, pauses).at.astimezone(CHINA) - timedelta(seconds=1)).date()


def test_a_limit_in_days_ends_at_midnight_in_china_as_an_exclusive_utc_instant():
    due = shipped().due(at(2022, 9, 29, 15), Limit(5, "wd"))
    assert due.at == datetime(2022, 10, 11, 16, tzinfo=UTC)
    assert due.at.utcoffset() == timedelta()
    assert (due.provisional, due.earliest) == (False, due.at)


def test_the_day_of_receipt_is_the_day_in_china_whatever_the_zone_of_the_moment():
    late_in_utc = datetime(2022, 11, 6, 16, 30, tzinfo=UTC)
    assert last_day(late_in_utc, Limit(1, "wd")) == date(2022, 11, 8)


def test_the_steps_say_for_each_day_its_number_or_why_it_did_not_count():
    steps = shipped().due(at(2022, 9, 29, 15), Limit(3, "wd")).steps
    notice = "国办发明电〔2021〕11号"
    assert steps[0] == CountedDay(date(2022, 9, 30), 1, "workday")
    assert steps[1] == CountedDay(date(2022, 10, 1), None, "holiday", "国庆节", notice)
    assert steps[-1] == CountedDay(date(2022, 10, 9), 3, "makeup", "国庆节", notice)
    assert [step.number for step in steps if step.number] == [1, 2, 3]


def test_an_ordinary_weekend_is_named_as_such():
    steps = shipped().due(at(2022, 11, 11, 9), Limit(1, "wd")).steps
    assert [step.kind for step in steps] == ["weekend", "weekend", "workday"]


def test_none_of_a_limit_ends_with_the_day_of_receipt():
    assert last_day(at(2022, 11, 11, 9), Limit(0, "wd")) == date(2022, 11, 11)


def test_calendar_days_count_days_of_rest_too_and_are_not_moved():
    assert last_day(at(2022, 9, 26, 9), Limit(7, "d")) == date(2022, 10, 3)


def test_hours_and_minutes_run_by_the_clock():
    start = at(2022, 10, 1, 23, 50)
    assert shipped().due(start, Limit(2, "h")).at == at(2022, 10, 2, 1, 50)
    assert shipped().due(start, Limit(30, "min")).at == at(2022, 10, 2, 0, 20)
    assert shipped().due(start, Limit(30, "min")).steps == ()


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (at(2022, 11, 7, 9), at(2022, 11, 7, 14)),
        (at(2022, 11, 7, 16), at(2022, 11, 8, 12)),
        (at(2022, 11, 7, 12, 30), at(2022, 11, 7, 17)),
        (at(2022, 11, 11, 22), at(2022, 11, 14, 14)),
        (at(2022, 9, 30, 15), at(2022, 10, 8, 11)),
    ],
)
def test_working_hours_run_only_in_office_hours_of_working_days(start, end):
    assert shipped().due(start, Limit(4, "wh")).at == end


def test_the_steps_of_working_hours_give_the_minutes_of_each_day():
    steps = shipped().due(at(2022, 9, 30, 15), Limit(4, "wh")).steps
    assert [(step.day.day, step.minutes) for step in steps if step.minutes] == [(30, 120), (8, 120)]
    assert len(steps) == 9


def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month():
    assert last_day(at(2022, 9, 29, 15), Limit(3, "month")) == date(2022, 12, 29)
    assert last_day(at(2022, 11, 30, 15), Limit(3, "month")) == date(2023, 2, 28)
    assert last_day(at(2023, 11, 29, 15), Limit(3, "month")) == date(2024, 2, 29)


def test_months_that_end_on_a_day_of_rest_end_on_the_next_working_day():
    due = shipped().due(at(2022, 9, 3, 15), Limit(1, "month"))
    assert due.at == end_of_day(date(2022, 10, 8))
    assert [step.kind for step in due.steps] == ["holiday"] * 5 + ["last"]


def test_a_pause_takes_out_the_days_whose_end_it_covers():
    assert last_day(at(2022, 11, 7, 9), Limit(5, "wd")) == date(2022, 11, 14)
    assert last_day(at(2022, 11, 7, 9), Limit(5, "wd"), [SUSPENDED]) == date(2022, 11, 16)
    steps = shipped().due(at(2022, 11, 7, 9), Limit(5, "wd"), [SUSPENDED]).steps
    assert [step.day.day for step in steps if step.kind == "paused"] == [8, 9]


def test_a_pause_within_one_day_gives_nothing_to_a_limit_in_days():
    short = (at(2022, 11, 8, 10), at(2022, 11, 8, 18))
    assert last_day(at(2022, 11, 7, 9), Limit(5, "wd"), [short]) == date(2022, 11, 14)


def test_overlapping_pauses_count_once():
    other = (at(2022, 11, 9, 9), at(2022, 11, 10, 9))
    assert last_day(at(2022, 11, 7, 9), Limit(5, "wd"), [other, SUSPENDED]) == date(2022, 11, 16)


def test_a_pause_moves_months_calendar_days_hours_and_working_hours():
    assert last_day(at(2022, 11, 7, 9), Limit(1, "month"), [SUSPENDED]) == date(2022, 12, 9)
    assert last_day(at(2022, 11, 7, 9), Limit(3, "d"), [SUSPENDED]) == date(2022, 11, 12)
    assert shipped().due(at(2022, 11, 8, 9), Limit(2, "h"), [SUSPENDED]).at == at(2022, 11, 10, 16)
    assert shipped().due(at(2022, 11, 8, 9), Limit(4, "wh"), [SUSPENDED]).at == at(2022, 11, 11, 10)


def test_a_pause_that_ended_before_the_limit_began_changes_nothing():
    start = at(2022, 11, 14, 9)
    for limit in (Limit(5, "wd"), Limit(4, "wh"), Limit(1, "month"), Limit(6, "h"), Limit(3, "d")):
        assert shipped().due(start, limit, [SUSPENDED]).at == shipped().due(start, limit).at


def test_a_limit_that_touches_a_year_without_notice_is_provisional():
    start = at(2026, 12, 30, 9)
    assert not shipped().due(start, Limit(1, "wd")).provisional
    assert shipped().due(start, Limit(2, "wd")).provisional
    assert shipped().due(start, Limit(1, "month")).provisional
    assert not shipped().due(start, Limit(30, "d")).provisional
    assert not shipped().due(start, Limit(100, "h")).provisional


def test_a_provisional_limit_names_the_uncertain_days():
    steps = shipped().due(at(2026, 12, 30, 9), Limit(2, "wd")).steps
    assert [(step.day, step.is_certain) for step in steps][:2] == [
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ]


def hidden_year(year: int) -> Calendar:
    """The shipped calendar as it stood before the notice of a year came."""
    kept = {day: rule for day, rule in shipped().exceptions.items() if day.year != year}
    return Calendar(kept, shipped().known_years - {year})


def test_the_earliest_plausible_end_was_never_later_than_what_the_notice_then_said():
    late, slack = [], []
    for year in range(2019, 2026):
        before = hidden_year(year)
        for n in range(0, 365, 3):
            start = at(year, 1, 1, 9) + timedelta(days=n)
            for limit in (Limit(5, "wd"), Limit(15, "wd"), Limit(30, "wd"), Limit(1, "month")):
                guess, truth = before.due(start, limit), shipped().due(start, limit)
                slack.append((truth.at - guess.earliest).days)
                if guess.earliest > truth.at:
                    late.append((start, limit))
    assert late == []
    assert sum(slack) / len(slack) < 2.5


def test_the_guess_itself_is_sometimes_later_than_the_truth_so_the_earliest_end_is_needed():
    before = hidden_year(2022)
    starts = [at(2022, 1, 1, 9) + timedelta(days=n) for n in range(365)]
    later = [day for day in starts if before.due(day, Limit(5, "wd")).at > shipped().due(day, Limit(5, "wd")).at]
    assert later


def test_a_new_notice_makes_the_same_limit_certain():
    start = at(2022, 1, 20, 9)
    assert hidden_year(2022).due(start, Limit(10, "wd")).provisional
    assert not shipped().due(start, Limit(10, "wd")).provisional


def test_moments_without_zone_wrong_units_and_backward_pauses_are_refused():
    naive = datetime(2022, 11, 7, 9)
    with pytest.raises(ValueError, match="time zone"):
        shipped().due(naive, Limit(5, "wd"))
    with pytest.raises(ValueError, match="not a limit"):
        shipped().due(at(2022, 11, 7), Limit(5, "week"))
    with pytest.raises(ValueError, match="not a limit"):
        shipped().due(at(2022, 11, 7), Limit(-1, "wd"))
    with pytest.raises(ValueError, match="before it begins"):
        shipped().due(at(2022, 11, 7), Limit(1, "wd"), [SUSPENDED[::-1]])
