"""How well categories are told, measured on messages that were not seen in training."""

from collections import Counter
from collections.abc import Mapping, Sequence
from time import process_time
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shangliang.engines.hotspots.classifier import Classifier, Guess
from shangliang.engines.hotspots.parameters import DEFAULTS, Parameters

Codes = NDArray[np.int64]
LEAST_EXAMPLES = 3
"""Examples that a category must have to be learnt."""


class Score(NamedTuple):
    """How well categories were told on messages not seen in training.

    `macro_f1` is the mean of `per_class` (F1 by category). `sure_share` of the guesses stood at or above the
    confidence floor and `sure_precision` of those were right; the rest goes to a person. `calibration_error` is the
    mean distance between confidence and share of right guesses over ten bands (expected calibration error).
    `predict_per_second` counts messages per second of processor time, cutting into words included.
    """

    macro_f1: float
    per_class: Mapping[str, float]
    predict_per_second: float
    sure_share: float
    sure_precision: float
    calibration_error: float


def coded(categories: Sequence[str]) -> tuple[tuple[str, ...], Codes]:
    """The names of the categories in order and the number of each row's; ValueError where examples are too few."""
    numbers = Counter(categories)
    few = sorted(name for name, count in numbers.items() if count < LEAST_EXAMPLES)
    if few or len(numbers) < 2:
        raise ValueError(f"每个类别至少要 {LEAST_EXAMPLES} 条、至少要两个类别；不够的：{'、'.join(few) or '类别数'}")
    names = tuple(sorted(numbers))
    place = {name: number for number, name in enumerate(names)}
    return names, np.array([place[name] for name in categories])


def split(codes: Codes, folds: int) -> list[tuple[Codes, Codes]]:
    """Pairs (seen, unseen) of row numbers, every category spread evenly over the folds, the same at every call."""
    order = np.random.default_rng(0).permutation(len(codes))
    fold = np.empty(len(codes), dtype=np.int64)
    for code in range(int(codes.max()) + 1):
        own = order[codes[order] == code]
        fold[own] = np.arange(len(own)) % folds
    return [(np.flatnonzero(fold != one), np.flatnonzero(fold == one)) for one in range(folds)]


def cross_validate(
    texts: Sequence[str], categories: Sequence[str], folds: int = 5, *, parameters: Parameters = DEFAULTS
) -> Score:
    """The score of training on all folds but one and guessing that one, over all folds.

    Raises ValueError where a fold would leave a category with too few examples to train on.
    """
    _, codes = coded(categories)
    guesses: list[tuple[str, Guess]] = []
    seconds = 0.0
    scores = []
    for seen, unseen in split(codes, folds):
        one = Classifier.train([texts[i] for i in seen], [categories[i] for i in seen], parameters=parameters)
        started = process_time()
        found = one.guess([texts[i] for i in unseen])
        seconds += process_time() - started
        fold = [(categories[i], guess) for i, guess in zip(unseen, found, strict=True)]
        scores.append(per_class(fold))
        guesses += fold
    mean = {name: float(np.mean([score[name] for score in scores])) for name in scores[0]}
    sure = [truth == guess.category for truth, guess in guesses if not guess.for_person]
    return Score(
        float(np.mean(list(mean.values()))),
        mean,
        len(texts) / max(seconds, 1e-9),
        len(sure) / len(guesses),
        float(np.mean(sure)) if sure else 0.0,
        _calibration_error(guesses),
    )


def per_class(guesses: Sequence[tuple[str, Guess]]) -> dict[str, float]:
    """F1 of each true category."""
    right = Counter(truth for truth, guess in guesses if truth == guess.category)
    true = Counter(truth for truth, _ in guesses)
    said = Counter(guess.category for _, guess in guesses)
    return {name: 2 * right[name] / (true[name] + said[name]) for name in sorted(true)}


def _calibration_error(guesses: Sequence[tuple[str, Guess]]) -> float:
    confidence = np.array([guess.confidence for _, guess in guesses])
    right = np.array([truth == guess.category for truth, guess in guesses], dtype=float)
    band = np.minimum((confidence * 10).astype(int), 9)
    gap = np.bincount(band, confidence - right, minlength=10)
    return float(np.abs(gap).sum() / len(guesses))
