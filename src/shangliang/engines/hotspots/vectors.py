"""TF-IDF vectors of texts."""

import math
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from scipy import sparse

from shangliang.engines.hotspots.parameters import Parameters
from shangliang.engines.hotspots.words import Vocabulary

Counts = dict[int, int]
Vector = list[tuple[int, float]]
"""Pairs of word number and weight, the heaviest first, of length 1 (or empty)."""
Packed = tuple["array[int]", "array[float]"]
"""The same as two arrays of numbers."""


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


class Frequencies:
    """How many texts hold each word, growing with the texts, and what a word weighs for it.

    Place codes weigh `code_weight` of what a word weighs. One in less than `rare_code` of the texts is not where people
    live but part of a name (五矿万境K9县) and weighs as a word.
    """

    def __init__(self, vocabulary: Vocabulary, parameters: Parameters) -> None:
        self._codes = vocabulary.codes
        self._set = parameters
        self.texts = 0
        self.found = array("i")

    def add(self, texts: Iterable[Iterable[int]]) -> None:
        """Count more texts, each given as its distinct words."""
        found = self.found
        for words in texts:
            self.texts += 1
            for word in words:
                if word >= len(found):
                    found.extend([0] * (word + 1 - len(found)))
                found[word] += 1

    def of(self, words: Iterable[int]) -> dict[int, float]:
        """The weight ln((1 + texts) / (1 + texts with it)) + 1 of each of these words."""
        found, total, log, codes = self.found, 1 + self.texts, math.log, self._codes
        weights = {word: log(total / (1 + found[word])) + 1 for word in words}
        for word in codes & weights.keys():
            if found[word] > self._set.rare_code * self.texts:
                weights[word] *= self._set.code_weight
        return weights


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
