"""The stream: each text joins the issue that it resembles, or founds one."""

from array import array
from collections.abc import Iterable, Sequence
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from shangliang.engines.hotspots.comparing import Floats, Numbers, Pairs, Places, Rows, first_of_each
from shangliang.engines.hotspots.parameters import Parameters
from shangliang.engines.hotspots.vectors import Packed, unpack, weights_of

_EMPTY: Packed = np.zeros((2, 0), dtype=np.int32)


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
        self._districts = array("i")
        """By issue the number of the one district that it speaks of; 0 for none and for several."""
        self._district_numbers: dict[str, int] = {"": 0}
        self._gone = 0
        self._swept = 0
        self._scratch = np.zeros(1024, dtype=np.int32)

    def __len__(self) -> int:
        """How many issues there are."""
        return len(self._sums) - self._gone

    @property
    def next_number(self) -> int:
        """The number that the next new issue will have."""
        return len(self._sums)

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

    def set_district(self, issue: int, district: str) -> None:
        """Know the one district that an issue speaks of; the empty name for none and for several."""
        self._districts[issue] = self._district_numbers.setdefault(district, len(self._district_numbers))

    def compare(
        self,
        vectors: Sequence[Packed],
        probes: Sequence[Packed] | None = None,
        districts: Sequence[str] | None = None,
    ) -> Pairs:
        """Vectors compared with the issues that they share heavy words with, of each the likest first.

        Vectors are given with the heaviest word first, else `probes` are what is looked up of each. With the district
        of each vector those issues that speak of another one are passed over.
        """
        most = self._set.probe_terms
        looked_up = Rows.of([vector[:, :most] for vector in vectors] if probes is None else probes)
        known = self._district_numbers
        at = None if districts is None else np.array([known.get(name, -1) for name in districts], dtype=np.int32)
        places, issues = self._candidates(looked_up, at)
        rows = Rows.of(vectors)
        sums = [self._sum(issue) for issue in issues.tolist()]
        products = rows.one_by_one(places, sums, self._reaching(rows.words))
        averages = products / np.frombuffer(self.sizes, dtype=np.int32)[issues]
        cosines = products / np.sqrt(np.frombuffer(self._squares)[issues] * rows.squares()[places])
        order = np.lexsort((issues, -averages, places))
        return Pairs(places[order], issues[order], averages[order], cosines[order])

    def _candidates(self, probes: Rows, districts: Numbers | None) -> tuple[Places, Numbers]:
        """For each row the likeliest issues by its words: the places of the rows, and the issues.

        The lists of the rarest words are read, as many as `reading_limit` entries allow, of long ones the newest.
        """
        limit = self._set.reading_limit
        words, which = np.unique(probes.words, return_inverse=True)
        lists = [self._postings.get(word) for word in words.tolist()]
        lengths = np.array(
            [0 if one is None else 1 if isinstance(one, int) else min(len(one), limit) for one in lists], dtype=np.intp
        )[which]
        order = np.lexsort((lengths, probes.places))
        running = np.concatenate(([0], lengths[order].cumsum()))
        so_far = running[:-1] - running[probes.starts][probes.places]
        read = order[(so_far < limit) & (lengths[order] > 0)]
        listed, ends, numbers = _joined(lists, which[read], limit)
        if not len(listed):
            return probes.places[:0], listed
        issues, columns = self._distinct(listed)
        wanted = sparse.csr_array(
            (probes.weights[read], numbers, np.searchsorted(probes.places[read], np.arange(probes.number + 1))),
            shape=(probes.number, len(ends) - 1),
        )
        posted = sparse.csr_array(
            (np.ones(len(listed), dtype=np.float32), columns, ends), shape=(len(ends) - 1, len(issues))
        )
        return self._likeliest(wanted @ posted, issues, districts)

    def _distinct(self, listed: Numbers) -> tuple[Numbers, Numbers]:
        """The distinct issues of a list in order, and for each entry the place of its issue among them."""
        is_listed = np.zeros(len(self._sums), dtype=np.bool_)
        is_listed[listed] = True
        issues = np.flatnonzero(is_listed).astype(np.int32)
        place_of = np.empty(len(self._sums), dtype=np.int32)
        place_of[issues] = np.arange(len(issues), dtype=np.int32)
        return issues, place_of[listed]

    def _likeliest(self, rough: sparse.csr_array, issues: Numbers, districts: Numbers | None) -> tuple[Places, Numbers]:
        """Of each row at most `candidates` issues that live and share enough, the likeliest first."""
        places = np.repeat(np.arange(rough.shape[0]), np.diff(rough.indptr))
        found, shared = issues[rough.indices], rough.data
        likely = (shared >= self._set.least_shared) & (np.frombuffer(self.sizes, dtype=np.int32)[found] > 0)
        if districts is not None:
            theirs, own = np.frombuffer(self._districts, dtype=np.int32)[found], districts[places]
            likely &= (theirs == own) | (theirs == 0) | (own == 0)
        places, found, shared = places[likely], found[likely], shared[likely]
        order = np.lexsort((found, -shared, places))
        best = order[first_of_each(places, self._set.candidates)]
        return places[best], found[best]

    def products(self, rows: Rows, issue: int) -> Floats:
        """The scalar products of vectors with the sum of an issue."""
        return rows.products(self._sum(issue))

    def _reaching(self, words: NDArray[np.int32]) -> NDArray[np.int32]:
        """The scratch row, which reaches to these words; those of the sums it reached when they were added."""
        if len(words) and (last := int(words.max())) >= len(self._scratch):
            self._scratch = np.zeros(5 * last // 4 + 1024, dtype=np.int32)
        return self._scratch

    def neighbours(self, issues: Sequence[int]) -> Pairs:
        """Issues compared with others; the rows are places in `issues`."""
        sums = [self._sum(issue) for issue in issues]
        probes = []
        for issue, total in zip(issues, sums, strict=True):
            heavy = _heaviest(total, self._set.probe_terms)
            weights_of(heavy)[:] /= sqrt(self._squares[issue]) or 1.0
            probes.append(heavy)
        found = self.compare(sums, probes)
        return found.of(np.array(issues, dtype=np.int32)[found.rows] != found.issues)

    def found(self) -> int:
        """The number of a new, empty issue."""
        self._sums.append(_EMPTY)
        self.sizes.append(0)
        self._squares.append(0.0)
        self._by_word.append(0)
        self._districts.append(0)
        return len(self._sums) - 1

    def add(self, issue: int, vector: Packed) -> None:
        """Put a text into an issue."""
        self._plus(issue, vector, vector[:, : self._set.posted_terms])
        self.sizes[issue] += 1

    def fill(self, issue: int, vector: Packed, size: int) -> None:
        """Give an empty issue the sum of `size` texts, the heaviest word first."""
        self.add(issue, vector)
        self.sizes[issue] = size

    def absorb(self, kept: int, gone: int) -> None:
        """Move everything of one issue into another; the emptied one is found no more."""
        moving = self._sum(gone)
        self._plus(kept, moving, _heaviest(moving, self._set.posted_terms))
        self.sizes[kept] += self.sizes[gone]
        self.remove(gone)

    def _plus(self, issue: int, more: Packed, heavy: Packed) -> None:
        """Add to the sum of an issue, and put it into the lists of those heavy words that it did not have.

        What one of many members says is not looked for: it would lead every text to the largest issues.
        """
        if more.shape[1]:
            self._reaching(more[0])
        total = self._sum(issue)
        if total.shape[1]:
            if not self._by_word[issue]:
                total = _in_order(total)
            telling = weights_of(heavy) >= self._set.posted_least * self.sizes[issue]
            self._post(issue, heavy[0][telling & ~_where(total, heavy[0])[1]].tolist())
            total = self._bounded(_added(total, more))
        else:
            self._post(issue, heavy[0].tolist())
            total = more
        self._by_word[issue] = total is not more
        self._sums[issue] = total
        self._squares[issue] = _square(total)

    def _bounded(self, total: Packed) -> Packed:
        """A sum without its lightest words, once it has half as many again as are kept."""
        most = self._set.centroid_words
        if 2 * total.shape[1] <= 3 * most:
            return total
        weights = weights_of(total)
        least = np.partition(weights, len(weights) - most)[len(weights) - most]
        return np.ascontiguousarray(total[:, weights >= least])

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
        """Clear the lists of issues that are found no more, once they are a quarter of what stands there."""
        is_due = self._gone - self._swept > len(self) // 3
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
        same: dict[int, int] = {}
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
                only = int(live[0])
                self._postings[word] = same.setdefault(only, only)
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
        self._districts = array("i", bytes(4 * len(self._sums)))
        self._gone, self._swept = state.counts
        for total in self._sums:
            if total is not None and total.shape[1]:
                self._reaching(total[0])


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


def _joined(lists: Sequence["array[int] | int | None"], wanted: Places, limit: int) -> tuple[Numbers, Places, Places]:
    """The wanted lists one after the other, where each ends, and for each that is wanted the number of its list."""
    used = np.zeros(len(lists), dtype=np.bool_)
    used[wanted] = True
    joined, ends = array("i"), [0]
    for place in np.flatnonzero(used).tolist():
        listed = lists[place]
        if isinstance(listed, int):
            joined.append(listed)
        elif listed is not None:
            joined.extend(listed[-limit:])
        ends.append(len(joined))
    return np.array(joined, dtype=np.int32), np.array(ends), (used.cumsum() - 1)[wanted]


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
