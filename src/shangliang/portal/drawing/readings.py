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
    """Return a line of 400 by 190 with the first and last value beside it, and what was aimed at as a dashed line.

    The axis is cut, so its ends carry their values.
    """
    values = [one.value for one in points] + ([target] if target is not None else [])
    low, high = min(values, default=0.0), max(values, default=1.0)
    span = (high - low) or 1.0

    def height(value: float) -> float:
        return 134 - 104 * (value - low) / span

    places = [54 + 330 * place / max(len(points) - 1, 1) for place in range(len(points))]
    drawn = [stroke("M44 10V158H392", "line-2", 1)]
    if target is not None:
        drawn.append(stroke(f"M44 {number(height(target))}H392", "amber", 1, dash="3 4"))
        drawn.append(words(54, height(target) - 6, target_said))
    line = " ".join(f"{number(x)},{number(height(one.value))}" for x, one in zip(places, points, strict=True))
    drawn.append(element("polyline", points=line, class_="fi-none st-river", stroke_width=2))
    drawn += [disc(x, height(one.value), 3, "river", "river", 1.5) for x, one in zip(places, points, strict=True)]
    ends = [points[0], points[-1]] if len(points) > 1 else list(points)
    drawn += [words(38, height(one.value) + 4, one.said, anchor="end") for one in ends]
    if points:
        drawn.append(words(54, 178, points[0].day))
    if len(points) > 1:
        drawn.append(words(384, 178, points[-1].day, anchor="end"))
    return picture(400, 190, "".join(drawn), label=label, class_="sl-readings")
