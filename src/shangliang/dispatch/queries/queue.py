"""What a unit must do, by due moment: one queue over signing, calling, opinions, replies and promises."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shangliang.dispatch.models import CoHandling, Dispatch, Milestone
from shangliang.dispatch.queries.orders import SHORT, short
from shangliang.dispatch.workflow import WITH_UNIT
from shangliang.engines.workdays import Calendar, Lamp, lamp
from shangliang.kernel.calendar import local_date, moment
from shangliang.kernel.workflow import Actor, Relation
from shangliang.ledger.queries import calendar

QUEUE = 60
CAP = 1000
OF_ORDER = tuple(f"dispatch__{name}" for name in SHORT)
TODO = {
    "issued": "sign",
    "signed": "start",
    "handling": "reply",
    "extension_requested": "wait",
    "return_requested": "wait",
    "disputed": "wait",
    "suspended": "wait",
    "replied": "wait",
}
"""What the lead unit has to do in each state; `wait` means that somebody else is next."""


@dataclass(frozen=True)
class Item:
    """One line of a queue. `act`: sign, start, reply, opinion, progress, wait. `left`: working days, or hours."""

    act: str
    code: str
    title: str
    subject: str
    subject_code: str
    lead: str
    due: datetime
    lamp: Lamp
    days_left: int
    is_provisional: bool = False
    is_chased: bool = False
    is_lead: bool = True

    def day(self) -> date:
        """Return the last day on which it is in time."""
        return local_date(self.due - timedelta(microseconds=1))


@dataclass(frozen=True)
class Queue:
    """A unit's queue in four parts, and its figures."""

    late: list[Item]
    today: list[Item]
    next_workday: list[Item]
    later: list[Item]
    next_day: date
    open_count: int
    soon_count: int

    @property
    def todo_count(self) -> int:
        """Return how many must be done today, late ones with them."""
        return len(self.late) + len(self.today)

    @property
    def rows(self) -> list[Item]:
        """Return all lines in order."""
        return [*self.late, *self.today, *self.next_workday, *self.later]


def unit_orgs(actor: Actor) -> list[int]:
    """Return the organisations for which the actor handles orders."""
    unit = (Relation.UNIT, Relation.CO_UNIT)
    return sorted({seat.org for seat in actor.seats if seat.role.relation in unit and seat.org is not None})


def order_lamp(days: Calendar, order: Dispatch, due: datetime, start: datetime, at: datetime) -> Lamp:
    """Return the lamp of an order for one of its limits."""
    return lamp(
        at,
        start,
        due,
        order.due_provisional,
        calendar=days,
        chased_at=order.chased_at,
        explained=order.explained_at is not None,
        listed=order.is_listed,
    )


def subject_code(order: Dispatch) -> str:
    """Return the code of the thing that an order hands over."""
    source = order.voice or order.idea or order.proposal
    return source.code if source else ""


def led_items(orgs: Sequence[int], days: Calendar, at: datetime) -> list[Item]:
    """Return what the units have to do as lead, the earliest due first."""
    rows = Dispatch.objects.filter(lead_unit__in=orgs, state__in=("issued", "signed", "handling"), due_at__isnull=False)
    rows = short(rows).order_by("due_at", "pk")
    return [item_of(order, TODO[order.state], days, at) for order in rows[:QUEUE]]


def item_of(order: Dispatch, act: str, days: Calendar, at: datetime) -> Item:
    """Return an order as a line of a queue, by the limit of its present state."""
    due, start = order.due_at or at, order.due_from or order.opened_at
    return Item(
        act=act,
        code=order.code,
        title=order.title,
        subject=order.kind,
        subject_code=subject_code(order),
        lead=str(order.lead_unit),
        due=due,
        lamp=order_lamp(days, order, due, start, at),
        days_left=days.remaining_workdays(at, due),
        is_provisional=order.due_provisional,
        is_chased=order.chased_at is not None,
    )


def opinion_items(orgs: Sequence[int], days: Calendar, at: datetime) -> list[Item]:
    """Return the opinions that the units still owe as co-handling units."""
    rows = CoHandling.objects.filter(
        unit__in=orgs,
        answered_at=None,
        due_at__isnull=False,
        dispatch__state__in=[str(state) for state in WITH_UNIT],
    )
    related = ("dispatch__lead_unit", "dispatch__voice", "dispatch__idea", "dispatch__proposal")
    found = []
    rows = rows.select_related(*related).only("due_at", "chased_count", *OF_ORDER)
    for row in rows.order_by("due_at", "pk")[:QUEUE]:
        order, due = row.dispatch, row.due_at or at
        found.append(
            Item(
                "opinion",
                order.code,
                order.title,
                order.kind,
                subject_code(order),
                str(order.lead_unit),
                due,
                lamp(at, order.opened_at, due, calendar=days),
                days.remaining_workdays(at, due),
                is_chased=row.chased_count > 0,
                is_lead=False,
            )
        )
    return found


def promise_items(orgs: Sequence[int], days: Calendar, at: datetime) -> list[Item]:
    """Return the promises of the ledger that the units still have to keep."""
    rows = Milestone.objects.filter(dispatch__lead_unit__in=orgs, done_on=None, is_void=False)
    related = ("dispatch__lead_unit", "dispatch__voice", "dispatch__idea", "dispatch__proposal")
    found = []
    rows = rows.select_related(*related).only("text", "due_on", *OF_ORDER)
    for row in rows.order_by("due_on", "pk")[:QUEUE]:
        order, due = row.dispatch, end_of(row.due_on)
        found.append(
            Item(
                "progress",
                order.code,
                row.text,
                order.kind,
                subject_code(order),
                str(order.lead_unit),
                due,
                lamp(at, order.accepted_at or order.opened_at, due, calendar=days, listed=order.is_listed),
                days.remaining_workdays(at, due),
            )
        )
    return found


def end_of(day: date) -> datetime:
    """Return the first instant after a day."""
    return moment(day + timedelta(days=1), time(0, 0))


def unit_queue(actor: Actor, at: datetime) -> Queue:
    """Return what the actor's units must do, by due moment, in at most four queries."""
    orgs, days = unit_orgs(actor), calendar()
    items = [*led_items(orgs, days, at), *opinion_items(orgs, days, at), *promise_items(orgs, days, at)]
    open_count = Dispatch.objects.filter(lead_unit__in=orgs, state__in=list(TODO))[:CAP].count()
    return parted(items, days, at, open_count)


def parted(items: Iterable[Item], days: Calendar, at: datetime, open_count: int) -> Queue:
    """Return items as a queue: late, today, the next working day (and days of rest before it), later."""
    today = local_date(at)
    following = days.add_workdays(today, 1)
    late, due_today, due_next, later = [], [], [], []
    for item in sorted(items, key=lambda one: (one.due, one.code, one.act)):
        if item.lamp in ("red", "black") and at >= item.due:
            late.append(item)
        elif item.day() <= today:
            due_today.append(item)
        elif item.day() <= following:
            due_next.append(item)
        else:
            later.append(item)
    soon = sum(item.lamp == "yellow" for item in (*due_today, *due_next, *later))
    return Queue(late, due_today, due_next, later, following, open_count, soon)


def waiting_items(actor: Actor, at: datetime, *, after: int | None = None) -> list[Item]:
    """Return the unit's orders in which somebody else is next, newest first; `after` is the last id of a page."""
    rows = Dispatch.objects.filter(
        lead_unit__in=unit_orgs(actor),
        state__in=[*(state for state, act in TODO.items() if act == "wait"), "answered", "evaluated"],
    )
    if after is not None:
        rows = rows.filter(pk__lt=after)
    days = calendar()
    return [item_of(order, "wait", days, at) for order in short(rows).order_by("-pk")[:QUEUE]]


def closed_orders(actor: Actor) -> list[Dispatch]:
    """Return the unit's last orders that were written off or terminated."""
    rows = Dispatch.objects.filter(lead_unit__in=unit_orgs(actor), state__in=("closed", "terminated"))
    return list(short(rows).order_by("-moved_at")[:QUEUE])
