"""Handling: contact, opinions of co-units, more time, suspension, termination."""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from shangliang.dispatch.actions import sources
from shangliang.dispatch.actions.clocks import extended, keep, limit, recounted, reply_columns, reply_due
from shangliang.dispatch.models import CoHandling, Dispatch, Extension
from shangliang.dispatch.rules import LONGEST_PAUSE
from shangliang.kernel.calendar import local_date, moment
from shangliang.kernel.refusals import Invalid, NotNow, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import SYSTEM, Actor, Role
from shangliang.ledger.actions import KEEP, advance
from shangliang.ledger.models import Event
from shangliang.ledger.queries import Deadline


def start(order: Dispatch, *, mode: str, words: str, actor: Actor, at: datetime) -> Event:
    """Begin to handle with the first contact to the person: how (面商, 电话, 书面, 网上) and what was said."""
    return advance(
        order,
        "start",
        actor=actor,
        at=at,
        met={"contact": bool(mode and words.strip())},
        changes={"contacted_at": at},
        public={"mode": mode},
        private={"words": tidy(words)},
        due=reply_due(order),
    )


def contact(order: Dispatch, *, mode: str, words: str, actor: Actor, at: datetime) -> Event:
    """Note one more contact to the person."""
    return advance(
        order,
        "contact",
        actor=actor,
        at=at,
        met={"contact": bool(mode and words.strip())},
        changes={"contacted_at": order.contacted_at or at},
        public={"mode": mode},
        private={"words": tidy(words)},
    )


@transaction.atomic
def submit_opinion(order: Dispatch, *, opinion: str, agrees: bool, actor: Actor, at: datetime) -> Event:
    """Give the opinion of the actor's unit as a co-handling unit; it may be changed until the reply is signed."""
    mine = CoHandling.objects.filter(dispatch=order, unit__in=co_orgs(actor)).select_related("unit").first()
    event = advance(
        order,
        "submit_opinion",
        actor=actor,
        at=at,
        met={"opinion": bool(opinion.strip())},
        public={"unit": str(mine.unit) if mine else "", "agrees": agrees},
        private={"opinion": tidy(opinion)},
    )
    if mine is not None:
        CoHandling.objects.filter(pk=mine.pk).update(opinion=tidy(opinion), agrees=agrees, answered_at=at)
    return event


@transaction.atomic
def follow_calendar(order: Dispatch, *, at: datetime) -> int:
    """Move what hangs on an order's limit that the calendar moved: opinions still owed, and the date of its voice.

    Returns how many opinions moved.
    """
    sources.redate(order, actor=SYSTEM, at=at)
    due = limit(order, "co_opinion", order.opened_at)
    if due is None or at < order.opened_at:
        return 0
    return CoHandling.objects.filter(dispatch=order, answered_at=None).exclude(due_at=due.at).update(due_at=due.at)


def co_orgs(actor: Actor) -> set[int]:
    """Return the organisations for which the actor gives opinions."""
    return {seat.org for seat in actor.seats if seat.role is Role.CO_UNIT and seat.org is not None}


@transaction.atomic
def request_extension(order: Dispatch, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Ask for more time: once, before the end, with a reason that the person is told."""
    met = {
        "first_extension": not Extension.objects.filter(dispatch=order).exists(),
        "before_due": order.reply_due_at is not None and at < order.reply_due_at,
    }
    event = advance(order, "request_extension", actor=actor, at=at, met=met, reason=reason, due=reply_due(order))
    Extension.objects.create(dispatch=order, reason=tidy(reason), asked_at=at, due_before=order.reply_due_at or at)
    return event


@transaction.atomic
def grant_extension(order: Dispatch, *, reason: str = "", actor: Actor, at: datetime) -> Event:
    """Give more time: voices what their clause adds, ideas and proposals up to six months in all."""
    due = extended(order)
    if due is None:
        raise NotNow(Words("这一类件不能延期。", "Orders of this kind cannot be extended."))
    asked = Extension.objects.filter(dispatch=order).values_list("reason", flat=True).first() or ""
    event = advance(
        order,
        "grant_extension",
        actor=actor,
        at=at,
        reason="；".join(part for part in (asked, tidy(reason)) if part),
        changes={**reply_columns(due), "extended_at": at},
        public={"before": order.reply_due_at, **keep(due)},
        due=due,
    )
    Extension.objects.filter(dispatch=order).update(
        is_granted=True, decided_at=at, due_after=due.at, decision_reason=tidy(reason)
    )
    sources.redate(order, actor=actor, at=at)
    return event


@transaction.atomic
def refuse_extension(order: Dispatch, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Leave the limit as it is."""
    event = advance(order, "refuse_extension", actor=actor, at=at, reason=reason, due=reply_due(order))
    Extension.objects.filter(dispatch=order).update(is_granted=False, decided_at=at, decision_reason=tidy(reason))
    return event


def suspend(
    order: Dispatch, *, until: date | None, reason: str, public_note: str = "", actor: Actor, at: datetime
) -> Event:
    """Stop the clock until a day; 180 days in all at most. The note says in public what is being waited for."""
    today = local_date(at)
    spent = sum((end - begin for begin, end in order.pause_spans), timedelta())
    is_possible = until is not None and today < until <= today + max(LONGEST_PAUSE - spent, timedelta())
    ends = moment(until, time(0, 0)) + timedelta(days=1) if is_possible and until else None
    return advance(
        order,
        "suspend",
        actor=actor,
        at=at,
        met={"until": is_possible},
        reason=reason,
        changes={"suspended_at": at, "suspended_until": until, "public_note": tidy(public_note)},
        public={"until": until, "note": tidy(public_note)},
        due=Deadline(ends, at, "dispatch.pause") if ends else None,
    )


@transaction.atomic
def resume(order: Dispatch, *, actor: Actor, at: datetime) -> Event:
    """Let the clock run on; the suspended days are taken out of the limit."""
    pauses = [*order.pause_spans, (order.suspended_at or at, at)]
    due = recounted(order, pauses)
    event = advance(
        order,
        "resume",
        actor=actor,
        at=at,
        changes={
            **reply_columns(due),
            "pauses": [[begin.isoformat(), end.isoformat()] for begin, end in pauses],
            "suspended_at": None,
            "suspended_until": None,
        },
        public=dict(keep(due)),
        due=due,
    )
    sources.redate(order, actor=actor, at=at)
    return event


def resume_due(at: datetime) -> int:
    """Resume every order whose suspension is over, and return how many."""
    over = list(Dispatch.objects.filter(state="suspended", due_at__lte=at).select_related("region", "voice", "idea"))
    for order in over:
        resume(order, actor=SYSTEM, at=at)
    return len(over)


def instruct(order: Dispatch, *, reason: str, actor: Actor, at: datetime, by: date | None = None) -> Event:
    """Write a leader's instruction (批示) on an order and return its event; the unit and the supervisors are told.

    It is for the head of the leading unit, stays out of the public record, and may ask for a report `by` a day, which
    changes no limit of the order. Raises Invalid for a day that is over.
    """
    if by is not None and by < local_date(at):
        raise Invalid(Words("回报的日子已经过了。", "The day to report by is over."), field="by")
    words = f"{tidy(reason)}（{by:%Y-%m-%d} 前报结果）" if by and tidy(reason) else reason
    return advance(order, "instruct", actor=actor, at=at, reason=words, due=KEEP)


def explain(order: Dispatch, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Explain on behalf of the unit why an order is late; the explanation keeps it from the black lamp."""
    return advance(order, "explain", actor=actor, at=at, reason=reason, changes={"explained_at": at}, due=KEEP)


def request_termination(order: Dispatch, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Ask in writing to end an order that cannot be done."""
    return advance(order, "request_termination", actor=actor, at=at, reason=reason, changes={"termination_asked": True})


@transaction.atomic
def terminate(order: Dispatch, *, reason: str, actor: Actor, at: datetime) -> Event:
    """End an order on the unit's written request, with an explanation for the person."""
    met = {"request": order.termination_asked}
    event = advance(order, "terminate", actor=actor, at=at, met=met, reason=reason)
    sources.terminate(order, reason=reason, actor=actor, at=at)
    return event
