"""The clock's own reminders: which are due, found for all open orders at once, and written a batch at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from shangliang.dispatch.models import CoHandling, Dispatch, Milestone, Reminder, Supervision
from shangliang.dispatch.rules import QUARTER, reminders_due
from shangliang.dispatch.workflow import AT_WORK
from shangliang.kernel.refusals import NotNow, Stale
from shangliang.kernel.workflow import SYSTEM, Subject
from shangliang.ledger.actions import Move, advance_many
from shangliang.ledger.queries import calendar
from shangliang.people.models import Organization

BATCH = 500
MOST = 4000
"""Reminders sent in one pass, so that a pass never takes long; what is left goes with the next one."""
WORKING = [str(state) for state in AT_WORK]
VERBS = {"overdue": "notice", "listed": "warn"}
"""Reminders that are a step of the ladder of their own: the chase notice, and the report to supervisor and leader."""
POSTS = {"overdue": "主办单位分管负责人", "listed": "主办单位主要负责人"}
"""To which post of the lead unit these are addressed."""


@dataclass(frozen=True)
class Call:
    """One reminder that is due and was not sent."""

    order: int
    kind: str
    due: datetime
    unit: int

    @property
    def key(self) -> tuple[int, str, datetime, int]:
        """Return what makes it one of its kind."""
        return self.order, self.kind, self.due, self.unit


def run_timers(at: datetime) -> int:
    """Send every reminder that is due and was not sent, and return how many; may run as often as one likes."""
    sent = set(
        Reminder.objects.filter(Q(dispatch__state__in=WORKING) | Q(kind="quarter")).values_list(
            "dispatch_id", "kind", "for_due", "unit_id"
        )
    )
    found = [call for call in due_calls(at) if call.key not in sent][:MOST]
    return sum(send(batch, at) for batch in batches(found))


def due_calls(at: datetime) -> Iterator[Call]:
    """Return every reminder that open orders should have had by now, sent or not."""
    days = calendar()
    rows = Dispatch.objects.filter(state__in=WORKING, reply_due_from__lte=at, reply_due_at__isnull=False)
    columns = ("pk", "lead_unit_id", "state", "due_at", "reply_due_from", "reply_due_at", "reply_provisional")
    for pk, unit, state, own_due, start, due, provisional in rows.order_by().values_list(*columns).iterator(2000):
        for kind in reminders_due(days, at, start, due, provisional=provisional):
            yield Call(pk, kind, due, unit)
        if state == "issued" and own_due is not None and at >= own_due:
            yield Call(pk, "unsigned", own_due, unit)
    late = CoHandling.objects.filter(answered_at=None, due_at__lte=at, dispatch__state__in=WORKING)
    for pk, due, unit in late.values_list("dispatch_id", "due_at", "unit_id"):
        if due is not None:
            yield Call(pk, "opinion", due, unit)
    yield from quarterly_calls(at)


def quarterly_calls(at: datetime) -> Iterator[Call]:
    """Return a reminder for every order whose open promises had no report of progress for a quarter."""
    since = at - QUARTER
    ledger = Milestone.objects.filter(is_void=False, done_on=None, dispatch__state__in=("answered", "evaluated"))
    silent = ledger.filter(Q(reported_at__lte=since) | Q(reported_at=None, dispatch__accepted_at__lte=since))
    rows = silent.values_list("dispatch_id", "dispatch__lead_unit_id", "reported_at", "dispatch__accepted_at")
    seen: dict[tuple[int, int], datetime] = {}
    for order, unit, reported, accepted in rows:
        seen[order, unit] = min(seen.get((order, unit), at), reported or accepted or at)
    for (order, unit), last in seen.items():
        quarters = (at - last) // QUARTER
        yield Call(order, "quarter", last + max(quarters, 1) * QUARTER, unit)


def batches(calls: Sequence[Call]) -> Iterator[list[Call]]:
    """Return reminders in batches, each order at most once in a batch, its reminders in their order."""
    waiting = list(calls)
    while waiting:
        taken: dict[int, Call] = {}
        rest = []
        for call in waiting:
            if call.order in taken or len(taken) == BATCH:
                rest.append(call)
            else:
                taken[call.order] = call
        yield list(taken.values())
        waiting = rest


def send(calls: Sequence[Call], at: datetime) -> int:
    """Write a batch of reminders, each with its step of the ladder, and return how many; one by one when one fails.

    Another worker may have sent one in this moment, or the order may have moved on: then that one is left to it.
    """
    try:
        return send_together(calls, at)
    except (IntegrityError, Stale, NotNow):
        if len(calls) == 1:
            return 0
        return sum(send([call], at) for call in calls)


@transaction.atomic
def send_together(calls: Sequence[Call], at: datetime) -> int:
    """Write reminders and their steps in one transaction, all or none, and return how many."""
    Reminder.objects.bulk_create(
        Reminder(dispatch_id=call.order, kind=call.kind, for_due=call.due, unit_id=call.unit, made_at=at)
        for call in calls
    )
    orders = Dispatch.objects.select_related("region").in_bulk([call.order for call in calls])
    names = dict(Organization.objects.filter(pk__in={call.unit for call in calls}).values_list("pk", "name"))
    moves = [move_of(call, orders[call.order], names[call.unit], at) for call in calls]
    advance_many(moves, actor=SYSTEM, at=at)
    Supervision.objects.bulk_create(
        Supervision(
            dispatch_id=call.order,
            level=VERBS[call.kind],
            addressed_to=f"{names[call.unit]}{POSTS[call.kind]}",
            made_at=at,
        )
        for call in calls
        if call.kind in VERBS
    )
    return len(moves)


def move_of(call: Call, order: Dispatch, unit: str, at: datetime) -> Move:
    """Return the step of an order that a reminder is. The system acts by no relation, so none is looked for."""
    order.known_subject = Subject(order.state, regions=order.region.line)
    changes: Mapping[str, Any] = {"chased_at": at} if call.kind == "overdue" else {}
    facts: dict[str, Any] = {"reminder": call.kind, "unit": unit, "due": call.due}
    if call.kind in POSTS:
        facts["addressed_to"] = unit + POSTS[call.kind]
    return Move(order, VERBS.get(call.kind, "remind"), {"addressee": True}, changes, public=facts)
