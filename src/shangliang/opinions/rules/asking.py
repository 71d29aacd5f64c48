"""What to ask next, from what a map left for it: weights, counts by group, families of near-copies, the axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from shangliang.engines import consensus

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Asking:
    """What the engine's draw needs, in the order of the statements that are open for answers."""

    priorities: list[float] | None = None
    telling: Floats | None = None
    seen_in_group: list[int] | None = None
    families: Mapping[int, int] = field(default_factory=dict)


def kept(found: Mapping[str, Any], families: Mapping[int, int]) -> dict[str, Any]:
    """Return what a map leaves for asking: by statement its weight and its counts in every group; the families."""
    return {
        "statements": {
            str(row["id"]): {
                "priority": row["priority"],
                "groups": [[n["agree"], n["disagree"], n["seen"]] for n in row["groups"].values()],
            }
            for row in found["statements"]
        },
        "families": {str(number): family for number, family in families.items()},
    }


def asking_of(view: Mapping[str, Any], numbers: Sequence[int], answers: Mapping[int, int]) -> Asking:
    """Return what to draw the next statement by: before the first map nothing but chance and how often each was seen.

    While the groups may not be shown nobody is asked by them.
    """
    if not view:
        return Asking()
    rows = view["asking"]["statements"]
    priorities = [rows[str(number)]["priority"] if str(number) in rows else 1.0 for number in numbers]
    families = {int(number): family for number, family in view["asking"]["families"].items()}
    if not view["stability"]["publishable"]:
        return Asking(priorities=priorities, families=families)
    counts = counts_of(rows, numbers)
    figures = figures_of(counts)
    place = {number: column for column, number in enumerate(numbers)}
    known = {place[number]: value for number, value in answers.items() if number in place}
    group = likeliest(figures.answering, known)
    return Asking(priorities, figures.telling(known), [int(n) for n in counts[group, :, 2]], families)


def counts_of(rows: Mapping[str, Any], numbers: Sequence[int]) -> Ints:
    """Return agree, disagree, seen by group and statement (k, m, 3); of statements later than the map nothing."""
    groups = max(len(row["groups"]) for row in rows.values())
    nothing = [[0, 0, 0]] * groups
    counts = [rows[str(number)]["groups"] if str(number) in rows else nothing for number in numbers]
    return np.array(counts, dtype=np.int64).reshape(len(numbers), groups, 3).transpose(1, 0, 2)


def figures_of(counts: Ints) -> consensus.Figures:
    """Return the engine's figures of these counts."""
    by_group = consensus.Tally(counts[:, :, 0], counts[:, :, 1], counts[:, :, 2])
    together = consensus.Tally(*(counts.sum(axis=0)[:, part] for part in range(3)))
    nobody = consensus.Tally(*(np.zeros(counts.shape[1], dtype=np.int64) for _ in range(3)))
    no = np.zeros(counts.shape[1], dtype=np.bool_)
    return consensus.Figures(
        everyone=together, others=nobody, by_group=by_group, extremity=np.zeros(counts.shape[1]),
        moderated=no, meta=no, mode="default",
    )  # fmt: skip


def likeliest(answering: Floats, answers: Mapping[int, int]) -> int:
    """Return the row of the group in which these answers (column to value) are most likely; the first of equals."""
    likely = np.zeros(len(answering))
    for column, value in answers.items():
        likely += np.log(answering[:, column, value + 1])
    return int(np.argmax(likely))
