"""Where the marks of two drawings stand: promises on a line of months, and the days of a long limit in weeks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LEFT, RIGHT = 40.0, 1190.0
LAMP = 14.0
"""How far two lamps stand apart before one is put over the other."""


@dataclass(frozen=True)
class Axis:
    """A line of months: each month's first day and place, today's place, and a lamp (place, row, kind) for each."""

    months: list[tuple[date, float]]
    today: float
    lamps: list[tuple[float, int, str]]

    @property
    def rows(self) -> int:
        """Return how many lamps stand over one another at most."""
        return max((row for _place, row, _kind in self.lamps), default=0) + 1


def month_after(day: date) -> date:
    """Return the first day of the next month."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def axis(today: date, promises: Iterable[tuple[date, str]]) -> Axis:
    """Return where open promises (day, lamp) stand between the month of the first and the end of the last one's."""
    rows = sorted(promises)
    days = [today, *(day for day, _kind in rows)]
    first, end = min(days).replace(day=1), month_after(max(days))
    span = (end - first).days

    def place(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (day - first).days / span, 1)

    months, month = [], first
    while month < end:
        months.append((month, place(month)))
        month = month_after(month)
    return Axis(months, place(today), stacked([(place(day), kind) for day, kind in rows]))


def stacked(lamps: Iterable[tuple[float, str]]) -> list[tuple[float, int, str]]:
    """Return lamps with the row in which each stands, so that none covers another."""
    free: list[float] = []
    found = []
    for place, kind in lamps:
        row = next((row for row, taken in enumerate(free) if place - taken >= LAMP), len(free))
        free[row : row + 1] = [place]
        found.append((place, row, kind))
    return found


def by_month(promises: Iterable[tuple[date, str]]) -> list[tuple[date, list[str]]]:
    """Return the lamps month by month, for the drawing of a phone."""
    found: dict[date, list[str]] = {}
    for day, kind in sorted(promises):
        found.setdefault(day.replace(day=1), []).append(kind)
    return list(found.items())


@dataclass(frozen=True)
class Square:
    """One day of a long limit: its week and weekday from 0, and its look (start, reply, due, off, or empty)."""

    day: date
    week: int
    weekday: int
    look: str


def weeks(start: date, last: date, replied: date | None, is_workday: Callable[[date], bool]) -> list[Square]:
    """Return each day from the first to the last (or the later reply) in its week, Monday first."""
    looks = {start: "start", last: "due"}
    if replied is not None:
        looks[replied] = "reply"
    monday = start - timedelta(days=start.weekday())
    end = max(last, replied or last)
    days = [start + timedelta(days=step) for step in range((end - start).days + 1)]
    return [
        Square(day, (day - monday).days // 7, day.weekday(), looks.get(day, "" if is_workday(day) else "off"))
        for day in days
    ]


CELL, SIDE, TOP = 22, 28, 20
"""The room of a square, and where the first one stands."""


@dataclass(frozen=True)
class Field:
    """The days of a long limit as one drawing: its width, the months over it, and one path for each look."""

    width: int
    months: list[tuple[date, int]]
    paths: dict[str, str]


def field(squares: Sequence[Square]) -> Field:
    """Return squares as a drawing of one column a week; days of rest are short strokes."""
    paths: dict[str, list[str]] = {}
    for one in squares:
        x, y = SIDE + one.week * CELL, TOP + one.weekday * CELL
        mark = f"M{x + 8} {y + 9}h3" if one.look == "off" else f"M{x + 1} {y + 1}h16v16h-16z"
        paths.setdefault(one.look or "work", []).append(mark)
    months = [(one.day, SIDE + one.week * CELL) for one in squares if one.day.day == 1]
    if squares and squares[0].day.day < 20:
        months.insert(0, (squares[0].day, SIDE))
    width = SIDE + (squares[-1].week + 1) * CELL if squares else SIDE
    return Field(width, months, {look: "".join(marks) for look, marks in paths.items()})
