"""The whole analysis of a conversation in one call, and its result as plain data."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from . import routing, tallies
from .ballots import Ballots, Floats, Ints, Mask, collect
from .basis import extremity
from .figures import Figures
from .grouping import nearest
from .memory import Memory
from .opinion_map import Mode, OpinionMap, draw_map
from .stability import RUNS, Stability, bootstrap, fewest_to_show, judge
from .tallies import Tally

VERSION = "2"


@dataclass(frozen=True)
class Analysis(Figures):
    """A conversation analysed; arrays follow `ballots.participants` (n,) and `ballots.statements` (m,).

    map        places, axes and groups
    group_ids  (k,) the number of each group as printed; rows of `by_group` follow it
    given      whether the groups came from the caller
    verified   (n,) whose votes count; None when everybody's do
    counts     (2 + k, m, 3) votes of each slot by answer, see `slots_of`
    before     the memory of the map before, where there was one
    position   place of the newest vote in the log, where the caller gave it
    """

    ballots: Ballots
    map: OpinionMap
    group_ids: tuple[int, ...]
    given: bool
    verified: Mask | None
    counts: Ints
    before: Memory | None
    position: int | None
    texts: Mapping[int, str]
    seed: int
    runs: int

    @property
    def labels(self) -> Ints:
        """Row of `by_group` of every participant (n,), -1 for those in no group."""
        return self.map.labels

    @property
    def sizes(self) -> Ints:
        """Number of people in each group (k,)."""
        return np.bincount(self.map.groups.labels, minlength=len(self.group_ids)).astype(np.int64)

    @property
    def core(self) -> tuple[Ballots, Ints]:
        """The ballots that count, and the group of each of their people."""
        if self.verified is None:
            return self.ballots, self.labels
        return self.ballots.of_people(self.verified), self.labels[self.verified]

    @property
    def memory(self) -> Memory:
        """What the next analysis of this conversation needs to keep axes, group numbers and their number still."""
        return self.map.memory(self.ballots)

    @cached_property
    def averaged(self) -> tuple[Floats, Floats]:
        """Agreeing and disagreeing share whatever the number of groups, (m,) each: geometric mean over 2, 3, 4 and 5.

        A product over groups depends on how many there are; this does not. Only groups large enough to be shown count.
        """
        logs = []
        for centres in self.map.groups.tried.values():
            labels = np.full(len(self.labels), -1, dtype=np.int64)
            labels[self.map.counted] = nearest(self.map.points[self.map.counted], centres)
            counts = tallies.count(self.ballots, slots_of(labels, self.verified), len(centres) + 2)[2:]
            sizes = np.bincount(labels[labels >= 0], minlength=len(centres))
            logs.append(_mean_logs(counts[sizes >= fewest_to_show(int(sizes.sum()))]))
        agree, disagree = np.exp(np.mean(logs or [_mean_logs(self.counts[2:])], axis=0))
        return agree, disagree

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the votes that were analysed: ids, who voted on what, and how, whatever order they came in."""
        votes, found = self.ballots.votes, hashlib.sha256()
        for part in (self.ballots.participants, self.ballots.statements, votes.indptr, votes.indices):
            found.update(np.ascontiguousarray(part, dtype="<i8").data)
        found.update(np.ascontiguousarray(votes.data, dtype=np.int8).data)
        return found.hexdigest()

    @cached_property
    def stability(self) -> Stability:
        """Whether the groups may be shown; worked out at the first reading, since it repeats the analysis 20 times."""
        ari = None
        if not self.given and self.runs and len(self.group_ids) > 1:
            core, labels = self.core
            ari = bootstrap(core, self.excluded, labels, self.mode, self.seed, self.runs)
        return judge(self.sizes, ari, given=self.given)

    def next_statement(
        self,
        answered: Collection[int] | Mapping[int, int] = (),
        *,
        group: int | None = None,
        copies: Mapping[int, int] = routing.NO_COPIES,
        seed: int | np.random.Generator = 0,
    ) -> routing.Choice | None:
        """The statement to show somebody who has answered these (ids, or id -> vote); `group` is the person's number.

        With the votes a newcomer's first seven questions build on each other. `copies` as in `routing.ask`.
        """
        row = None if group is None else self.group_ids.index(group)
        return routing.ask(self.ballots.statements, self, answered, row=row, copies=copies, seed=seed)

    def to_dict(self) -> dict[str, Any]:
        """The result as plain numbers, lists and texts, ready for JSON; lists follow ascending ids."""
        agreed, disagreed = self.majority
        ids = self.ballots.statements
        return {
            "participants": self._participants(),
            "statements": [self._statement(j) for j in range(len(ids))],
            "groups": [self._group(g) for g in range(len(self.group_ids))],
            "consensus": {
                "agree": [int(ids[j]) for j in agreed],
                "disagree": [int(ids[j]) for j in disagreed],
            },
            "pca": {
                "components": self.map.basis.components.tolist(),
                "means": self.map.basis.means.tolist(),
            },
            "stability": vars(self.stability).copy(),
            "engine": {
                "version": VERSION,
                "mode": self.mode,
                "seed": self.seed,
                "votes": int(self.ballots.votes.nnz),
                "digest": self.digest,
                **({} if self.position is None else {"position": self.position}),
            },
        }

    def _participants(self) -> list[dict[str, Any]]:
        rows = zip(
            self.ballots.participants.tolist(),
            self.map.points.tolist(),
            self.labels.tolist(),
            self.ballots.per_person.tolist(),
            strict=True,
        )
        people = [
            {"id": id_, "x": x, "y": y, "group": self.group_ids[row] if row >= 0 else None, "votes": votes}
            for id_, (x, y), row, votes in rows
        ]
        if self.verified is None:
            return people
        return [{**one, "verified": known} for one, known in zip(people, self.verified.tolist(), strict=True)]

    def _statement(self, j: int) -> dict[str, Any]:
        id_ = int(self.ballots.statements[j])
        statement = {
            "id": id_,
            "text": self.texts.get(id_, ""),
            "agree": int(self.everyone.agree[j]),
            "disagree": int(self.everyone.disagree[j]),
            "pass": int(self.everyone.passed[j]),
            "extremity": float(self.extremity[j]),
            "priority": float(self.priority[j]),
            "consensus": float(self.consensus[j]),
            "common_floor": float(self.common_floor[j]),
            "division": float(self.division[j]),
            "moderated": bool(self.moderated[j]),
            "meta": bool(self.meta[j]),
            "groups": {
                str(name): {
                    "agree": int(self.by_group.agree[g, j]),
                    "disagree": int(self.by_group.disagree[g, j]),
                    "seen": int(self.by_group.seen[g, j]),
                }
                for g, name in enumerate(self.group_ids)
            },
        }
        if self.verified is not None:
            agree, disagree, seen = (
                int(part[j]) for part in (self.others.agree, self.others.disagree, self.others.seen)
            )
            statement["unverified"] = {"agree": agree, "disagree": disagree, "seen": seen}
        return statement

    def _group(self, g: int) -> dict[str, Any]:
        return {
            "id": self.group_ids[g],
            "size": int(self.sizes[g]),
            "representative": [
                {**vars(mark), "statement": int(self.ballots.statements[mark.statement])}
                for mark in self.representative[g]
            ],
        }


def analyze(
    participants: npt.ArrayLike,
    statements: npt.ArrayLike,
    values: npt.ArrayLike,
    *,
    moderated_out: Collection[int] = (),
    meta: Collection[int] = (),
    texts: Mapping[int, str] | None = None,
    mode: Mode = "default",
    groups: Mapping[int, int] | None = None,
    verified: Collection[int] | None = None,
    memory: Memory | None = None,
    position: int | None = None,
    seed: int = 0,
    runs: int = RUNS,
) -> Analysis:
    """The analysis of votes given as three integer columns: participant, statement, 1 agree / 0 pass / -1 disagree.

    Of several votes of one person on one statement the last in order counts.
    moderated_out  ids of statements taken out; meta: ids of statements about the person, not the matter
    texts          statement id -> text; lists statements without votes too
    mode           "default", or "polis" for the published algorithm with its constants
    groups         participant id -> group number, in place of groups found; people left out are in none
    verified       ids of the participants whose votes count; everybody else is placed on the map and counted apart
    memory         `Analysis.memory` of the analysis before: axes, group numbers and their number keep still
    position       place of the newest vote in the log of votes, kept with the result
    seed           of the starts of k-means and of the bootstrap; the same input and seed give the same result
    runs           bootstrap runs behind `stability`; 0 leaves it unchecked
    Raises ValueError for columns that do not match, other values, or an unknown mode.
    """
    texts = texts or {}
    return analyze_ballots(
        collect(participants, statements, values, listed=texts),
        moderated_out=moderated_out,
        meta=meta,
        texts=texts,
        mode=mode,
        groups=groups,
        verified=verified,
        memory=memory,
        position=position,
        seed=seed,
        runs=runs,
    )


def analyze_ballots(
    ballots: Ballots,
    *,
    position: int | None = None,
    moderated_out: Collection[int] = (),
    meta: Collection[int] = (),
    texts: Mapping[int, str] | None = None,
    mode: Mode = "default",
    groups: Mapping[int, int] | None = None,
    verified: Collection[int] | None = None,
    memory: Memory | None = None,
    seed: int = 0,
    runs: int = RUNS,
) -> Analysis:
    """The analysis of ballots already collected; see `analyze`."""
    if mode not in get_args(Mode):
        raise ValueError(f"mode is one of {', '.join(get_args(Mode))}, not {mode!r}")
    given, group_ids = _given(ballots, groups)
    out, about = ballots.columns_of(moderated_out), ballots.columns_of(meta)
    counting = None if verified is None else ballots.rows_of(verified)
    drawn = draw_map(ballots, out | about, mode, seed, given=given, verified=counting, before=memory)
    names = group_ids if groups is not None else drawn.names
    counts = tallies.count(ballots, slots_of(drawn.labels, counting), len(names) + 2)
    return Analysis(
        ballots=ballots,
        map=drawn,
        group_ids=names,
        given=groups is not None,
        verified=counting,
        counts=counts,
        before=memory,
        position=position,
        **read_counts(counts),
        extremity=extremity(drawn.basis, drawn.scale[0]),
        moderated=out,
        meta=about,
        texts=texts or {},
        mode=mode,
        seed=seed,
        runs=runs,
    )


def slots_of(labels: Ints, verified: Mask | None) -> Ints:
    """Slot of every participant in the table of counts: 0 not verified, 1 in no group, 2 + row of the group."""
    return labels + 2 if verified is None else np.where(verified, labels + 2, 0)


def read_counts(counts: Ints) -> dict[str, Tally]:
    """The tallies of a table of counts (2 + k, m, 3) by slot."""
    return {
        "everyone": tallies.tally(counts[1:].sum(axis=0)),
        "others": tallies.tally(counts[0]),
        "by_group": tallies.tally(counts[2:]),
    }


def _given(ballots: Ballots, groups: Mapping[int, int] | None) -> tuple[Ints | None, tuple[int, ...]]:
    """Rows of the given groups for every participant (-1 for none), and the numbers of the groups."""
    if groups is None:
        return None, ()
    present = [groups.get(person) for person in ballots.participants.tolist()]
    names = sorted({name for name in present if name is not None})
    row = {name: g for g, name in enumerate(names)}
    labels = [-1 if name is None else row[name] for name in present]
    return np.array(labels, dtype=np.int64), tuple(names)


def _mean_logs(counts: Ints) -> Floats:
    """Mean over groups of the logarithm of the smoothed shares (2, m): agree, disagree; no groups, even chances."""
    if not len(counts):
        return np.full((2, counts.shape[1]), np.log(0.5))
    shares = tallies.share(counts[..., [2, 0]], counts.sum(axis=-1)[..., None])
    means: Floats = np.log(shares).mean(axis=0).T
    return means
