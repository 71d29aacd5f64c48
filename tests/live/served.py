"""A live server of the tests' own in a thread, and a client that reads a stream event by event."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from shangliang.live.server import LiveServer


@contextmanager
def live(**limits) -> Iterator[tuple[LiveServer, int]]:
    """Serve on a free port until the block ends."""
    started, found = threading.Event(), {}

    async def run() -> None:
        server, stop = LiveServer(**limits), asyncio.Event()
        found.update(server=server, stop=stop, loop=asyncio.get_running_loop(), port=await server.start("127.0.0.1", 0))
        started.set()
        await stop.wait()
        # The reading thread has a database connection of its own, which would keep the test's file busy.
        await asyncio.get_running_loop().run_in_executor(server.reader, close)
        await server.close()

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    assert started.wait(10)
    try:
        yield found["server"], found["port"]
    finally:
        found["loop"].call_soon_threadsafe(found["stop"].set)
        thread.join(15)
        assert not thread.is_alive()


def close() -> None:
    from django.db import connections

    connections.close_all()


@dataclass
class Stream:
    """An open stream: its head, and one event after another."""

    port: int
    number: int
    headers: str = ""
    buffer: bytes = b""
    head: str = ""
    connection: socket.socket = field(init=False)

    def __post_init__(self) -> None:
        self.connection = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        self.connection.sendall(f"GET /live/{self.number}/stream HTTP/1.1\r\nHost: x\r\n{self.headers}\r\n".encode())
        self.head = self.part(b"\r\n\r\n").decode()

    def part(self, end: bytes) -> bytes:
        """Return what comes until the mark, or all that came before the other side closed."""
        while end not in self.buffer:
            piece = self.connection.recv(65536)
            if not piece:
                found, self.buffer = self.buffer, b""
                return found
            self.buffer += piece
        found, _, self.buffer = self.buffer.partition(end)
        return found

    def event(self) -> tuple[str, dict]:
        """Return the next event's name and content; heartbeats and the retry line are skipped."""
        while True:
            lines = dict(line.split(": ", 1) for line in self.part(b"\n\n").decode().splitlines() if ": " in line)
            if "event" in lines:
                return lines["event"], json.loads(lines["data"])

    def close(self) -> None:
        self.connection.close()
