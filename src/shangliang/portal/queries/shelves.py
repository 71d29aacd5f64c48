"""What can be searched: every kind of row, the columns that are read, and who may see which of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from shangliang.dispatch.models import Dispatch
from shangliang.dispatch.queries import visible_to as visible_orders
from shangliang.dispatch.workflow import CASE_PAGE
from shangliang.fieldwork.models import FieldVisit
from shangliang.fieldwork.queries import visible_to as visible_visits
from shangliang.fieldwork.workflow import DESK_GRANT as VISITS_DESK
from shangliang.ideas.models import GoldenIdea
from shangliang.ideas.queries import public_ideas
from shangliang.ideas.queries import visible_to as visible_ideas
from shangliang.ideas.workflow import IDEAS_DESK
from shangliang.kernel.workflow import ANYONE, Actor, Grant
from shangliang.ledger.models import Case
from shangliang.media.models import MediaItem
from shangliang.media.queries import published
from shangliang.media.queries import visible_to as visible_items
from shangliang.media.workflow import DESK as MEDIA_DESK
from shangliang.opinions.models import Conversation
from shangliang.opinions.queries import visible_to as visible_conversations
from shangliang.opinions.workflow import DESK as OPINIONS_DESK
from shangliang.portal import grams
from shangliang.proposals.models import Proposal
from shangliang.proposals.queries import visible_to as visible_proposals
from shangliang.proposals.workflow import PROPOSALS_DESK
from shangliang.sessions.models import Session
from shangliang.sessions.queries import visible_to as visible_sessions
from shangliang.sessions.workflow import DESK as SESSIONS_DESK
from shangliang.topics.models import Topic
from shangliang.topics.queries import public_topics
from shangliang.topics.queries import visible_to as visible_topics
from shangliang.topics.workflow import BOARD_GRANT
from shangliang.voices.models import Voice
from shangliang.voices.queries import public_voices
from shangliang.voices.queries import visible_to as visible_voices
from shangliang.voices.workflow import READ

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Shelf:
    """One kind of row: what the public may read of it (nothing without `open_rows`), and what staff may.

    `columns` are read for the public and, unless `staff_columns` says otherwise, for staff.
    """

    kind: str
    model: type[Case]
    columns: tuple[str, ...]
    open_rows: Callable[[], Rows] | None
    grant: Grant
    staff_rows: Callable[[Actor], Rows]
    staff_columns: tuple[str, ...] = ()
    link: str = ""
    """The column with the address at which everybody reads it, where it has no page here."""

    def texts(self, keys: Iterable[int]) -> dict[tuple[int, bool, bool], str]:
        """Return what is searched of some rows, by id and for whom: the public, staff, or both."""
        keys = list(keys)
        public = set(self.open_rows().filter(pk__in=keys).values_list("pk", flat=True)) if self.open_rows else set()
        staff = self.read(self.staff_columns or self.columns, keys)
        if not self.staff_columns:
            return {(key, key in public, True): text for key, text in staff.items()}
        found = {(key, False, True): text for key, text in staff.items()}
        return found | {(key, True, False): text for key, text in self.read(self.columns, public).items()}

    def read(self, columns: tuple[str, ...], keys: Iterable[int]) -> dict[int, str]:
        """Return columns of some rows as texts, by id."""
        rows: Rows = self.model._default_manager.filter(pk__in=list(keys)).order_by()  # noqa: SLF001 - Django's public-in-practice name
        return {row[0]: grams.joined(row[1:]) for row in rows.values_list("pk", *columns)}


SHELVES: tuple[Shelf, ...] = (
    Shelf("topic", Topic, ("code", "title", "title_en", "problem", "result"), public_topics, BOARD_GRANT,
          visible_topics),
    Shelf("idea", GoldenIdea, ("code", "official_no", "title", "quote", "problem", "lead_unit__name"), public_ideas,
          IDEAS_DESK, visible_ideas),
    Shelf("session", Session, ("code", "title", "title_en", "place"), lambda: visible_sessions(ANYONE),
          SESSIONS_DESK, visible_sessions),
    Shelf("conversation", Conversation, ("code", "title", "intro"), lambda: visible_conversations(ANYONE),
          OPINIONS_DESK, visible_conversations),
    Shelf("voice", Voice, ("code", "body_public", "district__name"), public_voices, READ, visible_voices,
          ("code", "title", "body_original", "place_text", "district__name", "external_id")),
    Shelf("media", MediaItem, ("code", "title", "words"), published, MEDIA_DESK, visible_items, link="link"),
    Shelf("visit", FieldVisit, ("code", "title", "place"), None, VISITS_DESK, visible_visits),
    Shelf("proposal", Proposal, ("code", "title"), None, PROPOSALS_DESK, visible_proposals),
    Shelf("dispatch", Dispatch, ("code", "title", "lead_unit__name"), None, CASE_PAGE, visible_orders),
)  # fmt: skip
BY_KIND: Mapping[str, Shelf] = {shelf.kind: shelf for shelf in SHELVES}
OPEN_SHELVES = tuple(shelf for shelf in SHELVES if shelf.open_rows is not None)
