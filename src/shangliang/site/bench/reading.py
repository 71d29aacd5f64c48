"""A file of messages read into a stream by a process of its own: seconds and megabytes on the way."""

import json
import resource
import sys
import time
from itertools import islice
from math import log
from pathlib import Path
from typing import Any

from shangliang.engines.hotspots import Classifier, Stream
from shangliang.site.bench.hotspots import material

MEGABYTE = 1 << 20


def read_file(table: Path, model: Path, rows: int) -> dict[str, Any]:
    """Read a file into a stream; seconds and megabytes on the way tell how the cost grows."""
    stream = Stream(classifier=Classifier.from_bytes(model.read_bytes()))
    source, began, steps = material.read(table), time.process_time(), []
    while block := list(islice(source, 5000)):
        stream.take_many(block)
        steps.append((stream.message_count, time.process_time() - began))
        if len(steps) % 20 == 0:
            print(f"{stream.message_count} {steps[-1][1]:.0f} s {largest_memory():.0f} MB", file=sys.stderr, flush=True)
    at_tenth = next(step for step in steps if step[0] >= rows // 10)
    exponent = log(steps[-1][1] / at_tenth[1]) / log(steps[-1][0] / at_tenth[0]) if len(steps) > 1 else 1.0
    return {
        "rows": stream.message_count,
        "cpu_seconds": round(steps[-1][1], 1),
        "messages_per_cpu_second": round(stream.message_count / steps[-1][1]),
        "exponent_from_a_tenth": round(exponent, 3),
        "largest_memory_mb": round(largest_memory()),
        "live_issues": stream.live_count,
        "frozen_issues": stream.frozen_count,
    }


def largest_memory() -> float:
    """Return the largest resident memory of this process in megabytes."""
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest / (MEGABYTE if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    print(json.dumps(read_file(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
