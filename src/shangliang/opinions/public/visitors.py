"""Who answers: a person who is signed in, or a browser that holds a key; and what everybody's pages need."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from shangliang.kernel.refusals import NotFound
from shangliang.opinions import queries, rules
from shangliang.opinions.models import Conversation, OpinionMap, Participant
from shangliang.people.faces import Request
from shangliang.people.queries import level_of

COOKIE = "voter"
YEAR = 365 * 24 * 3600
SHAPES = ("dot", "ring", "plus", "square", "wedge")


@dataclass(frozen=True)
class Visitor:
    """Under which key somebody answers: the person's when signed in, else the browser's."""

    who: str
    level: int
    browser: str = ""


def visitor_of(request: Request) -> Visitor | None:
    """Return who answers, or None for a browser that never did."""
    cookie = request.get_signed_cookie(COOKIE, default="", salt=COOKIE)
    browser = f"browser:{cookie}" if cookie else ""
    person = request.actor.person
    if person is not None:
        return Visitor(f"person:{person}", level_of(person), browser)
    return Visitor(browser, 0) if browser else None


def participant_of(conversation: Conversation, visitor: Visitor | None) -> Participant | None:
    """Return the participation of a visitor: as a person, or as the browser before signing in."""
    if visitor is None:
        return None
    found = queries.participant(conversation, visitor.who)
    return found or (queries.participant(conversation, visitor.browser) if visitor.browser else None)


def new_visitor(response: HttpResponse) -> Visitor:
    """Return a visitor under a fresh key, and give the browser that key."""
    key = secrets.token_urlsafe(16)
    remember(response, key)
    return Visitor(f"browser:{key}", 0)


def remember(response: HttpResponse, key: str) -> None:
    """Give the browser the key under which it answers; nobody else can make one."""
    response.set_signed_cookie(
        COOKIE,
        key,
        salt=COOKIE,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def conversation_or_404(request: Request, code: str) -> Conversation:
    """Return the conversation; raises NotFound when there is none that the actor may see."""
    found = queries.conversation_for(request.actor, code)
    if found is None:
        raise NotFound
    return found


def board(
    conversation: Conversation,
    newest: OpinionMap | None,
    answered: Any,  # noqa: ANN401 - a mapping of answers
) -> dict[str, Any]:
    """Return what the templates of the map need."""
    view = newest.view if newest else None
    is_shown = bool(view and view["stability"]["publishable"])
    return {
        "conversation": conversation,
        "newest": newest,
        "view": view,
        "is_shown": is_shown,
        "names": queries.names_of(conversation) if view else {},
        "spot": queries.spot_of(newest, answered) if newest and is_shown else None,
        "shapes": SHAPES,
        "levels": rules.LEVELS,
        "answered": answered,
    }
