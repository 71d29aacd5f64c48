"""Readings of one figure over time, as a line with labelled ends: for the stories of what became of things."""

from collections.abc import Sequence
from dataclasses import dataclass

from shangliang.portal.drawing.pen import disc, element, number, picture, stroke, words


@dataclass(frozen=True)
class Reading:
    """One value as it was read, and the day in words."""

    day: str
    value: float
    said: str


def readings(points: Sequence[Reading], *, label: str, target: float | None = None, target_said: str = "") -> str:
    """Return a line of 280 by 170 with the first and last value beside it, and what was aimed at as a dashed line.

    With one reading alone a dot stands at its height; the axis is cut, so its ends carry their values.
    """
    values = [one.value for one in points] + ([target] if target is not None else [])
    low, high = min(values, default=0.0), max(values, default=1.0)
    span = (high - low) or 1.0

    def height(value: float) -> float:
        return 112 - 84 * (value - low) / span

    places = [44 + 220 * place / max(len(points) - 1, 1) for place in range(len(points))]
    drawn = [stroke("M34 10V136H272", "line-2", 1)]
    if target is not None:
        drawn.append(stroke(f"M34 {number(height(target))}H272", "amber", 1, dash="3 4"))
        drawn.append(words(44, height(target) - 6, target_said))
    line = " ".join(f"{number(x)},{number(height(one.value))}" for x, one in zip(places, points, strict=True))
    drawn.append(element("polyline", points=line, class_="fi-none st-river", stroke_width=2))
    drawn += [disc(x, height(one.value), 3, "river", "river", 1.5) for x, one in zip(places, points, strict=True)]
    ends = [points[0], points[-1]] if len(points) > 1 else list(points)
    drawn += [words(28, height(one.value) + 4, one.said, anchor="end") for one in ends]
    if points:
        drawn.append(words(44, 154, points[0].day))
    if len(points) > 1:
        drawn.append(words(264, 154, points[-1].day, anchor="end"))
    return picture(280, 170, "".join(drawn), label=label, class_="sl-readings")
