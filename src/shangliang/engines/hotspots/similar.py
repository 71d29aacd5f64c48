"""Like voices: while somebody types, and elsewhere in the city once a matter is solved."""

import math
from array import array
from collections.abc import Iterable, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from shangliang.engines.hotspots.places import GENERAL_PLACE, Gazetteer, core_of, named_places
from shangliang.engines.hotspots.vectors import Counts, Vector, dot, inverse_frequencies, weigh
from shangliang.engines.hotspots.words import CODE, Vocabulary, counted, normalise

FLOOR = 0.2
"""Likeness from which a voice is worth showing to somebody who types."""
ELSEWHERE_FLOOR = 0.12
"""Likeness without place names from which a matter elsewhere is worth a look."""
_TEXT_LIMIT = 600
_QUERY_WORDS = 24
_REFRESH = 1.1
_Floats = NDArray[np.float64]


def _count(text: str, vocabulary: Vocabulary) -> Counts:
    """The words of a text; its first line, the title, counts twice."""
    title, _, body = text.strip().partition("\n")
    numbers = vocabulary.numbers(normalise(title, _TEXT_LIMIT))
    if body.strip():
        numbers = 2 * numbers + vocabulary.numbers(normalise(body, _TEXT_LIMIT))
    return counted(numbers)


class Index:
    """Texts findable by likeness, growing one by one.

    A text is a title, or a title, a line break and a body; a title before a body counts twice, 600 characters of each
    are read. Likeness is the cosine of TF-IDF vectors, 0 to 1. Threads may share an index.
    """

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._ids: list[str] = []
        self._row_of: dict[str, int] = {}
        self._rows: list[array[int]] = []
        self._weights: list[array[float]] = []
        self._found = array("q")
        self._all_words = array("q")
        self._all_weights = array("d")
        self._ends = array("q", [0])
        self._norms: _Floats = np.zeros(0)
        self._alive = bytearray()
        self._refreshed_at = 0
        self._lock = Lock()

    @classmethod
    def build(cls, texts: Iterable[tuple[str, str]]) -> "Index":
        """An index of (id, text)."""
        index = cls()
        for one, text in texts:
            index.add(one, text)
        return index

    def __len__(self) -> int:
        return len(self._row_of)

    def __contains__(self, one: str) -> bool:
        return one in self._row_of

    def add(self, one: str, text: str) -> None:
        """Put a text in; an id that is there already gets the new text."""
        with self._lock:
            self._drop(one)
            self._append(one, text)

    def _append(self, one: str, text: str) -> None:
        row = len(self._ids)
        self._ids.append(one)
        self._row_of[one] = row
        self._alive.append(1)
        counts = _count(text, self._vocabulary)
        for _ in range(len(self._vocabulary) - len(self._rows)):
            self._rows.append(array("q"))
            self._weights.append(array("d"))
            self._found.append(0)
        for word, count in counts.items():
            weight = 1 + math.log(count)
            self._rows[word].append(row)
            self._weights[word].append(weight)
            self._found[word] += 1
            self._all_words.append(word)
            self._all_weights.append(weight)
        self._ends.append(len(self._all_words))

    def remove(self, one: str) -> None:
        """Take a text out; an unknown id changes nothing."""
        with self._lock:
            self._drop(one)

    def _drop(self, one: str) -> None:
        row = self._row_of.pop(one, None)
        if row is not None:
            self._alive[row] = 0

    def similar(self, text: str, k: int = 5, floor: float = FLOOR) -> list[tuple[str, float]]:
        """At most `k` pairs (id, likeness) of `floor` or more, the likest first, older before newer."""
        with self._lock:
            return self._search(text, k, floor)

    def _search(self, text: str, k: int, floor: float) -> list[tuple[str, float]]:
        counts = _count(text, self._vocabulary)
        idf = {word: self._idf(word) for word in counts}
        query = weigh(counts, idf)
        if not query or not self._row_of:
            return []
        self._refresh_norms()
        scores = np.zeros(len(self._ids))
        for word, weight in query[:_QUERY_WORDS]:
            if word < len(self._rows) and self._rows[word]:
                rows = np.frombuffer(self._rows[word], dtype=np.int64)
                scores[rows] += weight * idf[word] * np.frombuffer(self._weights[word])
        scores *= np.frombuffer(self._alive, dtype=np.uint8)
        scores /= self._norms
        return self._best(scores, k, floor)

    def _best(self, scores: _Floats, k: int, floor: float) -> list[tuple[str, float]]:
        near = np.flatnonzero(scores >= max(floor, 1e-9))
        order = near[np.lexsort((near, -scores[near]))][:k]
        return [(self._ids[row], min(float(scores[row]), 1.0)) for row in order.tolist()]

    def _idf(self, word: int) -> float:
        found = self._found[word] if word < len(self._found) else 0
        return math.log((1 + len(self._ids)) / (1 + found)) + 1

    def _refresh_norms(self) -> None:
        """Lengths of the texts: of new ones at each search, of all when the index grew by a tenth."""
        known = len(self._norms)
        if len(self._ids) > _REFRESH * self._refreshed_at:
            known, self._refreshed_at = 0, len(self._ids)
        if known == len(self._ids):
            return
        ends = np.frombuffer(self._ends, dtype=np.int64)
        start = int(ends[known])
        words = np.frombuffer(self._all_words, dtype=np.int64)[start:]
        weights = np.frombuffer(self._all_weights)[start:]
        idf = np.log((1 + len(self._ids)) / (1 + np.frombuffer(self._found, dtype=np.int64))) + 1
        owners = np.repeat(np.arange(len(self._ids) - known), np.diff(ends[known:]))
        squares = np.bincount(owners, (weights * idf[words]) ** 2, minlength=len(self._ids) - known)
        fresh = np.maximum(np.sqrt(squares), 1e-9)
        self._norms = np.concatenate((self._norms[:known], fresh))


def similar_to(
    seed_texts: Sequence[str],
    candidates: Iterable[tuple[str, str]],
    floor: float = ELSEWHERE_FLOOR,
    *,
    gazetteer: Gazetteer | None = None,
    ignore_places: bool = True,
) -> list[tuple[str, float]]:
    """The candidates (id, text) about the same matter as the seeds: pairs (id, likeness), the likest first.

    Likeness is the cosine with the mean of the seeds, `floor` or more. For generalising (举一反三) the
    names of places are left out of the comparison, so that the same matter elsewhere is found; with
    `ignore_places=False` they count like any word.
    """
    vocabulary = Vocabulary()
    listed = list(candidates)
    if ignore_places:
        seed_texts = without_places(seed_texts, gazetteer)
        plain = without_places([text for _, text in listed], gazetteer)
        listed = [(one, text) for (one, _), text in zip(listed, plain, strict=True)]
    seeds = [_count(text, vocabulary) for text in seed_texts]
    others = [_count(text, vocabulary) for _, text in listed]
    idf = inverse_frequencies([*seeds, *others])
    mean = _direction([weigh(seed, idf) for seed in seeds])
    scored = ((one, dot(weigh(other, idf), mean)) for (one, _), other in zip(listed, others, strict=True))
    near = [(one, min(score, 1.0)) for one, score in scored if score >= max(floor, 1e-9)]
    return sorted(near, key=lambda pair: (-pair[1], pair[0]))


def _direction(vectors: Iterable[Vector]) -> dict[int, float]:
    """The mean of the vectors at length 1, by word."""
    total: dict[int, float] = {}
    for vector in vectors:
        for word, weight in vector:
            total[word] = total.get(word, 0.0) + weight
    norm = math.sqrt(math.fsum(weight * weight for weight in total.values())) or 1.0
    return {word: weight / norm for word, weight in total.items()}


def without_places(texts: Sequence[str], gazetteer: Gazetteer | None) -> list[str]:
    """The texts without the names of places that any of their beginnings speaks of, nor general words for places."""
    plain = []
    for text in texts:
        title, _, body = text.strip().partition("\n")
        parts = [normalise(title, _TEXT_LIMIT), normalise(body, _TEXT_LIMIT)]
        names = {core_of(place.name) for part in parts for place in named_places(part)}
        if gazetteer is not None:
            names.update(place.name for part in parts for place in gazetteer.find(part))
        for name in sorted(names, key=len, reverse=True):
            parts = [part.replace(name, " ") for part in parts]
        plain.append("\n".join(GENERAL_PLACE.sub(" ", CODE.sub(" ", part)) for part in parts))
    return plain
