"""After it: minutes with consensus and differing views, report, broadcast, archive."""

from datetime import date, datetime

from django.db import transaction

from shangliang.kernel.text import redact, tidy
from shangliang.kernel.workflow import SYSTEM, Actor
from shangliang.ledger.actions import advance
from shangliang.ledger.queries import deadline
from shangliang.sessions import queries
from shangliang.sessions.actions.gate import allowed
from shangliang.sessions.models import Session
from shangliang.topics import actions as topics


def write_course(session: Session, text: str, *, actor: Actor = SYSTEM) -> None:
    """Write what happened, in the words of the minutes."""
    allowed(session, "note", actor)
    Session.objects.filter(pk=session.pk).update(course=redact(tidy(text)))
    session.refresh_from_db()


@transaction.atomic
def draft_minutes(session: Session, *, actor: Actor, at: datetime, course: str = "") -> None:
    """Lay the minutes before the leader; needs at least one consensus and one differing view."""
    if course.strip():
        write_course(session, course, actor=actor)
    advance(
        session,
        "draft_minutes",
        actor=actor,
        at=at,
        met=queries.met_needs(session),
        due=deadline("session", "minutes_sign", at),
    )


def return_minutes(session: Session, *, actor: Actor, at: datetime, reason: str) -> None:
    """Send the minutes back for another draft."""
    advance(session, "return_minutes", actor=actor, at=at, reason=reason, due=deadline("session", "minutes_draft", at))


@transaction.atomic
def sign_minutes(session: Session, *, actor: Actor, at: datetime) -> None:
    """Sign the minutes; from now on the public may read them."""
    views = queries.viewpoints_of(session, "consensus", "dissent")
    public = {"consensus": [v.text for v in views if v.kind == "consensus"]}
    public["dissent"] = [v.text for v in views if v.kind == "dissent"]
    advance(session, "sign_minutes", actor=actor, at=at, public=public, due=deadline("session", "report", at))
    if session.topic:
        topics.note_minutes(session.topic)


def report_session(session: Session, *, actor: Actor, at: datetime) -> None:
    """Note that the special report went to the city's leaders, with copies to the units."""
    advance(session, "report", actor=actor, at=at, due=deadline("session", "broadcast", at))


def broadcast_session(session: Session, *, actor: Actor, at: datetime, on: date) -> None:
    """Note the day on which the film went out."""
    advance(session, "broadcast", actor=actor, at=at, changes={"broadcast_on": on}, public={"on": on})


def archive_session(session: Session, *, actor: Actor, at: datetime) -> None:
    """Close the file of the session."""
    advance(session, "archive", actor=actor, at=at)
