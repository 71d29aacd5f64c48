"""The live process: votes at `/live/PLACE/votes`, snapshots at `/live/PLACE.json`, streams at `/live/PLACE/stream`.

One process holds thousands of screens: the database is read once a second for each place that somebody watches, in
one thread; votes are written by another, a batch at a time; whoever does not take a state in time is cut off.
"""

import asyncio
import logging
import resource
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings

from shangliang.live.actions import connect
from shangliang.live.backplane import Shared, backplane
from shangliang.live.batch import GroupCommit
from shangliang.live.board import Board
from shangliang.live.line import Line
from shangliang.live.reading import Place, State, read_state
from shangliang.opinions.rules.tickets import key_of

log = logging.getLogger("shangliang.live")
MOST_SCREENS = 20_000
SPARE_FILES = 200
MOST_BOARDS = 200
IDLE_SECONDS = 30.0
HEARTBEAT_SECONDS = 15.0
STOP_SECONDS = 5.0
SWITCH_SECONDS = 0.001
"""How long one thread may keep the interpreter while another waits: the writer must not queue behind five thousand
readers for each of its statements."""


class LiveServer:
    """A running server: its boards, its open lines, the thread that reads and the one that writes."""

    def __init__(self, *, screens: int = MOST_SCREENS, heartbeat: float = HEARTBEAT_SECONDS) -> None:
        """Hold at most so many lines at once."""
        self.screens, self.heartbeat = screens, heartbeat
        self.boards: dict[Place, Board] = {}
        self.open: set[Line] = set()
        self.swept: set[Line] = set()
        self.reader = ThreadPoolExecutor(1, "live-reader")
        self.writer = GroupCommit(connect)
        self.backplane = backplane()
        self.secret = key_of(settings.PEPPER)
        self.listening: asyncio.Server | None = None
        self.sweeping: asyncio.Task[None] | None = None
        self.is_stopping = False

    async def start(self, host: str, port: int) -> int:
        """Listen, and return the port (a free one for 0)."""
        loop = asyncio.get_running_loop()
        self.writer.start(self.settled)
        await self.backplane.start(self.hear)
        self.listening = await loop.create_server(lambda: Line(self), host, port, backlog=4096, reuse_address=True)
        self.sweeping = loop.create_task(self.sweep())
        return int(self.listening.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening, answer the votes that wait, then let everybody go."""
        self.is_stopping = True
        if self.listening is not None:
            self.listening.close()
        await self.writer.stop(STOP_SECONDS)
        await asyncio.sleep(0)
        tasks = [board.watching for board in self.boards.values() if board.watching] + [self.sweeping]
        for line in list(self.open):
            line.end()
        for task in filter(None, tasks):
            task.cancel()
        await asyncio.gather(*filter(None, tasks), return_exceptions=True)
        await self.backplane.close()
        self.reader.shutdown(wait=False, cancel_futures=True)

    async def sweep(self) -> None:
        """Cut off whoever is too slow in asking or in taking; streams that keep up are not even looked at."""
        while True:
            await asyncio.sleep(0.5)
            now = time.monotonic()
            for line in list(self.swept):
                line.sweep(now)

    async def read(self, place: Place) -> State | None:
        """Return the state of a place, read in the thread that does nothing else."""
        return await asyncio.get_running_loop().run_in_executor(self.reader, read_state, place)

    def settled(self, places: set[str]) -> None:
        """Let screens hear at once of places where votes were counted."""
        for board in self.boards.values():
            if board.place[0] in places and board.listeners:
                board.wake()

    def hear(self, place: Place, shared: Shared) -> None:
        """Take over what another process read of a place that is watched here."""
        board = self.boards.get(place)
        if board is not None:
            board.hear(shared)

    def board(self, place: Place) -> Board:
        """Return the board of a place, made when it is new; boards that nobody asks for are forgotten."""
        found = self.boards.get(place)
        if found is None:
            now = time.monotonic()
            if len(self.boards) >= MOST_BOARDS:
                self.boards = {n: board for n, board in self.boards.items() if not board.is_idle(now, IDLE_SECONDS)}
            found = Board(place, self.read, self.backplane, self.heartbeat)
            if len(self.boards) < MOST_BOARDS:
                self.boards[place] = found
        return found


def room_for(screens: int) -> int:
    """Return for how many lines there are files to open, after asking for as many as the machine gives."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = screens + SPARE_FILES
    if soft < wanted:
        soft = min(wanted, hard) if hard != resource.RLIM_INFINITY else wanted
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(min(screens, soft - SPARE_FILES), 1)


async def run(host: str, port: int, stop: asyncio.Event) -> None:
    """Serve until `stop` is set."""
    server = LiveServer(screens=room_for(MOST_SCREENS))
    port = await server.start(host, port)
    log.info("live on http://%s:%s", host, port)
    await stop.wait()
    await server.close()


async def run_until_signal(host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT comes."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await run(host, port, stop)


def serve(port: int, host: str | None = None) -> int:
    """Take votes and serve snapshots and streams on a port until asked to stop, and return the exit code."""
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        asyncio.run(run_until_signal(host or settings.HOST, port))
    except OSError as error:
        log.error("port %s: %s", port, error)  # noqa: TRY400 - a taken port is no fault of the program
        return 1
    return 0
