"""Opinion groups: exact k-means in the plane from many starts, and how many groups fit best.

Starts run on a fine grid of weighted cells and only the chosen result is polished on every person, so the
cost hardly depends on the number of people. Nothing depends on the order of the rows.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import cdist

from .ballots import Floats, Ints

MAX_GROUPS = 5
STARTS = 8
ITERATIONS = 100
_START_GRID, _START_EXACT = 64, 1_000
_SHAPE_GRID, _SHAPE_EXACT = 32, 600


@dataclass(frozen=True)
class Groups:
    """Who belongs together.

    labels       (n,) group of each point, 0 is the largest
    centres      (k, 2)
    silhouettes  for every number of groups tried, its mean silhouette (1 = far apart, 0 = no structure)
    """

    labels: Ints
    centres: Floats
    silhouettes: dict[int, float] = field(default_factory=dict)


def most_groups(points: int) -> int:
    """How many groups may be tried for so many points (Polis: 2 + n / 12, at most 5)."""
    return min(MAX_GROUPS, 2 + points // 12)


def find_groups(points: Floats, *, seed: int = 0) -> Groups:
    """The groups of points (n, 2): the number of groups with the best silhouette over people, 2 to 5.

    Equal silhouettes give fewer groups; fewer than two distinct places give one group.
    """
    starts = _cells(points, _START_GRID, _START_EXACT)
    shape = _cells(points, _SHAPE_GRID, _SHAPE_EXACT)
    distances = cdist(shape[0], shape[0])
    centres, silhouettes = {}, {}
    for k in range(2, min(most_groups(len(points)), len(starts[0])) + 1):
        centres[k] = _best_centres(*starts, k, seed)
        labels = _nearest(shape[0], centres[k][None])[0]
        silhouettes[k] = silhouette(distances, labels, shape[1])
    if not silhouettes:
        return by_size(np.zeros(len(points), dtype=np.int64), points, {})
    best = max(silhouettes, key=lambda k: (round(silhouettes[k], 12), -k))
    labels, _ = _lloyd(points, np.ones(len(points)), centres[best][None])
    return by_size(labels[0], points, silhouettes)


def silhouette(distances: Floats, labels: npt.NDArray[np.integer], weights: Floats) -> float:
    """Mean silhouette of weighted points given their distances (n, n); a group of one counts 0."""
    k = int(labels.max()) + 1
    member = np.eye(k)[labels] * weights[:, None]
    sizes = member.sum(axis=0)
    if np.count_nonzero(sizes) < 2:
        return 0.0
    sums = distances @ member
    rows = np.arange(len(labels))
    own = sums[rows, labels] / np.maximum(sizes[labels] - 1.0, 1.0)
    others = np.where(sizes > 0, sums / np.maximum(sizes, 1.0), np.inf)
    others[rows, labels] = np.inf
    nearest = others.min(axis=1)
    widest = np.maximum(own, nearest)
    score = np.where((sizes[labels] > 1) & (widest > 0), (nearest - own) / np.where(widest > 0, widest, 1.0), 0.0)
    return float(np.average(score, weights=weights))


def given_groups(labels: Ints, points: Floats) -> Groups:
    """Groups with labels (n,) 0..k-1 decided elsewhere; numbers are kept."""
    k = int(labels.max(initial=-1)) + 1
    return Groups(labels, _centres(labels, points, k))


def _centres(labels: npt.NDArray[np.integer], points: Floats, k: int) -> Floats:
    sizes = np.maximum(np.bincount(labels, minlength=k), 1)
    sums = [np.bincount(labels, weights=points[:, axis], minlength=k) for axis in (0, 1)]
    centres: Floats = np.stack(sums, axis=1) / sizes[:, None]
    return centres


def _cells(points: Floats, side: int, exact: int) -> tuple[Floats, Floats]:
    """Places and weights standing for the points: the points themselves when few, else means of grid cells."""
    if len(points) <= exact:
        places, counts = np.unique(points, axis=0, return_counts=True)
        return places, counts.astype(np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    width = np.where(high > low, high - low, 1.0) / side
    square = np.minimum(((points - low) / width).astype(np.int64), side - 1)
    cell = square[:, 0] * side + square[:, 1]
    counts = np.bincount(cell, minlength=side * side)
    used = counts > 0
    sums = [np.bincount(cell, weights=points[:, axis], minlength=side * side)[used] for axis in (0, 1)]
    return np.stack(sums, axis=1) / counts[used, None], counts[used].astype(np.float64)


def _best_centres(places: Floats, weights: Floats, k: int, seed: int) -> Floats:
    labels, centres = _lloyd(places, weights, _spread_starts(places, weights, k, seed))
    inertias = [_inertia(places, weights, centres[r], labels[r]) for r in range(len(centres))]
    best: Floats = centres[int(np.argmin(inertias))]
    return best


def _spread_starts(places: Floats, weights: Floats, k: int, seed: int) -> Floats:
    """Starting centres (STARTS, k, 2), drawn far apart (k-means++: Arthur & Vassilvitskii 2007)."""
    rng = np.random.default_rng((seed, k))
    chosen = np.empty((STARTS, k, 2))
    nearest = np.full((STARTS, len(places)), np.inf)
    pull = np.broadcast_to(weights, nearest.shape)
    for step in range(k):
        reach = np.cumsum(pull, axis=1)
        draws = rng.random(STARTS) * reach[:, -1]
        picks = np.minimum((reach <= draws[:, None]).sum(axis=1), len(places) - 1)
        chosen[:, step] = places[picks]
        nearest = np.minimum(nearest, ((places[None] - chosen[:, step, None]) ** 2).sum(axis=2))
        pull = nearest * weights
    return chosen


def _lloyd(places: Floats, weights: Floats, centres: Floats) -> tuple[Ints, Floats]:
    """Labels (r, n) and centres (r, k, 2) after moving every start to its optimum; an empty group keeps its place."""
    starts, k, _ = centres.shape
    weighed = np.tile(weights, starts)
    across, along = (np.tile(weights * places[:, axis], starts) for axis in (0, 1))
    offsets = (np.arange(starts) * k)[:, None]
    labels = _nearest(places, centres)
    for _ in range(ITERATIONS):
        flat = (labels + offsets).ravel()
        mass = np.bincount(flat, weights=weighed, minlength=starts * k)
        held = mass > 0
        moved = centres.reshape(-1, 2).copy()
        moved[held, 0] = np.bincount(flat, weights=across, minlength=starts * k)[held] / mass[held]
        moved[held, 1] = np.bincount(flat, weights=along, minlength=starts * k)[held] / mass[held]
        centres = moved.reshape(starts, k, 2)
        before, labels = labels, _nearest(places, centres)
        if np.count_nonzero(before != labels) <= labels.size // 100_000:
            break
    return labels, centres


def _nearest(places: Floats, centres: Floats) -> Ints:
    """The nearest centre of each place for every start, (r, n); the first of equally near ones."""
    x, y = places[:, 0], places[:, 1]
    labels = np.zeros((len(centres), len(places)), dtype=np.int64)
    nearest = np.full(labels.shape, np.inf)
    for g in range(centres.shape[1]):
        cx, cy = centres[:, g, 0, None], centres[:, g, 1, None]
        gap = (cx * cx + cy * cy) - 2.0 * (cx * x + cy * y)
        closer = gap < nearest
        labels[closer] = g
        np.minimum(nearest, gap, out=nearest)
    return labels


def _inertia(places: Floats, weights: Floats, centres: Floats, labels: Ints) -> float:
    return float((((places - centres[labels]) ** 2).sum(axis=1) * weights).sum())


def by_size(labels: npt.NDArray[np.integer], points: Floats, silhouettes: dict[int, float]) -> Groups:
    """Groups numbered by size, equal sizes by place, so that the numbers do not depend on the start."""
    used, labels = np.unique(labels, return_inverse=True)
    sizes = np.bincount(labels, minlength=len(used))
    centres = _centres(labels, points, len(used))
    order = np.lexsort((centres[:, 1], centres[:, 0], -sizes))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return Groups(rank[labels].astype(np.int64), centres[order], silhouettes)
