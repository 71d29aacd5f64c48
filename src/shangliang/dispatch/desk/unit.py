"""A unit's day: what must be done, by due moment; what waits for others; the ledger; what is done."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shangliang.dispatch import queries
from shangliang.dispatch.queries.queue import Item
from shangliang.dispatch.workflow import UNIT_DESK
from shangliang.kernel.calendar import local, local_date
from shangliang.ledger.queries import calendar
from shangliang.people.faces import Request, page

OPENS, CLOSES = 8.5, 17.5
"""The hours that the rail of a day shows."""


@page(UNIT_DESK)
@require_GET
def desk(request: Request) -> HttpResponse:
    """Show what the unit has to do today, late ones first."""
    queue = queries.unit_queue(request.actor, request.at)
    today = local_date(request.at)
    context = {
        "queue": queue,
        "today": today,
        "day": calendar().read(today),
        "marks": rail_marks(queue.today, request.at),
        "now": (share(request.at), f"{local(request.at):%H:%M}"),
        "here": "cases",
    }
    return render(request, "dispatch/unit_desk.html", context)


def share(at: datetime) -> float:
    """Return where a moment stands on the rail of its day, from 0 to 1."""
    clock = local(at)
    return min(max((clock.hour + clock.minute / 60 - OPENS) / (CLOSES - OPENS), 0.0), 1.0)


def rail_marks(items: list[Item], at: datetime) -> list[tuple[float, str, Item]]:
    """Return today's lines as marks of the rail; a limit that ends at midnight stands at its end."""
    return [(share(item.due) if item.due.date() == at.date() else 1.0, item.lamp, item) for item in items]


@page(UNIT_DESK)
@require_GET
def waiting(request: Request) -> HttpResponse:
    """Show the unit's cases in which somebody else is next."""
    after = request.GET.get("after", "")
    rows = queries.waiting_items(request.actor, request.at, after=int(after) if after.isdigit() else None)
    return render(request, "dispatch/unit_waiting.html", {"rows": rows, "here": "waiting"})


@page(UNIT_DESK)
@require_GET
def closed(request: Request) -> HttpResponse:
    """Show the unit's last cases that were written off or terminated."""
    return render(
        request, "dispatch/unit_closed.html", {"rows": queries.closed_orders(request.actor), "here": "closed"}
    )
