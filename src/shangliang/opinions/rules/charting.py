"""One computation of a map: what the engine is asked, what comes out, its fingerprint, what it hands to the next.

Everything that goes in is kept beside the map, so that the same comes out again, to the bit.
"""

import hashlib
import json
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from shangliang.engines import consensus

Columns = tuple[Sequence[int], Sequence[int], Sequence[int]]
Membership = npt.NDArray[np.int8]

ABSENT: Final = -2
"""Membership of somebody who does not count (or had not come yet)."""
NO_GROUP: Final = -1
KEEPS: Final = 0.5
"""A group keeps its number when at least half of those who come from an earlier group come from that one."""
MOST_POINTS: Final = 20_000
FINE: Final = 64
"""Coordinates of points are kept in 64ths of the drawing's unit."""


@dataclass(frozen=True)
class Asked:
    """What the engine is asked beside the votes.

    `level`: from which level of verification people count; `out`: statements taken out; `last`: highest number of a
    statement then; `before`: key of the map whose groups lend their numbers, 0 for none.
    """

    mode: consensus.Mode = "default"
    seed: int = 0
    level: int = 0
    out: tuple[int, ...] = ()
    last: int = 0
    before: int = 0

    def stored(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {**vars(self), "out": list(self.out)}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Asked":
        """Return what `stored` wrote."""
        return cls(**{**stored, "out": tuple(stored["out"])})


@dataclass(frozen=True)
class Chart:
    """What came out: the engine's result, who counted and belongs where, and the fingerprint of both."""

    found: dict[str, Any]
    membership: Membership
    digest: str


def chart(
    columns: Columns, counted: Collection[int], texts: Mapping[int, str], asked: Asked, before: Membership
) -> Chart:
    """Return the map of the votes of those who count; groups keep the numbers that they had `before`."""
    people, statements, values = (np.asarray(column, dtype=np.int64) for column in columns)
    mine = np.isin(people, np.fromiter(counted, dtype=np.int64)) if len(people) else np.zeros(0, dtype=bool)
    analysis = consensus.analyze(
        people[mine],
        statements[mine],
        values[mine],
        moderated_out=[number for number in asked.out if number in texts],
        texts=texts,
        mode=asked.mode,
        seed=asked.seed,
    )
    found = analysis.to_dict()
    membership = membership_of(found["participants"], counted)
    found, membership = renumbered(found, membership, kept_numbers(before, membership))
    return Chart(found, membership, fingerprint(found))


def membership_of(participants: Sequence[Mapping[str, Any]], counted: Collection[int]) -> Membership:
    """Return the group of every participant by number (the place 0 is nobody's)."""
    groups = np.full(max(counted, default=0) + 1, ABSENT, dtype=np.int8)
    groups[np.fromiter(counted, dtype=np.int64)] = NO_GROUP
    for row in participants:
        if row["group"] is not None:
            groups[row["id"]] = row["group"]
    return groups


def kept_numbers(before: Membership, now: Membership) -> dict[int, int]:
    """Return which number each group of now keeps or gets, so that as many people as possible stay under one number."""
    both = min(len(before), len(now))
    old, new = before[:both].astype(np.int64), now[:both].astype(np.int64)
    mine = sorted({int(group) for group in now if group >= 0})
    width = int(max(before.max(initial=-1), now.max(initial=-1))) + 1
    shared = np.zeros((len(mine), width))
    stays = (old >= 0) & (new >= 0)
    for place, group in enumerate(mine):
        shared[place] = np.bincount(old[stays & (new == group)], minlength=width)
    pairs = zip(*linear_sum_assignment(-shared), strict=True)
    found = {
        mine[row]: int(column)
        for row, column in pairs
        if shared[row, column] > 0 and shared[row, column] >= KEEPS * shared[row].sum()
    }
    free = iter(number for number in range(width + len(mine)) if number not in found.values())
    return {group: found[group] if group in found else next(free) for group in mine}


def renumbered(
    found: dict[str, Any], membership: Membership, numbers: Mapping[int, int]
) -> tuple[dict[str, Any], Membership]:
    """Return a result and a membership with the groups under other numbers, in their order."""
    if all(old == new for old, new in numbers.items()):
        return found, membership
    groups = sorted(({**row, "id": numbers[row["id"]]} for row in found["groups"] if row["id"] in numbers), key=by_id)
    statements = [
        {
            **row,
            "groups": dict(sorted((str(numbers[int(g)]), n) for g, n in row["groups"].items() if int(g) in numbers)),
        }
        for row in found["statements"]
    ]
    people = [
        {**row, "group": None if row["group"] is None else numbers[row["group"]]} for row in found["participants"]
    ]
    table = np.array([*(numbers.get(g, g) for g in range(max(numbers) + 1)), ABSENT, NO_GROUP], dtype=np.int8)
    return {**found, "groups": groups, "statements": statements, "participants": people}, table[membership]


def by_id(row: Mapping[str, Any]) -> int:
    """Return the number of a group."""
    return int(row["id"])


def fingerprint(found: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a result as canonical JSON: equal only when every number is, to the last bit."""
    text = json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def packed(membership: Membership) -> bytes:
    """Return a membership as it is stored."""
    return zlib.compress(membership.tobytes())


def unpacked(stored: bytes | memoryview) -> Membership:
    """Return what `packed` wrote; of nothing, nobody."""
    raw = zlib.decompress(bytes(stored)) if stored else b""
    return np.frombuffer(raw, dtype=np.int8)


def points_of(participants: Sequence[Mapping[str, Any]], scale: Sequence[float]) -> bytes:
    """Return the places of the people in groups for the canvas: how many, then x, y (64ths) and group of each.

    Ordered by group and place, so that nobody's number can be read from the order; above 20,000 every so-manieth.
    """
    x0, y0, factor = scale
    rows = [(row["group"], row["x"], row["y"]) for row in participants if row["group"] is not None]
    rows = sorted(rows)[:: max(-(-len(rows) // MOST_POINTS), 1)]
    places = np.array([row[1:] for row in rows], dtype=np.float64).reshape(-1, 2)
    paper = (places - (x0, y0)) * (factor, -factor) + (390.0, 296.0)
    fine = np.clip(np.round(paper * FINE), 0, 65535).astype("<u2")
    groups = np.array([row[0] for row in rows], dtype=np.uint8)
    return np.array([len(rows)], dtype="<u4").tobytes() + fine[:, 0].tobytes() + fine[:, 1].tobytes() + groups.tobytes()
