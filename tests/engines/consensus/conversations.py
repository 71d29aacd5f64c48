"""Invented conversations with known camps."""

import numpy as np


def camps(
    people: int = 90, statements: int = 24, groups: int = 3, *, answered: float = 0.7, noise: float = 0.1, seed: int = 1
):
    """Columns (participants, statements, values) and the true camp of each participant id.

    Every camp has its own opinion on each statement; a person departs from it with the chance `noise`.
    """
    rng = np.random.default_rng(seed)
    opinion = rng.choice([-1, 1], size=(groups, statements))
    camp = rng.integers(groups, size=people)
    voted = rng.random((people, statements)) < answered
    rows, columns = np.nonzero(voted)
    values = opinion[camp[rows], columns]
    strays = rng.random(len(values)) < noise
    values[strays] = rng.integers(-1, 2, size=int(strays.sum()))
    return (rows * 7 + 3, columns * 2 + 1, values), dict(zip(range(3, 7 * people + 3, 7), camp.tolist(), strict=True))
