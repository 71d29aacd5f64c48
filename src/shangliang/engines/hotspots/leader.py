"""The stream: each text joins the issue that it resembles, or founds one."""

import math
from array import array
from collections.abc import Callable, Iterable, Sequence
from heapq import nlargest
from operator import itemgetter
from typing import NamedTuple

from shangliang.engines.hotspots.parameters import Parameters
from shangliang.engines.hotspots.vectors import Packed, Vector

_Sum = dict[int, float] | Packed


_GONE, _PACKED, _SUMMED = 0, 1, 2


class State(NamedTuple):
    """An index as plain sequences: sums as (kind, words, weights), lists as (word, issues), and two counters."""

    sums: list[tuple[int, Sequence[int], Sequence[float]]]
    postings: list[tuple[int, Sequence[int]]]
    counts: tuple[int, int]


class CentroidIndex:
    """Issues as sums of their members' vectors, found through the words that they share.

    A text costs its few heaviest words, a bounded stretch of the lists behind them and an exact comparison with the
    best candidates, whatever the number of issues. Resemblance is the average cosine to the members: sum of vectors x
    text / number of members. An issue of one text is kept as packed numbers, a tenth of what a dictionary takes.
    """

    def __init__(self, parameters: Parameters) -> None:
        self._set = parameters
        self._sums: list[_Sum | None] = []
        self.sizes = array("i")
        self._postings: dict[int, array[int]] = {}
        self._gone = 0
        self._swept = 0

    def __len__(self) -> int:
        """How many issues there are."""
        return len(self._sums) - self._gone

    def centroid(self, issue: int) -> dict[int, float]:
        """The sum of the vectors of an issue, by word."""
        total = self._sums[issue]
        if total is None:
            raise LookupError(issue)
        return total if isinstance(total, dict) else dict(zip(*total, strict=True))

    def _candidates(self, probes: Vector) -> list[int]:
        """The likeliest issues by the heaviest words, the likeliest first; of long lists the newest stretch is read."""
        lists = [(len(p), w, p) for word, w in probes[: self._set.probe_terms] if (p := self._postings.get(word))]
        lists.sort(key=itemgetter(0))
        found: dict[int, float] = {}
        get, left = found.get, self._set.reading_limit
        for length, weight, posted in lists:
            for issue in posted if length <= left else posted[-left:]:
                found[issue] = get(issue, 0.0) + weight
            left -= length
            if left <= 0:
                break
        sizes, least = self.sizes, self._set.least_shared
        likely = [(rough, -issue) for issue, rough in found.items() if rough >= least and sizes[issue]]
        return [-minus for _, minus in nlargest(self._set.candidates, likely)]

    def _product(self, issue: int, mine: dict[int, float]) -> float:
        """The scalar product of an issue's sum with weights by word."""
        total = self._sums[issue]
        if isinstance(total, dict):
            if len(total) < len(mine):
                total, mine = mine, total
            get = total.get
            return sum([weight * get(word, 0.0) for word, weight in mine.items()])
        if total is None:
            return 0.0
        get = mine.get
        return sum([weight * get(word, 0.0) for word, weight in zip(*total, strict=True)])

    def nearest(self, vector: Vector, may_join: Callable[[int], bool]) -> int | None:
        """The issue that resembles the text most, if by `join` or more and if `may_join` lets it."""
        mine, sizes = dict(vector), self.sizes
        scored = [(self._product(issue, mine) / sizes[issue], -issue) for issue in self._candidates(vector)]
        for score, minus in sorted(scored, reverse=True):
            if score < self._set.join:
                break
            if may_join(-minus):
                return -minus
        return None

    def alike(self, issue: int) -> list[tuple[float, int]]:
        """Other issues whose centroids have a cosine of `merge` or more with this one's, and the cosine."""
        mine = self.centroid(issue)
        length = _length(mine.values())
        if not length:
            return []
        heaviest = nlargest(self._set.probe_terms, ((weight, -word) for word, weight in mine.items()))
        probes = [(-minus, weight / length) for weight, minus in heaviest]
        found = []
        for other in self._candidates(probes):
            if other != issue:
                total = self._sums[other]
                weights = total.values() if isinstance(total, dict) else total[1] if total else ()
                cosine = self._product(other, mine) / (length * (_length(weights) or 1.0))
                if cosine >= self._set.merge:
                    found.append((cosine, other))
        return found

    def found(self) -> int:
        """The number of a new, empty issue."""
        self._sums.append({})
        self.sizes.append(0)
        return len(self._sums) - 1

    def add(self, issue: int, vector: Vector) -> None:
        """Put a text into an issue."""
        total = self._sums[issue]
        self.sizes[issue] += 1
        if not total:
            self._post(issue, [word for word, _ in vector[: self._set.posted_terms]])
            words, weights = array("i", [w for w, _ in vector]), array("f", [x for _, x in vector])
            self._sums[issue] = (words, weights)
            return
        if not isinstance(total, dict):
            total = self._sums[issue] = dict(zip(*total, strict=True))
        self._post(issue, [word for word, _ in vector[: self._set.posted_terms] if word not in total])
        for word, weight in vector:
            total[word] = total.get(word, 0.0) + weight

    def fill(self, issue: int, vector: Vector, size: int) -> None:
        """Give an empty issue the sum of `size` texts, the heaviest word first."""
        self.add(issue, vector)
        self.sizes[issue] = size

    def _post(self, issue: int, words: Iterable[int]) -> None:
        postings = self._postings
        for word in words:
            listed = postings.get(word)
            if listed is None:
                postings[word] = array("i", (issue,))
            else:
                listed.append(issue)

    def absorb(self, kept: int, gone: int) -> None:
        """Move everything of one issue into another; the emptied one is found no more."""
        into = self.centroid(kept)
        moving = self.centroid(gone)
        heavy = nlargest(self._set.posted_terms, ((weight, -word) for word, weight in moving.items()))
        self._post(kept, [-minus for _, minus in heavy if -minus not in into])
        for word, weight in moving.items():
            into[word] = into.get(word, 0.0) + weight
        self._sums[kept] = into
        self.sizes[kept] += self.sizes[gone]
        self.remove(gone)

    def remove(self, issue: int) -> None:
        """Find an issue no more; its entries in the lists go when they are swept."""
        self._sums[issue] = None
        self.sizes[issue] = 0
        self._gone += 1

    def clear(self, issue: int) -> None:
        """Empty an issue that is to be filled anew; it stays in the lists of the words that it had."""
        self._sums[issue] = {}
        self.sizes[issue] = 0

    def sweep_when_due(self) -> None:
        """Clear the lists of issues that are found no more, once they are a third of what stands there."""
        if self._gone - self._swept > len(self) // 2:
            self._sweep()

    def _sweep(self) -> None:
        self._swept = self._gone
        sizes = self.sizes
        kept = {}
        for word, posted in self._postings.items():
            live = array("i", [issue for issue in posted if sizes[issue]])
            if live:
                kept[word] = live
        self._postings = kept

    def state(self) -> State:
        """Everything that the index knows, in the order in which it knows it."""
        sums: list[tuple[int, Sequence[int], Sequence[float]]] = []
        for total in self._sums:
            if total is None:
                sums.append((_GONE, (), ()))
            elif isinstance(total, dict):
                sums.append((_SUMMED, list(total), list(total.values())))
            else:
                sums.append((_PACKED, *total))
        return State(sums, list(self._postings.items()), (self._gone, self._swept))

    def restore(
        self,
        sizes: Iterable[int],
        sums: Iterable[tuple[int, list[int], list[float]]],
        postings: Iterable[tuple[int, list[int]]],
        counts: Sequence[int],
    ) -> None:
        """Know again what `state` gave."""
        self.sizes = array("i", sizes)
        self._sums = [_sum_of(kind, words, weights) for kind, words, weights in sums]
        self._postings = {word: array("i", posted) for word, posted in postings}
        self._gone, self._swept = counts


def _sum_of(kind: int, words: list[int], weights: list[float]) -> _Sum | None:
    if kind == _GONE:
        return None
    return dict(zip(words, weights, strict=True)) if kind == _SUMMED else (array("i", words), array("f", weights))


def _length(weights: Iterable[float]) -> float:
    return math.sqrt(sum([weight * weight for weight in weights]))
