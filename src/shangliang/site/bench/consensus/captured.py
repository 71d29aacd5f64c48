"""Mode polis against answers that the real Polis server gave, with its own group membership."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from shangliang.engines import consensus
from shangliang.site.bench.consensus.measure import goal, not_measured, shared

GOALS = (
    ("captured answers: cosine of each axis", ">= 0.999999"),
    ("captured answers: group-informed consensus, largest error", "<= 1e-12"),
    ("captured answers: priorities, largest relative error", "<= 1e-5"),
    ("captured answers: representative and consensus statements", "identical"),
)


def run() -> dict[str, Any]:
    """Return the largest differences over all captured answers."""
    folders = sorted(path.parent for path in (shared() / "fixtures").glob("*/math-pca2.json"))
    if not folders:
        return not_measured(*GOALS, why="no captured answers here")
    rows = {folder.name: compared(folder) for folder in folders}
    cosine = min(row["cosine"] for row in rows.values())
    error, relative = (max(row[key] for row in rows.values()) for key in ("consensus", "priority"))
    same = sum(row["lists"] for row in rows.values())
    found = (cosine, error, relative, f"{same} of {len(rows)}")
    met = (cosine >= 0.999999, error <= 1e-12, relative <= 1e-5, same == len(rows))
    goals = [goal(what, one, wanted, met=ok) for (what, wanted), one, ok in zip(GOALS, found, met, strict=True)]
    return {"goals": goals, "answers": rows}


def compared(folder: Path) -> dict[str, Any]:
    """Return how far our figures are from one captured answer."""
    answer = json.loads((folder / "math-pca2.json").read_text("utf-8"))
    result = consensus.read_polis(folder).analyze(mode="polis", groups=membership(answer)).to_dict()
    axes = zip(result["pca"]["components"], answer["pca"]["comps"], strict=True)
    theirs = np.array([answer["comment-priorities"][str(id_)] for id_ in answer["tids"]])
    informed = np.array([answer["group-aware-consensus"][str(id_)] for id_ in answer["tids"]])
    ours = {key: np.array([one[key] for one in result["statements"]]) for key in ("priority", "consensus")}
    return {
        "cosine": min(abs(np.dot(*pair)) / np.prod([np.linalg.norm(axis) for axis in pair]) for pair in axes),
        "consensus": float(np.abs(ours["consensus"] - informed).max()),
        "priority": float((np.abs(ours["priority"] - theirs) / theirs).max()),
        "lists": lists_of(result) == lists_in(answer),
    }


def membership(answer: dict[str, Any]) -> dict[int, int]:
    """Return who was in which group in a captured answer."""
    people = dict(zip(answer["base-clusters"]["id"], answer["base-clusters"]["members"], strict=True))
    groups = answer["group-clusters"]
    return {person: group["id"] for group in groups for base in group["members"] for person in people[base]}


def lists_of(result: dict[str, Any]) -> dict[str, Any]:
    """Return representative and consensus statements of our result."""
    marks = {
        str(group["id"]): [(mark["statement"], mark["direction"]) for mark in group["representative"]]
        for group in result["groups"]
    }
    return {"groups": marks, **result["consensus"]}


def lists_in(answer: dict[str, Any]) -> dict[str, Any]:
    """Return representative and consensus statements of a captured answer."""
    marks = {group: [(mark["tid"], mark["repful-for"]) for mark in marks] for group, marks in answer["repness"].items()}
    sides = {side: [one["tid"] for one in answer["consensus"][side]] for side in ("agree", "disagree")}
    return {"groups": marks, **sides}
