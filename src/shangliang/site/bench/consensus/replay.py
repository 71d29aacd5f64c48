"""A real conversation replayed: how often the number of groups changes over forty recomputations."""

from itertools import pairwise
from typing import Any

import numpy as np

from shangliang.engines import consensus
from shangliang.engines.consensus import Analysis, VoteTable
from shangliang.site.bench.consensus import measure
from shangliang.site.bench.consensus.measure import goal, not_measured

NAME, CHECKPOINTS = "brexit-consensus", 40
GOAL = ("brexit-consensus, 40 checkpoints: changes of the number of groups", "<= 1")


def run() -> dict[str, Any]:
    """Return the changes with memory, and without it, of every conversation whose order of votes is known."""
    tables = {name: table for name, table in measure.conversations().items()
              if (measure.shared() / name / "votes.csv").exists()}  # fmt: skip
    if NAME not in tables:
        return not_measured(GOAL, why="no real conversations here")
    rows = {name: {"with_memory": replayed(table), "without": replayed(table, forgetful=True)}
            for name, table in tables.items()}  # fmt: skip
    flips = rows[NAME]["with_memory"]["changes"]
    return {"goals": [goal(GOAL[0], flips, GOAL[1], met=flips <= 1)], "conversations": rows}


def replayed(table: VoteTable, *, forgetful: bool = False) -> dict[str, Any]:
    """Return the number of groups at each checkpoint, its changes, and how alike consecutive groups are."""
    ends = np.linspace(0, len(table.values), CHECKPOINTS + 1).astype(int)[1:]
    steps: list[Analysis] = []
    for end in ends:
        votes = [column[:end] for column in (table.participants, table.statements, table.values)]
        memory = steps[-1].memory if steps and not forgetful else None
        steps.append(
            consensus.analyze(*votes, moderated_out=table.moderated_out, meta=table.meta, memory=memory, runs=0)
        )
    numbers = [len(step.group_ids) for step in steps]
    alike = [likeness(one, other) for one, other in pairwise(steps)]
    changes = sum(one != other for one, other in pairwise(numbers))
    return {"groups": numbers, "changes": changes, "mean_rand_index": round(float(np.mean(alike)), 3)}


def likeness(one: Analysis, other: Analysis) -> float:
    """Return how alike the groups of those people are who were in groups both times."""
    before = dict(zip(one.ballots.participants.tolist(), one.labels.tolist(), strict=True))
    after = dict(zip(other.ballots.participants.tolist(), other.labels.tolist(), strict=True))
    both = [person for person in before if before[person] >= 0 and after[person] >= 0]
    return consensus.rand_index(np.array([before[p] for p in both]), np.array([after[p] for p in both]))
