"""Texts that come together: compared with all issues at once, and with each other as they find their issues."""

from collections.abc import Callable, Sequence

import numpy as np

from shangliang.engines.hotspots.comparing import Floats, Rows
from shangliang.engines.hotspots.leader import CentroidIndex
from shangliang.engines.hotspots.vectors import Packed

TOGETHER = 256
"""Texts of a round: more share more of the cost, and need more room at once."""


class Round:
    """For each of some texts, one after the other, the issue that it resembles most as things stand then.

    All texts are compared with the issues as they are before the round, and with each other: what a text of the round
    adds to an issue that it joins or founds is added to what the issue is compared by, not read again.
    """

    def __init__(
        self, index: CentroidIndex, vectors: Sequence[Packed], least: float, districts: Sequence[str] | None = None
    ) -> None:
        self._index, self._least = index, least
        self._rows = Rows.of(vectors)
        pairs = index.compare(vectors, districts=districts)
        self._issues, self._averages = pairs.issues.tolist(), pairs.averages.tolist()
        self._starts = pairs.rows.searchsorted(np.arange(len(vectors) + 1)).tolist()
        self._own = self._rows.among_themselves()
        self._first = index.next_number
        self._founded: list[int] = []
        self._products = np.zeros((len(vectors), len(vectors)))
        self._sizes = np.ones(len(vectors))
        self._places: dict[int, int] = {}
        self._grown: dict[int, tuple[int, Floats]] = {}

    def nearest(self, place: int, may_join: Callable[[int, float], bool]) -> int | None:
        """The issue that a text resembles most, if by `least` or more and if `may_join` lets it."""
        for average, issue in sorted(self._alike(place)):
            if may_join(issue, -average):
                return issue
        return None

    def _alike(self, place: int) -> list[tuple[float, int]]:
        """The issues alike by `least` or more, each after how much, below nought so that the likest sorts first."""
        found = []
        for pair in range(self._starts[place], self._starts[place + 1]):
            issue, average = self._issues[pair], self._averages[pair]
            if issue in self._grown:
                before, gained = self._grown[issue]
                average = (average * before + float(gained[place])) / self._index.sizes[issue]
            if average >= self._least:
                found.append((-average, issue))
        if count := len(self._founded):
            averages = self._products[:count, place] / self._sizes[:count]
            near = np.flatnonzero(averages >= self._least)
            found += zip((-averages[near]).tolist(), [self._founded[one] for one in near.tolist()], strict=True)
        return found

    def joined(self, place: int, issue: int) -> None:
        """Take note that the index counts a text to an issue now."""
        own, size = self._own[place], self._index.sizes[issue]
        if issue < self._first:
            before, gained = self._grown.get(issue, (size - 1, 0.0))
            self._grown[issue] = before, gained + own
            return
        number = self._places.get(issue)
        if number is None:
            number = self._places[issue] = len(self._founded)
            self._founded.append(issue)
            self._products[number] = own if size == 1 else self._index.products(self._rows, issue)
        else:
            self._products[number] += own
        self._sizes[number] = size
