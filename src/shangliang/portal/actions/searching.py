"""Writes of the search index: what was changed is written anew, what went is taken out with its words."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction

from shangliang.kernel.calendar import local
from shangliang.ledger.models import Event
from shangliang.portal import grams
from shangliang.portal.models import SearchPart
from shangliang.portal.queries.index import OPEN, PIECE, STAFF, parts_of, subjects
from shangliang.portal.queries.shelves import BY_KIND, SHELVES, Shelf

AT_ONCE = 500
NIGHT = 3
"""The hour at which the whole index is looked through."""


def follow_record(events: Sequence[Event], _at: datetime) -> None:
    """Bring the index up to what some events changed."""
    for kind, codes in subjects([(event.kind, event.code) for event in events]).items():
        shelf = BY_KIND.get(kind)
        if shelf is not None:
            rows = shelf.model._default_manager.filter(code__in=codes)  # noqa: SLF001 - Django's public-in-practice name
            index_rows(shelf, rows.values_list("pk", flat=True))


@transaction.atomic
def index_rows(shelf: Shelf, keys: Iterable[int]) -> int:
    """Bring the index up to what some rows are now, those that are gone too, and return how many parts changed."""
    keys = sorted(set(keys))
    wanted = {
        (row, is_open, is_staff, text): SearchPart(
            kind=shelf.kind, row=row, is_open=is_open, is_staff=is_staff, is_piece=len(pieces) > 1, text=text
        )
        for (row, is_open, is_staff), whole in sorted(shelf.texts(keys).items())
        for pieces in [grams.parts(whole)]
        for text in pieces
    }
    known = parts_of(shelf.kind, keys)
    gone = [part for part in known if wanted.pop((part.row, part.is_open, part.is_staff, part.text), None) is None]
    forget(gone)
    write(list(wanted.values()))
    return len(gone) + len(wanted)


def write(parts: Sequence[SearchPart]) -> None:
    """Save parts with their pairs of signs."""
    if connection.vendor == "sqlite":
        SearchPart.objects.bulk_create(parts, batch_size=AT_ONCE)
        sql = "INSERT INTO portal_searchgrams (rowid, grams) VALUES (%s, %s)"
        rows: list[tuple[Any, ...]] = [(part.pk, " ".join(tokens_of(part))) for part in parts]
    else:
        columns = "kind, row, is_open, is_staff, is_piece, text, grams"
        sql = f"INSERT INTO portal_searchpart ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s::tsvector)"  # noqa: S608 - our own names
        rows = [
            (part.kind, part.row, part.is_open, part.is_staff, part.is_piece, part.text, placed(part)) for part in parts
        ]
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def forget(parts: Sequence[SearchPart]) -> None:
    """Take parts and their pairs of signs out; a table of FTS5 without content must be told what it held."""
    if not parts:
        return
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            sql = "INSERT INTO portal_searchgrams (portal_searchgrams, rowid, grams) VALUES ('delete', %s, %s)"
            cursor.executemany(sql, [(part.pk, " ".join(tokens_of(part))) for part in parts])
    SearchPart.objects.filter(pk__in=[part.pk for part in parts]).delete()


def tokens_of(part: SearchPart) -> list[str]:
    """Return the tokens of a part: its kind, for whom it is, whether there are others, and its pairs of signs."""
    flags = ((OPEN, part.is_open), (STAFF, part.is_staff), (PIECE, part.is_piece))
    scopes = [name for name, is_set in flags if is_set]
    return [grams.mark(name) for name in (part.kind, *scopes)] + list(grams.pairs(part.text))


def placed(part: SearchPart) -> str:
    """Return the tokens of a part with their places, as PostgreSQL writes them."""
    return " ".join(f"'{token}':{place}" for place, token in enumerate(tokens_of(part), start=1))


def refresh() -> int:
    """Look through all rows and return how many parts of the index did not agree with them; they do afterwards."""
    return sum(refresh_shelf(shelf) for shelf in SHELVES)


def refresh_shelf(shelf: Shelf) -> int:
    """Look through the rows of one kind, in the order of their last moves, and what the index knows beside them."""
    rows = shelf.model._default_manager.order_by("moved_at", "pk").values_list("pk", flat=True)  # noqa: SLF001 - Django's public-in-practice name
    keys = list(rows)
    strays = SearchPart.objects.filter(kind=shelf.kind).values_list("row", flat=True).distinct()
    keys += sorted(set(strays) - set(keys))
    return sum(index_rows(shelf, keys[start : start + AT_ONCE]) for start in range(0, len(keys), AT_ONCE))


@transaction.atomic
def rebuild() -> int:
    """Make the index anew from the rows and return how many parts it has."""
    clear()
    return refresh()


def clear() -> None:
    """Take everything out of the index."""
    SearchPart.objects.all().delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO portal_searchgrams (portal_searchgrams) VALUES ('delete-all')")


def look_through(at: datetime) -> int:
    """Look through the whole index once a night, and let nothing of what was taken out stay in its file."""
    night = local(at)
    if night.hour != NIGHT or not cache.add(f"portal.search.{night:%F}", 1, 86_400):
        return 0
    changed = refresh()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO portal_searchgrams (portal_searchgrams) VALUES ('optimize')")
    return changed
