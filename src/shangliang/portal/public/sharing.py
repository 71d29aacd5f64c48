"""What people take along: pictures for shared links, posters to print, feeds to follow, dates for their calendar."""

import hashlib
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shangliang.kernel.calendar import moment
from shangliang.kernel.text import chinese_number
from shangliang.people.faces import Request, language_of, page, scannable
from shangliang.portal import rules
from shangliang.portal.drawing import Card, card_png, chinese_font
from shangliang.portal.queries import home, sharing
from shangliang.portal.queries.sharing import address
from shangliang.portal.workflow import SHARE

DAY = 86400
HOUR = "public, max-age=3600"


def picture(card: Card) -> HttpResponse:
    """Return a card as a PNG; one that was drawn is kept for a day."""
    place = chinese_font(settings.CARD_FONT)
    key = "portal.card." + hashlib.sha256(repr((card, place)).encode()).hexdigest()[:32]
    drawn = cache.get(key)
    if drawn is None:
        drawn = card_png(card, place)
        cache.set(key, drawn, DAY)
    return HttpResponse(drawn, content_type="image/png", headers={"Cache-Control": HOUR})


@page(SHARE)
@require_safe
def site_card(request: Request) -> HttpResponse:
    """Draw the card of the home page."""
    return picture(sharing.site_card(home.figures(request.at)))


@page(SHARE)
@require_safe
def idea_card(request: Request, code: str) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Draw the card of one idea."""
    return picture(sharing.idea_card(sharing.public_idea(code)))


@page(SHARE)
@require_safe
def session_card(request: Request, number: int) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Draw the card of one session."""
    return picture(sharing.session_card(sharing.public_session(number)))


def poster(request: Request, path: str, context: dict[str, Any]) -> HttpResponse:
    """Render a poster of one page of A4, with the address as a code to scan."""
    return render(
        request, "portal/poster.html", {"qr": scannable(address(path)), "link": address(path), "path": path, **context}
    )


@page(SHARE)
@require_safe
def idea_poster(request: Request, code: str) -> HttpResponse:
    """Show the poster of one idea, to be printed and put up where people asked."""
    idea = sharing.public_idea(code)
    return poster(request, rules.place("idea", code), {"idea": idea, "title": idea.title, "here": "ideas"})


@page(SHARE)
@require_safe
def session_poster(request: Request, number: int) -> HttpResponse:
    """Show the poster of one session, to be printed and put up."""
    session = sharing.public_session(number)
    context = {"session": session, "title": session.title, "chinese": chinese_number(number), "here": "sessions"}
    return poster(request, reverse("sessions:show", args=[number]), context)


def calendar_of(name: str, entries: list[rules.Meeting], file: str) -> HttpResponse:
    """Return entries as an iCalendar file."""
    answer = HttpResponse(rules.ics_text(name, entries), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'inline; filename="{file}.ics"'
    return answer


@page(SHARE)
@require_safe
def sessions_calendar(request: Request) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Return the newest sessions as a calendar to subscribe to."""
    return calendar_of(_("商量：协商活动"), sharing.meetings(sharing.public_sessions()), "sessions")


@page(SHARE)
@require_safe
def session_calendar(request: Request, number: int) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Return one session as a calendar entry."""
    session = sharing.public_session(number)
    return calendar_of(session.title, sharing.meetings([session]), f"session-{number}")


def feed_of(request: Request, title: str, path: str, fill: Callable[[Atom1Feed], None]) -> HttpResponse:
    """Return an Atom feed (RFC 4287) with what `fill` adds."""
    feed = Atom1Feed(
        title=title,
        link=address(path),
        description=title,
        language="en" if language_of(request) == "en" else "zh-CN",
        author_name=_("商量"),
        feed_url=address(request.path),
        feed_guid=address(request.path),
    )
    fill(feed)
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@page(SHARE)
@require_safe
def sessions_feed(request: Request) -> HttpResponse:
    """Return the newest sessions as a feed."""

    def fill(feed: Atom1Feed) -> None:
        for one in sharing.meetings(sharing.public_sessions()):
            feed.add_item(one.title, one.url, one.note or one.place, pubdate=one.stamp, updateddate=one.stamp,
                          unique_id=one.url)  # fmt: skip

    return feed_of(request, _("商量：协商活动"), reverse("sessions:list"), fill)


@page(SHARE)
@require_safe
def replies_feed(request: Request) -> HttpResponse:
    """Return the newest public replies as a feed."""

    def fill(feed: Atom1Feed) -> None:
        for reply, name, link, at in sharing.feed_replies():
            words = f"{reply.unit.name}：{reply.public_text or reply.summary}"
            feed.add_item(name, link, words, pubdate=at, updateddate=at, unique_id=f"{link}#v{reply.version}")

    return feed_of(request, _("商量：件件有回音"), reverse("dispatch:progress"), fill)


@page(SHARE)
@require_safe
def outcomes_feed(request: Request) -> HttpResponse:
    """Return the newest outcomes as a feed."""

    def fill(feed: Atom1Feed) -> None:
        for row in sharing.feed_outcomes():
            link = address(reverse("dispatch:outcome", args=[row.code]))
            at: datetime = moment(row.achieved_on, time(9))
            feed.add_item(row.title, link, row.after or row.title, pubdate=at, updateddate=at, unique_id=link)

    return feed_of(request, _("商量：成效"), reverse("dispatch:outcomes"), fill)
