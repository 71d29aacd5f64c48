"""Measurements that anyone can run: `shangliang bench NAME`, in CPU seconds, in a data folder of its own."""

import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from shangliang.kernel.calendar import now

REPEATS = 20


def run(name: str, *, rows: int) -> dict[str, Any]:
    """Return the figures of one measurement."""
    return {"pages": pages, "import": imports, "hotspots": hotspots, "consensus": consensus}[name](rows)


def pages(rows: int) -> dict[str, Any]:
    """Measure the list pages over `rows` rows each, uncached: milliseconds of CPU per request and SQL statements.

    Runs in a child process with an empty data folder, so that nothing of this installation is touched.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "SHANGLIANG_DATA": folder, "DATABASE_URL": "", "SHANGLIANG_DEMO": "1"}
        script = f"from shangliang.site import bench; bench.measure_pages({rows})"
        done = ourselves([sys.executable, "-c", script], environment)
    figures = [line.split("\t") for line in done.splitlines() if "\t" in line]
    return {"rows": rows} | {
        path: {"cpu_ms": float(cpu), "sql": int(sql), "bytes": int(size)} for path, cpu, sql, size in figures
    }


def ourselves(words: list[str], environment: dict[str, str]) -> str:
    """Run a command of the product and return what it printed; CalledProcessError when it fails."""
    return subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 - our own program


def measure_pages(rows: int) -> None:
    """Fill an empty installation, ask for every list page, and print path, CPU ms, statements and bytes."""
    from shangliang.site import cli

    cli.start_django()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from shangliang.site.bench_rows import PAGES, fill

    fill(rows, now())
    for path, who in PAGES:
        client = Client(SERVER_NAME="127.0.0.1")
        if who is not None:
            client.force_login(who())
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        with CaptureQueriesContext(connection) as statements:
            client.get(path)
        cost = cpu_ms(partial(client.get, path))
        print(f"{path}\t{cost:.2f}\t{len(statements)}\t{len(answer.content)}")


def cpu_ms(act: Callable[[], object]) -> float:
    """Return the CPU milliseconds of one call, the median of several."""
    act()
    gc.collect()
    found = []
    for _ in range(REPEATS):
        before = time.process_time()
        act()
        found.append(time.process_time() - before)
    return 1000 * sorted(found)[len(found) // 2]


def imports(rows: int) -> dict[str, Any]:
    """Measure the import of a spreadsheet of `rows` invented voices into an empty installation."""
    import csv

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "voices.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "点赞数"])
            for number, title, body, at in invented(rows):
                writer.writerow([number, f"U{number % 900}", title, f"{at:%Y/%m/%d %H:%M:%S}", body, number % 7])
        environment = {**os.environ, "SHANGLIANG_DATA": folder, "DATABASE_URL": "", "SHANGLIANG_DEMO": "1"}
        words = [sys.executable, "-m", "shangliang.site.cli"]
        ourselves([*words, "demo", "--load-only"], environment)
        before = time.perf_counter()
        ourselves([*words, "voices", "import", str(path), "--json"], environment)
        seconds = time.perf_counter() - before
    return {"rows": rows, "seconds": round(seconds, 2), "rows_per_second": round(rows / seconds)}


def invented(rows: int) -> list[tuple[int, str, str, datetime]]:
    """Return invented messages with a fixed seed."""
    from random import Random

    from shangliang.site.demo.matters import MATTERS
    from shangliang.site.demo.places import COMMUNITIES, DISTRICTS

    rng, start, found = Random(7), now() - timedelta(days=300), []  # noqa: S311 - the same everywhere
    for number in range(1, rows + 1):
        matter = rng.choice(MATTERS)
        _, name, _, streets = rng.choice(DISTRICTS)
        place = {"d": name, "s": rng.choice(streets), "c": rng.choice(COMMUNITIES)}
        title, body = rng.choice(matter.titles).format(**place), rng.choice(matter.bodies).format(**place)
        found.append((number, title, body, start + timedelta(minutes=rng.randrange(400_000))))
    return found


def hotspots(rows: int) -> dict[str, Any]:
    """Measure the discovery of issues among `rows` invented messages."""
    from shangliang.engines.hotspots import Message
    from shangliang.engines.hotspots import run as discover

    messages = [Message(str(n), f"U{n % 900}", title, body, at) for n, title, body, at in invented(rows)]
    before = time.process_time()
    found = discover(messages)
    seconds = time.process_time() - before
    return {
        "rows": rows,
        "issues": len(found.issues),
        "cpu_seconds": round(seconds, 2),
        "messages_per_cpu_second": round(rows / seconds),
    }


def consensus(rows: int) -> dict[str, Any]:
    """Measure an opinion map of `rows` people and 200 statements."""
    import numpy as np

    from shangliang.engines.consensus import analyze

    rng = np.random.default_rng(7)
    people = np.repeat(np.arange(rows), 18)
    statements = rng.integers(0, 200, people.size)
    values = np.where(rng.random(people.size) < 0.2 + 0.6 * ((people % 3) == (statements % 3)), 1, -1)
    before = time.process_time()
    analyze(people, statements, values, runs=0)
    return {"people": rows, "votes": int(people.size), "cpu_seconds": round(time.process_time() - before, 3)}
