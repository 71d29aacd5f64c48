"""A hall full of screens in a process of their own: raw connections that note when each event came.

`python -m shangliang.site.bench.readers PORT PATH COUNT FIRST` says "ready" when everybody is connected and has the
`FIRST` events that come at once; then every line on stdin is the moment at which something was said (of the
machine's monotonic clock), and "end" asks for the figures, printed as one JSON object.
"""

import asyncio
import json
import resource
import sys
import time
from array import array
from functools import partial
from typing import Any

AT_ONCE = 100
READY_SECONDS = 240
EVENT = b"data: "


class Reader(asyncio.Protocol):
    """One screen."""

    def __init__(self, path: str) -> None:
        """Hear nothing yet."""
        self.path, self.moments = path, array("d")
        self.is_open = self.is_broken = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        words = f"GET {self.path} HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n\r\n"
        transport.write(words.encode())  # type: ignore[attr-defined]  # asyncio hands over a Transport

    def data_received(self, data: bytes) -> None:
        """Note the moment of every event."""
        self.is_open = True
        at = time.monotonic()
        for _ in range(data.count(EVENT)):
            self.moments.append(at)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio calls it so
        """Note that the line broke."""
        self.is_broken = True


def itself(one: Reader) -> Reader:
    """Return a reader that is there already, as asyncio asks for its protocol."""
    return one


async def listen(port: int, path: str, count: int, first: int) -> dict[str, Any]:
    """Connect, listen until told to end, and return the figures."""
    loop, readers = asyncio.get_running_loop(), [Reader(path) for _ in range(count)]
    for start in range(0, count, AT_ONCE):
        some = readers[start : start + AT_ONCE]
        await asyncio.gather(*(loop.create_connection(partial(itself, one), "127.0.0.1", port) for one in some))
    deadline = time.monotonic() + READY_SECONDS
    while not all(one.is_open and len(one.moments) >= first for one in readers):
        if time.monotonic() > deadline:
            raise TimeoutError("not everybody was let in")
        await asyncio.sleep(0.05)
    print("ready", flush=True)
    said: list[float] = []
    while (line := (await loop.run_in_executor(None, sys.stdin.readline)).strip()) not in ("end", ""):
        said.append(float(line))
    return figures(readers, said, first)


def figures(readers: list[Reader], said: list[float], first: int) -> dict[str, Any]:
    """Return how many deliveries there were of how many, and how long after the saying they came."""
    waits = sorted(moment - at for one in readers for moment, at in zip(one.moments[first:], said, strict=False))
    got = sum(len(one.moments) - first for one in readers)
    return {
        "readers": len(readers),
        "events": len(said),
        "delivered": got,
        "expected": len(readers) * len(said),
        "all_delivered": all(len(one.moments) - first == len(said) for one in readers),
        "broken": sum(one.is_broken for one in readers),
        "p50_ms": round(1000 * waits[len(waits) // 2], 1) if waits else None,
        "p99_ms": round(1000 * waits[int(len(waits) * 0.99)], 1) if waits else None,
        "longest_ms": round(1000 * waits[-1], 1) if waits else None,
        "readers_cpu_us": round(1e6 * time.process_time() / max(got, 1), 1),
    }


def main(words: list[str]) -> None:
    """Run from the command line."""
    port, path, count, first = words
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(json.dumps(asyncio.run(listen(int(port), path, int(count), int(first)))))


if __name__ == "__main__":
    main(sys.argv[1:])
