"""A leader writes an instruction from the one page."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shangliang.dispatch.actions import instruct
from shangliang.dispatch.queries.orders import find
from shangliang.people.faces import Request, page, take
from shangliang.portal import workflow
from shangliang.portal.forms import InstructionForm


@page(workflow.LEADER_DESK)
@require_POST
def write(request: Request) -> HttpResponse:
    """Write an instruction on an order and go back to the page; the unit and the supervisors are told."""
    back = reverse("portal:leader")
    form = InstructionForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return HttpResponseRedirect(back)
    order = find(request.actor, form.cleaned_data["order"])
    told = _("批示已发给%(unit)s，督办专员同时收到。") % {"unit": order.lead_unit}
    by = form.cleaned_data["by"]
    return take(
        request,
        lambda: instruct(order, reason=form.said, by=by, actor=request.actor, at=request.at),
        done=told,
        back=back,
    )
