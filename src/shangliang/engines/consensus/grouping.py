"""Opinion groups: exact k-means in the plane from many starts, and how many groups fit best.

Starts run on a fine grid of weighted cells and only the chosen result is polished on every person, so the
cost hardly depends on the number of people. Nothing depends on the order of the rows.
"""

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import cdist

from .ballots import Floats, Ints
from .memory import Memory, Number, number_of_groups

Labels = npt.NDArray[np.int8]

MAX_GROUPS = 5
# More starts where few places make them cheap: bad optima are commonest there.
FEWEST_STARTS, MOST_STARTS, START_PLACES = 6, 16, 4_000
ITERATIONS = 100
_START_GRID, _START_EXACT = 64, 1_000
_SHAPE_GRID, _SHAPE_EXACT = 32, 600
_STAYS = 1.0005


@dataclass(frozen=True)
class Groups:
    """Who belongs together.

    labels       (n,) group of each point, 0 is the largest
    centres      (k, 2)
    silhouettes  for every number of groups tried, its mean silhouette (1 = far apart, 0 = no structure)
    tried        for every number of groups tried, the centres (k, 2) of its best start
    number       how many groups were chosen, and what stood against it
    """

    labels: Ints
    centres: Floats
    silhouettes: dict[int, float] = field(default_factory=dict)
    tried: dict[int, Floats] = field(default_factory=dict)
    number: Number = field(default_factory=lambda: Number(1))


def most_groups(points: int) -> int:
    """How many groups may be tried for so many points (Polis: 2 + n / 12, at most 5)."""
    return min(MAX_GROUPS, 2 + points // 12)


def find_groups(points: Floats, *, seed: int = 0, before: Memory | None = None) -> Groups:
    """The groups of points (n, 2): the number of groups with the best silhouette over people, 2 to 5.

    Equal silhouettes give fewer groups; fewer than two distinct places give one group. The map `before` holds back
    the number of groups (see `memory`), and its centres are one more start, kept unless another is better by 0.05 %.
    """
    starts = _cells(points, _START_GRID, _START_EXACT)
    shape = _cells(points, _SHAPE_GRID, _SHAPE_EXACT)
    distances = cdist(shape[0], shape[0])
    tried, silhouettes = {}, {}
    for k in range(2, min(most_groups(len(points)), len(starts[0])) + 1):
        tried[k] = _best_centres(*starts, k, seed, before)
        labels = _nearest(shape[0].T, tried[k][None])[0]
        silhouettes[k] = silhouette(distances, labels, shape[1])
    if not silhouettes:
        return by_size(np.zeros(len(points), dtype=np.int64), points)
    number = number_of_groups(silhouettes, before)
    labels, _ = _lloyd(points, np.ones(len(points)), tried[number.groups][None])
    return replace(by_size(labels[0], points), silhouettes=silhouettes, tried=tried, number=number)


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


def nearest(points: Floats, centres: Floats) -> Ints:
    """The nearest centre of each point (n,); the first of equally near ones."""
    labels: Ints = _nearest(np.ascontiguousarray(points.T), centres[None])[0].astype(np.int64)
    return labels


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


def _best_centres(places: Floats, weights: Floats, k: int, seed: int, before: Memory | None) -> Floats:
    starts = _spread_starts(places, weights, k, seed)
    known = before is not None and len(before.centres) == k
    if before is not None and known:
        starts = np.concatenate((before.centres[None], starts))
    labels, centres = _lloyd(places, weights, starts, stir=0.002)
    inertias = np.array([_inertia(places, weights, centres[r], labels[r]) for r in range(len(centres))])
    if known:
        inertias[0] /= _STAYS
    best: Floats = centres[int(np.argmin(inertias))]
    return best


def _spread_starts(places: Floats, weights: Floats, k: int, seed: int) -> Floats:
    """Starting centres (r, k, 2), drawn far apart (k-means++: Arthur & Vassilvitskii 2007)."""
    starts = int(np.clip(START_PLACES // len(places), FEWEST_STARTS, MOST_STARTS))
    rng = np.random.default_rng((seed, k))
    chosen = np.empty((starts, k, 2))
    nearest = np.full((starts, len(places)), np.inf)
    pull = np.broadcast_to(weights, nearest.shape)
    for step in range(k):
        reach = np.cumsum(pull, axis=1)
        draws = rng.random(starts) * reach[:, -1]
        picks = np.minimum((reach <= draws[:, None]).sum(axis=1), len(places) - 1)
        chosen[:, step] = places[picks]
        nearest = np.minimum(nearest, ((places[None] - chosen[:, step, None]) ** 2).sum(axis=2))
        pull = nearest * weights
    return chosen


def _lloyd(places: Floats, weights: Floats, centres: Floats, *, stir: float = 1e-5) -> tuple[Labels, Floats]:
    """Labels (r, n) and centres (r, k, 2) after moving every start to its optimum.

    A start is done when no more than the share `stir` of its labels changes; an empty group keeps its place.
    """
    plane = np.ascontiguousarray(places.T)
    weighed = np.column_stack((weights, weights[:, None] * places))
    centres = centres.copy()
    labels = _nearest(plane, centres)
    moving = np.arange(len(centres))
    for _ in range(ITERATIONS):
        centres[moving] = _means(weighed, labels[moving], centres[moving])
        after = _nearest(plane, centres[moving])
        changes = np.count_nonzero(after != labels[moving], axis=1)
        labels[moving] = after
        moving = moving[changes > stir * len(places)]
        if not len(moving):
            break
    return labels, centres


def _means(weighed: Floats, labels: Labels, centres: Floats) -> Floats:
    """The weighted mean of every group of every start (r, k, 2); an empty group keeps its centre."""
    means = centres.copy()
    for g in range(centres.shape[1]):
        sums = (labels == g).astype(np.float64) @ weighed
        held = sums[:, 0] > 0
        means[held, g] = sums[held, 1:] / sums[held, :1]
    return means


def _nearest(plane: Floats, centres: Floats) -> Labels:
    """The nearest centre of each place (2, n) for every start, (r, n); the first of equally near ones."""
    powers = (centres**2).sum(axis=2)
    nearest = powers[:, :1] - 2.0 * (centres[:, 0] @ plane)
    labels = np.zeros(nearest.shape, dtype=np.int8)
    for g in range(1, centres.shape[1]):
        gap = powers[:, g, None] - 2.0 * (centres[:, g] @ plane)
        np.copyto(labels, g, where=gap < nearest)
        np.minimum(nearest, gap, out=nearest)
    return labels


def _inertia(places: Floats, weights: Floats, centres: Floats, labels: Labels) -> float:
    return float((((places - centres[labels]) ** 2).sum(axis=1) * weights).sum())


def by_size(labels: npt.NDArray[np.integer], points: Floats) -> Groups:
    """Groups numbered by size, equal sizes by place, so that the numbers do not depend on the start."""
    used, labels = np.unique(labels, return_inverse=True)
    sizes = np.bincount(labels, minlength=len(used))
    centres = _centres(labels, points, len(used))
    order = np.lexsort((centres[:, 1], centres[:, 0], -sizes))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return Groups(rank[labels].astype(np.int64), centres[order], number=Number(len(centres)))
