"""Working days against a second, independent account of the years 2019 to 2026."""

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta

import pytest

from shangliang.engines.workdays import CHINA, Calendar, DayRule, Limit, shipped

COUNTS = (1, 3, 5, 7, 15, 30, 60)

# Written down apart from the shipped table, as the public calendars print them: weekdays of rest (-) and weekend
# days of work (+), month and day.
CHANGED = {
    2019: "-0101 +0202 +0203 -0204 -0205 -0206 -0207 -0208 -0405 +0428 -0501 -0502 -0503 +0505 -0607 -0913 "
    "+0929 -1001 -1002 -1003 -1004 -1007 +1012",
    2020: "-0101 +0119 -0124 -0127 -0128 -0129 -0130 -0131 -0406 +0426 -0501 -0504 -0505 +0509 -0625 -0626 "
    "+0628 +0927 -1001 -1002 -1005 -1006 -1007 -1008 +1010",
    2021: "-0101 +0207 -0211 -0212 -0215 -0216 -0217 +0220 -0405 +0425 -0503 -0504 -0505 +0508 -0614 +0918 "
    "-0920 -0921 +0926 -1001 -1004 -1005 -1006 -1007 +1009",
    2022: "-0103 +0129 +0130 -0131 -0201 -0202 -0203 -0204 +0402 -0404 -0405 +0424 -0502 -0503 -0504 +0507 "
    "-0603 -0912 -1003 -1004 -1005 -1006 -1007 +1008 +1009",
    2023: "-0102 -0123 -0124 -0125 -0126 -0127 +0128 +0129 -0405 +0423 -0501 -0502 -0503 +0506 -0622 -0623 "
    "+0625 -0929 -1002 -1003 -1004 -1005 -1006 +1007 +1008",
    2024: "-0101 +0204 -0212 -0213 -0214 -0215 -0216 +0218 -0404 -0405 +0407 +0428 -0501 -0502 -0503 +0511 "
    "-0610 +0914 -0916 -0917 +0929 -1001 -1002 -1003 -1004 -1007 +1012",
    2025: "-0101 +0126 -0128 -0129 -0130 -0131 -0203 -0204 +0208 -0404 +0427 -0501 -0502 -0505 -0602 +0928 "
    "-1001 -1002 -1003 -1006 -1007 -1008 +1011",
    2026: "-0101 -0102 +0104 +0214 -0216 -0217 -0218 -0219 -0220 -0223 +0228 -0406 -0501 -0504 -0505 +0509 "
    "-0619 +0920 -0925 -1001 -1002 -1005 -1006 -1007 +1010",
}
FIRST, LAST = date(2019, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def signs() -> dict[date, bool]:
    marks = [(year, mark) for year, line in CHANGED.items() for mark in line.split()]
    return {date(year, int(mark[1:3]), int(mark[3:])): mark[0] == "+" for year, mark in marks}


def working_days(changed: dict[date, bool]) -> list[date]:
    return [day for day in DAYS if changed.get(day, day.weekday() < 5)]


def end_by_position(worked: list[date], start: date, n: int) -> datetime | None:
    """The second way to count: the place in the sorted list of all working days."""
    place = bisect_right(worked, start) + n - 1
    if place >= len(worked):
        return None
    return datetime.combine(worked[place], time(16), UTC)


def differences(calendar: Calendar, days: list[date] = DAYS) -> tuple[int, int]:
    """Compare every day, count and time of day; give (cases compared, cases that differ)."""
    worked = working_days(signs())
    compared = wrong = 0
    for day in days:
        for n in COUNTS:
            expected = end_by_position(worked, day, n)
            if expected is None:
                continue
            for clock in (time(0), time(23, 59, 59, 999000)):
                compared += 1
                wrong += calendar.due(datetime.combine(day, clock, CHINA), Limit(n, "wd")).at != expected
    return compared, wrong


def test_every_day_from_2019_to_2026_is_worked_or_not_as_the_second_account_says():
    worked = set(working_days(signs()))
    assert [day for day in DAYS if shipped().is_workday(day) != (day in worked)] == []


def test_no_limit_in_working_days_differs_from_the_second_account():
    compared, wrong = differences(shipped())
    assert (compared > 40_000, wrong) == (True, 0)


def test_counting_weekends_only_would_differ_so_the_comparison_is_alive():
    weekends_only = Calendar({}, frozenset(range(2019, 2028)))
    compared, wrong = differences(weekends_only, DAYS[:365])
    assert wrong > compared // 4


def test_each_changed_day_names_its_holiday_and_a_notice_of_the_right_form():
    for day, rule in shipped().exceptions.items():
        assert rule.name, day
        assert rule.notice.startswith("国办发明电〔20"), day
        assert rule.notice.endswith("号"), day


def test_there_is_one_notice_for_each_year_and_two_that_changed_one():
    notices = {rule.notice for rule in shipped().exceptions.values()}
    assert len(notices) == 10
    assert shipped().exceptions[date(2020, 1, 31)].notice == "国办发明电〔2020〕1号"
    assert shipped().exceptions[date(2019, 5, 3)].notice == "国办发明电〔2019〕3号"


def test_the_years_with_a_notice_are_known_and_no_others():
    assert [year for year in range(2015, 2032) if shipped().is_known(year)] == list(range(2019, 2027))


def test_five_working_days_from_a_thursday_before_the_national_day_run_over_two_worked_weekend_days():
    assert shipped().add_workdays(date(2022, 9, 29), 5) == date(2022, 10, 11)


def test_no_working_days_after_a_day_is_the_day_itself_and_a_negative_count_is_refused():
    assert shipped().add_workdays(date(2022, 10, 1), 0) == date(2022, 10, 1)
    with pytest.raises(ValueError, match="negative"):
        shipped().add_workdays(date(2022, 10, 1), -1)


def test_a_year_without_notice_is_guessed_from_the_statutory_holidays():
    rest = [day for n in range(365) if not shipped().is_workday(day := date(2027, 1, 1) + timedelta(days=n))]
    named = {shipped().read(day).name for day in rest} - {""}
    assert shipped().read(date(2027, 2, 5)).name == "春节"
    assert named >= {"元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"}
    assert shipped().read(date(2027, 5, 3)).name == "劳动节补假"
    assert not shipped().read(date(2027, 5, 3)).is_certain


def test_a_rule_for_one_day_of_an_unknown_year_is_taken_as_certain():
    calendar = Calendar(
        {date(2030, 3, 2): DayRule(is_workday=True, name="补班", notice="测试〔2030〕1号")}, frozenset()
    )
    assert calendar.read(date(2030, 3, 2)).kind == "makeup"
    assert calendar.read(date(2030, 3, 2)).is_certain


def test_remaining_days_are_zero_on_the_last_day_and_negative_after_it():
    due = datetime(2022, 10, 11, 16, tzinfo=UTC)
    left = [
        shipped().remaining_workdays(datetime(2022, month, day, 10, tzinfo=CHINA), due)
        for month, day in ((9, 29), (10, 7), (10, 10), (10, 11), (10, 12), (10, 14))
    ]
    assert left == [5, 4, 1, 0, -1, -3]


def test_a_limit_that_ended_on_friday_is_overdue_on_saturday():
    due = datetime(2022, 11, 11, 16, tzinfo=UTC)
    assert shipped().remaining_workdays(datetime(2022, 11, 12, 9, tzinfo=CHINA), due) == -1
