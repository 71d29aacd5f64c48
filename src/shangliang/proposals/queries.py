"""Reads of proposals."""

from django.db.models import Q, QuerySet

from shangliang.kernel.refusals import NotFound
from shangliang.kernel.workflow import Actor, Role
from shangliang.people.queries import in_regions
from shangliang.proposals.models import Proposal

PAGE = 50
OFFICE = (Role.LIAISON, Role.COMMITTEE, Role.LEADER, Role.DISPATCHER, Role.SUPERVISOR)


def visible_to(actor: Actor) -> QuerySet[Proposal]:
    """Return the proposals that the actor may know of: his own; for the office those of its region but drafts."""
    seen = Q(proposer_id=actor.person) if actor.person is not None else Q(pk__in=[])
    seen |= in_regions(seat.region for seat in actor.seats if seat.role in OFFICE) & ~Q(state="draft")
    return Proposal.objects.filter(seen).select_related("proposer", "lead_unit", "region")


def listed(actor: Actor, *, before: str = "") -> list[Proposal]:
    """Return one page (and one row more) of what the actor may read, newest first; `before` is the last id."""
    rows = visible_to(actor)
    if before.isdigit():
        rows = rows.filter(pk__lt=int(before))
    return list(rows.order_by("-pk")[: PAGE + 1])


def find(actor: Actor, code: str) -> Proposal:
    """Return the proposal under a code; raises NotFound when there is none or the actor may not know of it."""
    found = visible_to(actor).select_related("topic").filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def awaiting_dispatch() -> QuerySet[Proposal]:
    """Return filed proposals that wait to be assigned, the earliest due first."""
    return Proposal.objects.filter(state="filed").select_related("region", "proposer").order_by("due_at", "pk")
