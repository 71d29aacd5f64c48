"""Reads of sessions and their plans: what somebody may see, what a step still needs, the eight stages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shangliang.kernel.calendar import local
from shangliang.kernel.workflow import Actor
from shangliang.ledger.queries import events_of, sole
from shangliang.people.queries import seen_in
from shangliang.sessions import rules
from shangliang.sessions.models import AgendaItem, Attendance, Question, Series, Session, Venue, Viewpoint
from shangliang.sessions.workflow import DESK, PUBLIC
from shangliang.topics import queries as topics
from shangliang.topics.models import Topic

Placed = TypeVar("Placed", AgendaItem, Attendance, Venue)


def visible_to(actor: Actor) -> QuerySet[Session]:
    """Return the sessions that the actor may see, newest 期 first: announced ones, for staff all of their region."""
    rows = Session.objects.select_related("series", "topic", "host", "region", "conversation").order_by("-number")
    regions = (seat.region for seat in actor.seats if seat.role in DESK.by)
    return seen_in(rows, regions, beside=Q(state__in=[str(state) for state in PUBLIC]))


def list_rows(actor: Actor) -> QuerySet[Session]:
    """Return the sessions that the actor may see with only what a list shows."""
    rows = visible_to(actor).select_related(None).select_related("series", "region")
    return rows.only(
        "code", "number", "title", "form", "state", "held_at", "place", "due_at", "due_provisional", "version",
        "series__name", "series__code", "region__name", "region__path",
    )  # fmt: skip


def next_number_of_session() -> int:
    """Return the number that the next 期 would have."""
    newest = Session.objects.order_by("-number").values_list("number", flat=True).first()
    return (newest or 0) + 1


def session_for(actor: Actor, number: int) -> Session | None:
    """Return one session with what its pages need, or None when there is none that the actor may see."""
    return sole(visible_to(actor).filter(number=number))


def sessions_of(topic: Topic) -> QuerySet[Session]:
    """Return the sessions of a topic."""
    return Session.objects.filter(topic=topic).select_related("series").order_by("number")


def series_list() -> QuerySet[Series]:
    """Return every series, the first made first."""
    return Series.objects.order_by("pk")


def agenda_of(session: Session) -> QuerySet[AgendaItem]:
    """Return the run of show, in order."""
    return AgendaItem.objects.filter(session=session).order_by("order")


def agenda_item(session: Session, order: int) -> AgendaItem | None:
    """Return the item at a place of the agenda, or None."""
    found = AgendaItem.objects.filter(session=session, order=order).first()
    return with_session(found, session)


def guests_of(session: Session, *, public_only: bool = False) -> QuerySet[Attendance]:
    """Return who was invited; in public nobody who may not be shown."""
    rows = Attendance.objects.filter(session=session).select_related("organization", "venue").order_by("kind", "number")
    return rows.filter(is_public=True) if public_only else rows


def guest_of(session: Session, number: int) -> Attendance | None:
    """Return the guest with this number, or None."""
    return with_session(Attendance.objects.filter(session=session, number=number).first(), session)


def venues_of(session: Session) -> QuerySet[Venue]:
    """Return the places of the session."""
    return Venue.objects.filter(session=session).order_by("number")


def venue_of(session: Session, number: int) -> Venue | None:
    """Return the place with this number, or None."""
    return with_session(Venue.objects.filter(session=session, number=number).first(), session)


def with_session(row: Placed | None, session: Session) -> Placed | None:
    """Return the row with its session in place, so that asking the table costs no further query."""
    if row is not None:
        row.session = session
    return row


@dataclass(frozen=True)
class Sheet:
    """The plan of one session as its desk sees it, with what each step of the table still needs."""

    agenda: Sequence[AgendaItem]
    guests: Sequence[Attendance]
    venues: Sequence[Venue]
    slots: Sequence[rules.Slot]
    met: Mapping[str, bool]
    views: Mapping[str, int]
    waiting: int

    @property
    def timed(self) -> list[tuple[AgendaItem, rules.Slot | None]]:
        """Return every item of the agenda with its place on the clock, None while no day is set."""
        return timed(self.agenda, self.slots)

    @property
    def present(self) -> int:
        """Return how many guests have checked in."""
        return sum(guest.checked_in_at is not None for guest in self.guests)

    @property
    def minutes(self) -> int:
        """Return how long the agenda takes, in minutes."""
        return sum(item.minutes for item in self.agenda)


def sheet_of(session: Session) -> Sheet:
    """Return the plan of a session in five queries."""
    agenda, venues = list(agenda_of(session)), list(venues_of(session))
    guests = list(guests_of(session))
    views = dict(Viewpoint.objects.filter(session=session).order_by().values_list("kind").annotate(number=Count("pk")))
    waiting = Question.objects.filter(session=session, status="open", merged_into=None).count()
    met = {
        "plan": rules.is_planned(
            purpose=session.purpose,
            use_of_results=session.use_of_results,
            place=session.place,
            has_time=session.held_at is not None,
        ),
        "agenda": bool(agenda),
        "guests": rules.is_quorate({guest.kind for guest in guests}, session.form),
        "quorum": rules.is_quorate({guest.kind for guest in guests if guest.checked_in_at}, session.form),
        "lines": all(venue.tested_at or not venue.is_linked for venue in venues),
        "questions": waiting == 0,
        "consensus": views.get("consensus", 0) > 0 and views.get("dissent", 0) > 0,
    }
    return Sheet(agenda, guests, venues, slots_of(session, agenda), met, views, waiting)


def met_needs(session: Session) -> Mapping[str, bool]:
    """Return which needs of the table are met, from rows."""
    return sheet_of(session).met


def slots_of(session: Session, agenda: Sequence[AgendaItem]) -> list[rules.Slot]:
    """Return when each item of the agenda is to run or ran; nothing while no day is set."""
    begin = session.began_at or session.held_at
    if begin is None:
        return []
    return rules.slots(begin, [(item.minutes, item.started_at, item.ended_at) for item in agenda])


def timed(agenda: Sequence[AgendaItem], slots: Sequence[rules.Slot]) -> list[tuple[AgendaItem, rules.Slot | None]]:
    """Return items beside their places on the clock, None for each while no day is set."""
    return list(zip(agenda, slots, strict=True)) if slots else [(item, None) for item in agenda]


def stage_rows(session: Session, *, guests: int = 0, consensus: int = 0) -> list[tuple[str, str, str, str, str]]:
    """Return the eight stages of the session's topic with dates and figures, for the macro `stages`; empty without."""
    topic = session.topic
    if topic is None:
        return []
    dates = {key: day_words(at) for key, at in topics.stage_dates(events_of("topic", topic.code)).items()}
    notes = stage_notes(topic, guests=guests, consensus=consensus)
    return [
        (key, name, state, when if state else "", notes.get(key, "") if state else "")
        for key, name, state, when, _note in topics.stage_rows(topic, dates)
    ]


def stage_notes(topic: Topic, *, guests: int, consensus: int) -> dict[str, str]:
    """Return the figure that stands under each stage, where there is one."""
    figures = {
        "collect": (topic.voice_count, _("%(n)s 条民声")),
        "research": (topic.visits_done, _("调研 %(n)s 次")),
        "deliberate": (guests, _("%(n)s 位嘉宾")),
        "consensus": (consensus, _("共识 %(n)s 条")),
        "dispatch": (topic.idea_dispatched, _("转办 %(n)s 条")),
        "supervise": (topic.idea_settled, _("了结 %(n)s 条")),
    }
    return {key: words % {"n": n} for key, (n, words) in figures.items() if n}


def day_words(at: datetime) -> str:
    """Return a day as short as a stage line has room for."""
    return date_format(local(at), _("n月j日"))
