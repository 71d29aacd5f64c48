"""The engine of hot issues measured: `shangliang bench hotspots [--part NAME …] [--rows N]`.

Each part gives its figures beside the goal; without `--part` all run one after the other. Parts that need the real
data or a package that is not installed say so instead of a figure. Seconds are those of the processor.
"""

import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from shangliang.site.bench import sentinel
from shangliang.site.bench.hotspots import cluster, material, peers, quality, speed

Figures = dict[str, Any]
PARTS: dict[str, Callable[[int], Figures]] = {
    "classify": lambda _: quality.classify(),
    "grouping": lambda _: quality.grouping(),
    "top": lambda _: quality.top(),
    "flood": lambda _: quality.flood(),
    "sensitivity": lambda _: quality.sensitivity(),
    "parameters": lambda _: quality.parameters(),
    "sentinel": lambda _: {"goal": {"recall": 0.9, "precision": 0.9}, **sentinel.over_seeds()},
    "path": lambda rows: speed.path(min(rows, 20_000)),
    "latency": lambda rows: speed.latency(min(rows, 100_000)),
    "million": speed.file,
    "similar": speed.similar,
    "list": lambda rows: speed.hot_list(10 * rows, 3 * rows // 10),
    "backfill": lambda rows: cluster.compare(min(rows, 200_000)),
    "peers": lambda rows: peers.compare(min(rows, 35_000)),
}
INVENTED = frozenset({"sentinel", "list"})
"""Parts that need no real data."""
FULL = 1_000_000
"""Rows of the goals; `--rows` scales them down."""


def run(rows: int = FULL, parts: Sequence[str] = ()) -> Figures:
    """Return the figures of these parts, by default of all; over the rows of the goals when told nought.

    Raises ValueError for a part that there is not.
    """
    unknown = sorted(set(parts) - PARTS.keys())
    if unknown:
        raise ValueError(f"hotspots: {', '.join(PARTS)}")
    found: Figures = {}
    for name in parts or PARTS:
        if name not in INVENTED and not material.is_here():
            found[name] = {"skipped": f"{material.SHARED} is not here"}
            continue
        print(f"… {name}", file=sys.stderr, flush=True)
        before = time.process_time()
        found[name] = PARTS[name](rows or FULL) | {"cpu_seconds_in_all": round(time.process_time() - before, 1)}
    return found
