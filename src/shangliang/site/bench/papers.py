"""Official papers, measured: the letters that hand over all golden ideas of the demonstration, issued and printed."""

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shangliang.site.bench.server import COMMAND, ourselves, own_environment


def run(_rows: int, _parts: Sequence[str] = ()) -> dict[str, Any]:
    """Measure issuing, printing and packing one letter for each golden idea that was handed over."""
    with tempfile.TemporaryDirectory() as folder:
        environment = own_environment(folder)
        print("装载示例……", file=sys.stderr)
        ourselves([*COMMAND, "demo", "--load-only"], environment)
        out = str(Path(folder) / "letters.zip")
        told: dict[str, Any] = json.loads(ourselves([*COMMAND, "letters", "--out", out, "--json"], environment))
    return {**told, "letters_per_second": round(told["letters"] / told["seconds"], 1)}
