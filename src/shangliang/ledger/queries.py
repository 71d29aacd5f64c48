"""Reads of the ledger: events of a case, proofs, the recomputed tree, deadlines and how they were counted."""

import hashlib
import hmac
import json
import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any, TypeVar, cast

from django.core.cache import cache
from django.db.models import Model, Q, QuerySet

from shangliang.engines import merkle, workdays
from shangliang.ledger.models import CalendarDay, DeadlinePolicy, Event, Sealed, TreeHead, TreeNode

Found = TypeVar("Found")


@dataclass(frozen=True)
class Deadline:
    """A due moment with the rule it came from; `at` is the first instant that is too late."""

    at: datetime
    start: datetime
    rule: str
    provisional: bool = False


Row = TypeVar("Row", bound=Model)


def sole(rows: QuerySet[Row]) -> Row | None:
    """Return the one row that a unique column names, or None; unlike `first()` it has nothing sorted."""
    return next(iter(rows.order_by()), None)


def events_of(kind: str, code: str, *, public_only: bool = False) -> QuerySet[Event]:
    """Return the events of one case, oldest first."""
    events = Event.objects.filter(kind=kind, code=code)
    return events.filter(is_public=True) if public_only else events


def leaf_facts(event: Event) -> dict[str, Any]:
    """Return the public facts of an event."""
    facts: dict[str, Any] = json.loads(event.leaf)["public"]
    return facts


def reasons_of(events: Sequence[Event]) -> dict[int, str]:
    """Return the reasons given with events, by seq; for people who may read them."""
    return dict(Sealed.objects.filter(pk__in=[event.pk for event in events]).values_list("pk", "reason"))


def private_facts(event: Event) -> dict[str, Any]:
    """Return the sealed facts of an event, or nothing after erasure."""
    sealed = Sealed.objects.filter(pk=event.pk).first()
    facts: dict[str, Any] = json.loads(sealed.text)["private"] if sealed else {}
    return facts


def head() -> TreeHead:
    """Return the tree's head; of an empty record, size 0."""
    return TreeHead.objects.filter(pk=1).first() or TreeHead(size=0, root=hashlib.sha256(b"").hexdigest())


def find_event(fingerprint: str) -> Event | None:
    """Return the event whose fingerprint starts with the text (at least 8 hex digits), when only one does."""
    if len(fingerprint) < 8 or not all(c in "0123456789abcdef" for c in fingerprint):
        return None
    found = list(Event.objects.filter(leaf_hash__startswith=fingerprint)[:2])
    return found[0] if len(found) == 1 else None


def proof(event: Event, size: int | None = None) -> dict[str, Any]:
    """Return what a stranger needs to check that the event stands in the record: leaf, index, size, path, root.

    `size` asks for the record as it stood with so many entries, for a root that was printed then; ValueError when it
    never had that size with this event in it. Three queries.
    """
    top = head()
    size = top.size if size is None else size
    if not event.seq < size <= top.size:
        raise ValueError(f"the record of {size} entries does not hold entry {event.seq}")
    node = stored_nodes(event.seq, size)
    return {
        "leaf": event.leaf,
        "leaf_hash": event.leaf_hash,
        "index": event.seq,
        "size": size,
        "path": [step.hex() for step in merkle.inclusion_proof(event.seq, size, node)],
        "root": top.root if size == top.size else merkle.root_from_nodes(size, node).hex(),
    }


def stored_nodes(index: int, size: int) -> merkle.NodeReader:
    """Return a reader of the nodes that a proof and the root of a size need, fetched in one query."""
    wanted: set[tuple[int, int]] = set()

    def note(level: int, place: int) -> bytes:
        wanted.add((level, place))
        return bytes(merkle.HASH_SIZE)

    merkle.inclusion_proof(index, size, note)
    merkle.root_from_nodes(size, note)
    asked = Q(pk__in=[])
    for level, place in wanted:
        asked |= Q(level=level, index=place)
    rows = TreeNode.objects.filter(asked).values_list("level", "index", "hash")
    found = {(level, place): bytes.fromhex(text) for level, place, text in rows}
    return lambda level, place: found[(level, place)]


@dataclass(frozen=True)
class Verdict:
    """The outcome of reading the whole record again."""

    size: int
    root: str
    ok: bool
    faults: tuple[str, ...]


def verify() -> Verdict:
    """Recompute the tree from the stored bytes and return whether everything agrees, with every fault found."""
    faults: list[str] = []
    frontier = merkle.Frontier()
    previous, expected = "", 0
    for event in Event.objects.order_by("seq").iterator(chunk_size=2000):
        faults += event_faults(event, expected, previous)
        leaf = merkle.leaf_hash(event.leaf.encode())
        frontier.append(leaf)
        previous, expected = leaf.hex(), event.seq + 1
    top, root = head(), frontier.root().hex()
    if (top.size, top.root) != (expected, root):
        faults.append(f"树顶记为 {top.size} 条 {top.root[:16]}，重算为 {expected} 条 {root[:16]}")
    for sealed in Sealed.objects.select_related("event").iterator(chunk_size=2000):
        commit = hmac.new(bytes.fromhex(sealed.salt), sealed.text.encode(), hashlib.sha256).hexdigest()
        if commit != sealed.event.commit:
            faults.append(f"第 {sealed.event_id} 条的封存内容与承诺不符")
    return Verdict(expected, root, not faults, tuple(faults[:100]))


def event_faults(event: Event, expected: int, previous: str) -> list[str]:
    """Return what is wrong with one event: its place, its fingerprint, its link, its readable columns."""
    faults = []
    if event.seq != expected:
        faults.append(f"第 {expected} 条缺失")
    if merkle.leaf_hash(event.leaf.encode()).hex() != event.leaf_hash:
        faults.append(f"第 {event.seq} 条的指纹与原文不符")
    if event.previous != previous:
        faults.append(f"第 {event.seq} 条没有接在前一条之后")
    try:
        facts = json.loads(event.leaf)
    except json.JSONDecodeError:
        facts = {}
    shown = (event.seq, event.kind, event.code, event.verb, event.frm, event.to, event.role, event.body, event.commit)
    said = tuple(facts.get(key) for key in ("seq", "kind", "case", "verb", "frm", "to", "role", "body", "commit"))
    if shown != said:
        faults.append(f"第 {event.seq} 条的列与原文不符")
    return faults


CALENDAR, POLICIES = "ledger.calendar", "ledger.policies"
KEPT_SECONDS = 30
MOST_KEPT = 512
KEEPING = Lock()
KEPT: OrderedDict[str, tuple[str, Any]] = OrderedDict()
"""What this process read last, under the mark that the cache held then: a mark is cheaper to fetch than the rows."""


def kept(name: str, read: Callable[[], Found], *, beside: str = "") -> Found:
    """Return what was read less than half a minute ago, while nobody has deleted its mark from the cache.

    What was read while `beside` was something else is read anew.
    """
    mark = cache.get(name)
    had, found = KEPT.get(name, ("", None))
    if mark is not None and had == f"{mark} {beside}":
        return cast("Found", found)
    if mark is None:
        mark = secrets.token_hex(8)
        cache.set(name, mark, KEPT_SECONDS)
    found = read()
    with KEEPING:
        KEPT.pop(name, None)
        KEPT[name] = (f"{mark} {beside}", found)
        while len(KEPT) > MOST_KEPT:
            KEPT.popitem(last=False)
    return found


def kept_with_record(name: str, read: Callable[[], Found]) -> Found:
    """Return what was read since the record last grew, but no longer than half a minute ago.

    For what is counted from many rows and may not be changed by whoever gets it. What changes rows writes an entry.
    """
    return kept(name, read, beside=record_mark())


def record_mark() -> str:
    """Return what changes with every entry of the record."""
    row = TreeHead.objects.filter(pk=1).values_list("size", "root").first()
    return f"{row[0]} {row[1][:16]}" if row else ""


def calendar() -> workdays.Calendar:
    """Return the working calendar: what the product ships, changed by the days that administrators entered."""
    return kept(CALENDAR, read_calendar)


def read_calendar() -> workdays.Calendar:
    """Return the working calendar as the rows say now."""
    base = workdays.shipped()
    rows = {
        row.day: workdays.DayRule(row.is_workday, row.name, row.notice)
        for row in CalendarDay.objects.all()
        if row.notice
    }
    years = base.known_years | {day.year for day in rows}
    return workdays.Calendar({**base.exceptions, **rows}, frozenset(years))


def versions() -> dict[tuple[str, str], list[DeadlinePolicy]]:
    """Return every clause in all its versions, oldest first, by policy and clause."""
    return kept(POLICIES, read_policies)


def read_policies() -> dict[tuple[str, str], list[DeadlinePolicy]]:
    """Return the clauses as the rows say now."""
    found: dict[tuple[str, str], list[DeadlinePolicy]] = {}
    for row in DeadlinePolicy.objects.order_by("version"):
        found.setdefault((row.policy, row.clause), []).append(row)
    return found


def in_force(rows: Sequence[DeadlinePolicy], day: date) -> DeadlinePolicy:
    """Return the newest version that had begun by a day; the first one before any had."""
    return next((row for row in reversed(rows) if row.since <= day), rows[0])


def policies(day: date) -> dict[tuple[str, str], DeadlinePolicy]:
    """Return every clause as it is in force on a day, by policy and clause."""
    return {key: in_force(rows, day) for key, rows in versions().items()}


def policy_limit(policy: str, clause: str, day: date) -> DeadlinePolicy | None:
    """Return the clause of a policy as it is in force on a day, or None when the policy has no such clause."""
    rows = versions().get((policy, clause))
    return in_force(rows, day) if rows else None


def limit_of(row: DeadlinePolicy) -> workdays.Limit:
    """Return a clause as the engine counts it."""
    return workdays.Limit(row.number, cast("workdays.Unit", row.unit))


def deadline(
    policy: str, clause: str, start: datetime, *, pauses: Sequence[tuple[datetime, datetime]] = ()
) -> Deadline | None:
    """Return when a clause that starts to run at `start` is due, or None when the policy has no such clause."""
    limit = policy_limit(policy, clause, workdays.local_day(start))
    if limit is None:
        return None
    due = calendar().due(start, limit_of(limit), pauses=pauses)
    return Deadline(due.at, start, f"{policy}.{clause}", due.provisional)


def counted(rule: str, start: datetime, *, pauses: Sequence[tuple[datetime, datetime]] = ()) -> workdays.Due | None:
    """Return how a deadline was counted, day by day, for the page 怎么数的."""
    policy, _, clause = rule.rpartition(".")
    limit = policy_limit(policy, clause, workdays.local_day(start))
    if limit is None:
        return None
    return calendar().due(start, limit_of(limit), pauses=pauses)
