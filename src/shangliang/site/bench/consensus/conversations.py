"""Real conversations beside red-dwarf: how fast, the same statements for the same groups, groups that fit as well."""

from statistics import median
from typing import Any

import numpy as np
from scipy.spatial.distance import cdist

from shangliang.engines.consensus import VoteTable
from shangliang.engines.consensus.grouping import find_groups, silhouette
from shangliang.site.bench.consensus import measure
from shangliang.site.bench.consensus.measure import goal, not_measured

GOALS = (
    ("real conversations: median ratio to red-dwarf", ">= 12"),
    ("real conversations: smallest ratio to red-dwarf", ">= 5"),
    ("real conversations: representative statements, same groups given", "identical"),
    ("own groups: inertia to red-dwarf's at the same number, largest", "<= 1.0005"),
    ("own groups: silhouette less red-dwarf's, smallest", ">= -0.005"),
)
TIMES = 3


def run() -> dict[str, Any]:
    """Return the ratios and differences of every real conversation."""
    tables = measure.conversations()
    if not tables:
        return not_measured(*GOALS, why="no real conversations here")
    pipeline = measure.red_dwarf()
    if pipeline is None:
        return not_measured(*GOALS, why="red-dwarf is not installed")
    rows = {name: beside(table, pipeline) for name, table in tables.items()}
    ratios = [row["ratio"] for row in rows.values()]
    same = sum(row["same_statements"] for row in rows.values())
    inertia, gap = max(row["inertia"] for row in rows.values()), min(row["silhouette"] for row in rows.values())
    found = (
        round(median(ratios), 1),
        round(min(ratios), 1),
        f"{same} of {len(rows)}",
        round(inertia, 6),
        round(gap, 5),
    )
    met = (median(ratios) >= 12, min(ratios) >= 5, same == len(rows), inertia <= 1.0005, gap >= -0.005)
    goals = [goal(what, one, wanted, met=ok) for (what, wanted), one, ok in zip(GOALS, found, met, strict=True)]
    return {"goals": goals, "conversations": rows}


def beside(table: VoteTable, pipeline: Any) -> dict[str, Any]:  # noqa: ANN401 - red-dwarf has no types
    """Return one conversation worked out by both, the best of three each, taking turns."""
    ballots = measure.analysed(table).ballots
    given = {
        "votes": measure.as_red_dwarf_wants(ballots),
        "mod_out_statement_ids": sorted(table.moderated_out),
        "meta_statement_ids": sorted(table.meta),
    }
    theirs = pipeline(**given)
    seconds = [(measure.cpu(lambda: pipeline(**given)), measure.cpu(lambda: measure.analysed(table)))
               for _ in range(TIMES)]  # fmt: skip
    slow, quick = (min(column) for column in zip(*seconds, strict=True))
    return {
        "votes": int(ballots.votes.nnz),
        "red_dwarf_seconds": round(slow, 4),
        "seconds": round(quick, 5),
        "ratio": round(slow / quick, 1),
        "same_statements": statements_of_groups(table, theirs),
        **fitted(theirs, pipeline, given),
    }


def statements_of_groups(table: VoteTable, theirs: Any) -> bool:  # noqa: ANN401
    """Return whether both name the same statements for the groups that red-dwarf found."""
    labels = theirs.participants_df["cluster_id"].dropna()
    groups = {int(person): int(group) for person, group in labels.items()}
    ours = measure.analysed(table, mode="polis", groups=groups)
    ids = ours.ballots.statements
    return all(
        [(int(ids[mark.statement]), mark.direction) for mark in marks]
        == [(int(mark["tid"]), mark["repful-for"]) for mark in theirs.repness[name]]
        for name, marks in zip(ours.group_ids, ours.representative, strict=True)
    )


def fitted(theirs: Any, pipeline: Any, given: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    """Return how our groups of red-dwarf's own points fit beside its groups of the same number."""
    places = theirs.participants_df[theirs.participants_df["to_cluster"]]
    points = places[["x", "y"]].to_numpy(dtype=np.float64)
    own = theirs.participants_df.loc[places.index, "cluster_id"].to_numpy(dtype=np.int64)
    ours = find_groups(points)
    number = len(ours.centres)
    forced = pipeline(**given, force_group_count=number).participants_df.loc[places.index, "cluster_id"]
    theirs_forced = forced.to_numpy(dtype=np.int64)
    distances, even = cdist(points, points), np.ones(len(points))
    own_fit, fit, forced_fit = (silhouette(distances, labels, even) for labels in (own, ours.labels, theirs_forced))
    return {
        "groups": number,
        "red_dwarf_groups": len(set(own.tolist())),
        "inertia": inertia(points, ours.labels) / inertia(points, theirs_forced),
        "silhouette": fit - max(own_fit, forced_fit),
    }


def inertia(points: np.ndarray, labels: np.ndarray) -> float:
    """Return the sum of squared distances to the middle of one's group."""
    groups = [points[labels == group] for group in set(labels.tolist())]
    return float(sum(((group - group.mean(axis=0)) ** 2).sum() for group in groups))
