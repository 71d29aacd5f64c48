"""The report of a conversation: what is agreed, what divides, who says what, the minority's view, and how sure it is.

Every share comes with the number of people behind it and a 95 % interval (Wilson). Nothing is said of groups while
they may not be shown: then the same lists are about everybody.
"""

from collections.abc import Hashable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from . import caution, claims
from .analysis import VERSION, Analysis
from .ballots import Floats, Ints
from .claims import Mark
from .selection import Selection, select
from .stability import Stability
from .tallies import Tally, lower_bound

Side = Literal["agree", "disagree"]

AGREED = 0.6
APART = 0.3
HALF = 0.5
FALSE_CLAIMS = 0.1
PER_LIST = 10
MINORITY_PER_GROUP = 5


@dataclass(frozen=True)
class Part:
    """How many of how many: `n` people of `of` who answered, the share, and its 95 % interval."""

    n: int
    of: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Line:
    """One statement in a list of the report, on the side that the list is about.

    everyone, groups  who is on that side, of all and of each group (number -> part); `against` who is on the other
    consensus  product over groups of the share on that side (pseudo-counts of Polis)
    averaged   geometric mean of that share over the groups of every number of groups tried, 2 to 5
    floor      smallest lower bound over groups
    spread     largest difference of the share between two groups
    """

    statement: int
    text: str
    side: Side
    everyone: Part
    against: Part
    groups: dict[int, Part]
    consensus: float
    averaged: float
    floor: float
    spread: float


@dataclass(frozen=True)
class Telling:
    """A statement that marks a group; `q` is the false discovery rate at which the claim stands, `holds` at 10 %."""

    statement: int
    text: str
    side: Side
    group: Part
    others: Part
    ratio: float
    q: float
    holds: bool
    best_agreed: bool


@dataclass(frozen=True)
class Minority:
    """A group that clearly stands on one side of a statement while most others stand on the other."""

    group: int
    statement: int
    text: str
    side: Side
    inside: Part
    outside: Part


@dataclass(frozen=True)
class Group:
    """A group: its number, how many people, and what marks it."""

    id: int
    size: int
    marks: tuple[Telling, ...]


@dataclass(frozen=True)
class Report:
    """All of it; `groups`, `dividing` and `minority` are empty while groups may not be shown.

    people, placed, votes  who took part, who of them counts for groups, how many votes
    unverified             people shown apart
    diligence              correlation of place along the two axes with the number of votes
    """

    people: int
    placed: int
    unverified: int
    votes: int
    stability: Stability
    groups: tuple[Group, ...]
    agreed: tuple[Line, ...]
    rejected: tuple[Line, ...]
    dividing: tuple[Line, ...]
    minority: tuple[Minority, ...]
    selected: Selection
    cohorts: tuple[caution.Sensitivity, ...]
    bursts: tuple[caution.Burst, ...]
    diligence: tuple[float, float]
    engine: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data, ready for JSON."""
        plain = asdict(self)
        plain["selected"]["is_justified"] = self.selected.is_justified
        return plain


def report(
    analysis: Analysis,
    *,
    places: int = 7,
    cohorts: Mapping[int, Hashable] | None = None,
    arrived: Mapping[int, float] | None = None,
) -> Report:
    """The report of an analysis.

    places   statements to choose for the departments, 5 to 10
    cohorts  participant id -> where they came from (a link, a day): what would be without each is worked out
    arrived  participant id -> moment of the first vote in seconds, to see bursts of identical votes
    """
    shown = analysis.stability.publishable
    reading = _Reading(analysis, analysis.by_group if shown else _alone(analysis.everyone))
    return Report(
        people=len(analysis.ballots.participants),
        placed=int(analysis.map.counted.sum()),
        unverified=0 if analysis.verified is None else int((~analysis.verified).sum()),
        votes=int(analysis.ballots.votes.nnz),
        stability=analysis.stability,
        groups=tuple(reading.group(row) for row in range(len(analysis.group_ids))) if shown else (),
        agreed=reading.common("agree"),
        rejected=reading.common("disagree"),
        dividing=reading.dividing() if shown else (),
        minority=tuple(one for row in range(len(analysis.group_ids)) for one in reading.minority(row)) if shown else (),
        selected=select(analysis, places),
        cohorts=tuple(caution.without_each(analysis, cohorts or {}, agreed=AGREED)),
        bursts=tuple(caution.bursts(analysis.ballots, arrived=arrived)),
        diligence=caution.diligence(analysis),
        engine={
            "version": VERSION,
            "mode": analysis.mode,
            "seed": analysis.seed,
            "position": analysis.position,
            "digest": analysis.digest,
        },
    )


def _alone(everyone: Tally) -> Tally:
    return Tally(everyone.agree[None], everyone.disagree[None], everyone.seen[None])


def part_of(n: int, of: int) -> Part:
    """How many of how many, with the 95 % interval; everything is possible of nothing."""
    if of == 0:
        return Part(0, 0, 0.0, 0.0, 1.0)
    low, left = lower_bound(np.array([n, of - n]), np.array([of, of])).tolist()
    return Part(int(n), int(of), n / of, low, 1.0 - left)


class _Reading:
    """The lists of a report, read from the counts of the groups that may be shown (k, m)."""

    def __init__(self, analysis: Analysis, parts: Tally) -> None:
        self.analysis, self.parts = analysis, parts
        self.names = analysis.group_ids if parts is analysis.by_group else ()
        self.open = ~analysis.excluded
        self.low = {side: lower_bound(self.count(side), parts.seen) for side in ("agree", "disagree")}

    def count(self, side: Side, tally: Tally | None = None) -> Ints:
        tally = self.parts if tally is None else tally
        return tally.agree if side == "agree" else tally.disagree

    def line(self, column: int, side: Side) -> Line:
        analysis, everyone = self.analysis, self.analysis.everyone
        counts, seen = self.count(side)[:, column].tolist(), self.parts.seen[:, column].tolist()
        parts = [part_of(n, of) for n, of in zip(counts, seen, strict=True)]
        shares, whole = [part.share for part in parts], int(everyone.seen[column])
        other: Side = "disagree" if side == "agree" else "agree"
        return Line(
            statement=int(analysis.ballots.statements[column]),
            text=analysis.texts.get(int(analysis.ballots.statements[column]), ""),
            side=side,
            everyone=part_of(int(self.count(side, everyone)[column]), whole),
            against=part_of(int(self.count(other, everyone)[column]), whole),
            groups=dict(zip(self.names, parts, strict=True)) if self.names else {},
            consensus=float(np.prod([(n + 1) / (of + 2) for n, of in zip(counts, seen, strict=True)])),
            averaged=float(analysis.averaged[side == "disagree"][column]),
            floor=min(part.low for part in parts),
            spread=max(shares) - min(shares),
        )

    def common(self, side: Side) -> tuple[Line, ...]:
        """What every group is on this side of: the lower end of the interval is 60 % or more in each."""
        floor = self.low[side].min(axis=0, initial=1.0)
        lines = [self.line(int(column), side) for column in np.flatnonzero(self.open & (floor >= AGREED))]
        return tuple(sorted(lines, key=lambda line: (-line.consensus, line.statement))[:PER_LIST])

    def dividing(self) -> tuple[Line, ...]:
        """Where two groups are 30 points apart or more and their intervals do not touch."""
        counts, seen = self.count("agree"), self.parts.seen
        shares = counts / np.maximum(seen, 1)
        high = 1.0 - lower_bound(seen - counts, seen)
        clear = (self.low["agree"].max(axis=0) > high.min(axis=0)) & (np.ptp(shares, axis=0) >= APART)
        lines = [
            self.line(int(column), "agree") for column in np.flatnonzero(self.open & clear & (seen > 0).all(axis=0))
        ]
        return tuple(sorted(lines, key=lambda line: (-line.spread, line.statement))[:PER_LIST])

    def group(self, row: int) -> Group:
        marks = [self._telling(mark, row) for mark in self.analysis.representative[row]]
        return Group(self.analysis.group_ids[row], int(self.analysis.sizes[row]), tuple(marks))

    def _telling(self, mark: Mark, row: int) -> Telling:
        side: Side = "agree" if mark.direction == "agree" else "disagree"
        id_, q = int(self.analysis.ballots.statements[mark.statement]), self.rates[row, mark.statement]
        inside, outside = self._in_and_out(row, mark.statement, side)
        rate = float(q[0 if side == "agree" else 1])
        return Telling(id_, self.analysis.texts.get(id_, ""), side, inside, outside, mark.repness, rate,
                       rate <= FALSE_CLAIMS, mark.best_agree)  # fmt: skip

    @property
    def rates(self) -> Floats:
        return claims.false_discovery_rates(self.parts, ~self.open)

    def _in_and_out(self, row: int, column: int, side: Side) -> tuple[Part, Part]:
        counts, seen = self.count(side)[:, column], self.parts.seen[:, column]
        inside = part_of(int(counts[row]), int(seen[row]))
        return inside, part_of(int(counts.sum() - counts[row]), int(seen.sum() - seen[row]))

    def minority(self, row: int) -> list[Minority]:
        """Where this group clearly takes a side and most of all others do not share it, the widest gap first."""
        found = []
        for side in ("agree", "disagree"):
            taken = np.flatnonzero(self.open & (self.low[side][row] > HALF))
            for column in taken.tolist():
                inside, outside = self._in_and_out(row, column, side)
                if outside.of and outside.high < HALF and inside.of < outside.of:
                    id_ = int(self.analysis.ballots.statements[column])
                    text = self.analysis.texts.get(id_, "")
                    found.append(Minority(self.analysis.group_ids[row], id_, text, side, inside, outside))
        found.sort(key=lambda one: (one.outside.share - one.inside.share, one.statement))
        return found[:MINORITY_PER_GROUP]
