"""The same backfill in this process, on four worker processes, and on four of which one is killed on the way."""

import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shangliang.engines.hotspots import backfill
from shangliang.engines.hotspots.backfilling import Each, each_here, each_on
from shangliang.site.bench.hotspots import material, speed

WORKERS = 4
KILL_AFTER = 0.3
"""Share of the time that the undisturbed run took after which a worker is killed."""


def compare(rows: int) -> dict[str, Any]:
    """Return the seconds of the three runs over so many messages, and whether they found the same."""
    try:
        import distributed
    except ImportError:
        return {"skipped": "dask is not installed"}
    messages = list(material.Replicas(material.real_messages()).rows(rows))
    classifier, pids = speed.trained(), list[int]()

    def one(each: Each) -> tuple[Any, float]:
        before = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            found = backfill(messages, Path(folder), classifier=classifier, each=each)
        return found, round(time.perf_counter() - before, 1)

    here, seconds_here = one(each_here)
    with distributed.LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None) as processes:  # noqa: SIM117
        with distributed.Client(processes) as client:
            there, seconds_there = one(each_on(client))
            pids += client.run(os.getpid).values()
            with killing(pids[0], KILL_AFTER * seconds_there):
                broken, seconds_broken = one(each_on(client))
            left = set(pids) & set(client.run(os.getpid).values())
    return {
        "goal": "identical on 4 processes over 200,000 messages, also when one is killed on the way",
        "rows": rows,
        "parts": here.parts,
        "local_issues": here.local_issues,
        "issues": len(here.issues),
        "seconds_here": seconds_here,
        "seconds_on_4": seconds_there,
        "seconds_with_one_killed": seconds_broken,
        "killed": WORKERS - len(left),
        "is_identical": there == here,
        "is_identical_with_one_killed": broken == here,
    }


@contextmanager
def killing(pid: int, after: float) -> Iterator[None]:
    """Kill a worker of the cluster by signal 9 after so many seconds, in the middle of what is done within."""
    timer = threading.Timer(after, os.kill, (pid, signal.SIGKILL))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
