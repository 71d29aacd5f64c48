"""While it runs: check-in, agenda, question wall, viewpoints, promises."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from shangliang.kernel.refusals import Invalid, NotNow, Words
from shangliang.kernel.text import redact, tidy
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import Entry, advance, append
from shangliang.ledger.queries import deadline
from shangliang.people.models import Organization, Person
from shangliang.sessions import queries
from shangliang.sessions.models import (
    AgendaItem,
    Attendance,
    Commitment,
    Question,
    QuestionLike,
    Session,
    Venue,
    Viewpoint,
)
from shangliang.topics import actions as topics

ASKING = frozenset({"announced", "materials_sent", "checked_in", "live", "adjourned"})
"""States in which the wall takes questions."""


def check_in_guest(guest: Attendance, *, at: datetime) -> None:
    """Note that somebody is present."""
    Attendance.objects.filter(pk=guest.pk, checked_in_at=None).update(checked_in_at=at)


@transaction.atomic
def open_session(session: Session, *, actor: Actor, at: datetime) -> None:
    """Open the session; its topic is in session from now on."""
    advance(session, "open", actor=actor, at=at, public={"number": session.number})
    if session.topic and session.topic.state == "ready":
        topics.mark_in_session(session.topic, at=at)


def pause_session(session: Session, *, actor: Actor, at: datetime) -> None:
    """Pause the session."""
    advance(session, "pause", actor=actor, at=at)


def resume_session(session: Session, *, actor: Actor, at: datetime) -> None:
    """Go on after a pause."""
    advance(session, "resume", actor=actor, at=at)


@transaction.atomic
def end_session(session: Session, *, actor: Actor, at: datetime) -> None:
    """End the session; every question must have found its end. The topic is concluded."""
    advance(
        session,
        "end",
        actor=actor,
        at=at,
        met=queries.met_needs(session),
        due=deadline("session", "minutes_draft", at),
    )
    if session.topic and session.topic.state == "in_session":
        topics.mark_concluded(session.topic, at=at)


@transaction.atomic
def run_item(item: AgendaItem) -> None:
    """Make an item the running one; the one before is done."""
    AgendaItem.objects.filter(session=item.session, is_running=True).update(is_running=False, is_done=True)
    AgendaItem.objects.filter(pk=item.pk).update(is_running=True, is_done=False)


def put_on_air(venue: Venue, *, on: bool) -> None:
    """Switch a sub-venue or remote guest on or off."""
    Venue.objects.filter(pk=venue.pk).update(is_on_air=on)


def ask(
    session: Session,
    text: str,
    *,
    at: datetime,
    asked_by: str,
    person: Person | None = None,
    is_public: bool = False,
) -> Question:
    """Return a new question; the public sees it when the host has put it on the wall.

    Raises NotNow when the wall is closed, Invalid for an empty or too long question.
    """
    if session.state not in ASKING:
        raise NotNow(Words("这一期现在不收提问。", "This session takes no questions now."))
    clean = redact(tidy(text))
    if not 4 <= len(clean) <= 300:
        raise Invalid(Words("提问写 4 到 300 个字。", "A question has 4 to 300 characters."), field="text")
    return Question.objects.create(
        session=session, text=clean, asked_at=at, asked_by=tidy(asked_by), person=person, is_public=is_public
    )


def show_question(question: Question, *, shown: bool) -> None:
    """Put a question on the wall, or take it off."""
    Question.objects.filter(pk=question.pk).update(is_public=shown)


def like_question(question: Question, person: Person) -> bool:
    """Note that a person asks the same and return whether it was new; one person counts once."""
    try:
        with transaction.atomic():
            QuestionLike.objects.create(question=question, person=person)
    except IntegrityError:
        return False
    Question.objects.filter(pk=question.pk).update(like_count=F("like_count") + 1)
    return True


@transaction.atomic
def merge_question(question: Question, into: Question) -> None:
    """Join a question to another that asks the same; its voices are counted there."""
    if question.pk == into.pk or into.merged_into_id or question.session_id != into.session_id:
        raise Invalid(
            Words("只能并到同一期里另一条提问。", "Choose another question of the same session."), field="into"
        )
    Question.objects.filter(pk=question.pk).update(merged_into=into, status=into.status)
    Question.objects.filter(pk=into.pk).update(like_count=F("like_count") + question.like_count + 1)


def answer_question(
    question: Question, status: str, *, actor: Actor, at: datetime, answer: str = "", answered_by: str = ""
) -> None:
    """Give a question its end: answered on the floor (with the words), taken away, or set aside with a reason."""
    words = tidy(answer)
    if status not in ("answered", "taken", "not_handled"):
        raise Invalid(
            Words("去向只有：已答、带回、不处理。", "It is answered, taken away or set aside."), field="status"
        )
    if not words:
        raise Invalid(Words("写下答复，或带回、不处理的理由。", "Write the answer, or the reason."), field="answer")
    with transaction.atomic():
        Question.objects.filter(pk=question.pk).update(status=status, answer=words, answered_by=tidy(answered_by))
        Question.objects.filter(merged_into=question).update(status=status)
        note(question.session, "answer_question", actor, at, {"status": status, "answered_by": answered_by})


def note_viewpoint(
    session: Session, *, kind: str, text: str, actor: Actor, at: datetime, speaker: str = ""
) -> Viewpoint:
    """Return what was held at the table: a view, a consensus or a differing view."""
    words = tidy(text)
    if not words:
        raise Invalid(Words("写下观点。", "Write the view."), field="text")
    with transaction.atomic():
        row = Viewpoint.objects.create(session=session, kind=kind, text=words, speaker=tidy(speaker), said_at=at)
        note(session, f"note_{kind}", actor, at, {"text": words})
    return row


def promise(
    session: Session,
    *,
    unit: Organization,
    text: str,
    actor: Actor,
    at: datetime,
    speaker: str = "",
    due_on: date | None = None,
) -> Commitment:
    """Return a promise made on the floor: which unit, what, by when."""
    words = tidy(text)
    if not words:
        raise Invalid(Words("写下承诺的事。", "Write what was promised."), field="text")
    with transaction.atomic():
        row = Commitment.objects.create(
            session=session, unit=unit, text=words, speaker=tidy(speaker), due_on=due_on, made_at=at
        )
        note(session, "promise", actor, at, {"unit": unit.name, "text": words, "due_on": due_on})
    return row


def keep_promise(row: Commitment, *, evidence: str, actor: Actor, at: datetime) -> None:
    """Note that a promise was kept, with what shows it."""
    if not tidy(evidence):
        raise Invalid(Words("写明兑现依据。", "Say what shows it."), field="evidence")
    with transaction.atomic():
        Commitment.objects.filter(pk=row.pk, kept_at=None).update(kept_at=at, evidence=tidy(evidence))
        note(row.session, "keep_promise", actor, at, {"unit": row.unit.name, "text": row.text, "evidence": evidence})


def note(session: Session, verb: str, actor: Actor, at: datetime, public: dict[str, object]) -> None:
    """Write something that happened on the floor into the session's record."""
    seat = actor.seats[0] if actor.seats else None
    append(Entry("session", session.code, verb, actor, at, seat, session.state, session.state, public))
