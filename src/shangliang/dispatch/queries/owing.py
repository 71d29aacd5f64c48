"""What each unit still owes of ideas and promises, under the one lamp that every page shows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shangliang.dispatch.models import Dispatch, Milestone
from shangliang.dispatch.queries import open_promises
from shangliang.dispatch.queries.queue import end_of
from shangliang.engines.workdays import Calendar, Lamp, lamp
from shangliang.ledger.queries import calendar

URGENCY: tuple[Lamp, ...] = ("black", "red", "yellow", "green")
AT_WORK = ("issued", "signed", "handling", "return_requested", "extension_requested", "disputed", "suspended")


@dataclass(frozen=True)
class UnitLine:
    """What one unit still owes: how many cases and promises under each lamp, the next due moment and the first."""

    name: str
    lamps: Counter[Lamp]
    due_at: datetime | None
    first_at: datetime | None = None

    @property
    def open(self) -> int:
        """Return how many are open."""
        return self.lamps.total()

    @property
    def lamp(self) -> Lamp:
        """Return the colour of the most urgent one."""
        return next((colour for colour in URGENCY if self.lamps[colour]), "green")


def units_at_work(at: datetime, promises: Sequence[Milestone] | None = None) -> list[UnitLine]:
    """Return the units with ideas or promises at work, the most urgent lamp first, then by due moment; never a rank.

    `promises` are the open ones of the ledger where they were read already.
    """
    ledger = open_promises() if promises is None else promises
    rows = Dispatch.objects.filter(idea__isnull=False, state__in=AT_WORK).select_related("lead_unit")
    days = calendar()
    owed = [(order.lead_unit.name, lamp_of(order, days, at), order.due_at) for order in rows]
    owed += [(row.dispatch.lead_unit.name, lamp_of_promise(row, days, at), end_of(row.due_on)) for row in ledger]
    lines = [line_of(name, [one for one in owed if one[0] == name], at) for name in {one[0] for one in owed}]
    return sorted(lines, key=lambda line: (URGENCY.index(line.lamp), line.due_at is None, line.due_at or at, line.name))


def line_of(name: str, owed: Sequence[tuple[str, Lamp, datetime | None]], at: datetime) -> UnitLine:
    """Return the line of a unit."""
    dues = [due for _name, _lamp, due in owed if due]
    coming = min((due for due in dues if due > at), default=None)
    return UnitLine(name, Counter(colour for _name, colour, _due in owed), coming, min(dues, default=None))


def lamp_of_promise(row: Milestone, days: Calendar, at: datetime) -> Lamp:
    """Return the lamp of a promise of the ledger, counted from the day on which it was made."""
    made = row.dispatch.accepted_at or row.dispatch.opened_at
    return lamp(at, made, end_of(row.due_on), calendar=days)


def lamp_of(order: Dispatch, days: Calendar, at: datetime) -> Lamp:
    """Return the lamp of an order for the limit of its present state; without a limit it is green."""
    if order.due_at is None:
        return "green"
    return lamp(
        at,
        order.due_from or order.opened_at,
        order.due_at,
        order.due_provisional,
        calendar=days,
        chased_at=order.chased_at,
        explained=order.explained_at is not None,
        listed=order.is_listed,
    )
