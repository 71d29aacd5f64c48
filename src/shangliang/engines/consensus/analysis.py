"""The whole analysis of a conversation in one call, and its result as plain data."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from . import claims, routing, tallies
from .ballots import Ballots, Floats, Ints, Mask, collect
from .basis import extremity
from .claims import Mark
from .opinion_map import Mode, OpinionMap, draw_map
from .stability import RUNS, Stability, bootstrap, judge
from .tallies import META_PRIORITY, Tally

VERSION = "1"


@dataclass(frozen=True)
class Analysis:
    """A conversation analysed; arrays follow `ballots.participants` (n,) and `ballots.statements` (m,).

    map             places, axes and groups
    group_ids       (k,) the number of each group as printed; rows of `by_group` follow it
    everyone        tally (m,) of all participants; `by_group` (k, m) of those in groups
    extremity       (m,) how far each statement pulls people apart
    priority        (m,) weight with which the next answer is asked for
    consensus       (m,) product over groups of the agreeing share
    common_floor    (m,) smallest lower bound (95 %) of the agreeing share over groups
    division        (m,) largest difference of the agreeing share between two groups
    representative  for each group up to five statements that mark it
    majority        columns most people agree with, and columns most disagree with
    moderated, meta (m,) statements taken out; questions about the person rather than the matter
    """

    ballots: Ballots
    map: OpinionMap
    group_ids: tuple[int, ...]
    given: bool
    everyone: Tally
    by_group: Tally
    extremity: Floats
    priority: Floats
    consensus: Floats
    common_floor: Floats
    division: Floats
    representative: tuple[tuple[Mark, ...], ...]
    majority: tuple[list[int], list[int]]
    moderated: Mask
    meta: Mask
    texts: Mapping[int, str]
    mode: Mode
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

    @cached_property
    def stability(self) -> Stability:
        """Whether the groups may be shown; worked out at the first reading, since it repeats the analysis 20 times."""
        ari = None
        if not self.given and self.runs and len(self.group_ids) > 1:
            out = self.moderated | self.meta
            ari = bootstrap(self.ballots, out, self.labels, self.mode, self.seed, self.runs)
        return judge(self.sizes, ari, given=self.given)

    def next_statement(
        self, answered: Collection[int] = (), *, group: int | None = None, seed: int | np.random.Generator = 0
    ) -> routing.Choice | None:
        """The statement to show somebody who has answered these; `group` is the number of the person's group."""
        open_ = ~self.moderated
        in_group = None if group is None else self.by_group.seen[self.group_ids.index(group)][open_]
        return routing.next_statement(
            self.ballots.statements[open_],
            self.priority[open_],
            answered=answered,
            seen=self.everyone.seen[open_],
            seen_in_group=in_group,
            seed=seed,
        )

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
        return [
            {"id": id_, "x": x, "y": y, "group": self.group_ids[row] if row >= 0 else None, "votes": votes}
            for id_, (x, y), row, votes in rows
        ]

    def _statement(self, j: int) -> dict[str, Any]:
        id_ = int(self.ballots.statements[j])
        return {
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
    seed: int = 0,
    runs: int = RUNS,
) -> Analysis:
    """The analysis of votes given as three integer columns: participant, statement, 1 agree / 0 pass / -1 disagree.

    Of several votes of one person on one statement the last in order counts.
    moderated_out  ids of statements taken out; meta: ids of statements about the person, not the matter
    texts          statement id -> text; lists statements without votes too
    mode           "default", or "polis" for the published algorithm with its constants
    groups         participant id -> group number, in place of groups found; people left out are in none
    seed           of the starts of k-means and of the bootstrap; the same input and seed give the same result
    runs           bootstrap runs behind `stability`; 0 leaves it unchecked
    Raises ValueError for columns that do not match, other values, or an unknown mode.
    """
    if mode not in get_args(Mode):
        raise ValueError(f"mode is one of {', '.join(get_args(Mode))}, not {mode!r}")
    texts = texts or {}
    ballots = collect(participants, statements, values, listed=texts)
    given, group_ids = _given(ballots, groups)
    out, about = ballots.columns_of(moderated_out), ballots.columns_of(meta)
    drawn = draw_map(ballots, out | about, mode, seed, given)
    names = group_ids if groups is not None else tuple(range(len(drawn.groups.centres)))
    everyone, by_group = tallies.count(ballots, drawn.labels, len(names))
    reach = extremity(drawn.basis, drawn.statements)
    parts = tallies.share(by_group.agree, by_group.seen)
    return Analysis(
        ballots=ballots,
        map=drawn,
        group_ids=names,
        given=groups is not None,
        everyone=everyone,
        by_group=by_group,
        extremity=reach,
        priority=_priority(by_group, reach, out, about, mode),
        consensus=parts.prod(axis=0) if names else tallies.share(everyone.agree, everyone.seen),
        common_floor=tallies.lower_bound(by_group.agree, by_group.seen).min(axis=0, initial=1.0 if names else 0.0),
        division=np.ptp(parts, axis=0) if names else np.zeros(len(reach)),
        representative=tuple(tuple(claims.representative(by_group, g, out | about)) for g in range(len(names))),
        majority=claims.majority(everyone, out | about),
        moderated=out,
        meta=about,
        texts=texts,
        mode=mode,
        seed=seed,
        runs=runs,
    )


def _given(ballots: Ballots, groups: Mapping[int, int] | None) -> tuple[Ints | None, tuple[int, ...]]:
    """Rows of the given groups for every participant (-1 for none), and the numbers of the groups."""
    if groups is None:
        return None, ()
    present = [groups.get(person) for person in ballots.participants.tolist()]
    names = sorted({name for name in present if name is not None})
    row = {name: g for g, name in enumerate(names)}
    labels = [-1 if name is None else row[name] for name in present]
    return np.array(labels, dtype=np.int64), tuple(names)


def _priority(by_group: Tally, reach: Floats, out: Mask, meta: Mask, mode: Mode) -> Floats:
    """Weights of the next question; counted over the people in groups, as Polis does."""
    total = Tally(*(part.sum(axis=0) for part in (by_group.agree, by_group.disagree, by_group.seen)))
    weights = np.where(meta, META_PRIORITY, tallies.priorities(total, reach))
    return weights if mode == "polis" else np.where(out, 0.0, weights)
