"""The machine's suggestions, answered by a person: joined or kept apart, made a topic or put off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from shangliang.engines import hotspots
from shangliang.kernel.refusals import NotNow, Words
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import Entry, append
from shangliang.topics import rules
from shangliang.topics.actions.clues import suggest_topic
from shangliang.topics.actions.issues import KIND, person_of, seat_to_edit
from shangliang.topics.actions.reshaping import merge_issues, part_issues
from shangliang.topics.actions.writing import gazetteer
from shangliang.topics.models import HotIssue, IssueSuggestion, IssueVoice, Topic

MOST_TOPICS = 20
"""Candidate topics that one run suggests, the widest first."""


@transaction.atomic
def suggest_topics(issues: Sequence[hotspots.Issue], at: datetime) -> int:
    """Keep the matters that stand in many districts or came back after a reply, and return how many wait for a person.

    What a person answered, and what is a topic already, is not suggested again.
    """
    rows = {row.key: row for row in HotIssue.objects.filter(shelf="shown")}
    listed = [issue for issue in issues if issue.key in rows]
    found = hotspots.candidate_topics(listed, reopened=reopened(rows), gazetteer=gazetteer())
    settled = settled_matters()
    wanted: dict[int, IssueSuggestion] = {}
    for topic in found:
        made = topic_suggestion(topic, rows, at)
        if len(wanted) < MOST_TOPICS and not is_settled(made, settled):
            wanted.setdefault(made.issue_id, made)
    waiting = IssueSuggestion.objects.filter(kind="topic", answer="")
    for row in waiting.exclude(issue__in=list(wanted)):
        row.delete()
    for made in wanted.values():
        told = {"facts": made.facts, "similarity": made.similarity}
        IssueSuggestion.objects.update_or_create(
            kind="topic", issue=made.issue, other=None, defaults=told, create_defaults={**told, "made_at": at}
        )
    return len(wanted)


def reopened(rows: Mapping[str, HotIssue]) -> frozenset[str]:
    """Return the keys of issues of which somebody asked for a redo after a reply."""
    again = IssueVoice.objects.filter(voice__redo_count__gt=0).values_list("issue", flat=True)
    known = set(again)
    return frozenset(key for key, row in rows.items() if row.pk in known)


def settled_matters() -> list[frozenset[int]]:
    """Return the sets of issues about which a person has decided: answered suggestions, and topics in the flow."""
    answered = IssueSuggestion.objects.filter(kind="topic").exclude(answer="").values_list("facts", "issue")
    found = [frozenset([issue, *facts.get("issues", [])]) for facts, issue in answered]
    topics = Topic.objects.filter(issue__isnull=False).exclude(state__in=rules.OUT_OF_FLOW)
    return [*found, *(frozenset([pk]) for pk in topics.values_list("issue", flat=True))]


def is_settled(made: IssueSuggestion, settled: Sequence[frozenset[int]]) -> bool:
    """Return whether half of a suggestion's issues, or its hottest one, were decided about."""
    own = frozenset([made.issue_id, *made.facts["issues"]])
    return any(made.issue_id in one or rules.overlap(own, one) >= rules.SAME_ISSUE for one in settled)


def topic_suggestion(topic: hotspots.CandidateTopic, rows: Mapping[str, HotIssue], at: datetime) -> IssueSuggestion:
    """Return the unsaved suggestion of a candidate topic; its hottest issue stands for it."""
    first, *more = [rows[key] for key in topic.issue_keys]
    facts = {
        "title": first.shown_title if not more else topic.title,
        "issues": [row.pk for row in more],
        "districts": list(topic.districts),
        "weeks": topic.weeks,
        "people": topic.reporters,
        "because": list(topic.because),
    }
    return IssueSuggestion(kind="topic", issue=first, similarity=float(len(topic.districts)), facts=facts, made_at=at)


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
    if is_yes:
        return make_topic(row, actor=actor, at=at)
    put_off(row, actor=actor, at=at)
    return None


def make_topic(row: IssueSuggestion, *, actor: Actor, at: datetime) -> Topic:
    """Make the suggested topic a clue with the voices of every issue in it, and return it."""
    topic = suggest_topic(
        row.issue,
        actor=actor,
        at=at,
        title=str(row.facts.get("title", "")),
        note=note_of(row),
        more=[int(pk) for pk in row.facts.get("issues", [])],
    )
    note_answer(row, "yes", actor, at, topic)
    return topic


def note_of(row: IssueSuggestion) -> str:
    """Return what the clue says of why the machine suggested it."""
    facts = row.facts
    return (
        f"机器建议：{len(facts.get('districts', []))} 个区（市）、{facts.get('weeks', 0)} 周、"
        f"{facts.get('people', 0)} 人说起，合 {len(facts.get('issues', [])) + 1} 个热点。"
    )


def put_off(row: IssueSuggestion, *, actor: Actor, at: datetime) -> None:
    """Keep that a person does not want this as a topic now."""
    note_answer(row, "no", actor, at)
    append(Entry(KIND, row.issue.code, "put_off", actor, at, seat_to_edit(actor)))


def note_answer(row: IssueSuggestion, answer: str, actor: Actor, at: datetime, topic: Topic | None = None) -> None:
    """Write what a person said, and when."""
    IssueSuggestion.objects.filter(pk=row.pk).update(
        answer=answer, answered_by=person_of(actor), answered_at=at, topic=topic
    )
