"""Reads of a desk's day: what waits for the person who looks, over every kind of case, the earliest due first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from shangliang.dispatch.models import CoHandling
from shangliang.dispatch.queries import visible_to as visible_orders
from shangliang.dispatch.workflow import DISPATCH
from shangliang.engines import workdays
from shangliang.fieldwork.queries import visible_to as visible_visits
from shangliang.fieldwork.workflow import VISIT
from shangliang.ideas.queries import visible_to as visible_ideas
from shangliang.ideas.workflow import IDEA
from shangliang.kernel.calendar import local_date, moment
from shangliang.kernel.text import clip
from shangliang.kernel.workflow import Actor, Relation, Role, Seat, Step, Workflow
from shangliang.ledger.models import Case
from shangliang.media.queries import visible_to as visible_items
from shangliang.media.workflow import MEDIA
from shangliang.opinions.models import Statement
from shangliang.opinions.queries import visible_to as visible_conversations
from shangliang.opinions.workflow import CONVERSATION, STATEMENT
from shangliang.portal import rules
from shangliang.proposals.queries import visible_to as visible_proposals
from shangliang.proposals.workflow import PROPOSAL
from shangliang.publication.queries import visible_to as visible_texts
from shangliang.publication.workflow import MODERATION
from shangliang.sessions.queries import visible_to as visible_sessions
from shangliang.sessions.workflow import SESSION
from shangliang.topics.models import TopicScore
from shangliang.topics.queries import visible_to as visible_topics
from shangliang.topics.rules import LEAST_SCORERS
from shangliang.topics.workflow import TOPIC
from shangliang.voices.queries import visible_to as visible_voices
from shangliang.voices.workflow import VOICE

READY: dict[tuple[str, str], Callable[[Actor], Q]] = {
    ("topic", "close"): lambda _actor: ~Q(result="") & Q(idea_settled__gte=F("idea_count")),
    ("topic", "settle_scores"): lambda _actor: Q(scorer_count__gte=LEAST_SCORERS),
    ("topic", "score"): lambda actor: ~Q(pk__in=TopicScore.objects.filter(scorer=actor.person).values("topic")),
    ("topic", "publish_outcome"): lambda _actor: Q(minutes_signed=True),
}
"""What must be there before a case waits for a step, where columns of the case say it."""

MOST = 50
LONGEST_TITLE = 60
Rows = Callable[[Actor], QuerySet[Any]]


@dataclass(frozen=True)
class Source:
    """One kind of case on the desk: its table, the rows that an actor may see, the columns of unit, title and region.

    Without a column for its region the rows themselves are those of the actor's regions.
    """

    table: Workflow
    rows: Rows
    unit: str = ""
    title: str = "title"
    region: str = "region"


def queued_statements(actor: Actor) -> QuerySet[Statement]:
    """Return the statements of the conversations that the actor may see."""
    return Statement.objects.filter(conversation__in=visible_conversations(actor).values("pk").order_by())


SOURCES = (
    Source(VOICE, visible_voices, "handler_id"),
    Source(TOPIC, visible_topics),
    Source(VISIT, visible_visits),
    Source(CONVERSATION, visible_conversations),
    Source(STATEMENT, queued_statements, title="text", region="conversation__region"),
    Source(SESSION, visible_sessions),
    Source(IDEA, visible_ideas, "lead_unit_id"),
    Source(PROPOSAL, visible_proposals, "lead_unit_id"),
    Source(DISPATCH, visible_orders, "lead_unit_id"),
    Source(MEDIA, visible_items),
    Source(MODERATION, visible_texts, title="text_original", region=""),
)


@dataclass(frozen=True)
class Duty:
    """One case that waits: the act, its kind, code and title, when it is due and the lamp of its limit."""

    kind: str
    kind_name: str
    kind_name_en: str
    code: str
    title: str
    step: Step
    due_at: datetime | None
    lamp: str
    state: str

    def is_late(self, at: datetime) -> bool:
        """Return whether the limit has passed."""
        return self.lamp in ("red", "black") and self.due_at is not None and self.due_at <= at


@dataclass(frozen=True)
class Day:
    """What waits: overdue, due by tonight, later, without a date; `more` names kinds of which only fifty are shown."""

    late: list[Duty]
    today: list[Duty]
    later: list[Duty]
    undated: list[Duty]
    more: tuple[str, ...]

    @property
    def count(self) -> int:
        """Return how many cases are due by tonight, the overdue ones among them."""
        return len(self.late) + len(self.today)

    @property
    def total(self) -> int:
        """Return how many cases wait."""
        return self.count + len(self.later) + len(self.undated)


def waiting_for(actor: Actor, at: datetime, days: workdays.Calendar, *roles: Role) -> tuple[list[Duty], list[str]]:
    """Return what waits for an actor in some roles, one query for each kind of case, and kinds of which there is more.

    The earliest due come first, those without a date last.
    """
    found: list[Duty] = []
    more: list[str] = []
    for source in SOURCES:
        steps = rules.duties(source.table, roles)
        if steps:
            rows = duties_of(source, actor, steps)
            waiting = [duty_of(source, row, at, days, step_for(source, row, actor, steps)) for row in rows[:MOST]]
            more += [source.table.kind] if len(rows) > MOST else []
            found += waiting
    return sorted(found, key=lambda duty: (duty.due_at is None, duty.due_at or at, duty.code)), more


def day_of(actor: Actor, at: datetime, days: workdays.Calendar) -> Day:
    """Return what waits for an actor in every role of staff; `days` is the working calendar of the lamps."""
    found, more = waiting_for(actor, at, days, *(actor.roles - {Role.CITIZEN, Role.GUARDIAN}))
    tonight = moment(local_date(at) + timedelta(days=1))
    return Day(
        [duty for duty in found if duty.is_late(at)],
        [duty for duty in found if duty.due_at and not duty.is_late(at) and duty.due_at <= tonight],
        [duty for duty in found if duty.due_at and duty.due_at > tonight],
        [duty for duty in found if duty.due_at is None],
        tuple(more),
    )


Steps = dict[str, tuple[Step, ...]]


def duties_of(source: Source, actor: Actor, steps: Steps) -> list[Case]:
    """Return the cases of one kind that wait for the actor, the earliest due first, in one query."""
    columns = ["code", "state", source.title, "due_at", "due_from", "due_provisional", "opened_at"]
    columns += [source.unit.removesuffix("_id")] if source.unit else []
    rows = source.rows(actor).filter(waiting(source, actor, steps)).select_related(None).only(*columns)
    return list(rows.order_by(F("due_at").asc(nulls_last=True), "pk")[: MOST + 1])


def waiting(source: Source, actor: Actor, steps: Steps) -> Q:
    """Return the condition that one of the actor's seats stands to a case as the waiting step demands."""
    found = Q(pk__in=[])
    for state, step in ((state, step) for state, choice in steps.items() for step in choice):
        ready = READY.get((source.table.kind, step.verb), lambda _actor: Q())
        for seat in actor.seats:
            if seat.role in step.by:
                found |= Q(state=state) & reach(source, seat) & ready(actor)
    return found


def step_for(source: Source, row: Case, actor: Actor, steps: Steps) -> Step:
    """Return the step that waits for the actor in a case that was found: the unit's own where it leads the case."""
    choice = steps[row.state]
    for step in choice:
        relations = {seat.role.relation for seat in actor.seats if seat.role in step.by}
        if Relation.UNIT not in relations or getattr(row, source.unit) in actor.orgs:
            return step
    return choice[0]


def reach(source: Source, seat: Seat) -> Q:
    """Return the condition under which a seat stands to a case as its role must."""
    match seat.role.relation:
        case Relation.UNIT:
            return Q(**{source.unit: seat.org}) if source.unit else Q(pk__in=[])
        case Relation.CO_UNIT:
            return Q(pk__in=CoHandling.objects.filter(unit=seat.org, answered_at=None).values("dispatch"))
        case Relation.REGION:
            return Q(**{f"{source.region}__path__contains": f"/{seat.region}/"}) if source.region else Q()
        case _:
            return Q(pk__in=[])


def duty_of(source: Source, row: Case, at: datetime, days: workdays.Calendar, step: Step) -> Duty:
    """Return a case as something that waits."""
    start = row.due_from or row.opened_at
    lamp = "" if row.due_at is None else workdays.lamp(at, start, row.due_at, row.due_provisional, calendar=days)
    title = clip(str(getattr(row, source.title)), LONGEST_TITLE)
    table = source.table
    return Duty(table.kind, table.name, table.name_en, row.code, title, step, row.due_at, lamp, row.state)
