"""Reads of opinions: what is open, what a person has answered, what to ask next, the newest map."""

import random
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from shangliang.engines import consensus
from shangliang.kernel.workflow import Actor, Role
from shangliang.opinions import rules
from shangliang.opinions.models import Conversation, OpinionMap, Participant, Statement, Vote, VoteLog

STAFF = (Role.LIAISON, Role.COMMITTEE, Role.REVIEWER)


def visible_to(actor: Actor) -> QuerySet[Conversation]:
    """Return the conversations that the actor may see: everybody those that were opened, their desk all."""
    rows = Conversation.objects.select_related("topic", "region").order_by("-opened_at")
    return rows if actor.holds(*STAFF) else rows.exclude(state="drafting")


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


def answers_of(someone: Participant | None) -> dict[int, int]:
    """Return what a participant answered: statement id to value."""
    if someone is None:
        return {}
    return dict(Vote.objects.filter(participant=someone).values_list("statement_id", "value"))


def next_for(conversation: Conversation, someone: Participant | None, *, seed: int | None = None) -> Statement | None:
    """Return the live statement that this participant should see next, or None when all are answered."""
    live = list(statements_of(conversation, "live"))
    if not live:
        return None
    answered = set(answers_of(someone))
    newest = newest_map(conversation)
    priority = {row["id"]: row["priority"] for row in newest.result["statements"]} if newest else {}
    chosen = consensus.next_statement(
        [row.pk for row in live],
        [priority.get(row.number, 1.0) or 1.0 for row in live],
        answered=answered,
        seen=[row.agree_count + row.disagree_count + row.pass_count for row in live],
        seed=seed if seed is not None else random.SystemRandom().randrange(2**31),
    )
    return next((row for row in live if row.pk == chosen.statement), None) if chosen else None


def newest_map(conversation: Conversation) -> OpinionMap | None:
    """Return the newest computed map, or None before the first."""
    return OpinionMap.objects.filter(conversation=conversation).order_by("-made_at", "-pk").first()


def vote_columns(conversation: Conversation) -> tuple[list[int], list[int], list[int]]:
    """Return the votes as three columns: participant number, statement number, value; in the order of the log."""
    rows = VoteLog.objects.filter(conversation=conversation).order_by("pk")
    triples = rows.values_list("participant__number", "statement__number", "value")
    people, statements, values = [], [], []
    for person, statement, value in triples.iterator(chunk_size=5000):
        people.append(person)
        statements.append(statement)
        values.append(value)
    return people, statements, values


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


def common_ground(found: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return what all groups hold (by group-informed consensus) and what divides them (by spread), from a map.

    Only statements that at least seven people of every group answered count: below that a share says nothing.
    """
    judged = []
    for row in found["statements"]:
        groups = list(row["groups"].values())
        if len(groups) < 2 or any(group["seen"] < 7 for group in groups):
            continue
        shares = [group["agree"] / group["seen"] for group in groups]
        judged.append({**row, "shares": shares, "lowest": min(shares), "spread": max(shares) - min(shares)})
    agreed = sorted((row for row in judged if row["lowest"] >= 0.6), key=lambda row: -row["consensus"])
    dividing = sorted((row for row in judged if row["spread"] >= 0.3), key=lambda row: -row["spread"])
    return agreed[:5], dividing[:5]
