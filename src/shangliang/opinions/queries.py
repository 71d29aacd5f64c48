"""Reads of opinions: what is open, what a person has answered, what to ask next, the newest map."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from shangliang.engines import consensus
from shangliang.kernel.workflow import Actor
from shangliang.opinions import rules
from shangliang.opinions.models import Conversation, OpinionMap, Participant, Statement, Vote, VoteLog
from shangliang.opinions.rules import picture
from shangliang.opinions.workflow import DESK
from shangliang.people.queries import seen_in


def visible_to(actor: Actor) -> QuerySet[Conversation]:
    """Return the conversations that the actor may see: those that were opened, and for their desk all of its region."""
    rows = Conversation.objects.select_related("topic", "region").order_by("-opened_at", "-pk")
    regions = (seat.region for seat in actor.seats if seat.role in DESK.by)
    return seen_in(rows, regions, beside=~Q(state="drafting"))


def conversation_for(actor: Actor, code: str) -> Conversation | None:
    """Return one conversation, or None when there is none that the actor may see."""
    return visible_to(actor).filter(code=code).first()


def page_of(rows: QuerySet[Conversation], *, before: str = "", at_once: int = 50) -> tuple[list[Conversation], str]:
    """Return one page of conversations, and the code to go on before, or nothing at the end."""
    if before:
        mark = Conversation.objects.filter(code=before)
        opened = mark.values("opened_at")[:1]
        rows = rows.filter(Q(opened_at__lt=opened) | Q(opened_at=opened, pk__lt=mark.values("pk")[:1]))
    found = list(rows[: at_once + 1])
    return found[:at_once], found[at_once - 1].code if len(found) > at_once else ""


def statement_of(conversation: Conversation, number: int) -> Statement | None:
    """Return the statement with this number, or None."""
    row = Statement.objects.filter(conversation=conversation, number=number).first()
    if row is not None:
        row.conversation = conversation
    return row


def statements_of(conversation: Conversation, *states: str) -> QuerySet[Statement]:
    """Return the statements of a conversation, in the order of their numbers."""
    rows = Statement.objects.filter(conversation=conversation).order_by("number")
    return rows.filter(state__in=states) if states else rows


def participant_token(conversation: Conversation, who: str) -> str:
    """Return the key under which somebody (person id or browser key) takes part in this conversation only."""
    return rules.token(settings.PEPPER.encode(), conversation.code, who)


def participant(conversation: Conversation, who: str) -> Participant | None:
    """Return somebody's participation, or None before the first vote."""
    return Participant.objects.filter(conversation=conversation, token=participant_token(conversation, who)).first()


@dataclass(frozen=True)
class Standpoint:
    """Where somebody is in a conversation: what is answered, and the statement to show next (None when done)."""

    answered: Mapping[int, int]
    total: int
    next: Statement | None

    @property
    def place(self) -> int:
        """Return which statement this is, counted from 1."""
        return min(len(self.answered) + 1, self.total)


def answers_of(someone: Participant | None) -> dict[int, int]:
    """Return what a participant answered: statement number to value."""
    if someone is None:
        return {}
    return dict(Vote.objects.filter(participant=someone).values_list("statement__number", "value"))


def standpoint(
    conversation: Conversation, someone: Participant | None, newest: OpinionMap | None, *, seed: int | None = None
) -> Standpoint:
    """Return what somebody answered of the live statements and which one comes next, in two queries."""
    live = list(statements_of(conversation, "live"))
    numbers = {row.number for row in live}
    answered = {number: value for number, value in answers_of(someone).items() if number in numbers}
    if seed is None:
        seed = rules.draw(someone.token, len(answered)) if someone else random.SystemRandom().randrange(2**31)
    return Standpoint(answered, len(live), next_of(live, answered, newest, seed))


def next_of(
    live: Sequence[Statement], answered: Mapping[int, int], newest: OpinionMap | None, seed: int
) -> Statement | None:
    """Return the statement to show next, or None when all are answered."""
    if not live:
        return None
    priority = newest.view["priority"] if newest else {}
    chosen = consensus.next_statement(
        [row.number for row in live],
        [priority.get(str(row.number), 1.0) or 1.0 for row in live],
        answered=set(answered),
        seen=[row.agree_count + row.disagree_count + row.pass_count for row in live],
        seed=seed,
    )
    return next((row for row in live if row.number == chosen.statement), None) if chosen else None


def next_for(conversation: Conversation, someone: Participant | None, *, seed: int | None = None) -> Statement | None:
    """Return the live statement that this participant should see next, or None when all are answered."""
    return standpoint(conversation, someone, newest_map(conversation), seed=seed).next


def newest_map(conversation: Conversation) -> OpinionMap | None:
    """Return the newest computed map without its full result, or None before the first."""
    return OpinionMap.objects.filter(conversation=conversation).order_by("-made_at", "-pk").defer("result").first()


def vote_columns(conversation: Conversation, *, until: int | None = None) -> tuple[list[int], list[int], list[int]]:
    """Return the votes as three columns: participant number, statement number, value; in the order of the log.

    `until` is the place in the log after which nothing counts.
    """
    rows = VoteLog.objects.filter(conversation=conversation).order_by("pk")
    if until is not None:
        rows = rows.filter(pk__lte=until)
    triples = rows.values_list("participant__number", "statement__number", "value")
    people, statements, values = [], [], []
    for person, statement, value in triples.iterator(chunk_size=5000):
        people.append(person)
        statements.append(statement)
        values.append(value)
    return people, statements, values


@dataclass(frozen=True)
class Spot:
    """Where somebody is on a drawn map, and in which group."""

    x: float
    y: float
    group: str


def spot_of(newest: OpinionMap, answered: Mapping[int, int]) -> Spot | None:
    """Return where somebody with these answers stands on a map, or None with too few answers or no groups."""
    view = newest.view
    place = rules.place_of(answered, view["basis"])
    middles = {row["id"]: (row["middle"][0], row["middle"][1]) for row in view["groups"]}
    nearest = rules.nearest_group(place, middles) if place else None
    if place is None or nearest is None:
        return None
    x, y = picture.inside(picture.on_paper(place, view["scale"]))
    return Spot(round(x, 1), round(y, 1), next(row["name"] for row in view["groups"] if row["id"] == nearest))


def levels_of(conversation: Conversation) -> dict[int, int]:
    """Return the level of verification of every participant, by number."""
    return dict(Participant.objects.filter(conversation=conversation).values_list("number", "level"))


def people_by_level(conversation: Conversation) -> list[tuple[int, int]]:
    """Return how many people take part at each level of verification."""
    rows = Participant.objects.filter(conversation=conversation).order_by("level")
    return list(rows.values_list("level").annotate(number=Count("pk")))


def log_position(conversation: Conversation) -> int:
    """Return the place of the newest vote in the log."""
    newest = VoteLog.objects.filter(conversation=conversation).order_by("-pk").values_list("pk", flat=True).first()
    return int(newest or 0)


def recount(conversation: Conversation) -> dict[int, tuple[int, int, int]]:
    """Return (agree, disagree, pass) per statement number, counted again from the log."""
    people, statements, values = vote_columns(conversation)
    last = {(p, s): v for p, s, v in zip(people, statements, values, strict=True)}
    tally: dict[int, list[int]] = {}
    for (_, statement), value in last.items():
        counts = tally.setdefault(statement, [0, 0, 0])
        counts[{1: 0, -1: 1, 0: 2}[value]] += 1
    return {statement: (c[0], c[1], c[2]) for statement, c in tally.items()}


@dataclass(frozen=True)
class Standing:
    """One statement with its counts, as the report shows it: shares always beside the number of people."""

    number: int
    text: str
    agree: int
    disagree: int
    passed: int

    @property
    def seen(self) -> int:
        """Return how many answered."""
        return self.agree + self.disagree + self.passed

    @property
    def agree_share(self) -> int:
        """Return the share that agrees, in per cent."""
        return rules.share(self.agree, self.seen)

    @property
    def disagree_share(self) -> int:
        """Return the share that disagrees, in per cent."""
        return rules.share(self.disagree, self.seen)


def standings(conversation: Conversation) -> list[Standing]:
    """Return every live statement with its counts."""
    return [
        Standing(row.number, row.text, row.agree_count, row.disagree_count, row.pass_count)
        for row in statements_of(conversation, "live")
    ]
