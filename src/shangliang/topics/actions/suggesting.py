"""The machine's suggestions, answered by a person: joined or kept apart, made a topic or put off."""

from datetime import datetime

from django.db import transaction

from shangliang.kernel.refusals import NotNow, Words
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import Entry, append
from shangliang.topics.actions.clues import suggest_topic
from shangliang.topics.actions.issues import KIND, person_of, seat_to_edit
from shangliang.topics.actions.reshaping import merge_issues, part_issues
from shangliang.topics.models import IssueSuggestion, Topic


@transaction.atomic
def answer_suggestion(one: IssueSuggestion, *, is_yes: bool, actor: Actor, at: datetime) -> Topic | None:
    """Take what a person says to a suggestion; return the topic when it became one.

    NotNow for a suggestion that was answered already.
    """
    seat_to_edit(actor)
    row = IssueSuggestion.objects.select_for_update().get(pk=one.pk)
    if row.answer:
        raise NotNow(Words("这条建议已经有人答复了。", "This suggestion was answered already."))
    if row.other is not None:
        act = merge_issues if is_yes else part_issues
        act(row.issue, row.other, actor=actor, at=at)
        return None
    return make_topic(row, actor=actor, at=at) if is_yes else put_off(row, actor=actor, at=at)


def make_topic(row: IssueSuggestion, *, actor: Actor, at: datetime) -> Topic:
    """Make the suggested topic a clue with the voices of every issue in it, and return it."""
    topic = suggest_topic(
        row.issue,
        actor=actor,
        at=at,
        title=str(row.facts.get("title", "")),
        note=str(row.facts.get("note", "")),
        more=[int(pk) for pk in row.facts.get("issues", [])],
    )
    note_answer(row, "yes", actor, at, topic)
    return topic


def put_off(row: IssueSuggestion, *, actor: Actor, at: datetime) -> None:
    """Keep that a person does not want this as a topic now."""
    note_answer(row, "no", actor, at)
    append(Entry(KIND, row.issue.code, "put_off", actor, at, seat_to_edit(actor)))


def note_answer(row: IssueSuggestion, answer: str, actor: Actor, at: datetime, topic: Topic | None = None) -> None:
    """Write what a person said, and when."""
    IssueSuggestion.objects.filter(pk=row.pk).update(
        answer=answer, answered_by=person_of(actor), answered_at=at, topic=topic
    )
