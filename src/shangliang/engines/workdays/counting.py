"""How a limit is counted, day by day, with suspensions taken out."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, get_args

from shangliang.engines.workdays.moments import end_of_day, local_day

if TYPE_CHECKING:
    from shangliang.engines.workdays.days import Calendar, ReadDay

Unit = Literal["wd", "wh", "d", "h", "min", "month"]
StepKind = Literal["workday", "makeup", "weekend", "holiday", "paused", "natural", "last"]
Pause = tuple[datetime, datetime]
ONE_DAY = timedelta(days=1)


class Limit(NamedTuple):
    """A limit: so many working days, working hours, days, hours, minutes or months."""

    n: int
    unit: Unit


class CountedDay(NamedTuple):
    """One line of 怎么数的: a day with the number it was counted as, or None and the reason in ``kind``.

    ``name`` is the holiday, ``notice`` the number of the notice behind it, ``minutes`` what a day gave to a
    limit in working hours, ``is_certain`` false where no notice covers the year.
    """

    day: date
    number: int | None
    kind: StepKind
    name: str = ""
    notice: str = ""
    minutes: int = 0
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit ends: an exclusive UTC instant, whether it is provisional, and how it was counted.

    ``earliest`` is the earliest plausible end, equal to ``at`` unless provisional. Limits in hours and minutes
    run by the clock and have no steps.
    """

    at: datetime
    provisional: bool
    steps: tuple[CountedDay, ...]
    earliest: datetime


class Workdays(Protocol):
    """Whatever can say whether a day is worked."""

    def is_workday(self, day: date) -> bool: ...


def due(calendar: Calendar, start: datetime, limit: Limit, pauses: Sequence[Pause] = ()) -> Due:
    """Give the end of a limit; see ``Calendar.due``."""
    limit = Limit(*limit)
    _check(start, limit, pauses)
    held = _merged(pauses)
    if limit.unit in ("h", "min"):
        at = _clock_end(start, limit, held)
        return Due(at, provisional=False, steps=(), earliest=at)
    at, steps = _walk(calendar, calendar, start, limit, held)
    provisional = limit.unit != "d" and any(not step.is_certain for step in steps)
    earliest = _walk(calendar, calendar.could_be_workday(), start, limit, held)[0] if provisional else at
    return Due(at, provisional, tuple(steps), min(earliest, at))


def _check(start: datetime, limit: Limit, pauses: Sequence[Pause]) -> None:
    if limit.unit not in get_args(Unit) or limit.n < 0:
        raise ValueError(f"not a limit: {limit.n} {limit.unit}")
    for moment in (start, *(edge for pause in pauses for edge in pause)):
        if moment.tzinfo is None:
            raise ValueError("moment without time zone")
    for begin, end in pauses:
        if end < begin:
            raise ValueError("a pause ends before it begins")


def _merged(pauses: Sequence[Pause]) -> list[Pause]:
    merged: list[Pause] = []
    for begin, end in sorted((begin.astimezone(UTC), end.astimezone(UTC)) for begin, end in pauses):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def _clock_end(start: datetime, limit: Limit, held: Sequence[Pause]) -> datetime:
    at = start.astimezone(UTC) + timedelta(minutes=limit.n * (60 if limit.unit == "h" else 1))
    for begin, end in held:
        if begin < at and end > start:
            at += end - max(begin, start)
    return at


def _walk(
    calendar: Calendar, days: Workdays, start: datetime, limit: Limit, held: Sequence[Pause]
) -> tuple[datetime, list[CountedDay]]:
    if limit.unit == "wh":
        return _office_end(calendar, days, start, limit.n * 60, held)
    if limit.unit == "month":
        return _months_end(calendar, days, start, limit.n, held)
    return _days_end(calendar, days, start, limit, held)


def _days_end(
    calendar: Calendar, days: Workdays, start: datetime, limit: Limit, held: Sequence[Pause]
) -> tuple[datetime, list[CountedDay]]:
    day = local_day(start)
    steps: list[CountedDay] = []
    number = 0
    while number < limit.n:
        day += ONE_DAY
        read = calendar.read(day)
        if held and _is_held(day, held):
            steps.append(_step(read, None, "paused"))
        elif limit.unit == "d":
            number += 1
            steps.append(CountedDay(day, number, "natural"))
        elif days.is_workday(day):
            number += 1
            steps.append(_step(read, number))
        else:
            steps.append(_step(read, None))
    return end_of_day(day), steps


def _months_end(
    calendar: Calendar, days: Workdays, start: datetime, months: int, held: Sequence[Pause]
) -> tuple[datetime, list[CountedDay]]:
    # Steps hold what moved the end: the days under a pause, the corresponding day, the days of rest after it.
    first = local_day(start)
    left = (_same_day(first, months) - first).days
    day = first
    steps: list[CountedDay] = []
    while left:
        day += ONE_DAY
        if held and _is_held(day, held):
            steps.append(CountedDay(day, None, "paused"))
        else:
            left -= 1
    while not days.is_workday(day):
        steps.append(_step(calendar.read(day), None))
        day += ONE_DAY
    steps.append(_step(calendar.read(day), months, "last"))
    return end_of_day(day), steps


def _same_day(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))


def _office_end(
    calendar: Calendar, days: Workdays, start: datetime, minutes: int, held: Sequence[Pause]
) -> tuple[datetime, list[CountedDay]]:
    left = timedelta(minutes=minutes)
    begin = start.astimezone(UTC)
    day = local_day(start)
    steps: list[CountedDay] = []
    at = begin
    while left:
        read = calendar.read(day)
        spent = timedelta()
        for opens, closes in _open_spans(calendar, day, begin, held) if days.is_workday(day) else ():
            part = min(closes - opens, left - spent)
            spent += part
            at = opens + part
            if spent == left:
                break
        left -= spent
        kind: StepKind | None = "paused" if read.is_workday and not spent and _is_held(day, held) else None
        worked = int(spent.total_seconds() // 60)
        steps.append(_step(read, None, kind, minutes=worked))
        day += ONE_DAY
    return at, steps


def _open_spans(calendar: Calendar, day: date, begin: datetime, held: Sequence[Pause]) -> list[Pause]:
    midnight = end_of_day(day - ONE_DAY)
    spans = [
        (midnight + timedelta(hours=a.hour, minutes=a.minute), midnight + timedelta(hours=b.hour, minutes=b.minute))
        for a, b in calendar.hours
    ]
    for pause_begin, pause_end in held:
        spans = [part for a, b in spans for part in ((a, min(b, pause_begin)), (max(a, pause_end), b))]
    cut = [(max(a, begin), b) for a, b in spans]
    return [(a, b) for a, b in cut if a < b]


def _is_held(day: date, held: Sequence[Pause]) -> bool:
    # A day is lost to a pause that covers its end: suspended on Monday and resumed on Wednesday loses two days.
    end = end_of_day(day)
    return any(begin < end <= finish for begin, finish in held)


def _step(read: ReadDay, number: int | None, kind: StepKind | None = None, minutes: int = 0) -> CountedDay:
    return CountedDay(read.day, number, kind or read.kind, read.name, read.notice, minutes, read.is_certain)
