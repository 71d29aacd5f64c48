"""From the command to the first page, with the demonstration's data kept, and the memory that all of it takes."""

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import Any

from shangliang.site.bench.server import COMMAND, memory_mb, ourselves, own_environment, served

TIMES = 3
SETTLING = 12
"""Seconds for which the processes run before their memory is read: a round of the worker's timers and reactions."""
PAGES = ("/", "/hot", "/topics", "/sessions", "/opinions", "/ideas", "/progress", "/outcomes", "/media", "/report")


def run(_rows: int, _parts: Sequence[str] = ()) -> dict[str, Any]:
    """Measure loading the demonstration, starting over the data kept, and the memory of all processes after use."""
    with tempfile.TemporaryDirectory() as folder:
        print("装载示例……", file=sys.stderr)
        before, spent = time.perf_counter(), children_cpu()
        ourselves([*COMMAND, "demo", "--load-only"], own_environment(folder))
        loading, spent = time.perf_counter() - before, children_cpu() - spent
        seconds = []
        for _ in range(TIMES):
            with served(folder, "demo") as running:
                seconds.append(running.first_page)
        with served(folder, "demo") as running:
            memory = memory_after_use(running.port, running.pid)
    return {
        "loading_seconds": round(loading, 1),
        "loading_cpu_seconds": round(spent, 1),
        "first_page_seconds": round(sorted(seconds)[TIMES // 2], 2),
        "memory_mb": round(sum(memory.values())),
        "processes_mb": memory,
    }


def children_cpu() -> float:
    """Return the CPU seconds of the child processes that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def memory_after_use(port: int, pid: int) -> dict[str, float]:
    """Return the memory of each process after every public page was asked for and the worker did a round."""
    from urllib.request import urlopen

    for _ in range(4):
        for path in PAGES:
            urlopen(f"http://127.0.0.1:{port}{path}", timeout=30).read()
    time.sleep(SETTLING)
    return memory_mb(pid)
