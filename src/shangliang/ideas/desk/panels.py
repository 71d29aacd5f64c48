"""What pages of a session show of its golden ideas: on the desk, at the host's side, and in public."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from shangliang.ideas import queries
from shangliang.ideas.forms import StatementIdeaForm
from shangliang.ideas.models import GoldenIdea
from shangliang.ideas.rules import class_counts
from shangliang.ideas.workflow import IDEAS_CAPTURE, IDEAS_DESK, PUBLIC_STATES
from shangliang.kernel.workflow import Actor, may
from shangliang.opinions.models import Conversation
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


def conversation_panel(request: HttpRequest, conversation: object) -> str:
    """Return the ideas that came from a conversation, and the form by which a statement becomes one in one act."""
    assert isinstance(conversation, Conversation)  # noqa: S101 - the place says what it gives
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the middleware
    made = queries.ideas_of_conversation(conversation)
    may_make = may(actor, IDEAS_CAPTURE) and conversation.state != "drafting"
    context = {
        "conversation": conversation,
        "made": made,
        "form": StatementIdeaForm(conversation=conversation) if may_make else None,
        "may_open": may(actor, IDEAS_DESK),
    }
    return render_to_string("ideas/conversation_panel.html", context, request)


def statement_panel(request: HttpRequest, idea: object) -> str:
    """Return the statement that an idea came from and how people stood to it; nothing when it came from none."""
    assert isinstance(idea, GoldenIdea)  # noqa: S101 - the place says what it gives
    link = queries.statement_of(idea)
    return render_to_string("ideas/from_statement.html", {"link": link}, request) if link else ""


def conversation_ideas(request: HttpRequest, conversation: object) -> str:
    """Return the public ideas that came from a conversation; nothing while there are none."""
    assert isinstance(conversation, Conversation)  # noqa: S101 - the place says what it gives
    rows = [row for row in queries.ideas_of_conversation(conversation) if row.idea.is_public]
    return render_to_string("ideas/conversation_ideas.html", {"rows": rows}, request) if rows else ""
