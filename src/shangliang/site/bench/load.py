"""How fast anonymous pages come from the cache: the real server on loopback, asked by a plain loop of sockets."""

import socket
import threading
import time
from collections.abc import Sequence
from itertools import cycle
from typing import Any

from shangliang.site.bench.server import cpu_seconds, served

CONNECTIONS = 8
SECONDS = 4.0
CORES = 2


def cached_rate(folder: str, paths: Sequence[str]) -> dict[str, Any]:
    """Return requests per second of public pages asked for again and again, and the CPU of server and asker.

    `requests_per_second` is as counted with asker and server on the same machine; `ceiling_on_2_cores` is what the
    server's own CPU time allows when somebody else asks.
    """
    with served(folder, "serve", "--alone") as running:
        asked(running.port, paths, 1.0)
        before = cpu_seconds(running.pid), time.process_time(), time.perf_counter()
        count = asked(running.port, paths, SECONDS)
        server, asker = cpu_seconds(running.pid) - before[0], time.process_time() - before[1]
        wall = time.perf_counter() - before[2]
    return {
        "pages": len(paths),
        "requests_per_second": round(count / wall),
        "ceiling_on_2_cores": round(CORES * count / server),
        "server_cpu_ms": round(1000 * server / count, 3),
        "asker_cpu_ms": round(1000 * asker / count, 3),
    }


def asked(port: int, paths: Sequence[str], seconds: float) -> int:
    """Ask for the pages in turn over some connections for some seconds and return how many answers came."""
    counts: list[int] = []
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=lambda: counts.append(ask(port, paths, until))) for _ in range(CONNECTIONS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if len(counts) != CONNECTIONS:
        raise RuntimeError("the server refused or broke off answers")
    return sum(counts)


def ask(port: int, paths: Sequence[str], until: float) -> int:
    """Ask over one connection until a moment and return how many answers came; RuntimeError for any but 200."""
    questions = cycle([f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode() for path in paths])
    count, buffer = 0, bytearray(262_144)
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        while time.monotonic() < until:
            line.sendall(next(questions))
            read_answer(line, buffer)
            count += 1
    return count


def read_answer(line: socket.socket, buffer: bytearray) -> None:
    """Read one whole answer; RuntimeError unless it is 200 with a length."""
    view, got, end = memoryview(buffer), 0, -1
    while end < 0:
        got += line.recv_into(view[got:])
        end = buffer.find(b"\r\n\r\n", 0, got)
    head = bytes(buffer[:end]).lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(head[:80].decode(errors="replace"))
    length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
    missing = end + 4 + length - got
    while missing > 0:
        missing -= line.recv_into(view[: min(missing, len(buffer))])
