"""Merge, split, move, part: which voices are one matter, by a person's word.

Each decision leaves links that bind every later run, and the lists follow at once.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from shangliang.kernel.refusals import Invalid, NotFound, NotNow, Words
from shangliang.kernel.workflow import Actor
from shangliang.topics.actions.issues import decided, seat_to_edit, set_title
from shangliang.topics.actions.writing import number_issues, recount, spare_key
from shangliang.topics.models import HotIssue, IssueDecision, IssueLink, IssueSuggestion, IssueVoice

Pairs = Sequence[tuple[int, int]]


def central_voice(issue: HotIssue, *, without: frozenset[int] = frozenset()) -> int:
    """Return the id of the voice that shows best what an issue is about, leaving some out; NotFound for none."""
    rows = IssueVoice.objects.filter(issue=issue).order_by("pk").values_list("voice_id", "rank")
    left = [(rank or 10_000, voice) for voice, rank in rows if voice not in without]
    if not left:
        raise NotFound
    return min(left)[1]


def bind(decision: IssueDecision, *, must: Pairs = (), cannot: Pairs = ()) -> None:
    """Write the links of a decision, each pair in a fixed order."""
    rows = [
        IssueLink(kind=kind, decision=decision, one_id=min(pair), other_id=max(pair))
        for kind, pairs in (("must", must), ("cannot", cannot))
        for pair in pairs
    ]
    IssueLink.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def carry(voices: Sequence[int], frm: HotIssue, to: HotIssue) -> None:
    """Put voices of one issue into another."""
    for start in range(0, len(voices), 500):
        part = IssueVoice.objects.filter(issue=frm, voice__in=voices[start : start + 500])
        part.exclude(voice__in=IssueVoice.objects.filter(issue=to).values("voice")).update(issue=to, rank=0)
    IssueVoice.objects.filter(issue=frm, voice__in=IssueVoice.objects.filter(issue=to).values("voice")).delete()


def voices_in(issue: HotIssue) -> list[int]:
    """Return the ids of the voices of an issue, in a fixed order."""
    return list(IssueVoice.objects.filter(issue=issue).order_by("voice_id").values_list("voice_id", flat=True))


def refuse_same(issue: HotIssue, other: HotIssue) -> None:
    """Raise Invalid unless two different, listed issues are named."""
    if issue.pk == other.pk:
        raise Invalid(Words("要选两个不同的热点。", "Choose two different issues."), field="other")
    for one in (issue, other):
        if one.shelf in ("merged", "past"):
            raise NotNow(Words(f"{one.code} 现在不在榜上。", f"{one.code} is not listed now."))


@transaction.atomic
def merge_issues(issue: HotIssue, other: HotIssue, *, actor: Actor, at: datetime, reason: str = "") -> IssueDecision:
    """Make two hot issues one, under the code of the first, and return the decision; every later run keeps them one."""
    seat_to_edit(actor)
    refuse_same(issue, other)
    pair = (central_voice(issue), central_voice(other))
    came = voices_in(other)
    facts = {"voices": came, "shelf": other.shelf, "hidden_reason": other.hidden_reason}
    row = decided("merge", issue, other=other, actor=actor, at=at, facts=facts, reason=reason)
    bind(row, must=[pair])
    carry(came, other, issue)
    absorb(other, issue)
    recount(issue, at)
    answer_pair(issue, other, "yes", row, at)
    return row


def absorb(other: HotIssue, into: HotIssue) -> None:
    """Take an issue out of the lists because its voices stand in another now."""
    other.key, other.shelf, other.merged_into = spare_key(other), "merged", into
    HotIssue.objects.filter(pk=other.pk).update(key=other.key, shelf="merged", merged_into=into)


@transaction.atomic
def part_issues(issue: HotIssue, other: HotIssue, *, actor: Actor, at: datetime, reason: str = "") -> IssueDecision:
    """Keep that two hot issues are two matters, and return the decision; no later run joins them."""
    seat_to_edit(actor)
    refuse_same(issue, other)
    row = decided("part", issue, other=other, actor=actor, at=at, reason=reason)
    bind(row, cannot=[(central_voice(issue), central_voice(other))])
    answer_pair(issue, other, "no", row, at)
    return row


def answer_pair(issue: HotIssue, other: HotIssue, answer: str, row: IssueDecision, at: datetime) -> None:
    """Note with the machine's suggestion of a pair, where there is one, what a person decided."""
    pair = sorted((issue.pk, other.pk))
    IssueSuggestion.objects.filter(kind="merge", issue=pair[0], other=pair[1]).update(
        answer=answer, answered_by=row.decided_by, answered_at=at, decision=row
    )


def refuse_choice(issue: HotIssue, voices: Sequence[int]) -> None:
    """Raise Invalid unless some, but not all, voices of an issue are chosen."""
    held = set(voices_in(issue))
    chosen = held.intersection(voices)
    if not chosen:
        raise Invalid(Words("先勾选民声。", "Tick some voices first."), field="voice")
    if chosen == held:
        raise Invalid(
            Words("全部选中就没有剩下的了；要并到别处，请用“合并”。", "Leave some; to join issues, use merge.")
        )


@transaction.atomic
def split_issue(
    issue: HotIssue, voices: Sequence[int], *, actor: Actor, at: datetime, title: str = "", reason: str = ""
) -> IssueDecision:
    """Make an issue of its own from some voices, and return the decision, whose `other` is the new issue.

    The chosen voices are one matter from now on, and none of them meets any that stayed.
    """
    seat_to_edit(actor)
    refuse_choice(issue, voices)
    chosen = [pk for pk in voices_in(issue) if pk in set(voices)]
    head, left = chosen[0], [pk for pk in voices_in(issue) if pk not in set(voices)]
    fresh = new_issue_like(issue, at)
    facts = {"voices": chosen}
    row = decided("split", issue, other=fresh, actor=actor, at=at, facts=facts, reason=reason,
                  public={"count": len(chosen)})  # fmt: skip
    bind(row, must=[(head, one) for one in chosen[1:]], cannot=[(head, one) for one in left])
    carry(chosen, issue, fresh)
    recount(issue, at)
    recount(fresh, at)
    if title.strip():
        set_title(fresh, title.strip()[:200])
    return row


def new_issue_like(issue: HotIssue, at: datetime) -> HotIssue:
    """Return a new row with a code of its own, filled in when its voices are counted."""
    fresh = HotIssue(
        title=issue.title, kind=issue.kind, heat=0.0, message_count=0, reporter_count=0, first_at=issue.first_at,
        last_at=issue.last_at, first_week=issue.first_week, found_at=at, computed_at=at,
    )  # fmt: skip
    number_issues([fresh], at)
    fresh.key = spare_key(fresh)
    fresh.save()
    return fresh


@transaction.atomic
def move_voices(
    issue: HotIssue, voices: Sequence[int], to: HotIssue, *, actor: Actor, at: datetime, reason: str = ""
) -> IssueDecision:
    """Put some voices of one hot issue into another, and return the decision; every later run keeps them there."""
    seat_to_edit(actor)
    refuse_same(issue, to)
    refuse_choice(issue, voices)
    chosen = [pk for pk in voices_in(issue) if pk in set(voices)]
    stays, goal = central_voice(issue, without=frozenset(chosen)), central_voice(to)
    row = decided("move", issue, other=to, actor=actor, at=at, facts={"voices": chosen}, reason=reason,
                  public={"count": len(chosen)})  # fmt: skip
    bind(row, must=[(goal, one) for one in chosen], cannot=[(stays, one) for one in chosen])
    carry(chosen, issue, to)
    recount(issue, at)
    recount(to, at)
    return row
