"""Training of categories: the part that needs scikit-learn."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from shangliang.engines.hotspots.classifier import Floats, Model, tfidf, word_counts
from shangliang.engines.hotspots.parameters import Parameters
from shangliang.engines.hotspots.validation import LEAST_EXAMPLES, Codes, coded, split
from shangliang.engines.hotspots.vectors import Counts
from shangliang.engines.hotspots.words import Vocabulary

_TURNING_STRENGTH = 10.0


def fit(texts: Sequence[str], categories: Sequence[str], parameters: Parameters) -> Model:
    """The model of these examples; ValueError where they are too few."""
    names, codes = coded(categories)
    vocabulary = Vocabulary()
    counts = _frequent(word_counts(texts, vocabulary), vocabulary, parameters.least_texts)
    idf = _inverse_frequencies(counts, len(vocabulary))
    turning, shift = _calibrate(counts, codes, idf, parameters)
    machines, intercepts = _machines(counts, codes, idf, parameters)
    return Model(tuple(vocabulary.words), names, idf, machines, intercepts, turning, shift, parameters.confidence_floor)


def _frequent(counts: list[Counts], vocabulary: Vocabulary, least: int) -> list[Counts]:
    """The counts without words of fewer than `least` texts; the vocabulary keeps the words that stay."""
    found = Counter(word for one in counts for word in one)
    kept = [word for word in range(len(vocabulary)) if found[word] >= least]
    number = {word: place for place, word in enumerate(kept)}
    vocabulary.keep(kept)
    return [{number[word]: count for word, count in one.items() if word in number} for one in counts]


def _inverse_frequencies(counts: Sequence[Counts], width: int) -> Floats:
    found = np.bincount([word for one in counts for word in one], minlength=width)
    weights: Floats = np.log((1 + len(counts)) / (1 + found)) + 1
    return weights


def _machines(counts: Sequence[Counts], codes: Codes, idf: Floats, parameters: Parameters) -> tuple[Floats, Floats]:
    """One machine for each category; two categories have two mirrored ones."""
    rows = tfidf(counts, idf)
    rows.indices, rows.indptr = rows.indices.astype(np.int32), rows.indptr.astype(np.int32)
    fitted = LinearSVC(C=parameters.machine_cost, random_state=0).fit(rows, codes)
    machines, intercepts = fitted.coef_, fitted.intercept_
    if len(machines) == 1:
        machines, intercepts = np.vstack((-machines, machines)), np.concatenate((-intercepts, intercepts))
    return machines, intercepts


def _calibrate(counts: Sequence[Counts], codes: Codes, idf: Floats, parameters: Parameters) -> tuple[Floats, Floats]:
    """The regression from margins to probabilities, learnt where the machines had not seen the message."""
    classes = int(codes.max()) + 1
    margins = np.zeros((len(counts), classes))
    for seen, unseen in split(codes, LEAST_EXAMPLES):
        machines, intercepts = _machines([counts[i] for i in seen], codes[seen], idf, parameters)
        margins[unseen] = tfidf([counts[i] for i in unseen], idf) @ machines.T + intercepts
    regression = LogisticRegression(C=_TURNING_STRENGTH, max_iter=1000).fit(margins, codes)
    turning, shift = regression.coef_, regression.intercept_
    if len(turning) == 1:
        turning, shift = np.vstack((-turning, turning)) / 2, np.concatenate((-shift, shift)) / 2
    return turning, shift
