"""Before the day: the plan, the agenda, who is invited, the notice."""

from datetime import date, datetime

from django.db import transaction

from shangliang.kernel.refusals import Invalid, NotNow, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import advance, begin
from shangliang.opinions.models import Conversation
from shangliang.people.models import Organization, Person
from shangliang.sessions import queries
from shangliang.sessions.models import AgendaItem, Attendance, Series, Session, Venue
from shangliang.sessions.workflow import BEFORE_LIVE, SessionState
from shangliang.topics.models import Topic

EDITABLE = {str(state) for state in (*BEFORE_LIVE, SessionState.POSTPONED)}


def add_series(*, code: str, name: str, name_en: str = "", partners: str = "") -> Series:
    """Return a series, made when it is new."""
    row, _ = Series.objects.get_or_create(code=code, defaults={"name": name, "name_en": name_en, "partners": partners})
    return row


def create_session(
    *,
    number: int,
    title: str,
    actor: Actor,
    at: datetime,
    region: Organization,
    form: str = "media_convergence",
    series: Series | None = None,
    topic: Topic | None = None,
    host: Organization | None = None,
    held_at: datetime | None = None,
    place: str = "",
    title_en: str = "",
) -> Session:
    """Return a new 期 in planning; its number is unique and is its code."""
    if Session.objects.filter(number=number).exists():
        raise Invalid(Words(f"第 {number} 期已经有了。", f"No. {number} exists already."), field="number")
    row = Session(
        code=str(number),
        number=number,
        title=tidy(title),
        title_en=tidy(title_en),
        form=form,
        series=series,
        topic=topic,
        host=host or (topic.host if topic else None),
        region=region,
        held_at=held_at,
        place=tidy(place),
    )
    begin(row, "create", actor=actor, at=at, public={"number": number, "title": row.title, "form": form})
    return row


def editable(session: Session) -> None:
    """Raise NotNow when the plan can no longer be changed."""
    if session.state not in EDITABLE:
        raise NotNow(Words("协商已经开场，方案不能再改。", "The session has begun; its plan cannot be changed."))


def edit_plan(
    session: Session,
    *,
    purpose: str,
    use_of_results: str,
    place: str,
    held_at: datetime | None,
    broadcast_on: date | None = None,
    stream_url: str = "",
    conversation: Conversation | None = None,
) -> None:
    """Write the plan's words; changing them is no step of the table until a leader approves."""
    editable(session)
    Session.objects.filter(pk=session.pk).update(
        purpose=tidy(purpose),
        use_of_results=tidy(use_of_results),
        place=tidy(place),
        held_at=held_at,
        broadcast_on=broadcast_on,
        stream_url=stream_url.strip(),
        conversation=conversation,
    )
    session.refresh_from_db()


def add_agenda_item(session: Session, *, kind: str, title: str, speaker: str = "", minutes: int = 5) -> AgendaItem:
    """Return a new item at the end of the run of show."""
    last = AgendaItem.objects.filter(session=session).order_by("-order").values_list("order", flat=True).first()
    return AgendaItem.objects.create(
        session=session,
        order=(last or 0) + 1,
        kind=kind,
        title=tidy(title),
        speaker=tidy(speaker),
        minutes=minutes,
    )


@transaction.atomic
def move_agenda_item(item: AgendaItem, places: int) -> None:
    """Move an item up (negative) or down, changing places with its neighbour."""
    step = 1 if places > 0 else -1
    neighbour = AgendaItem.objects.filter(session=item.session, order=item.order + step).first()
    if neighbour is None:
        return
    mine, theirs = item.order, neighbour.order
    AgendaItem.objects.filter(pk=item.pk).update(order=0)
    AgendaItem.objects.filter(pk=neighbour.pk).update(order=mine)
    AgendaItem.objects.filter(pk=item.pk).update(order=theirs)


@transaction.atomic
def drop_agenda_item(item: AgendaItem) -> None:
    """Take an item out of the run of show and close the gap."""
    editable(item.session)
    later = list(AgendaItem.objects.filter(session=item.session, order__gt=item.order).order_by("order"))
    AgendaItem.objects.filter(pk=item.pk).delete()
    for row in later:
        AgendaItem.objects.filter(pk=row.pk).update(order=row.order - 1)


def add_venue(
    session: Session,
    *,
    kind: str,
    name: str,
    address: str = "",
    host_name: str = "",
    people_count: int = 0,
    has_minors: bool = False,
) -> Venue:
    """Return a new place of the session."""
    return Venue.objects.create(
        session=session,
        kind=kind,
        name=tidy(name),
        address=tidy(address),
        host_name=tidy(host_name),
        people_count=people_count,
        has_minors=has_minors,
    )


def invite(
    session: Session,
    *,
    kind: str,
    name: str,
    title: str = "",
    person: Person | None = None,
    organization: Organization | None = None,
    venue: Venue | None = None,
    is_public: bool = True,
    confirmed_at: datetime | None = None,
) -> Attendance:
    """Return an invitation; guests of a venue with minors are never shown in public."""
    return Attendance.objects.create(
        session=session,
        kind=kind,
        name=tidy(name),
        title=tidy(title),
        person=person,
        organization=organization,
        venue=venue,
        is_public=is_public and not (venue and venue.has_minors) and not (person and person.is_minor),
        confirmed_at=confirmed_at,
    )


def drop_guest(guest: Attendance) -> None:
    """Take somebody off the list before the day."""
    editable(guest.session)
    Attendance.objects.filter(pk=guest.pk).delete()


def approve_plan(session: Session, *, actor: Actor, at: datetime) -> None:
    """Approve the plan; needs when, where, what for, use of results, and an agenda."""
    advance(session, "approve_plan", actor=actor, at=at, met=queries.met_needs(session))


def announce(session: Session, *, actor: Actor, at: datetime) -> None:
    """Announce the session to the public, with guests; the wall opens for questions."""
    advance(
        session,
        "announce",
        actor=actor,
        at=at,
        met=queries.met_needs(session),
        public={"title": session.title, "held_at": session.held_at, "place": session.place},
    )


def send_materials(session: Session, *, actor: Actor, at: datetime) -> None:
    """Note that agenda, report and briefing went out to the guests."""
    advance(session, "send_materials", actor=actor, at=at)


def close_check_in(session: Session, *, actor: Actor, at: datetime) -> None:
    """Note that those who are needed are present."""
    advance(session, "check_in", actor=actor, at=at, met=queries.met_needs(session))


def postpone(session: Session, *, actor: Actor, at: datetime, reason: str) -> None:
    """Postpone the session, with the reason told to everybody invited."""
    advance(session, "postpone", actor=actor, at=at, reason=reason, public={"reason": reason})


def resume_plan(session: Session, *, actor: Actor, at: datetime) -> None:
    """Take a postponed session up again with its new date."""
    advance(session, "resume_plan", actor=actor, at=at, met=queries.met_needs(session))


def cancel_session(session: Session, *, actor: Actor, at: datetime, reason: str) -> None:
    """Cancel the session, with the reason in public."""
    advance(session, "cancel", actor=actor, at=at, reason=reason, public={"reason": reason})
