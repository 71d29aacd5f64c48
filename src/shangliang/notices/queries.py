"""Reads of notices: a person's list, how many are unread."""

from dataclasses import dataclass

from django.db.models import QuerySet

from shangliang.kernel.workflow import Actor
from shangliang.notices.models import Notice

AT_ONCE = 50
MOST_SHOWN = 100
"""Unread notices are counted up to this number; more are shown as 99+."""


@dataclass(frozen=True)
class Page:
    """One page of notices, and whether there is more."""

    rows: list[Notice]
    more: bool


def visible_to(actor: Actor) -> QuerySet[Notice]:
    """Return the actor's own notices, newest first: nobody reads another's."""
    if actor.person is None:
        return Notice.objects.none()
    return Notice.objects.filter(person=actor.person).order_by("-pk")


def notices_of(actor: Actor, *, before: int | None = None) -> Page:
    """Return up to fifty notices, newest first, `before` the one with this number."""
    rows = visible_to(actor)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: AT_ONCE + 1])
    return Page(found[:AT_ONCE], len(found) > AT_ONCE)


def unread_count(actor: Actor) -> int:
    """Return how many notices the actor has not read, at most one hundred."""
    return len(visible_to(actor).filter(read_at=None).values_list("pk", flat=True)[:MOST_SHOWN])
