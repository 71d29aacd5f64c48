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
from shangliang.engines.hotspots.words import Vocabulary, normalise

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
        return self.guess_counts(word_counts(texts, self._vocabulary))

    def guess_counts(self, counts: Sequence[Mapping[int, int]]) -> list[Guess]:
        """The same for words already counted by the numbers of this classifier (see `columns`)."""
        found: list[Guess] = []
        for start in range(0, len(counts), _BLOCK):
            rows = tfidf(counts[start : start + _BLOCK], self._model.idf)
            found += self._guesses(self._model.probabilities(rows), np.diff(rows.indptr))
        return found

    def _guesses(self, probabilities: Floats, known_words: NDArray[np.int64]) -> list[Guess]:
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
    found: list[Counts] = []
    for text in texts:
        counts: Counts = {}
        vocabulary.count(normalise(text), counts)
        found.append(counts)
    return found


def tfidf(counts: Sequence[Mapping[int, int]], idf: Floats) -> sparse.csr_array:
    """Rows of (1 + ln tf) x idf of length 1."""
    rows = as_matrix((one.items() for one in counts), len(idf))
    rows.data = (1 + np.log(rows.data)) * idf[rows.indices]
    owners = np.repeat(np.arange(len(counts)), np.diff(rows.indptr))
    lengths = np.sqrt(np.bincount(owners, rows.data**2, minlength=len(counts)))
    rows.data /= lengths[owners]
    return rows
