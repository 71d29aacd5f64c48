"""The few statements that go on to the departments: every large enough block of people gets one it agrees with.

Ranking by common ground alone can give all places to statements of the same kind. Justified representation asks that
no block of 1/k of the people who agree on one statement goes without any of the k chosen (Aziz et al. 2017). The rule
here first covers such blocks, the largest first, which is enough for it; places left go by proportional approval
(PAV): whoever has a statement already counts for a half, a third, and so on.

Nobody sees every statement (Halpern et al., "Representation with Incomplete Votes", AAAI 2023). Who has answered counts
as they answered; who has not been asked counts as likely to agree as the own group is, at the lower end of its 95 %
interval, so that a statement hardly shown is neither lost nor lucky. Numbers of people are therefore expectations.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from scipy.sparse import csr_array

from .analysis import Analysis
from .ballots import Floats, Ints, Mask, Sparse
from .tallies import lower_bound

FEWEST, MOST = 5, 10


@dataclass(frozen=True)
class Chosen:
    """A statement chosen.

    statement    its id
    why          "block": a block of people had none before; "share": the most approval still lacking
    agree, seen  people who agree, of those who answered
    support      expected number of people who agree
    newly        of them those who agree with none of the statements chosen before
    """

    statement: int
    why: Literal["block", "share"]
    agree: int
    seen: int
    support: float
    newly: float


@dataclass(frozen=True)
class Selection:
    """The statements chosen, in order.

    block        people that make a block: everybody who counts, divided by the places
    unserved     the largest number of people who agree on one statement left and with none of the chosen
    represented  share of the people who agree with at least one of the chosen
    """

    chosen: tuple[Chosen, ...]
    block: float
    unserved: float
    represented: float

    @property
    def is_justified(self) -> bool:
        """Whether no block of people was left without a statement."""
        return self.unserved < self.block or not self.block


def select(analysis: Analysis, places: int = 7, *, excluded: Mask | None = None) -> Selection:
    """`places` statements (5 to 10; fewer when there are not so many) so that every block of people has one.

    `excluded` (m,) are statements that may not be chosen, beside those taken out and those about the person.
    Raises ValueError for another number of places.
    """
    if not FEWEST <= places <= MOST:
        raise ValueError(f"between {FEWEST} and {MOST} statements are chosen, not {places}")
    left = ~analysis.excluded & (analysis.everyone.agree > 0)
    if excluded is not None:
        left &= ~excluded
    crowd = _crowd(analysis)
    people, chosen = len(crowd.slots), list[Chosen]()
    block, support = people / places, crowd.agreeing(np.ones(people))
    while len(chosen) < places and left.any():
        newly = np.where(left, crowd.agreeing(crowd.without), -1.0)
        covers = bool(newly.max() >= block)
        wanted = newly if covers else np.where(left, crowd.agreeing(1.0 / (1.0 + crowd.held)), -1.0)
        column = int(wanted.argmax())
        chosen.append(_one(analysis, column, support[column], newly[column], "block" if covers else "share"))
        crowd.give(column)
        left[column] = False
    unserved = np.where(left, crowd.agreeing(crowd.without), 0.0)
    served = float(1.0 - crowd.without.mean()) if people else 0.0
    return Selection(tuple(chosen), block, float(unserved.max(initial=0.0)), served)


def _one(analysis: Analysis, column: int, support: float, newly: float, why: Literal["block", "share"]) -> Chosen:
    everyone = analysis.everyone
    return Chosen(
        int(analysis.ballots.statements[column]),
        why,
        int(everyone.agree[column]),
        int(everyone.seen[column]),
        float(support),
        float(newly),
    )


@dataclass
class _Crowd:
    """Who agrees with what: as answered, and as likely as the own group where not asked.

    likely    (1 + k, m) chance to agree of those not asked, by slot; row 0 are people in no group
    slots     (n,) row of `likely` of everybody
    surplus   n x m, for every answer 1 or 0 less the chance that stood for it
    held      (n,) expected number of chosen statements agreed with; `without` chance to agree with none
    """

    likely: Floats
    slots: Ints
    surplus: Sparse
    held: Floats = field(init=False)
    without: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.held, self.without = np.zeros(len(self.slots)), np.ones(len(self.slots))

    def agreeing(self, weights: Floats) -> Floats:
        """Expected weight of the people who agree with each statement, (m,)."""
        by_slot = np.bincount(self.slots, weights=weights, minlength=len(self.likely))
        expected: Floats = by_slot @ self.likely + self.surplus.T @ weights
        return expected

    def give(self, column: int) -> None:
        """Choose a statement."""
        chance = self.likely[self.slots, column]
        entries = slice(self.surplus.indptr[column], self.surplus.indptr[column + 1])
        chance[self.surplus.indices[entries]] += self.surplus.data[entries]
        self.held += chance
        self.without *= 1.0 - chance


def _crowd(analysis: Analysis) -> _Crowd:
    core, labels = analysis.core
    counts = analysis.counts[1:]
    likely = lower_bound(counts[..., 2], counts.sum(axis=-1))
    votes, slots, each = core.votes, labels + 1, core.per_person
    surplus = np.empty(votes.nnz)
    for people, entries in core.blocks():
        owners = np.repeat(slots[people], each[people])
        surplus[entries] = (votes.data[entries] == 1) - likely[owners, votes.indices[entries]]
    return _Crowd(likely, slots, csr_array((surplus, votes.indices, votes.indptr), shape=votes.shape).tocsc())
