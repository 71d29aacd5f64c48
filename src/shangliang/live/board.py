"""One place's newest state and everybody who listens: read once a second however many there are."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

from shangliang.live.backplane import Backplane, Shared
from shangliang.live.reading import Place, State, UnreadableError

SECOND = 1.0
AT_ONCE = 250
"""Readers that are told in one go; votes and other connections get their turn in between."""

Read = Callable[[Place], Awaitable[State | None]]


class Listener(Protocol):
    """Somebody who wants to hear of every new state, and of nothing for a while that the line still stands."""

    def tell(self, state: State) -> None:
        """Give on a new state; a slow reader gets the newest one only."""

    def beat(self) -> None:
        """Show a sign of life."""


class Board:
    """What is known of one place."""

    def __init__(self, place: Place, read: Read, backplane: Backplane, heartbeat: float) -> None:
        """Know nothing yet."""
        self.place, self.read, self.backplane, self.heartbeat = place, read, backplane, heartbeat
        self.newest: State | None = None
        self.as_of = 0.0
        self.read_at = self.asked_at = float("-inf")
        self.listeners: dict[Listener, None] = {}
        self.turn = asyncio.Lock()
        self.watching: asyncio.Task[None] | None = None
        self.woken, self.is_stale = asyncio.Event(), False

    @property
    def is_fresh(self) -> bool:
        """Return whether the state is at most a second old."""
        return time.monotonic() - self.read_at < SECOND

    async def fresh(self) -> State | None:
        """Return the state as it was at most a second ago; any number of callers cost one look."""
        self.asked_at = time.monotonic()
        if self.is_fresh:
            return self.newest
        async with self.turn:
            if not self.is_fresh:
                await self.look()
            return self.newest

    async def look(self) -> None:
        """Read the state, and let the other processes know it."""
        as_of = time.time()
        try:
            found = await self.read(self.place)
        except UnreadableError:
            if self.newest is None:
                raise
            self.read_at = time.monotonic()
            return
        self.newest, self.as_of, self.read_at = found, as_of, time.monotonic()
        if found is not None:
            await self.backplane.publish(self.place, Shared(found, as_of))

    def hear(self, shared: Shared) -> None:
        """Take over what another process read, when it is newer than what is known here."""
        if shared.as_of > self.as_of:
            self.newest, self.as_of = shared.state, shared.as_of
            self.read_at = time.monotonic() - max(0.0, min(time.time() - shared.as_of, SECOND))
            self.woken.set()

    def is_idle(self, now: float, patience: float) -> bool:
        """Return whether nobody listens and nobody asked for a while."""
        return not self.listeners and now - self.asked_at > patience

    def join(self, listener: Listener) -> None:
        """Let somebody listen; the first one starts the watch."""
        self.listeners[listener] = None
        if self.watching is None or self.watching.done():
            self.watching = asyncio.get_running_loop().create_task(self.watch())

    def leave(self, listener: Listener) -> None:
        """Let somebody go; when nobody is left the watch ends by itself."""
        self.listeners.pop(listener, None)

    def wake(self) -> None:
        """Let the watch look at once, because something changed."""
        self.is_stale = True
        self.woken.set()

    async def watch(self) -> None:
        """Look once a second while somebody listens, at once when woken, and give on what has changed.

        However often it is woken, listeners hear at most once a second.
        """
        given, told_at = (self.newest.mark if self.newest else ""), time.monotonic()
        while self.listeners:
            state = await self.seen()
            if state is not None and state.mark != given:
                given, told_at = state.mark, time.monotonic()
                await self.spread(state)
                await asyncio.sleep(max(0.0, told_at + SECOND - time.monotonic()))
            elif time.monotonic() - told_at >= self.heartbeat:
                told_at = time.monotonic()
                await self.spread(None)
            await self.rest(min(SECOND, self.heartbeat))

    async def seen(self) -> State | None:
        """Return the newest state, None while the database does not answer."""
        try:
            if self.is_stale:
                self.is_stale, self.read_at = False, float("-inf")
            return await self.fresh()
        except UnreadableError:
            return None

    async def rest(self, seconds: float) -> None:
        """Wait until the next look is due, or somebody wakes."""
        try:
            await asyncio.wait_for(self.woken.wait(), seconds)
        except TimeoutError:
            return
        finally:
            self.woken.clear()

    async def spread(self, state: State | None) -> None:
        """Give every listener a state, or a sign of life, some at a time."""
        for count, listener in enumerate(list(self.listeners), 1):
            if state is None:
                listener.beat()
            else:
                listener.tell(state)
            if count % AT_ONCE == 0:
                await asyncio.sleep(0)
