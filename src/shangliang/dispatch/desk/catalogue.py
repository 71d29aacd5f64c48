"""The dispatch catalogue on the desk: its lines, a new line, and changes that wrongly assigned orders brought up."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shangliang.dispatch import actions
from shangliang.dispatch.forms.handing import EntryForm
from shangliang.dispatch.models import CatalogueChange
from shangliang.dispatch.queries.catalogue import SHOWN, in_force, waiting_changes
from shangliang.dispatch.workflow import CATALOGUE_DESK
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Refusal
from shangliang.people.faces import Request, language_of, page, take


@page(CATALOGUE_DESK)
@require_http_methods(["GET", "POST"])
def desk(request: Request) -> HttpResponse:
    """Show the lines that hold today and take a new one."""
    form = EntryForm(request.POST or None)
    if form.is_valid():
        try:
            row = actions.set_entry(**form.cleaned_data, actor=request.actor, at=request.at)
        except Refusal as refusal:
            form.add_error(None, refusal.text(language_of(request)))
        else:
            messages.success(request, _("派单目录已更新：%(what)s。") % {"what": row})
            return HttpResponseRedirect(reverse("dispatch:catalogue"))
    context = {
        "rows": list(in_force(local_date(request.at))[:SHOWN]),
        "changes": waiting_changes(),
        "form": form,
        "here": "catalogue",
    }
    return render(request, "dispatch/catalogue.html", context, status=422 if form.is_bound else 200)


@page(CATALOGUE_DESK)
@require_POST
def decide(request: Request, number: int) -> HttpResponse:
    """Take a proposed change into the catalogue, or leave it."""
    row = get_object_or_404(CatalogueChange.objects.select_related("dispatch", "unit", "district"), pk=number)
    is_accepted = request.POST.get("decision") == "accept"
    return take(
        request,
        lambda: actions.decide_change(
            row, is_accepted=is_accepted, basis=request.POST.get("basis", ""), actor=request.actor, at=request.at
        ),
        done=_("已采用，目录有了新版本。") if is_accepted else _("没有采用，目录不变。"),
        back=reverse("dispatch:catalogue"),
    )
