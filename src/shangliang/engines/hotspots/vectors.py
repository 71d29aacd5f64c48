"""TF-IDF vectors of texts."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from shangliang.engines.hotspots.parameters import Parameters
from shangliang.engines.hotspots.words import Vocabulary

Counts = dict[int, int]
Vector = list[tuple[int, float]]
"""Pairs of word number and weight, the heaviest first, of length 1 (or empty)."""
Packed = NDArray[np.int32]
"""The same as one array: words in the first row, their weights as 32-bit floats in the second."""


def weights_of(packed: Packed) -> NDArray[np.float32]:
    """The weights of a packed vector."""
    weights: NDArray[np.float32] = packed[1].view(np.float32)
    return weights


def pack(words: NDArray[np.int32], weights: NDArray[Any]) -> Packed:
    """Words and weights as one array."""
    packed = np.empty((2, len(words)), dtype=np.int32)
    packed[0] = words
    packed[1] = weights.astype(np.float32, copy=False).view(np.int32)
    return packed


def unpack(packed: Packed, limit: int | None = None) -> Vector:
    """The first `limit` words of a packed vector with their weights."""
    return list(zip(packed[0][:limit].tolist(), weights_of(packed)[:limit].tolist(), strict=True))


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


_LOUDER = 1 + np.log(np.maximum(np.arange(256), 1))
"""What a word weighs more for standing in a text so often: 1 + ln(times)."""


class Frequencies:
    """How many texts hold each word, growing with the texts, and what a word weighs for it.

    Place codes weigh `code_weight` of what a word weighs. One in less than `rare_code` of the texts is not where people
    live but part of a name (五矿万境K9县) and weighs as a word.
    """

    def __init__(self, vocabulary: Vocabulary, parameters: Parameters) -> None:
        self._vocabulary = vocabulary
        self._set = parameters
        self.texts = 0
        self.found = np.zeros(1024, dtype=np.int32)

    def add(self, texts: Iterable[NDArray[np.int32]]) -> None:
        """Count more texts, each given as its distinct words."""
        if len(self.found) < len(self._vocabulary):
            self.found = np.concatenate((self.found, np.zeros(len(self._vocabulary), dtype=np.int32)))
        for words in texts:
            self.texts += 1
            self.found[words] += 1

    def weigh(
        self, texts: Sequence[NDArray[np.int32]], times: Sequence[NDArray[np.uint8]]
    ) -> Iterator[tuple[Packed, NDArray[np.uint8]]]:
        """For texts given as words and as counts of each the unit vectors, the heaviest word first.

        A word weighs (1 + ln tf) x (ln((1 + texts) / (1 + texts with it)) + 1). Beside each the counts in its order.
        """
        if not texts:
            return
        sizes = [len(one) for one in texts]
        owners = np.repeat(np.arange(len(texts)), sizes)
        words, numbers = np.concatenate(texts), np.concatenate(times)
        found = self.found[words]
        raw = _LOUDER[numbers] * (np.log((1 + self.texts) / (1 + found)) + 1)
        is_code = np.frombuffer(self._vocabulary.code_flags, dtype=np.bool_)[words]
        raw[is_code & (found > self._set.rare_code * self.texts)] *= self._set.code_weight
        lengths = np.sqrt(np.bincount(owners, weights=raw * raw, minlength=len(texts)))
        weights = (raw / np.where(lengths > 0, lengths, 1.0)[owners]).astype(np.float32)
        # One key sorts by weight, the heaviest first, and equal ones by word: floats above nought sort as their bits.
        keys = (~weights.view(np.uint32)).astype(np.uint64) << np.uint64(32) | words.astype(np.uint64)
        start = 0
        for end in accumulate(sizes):
            order = keys[start:end].argsort()
            yield pack(words[start:end][order], weights[start:end][order]), numbers[start:end][order]
            start = end


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
