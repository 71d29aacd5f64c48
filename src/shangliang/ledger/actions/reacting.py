"""Reactions: what follows an event, each with its own cursor, so that one failing never blocks another."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from shangliang.ledger.actions.queue import FIRST_RETRY, LAST_RETRY
from shangliang.ledger.models import Cursor, Event, Job, TreeHead

ATTEMPTS = 8


@dataclass(frozen=True)
class Reaction:
    """A named function that follows events of certain kinds; `on` holds (kind, verb), verb "*" meaning any."""

    name: str
    on: frozenset[tuple[str, str]]
    act: Callable[[Event, datetime], None]

    def follows(self, event: Event) -> bool:
        """Return whether the reaction wants this event."""
        return (event.kind, event.verb) in self.on or (event.kind, "*") in self.on


@dataclass(frozen=True)
class Follower(Reaction):
    """A reaction that follows many events at once, and reads no further than some others have.

    For what is made anew from rows, such as an index: the rows must have been written by whoever writes them.
    """

    act_on_all: Callable[[Sequence[Event], datetime], None] = lambda _events, _at: None
    behind: tuple[str, ...] = ()


def run_reactions(reactions: Iterable[Reaction], *, at: datetime, limit: int = 500) -> int:
    """Let every reaction read on, and return how many events were followed."""
    return sum(
        read_together(one, at=at, limit=limit) if isinstance(one, Follower) else read_on(one, at=at, limit=limit)
        for one in reactions
    )


@transaction.atomic
def pass_over(reactions: Iterable[Reaction]) -> int:
    """Let reactions read on from the end of the record, and return how many cursors moved.

    For history that was brought in: what happened years ago is in the record, and nobody is told of it today.
    """
    size = (TreeHead.objects.filter(pk=1).values_list("size", flat=True).first()) or 0
    names = [reaction.name for reaction in reactions]
    Cursor.objects.bulk_create([Cursor(name=name) for name in names], ignore_conflicts=True)
    return Cursor.objects.filter(name__in=names, seq__lt=size).update(seq=size)


def read_on(reaction: Reaction, *, at: datetime, limit: int) -> int:
    """Let one reaction read up to `limit` events; stops at the first that fails, to try again later."""
    cursor, _ = Cursor.objects.get_or_create(name=reaction.name)
    if cursor.retry_at and cursor.retry_at > at:
        return 0
    followed, reached = 0, cursor.seq
    for event in Event.objects.filter(seq__gte=cursor.seq).order_by("seq")[:limit]:
        if reaction.follows(event):
            if not follow(reaction, event, cursor, at):
                return followed
            followed += 1
        reached = event.seq + 1
    if reached != cursor.seq:
        Cursor.objects.filter(pk=cursor.pk, seq__lt=reached).update(seq=reached)
    return followed


def read_together(follower: Follower, *, at: datetime, limit: int) -> int:
    """Let a follower read up to `limit` events at once, all or none; when it fails it tries again later."""
    cursor, _ = Cursor.objects.get_or_create(name=follower.name)
    if cursor.retry_at and cursor.retry_at > at:
        return 0
    rows = Event.objects.filter(seq__gte=cursor.seq)
    ahead = Cursor.objects.filter(name__in=follower.behind).aggregate(least=Min("seq"))["least"]
    if ahead is not None:
        rows = rows.filter(seq__lt=ahead)
    events = list(rows.defer("leaf").order_by("seq")[:limit])
    if not events:
        return 0
    wanted = [event for event in events if follower.follows(event)]
    try:
        with transaction.atomic():
            follower.act_on_all(wanted, at)
            Cursor.objects.filter(pk=cursor.pk).update(seq=events[-1].seq + 1, attempts=0, retry_at=None, error="")
    except Exception as error:  # noqa: BLE001 - whatever one reaction raises must not stop the others
        set_aside(follower, events[0], f"{type(error).__name__}: {error}", at)
        return 0
    return len(wanted)


def follow(reaction: Reaction, event: Event, cursor: Cursor, at: datetime) -> bool:
    """Run the reaction on one event and move its cursor in the same transaction; return whether to read on."""
    try:
        with transaction.atomic():
            reaction.act(event, at)
            Cursor.objects.filter(pk=cursor.pk).update(seq=event.seq + 1, attempts=0, retry_at=None, error="")
    except Exception as error:  # noqa: BLE001 - whatever one reaction raises must not stop the others
        return set_aside(reaction, event, f"{type(error).__name__}: {error}", at)
    return True


def set_aside(reaction: Reaction, event: Event, error: str, at: datetime) -> bool:
    """Note a failure; after the last attempt keep the event as a dead letter and return True to read on."""
    cursor = Cursor.objects.get(name=reaction.name)
    attempts = cursor.attempts + 1
    if attempts < ATTEMPTS:
        pause: timedelta = min(FIRST_RETRY * 2 ** (attempts - 1), LAST_RETRY)
        Cursor.objects.filter(pk=cursor.pk).update(
            seq=event.seq, attempts=attempts, retry_at=at + pause, error=error[:2000]
        )
        return False
    Job.objects.get_or_create(
        key=f"reaction:{reaction.name}:{event.seq}",
        defaults={
            "topic": f"reaction:{reaction.name}",
            "payload": {"seq": event.seq},
            "due_at": at,
            "queued_at": at,
            "status": Job.DEAD,
            "error": error[:2000],
        },
    )
    Cursor.objects.filter(pk=cursor.pk).update(seq=event.seq + 1, attempts=0, retry_at=None, error=error[:2000])
    return True
