"""Reads of coverage: items that may be seen, reach summed from the newest snapshots without double counting."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet, Sum

from shangliang.kernel.calendar import local_date
from shangliang.kernel.workflow import Actor, Role
from shangliang.ledger.queries import kept_with_record, sole
from shangliang.media import rules
from shangliang.media.models import Channel, MediaItem, ReachSnapshot
from shangliang.media.workflow import DESK, IN_REVIEW, REVIEWERS
from shangliang.people.models import Organization
from shangliang.people.queries import city, seen_in
from shangliang.sessions.models import Session

PAGE = 50
OWN = Q(mirror_of=None)
VIDEO = Q(kind__in=rules.VIDEO_KINDS)
LIST_FIELDS = (
    "code", "title", "kind", "state", "published_on", "page", "link", "reads", "plays", "read_at", "read_source",
    "mirror_of", "opened_at", "channel__name", "channel__code", "session__number",
)  # fmt: skip


def visible_to(actor: Actor) -> QuerySet[MediaItem]:
    """Return the items that the actor may see: published ones, for the newspaper's staff all of their region."""
    rows = MediaItem.objects.select_related("channel", "session")
    regions = (seat.region for seat in actor.seats if seat.role in DESK.by)
    return seen_in(rows, regions, beside=Q(state="published"))


def published() -> QuerySet[MediaItem]:
    """Return the published items."""
    return MediaItem.objects.filter(state="published").select_related("channel", "session")


def item_for(actor: Actor, code: str) -> MediaItem | None:
    """Return one item with what its page needs, or None when there is none that the actor may see."""
    related = ("idea", "region", "author", "first_reviewer", "second_reviewer", "final_reviewer", "mirror_of")
    return sole(visible_to(actor).select_related(*related).filter(code=code))


def items_by_link(keys: Iterable[str]) -> dict[str, MediaItem]:
    """Return the items that stand for these links, by link."""
    wanted = [key for key in keys if key]
    rows = MediaItem.objects.filter(link_key__in=wanted, mirror_of=None).exclude(state="withdrawn") if wanted else []
    return {row.link_key: row for row in rows}


def has_copies(item: MediaItem) -> bool:
    """Return whether other items are marked as copies of this one."""
    return MediaItem.objects.filter(mirror_of=item).exists()


def met_needs(item: MediaItem, actor: Actor, at: datetime) -> dict[str, bool]:
    """Return which needs of the table are met: words, a reviewer who is new to the piece, a place.

    A reading and an original are named in their own forms, so they count as there until the form says otherwise.
    """
    known = {item.author_id, item.first_reviewer_id, item.second_reviewer_id, item.final_reviewer_id}
    day = item.published_on or local_date(at)
    return {
        "words": bool(item.title and item.words),
        "other": actor.person is not None and actor.person not in known,
        "place": rules.has_place(item.link, item.page, day, local_date(at)),
        "reading": True,
        "original": True,
    }


# --- Desk -------------------------------------------------------------------------------------------------------


def mine(actor: Actor) -> Q:
    """Return the condition that a piece waits for the actor: to review, to publish, or an own draft."""
    waits = Q(pk__in=[])
    open_states = Q(state__in=[str(state) for state in IN_REVIEW] + ["scheduled", "draft"])
    if actor.holds(*REVIEWERS):
        done = Q(author=actor.person) | Q(first_reviewer=actor.person) | Q(second_reviewer=actor.person)
        # Columns may be empty: a plain exclusion would lose those rows in SQL.
        known = MediaItem.objects.filter(done, state__in=[str(state) for state in IN_REVIEW]).values("pk")
        waits |= Q(state__in=[str(state) for state in IN_REVIEW]) & ~Q(pk__in=known)
    if actor.holds(Role.EDITOR):
        waits |= Q(state="scheduled")
    if actor.holds(Role.EDITOR, Role.REPORTER):
        waits |= Q(state="draft", author=actor.person)
    return open_states & waits  # said once for all, so that the database begins with the few that are open


def desk_rows(actor: Actor, view: str, after: str = "") -> list[MediaItem]:
    """Return one page of the desk's list and one row more when there is another; `after` is what `place_of` gave."""
    rows = visible_to(actor).only(*LIST_FIELDS)
    if view == "published":
        return list(beyond(rows.filter(state="published"), after).order_by("-published_on", "-pk")[: PAGE + 1])
    if view == "mine":
        rows = rows.filter(mine(actor))
    elif view == "review":
        rows = rows.filter(state__in=[str(state) for state in IN_REVIEW])
    elif view != "all":
        rows = rows.filter(state=view)
    if after.isdigit():
        rows = rows.filter(pk__lt=int(after))
    return list(rows.order_by("-pk")[: PAGE + 1])


def place_of(item: MediaItem, view: str) -> str:
    """Return the place of an item in a list, from which the next page goes on."""
    return f"{item.published_on}_{item.pk}" if view == "published" else str(item.pk)


def beyond(rows: QuerySet[MediaItem], after: str) -> QuerySet[MediaItem]:
    """Return the published items behind a place such as 2022-09-29_17."""
    day, _, key = after.partition("_")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return rows
    if not key.isdigit():
        return rows
    # The first condition lets the index begin there; the second leaves out what was shown of that day.
    return rows.filter(published_on__lte=on).exclude(published_on=on, pk__gte=int(key))


def waiting_count(actor: Actor) -> int:
    """Return how many pieces wait for the actor."""
    return visible_to(actor).filter(mine(actor)).count()


# --- Reach ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reach:
    """Reach summed over items; copies are left out of reads and plays and counted apart."""

    articles: int
    videos: int
    reads: int
    plays: int
    copies: int
    read_at: datetime | None = None

    @property
    def is_hit(self) -> bool:
        """Return whether the plays make a hit."""
        return rules.is_hit(self.plays)


def reach_of(items: QuerySet[MediaItem]) -> Reach:
    """Return the reach of some items."""
    found = items.order_by().aggregate(
        articles=Count("pk", filter=~VIDEO & OWN),
        videos=Count("pk", filter=VIDEO & OWN),
        copies=Count("pk", filter=~OWN),
        reads=Sum("reads", filter=OWN, default=0),
        plays=Sum("plays", filter=OWN, default=0),
        read_at=Max("read_at"),
    )
    return Reach(**found)


def reach_total() -> Reach:
    """Return the reach of everything published."""
    return reach_of(published())


def reach_of_session(session: Session) -> Reach:
    """Return the reach of one session."""
    return reach_of(published().filter(session=session))


@dataclass(frozen=True)
class Sums:
    """What was published in one channel or about one session, and how far it reached."""

    code: str
    name: str
    articles: int
    videos: int
    copies: int
    reads: int
    plays: int

    @property
    def is_hit(self) -> bool:
        """Return whether the plays make a hit."""
        return rules.is_hit(self.plays)


@dataclass(frozen=True)
class Coverage:
    """Everything published, summed once by channel and by session; both sums agree with the whole."""

    whole: Reach
    channels: Sequence[Sums] = field(default=())
    sessions: Sequence[Sums] = field(default=())


def coverage() -> Coverage:
    """Return the sums of everything published; counted anew when the record has grown."""
    return kept_with_record("media.coverage", lambda: coverage_of(published()))


def coverage_of(items: QuerySet[MediaItem]) -> Coverage:
    """Return the sums of some items in one query."""
    rows = items.order_by()
    groups = rows.values("channel__code", "channel__name", "session__number", "session__title").annotate(
        articles=Count("pk", filter=~VIDEO & OWN),
        videos=Count("pk", filter=VIDEO & OWN),
        copies=Count("pk", filter=~OWN),
        reads=Sum("reads", filter=OWN, default=0),
        plays=Sum("plays", filter=OWN, default=0),
        newest=Max("read_at"),
    )
    found = list(groups)
    moments = [row["newest"] for row in found if row["newest"]]
    whole = summed("", "", found)
    reach = Reach(whole.articles, whole.videos, whole.reads, whole.plays, whole.copies, max(moments, default=None))
    channels = grouped(found, "channel__code", "channel__name")
    sessions = grouped([row for row in found if row["session__number"]], "session__number", "session__title")
    return Coverage(
        reach,
        sorted(channels, key=lambda one: (-one.plays, -one.reads, one.code)),
        sorted(sessions, key=lambda one: -int(one.code)),
    )


def grouped(rows: Sequence[Mapping[str, object]], code: str, name: str) -> list[Sums]:
    """Return rows of sums put together by one column."""
    groups: dict[object, list[Mapping[str, object]]] = {}
    for row in rows:
        groups.setdefault(row[code], []).append(row)
    return [summed(str(key), str(group[0][name]), group) for key, group in groups.items()]


def summed(code: str, name: str, rows: Sequence[Mapping[str, object]]) -> Sums:
    """Return one line of sums."""
    names = ("articles", "videos", "copies", "reads", "plays")
    return Sums(code, name, *(sum(int(str(row[key])) for row in rows) for key in names))


def reach_by_session() -> Sequence[Sums]:
    """Return what was published about each session, newest 期 first."""
    return coverage().sessions


def reach_by_channel() -> Sequence[Sums]:
    """Return what was published in each channel, the most played first; copies count in no reach."""
    return coverage().channels


def public_rows(*, channel: str = "", session: str = "", kind: str = "", after: str = "") -> list[MediaItem]:
    """Return one page (and one row more) of what was published, newest first, filtered."""
    rows = published().only(*LIST_FIELDS)
    if channel:
        rows = rows.filter(channel__code=channel)
    if session.isdigit():
        rows = rows.filter(session__number=int(session))
    if kind:
        rows = rows.filter(kind=kind)
    return list(beyond(rows, after).order_by("-published_on", "-pk")[: PAGE + 1])


def snapshots_of(item: MediaItem) -> QuerySet[ReachSnapshot]:
    """Return the readings of an item, oldest first."""
    return ReachSnapshot.objects.filter(item=item).order_by("read_at")


def known_readings(items: Iterable[MediaItem]) -> dict[tuple[int, datetime], tuple[int, int]]:
    """Return what some items showed, reads and plays by item id and moment."""
    rows = ReachSnapshot.objects.filter(item__in=[item.pk for item in items])
    return {
        (item, at): (reads, plays)
        for item, at, reads, plays in rows.values_list("item_id", "read_at", "reads", "plays")
    }


def ledger() -> QuerySet[MediaItem]:
    """Return the press ledger: the newest 20,000 published pieces."""
    return published().order_by("-published_on", "-pk")[:20_000]


def curve_of(session: Session) -> list[rules.Point]:
    """Return how the plays and reads of a session's own pieces grew, reading by reading."""
    rows = ReachSnapshot.objects.filter(item__session=session, item__state="published", item__mirror_of=None)
    found = rows.order_by("read_at").values_list("item_id", "read_at", "plays", "reads")
    return rules.curve(rules.Reading(*row) for row in found)


def sources_of(session: Session) -> list[str]:
    """Return where the newest readings of a session's pieces were taken, each named once."""
    rows = published().filter(session=session, mirror_of=None).exclude(read_source="")
    return list(rows.order_by("read_source").values_list("read_source", flat=True).distinct())


def items_of_session(session: Session) -> QuerySet[MediaItem]:
    """Return what was published about a session, newest first."""
    return published().filter(session=session).order_by("-published_on", "-pk")


def region_of(actor: Actor) -> Organization:
    """Return the region for which the actor writes: that of the newspaper, the city's where it has none."""
    seat = actor.seat_as(*DESK.by)
    found = Organization.objects.filter(pk=seat.region).first() if seat and seat.region else None
    return found or city()


def channels() -> QuerySet[Channel]:
    """Return all channels."""
    return Channel.objects.order_by("pk")


def by_code_or_link(marks: Iterable[str]) -> dict[str, MediaItem]:
    """Return published items by what a list calls them: their code, or their link."""
    typed = {mark: rules.link_key(mark) for mark in marks}
    rows = published().filter(Q(code__in=typed) | (Q(link_key__in=[key for key in typed.values() if key]) & OWN))
    by_code: dict[str, MediaItem] = {}
    for row in rows:
        by_code[row.code] = row
        if row.link_key:
            by_code.setdefault(row.link_key, row)
    found = {mark: by_code.get(mark) or by_code.get(key) for mark, key in typed.items()}
    return {mark: row for mark, row in found.items() if row is not None}
