"""The import of a spreadsheet and the opinion map, measured."""

import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from shangliang.kernel.calendar import now
from shangliang.site.bench.server import COMMAND, ourselves, own_environment


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
        environment = own_environment(folder)
        ourselves([*COMMAND, "demo", "--load-only"], environment)
        before = time.perf_counter()
        ourselves([*COMMAND, "voices", "import", str(path), "--json"], environment)
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
