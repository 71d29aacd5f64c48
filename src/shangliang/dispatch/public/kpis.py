"""One figure of handling opened: its definition, units beside the average of their own mix, the orders behind it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shangliang.dispatch.models.orders import SUBJECTS
from shangliang.dispatch.queries.kpis import open_figure
from shangliang.dispatch.rules.kpis import BY_CODE, MINIMUM, VERSION
from shangliang.dispatch.workflow import PROGRESS
from shangliang.kernel.refusals import NotFound
from shangliang.people.faces import Request, page


@page(PROGRESS)
@require_GET
def figure(request: Request, code: str) -> HttpResponse:
    """Show what one figure counts, order by order; what is not public has its number and nothing else."""
    kind = request.GET.get("kind", "")
    if code not in BY_CODE or kind not in ("", *SUBJECTS):
        raise NotFound
    found = open_figure(code, kind, request.at, after=request.GET.get("after", ""))
    context = {"found": found, "kind": kind, "minimum": MINIMUM, "version": VERSION, "here": "progress"}
    return render(request, "dispatch/figure.html", context)
