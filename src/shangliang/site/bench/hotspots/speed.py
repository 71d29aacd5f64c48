"""How fast and how small: the whole path, one message among many issues, a large file, like voices, the hot list."""

import json
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

from shangliang.engines.hotspots import Classifier, Index, Parameters, Stream
from shangliang.site.bench.hotspots import material


def trained() -> Classifier:
    """Return a classifier of all labelled texts."""
    return Classifier.train(*material.labelled())


def path(rows: int) -> dict[str, Any]:
    """Measure the whole path over so many new messages: clean, cut, categorise, place, assign, merge."""
    messages = list(material.Replicas(material.real_messages()).rows(rows))
    stream = Stream(classifier=trained())
    before = time.process_time()
    stream.take_many(messages)
    seconds = time.process_time() - before
    return {
        "goal": "2,500 messages/s on 2 cores",
        "rows": rows,
        "messages_per_cpu_second": round(rows / seconds),
        "two_processes_by_shards": round(2 * rows / seconds),
    }


def latency(live: int) -> dict[str, Any]:
    """Measure single messages while so many issues live."""
    messages = material.Replicas(material.real_messages()).rows(4 * live)
    stream = Stream(classifier=trained(), parameters=Parameters(window_days=400))
    while stream.live_count < live and (block := list(islice(messages, 5000))):
        stream.take_many(block)
    taken = []
    for message in islice(messages, 3000):
        before = time.thread_time()
        stream.take(message)
        taken.append(1000 * (time.thread_time() - before))
    taken.sort()
    return {
        "goal": "p99 <= 10 ms at 100,000 live issues",
        "live_issues": stream.live_count,
        "p50_ms": round(taken[len(taken) // 2], 2),
        "p99_ms": round(taken[int(len(taken) * 0.99)], 2),
        "largest_ms": round(taken[-1], 2),
    }


def file(rows: int) -> dict[str, Any]:
    """Measure a file of so many messages in a process of its own, which reads it block by block."""
    with tempfile.TemporaryDirectory() as folder:
        table, model = Path(folder) / "messages.csv", Path(folder) / "model.npz"
        material.write(material.Replicas(material.real_messages()).rows(rows), table)
        model.write_bytes(trained().to_bytes())
        words = [sys.executable, "-m", "shangliang.site.bench.reading", str(table), str(model), str(rows)]
        done = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603 - our own module
    found: dict[str, Any] = json.loads(done.stdout)
    return {"goal": "1,000,000 in 12 min and 700 MB, exponent <= 1.1", **found}


def similar(rows: int) -> dict[str, Any]:
    """Measure the search for like voices among so many."""
    messages = material.Replicas(material.real_messages()).rows(rows)
    index = Index.build((one.id, f"{one.title}\n{one.body[:200]}") for one in messages)
    typed = [one.title for one in material.real_messages()[:200]]
    index.similar(typed[0])
    taken = []
    for text in typed:
        before = time.thread_time()
        index.similar(text)
        taken.append(1000 * (time.thread_time() - before))
    taken.sort()
    return {"goal": "<= 30 ms among 1,000,000", "voices": len(index), "p50_ms": round(taken[100], 1),
            "p99_ms": round(taken[197], 1)}  # fmt: skip


def hot_list(rows: int, issues: int) -> dict[str, Any]:
    """Measure the ranking of issues counted over so many messages by DuckDB on two threads."""
    try:
        import duckdb
    except ImportError:
        return {"skipped": "duckdb is not installed"}
    with tempfile.TemporaryDirectory() as folder:
        base = duckdb.connect(f"{folder}/list.duckdb", config={"threads": 2})
        base.sql(
            "SELECT (hash(i) % $issues)::INTEGER issue, (hash(i * 7) % 3000000)::INTEGER reporter,"
            " (hash(i * 13) % 20)::SMALLINT likes, TIMESTAMP '2023-01-01' + INTERVAL (i % 31536000) SECOND moment"
            " FROM range($rows) t(i)",
            params={"rows": rows, "issues": max(issues, 1)},
        ).to_table("message")
        before, cpu_before = time.perf_counter(), time.process_time()
        listed = base.sql(HOT_LIST).fetchall()
        seconds, cpu = time.perf_counter() - before, time.process_time() - cpu_before
        base.close()
    return {"goal": "<= 3 s over 10,000,000 messages / 300,000 issues", "messages": rows, "issues": issues,
            "listed": len(listed), "wall_seconds": round(seconds, 2), "cpu_seconds": round(cpu, 2)}  # fmt: skip


HOT_LIST = """
WITH counted AS (
    SELECT issue, count(*) n, approx_count_distinct(reporter) people, sum(likes) likes, max(moment) last,
           count(*) FILTER (moment >= TIMESTAMP '2023-12-24') recent
    FROM message GROUP BY issue
)
SELECT issue, ln(1 + n) + 1.5 * ln(1 + people) + 0.5 * ln(1 + likes)
       + 0.7 * greatest(log2((recent + 1) / (n / 52.0 + 1)), 0)
       + 0.8 * 0.5 ** (date_diff('day', last, TIMESTAMP '2024-01-01') / 90.0) AS heat
FROM counted ORDER BY heat DESC LIMIT 10
"""
"""Counts, people, likes, burst of the last week and recency of every issue, and the ten hottest."""
