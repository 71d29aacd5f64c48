"""A person's own notices."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shangliang.notices import actions, queries, workflow
from shangliang.people.faces import Request, page, take


@page(workflow.MINE)
def mine(request: Request) -> HttpResponse:
    """List what the person was told, newest first."""
    asked = request.GET.get("before", "")
    found = queries.notices_of(request.actor, before=int(asked) if asked.isascii() and asked.isdigit() else None)
    more = f"{reverse('notices:mine')}?before={found.rows[-1].pk}" if found.more else None
    unread = queries.unread_count(request.actor)
    context = {"rows": found.rows, "more": more, "unread": unread, "most": queries.MOST_SHOWN, "here": "mine"}
    return render(request, "notices/mine.html", context)


@require_POST
@page(workflow.MINE)
def read(request: Request) -> HttpResponse:
    """Mark everything read."""
    return take(
        request,
        lambda: actions.mark_read(request.actor, at=request.at),
        done=_("都标成已读了。"),
        back=reverse("notices:mine"),
    )
