"""The table of figures as pages show it, and the rows behind one figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db.models import Q

from shangliang.dispatch.models import Dispatch
from shangliang.dispatch.queries.facts import by_kind, facts_of_rows, kept_facts
from shangliang.dispatch.rules import Rate
from shangliang.dispatch.rules.kpis import (
    BY_CODE,
    KPIS,
    Durations,
    Facts,
    Fair,
    Kpi,
    chases,
    composite,
    durations,
    fair_rates,
)
from shangliang.ledger.queries import calendar, head

MANY = 5000
"""From so many orders on, the table is counted every five minutes and not with every entry of the record."""
EVERY_SECONDS = 300
ROWS = 100


@dataclass(frozen=True)
class Line:
    """One figure: over everything, and by kind of case."""

    code: str
    whole: Rate
    kinds: dict[str, Rate]

    @property
    def kpi(self) -> Kpi:
        """Return its definition."""
        return BY_CODE[self.code]


@dataclass(frozen=True)
class Table:
    """All figures at a moment, with how long answers took and how often was chased."""

    at: datetime
    lines: list[Line]
    kinds: list[tuple[str, int]]
    durations: dict[str, Durations]
    chases: dict[str, int]
    composite: float | None


def figure_table(at: datetime) -> Table:
    """Return the table of figures; with many orders it is up to five minutes old, and says of when it is."""
    mark = head().size if Dispatch.objects.count() <= MANY else f"t{at.timestamp() // EVERY_SECONDS:.0f}"
    key = f"dispatch.kpis:{mark}:{at.timestamp() // EVERY_SECONDS:.0f}"
    found: Table | None = cache.get(key)
    if found is None:
        found = counted_table(facts_of_rows(), at)
        cache.set(key, found, EVERY_SECONDS)
    return found


def counted_table(rows: Sequence[Facts], at: datetime) -> Table:
    """Return the table of figures over some facts."""
    kinds, days = by_kind(rows), calendar()
    parts = [("", rows), *kinds]
    lines = [
        Line(kpi.code, kpi.of(rows, at), {kind: kpi.of(mine, at) for kind, mine in kinds}) for kpi in KPIS
    ]  # fmt: skip
    return Table(
        at,
        lines,
        [(kind, len(mine)) for kind, mine in kinds],
        {kind: durations(mine, days) for kind, mine in parts},
        {kind: chases(mine) for kind, mine in parts},
        composite({line.code: line.whole for line in lines}),
    )


@dataclass(frozen=True)
class Opened:
    """One figure opened: its rate, each unit beside the average of its own mix, and the orders behind it."""

    kpi: Kpi
    rate: Rate
    fair: list[Fair]
    rows: list[tuple[Dispatch, bool]]
    more: str


def open_figure(code: str, kind: str, at: datetime, *, after: str = "") -> Opened:
    """Return one figure with the orders that it counts, in order of their codes; `after` is the last code of a page."""
    kpi = BY_CODE[code]
    facts = [f for f in kept_facts() if not kind or f.kind == kind]
    found = [(f.code, counts) for f, counts in kpi.rows(facts, at)]
    ahead = sorted(row for row in found if row[0] > after)
    shown = ahead[:ROWS]
    related = ("lead_unit", "idea", "voice", "proposal")
    orders = Dispatch.objects.filter(Q(code__in=[row[0] for row in shown])).select_related(*related)
    by_code = {order.code: order for order in orders}
    rows = [(by_code[row[0]], row[1]) for row in shown if row[0] in by_code]
    return Opened(kpi, kpi.of(facts, at), fair_rates(kpi, facts, at), rows, shown[-1][0] if len(ahead) > ROWS else "")
