"""A unit's day: what must be done, the first case open beside it; what waits for others; what is done."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shangliang.dispatch import actions, queries
from shangliang.dispatch.desk.case import show
from shangliang.dispatch.desk.day import day_context
from shangliang.dispatch.queries.orders import find
from shangliang.dispatch.workflow import UNIT_DESK
from shangliang.kernel.refusals import Refusal
from shangliang.people.faces import Request, language_of, page


@page(UNIT_DESK)
@require_GET
def desk(request: Request) -> HttpResponse:
    """Show what the unit has to do, late ones first, and the first of it open beside the queue."""
    day = day_context(request, request.GET.get("part", ""))
    rows = day["shown"].rows
    if rows:
        return show(request, find(request.actor, rows[0].code), day=day)
    return render(request, "dispatch/unit_desk.html", {**day, "here": "cases"})


@page(UNIT_DESK)
@require_POST
def sign_together(request: Request) -> HttpResponse:
    """Sign for the orders that were ticked in the queue."""
    asked = request.POST.getlist("code")[: queries.QUEUE]
    orders = list(queries.visible_to(request.actor).filter(code__in=asked))
    try:
        events = actions.sign_together(orders, actor=request.actor, at=request.at)
    except Refusal as refusal:
        messages.error(request, refusal.text(language_of(request)))
    else:
        messages.success(request, _("一起签收了 %(n)s 件。") % {"n": len(events)})
    return HttpResponseRedirect(reverse("dispatch:desk"))


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
