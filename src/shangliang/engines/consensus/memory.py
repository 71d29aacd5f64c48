"""What one recomputation of a conversation hands to the next, so that the map keeps still while people stay put.

A map drawn afresh may mirror an axis, number its groups anew, or take three groups for two because their
silhouettes differ by a hair. With the memory of the map before it an axis keeps its side, a group keeps its number
(by the people in it), and the number of groups changes only when another one fits clearly better, or fits better
again and again. The memory is small and goes into JSON exactly: with the votes up to a place in the log and the
memory from before, any published map can be computed again bit by bit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from .ballots import Ballots, Floats, Ints
from .basis import AXES, Basis, moved_by, stretched

# A silhouette better by this much is clear, and half of it is a lead; less is chance.
CLEARLY = 0.02
# A lead counts one point, a clear one two; the same other number needs so many running.
POINTS = 4


@dataclass(frozen=True)
class Memory:
    """The map before.

    statements  (m,) ids of its statements; `basis` its axes over them
    scale       statements that shaped it, and neutral votes counted for everybody
    centres     (k, 2) of its groups, `names` (k,) their numbers
    rival       another number of groups that fitted better lately, and its `points`
    """

    statements: Ints
    basis: Basis
    scale: tuple[int, int]
    centres: Floats
    names: tuple[int, ...]
    rival: int = 0
    points: int = 0

    def over(self, statements: Ints) -> Basis:
        """Its axes over another list of statements (ascending); statements new to it do not move anybody."""
        basis, columns = self.basis, np.searchsorted(statements, self.statements)
        known = columns < len(statements)
        known[known] = statements[columns[known]] == self.statements[known]
        columns = columns[known]
        means, shaping = np.zeros(len(statements)), np.zeros(len(statements), dtype=np.bool_)
        components = np.zeros((AXES, len(statements)))
        means[columns], shaping[columns] = basis.means[known], basis.shaping[known]
        components[:, columns] = basis.components[:, known]
        return Basis(means, components, shaping)

    def groups_of(self, ballots: Ballots) -> Ints:
        """Row of the group nearest to everybody on this map with the votes of today, (n,)."""
        basis = self.over(ballots.statements)
        statements, neutral = self.scale
        points = stretched(moved_by(ballots, basis), ballots.votes_on(basis.shaping) + neutral, statements)
        gaps = [((points - centre) ** 2).sum(axis=1) for centre in self.centres]
        return np.argmin(gaps, axis=0).astype(np.int64) if gaps else np.zeros(len(points), dtype=np.int64)

    def to_dict(self) -> dict[str, Any]:
        """The memory as plain data, ready for JSON; reading it back gives the same numbers."""
        return {
            "statements": self.statements.tolist(),
            "means": self.basis.means.tolist(),
            "components": self.basis.components.tolist(),
            "shaping": self.basis.shaping.tolist(),
            "scale": list(self.scale),
            "centres": self.centres.tolist(),
            "names": list(self.names),
            "rival": self.rival,
            "points": self.points,
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "Memory":
        """The memory that `to_dict` gave."""
        components = np.array(kept["components"], dtype=np.float64).reshape(AXES, -1)
        return cls(
            statements=np.array(kept["statements"], dtype=np.int64),
            basis=Basis(np.array(kept["means"], dtype=np.float64), components, np.array(kept["shaping"], np.bool_)),
            scale=(int(kept["scale"][0]), int(kept["scale"][1])),
            centres=np.array(kept["centres"], dtype=np.float64).reshape(-1, AXES),
            names=tuple(int(name) for name in kept["names"]),
            rival=int(kept["rival"]),
            points=int(kept["points"]),
        )


def same_sides(basis: Basis, before: Basis) -> Basis:
    """The basis with every axis turned to the side that it had before."""
    agreement = (basis.components * before.components).sum(axis=1)
    return Basis(basis.means, basis.components * np.where(agreement < 0, -1.0, 1.0)[:, None], basis.shaping)


@dataclass(frozen=True)
class Number:
    """How many groups to draw, which other number would fit better, and how many points it has gathered."""

    groups: int
    rival: int = 0
    points: int = 0


def number_of_groups(silhouettes: Mapping[int, float], before: Memory | None = None) -> Number:
    """How many groups fit: the best silhouette, fewer on a tie; after a memory only what beats it clearly or long.

    Twice running by 0.02, or four times running by 0.01, the same other number has to be better: one recomputation
    alone never changes the number of groups.
    """
    best = max(silhouettes, key=lambda k: (round(silhouettes[k], 12), -k))
    now = len(before.centres) if before is not None else 0
    if before is None or now not in silhouettes or best == now:
        return Number(best)
    lead = silhouettes[best] - silhouettes[now]
    gained = int(lead >= CLEARLY / 2) + int(lead >= CLEARLY)
    points = (before.points if best == before.rival else 0) + gained if gained else 0
    return Number(best) if points >= POINTS else Number(now, best, points)


def recognised(labels: Ints, groups: int, before: Ints, names: tuple[int, ...]) -> tuple[int, ...]:
    """A number for each new group: that of the earlier group with which it shares most people, or a free one.

    labels, before  (n,) rows of the new and of the earlier groups of the same people; `names` of the earlier groups
    """
    shared = np.bincount(labels * len(names) + before, minlength=groups * len(names)).reshape(groups, len(names))
    rows, columns = linear_sum_assignment(shared, maximize=True)
    taken = {int(row): names[column] for row, column in zip(rows, columns, strict=True) if shared[row, column]}
    free = (name for name in range(groups + len(names)) if name not in taken.values())
    return tuple(taken[row] if row in taken else next(free) for row in range(groups))
