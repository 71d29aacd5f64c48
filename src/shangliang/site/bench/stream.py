"""Streams of the live process: thousands of screens on one process, and the same on nginx with nchan beside it.

Something changes (a vote is cast, a message is posted) a little more than once a second; measured is the time from
sending it to the moment at which each screen has it, the processor time of the server for each delivery, and the
memory that a screen takes: of the process, and of the kernel. The screens stand on the same machine in a process of
their own. Parts: `hub`, `nchan`; without one, both.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from shangliang.site.bench import outside
from shangliang.site.bench.server import cpu_seconds, memory_mb, own_environment
from shangliang.site.bench.votes import Process, prepared

READERS = 5000
EVENTS = 20
SPACING_SECONDS = 1.3
SETTLING_SECONDS = 2.0
PATIENCE = 300
KERNEL_CACHES = (
    "TCP", "TCPv6", "sock_inode_cache", "filp", "dentry", "eventpoll_epi", "eventpoll_pwq", "skbuff_head_cache",
    "skbuff_fclone_cache", "skbuff_small_head", "request_sock_TCP", "tw_sock_TCP", "lsm_file_cache",
)  # fmt: skip
"""What the kernel keeps for a connection: the socket, its file, its place in the watch list, what waits in it."""


def run(_rows: int, parts: Sequence[str] = ()) -> dict[str, Any]:
    """Return the figures of our process and of nchan, and ours as a part of its."""
    found: dict[str, Any] = {}
    if "hub" in (parts or ("hub",)):
        found["hub"] = hub()
    if "nchan" in (parts or ("nchan",)):
        found["nchan"] = nchan()
    if len(found) == 2:
        ours, theirs = (found[name]["server_cpu_us_per_delivery"] for name in ("hub", "nchan"))
        found["cpu_ratio_to_nchan"] = round(ours / theirs, 2)
    return found


def hub(readers: int = READERS, events: int = EVENTS) -> dict[str, Any]:
    """Return the figures of one live process; each event is a vote, on the disk before it is shown."""
    with prepared("", events) as place:
        live = Process(place.environment)
        live.start()
        bodies = iter(Path(place.bodies).read_text("ascii").splitlines())

        def say() -> None:
            post(live.port, f"/live/{place.code}/votes", next(bodies).encode())

        try:
            pid = live.running.pid if live.running else 0
            return measured((pid, live.port, f"/live/{place.code}/stream"), readers, events, 1, say)
        finally:
            live.stop()


def nchan(readers: int = READERS, events: int = EVENTS) -> dict[str, Any]:
    """Return the figures of one nginx worker with nchan; each event is a message of the same length."""
    with outside.nchan(readers) as (port, pid):
        return measured((pid, port, "/hear"), readers, events, 0, lambda: post(port, "/say", b"x" * 230))


def post(port: int, path: str, body: bytes) -> None:
    """Send something; RuntimeError unless it is taken."""
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("POST", path, body)
    answer = line.getresponse()
    answer.read()
    line.close()
    if answer.status >= 300:
        raise RuntimeError(f"{path}: {answer.status}")


def measured(
    server: tuple[int, int, str], readers: int, events: int, first: int, say: Callable[[], None]
) -> dict[str, Any]:
    """Return the figures of a server (first process, port, path) with so many readers and events."""
    pid, port, path = server
    before = sum(memory_mb(pid).values()), kernel_kb()
    with listening(port, path, readers, first) as crowd:
        time.sleep(SETTLING_SECONDS)
        own_kb = 1024 * (sum(memory_mb(pid).values()) - before[0]) / readers
        kernel = (kernel_kb() - before[1]) / readers / 2  # both ends of each line are on this machine
        cpu, wall = cpu_seconds(pid), time.monotonic()
        for _ in range(events):
            tell(crowd, str(time.monotonic()))
            say()
            time.sleep(SPACING_SECONDS)
        cpu, wall = cpu_seconds(pid) - cpu, time.monotonic() - wall
        time.sleep(SETTLING_SECONDS)
        tell(crowd, "end")
        found: dict[str, Any] = json.loads(crowd.communicate(timeout=PATIENCE)[0])
    return {
        **found,
        "server_cpu_us_per_delivery": round(1e6 * cpu / max(found["delivered"], 1), 1),
        "server_cpu_share": round(cpu / wall, 3),
        "server_kb_per_reader": round(own_kb, 2),
        "kernel_kb_per_reader": round(kernel, 2),
        "readers_per_gb": round(1024 * 1024 / max(own_kb + kernel, 0.001)),
        "load_average": round(os.getloadavg()[0], 1),
    }


@contextmanager
def listening(port: int, path: str, readers: int, first: int) -> Iterator[subprocess.Popen[str]]:
    """Run a crowd of readers; give it when everybody is connected."""
    words = [sys.executable, "-m", "shangliang.site.bench.readers", str(port), path, str(readers), str(first)]
    crowd = subprocess.Popen(  # noqa: S603 - our own program
        words, env=own_environment(""), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        if crowd.stdout is None or crowd.stdout.readline().strip() != "ready":
            raise RuntimeError("the readers could not connect")
        yield crowd
    finally:
        crowd.kill()
        crowd.wait(PATIENCE)


def tell(crowd: subprocess.Popen[str], words: str) -> None:
    """Write a line to the crowd."""
    if crowd.stdin is not None:
        crowd.stdin.write(words + "\n")
        crowd.stdin.flush()


def kernel_kb() -> float:
    """Return the kilobytes that the kernel holds for connections; 0 where it does not tell."""
    pages = next(
        int(line.split()[line.split().index("mem") + 1])
        for line in Path("/proc/net/sockstat").read_text().splitlines()
        if line.startswith("TCP:")
    )
    held = 4.0 * pages
    try:
        lines = Path("/proc/slabinfo").read_text().splitlines()[2:]
    except PermissionError:
        return held
    for line in lines:
        name, active, _total, size, *_ = line.split()
        if name in KERNEL_CACHES:
            held += int(active) * int(size) / 1024
    return held
