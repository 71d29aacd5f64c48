"""The page of long work: it can be left and found again."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shangliang.people.faces import Request, page
from shangliang.portal.desk import tabs
from shangliang.portal.queries.tasks import tasks_of
from shangliang.portal.workflow import TASKS


@never_cache
@page(TASKS)
@require_safe
def tasks(request: Request) -> HttpResponse:
    """Show what the worker does and did."""
    found = tasks_of(request.actor)
    context = {
        "rows": found,
        "at_work": sum(task.is_at_work for task in found),
        "tabs": tabs(request),
        "here": "tasks",
    }
    return render(request, "portal/tasks.html", context)
