"""From ballots to places and groups: the part of the analysis that a bootstrap repeats."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from .ballots import Ballots, Floats, Ints, Mask
from .basis import Basis, fit, place_people
from .grouping import Groups, find_groups, given_groups
from .polis_grouping import find_polis_groups

Mode = Literal["default", "polis"]

ENOUGH_VOTES = 7
FEWEST_PEOPLE = 15


@dataclass(frozen=True)
class OpinionMap:
    """Where everyone stands.

    basis       the two axes
    points      (n, 2) place of every participant
    counted     (n,) who has voted enough to belong to a group
    groups      of the counted people, in their order
    statements  number of statements that the stretching of few votes is measured against
    """

    basis: Basis
    points: Floats
    counted: Mask
    groups: Groups
    statements: int

    @property
    def labels(self) -> Ints:
        """Group of every participant (n,), -1 for none."""
        labels = np.full(len(self.points), -1, dtype=np.int64)
        labels[self.counted] = self.groups.labels
        return labels


def draw_map(ballots: Ballots, out: Mask, mode: Mode, seed: int, given: Ints | None = None) -> OpinionMap:
    """The opinion map of these ballots; statements in `out` (m,) do not shape it.

    default  statements out of the map are out of every count.
    polis    they are neutral votes of everybody, as in Polis: they count in the number of votes and statements.

    `given` labels (n,), -1 for none, replace the search for groups.
    """
    voted = ballots.per_statement > 0
    shaping = voted & ~out
    on_map = _votes_on(ballots, shaping)
    basis, centred = fit(ballots, shaping)
    if mode == "polis":
        statements, answered = int(voted.sum()), ballots.per_person
        stretched = on_map + int((voted & out).sum())
    else:
        statements, answered, stretched = int(shaping.sum()), on_map, on_map
    points = place_people(centred, basis, stretched.astype(np.float64), statements)
    counted = who_counts(answered, statements) if given is None else given >= 0
    groups = _groups(points[counted], mode, seed, None if given is None else given[counted])
    return OpinionMap(basis, points, counted, groups, statements)


def _groups(inside: Floats, mode: Mode, seed: int, given: Ints | None) -> Groups:
    if given is not None:
        return given_groups(given, inside)
    return find_polis_groups(inside) if mode == "polis" else find_groups(inside, seed=seed)


def who_counts(answered: Ints, statements: int) -> Mask:
    """Who has voted enough (n,): 7 votes or all there are; when fewer than 15 have, the 15 most active."""
    enough: Mask = (answered >= min(ENOUGH_VOTES, statements)) & (answered > 0)
    if enough.sum() >= FEWEST_PEOPLE:
        return enough
    most_active = np.argsort(-answered, kind="stable")[:FEWEST_PEOPLE]
    enough[most_active] = answered[most_active] > 0
    return enough


def _votes_on(ballots: Ballots, shaping: Mask) -> Ints:
    if shaping.all():
        return ballots.per_person
    before = np.concatenate(([0], np.cumsum(shaping[ballots.votes.indices])))
    cast: Ints = np.diff(before[ballots.votes.indptr])
    return cast
