"""Before the day: the plan, the series, the notice."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from shangliang.kernel.refusals import Invalid, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import SYSTEM, Actor
from shangliang.ledger.actions import advance, begin
from shangliang.opinions.models import Conversation
from shangliang.people.models import Organization
from shangliang.sessions import queries
from shangliang.sessions.actions.gate import allowed
from shangliang.sessions.models import Series, Session
from shangliang.topics.models import Topic


def add_series(*, code: str, name: str, name_en: str = "", partners: str = "") -> Series:
    """Return a series, made when it is new."""
    values = {"name": tidy(name), "name_en": tidy(name_en), "partners": tidy(partners)}
    row, _ = Series.objects.get_or_create(code=code.strip(), defaults=values)
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
    """Return a new 期 in planning; its number is unique and is its code. Raises Invalid for a number that is taken."""
    if Session.objects.filter(number=number).exists():
        raise number_taken(number)
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
    try:
        with transaction.atomic():
            begin(row, "create", actor=actor, at=at, public={"number": number, "title": row.title, "form": form})
    except IntegrityError as error:
        raise number_taken(number) from error
    return row


def number_taken(number: int) -> Invalid:
    """Return the refusal of a number that is taken."""
    return Invalid(Words(f"第 {number} 期已经有了。", f"No. {number} exists already."), field="number")


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
    actor: Actor = SYSTEM,
) -> None:
    """Write the plan's words; changing them is no step of the table until a leader approves."""
    allowed(session, "plan", actor)
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


def set_stream(session: Session, url: str, *, actor: Actor = SYSTEM) -> None:
    """Set where the session can be watched, live or after it."""
    allowed(session, "set_stream", actor)
    Session.objects.filter(pk=session.pk).update(stream_url=url.strip())
    session.refresh_from_db()


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
