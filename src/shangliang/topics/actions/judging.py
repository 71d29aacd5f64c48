"""Judging a candidate: scores, the public vote, the decision."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from shangliang.kernel.refusals import Forbidden, Invalid, NotNow, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import SYSTEM, Actor, may
from shangliang.ledger.models import Event
from shangliang.ledger.queries import deadline
from shangliang.people.queries import level_of
from shangliang.topics import rules
from shangliang.topics.actions.moving import move
from shangliang.topics.models import Topic, TopicBallot, TopicScore
from shangliang.topics.queries import ballots_by_level
from shangliang.topics.workflow import BALLOT_GRANT, SCORERS, TopicState

DECISIONS = {"approved": "approve", "deferred": "defer", "rejected": "reject", "converted": "convert"}


@transaction.atomic
def score(
    topic: Topic,
    marks: Mapping[str, int],
    *,
    has_interest: bool | None,
    actor: Actor,
    at: datetime,
    interest: str = "",
    words: str = "",
) -> TopicScore:
    """Keep one person's marks (1 to 5 on each criterion) and return them; a second time replaces the first.

    `has_interest` must be declared: None is refused; with an interest the marks are kept but do not count.
    """
    if actor.person is None:
        raise Forbidden(Words("登录后才能评分。", "Sign in to score."))
    missing = rules.mark_faults(marks)
    if missing:
        names = {key: zh for key, zh, *_ in rules.CRITERIA}
        raise Invalid(
            Words(f"“{names[missing[0]]}”要在 1 到 5 之间。", f"{missing[0]} must be from 1 to 5."), field=missing[0]
        )
    if has_interest is None:
        raise Invalid(
            Words("先声明有没有利益关系。", "Declare first whether you have an interest."), field="has_interest"
        )
    if has_interest and not interest.strip():
        raise Invalid(Words("写明是什么利益关系。", "Say which interest."), field="interest")
    seat = actor.seat_as(*SCORERS)
    row, _ = TopicScore.objects.update_or_create(
        topic=topic,
        scorer_id=actor.person,
        defaults={
            **{key: marks[key] for key, *_ in rules.CRITERIA},
            "role": str(seat.role) if seat else "",
            "has_interest": has_interest,
            "interest": tidy(interest),
            "words": tidy(words),
            "scored_at": at,
        },
    )
    counted = list(TopicScore.objects.filter(topic=topic, has_interest=False))
    changes = {"scorer_count": len(counted), "score": rules.mean_score(one.marks for one in counted)}
    move(topic, "score", actor=actor, at=at, changes=changes, public={"scorers": len(counted)})
    return row


def settle_scores(topic: Topic, *, actor: Actor, at: datetime) -> Event:
    """Close the scoring and return the event; needs three scorers without an interest."""
    public = {"score": topic.score, "scorers": topic.scorer_count}
    return move(topic, "settle_scores", actor=actor, at=at, public=public)


def open_vote(topic: Topic, *, actor: Actor, at: datetime, days: int = 14) -> Event:
    """Open the public vote for some days (7 to 14) and return the event."""
    shortest, longest = rules.VOTE_DAYS
    if not shortest <= days <= longest:
        raise Invalid(
            Words(f"公众投票开放 {shortest} 到 {longest} 天。", f"A vote runs {shortest} to {longest} days."),
            field="days",
        )
    until = at + timedelta(days=days)
    limit = deadline("topic", "vote", at)
    if limit is not None:
        until = min(until, limit.at)
    return move(topic, "open_vote", actor=actor, at=at, changes={"vote_until": until}, public={"until": until})


@transaction.atomic
def vote(topic: Topic, choice: str, *, actor: Actor, at: datetime) -> TopicBallot:
    """Keep one person's ballot and return it; one each, for as long as the vote is open."""
    if not may(actor, BALLOT_GRANT) or actor.person is None:
        raise Forbidden(Words("登录后才能投票，一人一票。", "Sign in to vote; one person, one vote."))
    if topic.state != TopicState.VOTING or topic.vote_until is None or at >= topic.vote_until:
        raise NotNow(Words("这个议题现在没有开放投票。", "This topic is not open for a vote now."))
    if choice not in dict(TopicBallot.CHOICES):
        raise Invalid(Words("选一项再投。", "Choose before you vote."), field="choice")
    try:
        with transaction.atomic():
            ballot = TopicBallot.objects.create(
                topic=topic, person_id=actor.person, choice=choice, level=level_of(actor.person), cast_at=at
            )
    except IntegrityError as error:
        raise NotNow(Words("您已经投过一票。", "You have voted already.")) from error
    column = "for_count" if choice == "for" else "against_count"
    Topic.objects.filter(pk=topic.pk).update(**{column: F(column) + 1})
    return ballot


def close_vote(topic: Topic, *, at: datetime, actor: Actor = SYSTEM) -> Event:
    """End the public vote and return the event, which carries the count, the levels of verification apart."""
    topic.refresh_from_db(fields=["for_count", "against_count"])
    apart = {f"level_{level}": [yes, no] for level, yes, no in ballots_by_level(topic)}
    told = {"for": topic.for_count, "against": topic.against_count, **apart}
    return move(topic, "close_vote", actor=actor, at=at, public=told)


def close_due_votes(at: datetime) -> int:
    """End every public vote whose time is over and return how many."""
    due = list(Topic.objects.filter(state=TopicState.VOTING, vote_until__lte=at).select_related("region"))
    for topic in due:
        close_vote(topic, at=at)
    return len(due)


def decide(topic: Topic, decision: str, *, actor: Actor, at: datetime, reason: str, converted_to: str = "") -> Event:
    """Approve, defer, reject or convert a scored topic, with the reason that everybody may read; return the event."""
    verb = DECISIONS.get(decision)
    if verb is None:
        raise Invalid(Words("决定是审定、缓议、不采用或转办之一。", "Unknown decision."), field="decision")
    if verb == "convert" and converted_to not in {key for key, _, _ in rules.CONVERSIONS}:
        raise Invalid(Words("选转成什么：提案、社情民意信息或工单。", "Choose what it becomes."), field="converted_to")
    changes: dict[str, Any] = {
        "decision": decision,
        "decision_reason": tidy(reason),
        "decided_at": at,
        "converted_to": converted_to if verb == "convert" else "",
    }
    public = {"decision": decision, "score": topic.score, "scorers": topic.scorer_count}
    return move(topic, verb, actor=actor, at=at, reason=reason, changes=changes, public=public)


def reconsider(topic: Topic, *, actor: Actor, at: datetime, reason: str) -> Event:
    """Make a deferred topic a candidate again and return the event."""
    return move(topic, "reconsider", actor=actor, at=at, reason=reason)
