"""The calendar: which days are working days, by published notice or, without one, by guess."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple

from shangliang.engines.workdays import counting
from shangliang.engines.workdays.festivals import SATURDAY, Festival, festivals, guessed_rest_days, statutory_days
from shangliang.engines.workdays.moments import local_day

OFFICE_HOURS = ((time(9), time(12)), (time(13), time(17)))

DayKind = Literal["workday", "makeup", "weekend", "holiday"]


@dataclass(frozen=True, slots=True)
class DayRule:
    """What a notice says of one day: work or rest, for which holiday, by which notice (国办发明电〔2021〕11号)."""

    is_workday: bool
    name: str = ""
    notice: str = ""


class ReadDay(NamedTuple):
    """One day as the calendar reads it. ``is_certain`` is false where no notice covers the year."""

    day: date
    is_workday: bool
    kind: DayKind
    name: str
    notice: str
    is_certain: bool


@dataclass(frozen=True)
class Calendar:
    """Working days of China: Monday to Friday, changed by the exceptions of the notices.

    ``known_years`` are the years whose notice is in ``exceptions``; other years are guessed from the statutory
    holidays and make every limit that touches them provisional. ``hours`` are the office hours of a working day.
    """

    exceptions: Mapping[date, DayRule]
    known_years: frozenset[int]
    hours: tuple[tuple[time, time], ...] = OFFICE_HOURS
    # Days once read: a list page counts the same days for every row.
    _days: dict[date, ReadDay] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_known(self, year: int) -> bool:
        """Say whether the notice of a year is in this calendar."""
        return year in self.known_years

    def is_workday(self, day: date) -> bool:
        """Say whether people work on a day; a guess where the year is not known."""
        return self.read(day).is_workday

    def read(self, day: date) -> ReadDay:
        """Give what the calendar knows of a day, with the name of the holiday and the notice behind it."""
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = self._read(day)
        return found

    def _read(self, day: date) -> ReadDay:
        rule = self.exceptions.get(day)
        weekend = day.weekday() >= SATURDAY
        if rule is not None:
            return ReadDay(day, rule.is_workday, _kind(rule, weekend=weekend), rule.name, rule.notice, is_certain=True)
        known = self.is_known(day.year)
        name = "" if known else guessed_rest_days(day.year).get(day, "")
        kind: DayKind = "holiday" if name else "weekend" if weekend else "workday"
        return ReadDay(day, kind == "workday", kind, name, "", is_certain=known)

    def add_workdays(self, start: date, n: int) -> date:
        """Give the n-th working day after a day, the day itself not counted; 0 gives the day itself."""
        if n < 0:
            raise ValueError("a limit cannot be negative")
        day = start
        while n:
            day += timedelta(days=1)
            n -= self.is_workday(day)
        return day

    def workdays_between(self, first: date, last: date) -> int:
        """Give how many working days lie after ``first`` up to and with ``last``; 0 when last is not later."""
        span = range(1, (last - first).days + 1)
        return sum(self.is_workday(first + timedelta(days=n)) for n in span)

    def due(self, start: datetime, limit: "counting.Limit", pauses: Sequence["counting.Pause"] = ()) -> "counting.Due":
        """Give when a limit that began at ``start`` ends, and how that was counted.

        ``pauses`` are suspensions (from, to); a day counts unless a pause covers its end, hours and minutes
        inside a pause do not count. A case that is still suspended passes the present moment as ``to``.
        Raises ValueError for moments without time zone and for a pause that ends before it begins.
        """
        return counting.due(self, start, limit, pauses)

    def remaining_workdays(self, at: datetime, due: datetime) -> int:
        """Give the working days left after today: 0 on the last day, negative once the moment has passed."""
        today = local_day(at)
        last = local_day(due - timedelta(microseconds=1))
        if today <= last:
            return self.workdays_between(today, last)
        return -max(1, self.workdays_between(last, today))

    def could_be_workday(self) -> "PlausibleDays":
        """Give a reader of days that takes every weekend as worked which a future notice could move."""
        return PlausibleDays(self)


class PlausibleDays:
    """Which days could turn out to be working days; counting by it gives the earliest plausible end of a limit.

    Each holiday without notice may move a small number of weekend days near it; the reader spends that number
    on the first ones asked about, so ask in order of time and once for each day.
    """

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.spent: dict[Festival, int] = {}

    def is_workday(self, day: date) -> bool:
        """Say whether a day could be worked."""
        read = self.calendar.read(day)
        if read.is_certain:
            return read.is_workday
        if day in statutory_days(day.year):
            return False
        return day.weekday() < SATURDAY or self._spend(day)

    def _spend(self, day: date) -> bool:
        near = [*festivals(day.year), *festivals(day.year + 1)]
        for festival in near:
            spent = self.spent.get(festival, 0)
            if spent < festival.makeups and festival.may_move(day):
                self.spent[festival] = spent + 1
                return True
        return False


def _kind(rule: DayRule, *, weekend: bool) -> DayKind:
    if rule.is_workday:
        return "makeup" if weekend else "workday"
    return "holiday"
