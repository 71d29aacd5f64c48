"""Conversations with people in them, made by the same acts as everywhere."""

import random
from datetime import datetime

from django.core.cache import cache
from django.test import Client
from tests.cast import MONDAY, Cast, cast

from shangliang.ledger.actions import next_number
from shangliang.opinions import actions, queries
from shangliang.opinions.models import Conversation, Participant, Statement, Vote, VoteLog
from shangliang.people.signin import DEMO, DOOR
from shangliang.site.seeding import seed_rules

COMMON = ("费用要在楼道里张榜。", "维修钱写进协议。", "挡光该有补偿。")
FIRST = ("三分之二同意就动工。", "先装上再说。", "一两户反对不该拖住。", "楼上多出一点。")
SECOND = ("一楼一分不出。", "补偿没谈好不动工。", "钱要先打到账上。", "一楼有权说不。")


def people() -> Cast:
    cache.clear()
    seed_rules()
    return cast()


def prepared(found: Cast, *texts: str, at: datetime = MONDAY) -> Conversation:
    row = actions.open_conversation(title="老楼加装电梯，钱怎么分？", actor=found.chen, at=at, region=found.org("city"))
    if texts:
        actions.seed_statements(row, list(texts), actor=found.chen, at=at)
    return row


def opened(found: Cast, *texts: str) -> Conversation:
    row = prepared(found, *(texts or (*COMMON, *FIRST, *SECOND)))
    actions.start(row, actor=found.chen, at=MONDAY)
    return row


def statements(conversation: Conversation) -> list[Statement]:
    rows = list(Statement.objects.filter(conversation=conversation).order_by("number"))
    for row in rows:
        row.conversation = conversation
    return rows


def two_camps(conversation: Conversation, each: int = 20, *, noise: float = 0.15) -> None:
    """Let two camps of so many new people answer everything: both agree on the common part, each on its own.

    Rows are written at once, as so many single acts would leave them: answers, log and counters.
    """
    rng, rows = random.Random(11), statements(conversation)
    first = Participant.objects.filter(conversation=conversation).count() + 1
    crowd = [
        Participant(conversation=conversation, number=first + n, token=f"{conversation.code}-{first + n}",
                    level=n % 2, joined_at=MONDAY, vote_count=len(rows))
        for n in range(2 * each)
    ]  # fmt: skip
    answers = []
    for n, someone in enumerate(Participant.objects.bulk_create(crowd)):
        own = (FIRST, SECOND)[n < each]
        for row in rows:
            flip = -1 if rng.random() < noise else 1
            value = flip if row.text in COMMON or row.text in own else -flip
            answers.append({"participant": someone, "statement": row, "value": value, "cast_at": MONDAY})
    Vote.objects.bulk_create([Vote(**answer) for answer in answers])
    VoteLog.objects.bulk_create([VoteLog(conversation=conversation, **answer) for answer in answers])
    next_number(f"participant:{conversation.code}", count=2 * each)
    recounted(conversation)


def recounted(conversation: Conversation) -> None:
    """Write the counters of a conversation anew from its log."""
    for number, (agree, disagree, passed) in queries.recount(conversation).items():
        Statement.objects.filter(conversation=conversation, number=number).update(
            agree_count=agree, disagree_count=disagree, pass_count=passed
        )
    people = Participant.objects.filter(conversation=conversation)
    Conversation.objects.filter(pk=conversation.pk).update(
        participant_count=people.count(), vote_count=Vote.objects.filter(participant__in=people).count()
    )
    conversation.refresh_from_db()


def browser(found: Cast, name: str = "") -> Client:
    """A client of somebody of the cast by the demonstration's door, where every seat is open."""
    client = Client()
    if name:
        client.force_login(found.account(name), backend="shangliang.people.signin.Door")
        kept = client.session
        kept[DOOR] = DEMO
        kept.save()
    return client
