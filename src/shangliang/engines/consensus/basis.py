"""The two axes of the opinion map, and where people and statements lie on it.

Missing votes count as the statement's mean vote. After centring that makes (vote - mean) where somebody
voted and exactly 0 elsewhere, so the imputed matrix is sparse and its principal components are a truncated
singular value decomposition of as many numbers as there are votes. No dense people x statements matrix.
Source: Small et al., "Polis: Scaling Deliberation by Mapping High Dimensional Opinion Spaces" (2021).
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.linalg import svds

from .ballots import Ballots, Floats, Mask, Sparse

AXES = 2
# Below this size ARPACK has no room for its subspace; the small Gram matrix is solved directly.
_SMALL = 64
# Singular values come out of a squared problem, so anything below this share of the first is rounding.
_RANK_TOLERANCE = 1e-6
_START_SEED = 20_220_930


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


def fit(ballots: Ballots, shaping: Mask) -> tuple[Basis, Sparse]:
    """The basis of these votes, and the centred sparse votes it was fitted to (n x m csr_array)."""
    votes = ballots.votes
    counts = ballots.per_statement
    totals = np.bincount(votes.indices, weights=votes.data, minlength=len(counts))
    means = np.where(shaping, totals / np.maximum(counts, 1), 0.0)
    data = (votes.data - means[votes.indices]) * shaping[votes.indices]
    centred = csr_array((data, votes.indices, votes.indptr), shape=votes.shape)
    return Basis(means, _upright(_components(centred, shaping)), shaping), centred


def place_people(centred: Sparse, basis: Basis, votes_each: Floats, statements: int) -> Floats:
    """Positions (n, 2): the projection times sqrt(statements / votes cast), so that few votes do not mean centre."""
    stretch = np.sqrt(statements / np.maximum(votes_each, 1.0))
    positions: Floats = (centred @ basis.components.T) * stretch[:, None]
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
    if min(rows, columns) <= _SMALL:
        strengths, vectors = _from_gram(centred)
    else:
        strengths, vectors = _from_lanczos(centred, shaping)
    kept = strengths > _RANK_TOLERANCE * strengths[0]
    found[: len(vectors)][kept] = vectors[kept]
    found[:, ~shaping] = 0.0
    return found


def _from_lanczos(centred: Sparse, shaping: Mask) -> tuple[Floats, Floats]:
    rows, columns = centred.shape
    start = np.random.default_rng(_START_SEED).standard_normal(min(rows, columns))
    if columns <= rows:
        start *= shaping  # nothing may leak into statements that do not shape the map
    _, strengths, vectors = svds(centred, k=AXES, v0=start, solver="arpack")
    order = np.argsort(-strengths, kind="stable")
    return strengths[order], vectors[order]


def _from_gram(centred: Sparse) -> tuple[Floats, Floats]:
    rows, columns = centred.shape
    gram = (centred.T @ centred if columns <= rows else centred @ centred.T).toarray()
    powers, sides = np.linalg.eigh(gram)
    top = slice(None, -AXES - 1, -1)
    strengths = np.sqrt(np.maximum(powers[top], 0.0))
    if columns <= rows:
        return strengths, sides[:, top].T
    scale = np.where(strengths > 0, strengths, 1.0)
    return strengths, (centred.T @ sides[:, top]).T / scale[:, None]


def _upright(components: Floats) -> Floats:
    """The same axes with the largest loading of each positive: a fixed sign whatever the solver returned."""
    peaks = np.abs(components).argmax(axis=1)
    signs = np.where(components[np.arange(len(components)), peaks] < 0, -1.0, 1.0)
    upright: Floats = components * signs[:, None]
    return upright
