"""Reads of proposals."""

from django.db.models import Q, QuerySet

from shangliang.kernel.refusals import NotFound
from shangliang.kernel.workflow import Actor, Role
from shangliang.people.queries import in_regions
from shangliang.proposals.models import Proposal, ProposalSigner, ProposalVoice
from shangliang.voices.models import Voice

PAGE = 50
OFFICE = (Role.LIAISON, Role.COMMITTEE, Role.LEADER, Role.DISPATCHER, Role.SUPERVISOR)


def visible_to(actor: Actor) -> QuerySet[Proposal]:
    """Return the proposals that the actor may know of: his own; for the office those of its region but drafts."""
    seen = Q(proposer_id=actor.person) if actor.person is not None else Q(pk__in=[])
    if actor.person is not None:
        seen |= Q(pk__in=ProposalSigner.objects.filter(person_id=actor.person).values("proposal"))
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


def voices_to_adopt(words: str = "") -> list[Voice]:
    """Return citizens' public suggestions that no member has taken up, newest first; holding some words when given."""
    rows = Voice.objects.filter(publication="public", demand_type="suggestion")
    rows = rows.exclude(pk__in=ProposalVoice.objects.values("voice"))
    if words.strip():
        rows = rows.filter(body_public__icontains=words.strip())
    return list(rows.select_related("district").order_by("-received_at")[:PAGE])


def voices_of(proposal: Proposal) -> list[Voice]:
    """Return the citizens' voices from which a proposal grew."""
    rows = ProposalVoice.objects.filter(proposal=proposal).select_related("voice__district")
    return [row.voice for row in rows]


def signers_of(proposal: Proposal) -> list[ProposalSigner]:
    """Return who was asked to sign, in the order of asking."""
    return list(ProposalSigner.objects.filter(proposal=proposal).select_related("person").order_by("pk"))
