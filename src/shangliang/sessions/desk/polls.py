"""Quick polls on the host's console: prepare, change, open, close."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shangliang.kernel.refusals import Invalid, NotFound
from shangliang.people.faces import Request, form_words, page
from shangliang.sessions import actions, queries
from shangliang.sessions.desk.host import go
from shangliang.sessions.desk.plan import session_or_404
from shangliang.sessions.forms import PollForm
from shangliang.sessions.models import Poll
from shangliang.sessions.workflow import HOST


@require_POST
@page(HOST)
def prepare(request: Request, number: int) -> HttpResponse:
    """Prepare a poll; nobody sees it yet."""
    session = session_or_404(request, number)

    def act() -> None:
        actions.prepare_poll(session, **typed(request), actor=request.actor, at=request.at)

    return go(request, number, act, _("表决备好了，开始以前还能改。"), "polls")


@require_POST
@page(HOST)
def change(request: Request, number: int, order: int, act: str) -> HttpResponse:
    """Open a poll, close it, or write it anew while it is not open."""
    row = queries.poll_of(session_or_404(request, number), order)
    acts: dict[str, Callable[[Poll], None]] = {
        "open": lambda row: actions.open_poll(row, actor=request.actor, at=request.at),
        "close": lambda row: actions.close_poll(row, actor=request.actor, at=request.at),
        "edit": lambda row: actions.edit_poll(row, **typed(request), actor=request.actor),
    }
    if row is None or act not in acts:
        raise NotFound
    return go(request, number, lambda: acts[act](row), _("表决：办好了。"), "polls")


def typed(request: Request) -> dict[str, Any]:
    """Return what was typed into the form of a poll."""
    form = PollForm(request.POST)
    if not form.is_valid():
        raise Invalid(form_words(form))
    return form.values()
