"""The search over cases for staff: what the index holds, as far as the searcher may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shangliang.kernel.calendar import local_date
from shangliang.kernel.workflow import Actor, may
from shangliang.portal import grams
from shangliang.portal.queries import index
from shangliang.portal.queries.search import among
from shangliang.portal.queries.shelves import BY_KIND, SHELVES, Shelf
from shangliang.voices.queries import visible_to as visible_voices
from shangliang.voices.queries.cases import is_number, named
from shangliang.voices.workflow import READ

MOST = 60
LOOKED = 150
"""How many rows of a kind are asked of the index at once; when few of them may be seen, it is asked again."""


@dataclass(frozen=True)
class CaseHit:
    """One case that was found."""

    kind: str
    code: str
    title: str
    state: str
    moved_at: datetime

    @property
    def day(self) -> date:
        """Return the day on which it was last moved."""
        return local_date(self.moved_at)


def search_cases(actor: Actor, words: Sequence[str]) -> list[CaseHit]:
    """Return up to sixty cases that hold every word and that the actor may see, last moved first."""
    if not words:
        return []
    shelves = [shelf for shelf in SHELVES if may(actor, shelf.grant)]
    looked = index.found(words, index.STAFF, [index.Asked(shelf.kind, LOOKED) for shelf in shelves])
    fresh = index.pending()
    hits = voices_named(actor, words)
    for shelf in shelves:
        hits |= hits_of(shelf, actor, words, looked.get(shelf.kind, []), fresh.get(shelf.kind, set()))
    return sorted(hits, key=lambda hit: (hit.moved_at, hit.code), reverse=True)[:MOST]


def hits_of(
    shelf: Shelf, actor: Actor, words: Sequence[str], looked: list[tuple[int, int]], fresh: set[str]
) -> set[CaseHit]:
    """Return the cases of one kind that hold every word and that the actor may see: sixty, or all there are."""
    visible, found = shelf.staff_rows(actor), set[CaseHit]()
    while looked or fresh:
        rows = among(visible, [row for row, _part in looked], fresh).values(*shown(shelf))
        found |= {as_hit(shelf, row) for row in rows if grams.holds(text_of(shelf, row), words)}
        if len(looked) < LOOKED or len(found) >= MOST:
            break
        following = index.Asked(shelf.kind, LOOKED, below=looked[-1][1])
        looked, fresh = index.found(words, index.STAFF, [following]).get(shelf.kind, []), set()
    return found


def shown(shelf: Shelf) -> list[str]:
    """Return the columns of a kind that are searched or shown."""
    return list(dict.fromkeys(("code", "title", "state", "moved_at", *(shelf.staff_columns or shelf.columns))))


def text_of(shelf: Shelf, row: dict[str, Any]) -> str:
    """Return what is searched of a row."""
    return grams.joined(row[name] for name in shelf.staff_columns or shelf.columns)


def as_hit(shelf: Shelf, row: dict[str, Any]) -> CaseHit:
    """Return a row as a case that was found."""
    return CaseHit(shelf.kind, row["code"], row["title"], row["state"], row["moved_at"])


def voices_named(actor: Actor, words: Sequence[str]) -> set[CaseHit]:
    """Return the voices that a number names, a phone or the end of one, and that hold the other words.

    Words that are no numbers may each name one too, by its query code.
    """
    if not may(actor, READ):
        return set()
    shelf = BY_KIND["voice"]
    numbers = [word for word in words if is_number(word)]
    rows = visible_voices(actor).filter(*(named(word) for word in numbers or words)).select_related(None)
    found = rows.order_by("-moved_at").values(*shown(shelf))[:LOOKED]
    rest = [word for word in words if word not in numbers] if numbers else []
    return {as_hit(shelf, row) for row in found if grams.holds(text_of(shelf, row), rest)}
