"""Ten and thirty thousand people on two hundred statements, beside red-dwarf in the same process."""

from typing import Any

from shangliang.engines import consensus
from shangliang.site.bench.consensus import measure
from shangliang.site.bench.consensus.measure import goal, not_measured

SIZES = ((10_000, 200, 19.0, 45), (30_000, 200, 15.5, 130))
TIMES = 3


def run(most: str = "30000") -> dict[str, Any]:
    """Return CPU seconds of both and their ratio, for sizes up to `most` people."""
    pipeline = measure.red_dwarf()
    goals = [
        (f"{people:,} x {statements}: ratio to red-dwarf", f">= {least}") for people, statements, _, least in SIZES
    ]
    if pipeline is None:
        return not_measured(*goals, why="red-dwarf is not installed")
    rows, met = [], []
    for (people, statements, each, least), (what, wanted) in zip(SIZES, goals, strict=True):
        if people <= int(most):
            rows.append(beside(people, statements, each, pipeline))
            met.append(goal(what, rows[-1]["ratio"], wanted, met=rows[-1]["ratio"] >= least))
    return {"goals": met, "sizes": rows}


def beside(people: int, statements: int, each: float, pipeline: Any) -> dict[str, Any]:  # noqa: ANN401 - no types
    """Return one size worked out by both: ours the best of three, red-dwarf once."""
    log = measure.crowd(people, statements, each)
    quick = min(measure.cpu(lambda: measure.worked_out(consensus.analyze(*log, runs=0))) for _ in range(TIMES))
    records = measure.as_red_dwarf_wants(consensus.analyze(*log, runs=0).ballots)
    slow = measure.cpu(lambda: pipeline(votes=records))
    return {
        "people": people,
        "statements": statements,
        "votes": len(records),
        "red_dwarf_seconds": round(slow, 2),
        "seconds": round(quick, 4),
        "ratio": round(slow / quick, 1),
    }
