"""Which statement next, among five hundred, for newcomers and for people who have answered a hundred."""

from functools import partial
from statistics import median
from typing import Any

import numpy as np

from shangliang.engines import consensus
from shangliang.site.bench.consensus import measure
from shangliang.site.bench.consensus.measure import goal

DRAWS = 300


def run() -> dict[str, Any]:
    """Return the median and the slowest draw in milliseconds."""
    tracker = consensus.Tracker.start(*measure.crowd(5_000, 500, 19.5), runs=0)
    copies = {statement: statement // 2 for statement in range(0, 500, 5)}
    ids, rng = tracker.statement_ids.tolist(), np.random.default_rng(1)
    people: list[dict[int, int]] = [{}, dict.fromkeys(ids[:3], 1), dict.fromkeys(ids[:100], -1)]
    tracker.next_statement(0, seed=rng)
    asked = partial(tracker.analysis.next_statement, copies=copies, seed=rng)
    new = [measure.cpu(partial(asked, answers)) for answers in people for _ in range(DRAWS)]
    known = partial(tracker.next_statement, copies=copies, seed=rng)
    met = [measure.cpu(partial(known, person)) for person in range(100)]
    typical, slowest = 1000 * median(new + met), 1000 * max(new + met)
    return {
        "goals": [goal("next statement of 500, ms", round(typical, 3), "<= 1", met=typical <= 1)],
        "median_ms": round(typical, 3),
        "slowest_ms": round(slowest, 3),
    }
