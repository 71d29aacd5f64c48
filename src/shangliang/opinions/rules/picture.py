"""The opinion map as a drawing: outlines of groups, marks for people, where names stand. Numbers in, numbers out."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import ceil, hypot
from typing import Any, Final

Point = tuple[float, float]
Box = tuple[float, float, float, float]

WIDTH: Final = 780
HEIGHT: Final = 592
SIDE: Final = 64
TOP: Final = 76
BOTTOM: Final = 76
MOST_MARKS: Final = 420
"""Marks that a drawing holds; with more people one mark stands for several, and the page says for how many."""

NAME_WIDE: Final = 236.0
NAME_HIGH: Final = 54.0
PAD: Final = 26.0
CORNERS: Final = 12
CELLS: Final = 64


def drawing(participants: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the map of people with x, y and group: scale, marks by group, outlines, how many people a mark is.

    Coordinates are those of a box of 780 by 592. People without a group are not drawn.
    """
    members: dict[int, list[Point]] = {}
    for row in participants:
        if row["group"] is not None:
            members.setdefault(row["group"], []).append((row["x"], row["y"]))
    people = [point for points in members.values() for point in points]
    scale = scale_of(people)
    each = max(ceil(len(people) / MOST_MARKS), 1)
    spots = {group: [on_paper(point, scale) for point in points] for group, points in sorted(members.items())}
    outlines = {group: outline(places) for group, places in spots.items()}
    names = name_places(list(outlines.values()))
    groups = [
        {
            "id": group,
            "path": smooth(outlines[group]),
            "name": [round(part, 1) for part in name],
            "marks": rounded(thinned(places, each)),
        }
        for (group, places), name in zip(spots.items(), names, strict=True)
    ]
    return {"scale": scale, "each": each, "groups": groups}


def scale_of(people: Sequence[Point]) -> tuple[float, float, float]:
    """Return the middle of everybody and the factor that brings them into the box."""
    if not people:
        return 0.0, 0.0, 1.0
    xs, ys = [x for x, _ in people], [y for _, y in people]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    room = [(WIDTH - 2 * SIDE) / wide if wide else None, (HEIGHT - TOP - BOTTOM) / high if high else None]
    factor = min((part for part in room if part), default=1.0)
    return (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2, factor


def on_paper(point: Point, scale: Sequence[float]) -> Point:
    """Return a place of the map as a place in the box; up is up."""
    x, y, factor = scale
    middle = (TOP + HEIGHT - BOTTOM) / 2
    return WIDTH / 2 + (point[0] - x) * factor, middle - (point[1] - y) * factor


def inside(point: Point) -> Point:
    """Return the nearest place that can be seen."""
    return min(max(point[0], 12.0), WIDTH - 12.0), min(max(point[1], 12.0), HEIGHT - 12.0)


def name_places(outlines: Sequence[Sequence[Point]]) -> list[Point]:
    """Return the middle of each group's name: above, below or beside its outline, wherever it covers least."""
    boxes = [around(corners) for corners in outlines]
    taken: list[Box] = []
    found = []
    for box in boxes:
        left, top, right, bottom = box
        x, y = (left + right) / 2, (top + bottom) / 2
        tries = [(x, top - 34), (x, bottom + 22), (right + NAME_WIDE / 2, y), (left - NAME_WIDE / 2, y)]
        kept = [(clipped(a, NAME_WIDE / 2, WIDTH), clipped(b, NAME_HIGH / 2, HEIGHT)) for a, b in tries]
        place = min(kept, key=lambda spot: sum(shared(name_box(spot), other) for other in (*boxes, *taken)))
        taken.append(name_box(place))
        found.append(place)
    return found


def around(corners: Sequence[Point]) -> Box:
    """Return the box around some points: left, top, right, bottom."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def name_box(spot: Point) -> Box:
    """Return the box that a name with its number of people fills; the spot is on the name's line."""
    return spot[0] - NAME_WIDE / 2, spot[1] - NAME_HIGH / 2, spot[0] + NAME_WIDE / 2, spot[1] + NAME_HIGH / 2


def clipped(value: float, margin: float, length: float) -> float:
    """Return a value kept a margin away from both ends."""
    return min(max(value, margin), length - margin)


def shared(one: Box, other: Box) -> float:
    """Return the area that two boxes have in common."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0.0) * max(high, 0.0)


def outline(spots: Sequence[Point]) -> list[Point]:
    """Return the corners of a group's outline: its convex hull with some air around every point."""
    airy = [
        (x + PAD * dx, y + PAD * dy)
        for x, y in hull(spots)
        for dx, dy in ((1, 0), (0.7, 0.7), (0, 1), (-0.7, 0.7), (-1, 0), (-0.7, -0.7), (0, -1), (0.7, -0.7))
    ]
    return evened(hull(airy))


def hull(spots: Sequence[Point]) -> list[Point]:
    """Return the convex hull, counter-clockwise (Andrew's monotone chain, 1979)."""
    ordered = sorted(set(spots))
    if len(ordered) < 3:
        return ordered
    return chain(ordered)[:-1] + chain(ordered[::-1])[:-1]


def chain(ordered: Sequence[Point]) -> list[Point]:
    """Return one half of a convex hull."""
    half: list[Point] = []
    for spot in ordered:
        while len(half) > 1 and turn(half[-2], half[-1], spot) <= 0:
            half.pop()
        half.append(spot)
    return half


def turn(one: Point, two: Point, three: Point) -> float:
    """Return above zero for a left turn."""
    return (two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0])


def evened(corners: Sequence[Point]) -> list[Point]:
    """Return twelve points at even distances along a closed outline, so that its curve is calm."""
    ring = [*corners, corners[0]]
    lengths = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(ring)]
    step = sum(lengths) / CORNERS
    found: list[Point] = []
    walked, place = 0.0, 0
    for number in range(CORNERS):
        while place < len(lengths) - 1 and walked + lengths[place] < number * step:
            walked += lengths[place]
            place += 1
        part = (number * step - walked) / lengths[place] if lengths[place] else 0.0
        a, b = ring[place], ring[place + 1]
        found.append((a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part))
    return found


def smooth(corners: Sequence[Point]) -> str:
    """Return a closed SVG path that rounds the corners: curves through the middles of the sides."""
    ring = [*corners, corners[0]]
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise(ring)]
    start = middles[-1]
    curves = [f"Q{c[0]:.0f} {c[1]:.0f} {m[0]:.0f} {m[1]:.0f}" for c, m in zip(corners, middles, strict=True)]
    return f"M{start[0]:.0f} {start[1]:.0f}{''.join(curves)}Z"


def thinned(spots: Sequence[Point], each: int) -> list[Point]:
    """Return every `each`-th place in an order that keeps neighbours together, so that thinning is even."""
    return sorted(spots, key=cell)[each // 2 :: each] or list(spots[:1])


def cell(spot: Point) -> tuple[int, float]:
    """Return a place's column of the box, walked up and down in turn."""
    column = int(spot[0] / WIDTH * CELLS)
    return column, spot[1] if column % 2 else -spot[1]


def rounded(spots: Iterable[Point]) -> list[list[float]]:
    """Return places to a tenth of a pixel."""
    return [[round(x, 1), round(y, 1)] for x, y in spots]
