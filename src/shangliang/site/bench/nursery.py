"""Processes that are there at once: a warm parent with the product loaded, which forks a web or a worker when asked.

Killing a process a thousand times costs a thousand starts; forked from a warm parent a start takes milliseconds, and
what runs in the child is the product's own: its WSGI application behind a socket, its worker's own round of work.
"""

import contextlib
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

from shangliang.site.commands import processes

KINDS = {"web": b"w", "worker": b"k", "naive-first": b"f", "naive-last": b"l"}


class Nursery:
    """Starts and kills children of its own; to be made before the process that uses it has threads."""

    def __init__(self, folder: Path, listening: socket.socket) -> None:
        """Fork the warm parent; it ends when the pipe to it is closed."""
        self.asked, self.told = os.pipe()
        self.heard, self.answered = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.told)
            os.close(self.heard)
            nurse(self.asked, self.answered, folder, listening)
        os.close(self.asked)
        os.close(self.answered)

    def start(self, kind: str) -> int:
        """Return the process id of a new child."""
        os.write(self.told, KINDS[kind])
        return int.from_bytes(os.read(self.heard, 8), "big")

    def close(self) -> None:
        """End the warm parent."""
        os.close(self.told)
        os.waitpid(self.pid, 0)
        os.close(self.heard)


def nurse(asked: int, answered: int, folder: Path, listening: socket.socket) -> None:
    """Fork a child for each byte that comes, until the pipe is closed."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while word := os.read(asked, 1):
        pid = os.fork()
        if pid == 0:
            os.close(asked)
            os.close(answered)
            live(word, folder, listening)
        os.write(answered, pid.to_bytes(8, "big"))
    os._exit(0)


def live(word: bytes, folder: Path, listening: socket.socket) -> None:
    """Be a web or a worker, or one of the naive ones, until killed."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, sys.stderr.fileno())
    os.dup2(quiet, sys.stdout.fileno())
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    try:
        if word == b"w":
            serve(listening)
        elif word == b"k":
            work()
        else:
            be_naive(folder, effect_first=word == b"f")
    finally:
        os._exit(1)


def end_with(parent: int) -> None:
    """End this process when its parent is gone, so that a measurement that was broken off leaves nobody behind."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def serve(listening: socket.socket) -> None:
    """Answer requests by the product's own application."""
    from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

    from shangliang.site.wsgi import application

    class Quiet(WSGIRequestHandler):
        """Writes no log."""

        def log_message(self, *_words: Any) -> None:  # noqa: ANN401 - the base class's signature
            """Say nothing."""

    server = WSGIServer(("127.0.0.1", 0), Quiet, bind_and_activate=False)
    server.socket.close()
    server.socket = listening
    server.server_name, server.server_port = "127.0.0.1", listening.getsockname()[1]
    server.setup_environ()
    server.set_app(application)
    server.serve_forever()


def work() -> None:
    """Do the worker's own round, again and again."""
    me = f"bench:{os.getpid()}"
    while True:
        if not processes.work(me, timed=False):
            time.sleep(0.01)


def be_naive(folder: Path, *, effect_first: bool) -> None:
    """Have effects without a transaction: note the effect and how far one is in two separate writes."""
    place, effects = folder / "naive-place", folder / "naive-effects"
    while True:
        n = int(place.read_text()) if place.exists() and place.read_text() else 0
        for step in ("effect", "place") if effect_first else ("place", "effect"):
            if step == "effect":
                with effects.open("a") as file:
                    file.write(f"{n}\n")
            else:
                fresh = place.with_suffix(f".{os.getpid()}")
                fresh.write_text(str(n + 1))
                fresh.replace(place)
            time.sleep(0.002)


def kill(pid: int) -> None:
    """Kill a child at once, as a power loss would, and wait until it is gone."""
    os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        while True:
            os.kill(pid, 0)
            time.sleep(0.0005)
