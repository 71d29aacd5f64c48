"""Opinion groups: exact k-means in the plane from many starts, and how many groups fit best.

Starts run on a fine grid of weighted cells and only the chosen result is polished on every person, so the
cost hardly depends on the number of people. Nothing depends on the order of the rows.
"""

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import cdist

from .ballots import Floats, Ints, Mask
from .memory import Memory, Number, number_of_groups

Labels = npt.NDArray[np.int8]
Places = tuple[Floats, Floats]

MAX_GROUPS = 5
STARTS, MORE_STARTS, FINALISTS = 12, 24, 3
ITERATIONS = 100
# Side of the grid of cells, and the number of points up to which the points themselves are used.
_ROUGH, _FINE, _SHAPE = (16, 200), (64, 2_000), (32, 600)
_TINY, _FAR = 1e-300, 1e100
# How much less inertia other centres need than those of the map before; what differs by less is as good as equal.
_STAYS, _EQUAL = 1.0005, 1.0002


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
    views, shape = (_cells(points, *_ROUGH), _cells(points, *_FINE)), _cells(points, *_SHAPE)
    most = min(most_groups(len(points)), len(views[0][0]))
    if most < 2:
        return by_size(np.zeros(len(points), dtype=np.int64), points)
    fit = _Fit(shape)
    tried = {k: fit.best(ends) for k, ends in _good_centres(views, most, seed, before).items()}
    number = number_of_groups({k: fit.of(centres) for k, centres in tried.items()}, before)
    if number.groups > 2 and (before is None or len(before.centres) != number.groups):
        tried[number.groups] = fit.best(_looked_harder(views, tried[number.groups], seed))
    labels, silhouettes = _polished(points, tried[number.groups]), {k: fit.of(ends) for k, ends in tried.items()}
    return replace(by_size(labels, points), silhouettes=silhouettes, tried=tried, number=number)


class _Fit:
    """How well centres fit, by the silhouette over weighted places; each is worked out once."""

    def __init__(self, shape: Places) -> None:
        self.places, self.weights = shape
        self.distances = cdist(self.places, self.places)
        self.known: dict[bytes, float] = {}

    def of(self, centres: Floats) -> float:
        key = centres.tobytes()
        if key not in self.known:
            self.known[key] = silhouette(self.distances, _nearest(self.places.T, centres), self.weights)
        return self.known[key]

    def best(self, ends: list[Floats]) -> Floats:
        """Of ends that are equally good by inertia the one with the best silhouette, the first of equals."""
        return ends[0] if len(ends) == 1 else max(ends, key=self.of)


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
    labels: Ints = _nearest(np.ascontiguousarray(points.T), centres).astype(np.int64)
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


def _good_centres(views: tuple[Places, Places], most: int, seed: int, before: Memory | None) -> dict[int, list[Floats]]:
    """For 2 to `most` groups the centres (k, 2) with the least inertia that were found, the best first.

    Many starts run on a rough view; the best few of each number that differ are brought to their optimum on the fine
    one. All numbers of groups run side by side, those of fewer with centres that are too far away to be near anything.
    """
    numbers = np.arange(2, most + 1)
    starts, count = _spread_starts(*views[0], most, seed, STARTS), np.repeat(numbers, STARTS)
    starts = np.concatenate([_first(starts, int(k)) for k in numbers])
    ends, inertias = _settled(*views[0], starts, stir=0.01)
    last = np.concatenate([_best_few(inertias, count == k) for k in numbers])
    starts, count = ends[last], count[last]
    known = before is not None and len(before.centres) in numbers
    if before is not None and known:
        starts = np.concatenate((starts, _first(_padded(before.centres, most)[None], len(before.centres))))
        count = np.append(count, len(before.centres))
    ends, inertias = _settled(*views[1], starts, stir=1e-4)
    if known:
        stays = inertias[-1] <= _STAYS * inertias[count == count[-1]].min()
        inertias[-1] = 0.0 if stays else inertias[-1]
    return {int(k): _equally_good(ends[count == k, :k], inertias[count == k]) for k in numbers}


def _equally_good(ends: Floats, inertias: Floats) -> list[Floats]:
    """The ends whose inertia is the least but for 0.02 %, the best first; of equal ends one."""
    good = np.flatnonzero(inertias <= _EQUAL * inertias.min())
    _, distinct = np.unique(np.round(inertias[good] / max(inertias.min(), _TINY), 6), return_index=True)
    return [ends[row] for row in good[distinct]]


def _looked_harder(views: tuple[Places, Places], found: Floats, seed: int) -> list[Floats]:
    """These centres, or better ones of as many groups from more starts, the best first."""
    starts = _spread_starts(*views[0], len(found), seed + 1, MORE_STARTS)
    ends, inertias = _settled(*views[0], starts, stir=0.01)
    starts = np.concatenate((found[None], ends[_best_few(inertias, np.ones(len(ends), dtype=np.bool_))]))
    ends, inertias = _settled(*views[1], starts, stir=1e-4)
    return _equally_good(ends, inertias)


def _best_few(inertias: Floats, mine: Mask) -> Ints:
    """Rows of the few best of these starts that came to different ends."""
    rows = np.flatnonzero(mine)
    scale = max(float(inertias[rows].min()), _TINY)
    _, distinct = np.unique(np.round(inertias[rows] / scale, 6), return_index=True)
    return rows[distinct[:FINALISTS]]


def _first(starts: Floats, k: int) -> Floats:
    """The starts (r, most, 2) with only their first k centres."""
    kept = starts.copy()
    kept[:, k:] = _FAR
    return kept


def _padded(centres: Floats, most: int) -> Floats:
    return np.concatenate((centres, np.full((most - len(centres), 2), _FAR)))


def _settled(places: Floats, weights: Floats, starts: Floats, *, stir: float) -> tuple[Floats, Floats]:
    """Centres (r, k, 2) that the starts came to, and their inertias (r,), but for what all have in common.

    A start is done when none of its centres moves by more than the share `stir` of the spread of the places.
    """
    across, weighed = np.vstack((places.T, np.ones(len(places)))), _weighed(places, weights)
    still = (stir * places.std()) ** 2
    ends, inertias, moving = starts.copy(), np.zeros(len(starts)), np.arange(len(starts))
    for _ in range(ITERATIONS):
        before = ends[moving]
        sums = _sums(across, weighed, before)
        held = np.maximum(sums[..., :1], _TINY)
        after = np.where(sums[..., :1] > 0, sums[..., 1:] / held, before)
        ends[moving], inertias[moving] = after, -(sums[..., 1:] ** 2 / held).sum(axis=(1, 2))
        moving = moving[((after - before) ** 2).sum(axis=2).max(axis=1) > still]
        if not len(moving):
            break
    return ends, inertias + float((weights[:, None] * places**2).sum())


def _sums(across: Floats, weighed: Floats, centres: Floats) -> Floats:
    """Weight and weighted sum (r, k, 3) of the places nearest to each centre of each start."""
    r, k, _ = centres.shape
    distance = np.concatenate((-2.0 * centres, (centres**2).sum(axis=2, keepdims=True)), axis=2)
    gaps = (distance.transpose(1, 0, 2).reshape(-1, 3) @ across).reshape(k, r, -1)
    members = (gaps == gaps.min(axis=0)).astype(np.float64).reshape(k * r, -1)
    sums: Floats = (members @ weighed).reshape(k, r, 3).transpose(1, 0, 2)
    return sums


def _weighed(places: Floats, weights: Floats) -> Floats:
    return np.column_stack((weights, weights[:, None] * places))


def _spread_starts(places: Floats, weights: Floats, most: int, seed: int, starts: int) -> Floats:
    """Starting centres (starts, most, 2), drawn far apart one after the other (k-means++: Arthur & Vassilvitskii 2007).

    The first k of them are a start for k groups.
    """
    rng = np.random.default_rng(seed)
    chosen = np.empty((starts, most, 2))
    nearest = np.full((starts, len(places)), np.inf)
    pull = np.broadcast_to(weights, nearest.shape)
    for step in range(most):
        reach = np.cumsum(pull, axis=1)
        draws = rng.random(starts) * reach[:, -1]
        picks = np.minimum((reach <= draws[:, None]).sum(axis=1), len(places) - 1)
        chosen[:, step] = places[picks]
        nearest = np.minimum(nearest, ((places[None] - chosen[:, step, None]) ** 2).sum(axis=2))
        pull = nearest * weights
    return chosen


def _polished(points: Floats, centres: Floats) -> Labels:
    """Labels (n,) after moving the centres to their optimum on all points; an empty group keeps its place.

    Done when not one in 100,000 changes group any more.
    """
    plane, weighed = np.ascontiguousarray(points.T), _weighed(points, np.ones(len(points)))
    labels = _nearest(plane, centres)
    for _ in range(ITERATIONS):
        sums = np.stack([(labels == g).astype(np.float64) @ weighed for g in range(len(centres))])
        centres = np.where(sums[:, :1] > 0, sums[:, 1:] / np.maximum(sums[:, :1], _TINY), centres)
        after = _nearest(plane, centres)
        changes, labels = np.count_nonzero(after != labels), after
        if changes <= len(points) / 100_000:
            break
    return labels


def _nearest(plane: Floats, centres: Floats) -> Labels:
    """The nearest centre of each place (2, n); the first of equally near ones."""
    powers = (centres**2).sum(axis=1)
    nearest = powers[0] - 2.0 * (centres[0] @ plane)
    labels = np.zeros(len(nearest), dtype=np.int8)
    for g in range(1, len(centres)):
        gap = powers[g] - 2.0 * (centres[g] @ plane)
        np.copyto(labels, g, where=gap < nearest)
        np.minimum(nearest, gap, out=nearest)
    return labels


def by_size(labels: npt.NDArray[np.integer], points: Floats) -> Groups:
    """Groups numbered by size, equal sizes by place, so that the numbers do not depend on the start."""
    used, labels = np.unique(labels, return_inverse=True)
    sizes = np.bincount(labels, minlength=len(used))
    centres = _centres(labels, points, len(used))
    order = np.lexsort((centres[:, 1], centres[:, 0], -sizes))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return Groups(rank[labels].astype(np.int64), centres[order], number=Number(len(centres)))
