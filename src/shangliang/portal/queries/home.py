"""Reads of the home page: figures of the three parts, what is open now, what is hot, latest replies and stories."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from shangliang.dispatch.models import Dispatch, Outcome, OutcomeMetric, Reply
from shangliang.dispatch.queries import metrics_of, outcomes, progress_by_unit
from shangliang.dispatch.queries.figures import Progress
from shangliang.engines.workdays import Calendar, local_day
from shangliang.ideas.models import GoldenIdea
from shangliang.ideas.workflow import PUBLIC_STATES as PUBLIC_IDEAS
from shangliang.kernel.calendar import local_date
from shangliang.ledger.queries import calendar, head
from shangliang.opinions.models import Conversation
from shangliang.portal import rules
from shangliang.portal.drawing import River, UnitLine
from shangliang.sessions.models import Session
from shangliang.sessions.queries import counting as session_figures
from shangliang.sessions.workflow import HELD
from shangliang.topics.drawing import heat_parts
from shangliang.topics.models import HotIssue, Topic, TopicCall
from shangliang.topics.queries import open_call, public_issues
from shangliang.topics.rules import recent_weeks
from shangliang.voices.models import CHANNELS
from shangliang.voices.queries import counting as voice_figures

KEPT_SECONDS = 30
HELD_STATES = tuple(str(state) for state in HELD)
SOON = ("announced", "materials_sent", "checked_in", "live", "adjourned")
NEWS = timedelta(days=14)


@dataclass(frozen=True)
class Figures:
    """The live figures of 听, 商, 办."""

    voices: int
    people: int
    channels: list[tuple[str, int]]
    sessions: list[tuple[int, int]]
    guests: dict[str, int]
    progress: Progress
    ideas: int = 0

    @property
    def answered(self) -> int:
        """Return how many orders of golden ideas have a public answer."""
        return self.progress.rate("replied").n

    @property
    def given(self) -> int:
        """Return how many golden ideas were handed over."""
        return self.progress.rate("replied").total


def figures(at: datetime) -> Figures:
    """Return the figures, kept until the record grows or half a minute has passed."""
    top = head()
    key = f"portal.figures.{top.size}.{top.root[:16]}.{local_date(at):%F}"
    found = cache.get(key)
    if not isinstance(found, Figures):
        found = count_figures(at)
        cache.set(key, found, KEPT_SECONDS)
    return found


def count_figures(at: datetime) -> Figures:
    """Return the figures as the rows say now, by the same definitions as cockpit and report."""
    heard = voice_figures.counted().order_by()
    by_channel = dict(heard.values_list("channel").annotate(n=Count("pk")))
    spoke = voice_figures.with_speaker(heard).aggregate(n=Count("who", distinct=True))["n"]
    joined = voice_figures.joined_beside(heard).aggregate(n=Count("person", distinct=True))["n"]
    approved = GoldenIdea.objects.filter(state__in=PUBLIC_IDEAS, session=OuterRef("pk")).order_by().values("session")
    count = Coalesce(Subquery(approved.annotate(n=Count("pk")).values("n")), 0)
    sessions = list(Session.objects.order_by("number").annotate(ideas=count).values_list("number", "state", "ideas"))
    guests = session_figures.present().order_by().values_list("kind")
    return Figures(
        voices=sum(by_channel.values()),
        people=spoke + joined,
        channels=[(key, by_channel[key]) for key, _name in CHANNELS if by_channel.get(key)],
        sessions=[(number, ideas) for number, state, ideas in sessions if state in HELD_STATES],
        guests=dict(guests.annotate(n=Count("who", distinct=True))),
        progress=progress_by_unit(local_date(at)),
        ideas=sum(ideas for _number, _state, ideas in sessions),
    )


def river_of(found: Figures) -> River:
    """Return the river as the figures say."""
    units = tuple(UnitLine(unit.name, unit.total, unit.replied) for unit in found.progress.units)
    words = _(
        "左边的细线是 %(voices)s 条来信，汇到中间一张圆桌，%(seats)s 个座位是 %(seats)s 期协商，"
        "右边 %(units)s 条线通向 %(units)s 个承办单位，实心点是件件都答复了的"
    )
    label = words % {"voices": found.voices, "seats": len(found.sessions), "units": len(units)}
    return River(found.voices, tuple(ideas for _number, ideas in found.sessions), units, label, _("期协商"))


@dataclass(frozen=True)
class OpenNow:
    """Something that everybody may take part in now: what kind, its title, what is known, until when, its address."""

    kind: str
    title: str
    href: str
    count: int = 0
    until: datetime | None = None
    extra: object = None


def open_now(at: datetime) -> list[OpenNow]:
    """Return what is open, the first of each kind and two sessions, in four queries."""
    found: list[OpenNow] = []
    found += [as_conversation(row) for row in open_conversations(at)[:1]]
    found += [
        OpenNow("vote", row.title, reverse("topics:vote", args=[row.code]), row.for_count + row.against_count,
                row.vote_until)
        for row in Topic.objects.filter(state="voting").order_by("vote_until", "pk")[:1]
    ]  # fmt: skip
    call = open_call(at)
    found += [as_call(call)] if call else []
    soon = Session.objects.filter(state__in=SOON).order_by("held_at", "pk")[:2]
    return found + [
        OpenNow("live" if row.state in ("live", "adjourned") else "session", row.title,
                rules.place("session", row.code), row.number, row.held_at, row.place)
        for row in soon
    ]  # fmt: skip


def open_conversations(at: datetime) -> QuerySet[Conversation]:
    """Return the conversations in which people may take part now, the earliest to end first."""
    rows = Conversation.objects.filter(state="open").filter(Q(closes_at=None) | Q(closes_at__gt=at))
    return rows.order_by("closes_at", "pk")


def as_conversation(row: Conversation) -> OpenNow:
    """Return a conversation as something open."""
    return OpenNow(
        "conversation", row.title, rules.place("conversation", row.code), row.participant_count, row.closes_at
    )


def as_call(call: TopicCall) -> OpenNow:
    """Return a call for topics as something open."""
    return OpenNow("call", call.title, reverse("topics:call"), call.clue_count, None, call.closes_on)


@dataclass(frozen=True)
class Hot:
    """One hot issue as the home page lists it: the row, the parts of its heat, its last weeks."""

    issue: HotIssue
    parts: list[tuple[str, float]]
    weeks: list[int]


def hottest(limit: int = 5) -> list[Hot]:
    """Return the hottest public issues."""
    words = (_("人数"), _("点赞"), _("突增"), _("急难新近"))
    return [
        Hot(row, list(zip(words, heat_parts(row.heat_terms), strict=True)), recent_weeks(row.weekly, 8))
        for row in public_issues()[:limit]
    ]


@dataclass(frozen=True)
class Echo:
    """One latest reply: whose words it answers, the answer, its class, unit, day, and workdays before the limit."""

    kind: str
    code: str
    quote: str
    answer: str
    reply: Reply
    early: int | None
    href: str
    also: int = 0


ECHO = (
    "public_text", "summary", "reply_class", "signed_at", "unit__name",
    "dispatch__replied_at", "dispatch__reply_due_at", "dispatch__idea__code", "dispatch__idea__quote",
    "dispatch__voice__code", "dispatch__voice__body_public", "dispatch__voice__also_count",
)  # fmt: skip
"""What is shown of a reply beside the words that it answers."""


def public_replies() -> QuerySet[Reply]:
    """Return the replies that everybody may read, the newest first."""
    public = Q(dispatch__idea__state__in=PUBLIC_IDEAS) | Q(dispatch__voice__publication="public")
    rows = Reply.objects.filter(public, status="accepted", is_withheld=False)
    return rows.select_related("dispatch__idea", "dispatch__voice", "unit").order_by("-checked_at", "-pk")


def latest_replies(limit: int = 3) -> list[Echo]:
    """Return the newest public replies beside the words that they answer."""
    days = calendar()
    return [as_echo(reply, days) for reply in public_replies().only(*ECHO)[:limit]]


def replies_since(at: datetime) -> int:
    """Return how many public replies the last two weeks brought."""
    return public_replies().filter(checked_at__gte=at - NEWS).count()


def as_echo(reply: Reply, days: Calendar) -> Echo:
    """Return a reply beside the words that it answers."""
    order = reply.dispatch
    answer = reply.public_text or reply.summary
    if order.idea is not None:
        idea = order.idea
        return Echo(
            "idea", idea.code, idea.quote, answer, reply, early_days(order, days), rules.place("idea", idea.code)
        )
    voice = order.voice
    assert voice is not None  # noqa: S101 - the query asks for one of the two
    href = rules.place("voice", voice.code)
    return Echo("voice", voice.code, voice.body_public, answer, reply, early_days(order, days), href, voice.also_count)


def early_days(order: Dispatch, days: Calendar) -> int | None:
    """Return how many working days before its limit an order was answered; negative when it was late."""
    if order.replied_at is None or order.reply_due_at is None:
        return None
    last = local_day(order.reply_due_at - timedelta(microseconds=1))
    if order.replied_at < order.reply_due_at:
        return days.workdays_between(local_day(order.replied_at), last)
    return -max(days.workdays_between(last, local_day(order.replied_at)), 1)


@dataclass(frozen=True)
class Story:
    """One outcome with its figures."""

    outcome: Outcome
    metrics: list[OutcomeMetric] = field(default_factory=list)

    @property
    def series(self) -> list[OutcomeMetric]:
        """Return the readings of the figure that was read most often."""
        by_name: dict[tuple[str, str], list[OutcomeMetric]] = {}
        for metric in self.metrics:
            by_name.setdefault((metric.name, metric.unit), []).append(metric)
        longest = max(by_name.values(), key=len, default=[])
        return sorted(longest, key=lambda metric: metric.read_on)


def stories(limit: int = 2) -> list[Story]:
    """Return the newest public outcomes with their figures, those with a line to draw last; in two queries."""
    rows = list(outcomes()[:limit])
    metrics = metrics_of(rows)
    return sorted((Story(row, metrics[row.pk]) for row in rows), key=lambda story: len(story.series) > 1)
