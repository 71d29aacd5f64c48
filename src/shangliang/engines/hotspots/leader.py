"""The stream: each text joins the issue that it resembles, or founds one."""

from collections.abc import Callable
from heapq import nlargest
from operator import itemgetter

from shangliang.engines.hotspots.parameters import Parameters
from shangliang.engines.hotspots.vectors import Vector, dot


class CentroidIndex:
    """Issues as sums of their members' vectors, found through the words that they share.

    A text costs its few heaviest words, the candidates behind them and an exact comparison with the best,
    whatever the number of issues. Resemblance is the average cosine to the members: sum of vectors x text
    / number of members.
    """

    def __init__(self, parameters: Parameters) -> None:
        self._set = parameters
        self.sums: list[dict[int, float]] = []
        self.sizes: list[int] = []
        self._postings: dict[int, dict[int, float]] = {}

    def _candidates(self, vector: Vector) -> list[tuple[float, int]]:
        """The likeliest issues as (resemblance by the heaviest words, minus the number), best first."""
        probes = [(len(p), w, p) for word, w in vector[: self._set.probe_terms] if (p := self._postings.get(word))]
        found: dict[int, float] = {}
        get = found.get
        read = 0
        for length, weight, postings in sorted(probes, key=itemgetter(0)):
            if read > self._set.reading_limit:
                break
            read += length
            for issue, total in postings.items():
                found[issue] = get(issue, 0.0) + weight * total
        sizes = self.sizes
        least = self._set.early_stop * self._set.join
        likely = [(rough, -i) for i, total in found.items() if (rough := total / sizes[i]) >= least]
        return nlargest(self._set.candidates, likely)

    def nearest(self, vector: Vector, may_join: Callable[[int], bool]) -> int | None:
        """The issue that resembles the text most, if by `join` or more and if `may_join` lets it."""
        best, best_score = None, self._set.join
        for rough, minus in self._candidates(vector):
            if rough < self._set.early_stop * best_score:
                break
            score = dot(vector, self.sums[-minus]) / self.sizes[-minus]
            if score >= best_score and may_join(-minus):
                best, best_score = -minus, score
        return best

    def found(self) -> int:
        """The number of a new, empty issue."""
        self.sums.append({})
        self.sizes.append(0)
        return len(self.sums) - 1

    def add(self, issue: int, vector: Vector) -> None:
        """Put a text into an issue."""
        self._shift(issue, vector)
        self.sizes[issue] += 1

    def absorb(self, kept: int, gone: int) -> None:
        """Move everything of one issue into another; the emptied one is found no more."""
        for word in self.sums[gone]:
            del self._postings[word][gone]
        self._shift(kept, list(self.sums[gone].items()))
        self.sizes[kept] += self.sizes[gone]
        self.sums[gone], self.sizes[gone] = {}, 0

    def _shift(self, issue: int, vector: Vector) -> None:
        sums = self.sums[issue]
        postings = self._postings
        for word, weight in vector:
            total = sums.get(word, 0.0) + weight
            sums[word] = total
            listed = postings.get(word)
            if listed is None:
                postings[word] = {issue: total}
            else:
                listed[issue] = total
