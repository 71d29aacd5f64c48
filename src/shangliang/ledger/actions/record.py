"""Appending to the record: leaf bytes, commitment, tree nodes and the head, in the caller's transaction."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from shangliang.engines import merkle
from shangliang.kernel.workflow import Actor, Seat
from shangliang.ledger.models import Event, Sealed, TreeHead, TreeNode


@dataclass(frozen=True)
class Entry:
    """What one event says. `public` may be read by everyone for ever; `private` and `reason` are only committed to."""

    kind: str
    code: str
    verb: str
    actor: Actor
    at: datetime
    seat: Seat | None = None
    frm: str = ""
    to: str = ""
    public: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    is_public: bool = True


def append(entry: Entry) -> Event:
    """Append one entry and return its event."""
    return append_many([entry])[0]


def append_many(entries: Sequence[Entry]) -> list[Event]:
    """Append entries in order and return their events; `seq` runs without gaps, writers take turns."""
    if not entries:
        return []
    together = GATHERING.get()
    if together is not None:
        return together.take(entries)
    with transaction.atomic():
        alone = Gathering(locked_head())
        events = alone.take(entries)
        alone.write()
    return events


class Gathering:
    """Entries that stand in order already and are written together; the tree's head is locked meanwhile."""

    def __init__(self, head: TreeHead) -> None:
        """Go on from the head of the record."""
        self.frontier = merkle.Frontier(head.size, [bytes.fromhex(node) for node in head.frontier])
        self.last = head.last
        self.events: list[Event] = []
        self.sealed: list[Sealed] = []
        self.nodes: list[TreeNode] = []
        self.marks: list[Callable[[], None]] = []

    def take(self, entries: Sequence[Entry]) -> list[Event]:
        """Put entries in order and return their events, which are not saved yet."""
        events = []
        for entry in entries:
            event, private = entry_rows(entry, self.frontier.size, self.last)
            grown = self.frontier.append(bytes.fromhex(event.leaf_hash))
            self.nodes += [TreeNode(level=node.level, index=node.index, hash=node.hash.hex()) for node in grown]
            self.sealed.append(private)
            self.last = event.leaf_hash
            events.append(event)
        self.events += events
        return events

    def mark(self) -> None:
        """Remember the savepoint of this moment: work that is undone takes its mark along."""

        def kept() -> None:
            """Stand among what happens at the commit."""

        self.marks.append(kept)
        transaction.on_commit(kept)

    def is_whole(self) -> bool:
        """Return whether nothing of what was gathered was undone meanwhile."""
        standing = {id(row[1]) for row in connection.run_on_commit}
        return all(id(mark) in standing for mark in self.marks)

    def write(self) -> None:
        """Save events, seals, tree nodes and the head."""
        Event.objects.bulk_create(self.events, batch_size=500)
        Sealed.objects.bulk_create(self.sealed, batch_size=500)
        TreeNode.objects.bulk_create(self.nodes, batch_size=500)
        TreeHead.objects.filter(pk=1).update(
            size=self.frontier.size,
            last=self.last,
            frontier=[node.hex() for node in self.frontier.hashes],
            root=self.frontier.root().hex(),
        )


class MarkedGathering(Gathering):
    """A gathering over many steps, which notices when one of them is undone."""

    def take(self, entries: Sequence[Entry]) -> list[Event]:
        """Put entries in order, under a mark, and return their events."""
        self.mark()
        return super().take(entries)


GATHERING: ContextVar[Gathering | None] = ContextVar("gathering", default=None)


def is_gathering() -> bool:
    """Return whether many steps are being taken as one."""
    return GATHERING.get() is not None


@contextmanager
def gathered() -> Iterator[None]:
    """Take many steps as one: what they append to the record is written together at the end of the block.

    One transaction, all or nothing: a refusal that is caught inside the block after something was appended makes the
    block fail (RuntimeError), because its entries could no longer be true. Inside, `Event` rows cannot be read yet.
    """
    if GATHERING.get() is not None:
        yield
        return
    with transaction.atomic():
        together = MarkedGathering(locked_head())
        token = GATHERING.set(together)
        try:
            yield
        finally:
            GATHERING.reset(token)
        if not together.is_whole():
            raise RuntimeError("a step inside the block was undone after it was written down")
        together.write()


def locked_head() -> TreeHead:
    """Return the tree's head, locked until the transaction ends."""
    rows = TreeHead.objects.select_for_update()
    found = rows.filter(pk=1).first()
    if found is None:
        TreeHead.objects.get_or_create(pk=1)
        found = rows.get(pk=1)
    return found


def entry_rows(entry: Entry, seq: int, previous: str) -> tuple[Event, Sealed]:
    """Return the event and its sealed part, not yet saved."""
    salt = secrets.token_bytes(32)
    text = canonical({"person": entry.actor.person, "reason": entry.reason, "private": dict(entry.private)})
    commit = hmac.new(salt, text.encode(), hashlib.sha256).hexdigest()
    role = str(entry.seat.role) if entry.seat else ""
    body = entry.seat.org_name if entry.seat else ""
    leaf = canonical(
        {
            "v": 1,
            "seq": seq,
            "t": entry.at.astimezone(UTC).isoformat(timespec="milliseconds"),
            "kind": entry.kind,
            "case": entry.code,
            "verb": entry.verb,
            "frm": entry.frm,
            "to": entry.to,
            "role": role,
            "body": body,
            "public": dict(entry.public) if entry.is_public else {},
            "previous": previous,
            "commit": commit,
        }
    )
    event = Event(
        seq=seq,
        at=entry.at,
        kind=entry.kind,
        code=entry.code,
        verb=entry.verb,
        frm=entry.frm,
        to=entry.to,
        role=role,
        body=body,
        is_public=entry.is_public,
        leaf=leaf,
        leaf_hash=merkle.leaf_hash(leaf.encode()).hex(),
        previous=previous,
        commit=commit,
    )
    return event, Sealed(event=event, salt=salt.hex(), text=text, person=entry.actor.person, reason=entry.reason)


def canonical(value: Mapping[str, Any]) -> str:
    """Return JSON with sorted keys and no blanks: the form in which things are hashed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


@transaction.atomic
def erase(event: Event, *, actor: Actor, at: datetime, seat: Seat | None = None) -> Event:
    """Delete the sealed part of an event and return the event that says so; every proof stays valid."""
    Sealed.objects.filter(event=event).delete()
    return append(
        Entry("ledger", str(event.seq), "erase", actor, at, seat, public={"target": event.seq}, reason="依法删除")
    )
