"""Watching: reminders by the clock, the ladder of supervision, visits on site, looking back."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from shangliang.dispatch.models import CoHandling, Dispatch, FollowUpVisit, LookBack, Reminder, Supervision
from shangliang.dispatch.rules import LEVELS, level_below_used, reminders_due
from shangliang.dispatch.workflow import AT_WORK
from shangliang.ideas import actions as ideas
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Invalid, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import SYSTEM, Actor
from shangliang.ledger.actions import advance
from shangliang.ledger.models import Event
from shangliang.ledger.queries import calendar
from shangliang.people.models import Organization


@transaction.atomic
def supervise(
    order: Dispatch, level: str, *, words: str = "", kind: str = "administrative", actor: Actor, at: datetime
) -> Event:
    """Take one step of the ladder 催办, 预警, 督办单, 挂牌, 约谈 and return its event.

    挂牌 and 约谈 are the leader's, need a reason, and the step below must have been taken in this round.
    """
    if level not in LEVELS:
        raise Invalid(Words("请选督办的层级。", "Please choose a level."), field="level", value=level)
    used = set(Supervision.objects.filter(dispatch=order).values_list("level", flat=True))
    marks: dict[str, dict[str, Any]] = {"notice": {"chased_at": at}, "list": {"is_listed": True}}
    event = advance(
        order,
        level,
        actor=actor,
        at=at,
        met={"level_below": level_below_used(level, used)},
        reason=words,
        changes=marks.get(level, {}),
        public={"kind": kind, "unit": str(order.lead_unit)},
    )
    Supervision.objects.create(
        dispatch=order, level=level, kind=kind, words=tidy(words), made_by_id=actor.person, made_at=at
    )
    return event


@transaction.atomic
def chase_opinion(order: Dispatch, unit: Organization, *, actor: Actor, at: datetime) -> Event:
    """Remind a co-handling unit of its opinion, and return the event."""
    event = advance(order, "remind", actor=actor, at=at, public={"unit": str(unit), "about": "opinion"})
    CoHandling.objects.filter(dispatch=order, unit=unit).update(chased_count=F("chased_count") + 1)
    return event


def run_timers(at: datetime) -> int:
    """Send every reminder that is due and was not sent, and return how many; may run as often as one likes."""
    rows = Dispatch.objects.filter(state__in=[str(state) for state in AT_WORK], reply_due_at__isnull=False)
    orders = rows.select_related("region", "lead_unit", "voice", "idea", "proposal")
    days = calendar()
    sent = 0
    for order in orders.filter(Q(reply_due_from__lte=at)).iterator(chunk_size=500):
        start, due = order.reply_due_from, order.reply_due_at
        if start is None or due is None:
            continue
        kinds = reminders_due(days, at, start, due, provisional=order.reply_provisional)
        sent += sum(remind_once(order, kind, due, order.lead_unit, at=at) for kind in kinds)
        if order.state == "issued" and order.due_at is not None and at >= order.due_at:
            sent += remind_once(order, "unsigned", order.due_at, order.lead_unit, at=at)
    return sent + remind_opinions(at)


def remind_opinions(at: datetime) -> int:
    """Remind co-handling units whose opinion is late, once each, and return how many."""
    late = CoHandling.objects.filter(answered_at=None, due_at__lte=at, dispatch__state__in=[str(s) for s in AT_WORK])
    related = ("unit", "dispatch__region", "dispatch__lead_unit", "dispatch__voice", "dispatch__idea")
    return sum(
        remind_once(row.dispatch, "opinion", row.due_at, row.unit, at=at)
        for row in late.select_related(*related)
        if row.due_at is not None
    )


def remind_once(order: Dispatch, kind: str, due: datetime, unit: Organization, *, at: datetime) -> bool:
    """Write a reminder unless it is there, take its step of the ladder, and return whether it was new.

    The day after expiry the reminder is the 催办通知书; five working days after it warns the supervisor and leader.
    """
    with transaction.atomic():
        _, is_new = Reminder.objects.get_or_create(
            dispatch=order, kind=kind, for_due=due, unit=unit, defaults={"made_at": at}
        )
        if not is_new:
            return False
        verb = {"overdue": "notice", "listed": "warn"}.get(kind, "remind")
        changes = {"chased_at": at} if kind == "overdue" else {}
        facts = {"reminder": kind, "unit": str(unit), "due": due}
        advance(order, verb, actor=SYSTEM, at=at, changes=changes, public=facts)
        if kind in ("overdue", "listed"):
            Supervision.objects.create(dispatch=order, level=verb, made_at=at)
    return True


@transaction.atomic
def follow_up(
    order: Dispatch,
    *,
    visited_on: date,
    finding: str,
    notes: str,
    place: str = "",
    people: str = "",
    article_url: str = "",
    actor: Actor,
    at: datetime,
) -> FollowUpVisit:
    """Keep what reporter, member and unit saw on site, and return it; people are named by post."""
    if finding not in dict(FollowUpVisit.FINDINGS):
        raise Invalid(Words("请选追访所见。", "Please choose what was found."), field="finding", value=finding)
    if visited_on > local_date(at):
        raise Invalid(Words("追访日期不能晚于今天。", "The visit cannot be after today."), field="visited_on")
    facts = {"finding": finding, "visited_on": visited_on, "people": tidy(people)}
    advance(order, "follow_up", actor=actor, at=at, public=facts)
    return FollowUpVisit.objects.create(
        dispatch=order,
        visited_on=visited_on,
        finding=finding,
        notes=tidy(notes),
        place=tidy(place),
        people=tidy(people),
        article_url=article_url,
        made_by_id=actor.person,
    )


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
