"""Taking a decision on a hot issue back: its links bind no more and the lists stand as before.

The newest goes first, so that whatever a decision needs to be taken back is still there.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from shangliang.kernel.refusals import NotFound, NotNow, Words
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import Entry, append
from shangliang.topics.actions.issues import KIND, person_of, seat_to_edit, set_shelf, set_title
from shangliang.topics.actions.reshaping import absorb, carry, voices_in
from shangliang.topics.actions.writing import recount
from shangliang.topics.models import HotIssue, IssueDecision, IssueSuggestion


@transaction.atomic
def take_back(decision: IssueDecision, *, actor: Actor, at: datetime) -> None:
    """Take a decision back.

    NotNow for one that was taken back already, and while a newer one on the same issues still holds.
    """
    seat = seat_to_edit(actor)
    row = IssueDecision.objects.select_for_update().get(pk=decision.pk)
    refuse_when_late(row)
    IssueDecision.objects.filter(pk=row.pk).update(undone_by=person_of(actor), undone_at=at)
    TAKEN_BACK[row.kind](row, at)
    IssueSuggestion.objects.filter(decision=row).update(answer="", answered_by=None, answered_at=None, decision=None)
    append(Entry(KIND, row.issue.code, "take_back", actor, at, seat, public={"act": row.kind}))


def refuse_when_late(row: IssueDecision) -> None:
    """Raise NotNow for a decision that is undone, or on which a newer one was built."""
    if row.is_undone:
        raise NotNow(Words("这一步已经撤回了。", "This was taken back already."))
    concerned = [row.issue_id] + ([row.other_id] if row.other_id else [])
    holding = IssueDecision.objects.filter(Q(issue__in=concerned) | Q(other__in=concerned), undone_at=None)
    newest = holding.first()
    if newest is not None and newest.pk != row.pk:
        raise NotNow(
            Words(
                f"先撤回后来的“{newest.get_kind_display()}”。",
                "Take the newer decision on this issue back first.",
            )
        )


@transaction.atomic
def show_issue(issue: HotIssue, *, actor: Actor, at: datetime) -> None:
    """List an issue again that was said to be none."""
    seat = seat_to_edit(actor)
    row = IssueDecision.objects.filter(issue=issue, kind="hide", undone_at=None).first()
    if row is not None:
        take_back(row, actor=actor, at=at)
        issue.refresh_from_db()
    elif issue.is_hidden:
        set_shelf(issue, "shown")
        append(Entry(KIND, issue.code, "show", actor, at, seat))


def give_title_back(row: IssueDecision, _at: datetime) -> None:
    """Write the title before."""
    set_title(row.issue, str(row.facts.get("before", "")))


def list_again(row: IssueDecision, _at: datetime) -> None:
    """List an issue again."""
    set_shelf(row.issue, "shown")


def unmerge(row: IssueDecision, at: datetime) -> None:
    """Give the voices that came with a merge back to their issue, as far as they are still there."""
    other = joined(row)
    HotIssue.objects.filter(pk=other.pk).update(merged_into=None, shelf="shown")
    other.refresh_from_db()
    carry(row.facts["voices"], row.issue, other)
    recount(row.issue, at)
    recount(other, at)
    if row.facts.get("shelf") == "hidden":
        set_shelf(other, "hidden", str(row.facts.get("hidden_reason", "")))


def nothing_more(_row: IssueDecision, _at: datetime) -> None:
    """Do nothing: the links alone made the difference."""


def unsplit(row: IssueDecision, at: datetime) -> None:
    """Put everything of the new issue back to where it came from."""
    fresh = joined(row)
    carry(voices_in(fresh), fresh, row.issue)
    absorb(fresh, row.issue)
    recount(row.issue, at)


def move_back(row: IssueDecision, at: datetime) -> None:
    """Put moved voices back, as far as they are still where they went."""
    to = joined(row)
    carry(row.facts["voices"], to, row.issue)
    recount(row.issue, at)
    recount(to, at)


def joined(row: IssueDecision) -> HotIssue:
    """Return the other issue of a decision; NotFound when there is none."""
    if row.other is None:
        raise NotFound
    return row.other


TAKEN_BACK: Mapping[str, Callable[[IssueDecision, datetime], None]] = {
    "rename": give_title_back,
    "hide": list_again,
    "merge": unmerge,
    "part": nothing_more,
    "split": unsplit,
    "move": move_back,
}
