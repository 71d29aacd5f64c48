"""Reads of the public record: what a pasted text means, the proof step by step, the newest entries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from shangliang.kernel.codes import clean_code
from shangliang.ledger.models import Event
from shangliang.ledger.queries import find_event, proof
from shangliang.portal import rules
from shangliang.voices.queries import by_query_code

WHOLE = 64
MOST = 100
PAGE = 50


@dataclass(frozen=True)
class Checked:
    """What was found under a pasted text: the entry that is proven, its proof step by step, and its case's entries."""

    event: Event
    proof: dict[str, Any]
    steps: list[rules.Climb]
    events: list[Event]
    is_holder: bool = False

    @property
    def is_proven(self) -> bool:
        """Return whether the steps lead to the root."""
        last = self.steps[-1].result if self.steps else self.event.leaf_hash
        return bool(last == self.proof["root"])

    @property
    def facts(self) -> Mapping[str, Any]:
        """Return what the browser needs to check it all again."""
        return self.proof


def checked(typed: str, size: int | None = None) -> Checked | None:
    """Return what stands behind a fingerprint, a receipt's query code or the code of a case; None when nothing does.

    Entries that are not public are found only by their whole fingerprint: who holds it was given it. A query code opens
    every entry of its voice. ValueError when the record never had that size with the entry in it.
    """
    mark = rules.fingerprint(typed)
    event = find_event(mark) if mark else None
    if event is not None and (event.is_public or len(mark) == WHOLE):
        return prove(event, list(entries_of(event.kind, event.code)), size)
    events, is_holder = entries_under(typed.strip())
    return prove(events[-1], events, size, is_holder=is_holder) if events else None


def entries_of(kind: str, code: str) -> QuerySet[Event]:
    """Return the public entries of a case, oldest first."""
    return Event.objects.filter(kind=kind, code=code, is_public=True).order_by("seq")[:MOST]


def entries_under(typed: str) -> tuple[list[Event], bool]:
    """Return the entries of the case whose code was typed, and whether a receipt's secret code opened them."""
    found = list(Event.objects.filter(code__in={typed, typed.upper()}, is_public=True).order_by("seq")[:MOST])
    if found:
        kind = found[0].kind
        return [event for event in found if event.kind == kind], False
    voice = by_query_code(typed) if len(clean_code(typed)) >= 8 else None
    if voice is None:
        return [], False
    return list(Event.objects.filter(kind="voice", code=voice.code).order_by("seq")[:MOST]), True


def prove(event: Event, events: list[Event], size: int | None = None, *, is_holder: bool = False) -> Checked:
    """Return an entry with its proof step by step."""
    found = proof(event, size)
    steps = rules.climb(event.leaf_hash, found["index"], found["size"], found["path"])
    return Checked(event, found, steps, events, is_holder)


def newest_entries(before: int | None = None) -> list[Event]:
    """Return a page of public entries, newest first, and one more when there is another page."""
    rows = Event.objects.filter(is_public=True)
    if before is not None:
        rows = rows.filter(Q(seq__lt=before))
    return list(rows.defer("leaf").order_by("-seq")[: PAGE + 1])
