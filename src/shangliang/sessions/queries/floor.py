"""Reads of the floor: the wall, the queue at the microphone, views, promises, who sits at the table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When, Window
from django.utils.translation import gettext as _

from shangliang.engines import workdays
from shangliang.kernel.calendar import local_date
from shangliang.ledger.queries import calendar
from shangliang.sessions import rules
from shangliang.sessions.models import (
    Attendance,
    Commitment,
    FloorRequest,
    Question,
    QuestionLike,
    Session,
    Viewpoint,
)
from shangliang.sessions.models.planned import PARTICIPANT_KINDS


def wall_of(session: Session, *, public_only: bool = False) -> QuerySet[Question]:
    """Return the questions, the most asked first; merged ones are counted with the one they joined."""
    rows = Question.objects.filter(session=session, merged_into=None).select_related("venue")
    return (rows.filter(is_public=True) if public_only else rows).order_by("-like_count", "pk")


@dataclass(frozen=True)
class Wall:
    """The top of a wall, with how many questions were asked, how many groups they make, how many have an end."""

    rows: Sequence[Question]
    groups: int = 0
    asked: int = 0
    settled: int = 0


def wall_top(session: Session, person: int | None, *, limit: int = 6, after: int = 0) -> Wall:
    """Return the public questions from place `after` on, each with `is_liked` by the person, and the totals."""
    rows = wall_of(session, public_only=True).annotate(
        groups=Window(Count("pk")),
        asked=Window(Sum(F("merged_count") + 1)),
        settled=Window(Count(Case(When(~Q(status="open"), then=Value(1))))),
        is_liked=Exists(QuestionLike.objects.filter(question=OuterRef("pk"), person=person or 0)),
    )
    found = list(rows[after : after + limit])
    return Wall(found, found[0].groups, found[0].asked, found[0].settled) if found else Wall([])


def wall_counts(session: Session) -> Mapping[str, int]:
    """Return how many questions were asked, how many groups they make, and how many of those stand in each state."""
    root = Q(merged_into=None)
    counts: Mapping[str, int] = Question.objects.filter(session=session).aggregate(
        asked=Count("pk"),
        groups=Count("pk", filter=root),
        open=Count("pk", filter=root & Q(status="open")),
        answered=Count("pk", filter=root & Q(status="answered")),
        taken=Count("pk", filter=root & Q(status="taken")),
        not_handled=Count("pk", filter=root & Q(status="not_handled")),
    )
    return counts


def question_of(session: Session, number: int) -> Question | None:
    """Return the question with this number, or None."""
    row = Question.objects.filter(session=session, number=number).first()
    if row is not None:
        row.session = session
    return row


def floor_of(session: Session) -> QuerySet[FloorRequest]:
    """Return everybody who speaks, waits or spoke, in the order of the queue."""
    return (
        FloorRequest.objects.filter(session=session).exclude(status="declined").select_related("venue").order_by("pk")
    )


def floor_request(session: Session, number: int) -> FloorRequest | None:
    """Return the request to speak with this number, or None."""
    row = FloorRequest.objects.filter(session=session, number=number).first()
    if row is not None:
        row.session = session
    return row


def speaking_shares(rows: Iterable[FloorRequest], at: datetime) -> list[tuple[str, int]]:
    """Return the part of the microphone's time that each kind of people had, in per cent, the largest first."""
    words = dict(PARTICIPANT_KINDS)
    seconds: dict[str, int] = {}
    for row in rows:
        if row.started_at:
            spoken = int(((row.ended_at or at) - row.started_at).total_seconds())
            key = str(words[row.kind])
            seconds[key] = seconds.get(key, 0) + max(spoken, 0)
    return rules.shares(seconds)


def viewpoints_of(session: Session, *kinds: str) -> QuerySet[Viewpoint]:
    """Return what was held at the table, in the order in which it was said."""
    rows = Viewpoint.objects.filter(session=session).order_by("pk")
    return rows.filter(kind__in=kinds) if kinds else rows


def viewpoint_of(session: Session, number: int) -> Viewpoint | None:
    """Return the view with this number, or None."""
    row = Viewpoint.objects.filter(session=session, number=number).first()
    if row is not None:
        row.session = session
    return row


def promises_of(session: Session) -> QuerySet[Commitment]:
    """Return the promises made on the floor."""
    return Commitment.objects.filter(session=session).select_related("unit").order_by("pk")


def promise_of(session: Session, number: int) -> Commitment | None:
    """Return the promise with this number, or None."""
    row = Commitment.objects.filter(session=session, number=number).select_related("unit").first()
    if row is not None:
        row.session = session
    return row


def promises_to(units: frozenset[int]) -> QuerySet[Commitment]:
    """Return the open promises of some units, the earliest due first."""
    return (
        Commitment.objects.filter(unit__in=units, kept_at=None)
        .select_related("unit", "session")
        .order_by("due_on", "pk")
    )


def promise_lamp(row: Commitment, at: datetime) -> tuple[str, str, date | None]:
    """Return the lamp of a promise, its words, and the day that stands beside it: kept on, or due on."""
    if row.kept_at:
        return "done", _("已兑现"), local_date(row.kept_at)
    if row.due_on is None:
        return "none", _("没有说日期"), None
    due = workdays.end_of_day(row.due_on)
    if at >= due:
        return "late", _("过了答应的日子"), row.due_on
    left = calendar().remaining_workdays(at, due)
    near = workdays.lamp(at, row.made_at, due, calendar=calendar()) == "yellow"
    return "soon" if near else "ok", _("剩 %(n)s 个工作日") % {"n": left}, row.due_on


@dataclass(frozen=True)
class Seats:
    """One kind of people at the table: how many seats, and what they have in common, in words."""

    word: str
    count: int
    note: str


def seats_by_kind(guests: Iterable[Attendance]) -> list[Seats]:
    """Return the table by kinds of people, members by their level; hosts sit last."""
    groups: dict[str, list[Attendance]] = {}
    for kind, word in PARTICIPANT_KINDS:
        for guest in guests:
            if guest.kind == kind:
                groups.setdefault(seat_word(guest, str(word)), []).append(guest)
    return [
        Seats(word, len(rows), "、".join(dict.fromkeys(r.title for r in rows if r.title)))
        for word, rows in groups.items()
    ]


def seat_word(guest: Attendance, word: str) -> str:
    """Return what a guest's kind is called, with the level of a member before it."""
    if guest.kind != "member" or not guest.level:
        return word
    return _("%(level)s%(kind)s") % {"level": guest.get_level_display(), "kind": word}
