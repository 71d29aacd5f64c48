"""One connection: requests one after another, votes that wait for their commit, or a stream until it ends."""

import asyncio
import re
import time
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from shangliang.live import wire
from shangliang.live.ballots import BUSY, Outcome, RefusedError, Taken, read_ballot
from shangliang.live.board import Board
from shangliang.live.reading import State, UnreadableError

if TYPE_CHECKING:
    from shangliang.live.server import LiveServer

PLACE = re.compile(r"/live/(\d{1,6}|y\d{1,9})(\.json|/stream|/votes)")
IDLE_SECONDS = 75.0
"""For how long a connection may stay between two requests, or within one."""
RETRY_MILLISECONDS = 3000
MOST_AHEAD = 64 * 1024
"""Requests that a client may send ahead of answers, in bytes."""
JSON = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store"}
STREAM = wire.head_of(
    HTTPStatus.OK,
    {
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": "no-store",
        "X-Accel-Buffering": "no",
        "Connection": "close",
    },
)
ALLOWED = {"GET", "HEAD", "POST", "OPTIONS"}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Content-Type, Idempotency-Key, Last-Event-ID",
    "Access-Control-Max-Age": "86400",
}


class Line(asyncio.Protocol):
    """What stands at this end of a connection."""

    __slots__ = (
        "__weakref__",
        "board",
        "buffer",
        "busy",
        "pending",
        "seen_at",
        "server",
        "slow_at",
        "task",
        "transport",
    )

    def __init__(self, server: "LiveServer") -> None:
        """Wait for the connection."""
        self.server = server
        self.transport: asyncio.Transport | None = None
        self.buffer: bytearray | None = None
        self.busy = False
        self.board: Board | None = None
        self.pending: State | None = None
        self.slow_at = 0.0
        self.seen_at = time.monotonic()
        self.task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, or say at once that there is no room."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what create_server hands over
        self.transport = transport
        transport.set_write_buffer_limits(high=wire.BUFFER)
        if len(self.server.open) >= self.server.screens:
            self.busy = True
            transport.write(wire.answer_of(HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "5"}))
            transport.close()
            return
        self.server.open.add(self)
        self.server.swept.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio calls it so
        """Leave whatever was listened to."""
        self.server.open.discard(self)
        self.server.swept.discard(self)
        if self.board is not None:
            self.board.leave(self)
        if self.task is not None:
            self.task.cancel()
        self.transport = self.buffer = self.pending = self.board = None

    def data_received(self, data: bytes) -> None:
        """Take what came; a stream's reader has nothing more to say."""
        if self.board is not None or self.transport is None:
            return
        self.buffer = self.buffer or bytearray()
        self.buffer += data
        if len(self.buffer) > MOST_AHEAD:
            self.transport.abort()
        elif not self.busy:
            self.go_on()

    def eof_received(self) -> bool | None:
        """Close with the other side."""
        return None

    def go_on(self) -> None:
        """Answer requests as long as they can be answered at once."""
        while self.transport is not None and not self.busy and self.buffer and not self.transport.is_closing():
            try:
                request = wire.take_request(self.buffer)
            except wire.BadRequestError as bad:
                self.transport.write(wire.answer_of(bad.status))
                self.transport.close()
                return
            if request is None:
                return
            self.seen_at = time.monotonic()
            self.answer(request)

    def answer(self, request: wire.Request) -> None:
        """Answer one request, now or later."""
        place = PLACE.fullmatch(request.path)
        is_vote = place is not None and place[2] == "/votes"
        if request.method == "OPTIONS":
            self.reply(request, HTTPStatus.NO_CONTENT, headers=PREFLIGHT)
        elif request.method not in ALLOWED or (request.method == "POST") != is_vote:
            known = request.method in ALLOWED and (place is None and request.method != "POST")
            allow = "POST" if is_vote else "GET, HEAD"
            if known:
                self.plain(request)
            else:
                self.reply(request, HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": allow}, closes=True)
        elif place is None:
            self.plain(request)
        elif is_vote:
            self.vote(request, place[1])
        else:
            self.show(request, self.server.board((place[1], request.language)), is_stream=place[2] == "/stream")

    def plain(self, request: wire.Request) -> None:
        """Answer what is asked of no place."""
        if request.path == "/healthz":
            self.reply(request, HTTPStatus.OK, b"ok", {"Content-Type": "text/plain"})
        else:
            self.reply(request, HTTPStatus.NOT_FOUND)

    def reply(
        self,
        request: wire.Request,
        status: HTTPStatus,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        *,
        closes: bool = False,
    ) -> None:
        """Write a whole answer, and close when the connection does not stay."""
        if self.transport is None:
            return
        stays = request.stays and not closes and not self.server.is_stopping
        is_head = request.method == "HEAD"
        self.transport.write(wire.answer_of(status, body=body, headers=headers, stays=stays, is_head=is_head))
        if not stays:
            self.transport.close()

    # Votes

    def vote(self, request: wire.Request, place: str) -> None:
        """Read a vote and let it wait for its commit; at overload say so at once, with nothing counted."""
        key = request.headers.get("idempotency-key", "")
        try:
            ballot = read_ballot(self.server.secret, place, request.body, key, time.time())
        except RefusedError as refused:
            self.refuse(request, refused)
            return
        self.busy = self.server.writer.offer(ballot, partial(self.settle, request))
        if not self.busy:
            self.refuse(request, BUSY)

    def settle(self, request: wire.Request, outcome: Outcome) -> None:
        """Answer a vote whose batch is on the disk (or was not taken), and go on."""
        self.busy = False
        if isinstance(outcome, Taken):
            self.reply(request, HTTPStatus.OK, outcome.body, JSON)
        else:
            self.refuse(request, outcome)
        self.go_on()

    def refuse(self, request: wire.Request, refused: RefusedError) -> None:
        """Say that a vote is not counted, and why."""
        busy = {"Retry-After": "2"} if refused.status is HTTPStatus.SERVICE_UNAVAILABLE else {}
        self.reply(request, refused.status, refused.body, JSON | busy)

    # Snapshots and streams

    def show(self, request: wire.Request, board: Board, *, is_stream: bool) -> None:
        """Answer with what is known of a place; look first when that is older than a second."""
        if board.is_fresh:
            self.present(request, board, board.newest, is_stream=is_stream)
            return
        self.busy = True
        self.task = asyncio.get_running_loop().create_task(self.look(request, board, is_stream=is_stream))

    async def look(self, request: wire.Request, board: Board, *, is_stream: bool) -> None:
        """Wait for a look at the place, then answer."""
        try:
            state = await board.fresh()
        except UnreadableError:
            self.reply(request, HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "2"})
        else:
            self.present(request, board, state, is_stream=is_stream)
        self.busy, self.task = False, None
        self.go_on()

    def present(self, request: wire.Request, board: Board, state: State | None, *, is_stream: bool) -> None:
        """Answer with a state: as JSON, as 304, or as the beginning of a stream."""
        if state is None:
            self.reply(request, HTTPStatus.NOT_FOUND)
        elif is_stream:
            self.stream(request, board, state)
        else:
            mark = f'"{state.mark}"'
            headers = {"ETag": mark, "Cache-Control": "public, max-age=1"}
            if mark in request.headers.get("if-none-match", ""):
                self.reply(request, HTTPStatus.NOT_MODIFIED, headers=headers)
            else:
                headers["Content-Type"] = "application/json; charset=utf-8"
                self.reply(request, HTTPStatus.OK, state.text, headers)

    def stream(self, request: wire.Request, board: Board, state: State) -> None:
        """Begin a stream; whoever comes back with the mark of the present state has it already."""
        if self.transport is None:
            return
        self.transport.write(STREAM + f"retry: {RETRY_MILLISECONDS}\n\n".encode())
        if request.method == "HEAD":
            self.transport.close()
            return
        self.board, self.buffer = board, None
        self.server.swept.discard(self)
        board.join(self)
        if request.headers.get("last-event-id", "") != state.mark or not state.goes_on:
            self.tell(state)

    def tell(self, state: State) -> None:
        """Write one state; for a slow reader it waits, in the place of one that waited before."""
        if self.slow_at:
            self.pending = state
        elif self.transport is not None:
            self.transport.write(state.event)
            if not state.goes_on:
                self.transport.write(wire.event("end", b"{}"))
                self.transport.close()

    def beat(self) -> None:
        """Show that the line still stands."""
        if self.transport is not None and not self.slow_at:
            self.transport.write(wire.HEARTBEAT)

    def pause_writing(self) -> None:
        """Note since when the other side is slow."""
        self.slow_at = time.monotonic()
        self.server.swept.add(self)

    def resume_writing(self) -> None:
        """Go on with the newest state."""
        self.slow_at = 0.0
        if self.board is not None:
            self.server.swept.discard(self)
        state, self.pending = self.pending, None
        if state is not None:
            self.tell(state)

    def sweep(self, now: float) -> None:
        """Cut off a reader that is slow for too long, and a connection that says nothing."""
        if self.transport is None:
            return
        is_slow = self.slow_at and now - self.slow_at > wire.WRITE_SECONDS
        is_silent = self.board is None and not self.busy and now - self.seen_at > IDLE_SECONDS
        if is_slow or is_silent:
            self.transport.abort()

    def end(self) -> None:
        """Close with what was written so far."""
        if self.transport is not None:
            self.transport.close()
