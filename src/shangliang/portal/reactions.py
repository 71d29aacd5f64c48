"""What follows in the portal: the search index is brought up to what the record tells of."""

from collections.abc import Callable
from datetime import datetime

from shangliang.ledger.actions import Follower
from shangliang.ledger.models import Event
from shangliang.portal.actions import follow_record, look_through
from shangliang.portal.queries.index import FOLLOWER
from shangliang.portal.queries.shelves import SHELVES


def follow_one(event: Event, at: datetime) -> None:
    """Bring the index up to what one event changed."""
    follow_record([event], at)


REACTIONS = (
    Follower(
        FOLLOWER,
        frozenset((kind, "*") for kind in (*(shelf.kind for shelf in SHELVES), "moderation")),
        follow_one,
        follow_record,
        behind=("voices.publish",),
    ),
)
TIMERS: tuple[Callable[[datetime], int], ...] = (look_through,)
