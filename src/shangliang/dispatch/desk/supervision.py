"""The supervisor's desk: late cases, replies to check, write-offs, look-backs."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from shangliang.dispatch import actions, queries
from shangliang.dispatch.forms import GeneralizeForm
from shangliang.dispatch.queries.orders import find
from shangliang.dispatch.workflow import GENERALIZE, SUPERVISION_DESK
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Refusal
from shangliang.people.faces import Request, language_of, page


@page(SUPERVISION_DESK)
@require_GET
def desk(request: Request) -> HttpResponse:
    """Show everything that waits for the supervisor, the latest first."""
    board = queries.board(request.actor, request.at)
    context = {"board": board, "today": local_date(request.at), "here": "supervision"}
    return render(request, "dispatch/supervision_desk.html", context)


@page(GENERALIZE)
@require_http_methods(["GET", "POST"])
def generalize(request: Request, code: str) -> HttpResponse:
    """Choose, among similar open voices that the machine proposes, those to which the same cure is carried on."""
    order = find(request.actor, code)
    form = GeneralizeForm(
        request.POST or None, proposed=queries.similar_voices(order), initial={"title": order.title[:120]}
    )
    if form.is_valid():
        try:
            row = actions.generalize(
                order,
                title=form.cleaned_data["title"],
                voices=form.chosen,
                policy_document=form.cleaned_data["policy_document"],
                actor=request.actor,
                at=request.at,
            )
        except Refusal as refusal:
            form.add_error(None, refusal.text(language_of(request)))
        else:
            messages.success(request, _("举一反三：%(n)s 件同类诉求，提出的人会收到通知。") % {"n": row.voice_count})
            return HttpResponseRedirect(reverse("dispatch:case", args=[code]))
    context = {"order": order, "form": form, "here": "supervision"}
    return render(request, "dispatch/generalize.html", context, status=422 if form.is_bound else 200)
