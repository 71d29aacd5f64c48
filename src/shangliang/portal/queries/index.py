"""The search index read: which rows hold some words, the last written first, on SQLite and on PostgreSQL."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Subquery
from django.db.models.functions import Coalesce

from shangliang.ledger.models import Cursor, Event
from shangliang.portal import grams
from shangliang.portal.models import SearchPart
from shangliang.publication.models import ModerationCase

FOLLOWER = "portal.search"
MOST_PENDING = 200
OPEN, STAFF, PIECE = "open", "staff", "piece"
"""For whom a part is, everybody or staff who may see the row; and whether its row has other parts."""


@dataclass(frozen=True)
class Asked:
    """One kind of row to be looked through: how many of its rows are wanted, below which part to go on."""

    kind: str
    most: int
    below: int | None = None


def found(words: Sequence[str], scope: str, asked: Sequence[Asked]) -> dict[str, list[tuple[int, int]]]:
    """Return (row, part) of rows that hold every word, by kind, the last written first; in one statement.

    A row of many parts may come more than once, and what stands in the index may have changed since: the rows decide.
    """
    if not words or not asked:
        return {}
    branches: list[str] = []
    values: list[Any] = []
    for one in asked:
        for where, some in conditions(words, scope, one.kind):
            branches.append(branch(where, one, number=len(branches)))
            values += [*some, *([] if one.below is None else [one.below]), one.most]
    hits: dict[str, list[tuple[int, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(branches), values)
        for kind, row, part in sorted(cursor.fetchall(), key=lambda hit: -hit[2]):
            hits.setdefault(kind, []).append((row, part))
    return hits


def branch(where: str, one: Asked, *, number: int) -> str:
    """Return the part of the statement that looks through one kind in one way."""
    below = "" if one.below is None else f" AND {newest()} < %s"
    rows = f"SELECT p.kind, p.row, p.id FROM {source()} WHERE {where}{below}"  # noqa: S608 - our own names
    if connection.vendor != "sqlite":
        # OFFSET 0 keeps PostgreSQL from walking all rows by id in the hope of meeting some that fit.
        rows = f"SELECT kind, row, id FROM ({rows} OFFSET 0) AS p"  # noqa: S608 - our own names
    return f"SELECT kind, row, id FROM ({rows} ORDER BY {newest()} DESC LIMIT %s) AS b{number}"  # noqa: S608 - our own names


def source() -> str:
    """Return where parts are read from, with the table of FTS5 in front of them on SQLite."""
    if connection.vendor == "sqlite":
        return "portal_searchgrams g CROSS JOIN portal_searchpart p ON p.id = g.rowid"
    return "portal_searchpart p"


def newest() -> str:
    """Return what parts are ordered by: FTS5 walks its own rows backwards without sorting them."""
    return "g.rowid" if connection.vendor == "sqlite" else "p.id"


def conditions(words: Sequence[str], scope: str, kind: str) -> list[tuple[str, list[object]]]:
    """Return the ways in which a row of a kind holds every word: together in one part, or in several of its parts."""
    ways = [holds(words, kind, scope)]
    if len(words) > 1:
        first, *others = (holds([word], kind, scope, PIECE) for word in words)
        inside = [f"p.row IN (SELECT p.row FROM {source()} WHERE {where})" for where, _values in others]  # noqa: S608 - our own names
        values = [*first[1], *(value for _where, some in others for value in some)]
        ways.append((" AND ".join((first[0], *inside)), values))
    return ways


def holds(words: Sequence[str], kind: str, *flags: str) -> tuple[str, list[object]]:
    """Return the condition that one part of a kind, with these flags, holds some words."""
    if connection.vendor == "sqlite":
        marks = [grams.mark(name) for name in (kind, *flags)]
        return "g.portal_searchgrams MATCH %s", [" AND ".join((*(in_fts5(word) for word in words), *marks))]
    asked = " & ".join(f"({in_tsquery(word)})" for word in words)
    return " AND ".join(("p.grams @@ %s::tsquery", "p.kind = %s", *(f"p.is_{name}" for name in flags))), [asked, kind]


def in_fts5(word: str) -> str:
    """Return a word as FTS5 looks for it."""
    tokens, is_beginning = grams.phrase(word)
    return f"{tokens[0]}*" if is_beginning else f'"{" ".join(tokens)}"'


def in_tsquery(word: str) -> str:
    """Return a word as PostgreSQL looks for it."""
    tokens, is_beginning = grams.phrase(word)
    return f"'{tokens[0]}':*" if is_beginning else " <-> ".join(f"'{token}'" for token in tokens)


def counted(words: Sequence[str], scope: str, kind: str) -> int:
    """Return how many rows of a kind hold every word."""
    ways = conditions(words, scope, kind)
    rows = " UNION ".join(f"SELECT p.row FROM {source()} WHERE {where}" for where, _values in ways)  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        sql = f"SELECT COUNT(DISTINCT hit.row) FROM ({rows}) AS hit"  # noqa: S608 - our own names
        values: list[Any] = [value for _where, some in ways for value in some]
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])


def pending() -> dict[str, set[str]]:
    """Return the codes of cases of which the record tells and the index does not yet, by kind; the newest 200."""
    reached = Coalesce(Subquery(Cursor.objects.filter(name=FOLLOWER).values("seq")), 0)
    events = Event.objects.filter(seq__gte=reached).order_by("-seq").values_list("kind", "code")
    return subjects(events[:MOST_PENDING])


def subjects(events: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return the cases that some events may have changed, by kind; a verdict changes what it was about."""
    found: dict[str, set[str]] = {}
    for kind, code in events:
        found.setdefault(kind, set()).add(code)
    reviewed = found.pop("moderation", set())
    if reviewed:
        about = ModerationCase.objects.filter(code__in=reviewed).values_list("subject_kind", "subject_code")
        for kind, code in about:
            found.setdefault(kind, set()).add(code)
    return found


def parts_of(kind: str, rows: Sequence[int]) -> list[SearchPart]:
    """Return what the index knows of some rows."""
    return list(SearchPart.objects.filter(kind=kind, row__in=rows).order_by("pk"))
