"""Reads of publication: the queue of a reviewer, the verdict behind an event."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from shangliang.kernel.workflow import Actor, Role
from shangliang.ledger.models import Event
from shangliang.people.queries import seen_in
from shangliang.publication.models import ModerationCase
from shangliang.publication.workflow import ModerationState

AT_ONCE = 50
LISTED = (
    "code",
    "state",
    "subject_kind",
    "subject_code",
    "is_sensitive",
    "text_machine",
    "marks_count",
    "opened_at",
    "due_at",
    "due_provisional",
)
WAITING = (str(ModerationState.QUEUED), str(ModerationState.SECOND))


@dataclass(frozen=True)
class Verdict:
    """What was decided about a text, for the slice it belongs to.

    `verb` is one of approve, reject, return_text, hide, pass_on, queue; `text_public` is what the public may see.
    """

    kind: str
    code: str
    part: str
    verb: str
    text_public: str
    reason_code: str
    reason: str
    case: ModerationCase


def verdict_of(event: Event) -> Verdict | None:
    """Return the verdict that an event of kind `moderation` tells of, or None when its case is gone."""
    case = ModerationCase.objects.filter(code=event.code).first()
    if case is None:
        return None
    return Verdict(
        case.subject_kind,
        case.subject_code,
        case.part,
        event.verb,
        case.text_public,
        case.reason_code,
        case.reason,
        case,
    )


def visible_to(actor: Actor) -> QuerySet[ModerationCase]:
    """Return the texts that the actor may review: those of the regions of the actor's reviewer's seats."""
    if not actor.holds(Role.REVIEWER):
        return ModerationCase.objects.none()
    regions = [seat.region for seat in actor.seats if seat.role is Role.REVIEWER and seat.region is not None]
    return seen_in(ModerationCase.objects.all(), regions, beside=Q(region=None))


def queue(actor: Actor, states: tuple[str, ...] = WAITING) -> list[ModerationCase]:
    """Return up to fifty-one texts that wait, oldest first in each state: the fifty-first says that there are more."""
    rows = visible_to(actor).filter(state__in=states).order_by("state", "pk").only(*LISTED)
    return list(rows[: AT_ONCE + 1])


def decided(actor: Actor) -> list[ModerationCase]:
    """Return the last fifty texts that are public or were decided otherwise, newest first."""
    rows = visible_to(actor).exclude(state__in=WAITING).order_by("-pk").only(*LISTED)
    return list(rows[:AT_ONCE])


def find(actor: Actor, code: str) -> ModerationCase | None:
    """Return the text with this code when the actor may review it."""
    rows = visible_to(actor).select_related("region", "author", "first_reviewer", "reviewer")
    return rows.filter(code=code).first()


def next_waiting(actor: Actor, after: ModerationCase) -> ModerationCase | None:
    """Return the text that waits longest, beginning after one that was just decided."""
    waiting = visible_to(actor).filter(state__in=WAITING).exclude(pk=after.pk).order_by("pk")
    return waiting.filter(pk__gt=after.pk).first() or waiting.first()


def cases_of(kind: str, code: str) -> QuerySet[ModerationCase]:
    """Return every review of one case's texts, newest first."""
    return ModerationCase.objects.filter(subject_kind=kind, subject_code=code).order_by("-pk")
