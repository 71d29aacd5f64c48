"""The live process: `/live/<number>.json` is the snapshot of a session, `/live/<number>/stream` its stream.

One process holds thousands of screens: the database is read once a second for each session that somebody watches, in
one thread; every screen gets the newest state at most once a second; whoever does not take it in time is cut off.
"""

import asyncio
import logging
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

from django.conf import settings

from shangliang.live import wire
from shangliang.live.board import Board, Listener
from shangliang.live.reading import State, UnreadableError, read_state

log = logging.getLogger("shangliang.live")
MOST_SCREENS = 4000
MOST_BOARDS = 200
IDLE_SECONDS = 30.0
HEARTBEAT_SECONDS = 15.0
RETRY_MILLISECONDS = 3000
STOP_SECONDS = 5.0
PLACE = re.compile(r"/live/(\d{1,6})(\.json|/stream)")


class LiveServer:
    """A running server: its boards, its open connections, and the thread that reads."""

    def __init__(self, *, screens: int = MOST_SCREENS, heartbeat: float = HEARTBEAT_SECONDS) -> None:
        """Hold at most so many screens at once."""
        self.screens, self.heartbeat = screens, heartbeat
        self.boards: dict[int, Board] = {}
        self.open: set[asyncio.StreamWriter] = set()
        self.tasks: set[asyncio.Task[None]] = set()
        self.reader = ThreadPoolExecutor(1, "live-reader")
        self.listening: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen, and return the port (a free one for 0)."""
        self.listening = await asyncio.start_server(self.accept, host, port, limit=wire.HEAD_LIMIT, backlog=512)
        return int(self.listening.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening and let everybody go."""
        if self.listening is not None:
            self.listening.close()
        for writer in list(self.open):
            writer.transport.abort()
        for task in list(self.tasks):
            task.cancel()
        await asyncio.wait_for(asyncio.gather(*self.tasks, return_exceptions=True), STOP_SECONDS)
        self.reader.shutdown(wait=False, cancel_futures=True)

    async def read(self, number: int) -> State | None:
        """Return the state of a session, read in the thread that does nothing else."""
        return await asyncio.get_running_loop().run_in_executor(self.reader, read_state, number)

    def board(self, number: int) -> Board:
        """Return the board of a session, made when it is new; boards that nobody asks for are forgotten."""
        found = self.boards.get(number)
        if found is None:
            now = asyncio.get_running_loop().time()
            if len(self.boards) >= MOST_BOARDS:
                self.boards = {n: board for n, board in self.boards.items() if not board.is_idle(now, IDLE_SECONDS)}
            found = Board(number, self.read)
            if len(self.boards) < MOST_BOARDS:
                self.boards[number] = found
        return found

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until it ends."""
        task = asyncio.current_task()
        if task is not None:
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        writer.transport.set_write_buffer_limits(wire.BUFFER)
        is_full = len(self.open) >= self.screens
        self.open.add(writer)
        try:
            if is_full:
                await wire.answer(writer, HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "5"})
            else:
                await self.converse(reader, writer)
        finally:
            self.open.discard(writer)
            writer.close()

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of a connection one after another."""
        goes_on = True
        while goes_on:
            try:
                request = await wire.read_request(reader)
            except wire.BadRequestError as bad:
                await wire.answer(writer, bad.status)
                return
            goes_on = request is not None and await self.answer(request, reader, writer)

    async def answer(self, request: wire.Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request and return whether the connection stays open."""
        if request.method not in ("GET", "HEAD"):
            headers = {"Allow": "GET, HEAD"}
            return await wire.answer(writer, HTTPStatus.METHOD_NOT_ALLOWED, headers=headers) and False
        if request.path == "/healthz":
            return await self.reply(writer, request, HTTPStatus.OK, b"ok", {"Content-Type": "text/plain"})
        place = PLACE.fullmatch(request.path)
        if place is None:
            return await self.reply(writer, request, HTTPStatus.NOT_FOUND)
        return await self.show(request, reader, writer, self.board(int(place[1])), is_stream=place[2] == "/stream")

    async def show(
        self,
        request: wire.Request,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        board: Board,
        *,
        is_stream: bool,
    ) -> bool:
        """Answer a request for a session and return whether the connection stays open."""
        try:
            state = await board.fresh()
        except UnreadableError:
            return await self.reply(writer, request, HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "2"})
        if state is None:
            return await self.reply(writer, request, HTTPStatus.NOT_FOUND)
        if not is_stream:
            return await self.snapshot(writer, request, state)
        if request.method == "GET":
            await self.stream(reader, writer, request, board)
        return False

    async def reply(
        self,
        writer: asyncio.StreamWriter,
        request: wire.Request,
        status: HTTPStatus,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
    ) -> bool:
        """Write an answer and return whether the connection stays open."""
        is_head = request.method == "HEAD"
        taken = await wire.answer(writer, status, body=body, headers=headers, stays=request.stays, is_head=is_head)
        return taken and request.stays

    async def snapshot(self, writer: asyncio.StreamWriter, request: wire.Request, state: State) -> bool:
        """Give the state as JSON, or say that it has not changed."""
        mark = f'"{state.mark}"'
        headers = {"ETag": mark, "Cache-Control": "public, max-age=1"}
        if mark in request.headers.get("if-none-match", ""):
            return await self.reply(writer, request, HTTPStatus.NOT_MODIFIED, headers=headers)
        headers["Content-Type"] = "application/json; charset=utf-8"
        return await self.reply(writer, request, HTTPStatus.OK, state.text, headers)

    async def stream(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: wire.Request, board: Board
    ) -> None:
        """Give each new state as an event, at most one a second, until the session is over or the reader is gone."""
        headers = {
            "Content-Type": "text/event-stream; charset=utf-8",
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",
            "Connection": "close",
        }
        listener = Listener()
        board.join(listener)
        try:
            begin = f"retry: {RETRY_MILLISECONDS}\n\n".encode()
            goes_on = await wire.send(writer, wire.head_of(HTTPStatus.OK, headers) + begin)
            # Whoever comes back with the mark of the present state has it already.
            known, state = request.headers.get("last-event-id", ""), board.newest
            while goes_on and not reader.at_eof():
                goes_on = await self.tell(writer, state, known)
                known = state.mark if state else known
                if goes_on:
                    state = await listener.next(self.heartbeat)
        finally:
            board.leave(listener)

    async def tell(self, writer: asyncio.StreamWriter, state: State | None, known: str) -> bool:
        """Write one state, or a sign of life when there is none, and return whether more will come."""
        if state is None:
            return await wire.send(writer, wire.HEARTBEAT)
        data = b"" if state.mark == known else wire.event("state", state.text, state.mark)
        if state.goes_on:
            return not data or await wire.send(writer, data)
        await wire.send(writer, data + wire.event("end", b"{}"))
        return False


async def run(host: str, port: int, stop: asyncio.Event) -> None:
    """Serve until `stop` is set."""
    server = LiveServer()
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
    """Serve snapshots and streams of sessions on a port until asked to stop, and return the exit code."""
    try:
        asyncio.run(run_until_signal(host or settings.HOST, port))
    except OSError as error:
        log.error("port %s: %s", port, error)  # noqa: TRY400 - a taken port is no fault of the program
        return 1
    return 0
