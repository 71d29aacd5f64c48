"""Opinion groups exactly as Polis publishes the method: base clusters first, then groups of base clusters.

Differs from `grouping` in its starts (the first distinct points, once), in weighing a base cluster as one
voice when the number of groups is chosen, and in preferring more groups on a tie. Constants of the paper.
"""

from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from .ballots import Floats, Ints
from .grouping import Groups, by_size, most_groups, silhouette

BASE_CLUSTERS = 100
ITERATIONS = 100
STILL = 0.01


def find_polis_groups(points: Floats) -> Groups:
    """The groups of points (n, 2) by Polis' rule: 100 base clusters, 2 to 5 groups, best plain silhouette."""
    base, base_centres = _kmeans(points, np.ones(len(points)), BASE_CLUSTERS)
    weights = np.bincount(base, minlength=len(base_centres)).astype(np.float64)
    distances, even = cdist(base_centres, base_centres), np.ones(len(base_centres))
    tried: dict[int, Ints] = {}
    silhouettes: dict[int, float] = {}
    for k in range(2, min(most_groups(len(base_centres)), len(base_centres)) + 1):
        tried[k] = _kmeans(base_centres, weights, k)[0]
        silhouettes[k] = silhouette(distances, tried[k], even)
    if not tried:
        return by_size(np.zeros(len(points), dtype=np.int64), points)
    best = max(silhouettes, key=lambda k: (silhouettes[k], k))
    return replace(by_size(tried[best][base], points), silhouettes=silhouettes)


def _kmeans(points: Floats, weights: Floats, k: int) -> tuple[Ints, Floats]:
    """Labels (n,) and centres from the first k distinct points, until no centre moves by STILL."""
    _, first = np.unique(points, axis=0, return_index=True)
    centres = points[np.sort(first)[:k]]
    labels = np.zeros(len(points), dtype=np.int64)
    for _ in range(ITERATIONS):
        gaps, labels = cKDTree(centres).query(points)
        labels = _refill(labels.astype(np.int64), gaps, len(centres))
        moved = _means(points, weights, labels, len(centres))
        settled = np.hypot(*(moved - centres).T).max(initial=0.0) < STILL
        centres = moved
        if settled:
            break
    return labels, centres


def _refill(labels: Ints, gaps: Floats, k: int) -> Ints:
    """A vanished cluster takes over the point farthest from its centre that does not stand alone."""
    for empty in np.flatnonzero(np.bincount(labels, minlength=k) == 0):
        sizes = np.bincount(labels, minlength=k)
        farthest = int(np.where(sizes[labels] > 1, gaps, -1.0).argmax())
        labels[farthest], gaps[farthest] = empty, 0.0
    return labels


def _means(points: Floats, weights: Floats, labels: Ints, k: int) -> Floats:
    mass = np.bincount(labels, weights=weights, minlength=k)
    sums = [np.bincount(labels, weights=weights * points[:, axis], minlength=k) for axis in (0, 1)]
    centres: Floats = np.stack(sums, axis=1) / mass[:, None]
    return centres
