"""What leaves the site: sessions, ideas, replies and outcomes as cards, posters, feeds and calendars show them."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from shangliang.dispatch.models import Outcome, Reply
from shangliang.dispatch.queries import outcomes
from shangliang.ideas.models import GoldenIdea
from shangliang.ideas.workflow import PUBLIC_STATES
from shangliang.kernel.refusals import NotFound
from shangliang.kernel.text import chinese_number, clip
from shangliang.portal import rules
from shangliang.portal.drawing import Card
from shangliang.portal.queries.home import Figures, public_replies
from shangliang.sessions.models import AgendaItem, Session
from shangliang.sessions.workflow import PUBLIC

FEED = 30
"""How many entries a feed carries."""


def address(path: str) -> str:
    """Return the full address of a page."""
    return f"{settings.ADDRESS}{path}"


def public_idea(code: str) -> GoldenIdea:
    """Return an idea that everybody may read; raises NotFound."""
    rows = GoldenIdea.objects.filter(state__in=PUBLIC_STATES).select_related("session", "lead_unit")
    found = rows.filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def public_session(number: int) -> Session:
    """Return a session that the public may know of; raises NotFound."""
    rows = Session.objects.filter(state__in=[str(state) for state in PUBLIC]).select_related("region", "series")
    found = rows.filter(number=number).first()
    if found is None:
        raise NotFound
    return found


def idea_card(idea: GoldenIdea) -> Card:
    """Return what the card of an idea says: who asked along, its class, its unit."""
    session = _("第%(n)s期　%(title)s") % {"n": chinese_number(idea.session.number), "title": idea.session.title}
    state = _("%(letter)s 类答复") % {"letter": idea.reply_class} if idea.reply_class else str(idea.state_label)
    asked = idea.people_count
    return Card(
        kicker=f"{_('金点子')} {idea.code}　{session}",
        title=idea.title,
        figure=str(asked) if asked else "",
        unit=_("人同问，%(state)s") % {"state": state} if asked else "",
        foot=idea.lead_unit.name if idea.lead_unit else "",
        code=idea.code,
    )


def session_card(session: Session) -> Card:
    """Return what the card of a session says: its title, how many ideas came of it, when and where."""
    ideas = GoldenIdea.objects.filter(session=session, state__in=PUBLIC_STATES).count()
    when = rules.short_day(session.held_at.date()) if session.held_at else ""
    return Card(
        kicker=_("第%(n)s期") % {"n": chinese_number(session.number)}
        + f"　{session.series.name if session.series else session.get_form_display()}",
        title=session.title,
        figure=str(ideas) if ideas else "",
        unit=_("条金点子") if ideas else "",
        foot="　".join(part for part in (when, session.place) if part),
        code=f"No. {session.number}",
    )


def site_card(figures: Figures) -> Card:
    """Return what the card of the home page says."""
    return Card(
        kicker=_("听您说　坐下来商量　一件一件办"),
        title=_("有事，好商量。"),
        figure=f"{figures.answered}/{figures.given}",
        unit=_("条金点子有答复"),
        foot=_("来信 %(n)s 条") % {"n": figures.voices},
        code="Shangliang",
    )


def public_sessions() -> list[Session]:
    """Return the newest sessions that the public may know of and that have a day."""
    rows = Session.objects.filter(state__in=[str(state) for state in PUBLIC], held_at__isnull=False)
    return list(rows.select_related("region").order_by("-held_at", "-number")[:FEED])


def meetings(rows: list[Session]) -> list[rules.Meeting]:
    """Return sessions as entries of a calendar; one ends when it did, else after the minutes of its agenda."""
    planned = AgendaItem.objects.filter(session__in=rows).order_by().values_list("session").annotate(n=Sum("minutes"))
    minutes = dict(planned)
    return [meeting(row, minutes.get(row.pk)) for row in rows if row.held_at is not None]


def meeting(row: Session, minutes: int | None) -> rules.Meeting:
    """Return one session as an entry of a calendar."""
    assert row.held_at is not None  # noqa: S101 - the caller asks for those that have a day
    planned = row.held_at + timedelta(minutes=minutes) if minutes else None
    path = reverse("sessions:show", args=[row.number])
    return rules.Meeting(
        uid=f"session-{row.number}@{settings.ADDRESS.partition('://')[2]}",
        title=_("第 %(n)s 期　%(title)s") % {"n": row.number, "title": row.title},
        start=row.held_at,
        end=row.ended_at if row.ended_at and row.ended_at > row.held_at else planned,
        stamp=row.moved_at,
        place=f"{row.region.name}{row.place}",
        url=address(path),
        note=row.purpose,
    )


def feed_replies() -> list[tuple[Reply, str, str, datetime]]:
    """Return the newest public replies, each with what it is called, its address and when it was delivered."""
    found = []
    for reply in public_replies()[:FEED]:
        order = reply.dispatch
        if order.idea is not None:
            name, path = f"{order.idea.code} {order.idea.title}", rules.place("idea", order.idea.code)
        else:
            assert order.voice is not None  # noqa: S101 - public replies answer one of the two
            name, path = clip(order.voice.body_public, 40), rules.place("voice", order.voice.code)
        found.append((reply, name, address(path), reply.checked_at or reply.saved_at))
    return found


def feed_outcomes() -> list[Outcome]:
    """Return the newest public outcomes."""
    return list(outcomes()[:FEED])
