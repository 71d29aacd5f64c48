"""The two axes of the opinion map, and where people and statements lie on it.

Missing votes count as the statement's mean vote. After centring that makes (vote - mean) where somebody
voted and exactly 0 elsewhere, so the imputed matrix is sparse and its principal components are a truncated
singular value decomposition of as many numbers as there are votes. No dense people x statements matrix.
Source: Small et al., "Polis: Scaling Deliberation by Mapping High Dimensional Opinion Spaces" (2021).
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh
from scipy.sparse import csr_array
from scipy.sparse.linalg import LinearOperator, eigsh

from .ballots import MARKS, Ballots, Floats, Ints, Mask, Sparse

AXES = 2
# Below this many multiplications the dense Gram matrix costs less than the calls of ARPACK do, and below this side
# ARPACK has no room for its subspace.
_DENSE, _SMALL = 15_000_000, 64
# Singular values come out of a squared problem, so anything below this share of the first is rounding.
_RANK_TOLERANCE = 1e-6
_START_SEED = 20_220_930
_GRID = 2.0**40


@dataclass(frozen=True)
class Basis:
    """Axes and statement means.

    means       (m,) mean vote, 0 for statements that do not shape the map
    components  (2, m) unit vectors; a zero row when the votes have fewer than two directions
    shaping     (m,) which statements shape the map
    """

    means: Floats
    components: Floats
    shaping: Mask

    def pulls(self) -> Floats:
        """How far each answer moves a person along the axes, (3 m, 2), by the numbering of `Ballots.cells`.

        Every entry is a multiple of 2**-40, so sums of them are exact: the order in which votes are added, or
        whether they are added at once or one by one, changes no bit of anybody's place.
        """
        answers = np.array([-1.0, 0.0, 1.0])
        moved = (answers[None, :, None] - self.means[:, None, None]) * self.components.T[:, None, :]
        return (np.rint(moved * _GRID) / _GRID).reshape(-1, AXES)


def fit(ballots: Ballots, shaping: Mask) -> Basis:
    """The basis of these votes."""
    table = np.zeros(MARKS * len(ballots.statements), dtype=np.int64)
    for _, votes in ballots.blocks():
        table += np.bincount(ballots.cells(votes), minlength=len(table))
    answers = table.reshape(-1, MARKS)
    means = np.where(shaping, (answers[:, 2] - answers[:, 0]) / np.maximum(answers.sum(axis=1), 1), 0.0)
    return Basis(means, _upright(_components(_centred(ballots, means, shaping), shaping)), shaping)


def _centred(ballots: Ballots, means: Floats, shaping: Mask) -> Sparse:
    values = ((np.array([-1.0, 0.0, 1.0]) - means[:, None]) * shaping[:, None]).ravel()
    entries = np.empty(ballots.votes.nnz)
    for _, votes in ballots.blocks():
        np.take(values, ballots.cells(votes), out=entries[votes], mode="clip")
    return csr_array((entries, ballots.votes.indices, ballots.votes.indptr), shape=ballots.votes.shape)


def moved_by(ballots: Ballots, basis: Basis) -> Floats:
    """How far each person's votes move them along the axes, (n, 2), before stretching."""
    pulls, ends = np.ascontiguousarray(basis.pulls().T), ballots.votes.indptr
    moved = np.zeros((len(ballots.participants), AXES))
    for people, votes in ballots.blocks():
        held = np.flatnonzero(np.diff(ends[people.start : people.stop + 1]))
        cells, starts = ballots.cells(votes), ends[people][held] - votes.start
        if len(held):
            moved[held + people.start] = np.stack([np.add.reduceat(pull[cells], starts) for pull in pulls], axis=1)
    return moved


def stretched(moved: Floats, votes_each: Ints, statements: int) -> Floats:
    """Positions (n, 2): the projection times sqrt(statements / votes cast), so that few votes do not mean centre."""
    positions: Floats = moved * np.sqrt(statements / np.maximum(votes_each, 1.0))[:, None]
    return positions


def extremity(basis: Basis, statements: int) -> Floats:
    """How far out each statement lies (m,): the length of the place of someone who only agrees with it."""
    reach: Floats = np.hypot(*basis.components) * (1.0 - basis.means) * np.sqrt(statements)
    return reach


def _components(centred: Sparse, shaping: Mask) -> Floats:
    rows, columns = centred.shape
    found = np.zeros((AXES, columns))
    if not centred.nnz or not np.any(centred.data):
        return found
    side = min(rows, columns)
    if side <= _SMALL or rows * columns * side <= _DENSE:
        strengths, vectors = _from_gram(centred)
    else:
        strengths, vectors = _from_lanczos(centred, shaping)
    kept = strengths > _RANK_TOLERANCE * strengths[0]
    found[: len(vectors)][kept] = vectors[kept]
    found[:, ~shaping] = 0.0
    return found


def _from_lanczos(centred: Sparse, shaping: Mask) -> tuple[Floats, Floats]:
    """The strongest directions by ARPACK, of A'A or AA', whichever is smaller; the same start vector every time."""
    rows, columns = centred.shape
    side, start = min(rows, columns), np.random.default_rng(_START_SEED).standard_normal(min(rows, columns))
    across = centred.T
    if columns <= rows:
        start *= shaping  # nothing may leak into statements that do not shape the map
        squared = LinearOperator((side, side), matvec=lambda x: across @ (centred @ x), dtype=np.float64)
    else:
        squared = LinearOperator((side, side), matvec=lambda x: centred @ (across @ x), dtype=np.float64)
    powers, sides = eigsh(squared, k=AXES, v0=start)
    order = np.argsort(-powers, kind="stable")
    strengths = np.sqrt(np.maximum(powers[order], 0.0))
    return strengths, _as_rows(centred, sides[:, order], strengths)


def _from_gram(centred: Sparse) -> tuple[Floats, Floats]:
    rows, columns = centred.shape
    side = min(rows, columns)
    if rows * columns * side <= _DENSE:
        dense = centred.toarray()
        gram = dense.T @ dense if columns <= rows else dense @ dense.T
    else:
        gram = (centred.T @ centred if columns <= rows else centred @ centred.T).toarray()
    powers, sides = eigh(gram, subset_by_index=(max(side - AXES, 0), side - 1))
    strengths = np.sqrt(np.maximum(powers[::-1], 0.0))
    return strengths, _as_rows(centred, sides[:, ::-1], strengths)


def _as_rows(centred: Sparse, sides: Floats, strengths: Floats) -> Floats:
    """Directions over statements (AXES, m), from those over statements or over people, whichever these are."""
    if len(sides) == centred.shape[1]:
        return sides.T
    rows: Floats = (centred.T @ sides).T / np.where(strengths > 0, strengths, 1.0)[:, None]
    return rows


def _upright(components: Floats) -> Floats:
    """The same axes with the largest loading of each positive: a fixed sign whatever the solver returned."""
    if not components.size:
        return components
    peaks = np.abs(components).argmax(axis=1)
    signs = np.where(components[np.arange(len(components)), peaks] < 0, -1.0, 1.0)
    upright: Floats = components * signs[:, None]
    return upright
