"""Statutory holidays of any year: the guess for a year whose notice is not known.

Source: 全国年节及纪念日放假办法 (as revised in 2013 and, from 2025-01-01, in 2024). Dates of the four festivals
that follow the lunar calendar or the sun stand in ``festivals.csv``, 2015 to 2050.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType

# From this year on New Year's Eve and 2 May are statutory holidays too.
REVISED = 2025
# Make-up workdays lay at most 11 days from the statutory days in 2019-2026; a guess leaves some room.
MAKEUP_REACH = timedelta(days=14)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Festival:
    """One statutory holiday: its days, and how many weekend days a notice may turn into workdays for it."""

    name: str
    first: date
    last: date
    makeups: int

    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    def may_move(self, day: date) -> bool:
        return self.first - MAKEUP_REACH <= day <= self.last + MAKEUP_REACH


@cache
def lunar_dates() -> Mapping[int, tuple[date, date, date, date]]:
    """Give, by year, the first day of 春节 and the days of 清明, 端午 and 中秋."""
    text = files(__package__).joinpath("festivals.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    names = ("spring", "qingming", "dragon_boat", "mid_autumn")
    found = {int(row["year"]): tuple(date.fromisoformat(row[name]) for name in names) for row in rows}
    return MappingProxyType({year: (a, b, c, d) for year, (a, b, c, d) in found.items()})


@cache
def festivals(year: int) -> tuple[Festival, ...]:
    """Give the statutory holidays of a year in order; beyond the table only those of fixed date."""
    revised = year >= REVISED
    found = [
        Festival("元旦", date(year, 1, 1), date(year, 1, 1), 1),
        Festival("劳动节", date(year, 5, 1), date(year, 5, 2 if revised else 1), 2),
        Festival("国庆节", date(year, 10, 1), date(year, 10, 3), 2),
    ]
    if year in lunar_dates():
        spring, qingming, dragon_boat, mid_autumn = lunar_dates()[year]
        eve = spring - timedelta(days=1 if revised else 0)
        found += [
            Festival("春节", eve, spring + timedelta(days=2), 2),
            Festival("清明节", qingming, qingming, 1),
            Festival("端午节", dragon_boat, dragon_boat, 1),
            Festival("中秋节", mid_autumn, mid_autumn, 1),
        ]
    return tuple(sorted(found, key=lambda festival: festival.first))


@cache
def statutory_days(year: int) -> Mapping[date, str]:
    """Give the statutory days of rest of a year, by date, with their names; no day is moved."""
    return MappingProxyType({day: festival.name for festival in festivals(year) for day in festival.days()})


@cache
def guessed_rest_days(year: int) -> Mapping[date, str]:
    """Give the days of rest to expect: statutory days, and one weekday after for each on a weekend (补假)."""
    rest = dict(statutory_days(year))
    for festival in festivals(year):
        lost = sum(day.weekday() >= SATURDAY for day in festival.days())
        day = festival.last
        while lost:
            day += timedelta(days=1)
            if day.weekday() < SATURDAY and day not in rest:
                rest[day] = festival.name + "补假"
                lost -= 1
    return MappingProxyType(rest)
