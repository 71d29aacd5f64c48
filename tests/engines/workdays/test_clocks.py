"""Clocks that jump: New Year and the summer time of 1986 to 1991, with the machine's own clock moved by faketime."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from shangliang.engines.workdays import Calendar, Limit, end_of_day, local_day, shipped
from shangliang.kernel.calendar import local_date, moment

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)
FAKETIME = shutil.which("faketime")
PRINT_NOW = (
    "import time\n"
    "from shangliang.kernel.calendar import local, now\n"
    "from shangliang.engines.workdays import Limit, local_day, shipped\n"
    "for _ in range(2):\n"
    "    at = now()\n"
    "    due = shipped().due(at, Limit(5, 'wd'))\n"
    "    print(f'{local(at):%Y-%m-%d %H:%M}', local_day(at), due.provisional)\n"
    "    time.sleep(2.2)\n"
)


def changes() -> list[datetime]:
    """Give the moments at which the offset of Shanghai changed from 1986 to 1991."""
    at, found = datetime(1986, 1, 1, tzinfo=UTC), []
    while at.year < 1992:
        if at.astimezone(SHANGHAI).utcoffset() != (at + HOUR).astimezone(SHANGHAI).utcoffset():
            found.append(at + HOUR)
        at += HOUR
    return found


def test_the_years_of_summer_time_have_two_changes_each():
    assert [at.year for at in changes()] == [year for year in range(1986, 1992) for _ in range(2)]


def test_days_follow_each_other_without_gap_or_overlap_over_every_change():
    for change in changes():
        day = local_day(change)
        first, after = end_of_day(day - timedelta(days=1)), end_of_day(day)
        assert (after - first) in (23 * HOUR, 25 * HOUR)
        assert (local_day(first), local_day(after - timedelta(microseconds=1)), local_day(after)) == (
            day, day, day + timedelta(days=1))  # fmt: skip


def test_both_halves_of_the_product_call_the_day_alike_at_every_hour_of_those_years():
    at = datetime(1986, 1, 1, tzinfo=UTC)
    while at.year < 1992:
        assert local_day(at) == local_date(at)
        at += HOUR
    assert end_of_day(date(1988, 7, 1)) == moment(date(1988, 7, 2))
    assert end_of_day(date(2022, 7, 1)) == moment(date(2022, 7, 2))


def test_a_fixed_offset_would_end_the_days_of_summer_an_hour_late():
    fixed = datetime(1988, 7, 2, tzinfo=UTC) - 8 * HOUR
    assert fixed - end_of_day(date(1988, 7, 1)) == HOUR


def test_limits_in_days_and_hours_over_a_change():
    begin = changes()[4]  # spring of 1988
    known = Calendar({}, frozenset(range(1986, 1992)))
    start = begin - 30 * HOUR
    assert known.due(start, Limit(48, "h")).at - start == 48 * HOUR
    due = known.due(start, Limit(5, "wd")).at
    assert due.astimezone(SHANGHAI).strftime("%H:%M") == "00:00"


def seen(moment_words: str) -> list[str]:
    """Let the machine's clock begin at a moment of Shanghai in a process of its own, and give what it sees twice."""
    done = subprocess.run(
        [FAKETIME or "", "-f", f"@{moment_words}", sys.executable, "-c", PRINT_NOW],
        env={**os.environ, "TZ": "Asia/Shanghai", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return done.stdout.splitlines()


@pytest.mark.skipif(FAKETIME is None, reason="faketime is not installed")
def test_the_machines_clock_over_new_year_turns_limits_provisional():
    before, after = seen("2026-12-31 23:59:58")
    assert before == "2026-12-31 23:59 2026-12-31 True"
    assert after == "2027-01-01 00:00 2027-01-01 True"
    assert not shipped().due(datetime(2026, 12, 20, tzinfo=UTC), Limit(5, "wd")).provisional


@pytest.mark.skipif(FAKETIME is None, reason="faketime is not installed")
def test_the_machines_clock_over_the_change_of_1988_keeps_the_day():
    change = changes()[4].astimezone(SHANGHAI)
    words = f"{change - HOUR:%Y-%m-%d} 01:59:58"
    before, after = seen(words)
    assert (before[11:16], after[11:16]) == ("01:59", "03:00")
    assert before.split()[2] == after.split()[2] == f"{change:%Y-%m-%d}"
