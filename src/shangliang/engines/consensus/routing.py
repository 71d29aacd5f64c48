"""Which statement to show a person next.

Mostly those whose answer would tell most, a fixed share for statements that too few have seen yet, and a
tenth at random. Every statement can be drawn, and the probability of the draw is returned: whoever stores it
can later estimate shares without the bias of the choice (inverse propensity).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from .ballots import Floats, Ints, Mask

FLOOR, GROUP_FLOOR = 20, 7
FLOOR_SHARE = 0.5
EXPLORATION = 0.1

Why = Literal["priority", "floor", "exploration"]


@dataclass(frozen=True)
class Choice:
    """The statement to show, the probability with which it was drawn, and by which of the three rules."""

    statement: int
    propensity: float
    why: Why


def next_statement(
    statements: npt.ArrayLike,
    priorities: npt.ArrayLike | None = None,
    *,
    answered: Collection[int] = (),
    seen: npt.ArrayLike | None = None,
    seen_in_group: npt.ArrayLike | None = None,
    floor: int = FLOOR,
    group_floor: int = GROUP_FLOOR,
    floor_share: float = FLOOR_SHARE,
    exploration: float = EXPLORATION,
    seed: int | np.random.Generator = 0,
) -> Choice | None:
    """The next statement for a person, or None when everything is answered.

    statements     (m,) ids of the statements open for voting
    priorities     (m,) weights of `Analysis.priority`; NaN or None counts 1, as before a first analysis
    answered       ids this person has answered or must not see (near-copies of answered ones)
    seen           (m,) votes on each statement so far; those below `floor` get their own share of the draws
    seen_in_group  (m,) votes of this person's group so far, with `group_floor`
    seed           a number, or a generator to draw from
    """
    ids = np.asarray(statements, dtype=np.int64)
    free = ~np.isin(ids, np.fromiter(answered, dtype=np.int64))
    if not free.any():
        return None
    by_priority = _normal(_weights(priorities, len(ids)) * free)
    missing = _missing(seen, floor, len(ids)) + _missing(seen_in_group, group_floor, len(ids))
    by_floor = _normal(missing * free)
    shares = _shares(by_priority, by_floor, free, floor_share, exploration)
    return _draw(ids, shares, np.random.default_rng(seed))


def _weights(priorities: npt.ArrayLike | None, count: int) -> Floats:
    if priorities is None:
        return np.ones(count)
    weights = np.asarray(priorities, dtype=np.float64)
    return np.where(np.isnan(weights), 1.0, np.maximum(weights, 0.0))


def _missing(seen: npt.ArrayLike | None, floor: int, count: int) -> Floats:
    """How many votes each statement lacks, as a part of the floor."""
    if seen is None:
        return np.zeros(count)
    votes: Ints = np.asarray(seen, dtype=np.int64)
    lacking: Floats = np.maximum(floor - votes, 0) / max(floor, 1)
    return lacking


def _normal(weights: Floats) -> Floats:
    total = weights.sum()
    normal: Floats = weights / total if total > 0 else weights
    return normal


def _shares(by_priority: Floats, by_floor: Floats, free: Mask, floor_share: float,
            exploration: float) -> dict[Why, Floats]:  # fmt: skip
    """Probability of each statement by each rule; a rule with nothing to choose leaves its part to chance."""
    even = free / free.sum()
    floor_part = floor_share * (1.0 - exploration) if by_floor.any() else 0.0
    priority_part = 1.0 - exploration - floor_part if by_priority.any() else 0.0
    return {
        "priority": by_priority * priority_part,
        "floor": by_floor * floor_part,
        "exploration": even * (1.0 - priority_part - floor_part),
    }


def _draw(ids: Ints, shares: dict[Why, Floats], rng: np.random.Generator) -> Choice:
    reach = np.cumsum(np.concatenate(list(shares.values())))
    place = min(int(np.searchsorted(reach, rng.random() * reach[-1], side="right")), len(reach) - 1)
    rule, column = divmod(place, len(ids))
    propensity = float(sum(part[column] for part in shares.values()))
    return Choice(int(ids[column]), propensity, list(shares)[rule])
