"""Reads of topics: what an actor may see, the board, what a step still lacks, who stands behind a topic."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import get_language

from shangliang.kernel.calendar import local, local_date
from shangliang.kernel.workflow import Actor, Role
from shangliang.ledger.models import Event
from shangliang.ledger.queries import sole
from shangliang.people.models import Person, Seat
from shangliang.people.queries import root_region, seen_in
from shangliang.topics import rules
from shangliang.topics.models import GroupMember, Topic, TopicBallot, TopicCall, TopicScore, TopicVoice
from shangliang.topics.workflow import BOARD_GRANT, TOPIC
from shangliang.voices.models import Voice, VoiceJoin

COLUMN_CARDS = 5
"""Cards that a column of the board shows; the rest stands behind its count."""

CARD_COLUMNS = (
    "pk", "code", "title", "state", "stage", "heat", "sources", "due_at", "due_from", "due_provisional", "is_urgent",
    "scorer_count", "visits_done", "idea_count", "idea_settled", "voice_count", "moved_at", "issue__weekly",
)  # fmt: skip
Rows = Sequence[dict[str, Any]]


def visible_to(actor: Actor) -> QuerySet[Topic]:
    """Return the topics that the actor may see: public ones, one's own, and for staff those of their regions."""
    seen = Q(audience="all")
    if actor.person is not None:
        seen |= Q(proposer=actor.person)
    return seen_in(Topic.objects.all(), board_regions(actor), beside=seen)


def sits_at_the_top(actor: Actor) -> bool:
    """Return whether a board seat of the actor is in the root region, whose people see every topic."""
    return root_region() in board_regions(actor)


def board_regions(actor: Actor) -> set[int]:
    """Return the regions of the actor's board seats."""
    return {seat.region for seat in actor.seats if seat.role in BOARD_GRANT.by and seat.region}


def public_topics() -> QuerySet[Topic]:
    """Return the topics that everybody may see, the last moved first."""
    return Topic.objects.filter(audience="all").order_by("-moved_at", "-id")


def topic_for(actor: Actor, code: str) -> Topic | None:
    """Return one topic with what its desk page needs, or None when there is none that the actor may see."""
    related = ("host", "region", "issue", "lead", "proposer", "follows", "call")
    return sole(visible_to(actor).filter(code=code).select_related(*related))


def topic_shown(actor: Actor, code: str) -> Topic | None:
    """Return one topic with what its public page shows, or None when there is none that the actor may see."""
    rows = visible_to(actor).filter(code=code).select_related("host", "issue", "follows")
    unread = ("heat_terms", "places", "districts", "terms", "weekly")
    return sole(rows.defer(*(f"issue__{name}" for name in unread)))


def met_of(topic: Topic, changes: Mapping[str, Any] | None = None) -> dict[str, bool]:
    """Return for each need of the table whether it is there, after `changes` would have been written."""
    new = changes or {}

    def value(name: str) -> Any:  # noqa: ANN401 - any column of a topic
        return new.get(name, getattr(topic, name))

    ideas = value("idea_count")
    return {
        "ground": bool(value("voice_count") or value("note").strip()),
        "sources": bool(value("sources")),
        "scorers": rules.enough_scorers(value("scorer_count")),
        "host": bool(new.get("host") or topic.host_id),
        "reported": bool(value("is_reported")),
        "group": value("group_count") >= rules.LEAST_GROUP,
        "visits": value("visits_done") >= rules.LEAST_VISITS,
        "report": bool(value("report").strip()),
        "questions": bool(value("questions").strip()),
        "answers": bool(value("answers").strip()),
        "minutes": bool(value("minutes_signed")),
        "ideas": ideas > 0,
        "effect": bool(value("result").strip()),
        "settled": value("idea_settled") >= ideas,
    }


def voices_of(topic: Topic) -> QuerySet[Voice]:
    """Return the voices that feed a topic, the newest first."""
    fed = TopicVoice.objects.filter(topic=topic).values("voice")
    return Voice.objects.filter(pk__in=fed).order_by("-received_at", "-pk")


def topics_of_voice(voice: Voice) -> QuerySet[Topic]:
    """Return the topics that a voice feeds."""
    return Topic.objects.filter(pk__in=TopicVoice.objects.filter(voice=voice).values("topic"))


def people_behind(topic: Topic) -> QuerySet[Person]:
    """Return everybody whose voice feeds a topic: who spoke, who joined, whose voice was merged, who proposed it."""
    voices = TopicVoice.objects.filter(topic=topic).values("voice")
    spoken = Voice.objects.filter(Q(pk__in=voices) | Q(merged_into__in=voices))
    return Person.objects.filter(
        Q(pk__in=spoken.filter(speaker__isnull=False).values("speaker"))
        | Q(pk__in=spoken.filter(guardian__isnull=False).values("guardian"))
        | Q(pk__in=VoiceJoin.objects.filter(voice__in=voices).values("person"))
        | Q(pk=topic.proposer_id)
    )


def scores_of(topic: Topic) -> QuerySet[TopicScore]:
    """Return the scores of a topic with their scorers, the first given first."""
    return TopicScore.objects.filter(topic=topic).select_related("scorer")


def group_of(topic: Topic) -> QuerySet[Person]:
    """Return the people of a topic's deliberation group."""
    return Person.objects.filter(pk__in=GroupMember.objects.filter(topic=topic).values("person")).order_by("pk")


def ballot_of(topic: Topic, actor: Actor) -> TopicBallot | None:
    """Return the ballot that the actor cast on a topic, if any."""
    if actor.person is None:
        return None
    return TopicBallot.objects.filter(topic=topic, person=actor.person).first()


def ballots_by_level(topic: Topic) -> list[tuple[int, int, int]]:
    """Return (level, for, against) of a public vote, phone first, then real name; never mixed."""
    rows = TopicBallot.objects.filter(topic=topic).order_by().values("level", "choice").annotate(n=Count("pk"))
    counted = {(row["level"], row["choice"]): row["n"] for row in rows}
    return [
        (level, counted.get((level, "for"), 0), counted.get((level, "against"), 0))
        for level, _word in TopicBallot.LEVELS
    ]


def planned_topics(actor: Actor, year: int) -> list[Topic]:
    """Return the topics of a year's plan that an actor may see, by month, those without one last."""
    rows = visible_to(actor).filter(plan_year=year).exclude(state="cancelled").select_related("host", "lead", "region")
    return list(rows.order_by(F("plan_month").asc(nulls_last=True), "code"))


def plan_years() -> list[int]:
    """Return the years that have a plan, the newest first."""
    rows = Topic.objects.exclude(plan_year=None).order_by("-plan_year").values_list("plan_year", flat=True).distinct()
    return [year for year in rows if year is not None]


def open_call(at: datetime) -> TopicCall | None:
    """Return the call for topics that is open at a moment; of several the newest."""
    today = local_date(at)
    return TopicCall.objects.filter(opens_on__lte=today, closes_on__gte=today).first()


def calls() -> QuerySet[TopicCall]:
    """Return the calls for topics, the newest first."""
    return TopicCall.objects.all()


def listed(actor: Actor, *, state: str = "", words: str = "", after: str = "") -> QuerySet[Topic, dict[str, Any]]:
    """Return CARD_COLUMNS of a desk list, the last moved first; `after` is `timestamp-id` of the last row shown."""
    rows = Topic.objects.all() if sits_at_the_top(actor) else visible_to(actor)
    if state in TOPIC.values:
        rows = rows.filter(state=state)
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(code=words))
    found: QuerySet[Topic, dict[str, Any]] = (
        rows.filter(before(after)).order_by("-moved_at", "-id").values(*CARD_COLUMNS)
    )
    return found


def list_place(moved_at: datetime, pk: int) -> str:
    """Return a topic's place in the order of last moved first, as a page's address carries it."""
    return f"{moved_at.timestamp():.6f}-{pk}"


def before(place: str) -> Q:
    """Return the condition that a topic comes after a place `timestamp-id` in the order of last moved first."""
    stamp, _, key = place.partition("-")
    try:
        moved, pk = datetime.fromtimestamp(float(stamp), UTC), int(key)
    except (ValueError, OverflowError, OSError):
        return Q()
    return Q(moved_at__lt=moved) | Q(moved_at=moved, pk__lt=pk)


PUBLIC_COLUMNS = (
    "pk", "code", "title", "title_en", "state", "stage", "sources", "domain", "is_urgent", "voice_count", "moved_at",
    "host__name",
)  # fmt: skip


def public_listed(*, stage: str = "", domain: str = "", after: str = "") -> QuerySet[Topic, dict[str, Any]]:
    """Return PUBLIC_COLUMNS of the public topics, the last moved first, of one stage or domain when named."""
    rows = public_topics().filter(before(after))
    if stage:
        rows = rows.filter(stage=stage)
    if domain:
        rows = rows.filter(domain=domain)
    found: QuerySet[Topic, dict[str, Any]] = rows.values(*PUBLIC_COLUMNS)
    return found


def stage_of(topic: Topic) -> str:
    """Return the key of the stage in which a topic stands."""
    return topic.stage


def stage_words(events: Iterable[Event]) -> dict[str, str]:
    """Return the day on which each stage was entered, as the stage line shows it."""
    return {key: f"{local(at):%Y-%m-%d}" for key, at in stage_dates(events).items()}


def stage_dates(events: Iterable[Event]) -> dict[str, datetime]:
    """Return when a topic entered each stage, from its events."""
    entered: dict[str, datetime] = {}
    for event in events:
        key = rules.STAGE_OF_STATE.get(event.to)
        if key and event.to not in rules.OUT_OF_FLOW:
            entered.setdefault(key, event.at)
    return entered


def stage_rows(topic: Topic, dates: Mapping[str, str] | None = None) -> list[tuple[str, str, str, str, str]]:
    """Return the eight stages as (key, name, done|now|"", date in words, note), for the macro `stages`."""
    zh = (get_language() or "zh").startswith("zh")
    here = rules.stage_index(topic.stage)
    is_over = topic.state == "closed"
    rows = []
    for place, (key, name, name_en) in enumerate(rules.STAGES):
        state = "done" if place < here or is_over else "now" if place == here else ""
        rows.append((key, name if zh else name_en, state, (dates or {}).get(key, ""), ""))
    return rows


@dataclass(frozen=True)
class Column:
    """One stage of the board: its key, CARD_COLUMNS of its first topics, how many topics stand in it."""

    key: str
    rows: Rows
    count: int


def board(actor: Actor, *, only: Q | None = None) -> list[Column]:
    """Return the eight columns of the board of an actor's regions, each with its first cards, in two queries."""
    rows = seen_in(Topic.objects.all(), board_regions(actor), beside=Q(pk__in=[])).exclude(state__in=TOPIC.terminal)
    if only is not None:
        rows = rows.filter(only)
    counts = dict(rows.order_by().values_list("stage").annotate(n=Count("pk")))
    wanted = Q()
    for key, _, _ in rules.STAGES:
        if counts.get(key):
            first = rows.filter(stage=key).order_by("due_at", "pk").values("pk")[:COLUMN_CARDS]
            wanted |= Q(pk__in=first)
    found = list(Topic.objects.filter(wanted).order_by("due_at", "pk").values(*CARD_COLUMNS)) if wanted else []
    return [
        Column(key, [row for row in found if row["stage"] == key], counts.get(key, 0)) for key, _, _ in rules.STAGES
    ]


def states_moved_by(roles: Iterable[Role]) -> tuple[str, ...]:
    """Return the states from which one of the roles moves a topic on."""
    held = set(roles)
    return tuple(
        sorted(
            {
                str(state)
                for step in TOPIC.steps
                if held.intersection(step.by) and step.tone == "primary"
                for state in step.frm
            }
        )
    )


def mine(actor: Actor) -> Q:
    """Return the condition that the next act on a topic is the actor's."""
    return Q(state__in=states_moved_by(actor.roles))


def due_soon(at: datetime, days: int = 3) -> Q:
    """Return the condition that a topic is overdue or due within some days."""
    return Q(due_at__lt=at + timedelta(days=days))


def members_to_ask(actor_region: int | None, limit: int = 200) -> Sequence[Person]:
    """Return the people who may sit in a deliberation group: members, experts and committee officers, by name."""
    roles = [str(role) for role in (Role.MEMBER, Role.EXPERT, Role.COMMITTEE)]
    seats = Seat.objects.filter(role__in=roles, until=None)
    if actor_region is not None:
        seats = seats.filter(organization__region__path__contains=f"/{actor_region}/")
    return list(Person.objects.filter(pk__in=seats.values("person")).order_by("name")[:limit])
