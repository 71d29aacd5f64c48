"""What pages of a session show of its golden ideas: on the desk, at the host's side, and in public."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from shangliang.ideas import queries
from shangliang.ideas.rules import class_counts
from shangliang.ideas.workflow import IDEAS_CAPTURE, IDEAS_DESK, PUBLIC_STATES
from shangliang.kernel.workflow import Actor, may
from shangliang.sessions.models import Session


def session_panel(request: HttpRequest, session: object) -> str:
    """Return the ideas of a session for its desk pages, with the way to capture one."""
    assert isinstance(session, Session)  # noqa: S101 - the place says what it gives
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the middleware
    context = {
        "session": session,
        "rows": list(queries.ideas_of_session(session)),
        "may_capture": may(actor, IDEAS_CAPTURE),
        "may_open": may(actor, IDEAS_DESK),
    }
    return render_to_string("ideas/session_panel.html", context, request)


def public_panel(request: HttpRequest, session: object) -> str:
    """Return the public ideas of a session as a table with unit, class and state; nothing when there are none."""
    assert isinstance(session, Session)  # noqa: S101 - the place says what it gives
    rows = [idea for idea in queries.ideas_of_session(session) if idea.state in PUBLIC_STATES]
    if not rows:
        return ""
    settled = sum(idea.state == "closed" for idea in rows)
    counts = class_counts([idea.reply_class for idea in rows])
    return render_to_string("ideas/session_ideas.html", {"rows": rows, "settled": settled, "counts": counts}, request)
