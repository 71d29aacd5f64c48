"""Group commit: one thread takes every vote that waits, writes them in one transaction, then all are answered.

A vote waits for at most the linger and the commit before its own. Nothing is answered before the commit returned;
whatever fails before it is answered as not counted.
"""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

from shangliang.kernel.calendar import now
from shangliang.live.actions import Database, write_batch
from shangliang.live.actions.database import BusyError, WrongError
from shangliang.live.ballots import BUSY, Ballot, Outcome

log = logging.getLogger("shangliang.live")
LINGER_SECONDS = 0.005
LARGEST_BATCH = 2000
FULL_BATCH = 256
"""With so many waiting there is no use in lingering for more."""
MOST_WAITING = 8000
TRIES = 4
RETRY_SECONDS = 0.05

Answer = Callable[[Outcome], None]
Settled = Callable[[set[str]], None]


class GroupCommit:
    """The one writer of a process."""

    def __init__(self, connect: Callable[[], Database], *, most: int = MOST_WAITING) -> None:
        """Connect in the thread that writes; hold at most so many votes at once."""
        self.connect, self.most = connect, most
        self.waiting: deque[tuple[Ballot, Answer]] = deque()
        self.in_hand = 0
        self.woken, self.stopping = threading.Event(), False
        self.loop: asyncio.AbstractEventLoop | None = None
        self.settled: Settled = lambda _places: None
        self.thread = threading.Thread(target=self.work, name="live-writer", daemon=True)

    def start(self, settled: Settled) -> None:
        """Begin to write; answers are given, and `settled` hears of the places, in the loop of the caller."""
        self.loop, self.settled = asyncio.get_running_loop(), settled
        self.thread.start()

    def offer(self, ballot: Ballot, answer: Answer) -> bool:
        """Take a vote; `answer` is called in the loop with its outcome. False, and nothing taken, when full."""
        if self.stopping or len(self.waiting) + self.in_hand >= self.most:
            return False
        self.waiting.append((ballot, answer))
        if not self.woken.is_set():
            self.woken.set()
        return True

    async def stop(self, patience: float) -> None:
        """Take no more, write what waits, and end; what cannot be written in time stays unanswered."""
        self.stopping = True
        self.woken.set()
        if self.thread.ident is not None:
            await asyncio.get_running_loop().run_in_executor(None, self.thread.join, patience)

    def work(self) -> None:
        """Write batch after batch until stopped and nothing waits."""
        database = self.connect()
        try:
            while self.waiting or not self.stopping:
                self.woken.wait()
                if len(self.waiting) < FULL_BATCH and not self.stopping:
                    time.sleep(LINGER_SECONDS)
                self.woken.clear()
                batch = [self.waiting.popleft() for _ in range(min(len(self.waiting), LARGEST_BATCH))]
                if self.waiting or self.stopping:
                    self.woken.set()
                if batch:
                    self.write(database, batch)
        finally:
            database.close()

    def write(self, database: Database, batch: Sequence[tuple[Ballot, Answer]]) -> None:
        """Write one batch and hand the outcomes to the loop."""
        self.in_hand = len(batch)
        outcomes = written(database, [ballot for ballot, _ in batch])
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.tell, batch, outcomes)

    def tell(self, batch: Sequence[tuple[Ballot, Answer]], outcomes: Sequence[Outcome]) -> None:
        """Answer everybody of a batch, in the loop."""
        self.in_hand = 0
        for (_, answer), outcome in zip(batch, outcomes, strict=True):
            answer(outcome)
        self.settled({ballot.ticket.place for ballot, _ in batch})


def written(database: Database, ballots: Sequence[Ballot]) -> list[Outcome]:
    """Return what became of votes: written, or refused as busy when the database does not take them.

    A batch that the database finds fault with is halved until the faulty vote stands alone, so that one cannot hold
    up the others.
    """
    for attempt in range(TRIES):
        try:
            return write_batch(database, ballots, now())
        except BusyError as error:
            log.warning("votes could not be written: %s", error)
            time.sleep(RETRY_SECONDS * (attempt + 1))
        except WrongError as error:
            if len(ballots) == 1:
                log.exception("a vote was refused by the database")
                return [BUSY]
            log.warning("a batch of %s is written in halves: %s", len(ballots), error)
            middle = len(ballots) // 2
            return [*written(database, ballots[:middle]), *written(database, ballots[middle:])]
    return [BUSY] * len(ballots)
