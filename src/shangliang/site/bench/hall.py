"""What votes are measured on: a conversation of its own, the requests of everybody who votes, and the recount."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings

from shangliang.kernel.calendar import now
from shangliang.kernel.workflow import Actor, Role, Seat
from shangliang.opinions import actions, queries
from shangliang.opinions.models import Conversation, Participant, Statement, Vote, VoteLog
from shangliang.opinions.rules.tickets import GOOD_SECONDS, Ticket, key_of, sign
from shangliang.people.actions import add_organization

STATEMENTS = 20
SIDES = (1, -1, 0)


def prepare(path: str, votes: int, changes: int = 0) -> None:
    """Open a conversation and write the bodies of so many votes into a file, one a line; print its code.

    Everybody answers each of twenty statements once, in a mixed order; `changes` of the votes are followed by a
    change of mind and by a late copy of the first with its key, which must not count.
    """
    conversation = opened()
    print(conversation.code)
    with Path(path).open("w", encoding="ascii") as file:
        file.writelines("\t".join(group) + "\n" for group in bodies(conversation, votes, changes))


def opened() -> Conversation:
    """Return an open conversation with twenty statements, in a region made for it."""
    at = now()
    root = Actor(None, "", (Seat(Role.SYSADMIN, None, None),))
    region = add_organization(f"bench-{int(at.timestamp())}", "测量用的城市", "region", "city", actor=root, at=at)
    clerk = Actor(None, "", (Seat(Role.LIAISON, region.pk, region.pk),))
    row = actions.open_conversation(title="测量用的问题", actor=clerk, at=at, region=region)
    texts = [f"第 {number + 1} 条看法，测量用" for number in range(STATEMENTS)]
    actions.seed_statements(row, texts, actor=clerk, at=at)
    actions.start(row, actor=clerk, at=at)
    return row


def bodies(conversation: Conversation, votes: int, changes: int) -> Iterator[list[str]]:
    """Yield the bodies that are sent one after another for each person and statement."""
    random, secret, until = Random(18), key_of(settings.PEPPER), int(time.time()) + GOOD_SECONDS  # noqa: S311 - an order, no secret
    people = -(-votes // STATEMENTS)
    tickets = [
        sign(secret, Ticket(conversation.code, queries.participant_token(conversation, f"browser:b{n}"), 0, until))
        for n in range(people)
    ]
    pairs = [(person, number) for person in range(people) for number in range(1, STATEMENTS + 1)][:votes]
    random.shuffle(pairs)
    for place, (person, number) in enumerate(pairs):
        value = random.choice(SIDES)
        first = body(tickets[person], number, value, f"k{person}-{number}-0")
        if place < changes:
            other = SIDES[(SIDES.index(value) + 1) % 3]
            yield [first, body(tickets[person], number, other, f"k{person}-{number}-1"), first]
        else:
            yield [first]


def body(ticket: str, number: int, value: int, key: str) -> str:
    """Return one vote as it is sent."""
    return json.dumps({"ticket": ticket, "on": "statement", "number": number, "value": value, "key": key})


def recount(code: str, path: str) -> dict[str, Any]:
    """Return what the database holds against what was acknowledged: the last value of each pair in the file of acks.

    A line of the file is a body that was answered with 200, in the order of the answers for each pair.
    """
    conversation = Conversation.objects.get(code=code)
    votes = dict_of_votes(conversation)
    wanted = acknowledged(path)
    held = {row.number: (row.agree_count, row.disagree_count, row.pass_count) for row in statements(conversation)}
    counted = queries.recount(conversation)
    people = Participant.objects.filter(conversation=conversation)
    return {
        "acknowledged": len(wanted),
        "lost": sum(votes.get(pair) != value for pair, value in wanted.items()),
        "votes": len(votes),
        "counted_twice": Vote.objects.filter(participant__conversation=conversation).count() - len(votes),
        "people": people.count(),
        "people_twice": people.count() - people.values("token").distinct().count(),
        "log": VoteLog.objects.filter(conversation=conversation).count(),
        "tally_equals_recount": {n: c for n, c in held.items() if any(c)} == counted
        and conversation.vote_count == len(votes)
        and conversation.participant_count == people.count(),
    }


def statements(conversation: Conversation) -> list[Statement]:
    """Return the statements."""
    return list(queries.statements_of(conversation))


def dict_of_votes(conversation: Conversation) -> dict[tuple[str, int], int]:
    """Return (token, statement number) to value."""
    rows = Vote.objects.filter(participant__conversation=conversation)
    values = rows.values_list("participant__token", "statement__number", "value")
    return {(token, number): value for token, number, value in values.iterator(chunk_size=5000)}


def acknowledged(path: str) -> dict[tuple[str, int], int]:
    """Return (token, statement number) to the value that the last answered vote with a new key gave."""
    found: dict[tuple[str, int], int] = {}
    keys: set[str] = set()
    with Path(path).open(encoding="ascii") as file:
        for line in file:
            said = json.loads(line)
            if said["key"] not in keys:
                keys.add(said["key"])
                found[said["ticket"].split(".")[1], said["number"]] = said["value"]
    return found
