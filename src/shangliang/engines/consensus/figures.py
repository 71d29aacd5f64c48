"""What follows from the counts of a conversation: common ground, division, what marks a group, what to ask next."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from . import claims, tallies
from .ballots import Floats, Ints, Mask
from .claims import Mark
from .opinion_map import Mode
from .tallies import META_PRIORITY, Tally


@dataclass(frozen=True)
class Figures:
    """Everything that is read from counts (m,) and counts by group (k, m); each figure is worked out when first read.

    everyone, others  tally (m,) of everybody who counts, and of those shown apart because they are not verified
    by_group          tally (k, m) of those in groups
    extremity         (m,) how far each statement pulls people apart
    moderated, meta   (m,) statements taken out; questions about the person rather than the matter
    """

    everyone: Tally
    others: Tally
    by_group: Tally
    extremity: Floats
    moderated: Mask
    meta: Mask
    mode: Mode

    @property
    def excluded(self) -> Mask:
        """Statements about which nothing is claimed, (m,)."""
        return self.moderated | self.meta

    @cached_property
    def priority(self) -> Floats:
        """Weight with which the next answer is asked for, (m,); counted over the people in groups, as Polis does."""
        group = self.by_group
        total = Tally(*(part.sum(axis=0) for part in (group.agree, group.disagree, group.seen)))
        weights = np.where(self.meta, META_PRIORITY, tallies.priorities(total, self.extremity))
        return weights if self.mode == "polis" else np.where(self.moderated, 0.0, weights)

    @cached_property
    def consensus(self) -> Floats:
        """Product over groups of the agreeing share, (m,); of everybody's share while there are no groups."""
        return self._product(self.everyone.agree, self.by_group.agree)

    @cached_property
    def rejection(self) -> Floats:
        """Product over groups of the disagreeing share, (m,)."""
        return self._product(self.everyone.disagree, self.by_group.disagree)

    @cached_property
    def common_floor(self) -> Floats:
        """Smallest lower bound (95 %) of the agreeing share over groups, (m,)."""
        return self._floor(self.by_group.agree)

    @cached_property
    def rejected_floor(self) -> Floats:
        """Smallest lower bound (95 %) of the disagreeing share over groups, (m,)."""
        return self._floor(self.by_group.disagree)

    @cached_property
    def division(self) -> Floats:
        """Largest difference of the agreeing share between two groups, (m,)."""
        parts = tallies.share(self.by_group.agree, self.by_group.seen)
        return np.ptp(parts, axis=0) if len(parts) else np.zeros(len(self.extremity))

    @cached_property
    def representative(self) -> tuple[tuple[Mark, ...], ...]:
        """For each group up to five statements that mark it."""
        rows = range(len(self.by_group.seen))
        return tuple(tuple(claims.representative(self.by_group, row, self.excluded)) for row in rows)

    @cached_property
    def majority(self) -> tuple[list[int], list[int]]:
        """Columns most people agree with, and columns most disagree with."""
        return claims.majority(self.everyone, self.excluded)

    @cached_property
    def answering(self) -> Floats:
        """Smoothed share of every answer in every group, (k, m, 3): disagree, pass, agree."""
        group = self.by_group
        counts = np.stack((group.disagree, group.passed, group.agree), axis=-1)
        answering: Floats = (counts + 1.0) / (group.seen[..., None] + 3.0)
        return answering

    @cached_property
    def _doubt(self) -> Floats:
        """Entropy of the answers of every group, (k, m), in nats."""
        doubt: Floats = -(self.answering * np.log(self.answering)).sum(axis=-1)
        return doubt

    def telling(self, answers: Mapping[int, int]) -> Floats:
        """How much the next answer to each statement tells about the group of a person, (m,), in nats.

        `answers` (column -> vote) are those the person has given: mutual information of answer and group, every group
        being equally likely before the first. Statements about the person tell nothing here.
        """
        likely = np.zeros(len(self.answering))
        for column, vote in answers.items():
            likely += np.log(self.answering[:, column, vote + 1])
        likely = np.exp(likely - likely.max(initial=0.0))
        likely /= max(likely.sum(), 1e-300)
        mixed = np.maximum(np.tensordot(likely, self.answering, axes=1), 1e-300)
        told: Floats = -(mixed * np.log(mixed)).sum(axis=-1) - likely @ self._doubt
        return np.where(self.excluded, 0.0, np.maximum(told, 0.0))

    def _product(self, whole: Ints, parts: Ints) -> Floats:
        if len(parts):
            product: Floats = tallies.share(parts, self.by_group.seen).prod(axis=0)
            return product
        return tallies.share(whole, self.everyone.seen)

    def _floor(self, parts: Ints) -> Floats:
        bounds = tallies.lower_bound(parts, self.by_group.seen)
        floor: Floats = bounds.min(axis=0, initial=1.0 if len(bounds) else 0.0)
        return floor
