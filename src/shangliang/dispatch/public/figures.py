"""Progress by unit, and outcomes."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shangliang.dispatch import drawing, queries
from shangliang.dispatch.queries.kpis import figure_table
from shangliang.dispatch.queries.queue import end_of
from shangliang.dispatch.rules.kpis import MINIMUM, VERSION
from shangliang.dispatch.workflow import OUTCOMES, PROGRESS
from shangliang.engines.workdays import lamp
from shangliang.kernel.calendar import local_date
from shangliang.ledger.queries import calendar
from shangliang.people.faces import Request, page

UNITS_SHOWN = 12
OUTCOMES_SHOWN = 24
PROMISES_SHOWN = 8


@page(PROGRESS)
@require_GET
def progress(request: Request) -> HttpResponse:
    """Show how far the golden ideas came: figures, promises that are open, unit by unit, what the words mean."""
    today, days = local_date(request.at), calendar()
    whole = queries.progress_by_unit(today)
    rows = []
    for promise in queries.open_promises():
        due = end_of(promise.due_on)
        start = promise.dispatch.accepted_at or promise.dispatch.opened_at
        rows.append((promise, lamp(request.at, start, due, calendar=days), days.remaining_workdays(request.at, due)))
    lamps = [(promise.due_on, kind) for promise, kind, _left in rows]
    show_all = request.GET.get("units") == "all"
    context = {
        "whole": whole,
        "units": whole.units if show_all else whole.units[:UNITS_SHOWN],
        "rest": [] if show_all else whole.units[UNITS_SHOWN:],
        "promises": rows,
        "shown": rows if request.GET.get("ledger") == "all" else rows[:PROMISES_SHOWN],
        "axis": drawing.axis(today, lamps),
        "months": [(month, kinds, (len(kinds) - 1) // 11 + 1) for month, kinds in drawing.by_month(lamps)],
        "today": today,
        "late": sum(kind in ("red", "black") for _promise, kind, _left in rows),
        "soon": sum(kind == "yellow" for _promise, kind, _left in rows),
        "table": figure_table(request.at),
        "minimum": MINIMUM,
        "version": VERSION,
        "here": "progress",
    }
    return render(request, "dispatch/progress.html", context)


@page(OUTCOMES)
@require_GET
def outcomes(request: Request) -> HttpResponse:
    """List what was achieved, newest first, with figures and their dates."""
    found = queries.outcomes_after(request.GET.get("after", ""), OUTCOMES_SHOWN + 1)
    shown = found[:OUTCOMES_SHOWN]
    context = {
        "rows": shown,
        "metrics": queries.metrics_of(shown),
        "after": shown[-1].code if len(found) > OUTCOMES_SHOWN else "",
        "here": "outcomes",
    }
    return render(request, "dispatch/outcomes.html", context)


@page(OUTCOMES)
@require_GET
def outcome(request: Request, code: str) -> HttpResponse:
    """Show one outcome: before, after, figures, and the matter it came from."""
    found = queries.outcome(code)
    context = {
        "outcome": found,
        "metrics": queries.metrics_of([found])[found.pk],
        "visits": queries.visits_of(found.dispatch),
        "generalizations": queries.generalizations_of(found.dispatch),
        "here": "outcomes",
    }
    return render(request, "dispatch/outcome.html", context)
