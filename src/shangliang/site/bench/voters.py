"""A crowd of voters in a process of their own: raw connections, each waits for its answer and sends the next vote.

`python -m shangliang.site.bench.voters PORTS CONNECTIONS SECONDS PLACE BODIES ACKS` prints one JSON object. A line of
BODIES is what one person sends one after another; ACKS gets every body that was answered with 200. A vote that is
refused as busy, or whose line broke, is sent again until it is answered: by another port, where there are several.
"""

import asyncio
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

AGAIN_SECONDS = 0.1
LONGEST_SECONDS = 600


class Crowd:
    """What all voters share: the votes still to be sent, the time, the answers."""

    def __init__(self, ports: list[int], place: str, bodies: Path, acks: TextIO, seconds: float) -> None:
        """Read the votes."""
        self.ports, self.place, self.acks = ports, place, acks
        self.groups: Iterator[list[str]] = iter([line.split("\t") for line in bodies.read_text("ascii").splitlines()])
        self.until = time.perf_counter() + min(seconds, LONGEST_SECONDS)
        self.times: list[float] = []
        self.counts: Counter[str] = Counter()
        self.voting = 0
        self.done = asyncio.Event()

    def next(self) -> list[str] | None:
        """Return what the next person sends, or None when the time or the votes are over."""
        if time.perf_counter() >= self.until:
            return None
        group = next(self.groups, None)
        return group[::-1] if group else None

    def leave(self) -> None:
        """Count a voter out; the last one ends it all."""
        self.voting -= 1
        if not self.voting:
            self.done.set()

    def wire(self, body: str) -> bytes:
        """Return a vote as it goes over the line."""
        head = f"POST /live/{self.place}/votes HTTP/1.1\r\nHost: bench\r\nContent-Length: {len(body)}\r\n\r\n"
        return (head + body).encode()


class Voter(asyncio.Protocol):
    """One connection after another, until there is nothing left to send."""

    def __init__(self, crowd: Crowd, turn: int) -> None:
        """Take the first votes."""
        self.crowd, self.turn, self.left = crowd, turn, crowd.next()
        self.transport: asyncio.Transport | None = None
        self.heard, self.sent_at, self.is_over = b"", 0.0, False

    async def connect(self) -> None:
        """Connect, again and again while nobody listens."""
        while not self.is_over:
            port = self.crowd.ports[self.turn % len(self.crowd.ports)]
            try:
                await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", port)
            except OSError:
                self.crowd.counts["not_connected"] += 1
                self.turn += 1
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                return

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send, again what was not answered."""
        self.transport, self.heard = transport, b""  # type: ignore[assignment]  # asyncio hands over a Transport
        self.send()

    def send(self) -> None:
        """Send the vote that is due, or leave."""
        if self.left is not None and not self.left:
            self.left = self.crowd.next()
        if self.left is None:
            self.over()
            return
        self.sent_at = time.perf_counter()
        assert self.transport is not None  # noqa: S101 - connected
        self.transport.write(self.crowd.wire(self.left[-1]))

    def data_received(self, data: bytes) -> None:
        """Take an answer and go on."""
        self.heard += data
        if not self.heard.endswith(b"}") or self.left is None:
            return
        status, self.heard = self.heard[9:12], b""
        self.crowd.counts[status.decode()] += 1
        if status == b"503":
            asyncio.get_running_loop().call_later(AGAIN_SECONDS, self.again)
            return
        self.crowd.times.append(time.perf_counter() - self.sent_at)
        body = self.left.pop()
        if status == b"200":
            self.crowd.acks.write(body + "\n")
        self.send()

    def again(self) -> None:
        """Send once more, unless the line broke meanwhile."""
        if self.transport is not None and not self.transport.is_closing():
            self.send()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio calls it so
        """Connect anew; what was not answered is sent again."""
        self.transport = None
        if not self.is_over:
            self.crowd.counts["broken"] += 1
            self.turn += 1
            asyncio.get_running_loop().call_later(AGAIN_SECONDS, self.reconnect)

    def reconnect(self) -> None:
        """Begin to connect."""
        self.connecting = asyncio.get_running_loop().create_task(self.connect())

    def over(self) -> None:
        """Leave."""
        if not self.is_over:
            self.is_over = True
            self.crowd.leave()
            if self.transport is not None:
                self.transport.close()


async def vote(crowd: Crowd, connections: int) -> dict[str, Any]:
    """Let so many voters send what there is, and return the figures."""
    voters = [Voter(crowd, turn) for turn in range(connections)]
    crowd.voting = sum(voter.left is not None for voter in voters)
    begun, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(voter.connect() for voter in voters if voter.left is not None))
    await crowd.done.wait()
    wall = time.perf_counter() - begun
    times = sorted(crowd.times)
    return {
        "answers": len(times),
        "seconds": round(wall, 2),
        "votes_per_second": round(len(times) / wall),
        "p50_ms": round(1000 * times[len(times) // 2], 1) if times else None,
        "p99_ms": round(1000 * times[int(len(times) * 0.99)], 1) if times else None,
        "longest_ms": round(1000 * times[-1], 1) if times else None,
        "voters_cpu_us": round(1e6 * (time.process_time() - cpu) / max(len(times), 1), 1),
        "statuses": dict(crowd.counts),
    }


def main(words: list[str]) -> None:
    """Run from the command line."""
    ports, connections, seconds, place, bodies, acks = words
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with Path(acks).open("a", encoding="ascii") as file:
        crowd = Crowd([int(port) for port in ports.split(",")], place, Path(bodies), file, float(seconds))
        print(json.dumps(asyncio.run(vote(crowd, int(connections)))))


if __name__ == "__main__":
    main(sys.argv[1:])
