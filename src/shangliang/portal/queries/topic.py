"""Reads of the one page of a topic: everything from the voices behind it to what became of it, in twenty queries."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from shangliang.dispatch.models import CoHandling, Dispatch, Evaluation, Generalization, LookBack, Reply
from shangliang.dispatch.queries import metrics_of
from shangliang.dispatch.queries import outcomes as public_outcomes
from shangliang.dispatch.rules import Rate, satisfaction_rate
from shangliang.fieldwork.models import Evidence, FieldVisit
from shangliang.fieldwork.queries import evidence_of, public_visits_of
from shangliang.ideas.models import GoldenIdea
from shangliang.ideas.queries import ideas_of_topic
from shangliang.ideas.workflow import PUBLIC_STATES as PUBLIC_IDEAS
from shangliang.kernel.refusals import NotFound
from shangliang.kernel.workflow import Actor
from shangliang.ledger.models import Event
from shangliang.media.models import MediaItem
from shangliang.media.queries import published
from shangliang.opinions.models import Conversation, OpinionMap
from shangliang.portal.queries.home import HELD_STATES, Story
from shangliang.sessions.models import Attendance, Session, Viewpoint
from shangliang.sessions.queries import sessions_of
from shangliang.sessions.workflow import PUBLIC as PUBLIC_SESSIONS
from shangliang.topics.models import Topic, TopicScore, TopicVoice
from shangliang.topics.queries import scores_of, topic_shown, voices_of
from shangliang.topics.rules import CRITERIA
from shangliang.voices.models import CHANNELS, Voice

SAMPLES = 6
MOST_EVENTS = 400
MOST_ITEMS = 12
IDEA = ("code", "title", "quote", "state", "lead_unit__name")
ORDER = ("code", "state", "idea", "opened_at", "accepted_at", "reply_class", "lead_unit__name")
REPLY = ("dispatch", "version", "reply_class", "public_text", "summary", "signed_at", "unit__name")
EVENT = ("at", "kind", "code", "verb", "to", "role", "body", "leaf_hash")
COVERAGE = ("title", "link", "kind", "published_on", "reads", "plays", "channel__name")
"""What the page shows of ideas, their orders and answers, of entries of the record, and of what was published."""


@dataclass(frozen=True)
class Behind:
    """The voices behind a topic: how many people and messages, by which channel, from when to when; public samples."""

    people: int
    messages: int
    unnamed: int
    channels: list[tuple[str, int]]
    first: datetime | None
    last: datetime | None
    samples: list[Voice]


def behind(topic: Topic) -> Behind:
    """Return the voices behind a topic, in two queries."""
    rows = list(
        TopicVoice.objects.filter(topic=topic)
        .order_by("voice__received_at")
        .values_list("voice__channel", "voice__reporter_key", "voice__received_at")
    )
    counts = Counter(channel for channel, _who, _at in rows)
    known = {who for _channel, who, _at in rows if who}
    return Behind(
        people=len(known),
        messages=len(rows),
        unnamed=sum(1 for _channel, who, _at in rows if not who),
        channels=sorted(((str(name), counts[key]) for key, name in CHANNELS if counts[key]), key=lambda pair: -pair[1]),
        first=rows[0][2] if rows else None,
        last=rows[-1][2] if rows else None,
        samples=list(voices_of(topic).filter(publication="public").select_related("district")[:SAMPLES]),
    )


@dataclass(frozen=True)
class Scoring:
    """How a topic was scored: by how many people without an interest, and the mean of each criterion."""

    scorers: int
    left_out: int
    means: list[tuple[str, str, float]]


def scoring(topic: Topic) -> Scoring:
    """Return the scores of a topic, in one query."""
    rows: list[TopicScore] = list(scores_of(topic))
    counted = [row for row in rows if not row.has_interest]
    means = [
        (zh, en, round(sum(row.marks[key] for row in counted) / len(counted), 1)) for key, zh, en, _why in CRITERIA
    ] if counted else []  # fmt: skip
    return Scoring(len(counted), len(rows) - len(counted), means)


@dataclass(frozen=True)
class Table:
    """One session of the topic: its guests, what all held, and what they differed on."""

    session: Session
    guests: int
    consensus: list[Viewpoint]
    dissent: list[Viewpoint]

    @property
    def is_held(self) -> bool:
        """Return whether it took place."""
        return self.session.state in HELD_STATES


def tables(topic: Topic) -> list[Table]:
    """Return the public sessions of a topic in order, in two queries."""
    invited = Attendance.objects.filter(session=OuterRef("pk")).order_by().values("session").annotate(n=Count("pk"))
    rows = sessions_of(topic).filter(state__in=[str(state) for state in PUBLIC_SESSIONS])
    sessions = list(rows.annotate(guests=Coalesce(Subquery(invited.values("n")), 0)))
    views = Viewpoint.objects.filter(session__in=sessions, kind__in=("consensus", "dissent")).order_by("pk")
    by_session: dict[tuple[int, str], list[Viewpoint]] = {}
    for view in views:
        by_session.setdefault((view.session_id, view.kind), []).append(view)
    return [
        Table(
            row,
            row.guests,
            by_session.get((row.pk, "consensus"), []),
            by_session.get((row.pk, "dissent"), []),
        )
        for row in sessions
    ]


@dataclass(frozen=True)
class Opinion:
    """One conversation of the topic and its newest map: people, groups, what every group holds, what divides them."""

    conversation: Conversation
    people: int
    groups: int
    agreed: list[str]
    apart: list[str]


def opinions(topic: Topic) -> list[Opinion]:
    """Return the conversations of a topic with their newest maps, in two queries."""
    rows = list(Conversation.objects.filter(topic=topic).exclude(state="drafting").order_by("opened_at"))
    newest = OpinionMap.objects.filter(conversation=OuterRef("conversation")).order_by("-made_at", "-pk").values("pk")
    found = OpinionMap.objects.filter(conversation__in=rows, pk=Subquery(newest[:1]))
    views = dict(found.values_list("conversation", "view"))
    return [opinion(row, views.get(row.pk) or {}) for row in rows]


def opinion(row: Conversation, view: Mapping[str, Any]) -> Opinion:
    """Return one conversation as its map reads; without a map only how many took part."""

    def texts(name: str) -> list[str]:
        return [str(statement["text"]) for statement in view.get(name, ())]

    people = view.get("people", row.participant_count)
    return Opinion(row, people, len(view.get("groups", ())), texts("agreed"), texts("apart"))


@dataclass
class IdeaLine:
    """One golden idea of the topic: its order, the public reply, and what the people asked to judge said."""

    idea: GoldenIdea
    order: Dispatch | None = None
    co_units: int = 0
    reply: Reply | None = None
    invited: int = 0
    results: dict[str, int] = field(default_factory=dict)

    @property
    def judged(self) -> int:
        """Return how many people judged."""
        return sum(self.results.values())

    @property
    def satisfaction(self) -> Rate:
        """Return satisfied and basically satisfied over valid judgements, with who did not judge beside it."""
        return satisfaction_rate(self.results, self.invited)

    @property
    def is_answered(self) -> bool:
        """Return whether an answer was delivered."""
        return self.order is not None and self.order.accepted_at is not None


def idea_lines(topic: Topic) -> list[IdeaLine]:
    """Return the public ideas of a topic with their newest orders, in four queries."""
    ideas = ideas_of_topic(topic).filter(state__in=PUBLIC_IDEAS).select_related(None).select_related("lead_unit")
    found = {row.pk: IdeaLine(row) for row in ideas.only(*IDEA)}
    co_units = CoHandling.objects.filter(dispatch=OuterRef("pk")).order_by().values("dispatch")
    orders = Dispatch.objects.filter(idea__in=found).select_related("lead_unit").only(*ORDER).order_by("pk")
    for order in orders.annotate(helpers=Coalesce(Subquery(co_units.annotate(n=Count("pk")).values("n")), 0)):
        line = found[order.idea_id or 0]
        line.order, line.co_units = order, order.helpers
    by_order = {line.order.pk: line for line in found.values() if line.order is not None}
    replies = Reply.objects.filter(dispatch__in=by_order, status="accepted", is_withheld=False)
    for reply in replies.select_related("unit").only(*REPLY).order_by("version"):
        by_order[reply.dispatch_id].reply = reply
    judged = Evaluation.objects.filter(dispatch__in=by_order).order_by()
    for key, result, number in judged.values_list("dispatch", "result").annotate(n=Count("pk")):
        by_order[key].invited += number
        if result:
            by_order[key].results[result] = number
    return list(found.values())


@dataclass
class TopicPage:
    """Everything that the page of a topic shows."""

    topic: Topic
    behind: Behind
    scoring: Scoring
    visits: list[FieldVisit]
    evidence: list[Evidence]
    tables: list[Table]
    opinions: list[Opinion]
    ideas: list[IdeaLine]
    stories: list[Story]
    generalizations: list[Generalization]
    lookbacks: list[LookBack]
    coverage: list[MediaItem]
    events: list[Event] = field(default_factory=list)

    @property
    def orders(self) -> list[Dispatch]:
        """Return the orders of the ideas."""
        return [line.order for line in self.ideas if line.order is not None]

    @property
    def answered(self) -> int:
        """Return how many ideas have a delivered answer."""
        return sum(line.is_answered for line in self.ideas)

    @property
    def is_public(self) -> bool:
        """Return whether everybody may see the topic."""
        return self.topic.audience == "all"


def topic_page(actor: Actor, code: str) -> TopicPage:
    """Return the page of a topic; raises NotFound when there is none that the actor may see."""
    topic = topic_shown(actor, code)
    if topic is None:
        raise NotFound
    ideas = idea_lines(topic)
    keys = [line.order.pk for line in ideas if line.order is not None]
    outcomes = list(public_outcomes().filter(dispatch__in=keys))
    metrics = metrics_of(outcomes)
    seats = tables(topic)
    page = TopicPage(
        topic=topic,
        behind=behind(topic),
        scoring=scoring(topic),
        visits=list(public_visits_of(topic)),
        evidence=list(evidence_of(topic).filter(Q(visit=None) | Q(visit__state="report_filed"))[:MOST_ITEMS]),
        tables=seats,
        opinions=opinions(topic),
        ideas=ideas,
        stories=[Story(row, metrics[row.pk]) for row in outcomes],
        generalizations=list(Generalization.objects.filter(dispatch__in=keys)),
        lookbacks=list(LookBack.objects.filter(dispatch__in=keys).exclude(done_at=None)),
        coverage=list(coverage(seats, ideas)[:MOST_ITEMS]),
    )
    page.events = list(events_of_page(page))
    return page


def coverage(seats: Iterable[Table], ideas: Iterable[IdeaLine]) -> QuerySet[MediaItem]:
    """Return what was published about the sessions and the ideas, newest first."""
    # Two looks into two indexes: with an "or" between them the database would go through everything published.
    of_sessions = MediaItem.objects.filter(session__in=[one.session.pk for one in seats]).order_by().values("pk")
    of_ideas = MediaItem.objects.filter(idea__in=[line.idea.pk for line in ideas]).order_by().values("pk")
    rows = published().filter(pk__in=of_sessions.union(of_ideas)).select_related(None).select_related("channel")
    return rows.only(*COVERAGE).order_by("-published_on", "-pk")


def events_of_page(page: TopicPage) -> QuerySet[Event]:
    """Return the public events of the topic and of everything that came from it, oldest first."""
    cases = {
        "topic": [page.topic.code],
        "visit": [row.code for row in page.visits],
        "session": [one.session.code for one in page.tables],
        "conversation": [one.conversation.code for one in page.opinions],
        "idea": [line.idea.code for line in page.ideas],
        "dispatch": [order.code for order in page.orders],
    }
    wanted = Q(pk__in=[])
    for kind, codes in cases.items():
        wanted |= Q(kind=kind, code__in=codes)
    return Event.objects.filter(wanted, is_public=True).only(*EVENT).order_by("seq")[:MOST_EVENTS]
