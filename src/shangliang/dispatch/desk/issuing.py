"""The dispatcher's desk: what waits to be handed over, and to which unit."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shangliang.dispatch import actions, queries
from shangliang.dispatch.actions.sources import policy_of
from shangliang.dispatch.forms import IssueForm
from shangliang.dispatch.forms.clauses import CLAUSES, POLICIES, UNITS
from shangliang.dispatch.models import Dispatch
from shangliang.dispatch.queries.orders import decisions, find_waiting, floor_promises
from shangliang.dispatch.workflow import DISPATCH_DESK
from shangliang.ideas.models import GoldenIdea
from shangliang.ideas.queries import co_units_of, points_of
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import NotFound, Refusal
from shangliang.ledger.queries import policies
from shangliang.people.faces import Request, language_of, page, take
from shangliang.proposals.models import Proposal
from shangliang.voices.models import Voice


@page(DISPATCH_DESK)
@require_GET
def desk(request: Request) -> HttpResponse:
    """Show what waits to be handed over, and returns and extensions to be decided."""
    rows = queries.waiting(request.actor)
    context = {
        "rows": rows,
        "leads": queries.suggested_leads(rows, local_date(request.at)),
        "redo": [row for kind, row in rows if kind == "voice" and row.state == "redo"],
        "decisions": decisions(request.actor),
        "promises": floor_promises(request.actor),
        "here": "dispatch",
    }
    return render(request, "dispatch/dispatch_desk.html", context)


@page(DISPATCH_DESK)
@require_POST
def claim(request: Request, number: int) -> HttpResponse:
    """Make a case of a promise of the floor."""
    promise = next((row for row in floor_promises(request.actor) if row.pk == number), None)
    if promise is None:
        raise NotFound
    return take(
        request,
        lambda: actions.claim_promise(promise, actor=request.actor, at=request.at),
        done=_("已立件，转给%(unit)s。") % {"unit": promise.unit},
        back=reverse("dispatch:dispatch_desk"),
    )


@page(DISPATCH_DESK)
@require_http_methods(["GET", "POST"])
def issue(request: Request, kind: str, code: str) -> HttpResponse:
    """Hand one thing over: lead unit, co-units, with the suggested unit and why."""
    source = find_waiting(request.actor, kind, code)
    if isinstance(source, Voice) and source.state == "redo":
        order = queries.order_of_voice(source.code)
        if order is not None:
            return HttpResponseRedirect(reverse("dispatch:case", args=[order.code]))
    suggestions = queries.suggested_units(source, local_date(request.at))
    form = IssueForm(
        request.POST or None,
        initial=begin(source, suggestions[0].unit if suggestions else None),
        barred=source.unit_id if isinstance(source, Voice) else None,
    )
    if form.is_valid():
        try:
            order = hand_over(request, source, form)
        except Refusal as refusal:
            form.add_error(None, refusal.text(language_of(request)))
        else:
            done = _("已转给%(unit)s，工单号 %(code)s。") % {"unit": order.lead_unit, "code": order.code}
            messages.success(request, done)
            return HttpResponseRedirect(reverse("dispatch:dispatch_desk"))
    policy = policy_of(source)
    context = {
        "kind": kind,
        "source": source,
        "form": form,
        "points": points_of(source) if isinstance(source, GoldenIdea) else [],
        "suggestions": suggestions,
        "limits": [row for (name, _clause), row in policies(local_date(request.at)).items() if name == policy],
        "policy": policy,
        "names": POLICIES,
        "clauses": CLAUSES,
        "units": UNITS,
        "here": "dispatch",
    }
    return render(request, "dispatch/issue.html", context, status=422 if form.is_bound else 200)


def hand_over(request: Request, source: Voice | GoldenIdea | Proposal, form: IssueForm) -> Dispatch:
    """Hand a thing over as the form says, and return the order, of separate ones the first."""
    by: dict[str, Any] = {"actor": request.actor, "at": request.at}
    if form.is_separate:
        return actions.issue_separately(source, form.shares, **by)[0]
    return actions.issue(source, lead=form.cleaned_data["lead"], co_units=form.cleaned_data["co_units"], **by)


def begin(source: Voice | GoldenIdea | Proposal, suggested: int | None) -> dict[str, object]:
    """Return what the form begins with: what the committee suggested, else what the duty words say."""
    if isinstance(source, GoldenIdea):
        return {"lead": source.lead_unit_id or suggested, "co_units": [unit.pk for unit in co_units_of(source)]}
    return {"lead": suggested}
