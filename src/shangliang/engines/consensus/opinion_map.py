"""From ballots to places and groups: the part of the analysis that a bootstrap repeats."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from .ballots import Ballots, Floats, Ints, Mask
from .basis import Basis, fit, moved_by, stretched
from .grouping import Groups, find_groups, given_groups
from .memory import Memory, recognised, same_sides
from .polis_grouping import find_polis_groups

Mode = Literal["default", "polis"]

ENOUGH_VOTES = 7
FEWEST_PEOPLE = 15


@dataclass(frozen=True)
class OpinionMap:
    """Where everyone stands.

    basis       the two axes
    moved       (n, 2) how far the votes of every participant move them, before stretching
    points      (n, 2) place of every participant
    counted     (n,) who has voted enough to belong to a group
    groups      of the counted people, in their order
    names       (k,) number of each group, ascending
    scale       statements that the stretching of few votes is measured against; neutral votes counted for everybody
    """

    basis: Basis
    moved: Floats
    points: Floats
    counted: Mask
    groups: Groups
    names: tuple[int, ...]
    scale: tuple[int, int]

    @property
    def labels(self) -> Ints:
        """Group of every participant (n,), -1 for none."""
        labels = np.full(len(self.points), -1, dtype=np.int64)
        labels[self.counted] = self.groups.labels
        return labels

    def memory(self, ballots: Ballots) -> Memory:
        """What the next recomputation of the same conversation needs of this map."""
        number = self.groups.number
        return Memory(
            ballots.statements, self.basis, self.scale, self.groups.centres, self.names, number.rival, number.points
        )


def draw_map(
    ballots: Ballots,
    out: Mask,
    mode: Mode,
    seed: int,
    *,
    given: Ints | None = None,
    verified: Mask | None = None,
    before: Memory | None = None,
) -> OpinionMap:
    """The opinion map of these ballots; statements in `out` (m,) do not shape it.

    default  statements out of the map are out of every count.
    polis    they are neutral votes of everybody, as in Polis: they count in the number of votes and statements.

    `given` labels (n,), -1 for none, replace the search for groups. Where `verified` (n,) is given, only those shape
    the map and belong to groups; everybody else is placed on it. `before` is the memory of the map before.
    """
    core = ballots if verified is None else ballots.of_people(verified)
    voted = core.per_statement > 0
    shaping = voted & ~out
    basis = fit(core, shaping)
    if before is not None:
        basis = same_sides(basis, before.over(ballots.statements))
    neutral = int((voted & out).sum()) if mode == "polis" else 0
    scale = int(shaping.sum()) + neutral, neutral
    on_map, moved = ballots.votes_on(shaping), moved_by(ballots, basis)
    points = stretched(moved, on_map + neutral, scale[0])
    counted = given >= 0 if given is not None else np.ones(len(points), dtype=np.bool_)
    if verified is not None:
        counted &= verified
    if given is None:
        counted[counted] = who_counts((ballots.per_person if mode == "polis" else on_map)[counted], scale[0])
    groups = _groups(points[counted], mode, seed, None if given is None else given[counted], before)
    drawn = OpinionMap(basis, moved, points, counted, groups, tuple(range(len(groups.centres))), scale)
    return drawn if before is None or given is not None else _recognise(drawn, ballots, before)


def _groups(inside: Floats, mode: Mode, seed: int, given: Ints | None, before: Memory | None) -> Groups:
    if given is not None:
        return given_groups(given, inside)
    return find_polis_groups(inside) if mode == "polis" else find_groups(inside, seed=seed, before=before)


def _recognise(drawn: OpinionMap, ballots: Ballots, before: Memory) -> OpinionMap:
    """The same map with the groups numbered as before, rows in the order of their numbers."""
    groups = drawn.groups
    if not len(groups.centres) or not before.names:
        return drawn
    earlier = before.groups_of(ballots)[drawn.counted]
    names = recognised(groups.labels, len(groups.centres), earlier, before.names)
    order = np.argsort(names, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    numbered = replace(groups, labels=rank[groups.labels].astype(np.int64), centres=groups.centres[order])
    return replace(drawn, groups=numbered, names=tuple(names[row] for row in order))


def who_counts(answered: Ints, statements: int) -> Mask:
    """Who has voted enough (n,): 7 votes or all there are; when fewer than 15 have, the 15 most active."""
    enough: Mask = (answered >= min(ENOUGH_VOTES, statements)) & (answered > 0)
    if enough.sum() >= FEWEST_PEOPLE:
        return enough
    most_active = np.argsort(-answered, kind="stable")[:FEWEST_PEOPLE]
    enough[most_active] = answered[most_active] > 0
    return enough
