"""A million people, five hundred statements, 19.5 million votes: all at once, then batch by batch."""

import resource
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from shangliang.engines import consensus
from shangliang.site.bench.consensus import in_a_process, measure
from shangliang.site.bench.consensus.measure import goal

PEOPLE, STATEMENTS, EACH = 1_000_000, 500, 19.5
KEPT_BACK = 60_000
BATCH, BATCHES, SINGLES = 1_000, 40, 200
NAMES = ("people", "statements", "marks")


def run(people: str = str(PEOPLE)) -> dict[str, Any]:
    """Return the figures of `people` people; votes are made in one process and analysed in others."""
    with tempfile.TemporaryDirectory() as folder:
        in_a_process("million_made", folder, people)
        whole = in_a_process("million_whole", folder)
        running = in_a_process("million_running", folder)
    goals = [
        goal("a million, 19.5 million votes: full recomputation, CPU s", whole["seconds"], "<= 2.5",
             met=whole["seconds"] <= 2.5),
        goal("a million, 19.5 million votes: peak memory, GB", whole["peak_gb"], "<= 1.0", met=whole["peak_gb"] <= 1.0),
        goal("a million: a batch of 1,000 votes, ms", running["batch_ms"], "<= 4", met=running["batch_ms"] <= 4),
        goal("a million: one vote, ms", running["single_ms"], "<= 0.5", met=running["single_ms"] <= 0.5),
    ]  # fmt: skip
    return {"goals": goals, "whole": whole, "running": running}


def made(folder: str, people: str) -> dict[str, Any]:
    """Write the columns of the log into a folder."""
    log = measure.crowd(int(people), STATEMENTS, EACH)
    for name, column in zip(NAMES, log, strict=True):
        np.save(Path(folder) / f"{name}.npy", column)
    return {"votes": len(log[0])}


def read(folder: str) -> list[np.ndarray]:
    """Return the columns that `made` wrote."""
    return [np.load(Path(folder) / f"{name}.npy") for name in NAMES]


def whole(folder: str) -> dict[str, Any]:
    """Return CPU seconds and peak memory of one full analysis, the columns of the log counted in."""
    log = read(folder)
    seconds = measure.cpu(lambda: measure.worked_out(consensus.analyze(*log, runs=0)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return {"votes": len(log[0]), "seconds": round(seconds, 3), "peak_gb": round(peak, 3)}


def running(folder: str) -> dict[str, Any]:
    """Return the medians of batches and single votes, every figure of every statement worked out after each."""
    log = read(folder)
    start = len(log[0]) - KEPT_BACK if len(log[0]) > 2 * KEPT_BACK else len(log[0]) // 2
    tracker = consensus.Tracker.start(*(column[:start] for column in log), runs=0)
    taken = [taken_in(tracker, log, start + place * BATCH, BATCH) for place in range(BATCHES)]
    start += BATCH * BATCHES
    single = [taken_in(tracker, log, start + place, 1) for place in range(SINGLES)]
    kept = measure.cpu(lambda: consensus.Tracker.from_bytes(tracker.to_bytes()))
    again = measure.cpu(lambda: tracker.recompute(60.0))
    return {
        "batch_ms": round(1000 * median(taken), 3),
        "batch_ms_slowest": round(1000 * max(taken), 3),
        "single_ms": round(1000 * median(single), 3),
        "single_ms_slowest": round(1000 * max(single), 3),
        "saved_and_read_seconds": round(kept, 2),
        "recomputed_seconds": round(again, 2),
    }


def taken_in(tracker: consensus.Tracker, log: list[np.ndarray], start: int, votes: int) -> float:
    """Return the CPU seconds of a batch with what follows from it."""

    def once() -> None:
        tracker.add(*(column[start : start + votes] for column in log))
        figures = tracker.figures
        _ = figures.priority, figures.consensus, figures.rejection, figures.common_floor, figures.division

    return measure.cpu(once)
