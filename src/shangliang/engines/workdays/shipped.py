"""The calendar that ships with the product: the notices of the State Council's office for 2019 to 2026."""

import csv
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from shangliang.engines.workdays.days import Calendar, DayRule

KNOWN_YEARS = frozenset(range(2019, 2027))


@cache
def shipped() -> Calendar:
    """Give the shipped calendar: 291 days named by ten notices, from 2018-12-29 to 2026-10-10.

    Checked day by day against two public libraries (chinesecalendar 1.11.0, holidays 0.109): no difference
    from 2019-01-01 to 2026-12-31.
    """
    text = files(__package__).joinpath("notices.csv").read_text("utf-8")
    rules = {
        date.fromisoformat(row["date"]): DayRule(row["is_workday"] == "1", row["name"], row["notice"])
        for row in csv.DictReader(text.splitlines())
    }
    return Calendar(MappingProxyType(rules), KNOWN_YEARS)
