"""Many vectors compared with many others at once, in a few passes over plain arrays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from shangliang.engines.hotspots.vectors import Packed, weights_of

Floats = NDArray[np.float64]
Numbers = NDArray[np.int32]
Places = NDArray[np.intp]

_EMPTY: Packed = np.zeros((2, 0), dtype=np.int32)
_AT_ONCE = 100_000
"""Entries of vectors that are read at once: more take room and gain nothing."""


class Pairs(NamedTuple):
    """Vectors and the issues that they were compared with, of each vector the likest first.

    `rows` are the places of the vectors, `averages` the mean cosines to the members of the issues, `cosines` those to
    the centroids.
    """

    rows: Places
    issues: Numbers
    averages: Floats
    cosines: Floats

    def of(self, wanted: NDArray[np.bool_]) -> "Pairs":
        """Only those that are wanted."""
        return Pairs(self.rows[wanted], self.issues[wanted], self.averages[wanted], self.cosines[wanted])


@dataclass(frozen=True)
class Rows:
    """Vectors one after the other: for every entry the place of its vector, its word and its weight."""

    number: int
    places: Places
    words: Numbers
    weights: NDArray[np.float32]

    @classmethod
    def of(cls, vectors: Sequence[Packed]) -> Self:
        """These vectors as rows."""
        lengths = [vector.shape[1] for vector in vectors]
        joined = np.concatenate(vectors, axis=1) if vectors else _EMPTY
        return cls(len(lengths), np.repeat(np.arange(len(lengths)), lengths), joined[0], weights_of(joined))

    @cached_property
    def distinct(self) -> tuple[Numbers, Places]:
        """The distinct words in order, and for every entry the place of its word among them."""
        words, columns = np.unique(self.words, return_inverse=True)
        return words, columns

    @cached_property
    def starts(self) -> Places:
        """For each vector the number of entries of those before it, and the number of all."""
        return np.concatenate(([0], np.bincount(self.places, minlength=self.number).cumsum()))

    def summed(self, values: Floats) -> Floats:
        """The values of the entries added up by vector."""
        return np.bincount(self.places, weights=values, minlength=self.number).astype(np.float64, copy=False)

    def squares(self) -> Floats:
        """The square of the length of each."""
        return self.summed(self.weights.astype(np.float64) ** 2)

    def among_themselves(self) -> Floats:
        """The scalar product of each with each."""
        words, columns = self.distinct
        matrix = sparse.csr_array((self.weights, columns, self.starts), shape=(self.number, len(words)))
        return np.asarray((matrix @ matrix.T).toarray(), dtype=np.float64)

    def products(self, other: Packed) -> Floats:
        """The scalar product of each with another vector."""
        words, columns = self.distinct
        weights = np.zeros(len(words))
        if len(words):
            at = np.minimum(words.searchsorted(other[0]), len(words) - 1)
            there = words[at] == other[0]
            weights[at[there]] = weights_of(other)[there]
        return self.summed(np.multiply(weights[columns], self.weights, dtype=np.float64))

    def one_by_one(self, rows: Places, others: Sequence[Packed], scratch: Numbers) -> Floats:
        """The scalar products of these of them with as many others.

        `scratch` is a row of noughts that reaches to every word, and is left so.
        """
        words, columns = self.distinct
        spread = np.zeros((self.number, len(words) + 1), dtype=np.float32)
        spread[self.places, columns + 1] = self.weights
        scratch[words] = np.arange(1, len(words) + 1, dtype=np.int32)
        found = np.zeros(len(others))
        for part in _parts([other.shape[1] for other in others]):
            read = Rows.of(others[part])
            own = spread[rows[part][read.places], scratch[read.words]]
            found[part] = read.summed(np.multiply(own, read.weights, dtype=np.float64))
        scratch[words] = 0
        return found


def _parts(lengths: Sequence[int]) -> Iterator[slice]:
    """Stretches of vectors of these lengths that are read at once."""
    start = entries = 0
    for place, length in enumerate(lengths):
        entries += length
        if entries > _AT_ONCE:
            yield slice(start, place + 1)
            start, entries = place + 1, 0
    if start < len(lengths):
        yield slice(start, len(lengths))


def first_of_each(rows: Places, limit: int) -> NDArray[np.bool_]:
    """Which of rows in order are among the first `limit` of the same number."""
    starts = rows.searchsorted(rows)
    return np.arange(len(rows)) - starts < limit
