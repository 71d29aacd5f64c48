"""Who takes part: live numbers, people beside the population, and the population table as editable data."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shangliang.kernel.refusals import NotFound, Refusal
from shangliang.opinions import actions, queries, rules
from shangliang.opinions.desk import conversation_or_404
from shangliang.opinions.forms import PopulationForm
from shangliang.opinions.queries import crowd
from shangliang.opinions.rules.crowd import DIMENSIONS, SMALL_CELL
from shangliang.opinions.workflow import DESK, POPULATION
from shangliang.people.faces import Request, language_of, page
from shangliang.people.models import Organization
from shangliang.people.queries import regions


@require_safe
@page(DESK)
def people(request: Request, code: str) -> HttpResponse:
    """Show the last day hour by hour and who takes part beside the population; `part` gives only what moves."""
    conversation = conversation_or_404(request, code)
    total = queries.statements_of(conversation, "live").count()
    context = {
        "conversation": conversation,
        "pulse": crowd.pulse(conversation, request.at, rules.enough(total)),
        "levels": queries.people_by_level(conversation),
        "comparisons": crowd.comparisons(conversation),
        "classes": crowd.classes(conversation.region),
        "dimensions": {key: (zh, en) for key, zh, en in DIMENSIONS},
        "small": SMALL_CELL,
        "cells": crowd.population(conversation.region)[:1],
        "until": request.at + timedelta(hours=1),
        "here": "opinions",
    }
    name = "opinions/_pulse.html" if "part" in request.GET else "opinions/people.html"
    return render(request, name, context)


@page(POPULATION)
def population(request: Request) -> HttpResponse:
    """Show the population table of a region as lines, and take a new one."""
    rows = [region for region in regions() if region.pk in lines_of(request)]
    code = request.POST.get("region", "") or request.GET.get("region", "")
    region = next((row for row in rows if row.code == code), rows[0] if rows else None)
    if region is None:
        raise NotFound
    form = PopulationForm(request.POST) if request.method == "POST" else PopulationForm(initial=written(region))
    if request.method == "POST" and form.is_valid():
        said = {"source": form.cleaned_data["source"], "as_of": form.cleaned_data["as_of"]}
        try:
            number = actions.set_population(region, form.cleaned_data["rows"], actor=request.actor, **said)
        except Refusal as refusal:
            form.add_error("rows", refusal.text(language_of(request)))
        else:
            messages.success(request, _("人口构成已更新，共 %(n)s 个类别。") % {"n": number})
            return HttpResponseRedirect(f"{reverse('opinions:population')}?region={region.code}")
    context = {"form": form, "regions": rows, "region": region, "classes": crowd.classes(region), "here": "opinions"}
    context["dimensions"] = {key: (zh, en) for key, zh, en in DIMENSIONS}
    return render(request, "opinions/population.html", context, status=422 if form.errors else 200)


def lines_of(request: Request) -> frozenset[int]:
    """Return the regions in or above which the actor sits, with everything below them."""
    seats = [seat.region for seat in request.actor.seats if seat.role in POPULATION.by and seat.region]
    return frozenset(region.pk for region in regions() if region.line & set(seats))


def written(region: Organization) -> dict[str, object]:
    """Return a region's table as the form shows it; classes without a number stand with 0."""
    cells = crowd.population(region)
    numbers = {(cell.dimension, cell.key): cell.number for cell in cells}
    lines = [
        f"{dimension},{key},{numbers.get((dimension, key), 0)}"
        for dimension, named in crowd.classes(region).items()
        for key in named
    ]
    newest = cells[0] if cells else None
    return {
        "rows": "\n".join(lines), "source": newest.source if newest else "", "as_of": newest.as_of if newest else None,
    }  # fmt: skip
