"""Watching: the ladder of supervision, visits on site, looking back; the clock's own reminders are in `timing`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F

from shangliang.dispatch.models import CoHandling, Dispatch, FollowUpVisit, LookBack, Supervision
from shangliang.dispatch.rules import LEVELS, level_below_used
from shangliang.ideas import actions as ideas
from shangliang.kernel.calendar import local_date
from shangliang.kernel.codes import query_code
from shangliang.kernel.refusals import Invalid, Words
from shangliang.kernel.text import clip, tidy
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import advance
from shangliang.ledger.models import Event
from shangliang.people.models import Organization
from shangliang.voices.actions.photos import drawn_anew


@transaction.atomic
def supervise(
    order: Dispatch,
    level: str,
    *,
    words: str = "",
    kind: str = "administrative",
    joint: Iterable[str] = (),
    addressed_to: str = "",
    actor: Actor,
    at: datetime,
) -> Event:
    """Take one step of the ladder 催办, 预警, 督办单, 挂牌, 约谈 and return its event.

    Every step but the first is addressed to a named post. 挂牌 and 约谈 are the leader's, need a reason, and the step
    below must have been taken in this round. `joint` names the other kinds of supervision that take part.
    """
    if level not in LEVELS:
        raise Invalid(Words("请选督办的层级。", "Please choose a level."), field="level", value=level)
    others = [one for one in dict.fromkeys(joint) if one in dict(Supervision.KINDS) and one != kind]
    post = tidy(addressed_to)[:120]
    used = set(Supervision.objects.filter(dispatch=order).values_list("level", flat=True))
    marks: dict[str, dict[str, Any]] = {"notice": {"chased_at": at}, "list": {"is_listed": True}}
    event = advance(
        order,
        level,
        actor=actor,
        at=at,
        met={"level_below": level_below_used(level, used), "addressee": bool(post)},
        reason=words,
        changes=marks.get(level, {}),
        public={"kind": kind, "joint": others, "unit": str(order.lead_unit), "addressed_to": post},
    )
    Supervision.objects.create(
        dispatch=order,
        level=level,
        kind=kind,
        joint=others,
        addressed_to=post,
        words=tidy(words),
        made_by_id=actor.person,
        made_at=at,
    )
    return event


@transaction.atomic
def chase_opinion(order: Dispatch, unit: Organization, *, actor: Actor, at: datetime) -> Event:
    """Remind a co-handling unit of its opinion, and return the event."""
    event = advance(order, "remind", actor=actor, at=at, public={"unit": str(unit), "about": "opinion"})
    CoHandling.objects.filter(dispatch=order, unit=unit).update(chased_count=F("chased_count") + 1)
    return event


@dataclass(frozen=True)
class Sight:
    """What three parties saw on site: who was there by post, what was found, what it looked like, when they come again.

    Photos are files as they were sent; they are drawn anew before they are kept.
    """

    visited_on: date
    finding: str
    notes: str
    reporter: str
    member: str
    unit: str
    place: str = ""
    next_on: date | None = None
    article_url: str = ""
    before: IO[bytes] | None = None
    after: IO[bytes] | None = None


@transaction.atomic
def follow_up(order: Dispatch, sight: Sight, *, actor: Actor, at: datetime) -> FollowUpVisit:
    """Keep what reporter, member and unit saw on site, and return it; people are named by post."""
    if sight.finding not in dict(FollowUpVisit.FINDINGS):
        raise Invalid(Words("请选追访所见。", "Please choose what was found."), field="finding", value=sight.finding)
    if sight.visited_on > local_date(at):
        raise Invalid(Words("追访日期不能晚于今天。", "The visit cannot be after today."), field="visited_on")
    if sight.next_on is not None and sight.next_on <= sight.visited_on:
        raise Invalid(Words("下次追访要在这次之后。", "The next visit comes after this one."), field="next_on")
    posts = [tidy(post) for post in (sight.reporter, sight.member, sight.unit)]
    facts = {
        "finding": sight.finding,
        "visited_on": sight.visited_on,
        "next_on": sight.next_on,
        "people": "、".join(post for post in posts if post),
    }
    advance(order, "follow_up", actor=actor, at=at, met={"parties": all(posts)}, public=facts)
    row = FollowUpVisit(
        dispatch=order,
        visited_on=sight.visited_on,
        finding=sight.finding,
        notes=tidy(sight.notes),
        place=tidy(sight.place),
        people=clip("、".join(posts), 200),
        next_on=sight.next_on,
        article_url=sight.article_url,
        made_by_id=actor.person,
    )
    for field, file in ((row.before_photo, sight.before), (row.after_photo, sight.after)):
        if file is not None:
            content, _, _ = drawn_anew(file)
            field.save(f"{query_code(16).lower()}.jpg", ContentFile(content), save=False)
    row.save()
    return row


@transaction.atomic
def publish_visit(order: Dispatch, row: FollowUpVisit, *, article_url: str, actor: Actor, at: datetime) -> Event:
    """Note where the piece about a visit was published."""
    is_mine = row.dispatch_id == order.pk and bool(article_url.strip())
    facts = {"visited_on": row.visited_on, "article": article_url}
    event = advance(order, "publish_visit", actor=actor, at=at, met={"address": is_mine}, public=facts)
    FollowUpVisit.objects.filter(pk=row.pk).update(article_url=article_url)
    return event


@transaction.atomic
def lookback(order: Dispatch, row: LookBack | None, *, finding: str, notes: str, actor: Actor, at: datetime) -> Event:
    """Keep what was seen when a written-off matter was looked at again, once its day has come."""
    if finding not in dict(LookBack.FINDINGS):
        raise Invalid(Words("请选回头看的所见。", "Please choose what was found."), field="finding", value=finding)
    is_turn = row is not None and row.dispatch_id == order.pk and row.done_at is None and row.due_on <= local_date(at)
    facts = {"after_days": row.after_days if row else 0, "finding": finding}
    event = advance(order, "lookback", actor=actor, at=at, met={"turn": is_turn}, public=facts)
    if row is not None:
        LookBack.objects.filter(pk=row.pk).update(
            done_at=at, finding=finding, notes=tidy(notes), done_by_id=actor.person
        )
    if order.idea is not None and order.idea.state == "closed":
        ideas.lookback(order.idea, facts=facts, actor=actor, at=at)
    return event


def lift(order: Dispatch, *, at: datetime) -> int:
    """Mark the steps of supervision as resolved after a reply was accepted, and return how many."""
    Dispatch.objects.filter(pk=order.pk).update(is_listed=False)
    return Supervision.objects.filter(dispatch=order, resolved_at=None).update(resolved_at=at)
