"""Pure rules of golden ideas: time limits, what an idea still lacks, how points are read."""

import re
from collections.abc import Collection, Mapping, Sequence

DEADLINES = (
    ("idea", "refine", 3, "wd", "平台办理规则"),
    ("idea", "approve", 5, "wd", "平台办理规则"),
    ("idea", "dispatch", 1, "wd", "平台办理规则"),
    ("idea", "adoption", 1, "month", "平台办理规则"),
    ("idea", "evaluate", 15, "wd", "平台办理规则"),
    ("idea", "write_off", 5, "wd", "平台办理规则"),
    ("idea", "second", 1, "month", "平台办理规则"),
)
"""Policy, clause, number, unit, basis: defaults that an administrator may change."""

POINT_LIMIT = 12
POINT_LENGTH = 400
POINT_NUMBER = re.compile(r"^[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.、．](?!\d)\s*")
"""A number before a point, such as 1. or （二）; a sentence that begins with a figure keeps it."""


def read_points(text: str) -> list[str]:
    """Return the points of an idea from one text, one point a line, without their numbers and empty lines."""
    lines = (POINT_NUMBER.sub("", line.strip()) for line in text.splitlines())
    return [line for line in lines if line]


def refined_needs(
    *, problem: str, basis: str, points: Sequence[str], unit: object, is_confirmed: bool
) -> dict[str, bool]:
    """Return which needs of “整理” are met."""
    return {
        "content": bool(problem.strip() and basis.strip() and points),
        "unit": unit is not None,
        "confirmed": is_confirmed,
    }


def overall_adoption(points: Collection[str]) -> str:
    """Return the adoption of a whole idea from that of its points.

    All adopted: adopted. Something adopted: partly adopted. Nothing adopted: kept for reference when every point is,
    otherwise not adopted. Raises ValueError when no point was decided.
    """
    found = set(points)
    if not found:
        raise ValueError("no point was decided")
    if found == {"adopted"}:
        return "adopted"
    if found & {"adopted", "partly_adopted"}:
        return "partly_adopted"
    return "for_reference" if found == {"for_reference"} else "not_adopted"


def state_counts(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the figures of a list of ideas from their counts by state: all, answered, done, and on the ledger."""
    answered = ("adopted", "partly_adopted", "not_adopted", "for_reference", "implementing", "ledger")
    done = ("achieved", "evaluated", "closed")
    return {
        "total": sum(counts.values()),
        "answered": sum(counts.get(state, 0) for state in (*answered, *done)),
        "done": sum(counts.get(state, 0) for state in done),
        "ledger": counts.get("ledger", 0),
    }


def topic_figures(states: Collection[str]) -> dict[str, int]:
    """Return how many ideas a topic has, how many were handed over, and how many are settled or on the ledger."""
    before = {"captured", "refined", "numbered", "approved"}
    kept = [state for state in states if state not in ("merged", "dropped")]
    return {
        "total": len(kept),
        "dispatched": sum(state not in before for state in kept),
        "settled": sum(state in ("ledger", "closed") for state in kept),
    }


def class_counts(classes: Collection[str]) -> dict[str, int]:
    """Return how many replies of each class A to D are among some ideas; those without a reply are left out."""
    return {letter: sum(found == letter for found in classes) for letter in "ABCD"}
