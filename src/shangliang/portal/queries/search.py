"""Search over what everybody may see: five kinds of things, each in one query, with the place where it was found."""

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

from django.db.models import Model, Q, QuerySet

from shangliang.ideas.queries import public_ideas
from shangliang.kernel.workflow import ANYONE
from shangliang.opinions.queries import visible_to as visible_conversations
from shangliang.portal import rules
from shangliang.sessions.queries import visible_to as visible_sessions
from shangliang.topics.queries import public_topics
from shangliang.voices.queries import public_voices

FEW, MANY = 5, 50


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


@dataclass(frozen=True)
class Shelf:
    """One kind of thing that can be searched: its rows, the columns that are read, and how its text is shown."""

    kind: str
    rows: Callable[[], QuerySet[Model]]
    columns: tuple[str, ...]


SHELVES = (
    Shelf("topic", public_topics, ("code", "title", "title_en", "problem", "result")),
    Shelf("idea", public_ideas, ("code", "official_no", "title", "quote", "problem", "lead_unit__name")),
    Shelf("session", lambda: visible_sessions(ANYONE), ("code", "title", "title_en", "place")),
    Shelf("conversation", lambda: visible_conversations(ANYONE), ("code", "title", "intro")),
    Shelf("voice", public_voices, ("code", "title", "body_public", "place_text", "district__name")),
)


def search(words: Sequence[str], kind: str = "") -> list[Found]:
    """Return what holds every word, five of each kind; fifty of one kind when named. One query for each kind."""
    if not words:
        return []
    wanted = [shelf for shelf in SHELVES if kind in ("", shelf.kind)]
    return [found for shelf in wanted if (found := search_shelf(shelf, words, MANY if kind else FEW)).hits]


def search_shelf(shelf: Shelf, words: Sequence[str], most: int) -> Found:
    """Return what one shelf holds for the words."""
    held = [reduce(operator.or_, (Q(**{f"{name}__icontains": word}) for name in shelf.columns)) for word in words]
    rows = list(shelf.rows().filter(*held).select_related(None).values_list(*shelf.columns)[: most + 1])
    hits = [hit_of(shelf, dict(zip(shelf.columns, row, strict=True)), words) for row in rows[:most]]
    return Found(shelf.kind, hits, len(rows) > most)


def hit_of(shelf: Shelf, row: dict[str, str | None], words: Sequence[str]) -> Hit:
    """Return a row as a hit: the title with its hits marked, and the column around the first other hit."""
    code, title = row["code"] or "", row["title"] or ""
    others = [text for name, text in row.items() if name not in ("code", "title") and text]
    lowered = [word.lower() for word in words]
    text = next((text for text in others if any(word in text.lower() for word in lowered)), others[0] if others else "")
    marked = rules.snippet(title, words, around=len(title))
    return Hit(code, marked, rules.place(shelf.kind, code), rules.snippet(text, words))
