"""Other weights tried on the hot issues as they stand: who would rise, who would fall. Nothing is changed by it."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shangliang.engines.hotspots.heat import WEIGHTS
from shangliang.engines.hotspots.parameters import Parameters
from shangliang.people.faces import Request, page
from shangliang.topics import queries, rules
from shangliang.topics.forms import WeightsForm
from shangliang.topics.workflow import HOT_DESK_GRANT


@page(HOT_DESK_GRANT)
@require_GET
def weights(request: Request) -> HttpResponse:
    """Show the first places under the weights of the address, beside the places as they are."""
    in_force = {name: getattr(Parameters(), f"weight_{name}") for name in WEIGHTS}
    form = WeightsForm(request.GET if set(WEIGHTS) & set(request.GET) else in_force)
    given = {name: value for name, value in form.cleaned_data.items() if value is not None} if form.is_valid() else {}
    tried = in_force | given
    context: dict[str, Any] = {
        "form": form,
        "rows": queries.what_if(tried) if form.is_valid() else [],
        "sets": [
            (_(str(words)), f"{reverse('topics:weights')}?{urlencode({**in_force, **differs})}" if differs else
             reverse("topics:weights"), {**in_force, **differs} == tried, None)
            for words, differs in rules.WEIGHINGS
        ],
        "is_in_force": tried == in_force,
        "run": queries.last_run(),
        "here": "hot",
    }  # fmt: skip
    return render(request, "topics/weights.html", context)
