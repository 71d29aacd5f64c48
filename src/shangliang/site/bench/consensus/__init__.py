"""The consensus engine measured: against captured answers, real conversations, red-dwarf, growth, and a crowd of bots.

Every part runs in a process of its own with one thread; times are CPU seconds. `captured`, `conversations`, `replay`
and `bots` read the real data (SHANGLIANG_SHARED); `conversations` and `growth` need red-dwarf for their ratios. What is
absent is said, never counted as met.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from shangliang.kernel.refusals import Invalid, Words

PARTS = ("captured", "conversations", "growth", "million", "routing", "replay", "bots")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def run(_rows: int = 0, parts: Sequence[str] = ()) -> dict[str, Any]:
    """Return what every part found, or these parts only, and whether each goal is met; every part has its own size."""
    unknown = sorted(set(parts) - set(PARTS))
    if unknown:
        raise Invalid(Words(f"没有这一部分：{unknown[0]}", f"there is no part {unknown[0]}"), field="part")
    found = {}
    for part in parts or PARTS:
        print(f"… {part}", file=sys.stderr, flush=True)
        found[part] = in_a_process(part)
    goals = [goal for one in found.values() for goal in one.pop("goals")]
    return {"goals": goals, "met": sum(goal["met"] is True for goal in goals), "of": len(goals), **found}


def in_a_process(*words: str) -> dict[str, Any]:
    """Return what a part printed that ran in a process of its own with one thread."""
    environment = {**os.environ, **dict.fromkeys(THREADS, "1")}
    line = [sys.executable, "-m", "shangliang.site.bench.consensus", *words]
    done = subprocess.run(line, env=environment, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program
    return dict(json.loads(done.stdout.splitlines()[-1]))
