"""What people decide about hot issues: other words, out of sight, one matter or two."""

from datetime import datetime

from django.db import transaction

from shangliang.kernel.refusals import Forbidden, Invalid, NotFound, Words
from shangliang.kernel.text import clip, tidy
from shangliang.kernel.workflow import Actor, Seat, may
from shangliang.ledger.actions import Entry, append
from shangliang.people.models import Person
from shangliang.topics.actions.discovery import request_discovery
from shangliang.topics.models import HotIssue, IssueLink, IssueVoice
from shangliang.topics.workflow import HOT_EDIT_GRANT

KIND = "issue"


def seat_to_edit(actor: Actor) -> Seat | None:
    """Return the seat under which the actor may edit hot issues; Forbidden when there is none."""
    if not may(actor, HOT_EDIT_GRANT):
        raise Forbidden(Words("热点由热线或联络室改。", "The hotline or the studio edits hot issues."))
    return actor.seat_as(*HOT_EDIT_GRANT.by)


@transaction.atomic
def rename_issue(issue: HotIssue, title: str, *, actor: Actor, at: datetime) -> None:
    """Give a hot issue a title that every later run keeps; an empty title gives the machine's back."""
    seat = seat_to_edit(actor)
    words = clip(tidy(title), 200)
    HotIssue.objects.filter(pk=issue.pk).update(title_set=words)
    issue.title_set = words
    append(Entry(KIND, issue.code, "rename", actor, at, seat, public={"title": words}))


@transaction.atomic
def hide_issue(issue: HotIssue, *, actor: Actor, at: datetime, reason: str) -> None:
    """Take a hot issue out of every list, with a reason; later runs keep it hidden."""
    seat = seat_to_edit(actor)
    if not reason.strip():
        raise Invalid(Words("写明为什么隐藏。", "Say why it is hidden."), field="reason")
    HotIssue.objects.filter(pk=issue.pk).update(shelf="hidden", hidden_reason=clip(tidy(reason), 300))
    issue.shelf, issue.hidden_reason = "hidden", clip(tidy(reason), 300)
    append(Entry(KIND, issue.code, "hide", actor, at, seat, reason=reason))


@transaction.atomic
def show_issue(issue: HotIssue, *, actor: Actor, at: datetime) -> None:
    """Put a hidden issue back into the lists."""
    seat = seat_to_edit(actor)
    HotIssue.objects.filter(pk=issue.pk).update(shelf="shown", hidden_reason="")
    issue.shelf, issue.hidden_reason = "shown", ""
    append(Entry(KIND, issue.code, "show", actor, at, seat))


@transaction.atomic
def judge_pair(issue: HotIssue, other: HotIssue, *, is_same: bool, actor: Actor, at: datetime) -> IssueLink:
    """Keep that two hot issues are one matter or two, and return it; one matter asks for a new discovery."""
    seat = seat_to_edit(actor)
    person = Person.objects.filter(pk=actor.person or 0).first()
    if person is None:
        raise Forbidden(Words("合并还是分开由人来定。", "A person decides whether matters are one."))
    if issue.pk == other.pk:
        raise Invalid(Words("要选两个不同的热点。", "Choose two different issues."), field="other")
    one, two = sorted((central_voice(issue), central_voice(other)))
    link, _ = IssueLink.objects.update_or_create(
        one_id=one,
        other_id=two,
        defaults={
            "kind": "must" if is_same else "cannot",
            "decided_by": person,
            "decided_at": at,
        },
    )
    drop_suggestions(issue, other)
    append(Entry(KIND, issue.code, "merge" if is_same else "part", actor, at, seat, public={"other": other.code}))
    if is_same:
        request_discovery(actor=actor, at=at)
    return link


def central_voice(issue: HotIssue) -> int:
    """Return the id of the voice that shows best what an issue is about."""
    row = IssueVoice.objects.filter(issue=issue).order_by("-rank", "pk").filter(rank=1).first()
    row = row or IssueVoice.objects.filter(issue=issue).order_by("pk").first()
    if row is None:
        raise NotFound
    return int(row.voice_id)


def drop_suggestions(issue: HotIssue, other: HotIssue) -> None:
    """Take the suggestion away from both issues: a person has decided it."""
    for row, key in ((issue, other.key), (other, issue.key)):
        row.suggestions = [one for one in row.suggestions if one["key"] != key]
        HotIssue.objects.filter(pk=row.pk).update(suggestions=row.suggestions)
