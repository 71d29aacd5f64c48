"""Appending to the record: leaf bytes, commitment, tree nodes and the head, in the caller's transaction."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

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


@transaction.atomic
def append_many(entries: Sequence[Entry]) -> list[Event]:
    """Append entries in order and return their events; `seq` runs without gaps, writers take turns."""
    if not entries:
        return []
    head = locked_head()
    frontier = merkle.Frontier(head.size, [bytes.fromhex(node) for node in head.frontier])
    events, sealed, nodes = [], [], []
    last = head.last
    for entry in entries:
        event, private = entry_rows(entry, frontier.size, last)
        grown = frontier.append(bytes.fromhex(event.leaf_hash))
        events.append(event)
        sealed.append(private)
        nodes += [TreeNode(level=node.level, index=node.index, hash=node.hash.hex()) for node in grown]
        last = event.leaf_hash
    Event.objects.bulk_create(events, batch_size=500)
    Sealed.objects.bulk_create(sealed, batch_size=500)
    TreeNode.objects.bulk_create(nodes, batch_size=500)
    TreeHead.objects.filter(pk=1).update(
        size=frontier.size, last=last, frontier=[node.hex() for node in frontier.hashes], root=frontier.root().hex()
    )
    return events


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
