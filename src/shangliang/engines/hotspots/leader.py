"""The stream: each text joins the issue that it resembles, or founds one."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from math import sqrt
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shangliang.engines.hotspots.parameters import Parameters
from shangliang.engines.hotspots.vectors import Packed, Vector, unpack, weights_of

_EMPTY: Packed = np.zeros((2, 0), dtype=np.int32)
_LONG = 1000
"""Words of a sum from which it is cheaper to look a text's words up in it than to read it through."""


class Neighbour(NamedTuple):
    """An issue beside a text or another issue: average cosine to its members, and cosine of the centroids."""

    average: float
    cosine: float
    issue: int


class State(NamedTuple):
    """An index as plain arrays: sizes, sums (None where gone), lists by word, and two counters."""

    sizes: "array[int]"
    sums: Sequence[Packed | None]
    postings: Sequence[tuple[int, Sequence[int]]]
    counts: tuple[int, int]


class CentroidIndex:
    """Issues as sums of their members' vectors, found through the words that they share.

    A text costs its few heaviest words, a bounded stretch of the lists behind them and an exact comparison with the
    best candidates, whatever the number of issues. Resemblance is the average cosine to the members: sum of vectors x
    text / number of members.
    """

    def __init__(self, parameters: Parameters) -> None:
        self._set = parameters
        self._sums: list[Packed | None] = []
        self.sizes = array("i")
        self._squares = array("d")
        """By issue the square of the length of its sum."""
        self._by_word = bytearray()
        """By issue whether its sum is in order of the words; a sum of one vector is as the vector was given."""
        self._postings: dict[int, array[int] | int] = {}
        """By word the issues that have it among their heavy words; of most words one, which stands without a list."""
        self._gone = 0
        self._swept = 0
        self._dense = np.zeros(1024)

    def __len__(self) -> int:
        """How many issues there are."""
        return len(self._sums) - self._gone

    def _sum(self, issue: int) -> Packed:
        total = self._sums[issue]
        if total is None:
            raise LookupError(issue)
        return total

    def centroid(self, issue: int) -> dict[int, float]:
        """The sum of the vectors of an issue, by word."""
        total = self._sum(issue)
        return dict(unpack(total))

    def core(self, issue: int, limit: int) -> Packed:
        """At most `limit` words of an issue with their weights, the heaviest first."""
        return _heaviest(self._sum(issue), limit)

    def _candidates(self, probes: Vector) -> list[int]:
        """The likeliest issues by the heaviest words, the likeliest first; of long lists the newest stretch is read."""
        found = [(w, p) for word, w in probes if (p := self._postings.get(word)) is not None]
        lists = [(1, w, array("i", (p,))) if isinstance(p, int) else (len(p), w, p) for w, p in found]
        lists.sort(key=itemgetter(0))
        left = self._set.reading_limit
        parts, weights, lengths = [], [], []
        for length, weight, posted in lists:
            stretch = np.frombuffer(posted, dtype=np.int32)
            parts.append(stretch if length <= left else stretch[-left:])
            weights.append(weight)
            lengths.append(min(length, left))
            left -= length
            if left <= 0:
                break
        if not parts:
            return []
        listed = np.concatenate(parts)
        order = listed.argsort(kind="stable")
        ordered = listed[order]
        starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
        rough = np.add.reduceat(np.repeat(weights, lengths)[order], starts)
        issues = ordered[starts]
        likely = (rough >= self._set.least_shared) & (np.frombuffer(self.sizes, dtype=np.int32)[issues] > 0)
        issues, rough = issues[likely], rough[likely]
        best: list[int] = issues[np.lexsort((issues, -rough))[: self._set.candidates]].tolist()
        return best

    def _neighbours(self, mine: Packed, probes: Vector) -> list[Neighbour]:
        """The candidates compared exactly, the likest by average first; equal ones in order of their numbers."""
        issues = self._candidates(probes)
        if not issues:
            return []
        own = weights_of(mine)
        products = self._products(mine, own, issues)
        sizes, squares, square = self.sizes, self._squares, float(np.dot(own, own))
        found = [
            Neighbour(product / sizes[issue], product / sqrt(squares[issue] * square), issue)
            for product, issue in zip(products, issues, strict=True)
        ]
        return sorted(found, key=lambda one: (-one.average, one.issue))

    def _products(self, mine: Packed, own: NDArray[np.float32], issues: Sequence[int]) -> list[float]:
        """The scalar products with sums: all short ones read through at once, the words looked up in long ones."""
        sums = [self._sum(issue) for issue in issues]
        long = [p for p, total in enumerate(sums) if total.shape[1] > _LONG and self._by_word[issues[p]]]
        short = [place for place in range(len(sums)) if place not in long] if long else range(len(sums))
        products = [0.0] * len(sums)
        for place in long:
            products[place] = _looked_up(sums[place], mine, own)
        if short:
            joined = np.concatenate([sums[place] for place in short], axis=1)
            starts = np.fromiter(accumulate((sums[p].shape[1] for p in short[:-1]), initial=0), np.intp, len(short))
            self._reach(mine)
            self._dense[mine[0]] = own
            read = np.add.reduceat(self._dense[joined[0]] * weights_of(joined), starts).tolist()
            self._dense[mine[0]] = 0.0
            for place, product in zip(short, read, strict=True):
                products[place] = product
        return products

    def _reach(self, vector: Packed) -> None:
        """Let the scratch row reach to the words of a vector; those of the sums it reached when they were added."""
        word = int(vector[0].max())
        if word >= len(self._dense):
            self._dense = np.zeros(5 * word // 4 + 1024)

    def nearest(self, vector: Packed, may_join: Callable[[int, float], bool]) -> int | None:
        """The issue that resembles the text most, if by `join` or more and if `may_join` lets it, told the resemblance.

        Vectors are given with the heaviest word first.
        """
        if not vector.shape[1]:
            return None
        for one in self._neighbours(vector, unpack(vector, self._set.probe_terms)):
            if one.average < self._set.join:
                break
            if may_join(one.issue, one.average):
                return one.issue
        return None

    def neighbours(self, issue: int) -> list[Neighbour]:
        """The issues most like another, the likest by average first."""
        mine = self._sum(issue)
        if not mine.shape[1]:
            return []
        weights = weights_of(mine)
        length = float(np.sqrt(np.dot(weights, weights)))
        probes = [(word, weight / length) for word, weight in unpack(_heaviest(mine, self._set.probe_terms))]
        return [one for one in self._neighbours(mine, probes) if one.issue != issue]

    def found(self) -> int:
        """The number of a new, empty issue."""
        self._sums.append(_EMPTY)
        self.sizes.append(0)
        self._squares.append(0.0)
        self._by_word.append(0)
        return len(self._sums) - 1

    def add(self, issue: int, vector: Packed) -> None:
        """Put a text into an issue."""
        self._plus(issue, vector, vector[0][: self._set.posted_terms])
        self.sizes[issue] += 1

    def fill(self, issue: int, vector: Packed, size: int) -> None:
        """Give an empty issue the sum of `size` texts, the heaviest word first."""
        self.add(issue, vector)
        self.sizes[issue] = size

    def absorb(self, kept: int, gone: int) -> None:
        """Move everything of one issue into another; the emptied one is found no more."""
        moving = self._sum(gone)
        self._plus(kept, moving, _heaviest(moving, self._set.posted_terms)[0])
        self.sizes[kept] += self.sizes[gone]
        self.remove(gone)

    def _plus(self, issue: int, more: Packed, heavy: NDArray[np.int32]) -> None:
        """Add to the sum of an issue, and put it into the lists of those heavy words that it did not have."""
        if more.shape[1]:
            self._reach(more)
        total = self._sum(issue)
        if total.shape[1]:
            if not self._by_word[issue]:
                total = _in_order(total)
            self._post(issue, heavy[~_where(total, heavy)[1]].tolist())
            total = _added(total, more)
        else:
            self._post(issue, heavy.tolist())
            total = more
        self._by_word[issue] = total is not more
        self._sums[issue] = total
        self._squares[issue] = _square(total)

    def _post(self, issue: int, words: Iterable[int]) -> None:
        postings = self._postings
        for word in words:
            listed = postings.get(word)
            if listed is None:
                postings[word] = issue
            elif isinstance(listed, int):
                postings[word] = array("i", (listed, issue))
            else:
                listed.append(issue)

    def remove(self, issue: int) -> None:
        """Find an issue no more; its entries in the lists go when they are swept."""
        self._sums[issue] = None
        self.sizes[issue] = 0
        self._gone += 1

    def clear(self, issue: int) -> None:
        """Empty an issue that is to be filled anew; it stays in the lists of the words that it had."""
        self._sums[issue] = _EMPTY
        self.sizes[issue] = 0

    def sweep_when_due(self) -> bool:
        """Clear the lists of issues that are found no more, once they are a third of what stands there."""
        is_due = self._gone - self._swept > len(self) // 2
        if is_due:
            self._sweep()
        return is_due

    def mark_words(self, used: NDArray[np.bool_]) -> None:
        """Mark the words that stand in any issue."""
        for total in self._sums:
            if total is not None:
                used[total[0]] = True

    def _sweep(self) -> None:
        self._swept = self._gone
        living = np.array(self.sizes, dtype=np.int32) > 0
        for word in list(self._postings):
            posted = self._postings[word]
            if isinstance(posted, int):
                if not living[posted]:
                    del self._postings[word]
                continue
            issues = np.frombuffer(posted, dtype=np.int32)
            live = issues[living[issues]]
            if len(live) > 1:
                self._postings[word] = array("i", live.tobytes())
            elif len(live):
                self._postings[word] = int(live[0])
            else:
                del self._postings[word]

    def state(self) -> State:
        """Everything that the index knows, in the order in which it knows it."""
        postings = [(word, [p] if isinstance(p, int) else p) for word, p in self._postings.items()]
        return State(self.sizes, self._sums, postings, (self._gone, self._swept))

    def restore(self, state: State) -> None:
        """Know again what `state` gave."""
        self.sizes = array("i", state.sizes)
        self._sums = list(state.sums)
        self._by_word = bytearray(total is not None and _is_in_order(total) for total in self._sums)
        self._squares = array("d", (0.0 if total is None else _square(total) for total in self._sums))
        self._postings = {w: posted[0] if len(posted) == 1 else array("i", posted) for w, posted in state.postings}
        self._gone, self._swept = state.counts
        for total in self._sums:
            if total is not None and total.shape[1]:
                self._reach(total)


def _heaviest(total: Packed, limit: int) -> Packed:
    """At most `limit` words of a sum with their weights, the heaviest first; equal ones in order of their numbers."""
    weights = weights_of(total)
    if len(weights) > 4 * limit:
        least = np.partition(weights, len(weights) - limit)[len(weights) - limit]
        total = total[:, weights >= least]
        weights = weights_of(total)
    order = np.lexsort((total[0], -weights))[:limit]
    return np.ascontiguousarray(total[:, order])


def _square(total: Packed) -> float:
    """The square of the length of a sum."""
    weights = weights_of(total)
    return float(np.dot(weights, weights))


def _is_in_order(total: Packed) -> bool:
    return bool((np.diff(total[0]) > 0).all())


def _in_order(total: Packed) -> Packed:
    """The same in order of the words."""
    return np.ascontiguousarray(total[:, total[0].argsort()])


def _where(total: Packed, words: NDArray[np.int32]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where each word stands or would stand in a sum in order of its words, and whether it does."""
    places = total[0].searchsorted(words)
    there = total[0][np.minimum(places, total.shape[1] - 1)] == words
    return places, there


def _looked_up(total: Packed, mine: Packed, own: NDArray[np.float32]) -> float:
    """The scalar product of a vector with a sum in order of its words."""
    places, there = _where(total, mine[0])
    return float(np.dot(own[there].astype(np.float64), weights_of(total)[places[there]]))


def _added(total: Packed, more: Packed) -> Packed:
    """A sum in order of its words with another vector added."""
    places, there = _where(total, more[0])
    total = total.copy()
    weights_of(total)[places[there]] += weights_of(more)[there]
    fresh = ~there
    if not fresh.any():
        return total
    order = more[0][fresh].argsort()
    return np.insert(total, places[fresh][order], more[:, fresh][:, order], axis=1)
