"""Writes of coverage: items through three reviews, and readings of their reach."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from shangliang.ideas.models import GoldenIdea
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Invalid, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import Opening, advance, begin, begin_many, next_number
from shangliang.media.models import Channel, MediaItem, ReachSnapshot
from shangliang.people.models import Organization
from shangliang.sessions.models import Session


def add_channel(*, code: str, name: str, owner: str = "") -> Channel:
    """Return a channel, made when it is new."""
    row, _ = Channel.objects.get_or_create(code=code, defaults={"name": name, "owner": owner})
    return row


def new_item(
    *,
    title: str,
    kind: str,
    channel: Channel,
    region: Organization,
    author: int | None,
    session: Session | None = None,
    idea: GoldenIdea | None = None,
    link: str = "",
    page: str = "",
    words: str = "",
    published_on: date | None = None,
    number: int | None = None,
) -> MediaItem:
    """Return an item that is not saved yet."""
    return MediaItem(
        code=f"m{number or next_number('media')}",
        title=tidy(title),
        kind=kind,
        channel=channel,
        region=region,
        author_id=author,
        session=session,
        idea=idea,
        link=link.strip(),
        page=tidy(page),
        words=tidy(words),
        published_on=published_on,
    )


def write_item(item: MediaItem, *, actor: Actor, at: datetime) -> MediaItem:
    """Open a piece as a draft."""
    begin(item, "write", actor=actor, at=at)
    return item


def record_items(items: Iterable[MediaItem], *, actor: Actor, at: datetime) -> int:
    """Record pieces that were published elsewhere and return how many."""
    openings = [Opening(item, "record", {"title": item.title, "on": item.published_on}) for item in items]
    return len(begin_many(openings, actor=actor, at=at))


def met_needs(item: MediaItem, actor: Actor) -> dict[str, bool]:
    """Return which needs are met: words and place; a reviewer who is new to the piece."""
    known = {item.author_id, item.first_reviewer_id, item.second_reviewer_id}
    return {"words": bool(item.title and (item.link or item.page)), "other": actor.person not in known}


def take_step(item: MediaItem, verb: str, *, actor: Actor, at: datetime, reason: str = "") -> None:
    """Take one step of the three reviews; publishing writes the day."""
    changes: dict[str, object] = {}
    if verb == "pass_first":
        changes["first_reviewer_id"] = actor.person
    elif verb == "pass_second":
        changes["second_reviewer_id"] = actor.person
    elif verb == "publish" and item.published_on is None:
        changes["published_on"] = local_date(at)
    elif verb == "return":
        changes |= {"first_reviewer_id": None, "second_reviewer_id": None}
    public = {"title": item.title} if verb == "publish" else {}
    advance(item, verb, actor=actor, at=at, met=met_needs(item, actor), changes=changes, reason=reason, public=public)


@transaction.atomic
def read_reach(
    item: MediaItem, *, read_at: datetime, source: str, reads: int = 0, plays: int = 0, interactions: int = 0
) -> ReachSnapshot:
    """Return a new reading of an item's reach; the newest reading is what every sum counts.

    Raises Invalid without a source, for numbers below zero, or for a second reading of the same moment.
    """
    if not source.strip():
        raise Invalid(Words("写明读数从哪里来。", "Say where the figure was read."), field="source")
    if min(reads, plays, interactions) < 0:
        raise Invalid(Words("读数不能是负数。", "A reading is not below zero."), field="reads")
    if ReachSnapshot.objects.filter(item=item, read_at=read_at).exists():
        raise Invalid(Words("这个时刻已有一次读数。", "There is a reading of this moment already."), field="read_at")
    row = ReachSnapshot.objects.create(
        item=item, read_at=read_at, reads=reads, plays=plays, interactions=interactions, source=source.strip()
    )
    newest = ReachSnapshot.objects.filter(item=item).order_by("-read_at").first()
    if newest:
        MediaItem.objects.filter(pk=item.pk).update(reads=newest.reads, plays=newest.plays)
    return row
