"""Reads of opinions: what is open, what a person has answered, what to ask next, the newest map."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from shangliang.engines import consensus
from shangliang.kernel.workflow import Actor
from shangliang.opinions import rules
from shangliang.opinions.models import (
    Conversation,
    GroupName,
    OpinionMap,
    Participant,
    Statement,
    Vote,
    VoteLog,
)
from shangliang.opinions.rules import picture
from shangliang.opinions.rules.asking import asking_of
from shangliang.opinions.rules.shares import share
from shangliang.opinions.workflow import DESK, NOT_USED
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
    """Return the statement to show next, or None when all are answered or say the same as one that is.

    The first seven of a newcomer are those that tell the groups of the newest map apart, given the answers so far;
    later ones help the person's own group to be heard on everything.
    """
    if not live:
        return None
    asking = asking_of(newest.view if newest else {}, [row.number for row in live], answered)
    chosen = consensus.next_statement(
        [row.number for row in live],
        asking.priorities,
        answered=set(answered),
        seen=[row.agree_count + row.disagree_count + row.pass_count for row in live],
        seen_in_group=asking.seen_in_group,
        telling=asking.telling,
        copies=asking.families,
        seed=seed,
    )
    return next((row for row in live if row.number == chosen.statement), None) if chosen else None


def next_for(conversation: Conversation, someone: Participant | None, *, seed: int | None = None) -> Statement | None:
    """Return the live statement that this participant should see next, or None when all are answered."""
    return standpoint(conversation, someone, newest_map(conversation), seed=seed).next


def newest_map(conversation: Conversation) -> OpinionMap | None:
    """Return the newest computed map without its full result, or None before the first."""
    rows = OpinionMap.objects.filter(conversation=conversation).exclude(digest="").order_by("-made_at", "-pk")
    return rows.defer("result", "points", "memory").first()


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
    number: int


def spot_of(newest: OpinionMap, answered: Mapping[int, int]) -> Spot | None:
    """Return where somebody with these answers stands on a map, or None with too few answers or no groups."""
    view = newest.view
    place = rules.place_of(answered, view["basis"])
    middles = {row["id"]: (row["middle"][0], row["middle"][1]) for row in view["groups"]}
    nearest = rules.nearest_group(place, middles) if place else None
    if place is None or nearest is None:
        return None
    x, y = picture.inside(picture.on_paper(place, view["scale"]))
    return Spot(round(x, 1), round(y, 1), rules.group_name(nearest), nearest)


def levels_of(conversation: Conversation) -> dict[int, int]:
    """Return the level of verification of every participant, by number."""
    return dict(Participant.objects.filter(conversation=conversation).values_list("number", "level"))


def joined_of(conversation: Conversation) -> dict[int, datetime]:
    """Return when every participant came, by number."""
    return dict(Participant.objects.filter(conversation=conversation).values_list("number", "joined_at"))


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
        return share(self.agree, self.seen)

    @property
    def disagree_share(self) -> int:
        """Return the share that disagrees, in per cent."""
        return share(self.disagree, self.seen)


def standings(conversation: Conversation) -> list[Standing]:
    """Return every live statement with the counts of those who count."""
    rows = list(statements_of(conversation, "live"))
    if conversation.level == 0:
        return [Standing(row.number, row.text, row.agree_count, row.disagree_count, row.pass_count) for row in rows]
    counted = tallies(conversation)
    return [
        Standing(row.number, row.text, *summed(counted.get(row.number, {}), at_least=conversation.level))
        for row in rows
    ]


def tallies(conversation: Conversation) -> dict[int, dict[int, tuple[int, int, int]]]:
    """Return (agree, disagree, pass) by statement number and level of verification, in one statement."""
    votes = Vote.objects.filter(participant__conversation=conversation).order_by()
    found: dict[int, dict[int, list[int]]] = {}
    rows = votes.values_list("statement__number", "participant__level", "value").annotate(n=Count("pk"))
    for number, level, value, people in rows:
        found.setdefault(number, {}).setdefault(level, [0, 0, 0])[(1, -1, 0).index(value)] += people
    return {number: {level: (c[0], c[1], c[2]) for level, c in by.items()} for number, by in found.items()}


def summed(by_level: Mapping[int, tuple[int, int, int]], *, at_least: int) -> tuple[int, int, int]:
    """Return (agree, disagree, pass) of everybody verified at least so far."""
    mine = [counts for level, counts in by_level.items() if level >= at_least]
    return sum(c[0] for c in mine), sum(c[1] for c in mine), sum(c[2] for c in mine)


def removed_of(conversation: Conversation) -> QuerySet[Statement]:
    """Return the statements that are not used, each with its reason, in the order of their numbers."""
    return statements_of(conversation, *NOT_USED)


def names_of(conversation: Conversation) -> dict[int, str]:
    """Return what people called the groups, by the number of the group."""
    return dict(GroupName.objects.filter(conversation=conversation).values_list("group", "name"))


def may_run(actor: Actor, conversation: Conversation) -> bool:
    """Return whether a desk's actor stands in the region of a conversation."""
    return any(seat.role in DESK.by and seat.region in conversation.region.line for seat in actor.seats)


def points_of(conversation: Conversation) -> bytes:
    """Return the places of everybody on the newest map, or nothing while its groups may not be shown."""
    rows = OpinionMap.objects.filter(conversation=conversation).order_by("-made_at", "-pk")
    newest = rows.exclude(digest="").only("points", "view").first()
    return bytes(newest.points) if newest and newest.view["stability"]["publishable"] else b""


def standing_of(statement: Statement) -> dict[str, Any]:
    """Return how people stand to a statement on the newest map: counts, share with interval, each group, its place."""
    newest = newest_map(statement.conversation)
    if newest is None:
        return {}
    rows = [row for row in newest.view["rows"] if row["number"] == statement.number]
    shown = newest.view["stability"]["publishable"]
    listed = [row for row in (*newest.view["agreed"], *newest.view["apart"]) if row["number"] == statement.number]
    names = ("agree", "disagree", "passed", "seen", "share", "low", "high")
    return {
        **({name: rows[0][name] for name in names} if rows else {}),
        "groups": listed[0]["groups"] if shown and listed else [],
        "log_position": newest.log_position,
        "map": newest.digest,
    }
