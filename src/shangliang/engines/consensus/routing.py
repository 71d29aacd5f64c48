"""Which statement to show a person next.

Mostly those whose answer would tell most, a fixed share for statements that too few have seen yet, and a tenth at
random. A newcomer's first seven are those that tell the groups apart best, given what they have answered so far.
Every statement can be drawn, and the probability of the draw is returned: whoever stores it can later estimate shares
without the bias of the choice (inverse propensity). Two near-copies are never shown to the same person.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from .ballots import Floats, Ints, Mask
from .figures import Figures

FLOOR, GROUP_FLOOR = 20, 7
FLOOR_SHARE = 0.5
EXPLORATION = 0.1
NEWCOMER_QUESTIONS = 7
NEWCOMER_FLOOR_SHARE = 0.25
# Of the statements that tell groups apart only those at least half as telling as the best are drawn for a newcomer.
TELLING_ENOUGH = 0.5

Why = Literal["newcomer", "priority", "floor", "exploration"]
NO_COPIES: Mapping[int, int] = {}


@dataclass(frozen=True)
class Choice:
    """The statement to show, the probability with which it was drawn, and by which of the four rules."""

    statement: int
    propensity: float
    why: Why


def ask(
    ids: Ints,
    figures: Figures,
    answers: Collection[int] | Mapping[int, int],
    *,
    row: int | None = None,
    copies: Mapping[int, int] = NO_COPIES,
    live: Collection[int] | None = None,
    seed: int | np.random.Generator = 0,
) -> Choice | None:
    """The statement to show to somebody who gave these answers (statement id -> vote, or ids only), or None.

    ids     (m,) of the statements of `figures`        row   of the person's group, None for none
    copies  statement id -> number of its family of near-copies
    live    ids of the statements open for voting; all that are not taken out, unless given
    """
    open_ = ~figures.moderated if live is None else ~figures.moderated & _among(ids, live)
    telling = None
    if len(answers) < NEWCOMER_QUESTIONS and len(figures.by_group.seen) > 1:
        telling = figures.telling(_columns(ids, answers))[open_]
    return next_statement(
        ids[open_],
        figures.priority[open_],
        answered=answers,
        seen=figures.everyone.seen[open_],
        seen_in_group=None if row is None else figures.by_group.seen[row][open_],
        telling=telling,
        meta=figures.meta[open_],
        copies=copies,
        seed=seed,
    )


def next_statement(
    statements: npt.ArrayLike,
    priorities: npt.ArrayLike | None = None,
    *,
    answered: Collection[int] = (),
    seen: npt.ArrayLike | None = None,
    seen_in_group: npt.ArrayLike | None = None,
    telling: npt.ArrayLike | None = None,
    meta: npt.ArrayLike | None = None,
    copies: Mapping[int, int] = NO_COPIES,
    floor: int = FLOOR,
    group_floor: int = GROUP_FLOOR,
    floor_share: float = FLOOR_SHARE,
    exploration: float = EXPLORATION,
    seed: int | np.random.Generator = 0,
) -> Choice | None:
    """The next statement for a person, or None when everything is answered.

    statements     (m,) ids of the statements open for voting
    priorities     (m,) weights of `Analysis.priority`; NaN or None counts 1, as before a first analysis
    answered       ids this person has answered or must not see
    seen           (m,) votes on each statement so far; those below `floor` get their own share of the draws
    seen_in_group  (m,) votes of this person's group so far, with `group_floor`
    telling        (m,) how well each tells the groups apart, for the first seven questions of a newcomer
    meta           (m,) which are about the person: at most one of them is among a newcomer's first seven
    copies         statement id -> number of its family of near-copies: one of a family is enough
    seed           a number, or a generator to draw from
    """
    ids = np.asarray(statements, dtype=np.int64)
    is_new = len(answered) < NEWCOMER_QUESTIONS and telling is not None
    free = _free(ids, answered, copies)
    if is_new and meta is not None:
        free = _spared(free, np.asarray(meta, dtype=np.bool_), _among(ids, answered))
    if not free.any():
        return None
    rules: dict[Why, Floats] = {
        "newcomer": _normal(_most_telling(telling, free)) if is_new else np.zeros(len(ids)),
        "floor": _normal((_missing(seen, floor, len(ids)) + _missing(seen_in_group, group_floor, len(ids))) * free),
        "priority": _normal(_weights(priorities, len(ids)) * free),
    }
    if rules["newcomer"].any():
        floor_share = min(floor_share, NEWCOMER_FLOOR_SHARE)
    return _draw(ids, _shares(rules, free, floor_share, exploration), np.random.default_rng(seed))


def _among(ids: Ints, some: Collection[int]) -> Mask:
    return np.isin(ids, np.fromiter(some, dtype=np.int64, count=len(some)))


def _columns(ids: Ints, answers: Collection[int] | Mapping[int, int]) -> dict[int, int]:
    """Column -> vote of the answers whose votes are known."""
    if not isinstance(answers, Mapping):
        return {}
    place = {int(id_): column for column, id_ in enumerate(ids.tolist())}
    return {place[id_]: vote for id_, vote in answers.items() if id_ in place}


def _free(ids: Ints, answered: Collection[int], copies: Mapping[int, int]) -> Mask:
    free = ~_among(ids, answered)
    used = {copies[id_] for id_ in answered if id_ in copies}
    if used:
        free &= np.array([copies.get(id_) not in used for id_ in ids.tolist()], dtype=np.bool_)
    return free


def _spared(free: Mask, meta: Mask, answered: Mask) -> Mask:
    """What is free for a newcomer: no second question about the person, unless nothing else is left."""
    rest = free & ~meta
    return rest if (meta & answered).any() and rest.any() else free


def _most_telling(telling: npt.ArrayLike | None, free: Mask) -> Floats:
    told = np.where(free, np.nan_to_num(np.asarray(telling, dtype=np.float64)), 0.0)
    best: Floats = np.where(told >= TELLING_ENOUGH * told.max(initial=0.0), told, 0.0)
    return best


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


def _shares(rules: dict[Why, Floats], free: Mask, floor_share: float, exploration: float) -> dict[Why, Floats]:
    """Probability of each statement by each rule; a rule with nothing to choose leaves its part to chance."""
    left = 1.0 - exploration
    parts: dict[Why, float] = {"floor": floor_share * left if rules["floor"].any() else 0.0}
    main: Why = "newcomer" if rules["newcomer"].any() else "priority"
    parts[main] = left - parts["floor"] if rules[main].any() else 0.0
    shares = {rule: rules[rule] * part for rule, part in parts.items()}
    shares["exploration"] = free / free.sum() * (1.0 - sum(parts.values()))
    return shares


def _draw(ids: Ints, shares: dict[Why, Floats], rng: np.random.Generator) -> Choice:
    reach = np.cumsum(np.concatenate(list(shares.values())))
    place = min(int(np.searchsorted(reach, rng.random() * reach[-1], side="right")), len(reach) - 1)
    rule, column = divmod(place, len(ids))
    propensity = float(sum(part[column] for part in shares.values()))
    return Choice(int(ids[column]), propensity, list(shares)[rule])
