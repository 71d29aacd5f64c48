"""TF-IDF vectors of texts."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from scipy import sparse

from shangliang.engines.hotspots.words import Vocabulary

Counts = dict[int, int]
Vector = list[tuple[int, float]]
"""Pairs of word number and weight, the heaviest first, of length 1 (or empty)."""


def inverse_frequencies(counts: Collection[Mapping[int, int]]) -> dict[int, float]:
    """For each word ln((1 + texts) / (1 + texts with it)) + 1."""
    found = Counter(word for one in counts for word in one)
    texts = len(counts)
    return {word: math.log((1 + texts) / (1 + number)) + 1 for word, number in found.items()}


def weigh(counts: Mapping[int, int], idf: Mapping[int, float]) -> Vector:
    """The unit vector (1 + ln tf) x idf of one text."""
    raw = [(word, (1 + math.log(number)) * idf[word]) for word, number in counts.items()]
    norm = math.sqrt(sum(weight * weight for _, weight in raw))
    return sorted(((word, weight / norm) for word, weight in raw), key=lambda pair: (-pair[1], pair[0]))


def vectors_of(counts: Sequence[Counts], vocabulary: Vocabulary, code_weight: float, rare_code: float) -> list[Vector]:
    """The vectors of all texts of a run, weighed by the run's own word frequencies.

    Place codes weigh `code_weight` of what a word weighs. One in less than `rare_code` of the texts is not
    where people live but part of a name (五矿万境K9县) and weighs as a word.
    """
    idf = inverse_frequencies(counts)
    floor = math.log((1 + len(counts)) / (1 + rare_code * len(counts))) + 1
    for code in vocabulary.codes & idf.keys():
        if idf[code] < floor:
            idf[code] *= code_weight
    return [weigh(one, idf) for one in counts]


def as_matrix(vectors: Iterable[Iterable[tuple[int, float]]], width: int) -> sparse.csr_array:
    """The vectors as rows of a sparse matrix with `width` columns."""
    words: list[int] = []
    weights: list[float] = []
    ends = [0]
    for vector in vectors:
        for word, weight in vector:
            words.append(word)
            weights.append(weight)
        ends.append(len(words))
    return sparse.csr_array((weights, words, ends), shape=(len(ends) - 1, width))


def dot(left: Vector, right: Mapping[int, float]) -> float:
    """The scalar product of a vector with weights by word."""
    get = right.get
    return sum([weight * get(word, 0.0) for word, weight in left])
