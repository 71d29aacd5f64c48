"""What the hall screen shows beside the figures: districts, hot issues, units at work, coverage of each session."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from shangliang.cockpit.queries.figures import Figure, figures
from shangliang.dispatch.models import Dispatch, Milestone, Outcome
from shangliang.dispatch.queries import open_promises, outcomes
from shangliang.dispatch.queries.queue import end_of
from shangliang.engines.workdays import Calendar, Lamp, lamp
from shangliang.kernel.calendar import local_date, moment
from shangliang.ledger.queries import calendar
from shangliang.media.queries import Coverage, coverage
from shangliang.topics.models import HotIssue, SentinelAlert
from shangliang.topics.queries import public_issues, recent_alerts
from shangliang.voices.models import Voice

DAYS, ISSUES, LANDED = 90, 5, 3
"""Days of voices, hot issues shown, alerts and outcomes shown."""
URGENCY: tuple[Lamp, ...] = ("black", "red", "yellow", "green")
AT_WORK = ("issued", "signed", "handling", "return_requested", "extension_requested", "disputed", "suspended")


@dataclass(frozen=True)
class UnitLine:
    """What one unit still owes: how many cases and promises under each lamp, and the next due moment."""

    name: str
    lamps: Counter[Lamp]
    due_at: datetime | None

    @property
    def open(self) -> int:
        """Return how many are open."""
        return self.lamps.total()

    @property
    def lamp(self) -> Lamp:
        """Return the colour of the most urgent one."""
        return next((colour for colour in URGENCY if self.lamps[colour]), "green")


@dataclass(frozen=True)
class Screen:
    """One look at everything, as of a moment."""

    figures: dict[str, Figure]
    districts: Sequence[tuple[str, int]]
    issues: Sequence[HotIssue]
    alerts: Sequence[SentinelAlert]
    landed: Sequence[Outcome]
    today: Mapping[str, int]
    units: Sequence[UnitLine]
    coverage: Coverage


def screen(at: datetime) -> Screen:
    """Return the hall screen at a moment, in some ten statements."""
    return Screen(
        {figure.code: figure for figure in figures()},
        by_district(at),
        list(public_issues()[:ISSUES]),
        list(recent_alerts(unanswered=True)[:LANDED]),
        list(outcomes()[:LANDED]),
        of_today(at),
        units_at_work(at),
        coverage(),
    )


def by_district(at: datetime) -> list[tuple[str, int]]:
    """Return how many voices of the last ninety days speak of each district, most first."""
    rows = Voice.objects.filter(received_at__gte=at - timedelta(days=DAYS), district__isnull=False)
    counted = rows.exclude(state="withdrawn").order_by().values("district__name").annotate(n=Count("pk"))
    return [(row["district__name"], row["n"]) for row in counted.order_by("-n", "district__name")]


def of_today(at: datetime) -> dict[str, int]:
    """Return what the day brought and asks for: new voices, orders that end today, replies that were signed."""
    begin = moment(local_date(at))
    end = begin + timedelta(days=1)
    orders = Dispatch.objects.aggregate(
        due=Count("pk", filter=Q(due_at__gt=begin, due_at__lte=end, state__in=AT_WORK)),
        replied=Count("pk", filter=Q(replied_at__gte=begin, replied_at__lt=end)),
    )
    return {"voices": Voice.objects.filter(received_at__gte=begin, received_at__lt=end).count(), **orders}


def units_at_work(at: datetime) -> list[UnitLine]:
    """Return the units with ideas or promises at work, the most urgent lamp first, then by due moment; never a rank."""
    rows = Dispatch.objects.filter(idea__isnull=False, state__in=AT_WORK).select_related("lead_unit")
    days = calendar()
    owed = [(order.lead_unit.name, lamp_of(order, days, at), order.due_at) for order in rows]
    owed += [
        (row.dispatch.lead_unit.name, lamp_of_promise(row, days, at), end_of(row.due_on)) for row in open_promises()
    ]
    lines = [line_of(name, [one for one in owed if one[0] == name], at) for name in {one[0] for one in owed}]
    return sorted(lines, key=lambda line: (URGENCY.index(line.lamp), line.due_at is None, line.due_at or at, line.name))


def line_of(name: str, owed: Sequence[tuple[str, Lamp, datetime | None]], at: datetime) -> UnitLine:
    """Return the line of a unit."""
    coming = [due for _name, _lamp, due in owed if due and due > at]
    return UnitLine(name, Counter(colour for _name, colour, _due in owed), min(coming, default=None))


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
