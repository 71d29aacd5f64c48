"""What a unit must do, by due moment: one queue over signing, calling, opinions, replies and promises."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, QuerySet

from shangliang.dispatch.models import CoHandling, Dispatch, Milestone
from shangliang.dispatch.models.orders import SUBJECTS
from shangliang.dispatch.queries.orders import short
from shangliang.dispatch.workflow import WITH_UNIT
from shangliang.engines.workdays import Calendar, Lamp, lamp
from shangliang.kernel.calendar import local, local_date, moment
from shangliang.kernel.workflow import Actor, Relation
from shangliang.ledger.queries import calendar

QUEUE = 60
NEXT_ACTS = {
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
    minutes_left: int = 0
    reported_at: datetime | None = None

    @property
    def clock(self) -> str:
        """Return the clock time of a limit that ends within a day; nothing when it ends with the day."""
        ends = local(self.due)
        return f"{ends:%H:%M}" if (ends.hour, ends.minute) != (0, 0) else ""

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

    def count(self, *acts: str) -> int:
        """Return how many lines ask for one of these acts."""
        return sum(item.act in acts for item in self.rows)

    def only(self, *acts: str) -> "Queue":
        """Return the lines that ask for one of these acts; the figures stay those of the whole."""
        late, today, following, later = (
            [item for item in part if item.act in acts]
            for part in (self.late, self.today, self.next_workday, self.later)
        )
        return replace(self, late=late, today=today, next_workday=following, later=later)


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


FIELDS = (
    "code", "title", "state", "due_at", "due_from", "due_provisional", "opened_at", "accepted_at", "chased_at",
    "explained_at", "is_listed", "lead_unit__name", "voice__code", "idea__code", "proposal__code",
)  # fmt: skip
"""What a line of a queue reads of an order: plain columns, because building whole rows costs more than the query."""


def columns(prefix: str = "") -> dict[str, F]:
    """Return the columns of an order, by name, for rows that reach it through a relation."""
    return {f"order_{name}": F(prefix + name) for name in FIELDS}


def item_from(
    row: Mapping[str, Any],
    act: str,
    due: datetime,
    start: datetime,
    days: Calendar,
    at: datetime,
    more: Mapping[str, Any],
) -> Item:
    """Return a row of columns as a line of a queue, for a limit that runs from `start` to `due`."""
    kind = next((name for name in SUBJECTS if row[f"order_{name}__code"]), "voice")
    given = {
        "title": row["order_title"],
        "is_provisional": False,
        "is_chased": row["order_chased_at"] is not None,
        "is_lead": True,
        **more,
    }
    return Item(
        act=act,
        code=row["order_code"],
        subject=kind,
        subject_code=row[f"order_{kind}__code"] or "",
        lead=row["order_lead_unit__name"],
        due=due,
        lamp=lamp(
            at,
            start,
            due,
            given["is_provisional"],
            calendar=days,
            chased_at=row["order_chased_at"] if act not in ("opinion", "progress") else None,
            explained=row["order_explained_at"] is not None,
            listed=row["order_is_listed"],
        ),
        days_left=days.remaining_workdays(at, due),
        minutes_left=int((due - at).total_seconds() // 60),
        **given,
    )


def led_items(orgs: Sequence[int], days: Calendar, at: datetime) -> list[Item]:
    """Return what the units have to do as lead, the earliest due first."""
    rows = Dispatch.objects.filter(lead_unit__in=orgs, state__in=("issued", "signed", "handling"), due_at__isnull=False)
    return [own_item(row, NEXT_ACTS[row["order_state"]], days, at) for row in read(rows, "due_at")]


def read(rows: QuerySet[Any], order: str, prefix: str = "", *names: str) -> list[dict[str, Any]]:
    """Return the first rows of a queue as columns, in the order of a column."""
    return list(rows.order_by(order, "pk").values(*names, **columns(prefix))[:QUEUE])


def own_item(row: Mapping[str, Any], act: str, days: Calendar, at: datetime) -> Item:
    """Return an order as a line of a queue, by the limit of its present state."""
    due, start = row["order_due_at"] or at, row["order_due_from"] or row["order_opened_at"]
    return item_from(row, act, due, start, days, at, {"is_provisional": row["order_due_provisional"]})


def item_of(order: Dispatch, act: str, days: Calendar, at: datetime) -> Item:
    """Return an order that was read whole as a line of a queue."""
    source = order.voice or order.idea or order.proposal
    row = {f"order_{name}": getattr(order, name) for name in FIELDS if "__" not in name}
    row |= {f"order_{name}__code": None for name in SUBJECTS}
    row |= {"order_lead_unit__name": str(order.lead_unit), f"order_{order.kind}__code": source.code if source else ""}
    return own_item(row, act, days, at)


def opinion_items(orgs: Sequence[int], days: Calendar, at: datetime) -> list[Item]:
    """Return the opinions that the units still owe as co-handling units."""
    rows = CoHandling.objects.filter(
        unit__in=orgs,
        answered_at=None,
        due_at__isnull=False,
        dispatch__state__in=[str(state) for state in WITH_UNIT],
    )
    found = read(rows, "due_at", "dispatch__", "due_at", "chased_count")
    return [
        item_from(
            row, "opinion", row["due_at"], row["order_opened_at"], days, at,
            {"is_lead": False, "is_chased": row["chased_count"] > 0},
        )
        for row in found
    ]  # fmt: skip


def promise_items(orgs: Sequence[int], days: Calendar, at: datetime) -> list[Item]:
    """Return the promises of the ledger that the units still have to keep."""
    rows = Milestone.objects.filter(dispatch__lead_unit__in=orgs, done_on=None, is_void=False)
    return [
        item_from(
            row, "progress", end_of(row["due_on"]), row["order_accepted_at"] or row["order_opened_at"], days, at,
            {"title": row["text"], "reported_at": row["reported_at"]},
        )
        for row in read(rows, "due_on", "dispatch__", "text", "due_on", "reported_at")
    ]  # fmt: skip


def end_of(day: date) -> datetime:
    """Return the first instant after a day."""
    return moment(day + timedelta(days=1), time(0, 0))


def unit_queue(actor: Actor, at: datetime) -> Queue:
    """Return what the actor's units must do, by due moment, in at most four queries."""
    orgs, days = unit_orgs(actor), calendar()
    items = [*led_items(orgs, days, at), *opinion_items(orgs, days, at), *promise_items(orgs, days, at)]
    open_count = Dispatch.objects.filter(lead_unit__in=orgs, state__in=list(NEXT_ACTS)).count()
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
        state__in=[*(state for state, act in NEXT_ACTS.items() if act == "wait"), "answered", "evaluated"],
    )
    if after is not None:
        rows = rows.filter(pk__lt=after)
    days = calendar()
    return [own_item(row, "wait", days, at) for row in read(rows, "-pk")]


def closed_orders(actor: Actor) -> list[Dispatch]:
    """Return the unit's last orders that were written off or terminated."""
    rows = Dispatch.objects.filter(lead_unit__in=unit_orgs(actor), state__in=("closed", "terminated"))
    return list(short(rows).order_by("-moved_at")[:QUEUE])
