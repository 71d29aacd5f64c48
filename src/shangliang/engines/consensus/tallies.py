"""Who said what, per group and statement, and the tests that the counts allow.

Every share is (count + 1) / (seen + 2), seen = agree + disagree + pass: a group that has hardly seen a
statement is taken to be undecided. Tests are one-tailed z tests with the pseudo-counts of Polis.
Source: Small et al. 2021; the bound is Wilson's (1927).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .ballots import MARKS, Ballots, Floats, Ints

Z90 = 1.2816
Z95_TWO_SIDED = 1.959964
META_PRIORITY = 49.0


@dataclass(frozen=True)
class Tally:
    """Counts of votes; arrays of one shape, (m,) for everybody or (k, m) by group."""

    agree: Ints
    disagree: Ints
    seen: Ints

    @property
    def passed(self) -> Ints:
        return self.seen - self.agree - self.disagree


@dataclass(frozen=True)
class Sides:
    """For one side (agree or disagree) of one group against everyone else in groups; arrays (m,).

    share      smoothed share of the group on this side
    share_z    z of that share against one half
    ratio      share divided by the share of the others
    ratio_z    z of the difference between the group and the others
    """

    share: Floats
    share_z: Floats
    ratio: Floats
    ratio_z: Floats

    @cached_property
    def strength(self) -> Floats:
        """How much this side marks the group: all four figures multiplied."""
        return self.ratio * self.ratio_z * self.share * self.share_z


def count(ballots: Ballots, slots: Ints, number: int) -> Ints:
    """Votes (number, m, 3) of the people of each slot, by answer: -1, 0, 1. `slots` (n,) holds 0 .. number - 1."""
    width = MARKS * len(ballots.statements)
    table = np.zeros(number * width, dtype=np.int64)
    each = ballots.per_person
    for people, votes in ballots.blocks():
        cells = ballots.cells(votes)
        cells += np.repeat(slots[people] * width, each[people])
        table += np.bincount(cells, minlength=len(table))
    return table.reshape(number, -1, MARKS)


def tally(counts: Ints) -> Tally:
    """The tally of counts (..., m, 3)."""
    return Tally(counts[..., 2], counts[..., 0], counts.sum(axis=-1))


def share(count_: Ints, seen: Ints) -> Floats:
    """Smoothed share (count + 1) / (seen + 2)."""
    smoothed: Floats = (count_ + 1.0) / (seen + 2.0)
    return smoothed


def share_test(count_: Ints, seen: Ints) -> Floats:
    """Test value z of a count against one half, with one pseudo-vote on this side."""
    z: Floats = 2.0 * np.sqrt(seen + 1.0) * ((count_ + 1.0) / (seen + 1.0) - 0.5)
    return z


def difference_test(count_: Ints, seen: Ints, other_count: Ints, other_seen: Ints) -> Floats:
    """Test value z of two shares, pooled, one pseudo-vote in all four counts; 0 if everybody says the same."""
    here, there = seen + 1.0, other_seen + 1.0
    pooled = (count_ + other_count + 2.0) / (here + there)
    spread = np.sqrt(np.maximum(pooled * (1.0 - pooled), 0.0) * (1.0 / here + 1.0 / there))
    gap = (count_ + 1.0) / here - (other_count + 1.0) / there
    z: Floats = np.divide(gap, spread, out=np.zeros_like(gap), where=(pooled < 1.0) & (spread > 0))
    return z


def sides(by_group: Tally, group: int) -> tuple[Sides, Sides]:
    """The agreeing and the disagreeing side of one group, each against the people of all other groups."""
    seen = by_group.seen[group]
    rest = by_group.seen.sum(axis=0) - seen
    agreeing, disagreeing = (
        _side(counts[group], seen, counts.sum(axis=0) - counts[group], rest)
        for counts in (by_group.agree, by_group.disagree)
    )
    return agreeing, disagreeing


def _side(here: Ints, seen: Ints, there: Ints, rest: Ints) -> Sides:
    own = share(here, seen)
    return Sides(own, share_test(here, seen), own / share(there, rest), difference_test(here, seen, there, rest))


def lower_bound(count_: Ints, seen: Ints, z: float = Z95_TWO_SIDED) -> Floats:
    """Lower end of Wilson's interval for a share, 0 where nobody has seen the statement."""
    trials = np.maximum(seen, 1)
    rate = count_ / trials
    middle = rate + z * z / (2 * trials)
    spread = z * np.sqrt(rate * (1 - rate) / trials + z * z / (4.0 * trials * trials))
    bound: Floats = np.where(seen > 0, np.maximum((middle - spread) / (1 + z * z / trials), 0.0), 0.0)
    return bound


def priorities(seen_by: Tally, extremity: Floats) -> Floats:
    """How much the next answer to each statement would tell (m,); grows for new and for telling statements."""
    passing = share(seen_by.passed, seen_by.seen)
    importance = (1.0 - passing) * (extremity + 1.0) * share(seen_by.agree, seen_by.seen)
    newness = 1.0 + 8.0 * np.exp2(-seen_by.seen / 5.0)
    weight: Floats = (importance * newness) ** 2
    return weight
