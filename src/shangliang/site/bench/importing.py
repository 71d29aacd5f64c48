"""The import of a spreadsheet, measured."""

import tempfile
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from shangliang.kernel.calendar import now
from shangliang.site.bench.server import COMMAND, ourselves, own_environment


def run(rows: int, _parts: Sequence[str] = ()) -> dict[str, Any]:
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
