"""Search over what everybody may see: six kinds of things, each with the place where it was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from shangliang.portal import grams, rules
from shangliang.portal.queries import index
from shangliang.portal.queries.shelves import OPEN_SHELVES, Rows, Shelf

FEW, MANY = 5, 50
SPARE = 5
"""How many more rows than wanted are asked of the index: a few may have changed since they were indexed."""


@dataclass(frozen=True)
class Hit:
    """One thing that was found: its code, title, address and the words around the first hit."""

    code: str
    title: list[rules.Piece]
    href: str
    pieces: list[rules.Piece]


@dataclass(frozen=True)
class Found:
    """What was found of one kind, and whether there is more."""

    kind: str
    hits: list[Hit]
    is_more: bool


def search(words: Sequence[str], kind: str = "") -> list[Found]:
    """Return what holds every word, five of each kind; fifty of one kind when named.

    Two statements, and one more for each kind of which something was found.
    """
    if not words:
        return []
    most = MANY if kind else FEW
    shelves = [shelf for shelf in OPEN_SHELVES if kind in ("", shelf.kind)]
    looked = index.found(words, index.OPEN, [index.Asked(shelf.kind, most + SPARE + 1) for shelf in shelves])
    fresh = index.pending()
    found = []
    for shelf in shelves:
        rows = rows_of(shelf, looked.get(shelf.kind, ()), fresh.get(shelf.kind, ()), words)
        if rows:
            found.append(Found(shelf.kind, [hit_of(shelf, row, words) for row in rows[:most]], len(rows) > most))
    return found


def rows_of(
    shelf: Shelf, looked: Sequence[tuple[int, int]], fresh: Sequence[str] | set[str], words: Sequence[str]
) -> list[dict[str, Any]]:
    """Return the columns of rows of one kind that everybody may see and that hold every word, as they are now."""
    assert shelf.open_rows is not None  # noqa: S101 - who asks has looked
    if not looked and not fresh:
        return []
    order = dict(reversed(looked))
    rows = among(shelf.open_rows(), order, fresh).values("pk", *shelf.columns, *([shelf.link] if shelf.link else []))
    held = [row for row in rows if grams.holds(grams.joined(row[name] for name in shelf.columns), words)]
    newest = float("inf")  # what the index has not seen yet is the newest
    return sorted(held, key=lambda row: -order.get(row["pk"], newest))


def among(rows: Rows, keys: Sequence[int] | dict[int, int], codes: Sequence[str] | set[str]) -> Rows:
    """Return those of some rows that have one of these ids or codes, in no order."""
    wanted = Q(pk__in=list(keys))
    if codes:
        wanted |= Q(code__in=codes)
    return rows.filter(wanted).select_related(None).order_by()


def hit_of(shelf: Shelf, row: dict[str, Any], words: Sequence[str]) -> Hit:
    """Return a row as a hit: the title with its hits marked, and the column around the first other hit.

    A voice has no title of its own that everybody may read; the first line of its public text stands for it.
    """
    code = row["code"] or ""
    texts = [row[name] for name in shelf.columns if name not in ("code", "title") and row[name]]
    title = row.get("title") or rules.first_line(texts[0] if texts else code)
    lowered = [word.lower() for word in words]
    text = next((text for text in texts if any(word in text.lower() for word in lowered)), texts[0] if texts else "")
    marked = rules.snippet(title, words, around=len(title))
    href = (row[shelf.link] if shelf.link else "") or rules.place(shelf.kind, code)
    return Hit(code, marked, href, rules.snippet(text, words))
