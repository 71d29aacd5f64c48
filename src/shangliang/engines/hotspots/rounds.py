"""Texts that come together: compared with all issues at once, and with each other as they find their issues."""

from collections.abc import Callable, Sequence

import numpy as np

from shangliang.engines.hotspots.comparing import Rows
from shangliang.engines.hotspots.leader import CentroidIndex
from shangliang.engines.hotspots.vectors import Packed

TOGETHER = 256
"""Texts of a round: more share more of the cost, and need more room at once."""


class Round:
    """For each of some texts, one after the other, the issue that it resembles most as things stand then.

    With the issues as they were before the round all texts are compared at once. Those that a text of the round joined
    since, or founded, have a row with the products of their sums with all texts, which every joining text adds to.
    """

    def __init__(self, index: CentroidIndex, vectors: Sequence[Packed], least: float) -> None:
        self._index, self._least = index, least
        self._rows = Rows.of(vectors)
        pairs = index.compare(vectors)
        pairs = pairs.of(pairs.averages >= least)
        self._issues, self._averages = pairs.issues.tolist(), pairs.averages.tolist()
        self._starts = pairs.rows.searchsorted(np.arange(len(vectors) + 1)).tolist()
        self._own = self._rows.among_themselves() if len(vectors) > 1 else np.zeros((1, 1))
        self._products = np.zeros((len(vectors), len(vectors)))
        self._sizes = np.ones(len(vectors))
        self._touched: dict[int, int] = {}
        self._numbers: list[int] = []

    def nearest(self, place: int, may_join: Callable[[int, float], bool]) -> int | None:
        """The issue that a text resembles most, if by `least` or more and if `may_join` lets it."""
        found = [
            (-self._averages[pair], self._issues[pair])
            for pair in range(self._starts[place], self._starts[place + 1])
            if self._issues[pair] not in self._touched
        ]
        if count := len(self._numbers):
            averages = self._products[:count, place] / self._sizes[:count]
            near = np.flatnonzero(averages >= self._least)
            found += zip((-averages[near]).tolist(), [self._numbers[one] for one in near.tolist()], strict=True)
            found.sort()
        for average, issue in found:
            if may_join(issue, -average):
                return issue
        return None

    def joined(self, place: int, issue: int) -> None:
        """Take note that the index counts a text to an issue now."""
        number = self._touched.get(issue)
        if number is not None:
            self._products[number] += self._own[place]
        else:
            number = self._touched[issue] = len(self._numbers)
            self._numbers.append(issue)
            is_new = self._index.sizes[issue] == 1
            self._products[number] = self._own[place] if is_new else self._index.products(self._rows, issue)
        self._sizes[number] = self._index.sizes[issue]
