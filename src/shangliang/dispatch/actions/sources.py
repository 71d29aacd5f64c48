"""What happens to the voice, idea or proposal behind an order when the order moves."""

from datetime import datetime

from shangliang.dispatch.actions.clocks import reply_due
from shangliang.dispatch.models import Dispatch, Reply
from shangliang.dispatch.queries.orders import other_parts
from shangliang.ideas import actions as ideas
from shangliang.ideas.models import GoldenIdea
from shangliang.kernel.workflow import SYSTEM, Actor, Role
from shangliang.proposals import actions as proposals
from shangliang.proposals.models import Proposal
from shangliang.voices import actions as voices
from shangliang.voices.models import Voice
from shangliang.voices.rules import handling_policy

DELIVERED = ("answered", "evaluated", "closed")


def kind_of(source: Voice | GoldenIdea | Proposal) -> str:
    """Return the column of an order in which a source stands."""
    if isinstance(source, Voice):
        return "voice"
    return "idea" if isinstance(source, GoldenIdea) else "proposal"


def policy_of(source: Voice | GoldenIdea | Proposal) -> str:
    """Return the deadline policy under which a source is handled."""
    if isinstance(source, Voice):
        return handling_policy(source.demand_type, source.urgency, source.category, is_enterprise=source.is_enterprise)
    if isinstance(source, GoldenIdea):
        return "idea.onsite" if source.is_onsite else "idea.normal"
    return "proposal"


def mark_dispatched(order: Dispatch, *, actor: Actor, at: datetime) -> None:
    """Move the source to “已转办”."""
    if order.voice is not None:
        voices.mark_dispatched(order.voice, unit=order.lead_unit, actor=actor, at=at)
    elif order.idea is not None:
        ideas.mark_dispatched(order.idea, unit=order.lead_unit, order=order.code, actor=actor, at=at)
    elif order.proposal is not None:
        proposals.mark_dispatched(order.proposal, unit=order.lead_unit, order=order.code, actor=actor, at=at)


def reassign(order: Dispatch, *, actor: Actor, at: datetime) -> None:
    """Tell the source that another unit leads now; of separate orders only the first one's unit stands there."""
    if order.part_of_id is not None:
        return
    redate(order, actor=actor, at=at)
    if order.idea is not None and order.idea.lead_unit_id != order.lead_unit_id:
        ideas.mark_dispatched(order.idea, unit=order.lead_unit, order=order.code, actor=actor, at=at, verb="reassign")


def redate(order: Dispatch, *, actor: Actor, at: datetime) -> None:
    """Tell a voice which unit handles it and by when the answer is due, as the order says now."""
    if order.part_of_id is None and order.voice is not None and order.voice.state == "dispatched":
        voices.mark_rehandled(order.voice, unit=order.lead_unit, due=reply_due(order), actor=actor, at=at)


def are_all(order: Dispatch, *states: str) -> bool:
    """Return whether every other order that handles the same thing separately is in one of some states."""
    return all(part.state in states for part in other_parts(order))


def deliver(order: Dispatch, reply: Reply, *, at: datetime) -> None:
    """Give an accepted reply to the source, with the last of separate ones; an idea got its answer at the signature."""
    if not are_all(order, *DELIVERED):
        return
    if order.voice is not None and order.voice.state == "dispatched":
        voices.mark_replied(order.voice, text=whole_text(order, reply), unit=order.lead_unit, actor=SYSTEM, at=at)
    elif order.proposal is not None and order.proposal.state == "assigned":
        proposals.mark_replied(order.proposal, unit=str(order.lead_unit), reply_class=reply.reply_class, at=at)


def whole_text(order: Dispatch, reply: Reply) -> str:
    """Return the delivered reply; of separate orders all replies, each under the name of its unit."""
    others = other_parts(order)
    if not others:
        return reply.public_text
    given = Reply.objects.filter(dispatch__in=others, status="accepted").select_related("unit").order_by("dispatch")
    return "\n\n".join(f"{one.unit}：\n{one.public_text}" for one in [*given, reply])


def judged(order: Dispatch, *, at: datetime, facts: dict[str, str]) -> None:
    """Note that an answered idea was judged, or that the time to judge is over; on the ledger it stays there."""
    if not are_all(order, "evaluated", "closed"):
        return
    if order.idea is not None and order.idea.state in ("achieved", "not_adopted", "for_reference"):
        ideas.mark_evaluated(order.idea, facts={"order": order.code, **facts}, actor=SYSTEM, at=at)


def send_back(order: Dispatch, *, reason: str, actor: Actor, at: datetime) -> None:
    """Send the source back into handling."""
    if order.idea is not None and order.idea.state != "dispatched":
        who = actor if actor.holds(Role.SUPERVISOR) else SYSTEM
        ideas.reopen(order.idea, reason=reason, actor=who, at=at)
    elif order.voice is not None and order.voice.state == "redo":
        voices.mark_dispatched(order.voice, unit=order.lead_unit, actor=actor, at=at)
    elif order.proposal is not None and order.proposal.state in ("replied", "closed"):
        proposals.reopen(order.proposal, reason=reason, actor=actor, at=at)


def write_off(order: Dispatch, conditions: dict[str, bool], *, actor: Actor, at: datetime) -> None:
    """Write the source off with its order, with the last of separate ones."""
    if not are_all(order, "closed"):
        return
    if order.idea is not None and order.idea.state in ("evaluated", "ledger"):
        ideas.write_off(order.idea, conditions=conditions, actor=actor, at=at)
    elif order.proposal is not None and order.proposal.state == "replied":
        proposals.close(order.proposal, actor=actor, at=at)


def terminate(order: Dispatch, *, reason: str, actor: Actor, at: datetime) -> None:
    """End the voice with its order, on the unit's written request, when no other unit still handles a share."""
    if not other_parts(order) and order.voice is not None and order.voice.state == "dispatched":
        voices.approve_termination(order.voice, actor=actor, at=at, reason=reason, has_request=True)
