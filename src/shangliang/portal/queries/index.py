"""The search index read: which rows hold some words, the last written first, on SQLite and on PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Subquery
from django.db.models.functions import Coalesce

from shangliang.ledger.models import Cursor, Event
from shangliang.portal import grams
from shangliang.portal.models import SearchPart
from shangliang.publication.models import ModerationCase

FOLLOWER = "portal.search"
MOST_PENDING = 200
OPEN, STAFF = "open", "staff"
"""For whom a part is: everybody, or staff who may see the row."""


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
    branches, values = [], []
    for one in asked:
        sql, some = branch(words, scope, one)
        branches.append(sql)
        values += some
    hits: dict[str, list[tuple[int, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(branches), values)
        for kind, row, part in cursor.fetchall():
            hits.setdefault(kind, []).append((row, part))
    return hits


def branch(words: Sequence[str], scope: str, one: Asked) -> tuple[str, list[object]]:
    """Return the part of the statement that looks through one kind, with its values."""
    where, values = condition(words, scope, one.kind)
    if one.below is not None:
        where += f" AND {newest()} < %s"
        values.append(one.below)
    rows = f"SELECT p.kind, p.row, p.id FROM {source()} WHERE {where}"  # noqa: S608 - our own names
    if connection.vendor != "sqlite":
        # OFFSET 0 keeps PostgreSQL from walking all rows by id in the hope of meeting some that fit.
        rows = f"SELECT kind, row, id FROM ({rows} OFFSET 0) AS p"  # noqa: S608 - our own names
    inner = f"{rows} ORDER BY {newest()} DESC LIMIT %s"
    return f"SELECT kind, row, id FROM ({inner}) AS {one.kind}", [*values, one.most]  # noqa: S608 - our own names


def source() -> str:
    """Return where parts are read from, with the table of FTS5 in front of them on SQLite."""
    if connection.vendor == "sqlite":
        return "portal_searchgrams g CROSS JOIN portal_searchpart p ON p.id = g.rowid"
    return "portal_searchpart p"


def newest() -> str:
    """Return what parts are ordered by: FTS5 walks its own rows backwards without sorting them."""
    return "g.rowid" if connection.vendor == "sqlite" else "p.id"


def condition(words: Sequence[str], scope: str, kind: str) -> tuple[str, list[object]]:
    """Return the condition that a part holds the first word and its row, in whatever part, the others."""
    parts = [matches(words[0], scope, kind)]
    for word in words[1:]:
        sql, values = matches(word, scope, kind)
        parts.append((f"p.row IN (SELECT p.row FROM {source()} WHERE {sql})", values))  # noqa: S608 - our own names
    return " AND ".join(sql for sql, _values in parts), [value for _sql, values in parts for value in values]


def matches(word: str, scope: str, kind: str) -> tuple[str, list[object]]:
    """Return the condition that a part of a kind holds one word."""
    tokens, is_beginning = grams.phrase(word)
    if connection.vendor == "sqlite":
        marks = (grams.mark(kind), grams.mark(scope))
        looked = f"{tokens[0]}*" if is_beginning else f'"{" ".join(tokens)}"'
        return "g.portal_searchgrams MATCH %s", [" AND ".join((looked, *marks))]
    looked = f"'{tokens[0]}':*" if is_beginning else " <-> ".join(f"'{token}'" for token in tokens)
    return f"p.grams @@ %s::tsquery AND p.kind = %s AND p.is_{scope}", [looked, kind]


def counted(words: Sequence[str], scope: str, kind: str) -> int:
    """Return how many rows of a kind hold every word."""
    where, values = condition(words, scope, kind)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(DISTINCT p.row) FROM {source()} WHERE {where}", values)  # noqa: S608 - our own names
        return int(cursor.fetchone()[0])


def pending() -> dict[str, set[str]]:
    """Return the codes of cases of which the record tells and the index does not yet, by kind; the newest 200."""
    reached = Coalesce(Subquery(Cursor.objects.filter(name=FOLLOWER).values("seq")), 0)
    events = Event.objects.filter(seq__gte=reached).order_by("-seq").values_list("kind", "code")
    return subjects(events[:MOST_PENDING])


def subjects(events: Sequence[tuple[str, str]]) -> dict[str, set[str]]:
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
