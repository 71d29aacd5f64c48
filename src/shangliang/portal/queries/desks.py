"""Reads of the leader's page, the member's page and the search over cases."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from shangliang.dispatch.models import Dispatch, Evaluation, Milestone
from shangliang.dispatch.queries import invitations_of, open_promises
from shangliang.dispatch.queries.owing import UnitLine, units_at_work
from shangliang.dispatch.rules import Rate, satisfaction_rate
from shangliang.engines.workdays import Calendar
from shangliang.fieldwork.models import FieldVisit, VisitPerson
from shangliang.ideas.models import GoldenIdea
from shangliang.kernel.calendar import local_date
from shangliang.kernel.workflow import Actor, Role
from shangliang.ledger.models import Event
from shangliang.portal.queries.day import Duty, waiting_for
from shangliang.portal.queries.instructions import Subject
from shangliang.proposals.models import Proposal
from shangliang.sessions.models import Attendance
from shangliang.topics.models import HotIssue, Topic, TopicScore
from shangliang.topics.queries import public_issues
from shangliang.topics.queries import visible_to as visible_topics
from shangliang.topics.rules import change_percent

MOST = 60
ACTS, DECIDED = 60, 8
"""How many of the leaders' last acts are read, and how many decisions of them are shown."""


@dataclass(frozen=True)
class UnitNow:
    """One unit's open orders and promises: how many, how many late or soon due, and the next limit."""

    name: str
    given: int
    answered: int
    classes: dict[str, int]
    open: int = 0
    late: int = 0
    soon: int = 0
    next_at: datetime | None = None

    def owing(self, line: UnitLine | None) -> "UnitNow":
        """Return the unit with what it still owes, orders and promises, by their lamps."""
        if line is None:
            return self
        late = line.lamps["red"] + line.lamps["black"]
        return replace(self, open=line.open, late=late, soon=line.lamps["yellow"], next_at=line.first_at)

    @property
    def lamp(self) -> str:
        """Return the lamp of the unit's nearest limit."""
        return "late" if self.late else "soon" if self.soon else "ok"


@dataclass(frozen=True)
class LeaderPage:
    """The leader's one page: what waits for a decision, figures over all orders, units, promises, what was decided."""

    decisions: list[Duty]
    units: list[UnitNow]
    satisfaction: Rate
    promises: Rate
    promises_late: int
    rising: tuple[HotIssue, int] | None
    acts: list[Event]
    promised: list[Subject]

    @property
    def decided(self) -> list[Event]:
        """Return what leaders decided last."""
        return [event for event in self.acts if event.verb != "instruct"][:DECIDED]

    def rate(self, letter: str = "") -> Rate:
        """Return answered orders (of a class when named) over all that were handed over."""
        n = sum(unit.classes[letter] if letter else unit.answered for unit in self.units)
        return Rate(n, sum(unit.given for unit in self.units))

    @property
    def open(self) -> int:
        """Return how many orders are with units."""
        return sum(unit.open for unit in self.units)

    @property
    def late(self) -> int:
        """Return how many of them are past their limit."""
        return sum(unit.late for unit in self.units)

    @property
    def looked_at(self) -> list[UnitNow]:
        """Return the units with open orders, the late ones first, by number, never ranked."""
        return sorted((unit for unit in self.units if unit.open), key=lambda unit: (-unit.late, -unit.soon, -unit.open))


def leader_page(actor: Actor, at: datetime, days: Calendar) -> LeaderPage:
    """Return the leader's page, in ten queries."""
    decisions, _more = waiting_for(actor, at, days, Role.LEADER)
    orders = Dispatch.objects.filter(idea__isnull=False)
    results = dict(
        Evaluation.objects.filter(dispatch__idea__isnull=False).order_by().values_list("result").annotate(n=Count("pk"))
    )
    today = local_date(at)
    ledger = Milestone.objects.filter(is_void=False, dispatch__idea__isnull=False).aggregate(
        total=Count("pk"),
        kept=Count("pk", filter=Q(done_on__isnull=False)),
        late=Count("pk", filter=Q(done_on=None, due_on__lt=today)),
    )
    promises = open_promises()
    lines = {line.name: line for line in units_at_work(at, promises)}
    return LeaderPage(
        decisions=decisions,
        units=[unit.owing(lines.get(unit.name)) for unit in units_of(orders)],
        satisfaction=satisfaction_rate(results, sum(results.values())),
        promises=Rate(ledger["kept"], ledger["total"]),
        promises_late=ledger["late"],
        rising=rising_issue(),
        acts=list(Event.objects.filter(role=str(Role.LEADER)).defer("leaf").order_by("-seq")[:ACTS]),
        promised=[
            Subject(row.dispatch.code, row.dispatch.title, str(row.dispatch.lead_unit), None) for row in promises
        ],
    )


def units_of(orders: QuerySet[Dispatch]) -> list[UnitNow]:
    """Return the units that orders were handed to, with what was given and answered, in one query."""
    accepted = Q(accepted_at__isnull=False)
    rows = (
        orders.exclude(state="terminated")
        .order_by()
        .values("lead_unit__name")
        .annotate(
            given=Count("pk"),
            answered=Count("pk", filter=accepted),
            A=Count("pk", filter=accepted & Q(reply_class="A")),
            B=Count("pk", filter=accepted & Q(reply_class="B")),
            C=Count("pk", filter=accepted & Q(reply_class="C")),
            D=Count("pk", filter=accepted & Q(reply_class="D")),
        )
    )
    return [
        UnitNow(
            name=row["lead_unit__name"],
            given=row["given"],
            answered=row["answered"],
            classes={"A": row["A"], "B": row["B"], "C": row["C"], "D": row["D"]},
        )
        for row in rows
    ]


def rising_issue() -> tuple[HotIssue, int] | None:
    """Return the hot issue whose last four weeks grew most over the four before, with the growth in per cent."""
    changes = [(issue, change_percent(issue.weekly)) for issue in public_issues()[:20]]
    grown = [(issue, change) for issue, change in changes if change is not None and change > 0]
    return max(grown, key=lambda pair: pair[1], default=None)


@dataclass(frozen=True)
class MemberPage:
    """A member's page: sessions, visits, own ideas and their fate, proposals, what waits to be judged and scored."""

    sessions: list[Attendance]
    visits: list[FieldVisit]
    ideas: list[GoldenIdea]
    proposals: list[Proposal]
    invitations: list[Evaluation]
    to_score: list[Topic]

    @property
    def adopted(self) -> Rate:
        """Return how many of the ideas handed over were adopted whole or in part."""
        told = [idea for idea in self.ideas if idea.adoption]
        return Rate(sum(idea.adoption in ("adopted", "partly_adopted") for idea in told), len(told))

    @property
    def waiting(self) -> int:
        """Return how many things wait for the member."""
        unconfirmed = [row for row in self.sessions if row.confirmed_at is None and is_ahead(row)]
        return len(self.invitations) + len(self.to_score) + len(unconfirmed)


def is_ahead(row: Attendance) -> bool:
    """Return whether a session to which somebody is invited is still to come."""
    return row.session.state in ("plan_approved", "announced", "materials_sent", "checked_in")


def member_page(actor: Actor) -> MemberPage:
    """Return a member's page, in six queries."""
    person = actor.person
    invited = Attendance.objects.filter(person=person).exclude(session__state__in=("drafting", "cancelled"))
    mine = VisitPerson.objects.filter(person=person).values("visit")
    scored = TopicScore.objects.filter(scorer=person).values("topic")
    candidates = visible_topics(actor).filter(state="candidate").exclude(pk__in=scored)
    return MemberPage(
        sessions=list(invited.select_related("session").order_by("-session__number")[:MOST]),
        visits=list(FieldVisit.objects.filter(pk__in=mine).select_related("topic").order_by("-held_on", "-pk")[:MOST]),
        ideas=list(
            GoldenIdea.objects.filter(speaker=person).select_related("lead_unit", "session").order_by("-code")[:MOST]
        ),
        proposals=list(Proposal.objects.filter(proposer=person).select_related("lead_unit").order_by("-pk")[:MOST]),
        invitations=invitations_of(person),
        to_score=list(candidates.order_by(F("due_at").asc(nulls_last=True), "pk")[:10]),
    )
