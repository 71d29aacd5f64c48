"""One session's newest state and everybody who listens: read once a second however many there are."""

import asyncio
from collections.abc import Awaitable, Callable

from shangliang.live.reading import State, UnreadableError

SECOND = 1.0
Read = Callable[[int], Awaitable[State | None]]


class Listener:
    """Somebody who waits for the next state; a newer one takes the place of one not fetched yet."""

    def __init__(self) -> None:
        """Begin with nothing to fetch."""
        self.newest: State | None = None
        self.woken = asyncio.Event()

    def give(self, state: State) -> None:
        """Leave a state to be fetched."""
        self.newest = state
        self.woken.set()

    async def next(self, patience: float) -> State | None:
        """Return the newest state as soon as there is one, or None after `patience` seconds without."""
        try:
            await asyncio.wait_for(self.woken.wait(), patience)
        except TimeoutError:
            return None
        self.woken.clear()
        state, self.newest = self.newest, None
        return state


class Board:
    """What is known of one session."""

    def __init__(self, number: int, read: Read) -> None:
        """Know nothing yet."""
        self.number, self.read = number, read
        self.newest: State | None = None
        self.read_at = float("-inf")
        self.listeners: set[Listener] = set()
        self.turn = asyncio.Lock()
        self.watching: asyncio.Task[None] | None = None

    async def fresh(self) -> State | None:
        """Return the state as it was at most a second ago; any number of callers cost one look."""
        async with self.turn:
            now = asyncio.get_running_loop().time()
            if now - self.read_at >= SECOND:
                try:
                    self.newest = await self.read(self.number)
                except UnreadableError:
                    if self.newest is None:
                        raise
                self.read_at = now
            return self.newest

    def is_idle(self, now: float, patience: float) -> bool:
        """Return whether nobody listens and nobody asked for a while."""
        return not self.listeners and now - self.read_at > patience

    def join(self, listener: Listener) -> None:
        """Let somebody listen; the first one starts the watch."""
        self.listeners.add(listener)
        if self.watching is None or self.watching.done():
            self.watching = asyncio.create_task(self.watch())

    def leave(self, listener: Listener) -> None:
        """Let somebody go; when nobody is left the watch ends by itself."""
        self.listeners.discard(listener)

    async def watch(self) -> None:
        """Look once a second while somebody listens, and give on what has changed."""
        given = self.newest.mark if self.newest else ""
        while self.listeners:
            try:
                state = await self.fresh()
            except UnreadableError:
                state = None
            if state is not None and state.mark != given:
                given = state.mark
                for listener in self.listeners:
                    listener.give(state)
            await asyncio.sleep(SECOND)
