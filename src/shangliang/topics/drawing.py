"""Small drawings of a list, computed once for each row: a template loop over points costs more than the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

GROUPS: Final = (("count", "reporters"), ("likes",), ("burst",), ("severity", "recency"))
"""The terms of the heat in the four parts that a bar shows: people, likes, burst, severity with recency."""

SPARK_WIDTH: Final = 96
SPARK_HEIGHT: Final = 28


@dataclass(frozen=True)
class Spark:
    """A trend in one line: the points of a polyline, where it ends, and its first, last and highest value."""

    points: str
    x: float
    y: float
    first: int
    last: int
    high: int


def spark(weekly: Sequence[int], *, width: int = SPARK_WIDTH, height: int = SPARK_HEIGHT) -> Spark:
    """Return the trend line of some weeks, oldest first; of nothing, a flat line."""
    values = list(weekly) or [0]
    low, high = min(values), max(values)
    span, steps, room = (high - low) or 1, max(len(values) - 1, 1), height - 8
    places = [
        (round(place * width / steps, 1), round(height - 4 - (value - low) * room / span, 1))
        for place, value in enumerate(values)
    ]
    return Spark(" ".join(f"{x},{y}" for x, y in places), *places[-1], values[0], values[-1], high)


def heat_parts(terms: Mapping[str, float]) -> tuple[float, ...]:
    """Return the heat in the four parts of GROUPS, damping applied: they add up to the heat."""
    damping = terms.get("damping", 1.0)
    return tuple(round(damping * sum(terms.get(key, 0.0) for key in group), 4) for group in GROUPS)


def heat_bars(terms: Mapping[str, float], top: float) -> tuple[tuple[float, float, int], ...]:
    """Return the bars of a heat as (x, width, tone 1 to 4) on a scale where `top` is 100."""
    bars, x = [], 0.0
    for tone, part in enumerate(heat_parts(terms), 1):
        width = part * 100 / (top or 1.0)
        if width > 0:
            bars.append((round(x, 2), round(max(width - 0.4, 0.3), 2), tone))
        x += width
    return tuple(bars)


BARS_WIDTH: Final = 320
BARS_HEIGHT: Final = 84


@dataclass(frozen=True)
class Bars:
    """A series as bars (x, y, width, height), the last of them the one that stands out, under the line expected."""

    bars: tuple[tuple[float, float, float, float], ...]
    expected: str
    top: int


def bars(series: Sequence[int], expected: Sequence[float]) -> Bars:
    """Return a series of counts and what was expected of each as a drawing; of nothing, an empty one."""
    top = max([*series, *expected, 1])
    step = BARS_WIDTH / max(len(series), 1)

    def y(value: float) -> float:
        return round(BARS_HEIGHT - value * (BARS_HEIGHT - 4) / top, 1)

    found = tuple(
        (round(place * step + step * 0.15, 1), y(value), round(step * 0.7, 1), round(BARS_HEIGHT - y(value), 1))
        for place, value in enumerate(series)
    )
    line = " ".join(f"{place * step + step / 2:.1f},{y(value)}" for place, value in enumerate(expected))
    return Bars(found, line, max(series, default=0))
