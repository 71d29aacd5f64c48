"""The memory of the product with the demonstration, after every public page was asked for: all its processes."""

import sys
import tempfile
from collections.abc import Sequence
from typing import Any

from shangliang.site.bench.server import COMMAND, ourselves, own_environment, served
from shangliang.site.bench.start import memory_after_use


def run(_rows: int, _parts: Sequence[str] = ()) -> dict[str, Any]:
    """Return the megabytes (PSS) of every process and of all together."""
    with tempfile.TemporaryDirectory() as folder:
        print("装载示例……", file=sys.stderr)
        ourselves([*COMMAND, "demo", "--load-only"], own_environment(folder))
        with served(folder, "demo") as running:
            found = memory_after_use(running.port, running.pid)
    return {"memory_mb": round(sum(found.values())), "processes_mb": found}
