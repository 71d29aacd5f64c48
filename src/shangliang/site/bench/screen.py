"""A screen that keeps itself up to date as a browser does: when its line breaks it comes back, to the next port."""

import json
import socket
import threading
from contextlib import suppress
from typing import Any

PATIENCE = 20.0
AGAIN_SECONDS = 0.2


class Screen(threading.Thread):
    """Reads one place's stream until it is told to stop."""

    def __init__(self, ports: list[int], place: str) -> None:
        """Begin with the first of the ports."""
        super().__init__(daemon=True)
        self.ports, self.place = ports, place
        self.shown: dict[str, Any] = {}
        self.mark, self.lines_broken, self.went_back = "", 0, 0
        self.stopping = threading.Event()

    def run(self) -> None:
        """Listen, and come back whenever the line breaks."""
        turn = 0
        while not self.stopping.is_set():
            with suppress(OSError):
                self.listen(self.ports[turn % len(self.ports)])
            turn += 1
            self.lines_broken += 1
            self.stopping.wait(AGAIN_SECONDS)

    def listen(self, port: int) -> None:
        """Take events until the line breaks."""
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
            head = f"GET /live/{self.place}/stream HTTP/1.1\r\nHost: bench\r\nLast-Event-ID: {self.mark}\r\n\r\n"
            line.sendall(head.encode())
            buffer = b""
            while not self.stopping.is_set() and (piece := line.recv(65536)):
                *events, buffer = (buffer + piece).split(b"\n\n")
                for event in events:
                    self.take(event.decode())

    def take(self, event: str) -> None:
        """Show a state; a count of votes that falls is noted."""
        said = dict(line.split(": ", 1) for line in event.splitlines() if ": " in line)
        if said.get("event") == "state":
            before = self.shown.get("votes", 0)
            self.shown, self.mark = json.loads(said["data"]), said["id"]
            self.went_back += self.shown["votes"] < before

    def stop(self) -> None:
        """End with the next event."""
        self.stopping.set()
