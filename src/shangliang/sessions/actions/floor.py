"""While it runs: opening and ending, who speaks, what is held, what is promised."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from shangliang.kernel.refusals import Invalid, NotNow, Words
from shangliang.kernel.text import redact, tidy
from shangliang.kernel.workflow import SYSTEM, Actor, Seat
from shangliang.ledger.actions import Entry, advance, append
from shangliang.ledger.queries import deadline
from shangliang.people.models import Organization, Person
from shangliang.sessions import queries, rules
from shangliang.sessions.actions.gate import allowed, next_of
from shangliang.sessions.actions.polls import close_polls_of
from shangliang.sessions.actions.table import finish_items
from shangliang.sessions.models import Commitment, FloorRequest, Session, Venue, Viewpoint
from shangliang.sessions.models.spoken import VIEW_KINDS
from shangliang.sessions.workflow import ASKING
from shangliang.topics import actions as topics


@transaction.atomic
def open_session(session: Session, *, actor: Actor, at: datetime) -> None:
    """Open the session; its topic is in session from now on."""
    advance(
        session,
        "open",
        actor=actor,
        at=at,
        met=queries.met_needs(session),
        changes={"began_at": at},
        public={"number": session.number},
    )
    if session.topic and session.topic.state == "ready":
        topics.mark_in_session(session.topic, at=at, session=session.code)


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
        changes={"ended_at": at},
        due=deadline("session", "minutes_draft", at),
    )
    finish_items(session, at)
    finish_speech(session, at)
    close_polls_of(session, at=at)
    Venue.objects.filter(session=session).update(is_on_air=False)
    if session.topic and session.topic.state == "in_session":
        topics.mark_concluded(session.topic, at=at, session=session.code)


@transaction.atomic
def request_floor(
    session: Session,
    *,
    name: str,
    at: datetime,
    about: str = "",
    kind: str = "citizen",
    person: Person | None = None,
    venue: Venue | None = None,
    seconds: int = rules.FLOOR_SECONDS,
) -> FloorRequest:
    """Return a request for the microphone, at the end of the queue.

    Raises NotNow when the session takes none, Invalid without a name or when the person waits already.
    """
    if session.state not in ASKING:
        raise NotNow(Words("这一期现在不收发言申请。", "This session takes no requests to speak now."))
    called = redact(tidy(name))
    if not called:
        raise Invalid(Words("写明怎么称呼。", "Say how you are called."), field="name")
    waiting = FloorRequest.objects.filter(session=session, status__in=("waiting", "speaking"))
    if person is not None and waiting.filter(person=person).exists():
        raise Invalid(Words("您已经在候场了。", "You are in the queue already."))
    return FloorRequest.objects.create(
        session=session,
        number=next_of(session, "floor"),
        name=called[:40],
        kind=kind,
        about=redact(tidy(about))[:120],
        person=person,
        venue=venue,
        seconds=seconds,
        asked_at=at,
    )


@transaction.atomic
def give_floor(request: FloorRequest, *, at: datetime, actor: Actor = SYSTEM) -> None:
    """Give somebody the microphone; whoever spoke before is done from this moment."""
    allowed(request.session, "host", actor)
    finish_speech(request.session, at)
    FloorRequest.objects.filter(pk=request.pk).update(status="speaking", started_at=at, ended_at=None)


@transaction.atomic
def take_floor_back(session: Session, *, at: datetime, actor: Actor = SYSTEM) -> None:
    """End the present speech."""
    allowed(session, "host", actor)
    finish_speech(session, at)


def finish_speech(session: Session, at: datetime) -> None:
    """End whatever speech is running."""
    FloorRequest.objects.filter(session=session, status="speaking").update(status="done", ended_at=at)


def lengthen_speech(request: FloorRequest, minutes: int = 1, *, actor: Actor = SYSTEM) -> None:
    """Give a speaker some minutes more."""
    allowed(request.session, "host", actor)
    more = int(timedelta(minutes=minutes).total_seconds())
    FloorRequest.objects.filter(pk=request.pk).update(seconds=F("seconds") + more)


def decline_floor(request: FloorRequest, *, at: datetime, actor: Actor = SYSTEM) -> None:
    """Take somebody off the queue."""
    allowed(request.session, "host", actor)
    FloorRequest.objects.filter(pk=request.pk, status="waiting").update(status="declined", ended_at=at)


def note_viewpoint(
    session: Session, *, kind: str, text: str, actor: Actor, at: datetime, speaker: str = ""
) -> Viewpoint:
    """Return what was held at the table: a view, a consensus or a differing view; the same again is one row.

    The public record says that one was noted; its words become public with the minutes.
    """
    seat = allowed(session, "note", actor)
    words = tidy(text)
    if not words:
        raise Invalid(Words("写下观点。", "Write the view."), field="text")
    if kind not in dict(VIEW_KINDS):
        raise Invalid(Words("只有观点、共识、不同意见三类。", "It is a view, a consensus or a dissent."), field="kind")
    with transaction.atomic():
        number = next_of(session, "viewpoint")
        same = Viewpoint.objects.filter(session=session, kind=kind, text=words).first()
        if same is not None:
            return same
        row = Viewpoint.objects.create(
            session=session,
            number=number,
            kind=kind,
            text=words,
            speaker=tidy(speaker)[:60],
            said_at=at,
        )
        record(session, f"note_{kind}", seat, actor, at, {"number": row.number}, {"text": words})
    return row


def drop_viewpoint(row: Viewpoint, *, actor: Actor, at: datetime) -> None:
    """Take back something that was noted by mistake, before the minutes are drafted."""
    seat = allowed(row.session, "note", actor)
    with transaction.atomic():
        Viewpoint.objects.filter(pk=row.pk).delete()
        record(row.session, "drop_viewpoint", seat, actor, at, {"number": row.number}, {"text": row.text})


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
    """Return a promise made on the floor: which unit, what, by when; the same again is one row."""
    seat = allowed(session, "note", actor)
    words = redact(tidy(text))
    if not 1 <= len(words) <= 300:
        raise Invalid(
            Words("写下承诺的事，300 字以内。", "Write what was promised, up to 300 characters."), field="text"
        )
    with transaction.atomic():
        number = next_of(session, "promise")
        same = Commitment.objects.filter(session=session, unit=unit, text=words).first()
        if same is not None:
            return same
        row = Commitment.objects.create(
            session=session,
            number=number,
            unit=unit,
            text=words,
            speaker=tidy(speaker)[:60],
            due_on=due_on,
            made_at=at,
        )
        record(session, "promise", seat, actor, at, {"unit": unit.name, "text": words, "due_on": due_on})
    return row


def note_line(
    session: Session,
    *,
    kind: str,
    text: str,
    actor: Actor,
    at: datetime,
    speaker: str = "",
    unit: Organization | None = None,
    due_on: date | None = None,
) -> Viewpoint | Commitment:
    """Return what the host wrote in one line: a promise (with its unit) or something held at the table."""
    if kind != "promise":
        return note_viewpoint(session, kind=kind, text=text, speaker=speaker, actor=actor, at=at)
    if unit is None:
        raise Invalid(Words("承诺要写明是哪个单位。", "A promise names its unit."), field="unit")
    return promise(session, unit=unit, text=text, speaker=speaker, due_on=due_on, actor=actor, at=at)


def keep_promise(row: Commitment, *, evidence: str, actor: Actor, at: datetime) -> None:
    """Note that a promise was kept, with what shows it."""
    words = redact(tidy(evidence))
    if not words:
        raise Invalid(Words("写明兑现依据。", "Say what shows it."), field="evidence")
    with transaction.atomic():
        seat = allowed(row.session, "keep_promise", actor)
        kept = Commitment.objects.filter(pk=row.pk, kept_at=None).update(kept_at=at, evidence=words[:300])
        if not kept:
            raise NotNow(Words("这项承诺已经记过兑现。", "This promise was noted as kept already."))
        public = {"unit": row.unit.name, "text": row.text, "evidence": words}
        record(row.session, "keep_promise", seat, actor, at, public)


def record(
    session: Session,
    verb: str,
    seat: Seat | None,
    actor: Actor,
    at: datetime,
    public: Mapping[str, object],
    private: Mapping[str, object] | None = None,
) -> None:
    """Write something that happened on the floor into the session's record."""
    append(Entry("session", session.code, verb, actor, at, seat, session.state, session.state, public, private or {}))
