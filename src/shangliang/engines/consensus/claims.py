"""What may be said in words: which statements mark a group, and which most people agree on.

Ties go to the lower statement number everywhere.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from .ballots import Floats, Ints, Mask
from .tallies import Z90, Sides, Tally, share, share_test, sides

PER_LIST = 5


@dataclass(frozen=True)
class Mark:
    """A statement that marks a group.

    statement   column of the statement
    direction   "agree" or "disagree": on which side the group stands out
    successes   members on that side; `trials` members who saw the statement
    share, share_z, repness, repness_z   as in `tallies.Sides`; repness is the ratio to the others
    best_agree  the statement the group agrees on most
    """

    statement: int
    direction: str
    successes: int
    trials: int
    share: float
    share_z: float
    repness: float
    repness_z: float
    best_agree: bool = False


def representative(by_group: Tally, group: int, excluded: Mask) -> list[Mark]:
    """Up to five statements that mark this group, those it agrees with first.

    A statement qualifies when the group is on one side (share_z) and more so than the others (ratio_z), both
    at 90 % one-tailed. The statement the group agrees on most always stands first. When nothing qualifies,
    the one with the largest difference is given alone.
    """
    agreeing, disagreeing = sides(by_group, group)
    best = _best_agreed(agreeing, by_group.agree[group] + by_group.disagree[group], excluded)
    telling = _telling(agreeing, disagreeing) & ~excluded
    leaning = agreeing.ratio_z > disagreeing.ratio_z
    strength = np.where(leaning, agreeing.strength, disagreeing.strength)
    ranked = sorted((int(j) for j in np.flatnonzero(telling) if j != best), key=lambda j: (-strength[j], j))
    chosen = ([] if best is None else [best]) + (ranked if telling.any() else [])
    if not chosen:
        chosen = _widest_gap(agreeing, disagreeing, (by_group.seen[group] > 0) & ~excluded)
    counts = (by_group.agree[group], by_group.disagree[group], by_group.seen[group])
    marks = [
        _mark(j, agreeing if leaning[j] else disagreeing, "agree" if leaning[j] else "disagree", counts, j == best)
        for j in chosen[:PER_LIST]
    ]
    return sorted(marks, key=lambda mark: mark.direction != "agree")


def false_discovery_rates(by_group: Tally, excluded: Mask) -> Floats:
    """False discovery rate at which each claim "this side marks this group" stands, (k, m, 2): agree, disagree.

    A claim says two things, so its p-value is the larger of both tests. All groups, statements and sides are tested
    at once; the rates are those of Benjamini and Hochberg (1995). 1 where there is nothing to test.
    """
    found = np.ones((*by_group.seen.shape, 2))
    for group in range(len(found)):
        for place, side in enumerate(sides(by_group, group)):
            found[group, :, place] = ndtr(-np.minimum(side.share_z, side.ratio_z))
    tested = (by_group.seen > 0)[..., None] & ~excluded[:, None] & np.ones(2, dtype=np.bool_)
    found[~tested] = 1.0
    found[tested] = _step_up(found[tested])
    return found


def _step_up(p: Floats) -> Floats:
    order = np.argsort(p, kind="stable")
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    rates = np.empty_like(p)
    rates[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return rates


def majority(everyone: Tally, excluded: Mask) -> tuple[list[int], list[int]]:
    """Columns of up to five statements that most people agree with, and five that most disagree with."""
    agreed, disagreed = (
        _most_shared(counts, everyone.seen, excluded) for counts in (everyone.agree, everyone.disagree)
    )
    return agreed, disagreed


def _most_shared(counts: Ints, seen: Ints, excluded: Mask) -> list[int]:
    part, z = share(counts, seen), share_test(counts, seen)
    fits = np.flatnonzero((part > 0.5) & (z > Z90) & ~excluded)
    weight = part * z
    return sorted((int(j) for j in fits), key=lambda j: (-weight[j], j))[:PER_LIST]


def _telling(agreeing: Sides, disagreeing: Sides) -> Mask:
    passing = [(side.ratio_z > Z90) & (side.share_z > Z90) for side in (agreeing, disagreeing)]
    either: Mask = passing[0] | passing[1]
    return either


def _best_agreed(agreeing: Sides, decided: Ints, excluded: Mask) -> int | None:
    """The statement agreed on most, found by one pass in order; once one stands out, only more of that counts."""
    plain = agreeing.share * agreeing.share_z
    best: int | None = None
    for j in np.flatnonzero((decided > 0) & ~excluded):
        if best is None:
            beats = agreeing.share_z[j] > Z90 or (agreeing.ratio[j] > 1.0 and agreeing.share[j] > 0.5)
        elif agreeing.ratio[best] > 1.0:
            beats = agreeing.strength[j] > agreeing.strength[best]
        else:
            beats = plain[j] > plain[best]
        if beats:
            best = int(j)
    return best


def _widest_gap(agreeing: Sides, disagreeing: Sides, allowed: Mask) -> list[int]:
    if not allowed.any():
        return []
    gap = np.where(allowed, np.maximum(agreeing.ratio_z, disagreeing.ratio_z), -np.inf)
    return [int(gap.argmax())]


def _mark(j: int, side: Sides, direction: str, counts: tuple[Ints, Ints, Ints], best: bool) -> Mark:
    agree, disagree, seen = counts
    return Mark(
        statement=j,
        direction=direction,
        successes=int((agree if direction == "agree" else disagree)[j]),
        trials=int(seen[j]),
        share=float(side.share[j]),
        share_z=float(side.share_z[j]),
        repness=float(side.ratio[j]),
        repness_z=float(side.ratio_z[j]),
        best_agree=best,
    )
