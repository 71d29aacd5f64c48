"""Answers: one person, one answer to a statement; the last word counts, every word is kept."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from shangliang.kernel.refusals import Invalid, NotNow, Words
from shangliang.ledger.actions import next_number
from shangliang.opinions import queries
from shangliang.opinions.models import Conversation, Participant, Statement, Vote, VoteLog

COUNTED = {1: "agree_count", -1: "disagree_count", 0: "pass_count"}


@transaction.atomic
def cast_vote(
    statement: Statement, value: int, *, who: str, level: int, at: datetime, browser: str = ""
) -> Participant:
    """Write where somebody stands on a statement and return the participant; the last word counts.

    `who` is the person or the browser key; `level` 0 anonymous, 1 phone, 2 real name; `browser` the key under which
    the same person answered before signing in. Raises Invalid for a value other than 1, -1, 0, NotNow when the
    statement or the conversation takes no votes.
    """
    if value not in COUNTED:
        raise Invalid(Words("只能选同意、不同意或略过。", "Choose agree, disagree or pass."), field="value")
    conversation = statement.conversation
    is_over = conversation.closes_at is not None and at >= conversation.closes_at
    if conversation.state != "open" or statement.state != "live" or is_over:
        raise NotNow(Words("这条看法现在不能表态。", "This statement takes no answers now."))
    someone = join(conversation, who, level=level, at=at, browser=browser)
    before = Vote.objects.filter(participant=someone, statement=statement).values_list("value", flat=True).first()
    if before == value:
        return someone
    Vote.objects.update_or_create(participant=someone, statement=statement, defaults={"value": value, "cast_at": at})
    VoteLog.objects.create(conversation=conversation, participant=someone, statement=statement, value=value, cast_at=at)
    count(statement, someone, value, before)
    return someone


@transaction.atomic
def join(conversation: Conversation, who: str, *, level: int, at: datetime, browser: str = "") -> Participant:
    """Return somebody's participation, locked, made at the first vote; a higher level proved later is kept.

    Whoever answered anonymously before signing in takes those answers along, unless there is a participation of the
    person already: then they stay anonymous.
    """
    key = queries.participant_token(conversation, who)
    rows = Participant.objects.select_for_update().filter(conversation=conversation, token=key)
    found = rows.first()
    if found is None and browser:
        before = queries.participant_token(conversation, browser)
        Participant.objects.filter(conversation=conversation, token=before, level=0).update(token=key, level=level)
        found = rows.first()
    if found is None:
        # The counter's row is locked from here on, so a second first vote waits and then finds the participant.
        number = next_number(f"participant:{conversation.code}")
        found, is_new = Participant.objects.get_or_create(
            conversation=conversation, token=key, defaults={"number": number, "level": level, "joined_at": at}
        )
        if is_new:
            Conversation.objects.filter(pk=conversation.pk).update(participant_count=F("participant_count") + 1)
    if level > found.level:
        rows.update(level=level)
        found.level = level
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


@transaction.atomic
def recount_votes(conversation: Conversation) -> None:
    """Write every counter of a conversation anew from its votes: after an import, or to mend what was found wrong."""
    people = Participant.objects.filter(conversation=conversation)
    mine = Vote.objects.filter(participant=OuterRef("pk")).order_by().values("participant").annotate(n=Count("pk"))
    people.update(vote_count=Coalesce(Subquery(mine.values("n")), 0))
    for name, value in (("agree_count", 1), ("disagree_count", -1), ("pass_count", 0)):
        votes = Vote.objects.filter(statement=OuterRef("pk"), value=value).order_by().values("statement")
        Statement.objects.filter(conversation=conversation).update(
            **{name: Coalesce(Subquery(votes.annotate(n=Count("pk")).values("n")), 0)}
        )
    Conversation.objects.filter(pk=conversation.pk).update(
        participant_count=people.count(), vote_count=Vote.objects.filter(participant__conversation=conversation).count()
    )
    conversation.refresh_from_db()
