"""The river of the home page: voices flow to the round table, and from its seats to the units that act.

One mark is one countable thing: a thin line some voices, a seat one session, a line at the right one unit.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from shangliang.portal.drawing.pen import disc, group, number, per_mark, picture, stroke, words

MOST_LINES = 70
MOST_UNITS = 60
MOST_SEATS = 60


@dataclass(frozen=True)
class UnitLine:
    """One unit at the end of the river: its name, how much it was given and how much of that it answered."""

    name: str
    given: int
    answered: int

    @property
    def is_whole(self) -> bool:
        """Return whether everything was answered."""
        return self.answered >= self.given


@dataclass(frozen=True)
class River:
    """What the river is drawn from: voices, the ideas of each session in order, the units, and its words."""

    voices: int
    seats: tuple[int, ...]
    units: tuple[UnitLine, ...]
    label: str
    sessions_word: str

    @property
    def voices_per_line(self) -> int:
        """Return how many voices one thin line stands for."""
        return per_mark(self.voices, MOST_LINES)

    @property
    def lines(self) -> int:
        """Return how many thin lines are drawn."""
        return math.ceil(self.voices / self.voices_per_line)


def seat_sizes(ideas: Sequence[int]) -> list[float]:
    """Return the radius of each seat, 4.6 to 7.4, by the number of ideas that its session gave."""
    most = max(ideas, default=0) or 1
    return [4.6 + 2.8 * count / most for count in ideas]


def on_rim(y: float, middle: float, radius: float) -> float:
    """Return how far the rim of the table is from its middle at a height."""
    return math.sqrt(max(radius**2 - (y - middle) ** 2, 0.0))


def spread(count: int, low: float, high: float) -> list[float]:
    """Return `count` places from low to high; one alone stands in the middle."""
    if count == 1:
        return [(low + high) / 2]
    return [low + (high - low) * place / (count - 1) for place in range(count)]


def table(river: River, x: float, y: float, *, ring: float, core: float, size: int) -> str:
    """Return the round table: a seat for each session around their number."""
    seats = river.seats[-MOST_SEATS:]
    drawn = [disc(x, y, core, "white", width=1.5)]
    for place, radius in enumerate(seat_sizes(seats)):
        angle = 2 * math.pi * place / len(seats) - math.pi / 2
        drawn.append(disc(x + ring * math.cos(angle), y + ring * math.sin(angle), radius, "paper-2", width=1.5))
    if not seats:
        drawn.append(disc(x, y, ring, "none", "line-2", 1.5, "3 6"))
    drawn.append(words(x, y + 2, str(len(river.seats)), anchor="middle", serif=size))
    drawn.append(words(x, y + 2 + size * 0.6, river.sessions_word, anchor="middle"))
    return "".join(drawn)


def river_wide(river: River) -> str:
    """Return the river from left to right, 1200 by 290, for a screen."""
    middle, left, right = 145.0, [], []
    for place, (y, goal) in enumerate(zip(spread(river.lines, 5, 283), spread(river.lines, 83, 207), strict=True)):
        start = (place * 53) % 180 if place % 4 == 3 else 0
        end = 600 - on_rim(goal, middle, 100)
        bend = 282 + (place * 17) % 38
        left.append(f"M{start} {number(y)}C{bend} {number(y)} 380 {number(goal)} {number(end)} {number(goal)}")
    units, dots = river.units[:MOST_UNITS], []
    for place, (y, goal) in enumerate(zip(spread(len(units), 87, 203), spread(len(units), 8, 282), strict=True)):
        rim, end = 600 + on_rim(y, middle, 100), (1068, 1132, 1196)[place % 3]
        right.append(f"M{number(rim)} {number(y)}C820 {number(y)} 880 {number(goal)} {end - 4} {number(goal)}")
        dots.append(disc(end, goal, 3.2, "pine" if units[place].is_whole else "paper-2", "pine", 1.5))
    drawn = [
        group("".join(stroke(d, "river", 0.9) for d in left), opacity="0.5"),
        group("".join(stroke(d, "ink", 1) for d in right), opacity="0.75"),
        *dots,
        table(river, 600, middle, ring=82, core=62, size=40),
    ]
    return picture(1200, 290, "".join(drawn), label=river.label, class_="lin")


def river_tall(river: River) -> str:
    """Return the river from top to bottom, 320 by 400, for a phone."""
    middle, top, below, dots = 190.0, [], [], []
    for place, (x, goal) in enumerate(zip(spread(river.lines, 2, 318), spread(river.lines, 108, 212), strict=True)):
        start = (place * 29) % 40 if place % 4 == 3 else 0
        end = middle - on_rim(goal, 160, 76)
        top.append(f"M{number(x)} {start}C{number(x)} 70 {number(goal)} 60 {number(goal)} {number(end)}")
    units = river.units[:MOST_UNITS]
    for place, (x, goal) in enumerate(zip(spread(len(units), 112, 208), spread(len(units), 8, 312), strict=True)):
        rim, tip = middle + on_rim(x, 160, 76), (352, 372, 392)[place % 3]
        below.append(f"M{number(x)} {number(rim)}C{number(x)} 310 {number(goal)} 300 {number(goal)} {tip - 4}")
        dots.append(disc(goal, tip, 3.2, "pine" if units[place].is_whole else "paper-2", "pine", 1.5))
    drawn = [
        group("".join(stroke(d, "river", 0.9) for d in top), opacity="0.5"),
        group("".join(stroke(d, "ink", 1) for d in below), opacity="0.75"),
        *dots,
        table(river, 160, middle, ring=62, core=46, size=32),
    ]
    return picture(320, 400, "".join(drawn), label=river.label, class_="lin-m")
