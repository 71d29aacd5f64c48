"""What follows when a proposal moves: proposer, those who signed with him, and the citizens behind it are told."""

from datetime import datetime

from django.urls import reverse

from shangliang.kernel.refusals import Words
from shangliang.ledger.actions import Reaction
from shangliang.ledger.models import Event
from shangliang.ledger.queries import leaf_facts, reasons_of
from shangliang.notices.actions import tell
from shangliang.proposals.models import Proposal, ProposalSigner

WORDS = {
    "submit": Words("提案“{title}”已提交。", "The proposal “{title}” was handed in."),
    "file": Words("提案“{title}”已立案，将交部门办理。", "The proposal “{title}” was filed and goes to a unit."),
    "refuse": Words("提案“{title}”不予立案：{reason}", "The proposal “{title}” was not filed: {reason}"),
    "merge": Words("提案“{title}”并入 {into}，一并答复。", "The proposal “{title}” was merged into {into}."),
    "convert": Words("提案“{title}”转：{to}。", "The proposal “{title}” was passed on: {to}."),
    "dispatch": Words("提案“{title}”已交{unit}办理。", "The proposal “{title}” was assigned to {unit}."),
    "close": Words("提案“{title}”已办结。", "The proposal “{title}” was closed."),
}
"""What everybody behind a proposal is told after each verb; that it was answered is told by its order."""


def tell_people(event: Event, at: datetime) -> None:
    """Tell proposer and signers at the desk, and the citizens on their own page."""
    row = Proposal.objects.filter(code=event.code).first()
    if row is None:
        return
    said = leaf_facts(event)
    facts = {name: str(said.get(name, "")) for name in ("into", "to", "unit")}
    facts |= {"title": row.title, "reason": reasons_of([event]).get(event.pk, "")}
    words = Words(WORDS[event.verb].zh.format(**facts), WORDS[event.verb].en.format(**facts))
    key, page = f"proposal:{event.seq}", reverse("proposals:proposal", args=[row.code])
    tell({row.proposer_id, *row.signer_ids()}, words, page, key, at, kind="proposal")
    tell(row.citizen_ids(), words, "/mine", key, at, kind="proposal")


def tell_adopted(event: Event, at: datetime) -> None:
    """Tell the citizen that a member has taken up the idea."""
    row = Proposal.objects.filter(code=str(leaf_facts(event).get("proposal", ""))).select_related("proposer").first()
    if row is None:
        return
    words = Words(
        f"委员{row.proposer.shown_as}认领了您的点子“{row.title}”，正写成提案，每一步都会告诉您。",
        f"A member, {row.proposer.shown_as}, has taken up your idea “{row.title}”; you will be told of every step.",
    )
    tell(row.citizen_ids(), words, "/mine", f"proposal:{event.seq}", at, kind="proposal")


def tell_invited(event: Event, at: datetime) -> None:
    """Tell the members that they are asked to sign."""
    row = Proposal.objects.filter(code=event.code).first()
    asked = ProposalSigner.objects.filter(proposal=row, signed_at=None).values_list("person_id", flat=True)
    if row is not None:
        words = Words(f"请您联名：“{row.title}”。", f"You are asked to sign “{row.title}”.")
        page = reverse("proposals:proposal", args=[row.code])
        tell(set(asked), words, page, f"proposal:{event.seq}", at, kind="proposal")


REACTIONS = (
    Reaction("proposals.tell", frozenset(("proposal", verb) for verb in WORDS), tell_people),
    Reaction("proposals.adopted", frozenset({("voice", "adopt")}), tell_adopted),
    Reaction("proposals.invited", frozenset({("proposal", "invite")}), tell_invited),
)
