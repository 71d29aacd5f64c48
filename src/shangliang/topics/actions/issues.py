"""What people decide about a hot issue by itself: other words, or that it is none.

Each decision is a row of its own with an event in the record; no run overwrites it (see `reshaping`, `taking_back`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from shangliang.kernel.refusals import Forbidden, Invalid, NotNow, Words
from shangliang.kernel.text import clip, tidy
from shangliang.kernel.workflow import Actor, Seat, may
from shangliang.ledger.actions import Entry, append
from shangliang.people.models import Person
from shangliang.topics.models import HotIssue, IssueDecision
from shangliang.topics.workflow import HOT_EDIT_GRANT

KIND = "issue"


def seat_to_edit(actor: Actor) -> Seat | None:
    """Return the seat under which the actor may edit hot issues; Forbidden when there is none."""
    if not may(actor, HOT_EDIT_GRANT):
        raise Forbidden(Words("热点由热线或联络室改。", "The hotline or the studio edits hot issues."))
    return actor.seat_as(*HOT_EDIT_GRANT.by)


def person_of(actor: Actor) -> Person:
    """Return the person who decides; Forbidden when a program asks."""
    person = Person.objects.filter(pk=actor.person or 0).first()
    if person is None:
        raise Forbidden(Words("热点由人来改，机器只提建议。", "People edit hot issues; the machine only suggests."))
    return person


def decided(
    kind: str,
    issue: HotIssue,
    *,
    actor: Actor,
    at: datetime,
    other: HotIssue | None = None,
    facts: Mapping[str, Any] | None = None,
    reason: str = "",
    public: Mapping[str, Any] | None = None,
) -> IssueDecision:
    """Write a decision with its event, and return it."""
    seat = seat_to_edit(actor)
    row = IssueDecision.objects.create(
        kind=kind,
        issue=issue,
        other=other,
        facts=dict(facts or {}),
        reason=clip(tidy(reason), 300),
        decided_by=person_of(actor),
        decided_at=at,
    )
    told = {"other": other.code} if other else {}
    append(Entry(KIND, issue.code, kind, actor, at, seat, public={**told, **(public or {})}, reason=reason))
    return row


@transaction.atomic
def rename_issue(issue: HotIssue, title: str, *, actor: Actor, at: datetime) -> IssueDecision:
    """Give a hot issue a title that every later run keeps, and return the decision; empty gives the machine's back."""
    words = clip(tidy(title), 200)
    facts = {"before": issue.title_set, "after": words}
    row = decided("rename", issue, actor=actor, at=at, facts=facts, public={"title": words})
    set_title(issue, words)
    return row


def set_title(issue: HotIssue, words: str) -> None:
    """Write the title that people chose."""
    HotIssue.objects.filter(pk=issue.pk).update(title_set=words)
    issue.title_set = words


@transaction.atomic
def hide_issue(issue: HotIssue, *, actor: Actor, at: datetime, reason: str) -> IssueDecision:
    """Say that this is no hot issue, with a reason, and return the decision; later runs keep it out of every list."""
    seat_to_edit(actor)
    if not reason.strip():
        raise Invalid(Words("写明为什么不算热点。", "Say why it is no hot issue."), field="reason")
    if issue.is_hidden:
        raise NotNow(Words("已经不算热点了。", "It is no hot issue already."))
    row = decided("hide", issue, actor=actor, at=at, reason=reason)
    set_shelf(issue, "hidden", clip(tidy(reason), 300))
    return row


def set_shelf(issue: HotIssue, shelf: str, reason: str = "") -> None:
    """Write where an issue is listed, and why when it is not."""
    HotIssue.objects.filter(pk=issue.pk).update(shelf=shelf, hidden_reason=reason)
    issue.shelf, issue.hidden_reason = shelf, reason
