"""Writes of the live process: a batch of votes in one transaction, and receipts that are old.

`database` speaks to SQLite and PostgreSQL without Django's models, because a batch is a dozen statements whatever
its size; `statements`, `polls` and `questions` write the same rows as the pages' own forms do.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from shangliang.live.actions.database import Database, connect
from shangliang.live.actions.polls import write_polls
from shangliang.live.actions.questions import write_questions
from shangliang.live.actions.statements import write_statements
from shangliang.live.ballots import Ballot, Outcome
from shangliang.live.models import Receipt

__all__ = ["Database", "connect", "drop_receipts", "write_batch"]

KEPT = timedelta(hours=1)
"""For how long the same key is known."""

WRITERS: dict[str, Callable[[Database, str, Sequence[Ballot], datetime], list[Outcome]]] = {
    "statement": write_statements,
    "poll": write_polls,
    "question": write_questions,
}


def write_batch(database: Database, ballots: Sequence[Ballot], at: datetime) -> list[Outcome]:
    """Write votes in one transaction and return the outcome of each, in order, when it is on the disk.

    Whatever is raised, nothing of the batch is counted. The caller may try again.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for position, ballot in enumerate(ballots):
        groups.setdefault((ballot.on, ballot.ticket.place), []).append(position)
    found: list[Outcome | None] = [None] * len(ballots)
    with database.transaction():
        for (on, place), positions in sorted(groups.items()):
            outcomes = WRITERS[on](database, place, [ballots[position] for position in positions], at)
            for position, outcome in zip(positions, outcomes, strict=True):
                found[position] = outcome
    return [outcome for outcome in found if outcome is not None]


def drop_receipts(at: datetime) -> int:
    """Forget the keys of votes taken more than an hour ago, and return how many."""
    return Receipt.objects.filter(cast_at__lt=at - KEPT).delete()[0]
