"""A member's duty record (履职记录), made from the record of events: what was done, when, under which entry."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from shangliang.fieldwork.models import VisitPerson
from shangliang.ideas.models import GoldenIdea
from shangliang.kernel.calendar import local_date, moment
from shangliang.kernel.workflow import Actor
from shangliang.ledger.models import Event, Sealed
from shangliang.sessions.models import Attendance

BY_HAND = {
    ("proposal", "submit"): "proposal",
    ("proposal", "cosign"): "cosign",
    ("voice", "adopt"): "adopt",
    ("topic", "collect"): "clue",
    ("topic", "score"): "score",
    ("dispatch", "evaluate"): "evaluate",
    ("dispatch", "follow_up"): "follow_up",
    ("dispatch", "lookback"): "lookback",
}
"""Events that the member caused himself, and what each is in the record."""
MOST = 300


@dataclass(frozen=True)
class DutyLine:
    """One thing that was done: what kind, of which case, when, and the entry of the record that says so."""

    kind: str
    case: str
    code: str
    at: datetime
    seq: int | None = None
    leaf_hash: str = ""

    @property
    def day(self) -> date:
        """Return its day in Shanghai."""
        return local_date(self.at)


@dataclass(frozen=True)
class DutyRecord:
    """Everything of a year, newest first, and how often of each kind; a count and never a rank."""

    year: int
    lines: list[DutyLine]

    @property
    def counts(self) -> Counter[str]:
        """Return how many lines there are of each kind."""
        return Counter(line.kind for line in self.lines)


def duty_record(actor: Actor, year: int) -> DutyRecord:
    """Return a member's record of a year, in four queries."""
    first, after = moment(date(year, 1, 1)), moment(date(year + 1, 1, 1))
    lines = [*caused(actor.person, first, after), *spoken(actor.person, first, after)]
    lines += [*attended(actor.person, first, after), *visited(actor.person, year)]
    return DutyRecord(year, sorted(lines, key=lambda line: line.at, reverse=True)[:MOST])


def caused(person: int | None, first: datetime, after: datetime) -> list[DutyLine]:
    """Return what the member did himself, as the sealed part of each event says."""
    wanted = Q(pk__in=[])
    for kind, verb in BY_HAND:
        wanted |= Q(kind=kind, verb=verb)
    rows = Event.objects.filter(
        wanted, at__gte=first, at__lt=after, pk__in=Sealed.objects.filter(person=person).values("event")
    )
    return [
        DutyLine(BY_HAND[row.kind, row.verb], row.kind, row.code, row.at, row.seq, row.leaf_hash)
        for row in rows.order_by("-seq")[:MOST]
    ]


def spoken(person: int | None, first: datetime, after: datetime) -> list[DutyLine]:
    """Return the golden ideas that the member spoke, by the entries with which they were captured."""
    codes = GoldenIdea.objects.filter(speaker=person).values("code")
    rows = Event.objects.filter(kind="idea", verb="capture", code__in=codes, at__gte=first, at__lt=after)
    return [DutyLine("idea", "idea", row.code, row.at, row.seq, row.leaf_hash) for row in rows[:MOST]]


def attended(person: int | None, first: datetime, after: datetime) -> list[DutyLine]:
    """Return the sessions at which the member was checked in."""
    rows = Attendance.objects.filter(person=person, checked_in_at__gte=first, checked_in_at__lt=after)
    return [
        DutyLine("session", "session", row.session.code, row.checked_in_at)
        for row in rows.select_related("session")[:MOST]
        if row.checked_in_at is not None
    ]


def visited(person: int | None, year: int) -> list[DutyLine]:
    """Return the visits in which the member took part."""
    rows = VisitPerson.objects.filter(person=person, visit__held_on__year=year).select_related("visit")
    return [
        DutyLine("visit", "visit", row.visit.code, moment(row.visit.held_on))
        for row in rows[:MOST]
        if row.visit.held_on is not None
    ]
