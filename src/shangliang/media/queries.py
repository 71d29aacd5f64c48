"""Reads of coverage: items that may be seen, reach summed from the newest snapshots without double counting."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from shangliang.kernel.workflow import Actor, Role
from shangliang.media import rules
from shangliang.media.models import Channel, MediaItem, ReachSnapshot
from shangliang.sessions.models import Session

STAFF = (Role.EDITOR, Role.REPORTER, Role.REVIEWER)


def visible_to(actor: Actor) -> QuerySet[MediaItem]:
    """Return the items that the actor may see: everybody those that were published."""
    rows = MediaItem.objects.select_related("channel", "session").order_by("-published_on", "-pk")
    return rows if actor.holds(*STAFF) else rows.filter(state="published")


def published() -> QuerySet[MediaItem]:
    """Return the published items."""
    return MediaItem.objects.filter(state="published").select_related("channel", "session")


@dataclass(frozen=True)
class Reach:
    """Reach summed over items; copies are left out of reads and plays and counted apart."""

    articles: int
    videos: int
    reads: int
    plays: int
    copies: int

    @property
    def is_hit(self) -> bool:
        """Return whether the plays make a hit."""
        return rules.is_hit(self.plays)


def reach_of(items: QuerySet[MediaItem]) -> Reach:
    """Return the reach of some items."""
    own = Q(mirror_of=None)
    video = Q(kind__in=["live", "clip"])
    found = items.aggregate(
        articles=Count("pk", filter=~video),
        videos=Count("pk", filter=video),
        copies=Count("pk", filter=~own),
        reads=Sum("reads", filter=own, default=0),
        plays=Sum("plays", filter=own, default=0),
    )
    return Reach(found["articles"], found["videos"], found["reads"], found["plays"], found["copies"])


def reach_total() -> Reach:
    """Return the reach of everything published."""
    return reach_of(published())


def reach_of_session(session: Session) -> Reach:
    """Return the reach of one session."""
    return reach_of(published().filter(session=session))


def reach_by_session() -> list[dict[str, object]]:
    """Return per session: number, title, articles, reads, plays; newest first."""
    own = Q(mirror_of=None)
    video = Q(kind__in=["live", "clip"])
    rows = (
        published()
        .exclude(session=None)
        .values("session__number", "session__title")
        .annotate(
            articles=Count("pk", filter=~video),
            reads=Sum("reads", filter=own, default=0),
            plays=Sum("plays", filter=own, default=0),
        )
        .order_by("-session__number")
    )
    return [{**row, "is_hit": rules.is_hit(row["plays"])} for row in rows]


def reach_by_channel() -> list[dict[str, object]]:
    """Return per channel: name, items, reads, plays."""
    rows = (
        published()
        .values("channel__name")
        .annotate(items=Count("pk"), reads=Sum("reads", default=0), plays=Sum("plays", default=0))
        .order_by("-plays", "-reads")
    )
    return list(rows)


def snapshots_of(item: MediaItem) -> QuerySet[ReachSnapshot]:
    """Return the readings of an item, oldest first."""
    return ReachSnapshot.objects.filter(item=item).order_by("read_at")


def items_of_session(session: Session) -> QuerySet[MediaItem]:
    """Return what was published about a session, newest first."""
    return published().filter(session=session).order_by("-published_on", "-pk")


def channels() -> QuerySet[Channel]:
    """Return all channels."""
    return Channel.objects.order_by("pk")
