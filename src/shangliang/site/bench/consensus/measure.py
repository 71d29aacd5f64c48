"""What the parts share: goals, CPU time, the real data, red-dwarf, and an invented crowd."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import shangliang
from shangliang.engines import consensus
from shangliang.engines.consensus import Analysis, VoteTable

Columns = tuple[np.ndarray, np.ndarray, np.ndarray]


def goal(what: str, found: Any, wanted: str, *, met: bool | None) -> dict[str, Any]:  # noqa: ANN401 - a figure or a word
    """Return one goal with what was found; `met` is None where it could not be measured."""
    return {"what": what, "found": found, "goal": wanted, "met": None if met is None else bool(met)}


def not_measured(*goals: tuple[str, str], why: str) -> dict[str, Any]:
    """Return goals that could not be measured, and why."""
    return {"goals": [goal(what, why, wanted, met=None) for what, wanted in goals]}


def cpu(call: Callable[[], Any]) -> float:
    """Return the CPU seconds of a call."""
    before = time.process_time()
    call()
    return time.process_time() - before


def shared() -> Path:
    """Return the folder of the real conversations; it may be absent."""
    home = Path(shangliang.__file__).parents[2]
    return (home / os.environ.get("SHANGLIANG_SHARED", "../shared")).resolve() / "data" / "polis"


def conversations() -> dict[str, VoteTable]:
    """Return the real conversations by name."""
    folders = [path for path in sorted(shared().glob("*")) if (path / "comments.csv").exists()]
    return {path.name: consensus.read_polis(path) for path in folders}


def analysed(table: VoteTable, **options: Any) -> Analysis:  # noqa: ANN401 - options of analyze
    """Return the analysis of a conversation without the bootstrap, with every figure that red-dwarf works out too."""
    given = {"moderated_out": table.moderated_out, "meta": table.meta, "texts": table.texts, "runs": 0, **options}
    return worked_out(consensus.analyze(table.participants, table.statements, table.values, **given))


def worked_out(found: Analysis) -> Analysis:
    """Return the same analysis with its figures read once, since they are worked out at the first reading."""
    _ = found.priority, found.consensus, found.rejection, found.representative, found.majority
    _ = found.division, found.common_floor
    return found


def red_dwarf() -> Callable[..., Any] | None:
    """Return red-dwarf's pipeline, or None where it is not installed."""
    try:
        from reddwarf.implementations.polis import run_pipeline
    except ImportError:
        return None
    pipeline: Callable[..., Any] = run_pipeline
    return pipeline


def as_red_dwarf_wants(ballots: consensus.Ballots) -> list[dict[str, int]]:
    """Return the last votes as the list of records that red-dwarf reads."""
    votes = ballots.votes.tocoo()
    people, statements = ballots.participants[votes.row], ballots.statements[votes.col]
    return [
        {"participant_id": person, "statement_id": statement, "vote": vote}
        for person, statement, vote in zip(people.tolist(), statements.tolist(), votes.data.tolist(), strict=True)
    ]


def crowd(people: int, statements: int, each: float, seed: int = 7) -> Columns:
    """Return the log of an invented conversation: three camps, votes per person log-normal with this mean.

    Everybody answers different statements; people arrive one after the other, many at the same time, so that the
    votes of one person lie apart in the log.
    """
    rng = np.random.default_rng(seed)
    votes = np.clip(np.rint(rng.lognormal(np.log(each) - 0.5, 1.0, people)).astype(np.int64), 1, statements)
    first = np.cumsum(votes) - votes
    owners = np.repeat(np.arange(people, dtype=np.int32), votes)
    place = (np.arange(len(owners)) - np.repeat(first, votes)).astype(np.float32)
    steps = np.array([step for step in range(1, statements) if np.gcd(step, statements) == 1])
    asked = np.repeat(rng.integers(0, statements, people), votes) + place * np.repeat(rng.choice(steps, people), votes)
    columns = (asked.astype(np.int64) % statements).astype(np.int32)
    agrees = rng.random((3, statements), dtype=np.float32)[rng.integers(0, 3, people)[owners], columns]
    drawn = rng.random(len(owners), dtype=np.float32)
    marks = np.where(drawn < 0.15, 0, np.where((drawn - 0.15) / 0.85 < agrees, 1, -1)).astype(np.int8)
    order = np.argsort(np.repeat(rng.random(people, dtype=np.float32) * people / 2000, votes) + place, kind="stable")
    return owners[order], columns[order], marks[order]
