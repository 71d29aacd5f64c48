"""What to be careful about: identical votes in bursts, one crowd that decides, places that follow diligence."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from . import tallies
from .analysis import Analysis, slots_of
from .ballots import Ballots, Floats, Ints, Mask
from .opinion_map import draw_map
from .stability import rand_index
from .tallies import lower_bound

LEAST_IDENTICAL = 5
LEAST_VOTES = 5
TIMES_EXPECTED = 3.0
BURST_SECONDS = 600.0
MOST_COHORTS = 12
REDRAWN_VOTES = 200_000


@dataclass(frozen=True)
class Burst:
    """People with exactly the same votes who arrived within a short time.

    people    their ids                       votes   statements that each answered
    expected  how many of those who answered the same statements would agree in all by chance
    first, last  moments of arrival, None when unknown
    """

    people: tuple[int, ...]
    votes: int
    expected: float
    first: float | None
    last: float | None


@dataclass(frozen=True)
class Sensitivity:
    """What the result would be without one cohort.

    people       of the cohort           votes        of theirs
    lost, won    ids of statements that would no longer be, or would newly be, agreed by all groups
    largest      largest change of the group-informed consensus of a statement, `statement` its id
    ari          agreement of the groups found without the cohort with those found; None if not worked out
    """

    cohort: str
    people: int
    votes: int
    lost: tuple[int, ...]
    won: tuple[int, ...]
    statement: int
    largest: float
    ari: float | None


def bursts(
    ballots: Ballots, *, arrived: Mapping[int, float] | None = None, within: float = BURST_SECONDS
) -> list[Burst]:
    """Sets of five people or more with the same five votes or more, beyond what chance explains; largest first.

    arrived  participant id -> moment of the first vote in seconds; only those within `within` of each other count
    """
    vectors, sets = _fingerprints(ballots)
    counts = tallies.count(ballots, np.zeros(len(vectors), dtype=np.int64), 1)[0]
    busy = np.flatnonzero(ballots.per_person >= LEAST_VOTES)
    found: list[Burst] = []
    for rows in _alike(vectors, busy):
        expected = _expected(ballots, rows, int((sets == sets[rows[0]]).sum()), counts)
        found += [
            _burst(ballots, close, expected, arrived)
            for close in _close(ballots, rows, arrived, within)
            if len(close) >= max(LEAST_IDENTICAL, TIMES_EXPECTED * expected)
        ]
    return sorted(found, key=lambda burst: (-len(burst.people), burst.people))


def _alike(vectors: Ints, busy: Ints) -> Iterator[Ints]:
    """Rows of five people or more whose votes are all the same."""
    order = busy[np.argsort(vectors[busy], kind="stable")]
    starts = np.concatenate(([0], np.flatnonzero(np.diff(vectors[order])) + 1))
    lengths = np.diff(np.append(starts, len(order)))
    for start, length in zip(starts[lengths >= LEAST_IDENTICAL], lengths[lengths >= LEAST_IDENTICAL], strict=True):
        yield order[start : start + length]


def _fingerprints(ballots: Ballots) -> tuple[Ints, Ints]:
    """A number for everybody's votes, and one for the statements voted on: equal numbers, equal votes."""
    rng = np.random.default_rng(64)
    marks = rng.integers(-(2**62), 2**62, 3 * len(ballots.statements))
    sums = [np.zeros(len(ballots.participants), dtype=np.int64) for _ in range(2)]
    for people, votes in ballots.blocks():
        cells = ballots.cells(votes)
        starts = ballots.votes.indptr[people] - votes.start
        held = np.flatnonzero(ballots.per_person[people])
        for total, numbers in zip(sums, (marks[cells], marks[cells // 3 * 3]), strict=True):
            total[held + people.start] = np.add.reduceat(numbers, starts[held]) if len(held) else 0
    return sums[0], sums[1]


def _expected(ballots: Ballots, rows: Ints, same_statements: int, counts: Ints) -> float:
    """How many of those who answered the same statements would answer as `rows` do, if they answered as all others."""
    start, end = ballots.votes.indptr[rows[0] : rows[0] + 2]
    columns, marks = ballots.votes.indices[start:end], ballots.votes.data[start:end]
    others = counts[columns].sum(axis=1) - len(rows)
    alike = counts[columns, marks + 1] - len(rows)
    return float(same_statements * np.prod((alike + 1) / (others + 1)))


def _close(ballots: Ballots, rows: Ints, arrived: Mapping[int, float] | None, within: float) -> list[Ints]:
    """The rows cut wherever nobody arrived for so long."""
    if arrived is None:
        return [rows]
    moments = np.array([arrived.get(int(ballots.participants[row]), np.inf) for row in rows])
    order = np.argsort(moments, kind="stable")
    known = order[np.isfinite(moments[order])]
    return list(np.split(rows[known], np.flatnonzero(np.diff(moments[known]) > within) + 1))


def _burst(ballots: Ballots, rows: Ints, expected: float, arrived: Mapping[int, float] | None) -> Burst:
    people = tuple(sorted(ballots.participants[rows].tolist()))
    moments = [arrived[person] for person in people] if arrived else []
    votes = int(ballots.per_person[rows[0]])
    return Burst(people, votes, expected, min(moments, default=None), max(moments, default=None))


def without_each(analysis: Analysis, cohorts: Mapping[int, Hashable], *, agreed: float) -> list[Sensitivity]:
    """What would change without each cohort, the largest twelve; `cohorts` participant id -> name.

    Counts are taken with the groups as found. In a conversation of up to 200,000 votes the groups are found again
    without the cohort too. `agreed` is the lower bound from which a statement counts as agreed by all.
    """
    names = [cohorts.get(person) for person in analysis.ballots.participants.tolist()]
    sizes = Counter(name for name in names if name is not None)
    order = sorted(sizes, key=lambda name: (-sizes[name], str(name)))[:MOST_COHORTS]
    number = {name: place for place, name in enumerate(order)}
    places = np.array([-1 if name is None else number.get(name, -1) for name in names], dtype=np.int64)
    return [_without(analysis, name, places == place, agreed) for name, place in number.items()]


def _without(analysis: Analysis, name: Hashable, rows: Mask, agreed: float) -> Sensitivity:
    slots = slots_of(analysis.labels, analysis.verified)
    theirs = tallies.count(analysis.ballots.of_people(rows), slots[rows], len(analysis.counts))
    before, after = (_shares(counts) for counts in (analysis.counts, analysis.counts - theirs))
    change = np.where(analysis.excluded, 0.0, np.abs(after[0] - before[0]))
    widest = int(change.argmax()) if len(change) else 0
    was, is_ = ((shares[1] >= agreed) & ~analysis.excluded for shares in (before, after))
    ids = analysis.ballots.statements
    return Sensitivity(
        cohort=str(name),
        people=int(rows.sum()),
        votes=int(theirs.sum()),
        lost=tuple(ids[was & ~is_].tolist()),
        won=tuple(ids[is_ & ~was].tolist()),
        statement=int(ids[widest]) if len(ids) else 0,
        largest=float(change.max(initial=0.0)),
        ari=_redrawn(analysis, rows),
    )


def _shares(counts: Ints) -> tuple[Floats, Floats]:
    """Group-informed consensus and smallest lower bound of a table of counts; of everybody without groups."""
    parts = counts[2:] if len(counts) > 2 else counts[1:]
    agree, seen = parts[..., 2], parts.sum(axis=-1)
    return tallies.share(agree, seen).prod(axis=0), lower_bound(agree, seen).min(axis=0)


def _redrawn(analysis: Analysis, rows: Mask) -> float | None:
    if analysis.given or len(analysis.group_ids) < 2 or analysis.ballots.votes.nnz > REDRAWN_VOTES:
        return None
    rest = analysis.ballots.of_people(~rows)
    known = None if analysis.verified is None else analysis.verified[~rows]
    again = draw_map(rest, analysis.excluded, analysis.mode, analysis.seed, verified=known, before=analysis.memory)
    both = (again.labels >= 0) & (analysis.labels[~rows] >= 0)
    return rand_index(again.labels[both], analysis.labels[~rows][both])


def diligence(analysis: Analysis) -> tuple[float, float]:
    """Correlation of the number of votes with the place along each axis; far from 0 the axis shows who voted much."""
    votes = analysis.ballots.per_person.astype(np.float64)
    points, counted = analysis.map.points, analysis.map.counted
    first, second = (_correlation(points[counted, axis], votes[counted]) for axis in (0, 1))
    return first, second


def _correlation(one: Floats, other: Floats) -> float:
    spread = one.std() * other.std() if len(one) else 0.0
    return float(((one - one.mean()) * (other - other.mean())).mean() / spread) if spread > 0 else 0.0
