"""Similar voices: an index kept in the process, brought up to date before each search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock

from django.db import connection
from django.db.models import Max, QuerySet

from shangliang.engines import hotspots
from shangliang.voices.models import Voice
from shangliang.voices.workflow import HEARD

BODY = 600


@dataclass
class Shelf:
    """The index of one database, and how far it has read."""

    name: str = ""
    last: int = 0
    index: hotspots.Index | None = None
    lock: Lock = field(default_factory=Lock)


SHELF = Shelf()


def similar(
    text: str, k: int = 5, *, visible: QuerySet[Voice], without: int | None = None
) -> list[tuple[Voice, float]]:
    """Return up to `k` voices like a text, with their likeness (0 to 1), the likest first.

    `visible` are the voices that the reader may see: `visible_to(actor)`.
    """
    found = {pk: score for pk, score in searched(text, k * 4) if pk != without}
    rows = visible.filter(pk__in=[*found, 0]).select_related("handler")
    return sorted(((row, found[row.pk]) for row in rows), key=lambda pair: -pair[1])[:k]


def similar_public(text: str, k: int = 3) -> list[tuple[Voice, float]]:
    """Return up to `k` published voices like a text, with their likeness, the likest first."""
    found = dict(searched(text, k * 20))
    rows = Voice.objects.filter(pk__in=[*found, 0], publication="public", state__in=[str(state) for state in HEARD])
    rows = rows.select_related("district", "handler")
    return sorted(((row, found[row.pk]) for row in rows), key=lambda pair: -pair[1])[:k]


def searched(text: str, k: int) -> list[tuple[int, float]]:
    """Return primary keys and likeness of the nearest texts, after reading what is new."""
    with SHELF.lock:
        return [(int(key), score) for key, score in brought_up_to_date(SHELF).similar(text, k)]


def brought_up_to_date(shelf: Shelf) -> hotspots.Index:
    """Return the index after reading new voices into it; afresh when the database is another or has shrunk."""
    name = str(connection.settings_dict["NAME"])
    top = int(Voice.objects.aggregate(top=Max("pk"))["top"] or 0)
    if shelf.index is None or shelf.name != name or top < shelf.last:
        shelf.name, shelf.last, shelf.index = name, 0, hotspots.Index()
    if top > shelf.last:
        for key, text in texts_after(shelf.last):
            shelf.index.add(key, text)
        shelf.last = top
    return shelf.index


def texts_after(last: int) -> Iterable[tuple[str, str]]:
    """Yield key and text (title, first line; then the beginning of the body) of voices newer than a key."""
    rows = Voice.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "title", "body_original")
    for pk, title, body in rows.iterator(2000):
        yield str(pk), f"{title}\n{body[:BODY]}"
