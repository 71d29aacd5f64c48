"""Categories: words to one of the deployer's categories, with a confidence that keeps what it promises.

TF-IDF of words and one linear support vector machine per category (Joachims 1998). Their margins become probabilities
by a multinomial logistic regression over margins of messages that the machines had not seen (Platt 1999, for several
categories at once). Guessing needs numpy only; scikit-learn is loaded when something is trained.
"""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from shangliang.engines.hotspots.parameters import DEFAULTS, Parameters
from shangliang.engines.hotspots.vectors import Counts, as_matrix
from shangliang.engines.hotspots.words import Vocabulary, counted, normalise

Floats = NDArray[np.float64]
_FORMAT = 1
_BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest category, how likely it is (0 to 1), and the next likely one.

    `for_person` says that the confidence is below the floor of the parameters, so that a person has to look.
    """

    category: str
    confidence: float
    runner_up: str
    for_person: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """What training leaves: the words with their idf, the machines, and the regression over their margins."""

    words: tuple[str, ...]
    categories: tuple[str, ...]
    idf: Floats
    machines: Floats
    intercepts: Floats
    turning: Floats
    shift: Floats
    floor: float

    def margins(self, rows: sparse.csr_array) -> Floats:
        """For each row its distance to the border of each category."""
        found: Floats = rows @ self.machines.T + self.intercepts
        return found

    def probabilities(self, rows: sparse.csr_array) -> Floats:
        """For each row the probability of each category."""
        logits = self.margins(rows) @ self.turning.T + self.shift
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        found: Floats = powers / powers.sum(axis=1, keepdims=True)
        return found


class Classifier:
    """Tells the category of a message; made by `train`, kept by `to_bytes`. Threads may share one."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._vocabulary = Vocabulary.fixed(model.words)

    @classmethod
    def train(cls, texts: Sequence[str], categories: Sequence[str], *, parameters: Parameters = DEFAULTS) -> Self:
        """A classifier of these examples; the same examples in the same order give the same classifier.

        Raises ValueError when fewer than two categories have three examples, or any has fewer.
        """
        from shangliang.engines.hotspots.training import fit  # noqa: PLC0415 - scikit-learn takes a second to load

        return cls(fit(texts, categories, parameters))

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories that it tells apart, in order of their names."""
        return self._model.categories

    def guess(self, texts: Sequence[str]) -> list[Guess]:
        """For each text its guess; a text without a known word has confidence 0."""
        found: list[Guess] = []
        for start in range(0, len(texts), _BLOCK):
            found += self._guesses(tfidf(word_counts(texts[start : start + _BLOCK], self._vocabulary), self._model.idf))
        return found

    def guess_counted(self, columns: Sequence[NDArray[np.int32]], times: Sequence[NDArray[np.uint8]]) -> list[Guess]:
        """The same for texts given by the numbers of their words here (see `columns`) and how often each stands."""
        found: list[Guess] = []
        for start in range(0, len(columns), _BLOCK):
            part = slice(start, start + _BLOCK)
            rows = known_rows(columns[part], times[part], len(self._model.idf))
            found += self._guesses(weighted(rows, self._model.idf))
        return found

    def _guesses(self, rows: sparse.csr_array) -> list[Guess]:
        probabilities, known_words = self._model.probabilities(rows), np.diff(rows.indptr)
        order = np.argsort(-probabilities, axis=1, kind="stable")[:, :2]
        best = np.where(known_words > 0, np.take_along_axis(probabilities, order[:, :1], axis=1)[:, 0], 0.0)
        names, floor = self._model.categories, self._model.floor
        return [
            Guess(names[first], score, names[second], score < floor)
            for (first, second), score in zip(order.tolist(), best.tolist(), strict=True)
        ]

    def columns(self, words: Sequence[str]) -> list[int]:
        """The numbers by which this classifier knows these words; -1 for one that it does not know."""
        return [self._vocabulary.known(word) for word in words]

    def to_bytes(self) -> bytes:
        """All of it as an npz archive with the words as JSON; equal classifiers give equal bytes."""
        model, file = self._model, io.BytesIO()
        facts = {"format": _FORMAT, "words": model.words, "categories": model.categories, "floor": model.floor}
        np.savez_compressed(
            file,
            facts=np.frombuffer(json.dumps(facts, ensure_ascii=False).encode(), dtype=np.uint8),
            **{name: getattr(model, name) for name in _ARRAYS},
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, kept: bytes) -> Self:
        """The classifier that `to_bytes` kept. Nothing in the bytes is executed.

        Raises ValueError when they are of another format.
        """
        with np.load(io.BytesIO(kept), allow_pickle=False) as archive:
            facts: dict[str, Any] = json.loads(archive["facts"].tobytes())
            if facts["format"] != _FORMAT:
                raise ValueError(f"分类器的格式是 {facts['format']}，这里只认 {_FORMAT}")
            arrays = {name: archive[name] for name in _ARRAYS}
        return cls(
            Model(tuple(facts["words"]), tuple(facts["categories"]), floor=facts["floor"], **arrays),
        )


_ARRAYS = ("idf", "machines", "intercepts", "turning", "shift")


def word_counts(texts: Sequence[str], vocabulary: Vocabulary) -> list[Counts]:
    """The words of each text, counted."""
    return [counted(vocabulary.numbers(normalise(text))) for text in texts]


def tfidf(counts: Sequence[Mapping[int, int]], idf: Floats) -> sparse.csr_array:
    """Rows of (1 + ln tf) x idf of length 1."""
    return weighted(as_matrix((one.items() for one in counts), len(idf)), idf)


def known_rows(
    columns: Sequence[NDArray[np.int32]], times: Sequence[NDArray[np.uint8]], width: int
) -> sparse.csr_array:
    """Counts of words as rows of a matrix of so many columns, without those whose column is below nought."""
    owners = np.repeat(np.arange(len(columns)), [len(one) for one in columns])
    joined = np.concatenate(columns)
    known = joined >= 0
    ends = np.bincount(owners[known], minlength=len(columns)).cumsum()
    counts = np.concatenate(times)[known].astype(np.float64)
    return sparse.csr_array((counts, joined[known], np.concatenate(([0], ends))), shape=(len(columns), width))


def weighted(rows: sparse.csr_array, idf: Floats) -> sparse.csr_array:
    """Rows of counts as (1 + ln tf) x idf of length 1."""
    rows.data = (1 + np.log(rows.data)) * idf[rows.indices]
    owners = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    lengths = np.sqrt(np.bincount(owners, rows.data**2, minlength=rows.shape[0]))
    rows.data /= lengths[owners]
    return rows
