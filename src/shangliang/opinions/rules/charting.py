"""One computation of a map: what the engine is asked, what comes out, its fingerprint, what it hands to the next.

Everything that goes in is kept beside the map, so that the same comes out again, to the bit.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from shangliang.engines import consensus

Columns = tuple[Sequence[int], Sequence[int], Sequence[int]]
Membership = npt.NDArray[np.int8]

ABSENT: Final = -2
"""Membership of somebody who does not count (or had not come yet)."""
NO_GROUP: Final = -1
MOST_POINTS: Final = 20_000
FINE: Final = 64
"""Coordinates of points are kept in 64ths of the drawing's unit."""


@dataclass(frozen=True)
class Asked:
    """What the engine is asked beside the votes.

    `level`: from which level of verification people count; `out`: statements taken out; `last`: highest number of a
    statement then; `before`: key of the map whose memory goes in, 0 for none.
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
    def read(cls, stored: Mapping[str, Any]) -> Asked:
        """Return what `stored` wrote."""
        return cls(**{**stored, "out": tuple(stored["out"])})


@dataclass(frozen=True)
class Chart:
    """What came out: the engine's result, who counted and belongs where, what the next map needs, the fingerprint.

    `analysis` is the engine's own, from which the report is read.
    """

    analysis: consensus.Analysis
    found: dict[str, Any]
    membership: Membership
    memory: dict[str, Any]
    digest: str

    @property
    def crowd(self) -> list[dict[str, Any]]:
        """Return the participants who count, with their places."""
        return [row for row in self.found["participants"] if row.get("verified", True)]


def chart(
    columns: Columns, counted: Collection[int], texts: Mapping[int, str], asked: Asked, before: Mapping[str, Any]
) -> Chart:
    """Return the map of the votes of those who count; axes, groups and their numbers keep still after `before`.

    `before` is the memory of the map before, empty for the first.
    """
    analysis = consensus.analyze(
        *columns,
        verified=counted if asked.level else None,
        memory=consensus.Memory.from_dict(before) if before else None,
        moderated_out=[number for number in asked.out if number in texts],
        texts=texts,
        mode=asked.mode,
        seed=asked.seed,
    )
    found, memory = analysis.to_dict(), analysis.memory.to_dict()
    membership = membership_of(found["participants"], counted)
    return Chart(analysis, found, membership, memory, fingerprint(found, memory))


def membership_of(participants: Sequence[Mapping[str, Any]], counted: Collection[int]) -> Membership:
    """Return the group of every participant by number; those who do not count are absent."""
    highest = max((*counted, *(row["id"] for row in participants)), default=0)
    groups = np.full(highest + 1, ABSENT, dtype=np.int8)
    groups[np.fromiter(counted, dtype=np.int64)] = NO_GROUP
    for row in participants:
        if row["group"] is not None and row.get("verified", True):
            groups[row["id"]] = row["group"]
    return groups


def fingerprint(found: Mapping[str, Any], memory: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a result and its memory as canonical JSON: equal only when every bit of every number is."""
    text = json.dumps([found, memory], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
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
