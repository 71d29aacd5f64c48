"""Writes of opinions: conversations, statements, votes, maps."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import F

from shangliang.engines import consensus
from shangliang.kernel.refusals import Invalid, NotNow, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import SYSTEM, Actor
from shangliang.ledger.actions import Entry, advance, append, begin, next_number
from shangliang.opinions import queries, rules
from shangliang.opinions.models import Conversation, OpinionMap, Participant, Statement, Vote, VoteLog
from shangliang.people.models import Organization
from shangliang.topics.models import Topic

COUNTED = {1: "agree_count", -1: "disagree_count", 0: "pass_count"}


def open_conversation(
    *,
    title: str,
    actor: Actor,
    at: datetime,
    region: Organization,
    topic: Topic | None = None,
    intro: str = "",
    closes_at: datetime | None = None,
) -> Conversation:
    """Return a new conversation in preparation."""
    number = next_number("conversation")
    row = Conversation(
        code=f"y{number}", title=tidy(title), intro=tidy(intro), topic=topic, region=region, closes_at=closes_at
    )
    begin(row, "create", actor=actor, at=at, public={"title": row.title})
    return row


def start(conversation: Conversation, *, actor: Actor, at: datetime) -> None:
    """Open a prepared conversation to everybody; needs enough approved statements."""
    seeds = queries.statements_of(conversation, "live").count()
    advance(conversation, "open", actor=actor, at=at, met={"seeds": seeds >= rules.SEEDS_NEEDED})


def stop(conversation: Conversation, *, actor: Actor, at: datetime) -> None:
    """Close a conversation; its last map is computed and kept."""
    advance(conversation, "close", actor=actor, at=at)
    compute_map(conversation, at=at)


def reopen(conversation: Conversation, *, actor: Actor, at: datetime, reason: str) -> None:
    """Open a closed conversation again."""
    advance(conversation, "reopen", actor=actor, at=at, reason=reason)


def add_statement(
    conversation: Conversation, text: str, *, actor: Actor, at: datetime, is_seed: bool = False
) -> Statement:
    """Return a new statement: live when the desk puts it in, waiting for review when a person proposes it.

    Raises Invalid for texts that are too short, too long or already there; NotNow when nothing may be added.
    """
    clean = " ".join(tidy(text).split())
    if not rules.SHORTEST <= len(clean) <= rules.LONGEST:
        raise Invalid(
            Words(
                f"一句话说清一个看法，{rules.SHORTEST} 到 {rules.LONGEST} 个字。",
                f"One view in one sentence, {rules.SHORTEST} to {rules.LONGEST} characters.",
            ),
            field="text",
        )
    if not is_seed and conversation.state != "open":
        raise NotNow(Words("这个问题现在不收新看法。", "This question takes no new statements now."))
    if Statement.objects.filter(conversation=conversation, text=clean).exists():
        raise Invalid(
            Words("已经有同样的看法，直接表态就行。", "This statement is there already; just answer it."), field="text"
        )
    with transaction.atomic():
        number = next_number(f"statement:{conversation.code}")
        row = Statement(
            code=f"{conversation.code}-{number}",
            conversation=conversation,
            number=number,
            text=clean,
            author_id=actor.person,
            is_seed=is_seed,
        )
        begin(row, "seed" if is_seed else "propose", actor=actor, at=at, public={"number": number})
    return row


def moderate(statement: Statement, verb: str, *, actor: Actor, at: datetime, reason: str = "") -> None:
    """Approve, remove or restore a statement; the reason of a removal stays visible."""
    advance(statement, verb, actor=actor, at=at, reason=reason, public={"reason": reason} if reason else {})


@transaction.atomic
def cast_vote(statement: Statement, value: int, *, who: str, level: int, at: datetime) -> Participant:
    """Write where somebody stands on a statement and return the participant; the last word counts.

    `who` is the person or the browser key; `level` 0 anonymous, 1 phone, 2 real name. Raises Invalid for a value
    other than 1, -1, 0; NotNow when the statement or the conversation takes no votes.
    """
    if value not in COUNTED:
        raise Invalid(Words("只能选同意、不同意或略过。", "Choose agree, disagree or pass."), field="value")
    conversation = statement.conversation
    if conversation.state != "open" or statement.state != "live":
        raise NotNow(Words("这条看法现在不能表态。", "This statement takes no answers now."))
    someone = join(conversation, who, level=level, at=at)
    before = Vote.objects.filter(participant=someone, statement=statement).values_list("value", flat=True).first()
    if before == value:
        return someone
    Vote.objects.update_or_create(participant=someone, statement=statement, defaults={"value": value, "cast_at": at})
    VoteLog.objects.create(conversation=conversation, participant=someone, statement=statement, value=value, cast_at=at)
    count(statement, someone, value, before)
    return someone


def join(conversation: Conversation, who: str, *, level: int, at: datetime) -> Participant:
    """Return somebody's participation, made at the first vote; a higher level proved later is kept."""
    key = queries.participant_token(conversation, who)
    found = Participant.objects.filter(conversation=conversation, token=key).first()
    if found is None:
        number = next_number(f"participant:{conversation.code}")
        found = Participant.objects.create(
            conversation=conversation, token=key, number=number, level=level, joined_at=at
        )
        Conversation.objects.filter(pk=conversation.pk).update(participant_count=F("participant_count") + 1)
    elif level > found.level:
        Participant.objects.filter(pk=found.pk).update(level=level)
    return found


def count(statement: Statement, someone: Participant, value: int, before: int | None) -> None:
    """Move the counters that pages read; the log stays the truth."""
    changes = {COUNTED[value]: F(COUNTED[value]) + 1}
    if before is not None:
        changes[COUNTED[before]] = F(COUNTED[before]) - 1
    else:
        Participant.objects.filter(pk=someone.pk).update(vote_count=F("vote_count") + 1)
        Conversation.objects.filter(pk=statement.conversation_id).update(vote_count=F("vote_count") + 1)
    Statement.objects.filter(pk=statement.pk).update(**changes)


def compute_map(conversation: Conversation, *, at: datetime, mode: consensus.Mode = "default") -> OpinionMap | None:
    """Compute, keep and return the opinion map as the vote log stands, or None before the first vote.

    One entry of the public record carries the digest of the batch, never single votes.
    """
    position = queries.log_position(conversation)
    newest = queries.newest_map(conversation)
    if position == 0 or (newest and newest.log_position == position):
        return newest
    people, statements, values = queries.vote_columns(conversation)
    removed = list(queries.statements_of(conversation, "removed", "queued").values_list("number", flat=True))
    texts = dict(queries.statements_of(conversation).values_list("number", "text"))
    found = consensus.analyze(people, statements, values, moderated_out=removed, texts=texts, mode=mode)
    with transaction.atomic():
        row = OpinionMap.objects.create(
            conversation=conversation,
            made_at=at,
            log_position=position,
            engine_version=consensus.VERSION,
            result=found.to_dict(),
        )
        append(
            Entry(
                "conversation",
                conversation.code,
                "count_votes",
                SYSTEM,
                at,
                SYSTEM.seats[0],
                public={
                    "votes": len(values),
                    "people": len(set(people)),
                    "log_position": position,
                    "engine": consensus.VERSION,
                    "digest": digest(people, statements, values),
                },
            )
        )
    return row


def digest(people: list[int], statements: list[int], values: list[int]) -> str:
    """Return the SHA-256 of the vote log's three columns, so that a recount can be compared."""
    lines = "\n".join(f"{p},{s},{v}" for p, s, v in zip(people, statements, values, strict=True))
    return hashlib.sha256(lines.encode()).hexdigest()
