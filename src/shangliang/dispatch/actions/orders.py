"""Handing over: issue, sign, give back once, designate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from shangliang.dispatch.actions import catalogue, sources
from shangliang.dispatch.actions.clocks import first_contact, keep, limit, reply_columns, reply_due
from shangliang.dispatch.models import CoHandling, Dispatch, ReturnRequest
from shangliang.dispatch.rules import dispatch_code, is_return_in_time
from shangliang.ideas import actions as ideas
from shangliang.ideas.models import GoldenIdea, IdeaPoint
from shangliang.kernel.calendar import local_date, moment
from shangliang.kernel.refusals import Invalid, Words
from shangliang.kernel.text import clip, tidy
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import KEEP, advance, begin, next_number
from shangliang.ledger.models import Event
from shangliang.ledger.queries import Deadline
from shangliang.people.models import Organization
from shangliang.proposals.models import Proposal
from shangliang.sessions.models import Commitment
from shangliang.voices.models import Voice


@transaction.atomic
def issue(
    source: Voice | GoldenIdea | Proposal,
    *,
    lead: Organization | None,
    co_units: Iterable[Organization] = (),
    actor: Actor,
    at: datetime,
    policy: str = "",
    until: date | None = None,
) -> Dispatch:
    """Hand a voice, an idea or a proposal to a lead unit and co-units, and return the order.

    The limits are counted and written now; `until` is a promised day, which stands for the limit of the reply. Raises
    Invalid without a unit or when a report would go to the unit that it accuses, and what the tables of order and
    source say (Forbidden, NotNow).
    """
    if lead is None:
        raise Invalid(Words("请选主办单位。", "Please choose a lead unit."), field="lead")
    others = [unit for unit in dict.fromkeys(co_units) if unit != lead]
    refuse_accused(source, [lead, *others])
    order = open_order(source, lead, actor=actor, at=at, policy=policy, co_units=others, until=until)
    opinion = limit(order, "co_opinion", at) or reply_due(order)
    CoHandling.objects.bulk_create(
        CoHandling(dispatch=order, unit=unit, due_at=opinion.at if opinion else None) for unit in others
    )
    sources.mark_dispatched(order, actor=actor, at=at)
    return order


@dataclass(frozen=True)
class Share:
    """What one unit handles separately: the points of the idea by number (none: the whole), and a few words."""

    unit: Organization
    points: Sequence[int] = ()
    words: str = ""


@transaction.atomic
def issue_separately(
    source: Voice | GoldenIdea | Proposal, shares: Sequence[Share], *, actor: Actor, at: datetime, policy: str = ""
) -> list[Dispatch]:
    """Hand one thing to several units that each handle their own share (分办), and return the orders.

    Each has limits, a reply and a judgement of its own; the thing itself counts as answered with the last reply.
    Raises Invalid for fewer than two units, for one named twice, and when a point of an idea is nobody's or unknown.
    """
    units = [share.unit for share in shares]
    if len(set(units)) < 2 or len(set(units)) != len(units):
        raise Invalid(Words("分办要选两个以上不同的单位。", "Choose two different units or more."), field="shares")
    refuse_accused(source, units)
    check_shares(source, shares)
    first: Dispatch | None = None
    orders = []
    for share in shares:
        order = open_order(source, share.unit, actor=actor, at=at, policy=policy, share=share, first=first)
        first = first or order
        orders.append(order)
    sources.mark_dispatched(orders[0], actor=actor, at=at)
    return orders


def check_shares(source: Voice | GoldenIdea | Proposal, shares: Sequence[Share]) -> None:
    """Raise Invalid unless the shares cover every point of an idea: all whole, or each point named by somebody."""
    named = {point for share in shares for point in share.points}
    if not named:
        return
    count = IdeaPoint.objects.filter(idea=source).count() if isinstance(source, GoldenIdea) else 1
    wanted = set(range(1, count + 1))
    if not all(share.points for share in shares) or named != wanted:
        raise Invalid(
            Words(f"每个单位写明要点，{count} 点都要有人办。", f"Every one of the {count} points needs a unit."),
            field="shares",
        )


def open_order(
    source: Voice | GoldenIdea | Proposal,
    lead: Organization,
    *,
    actor: Actor,
    at: datetime,
    policy: str,
    co_units: Sequence[Organization] = (),
    share: Share | None = None,
    first: Dispatch | None = None,
    until: date | None = None,
) -> Dispatch:
    """Save an order with its limits and return it; `first` is the order of the first unit when several are separate."""
    day = local_date(at)
    order = Dispatch(
        code=dispatch_code(day, next_number(f"dispatch:{day:%y%m%d}")),
        title=clip(source.title, 160),
        lead_unit=lead,
        region=source.region,
        policy=policy or sources.policy_of(source),
        issued_by_id=actor.person,
        unit_since=at,
        part_of=first,
        share=(tidy(share.words)[:200] or ("" if share.points else "分办")) if share else "",
        share_points=sorted(set(share.points)) if share else [],
    )
    setattr(order, sources.kind_of(source), source)
    due, signing = promised_day(until, at) or limit(order, "due", at), limit(order, "sign", at)
    for name, value in reply_columns(due).items():
        setattr(order, name, value)
    order.first_due_at = order.reply_due_at
    order.sign_by = signing.at if signing else None
    facts = {
        "subject": order.kind,
        "subject_code": source.code,
        "policy": order.policy,
        "unit": str(lead),
        "co_units": [str(unit) for unit in co_units],
        "sign_by": order.sign_by,
        **({"part_of": first.code if first else order.code} if share else {}),
        **keep(due),
    }
    begin(order, "issue", actor=actor, at=at, public=facts, due=signing or due)
    return order


def promised_day(until: date | None, at: datetime) -> Deadline | None:
    """Return the end of a promised day as a limit; None without one that is still to come."""
    if until is None or until < local_date(at):
        return None
    return Deadline(moment(until + timedelta(days=1)), at, "idea.onsite.promised")


@transaction.atomic
def claim_promise(promise: Commitment, *, actor: Actor, at: datetime) -> Dispatch:
    """Make a case of a promise of the floor and hand it to the unit that made it; due on the day that it named."""
    idea = ideas.claim(promise, actor=actor, at=at)
    return issue(idea, lead=promise.unit, actor=actor, at=at, until=promise.due_on)


def refuse_accused(source: object, units: Iterable[Organization]) -> None:
    """Raise Invalid when a report would go to the unit that it accuses."""
    accused = source.unit_id if isinstance(source, Voice) and source.demand_type == "report" else None
    if accused is not None and any(unit.pk == accused for unit in units):
        words = Words("举报不能派给被举报的单位。", "A report never goes to the unit that it accuses.")
        raise Invalid(words, field="lead")


def sign(order: Dispatch, *, actor: Actor, at: datetime) -> Event:
    """Sign for an order on behalf of the unit."""
    call = limit(order, "first_contact", at)
    contact_by = call.at if call else None
    return advance(
        order,
        "sign",
        actor=actor,
        at=at,
        changes={"signed_at": at, "contact_by": contact_by},
        public={"contact_by": contact_by},
        due=first_contact(order, at),
    )


@transaction.atomic
def sign_together(orders: Iterable[Dispatch], *, actor: Actor, at: datetime) -> list[Event]:
    """Sign for several orders at once: all of them, or none when one refuses."""
    return [sign(order, actor=actor, at=at) for order in orders]


@transaction.atomic
def request_return(
    order: Dispatch, *, reason: str, basis: str, suggested: Organization | None, actor: Actor, at: datetime
) -> Event:
    """Ask to give an order back: once, in time, with the basis and the unit that should have it instead."""
    until = limit(order, "return", order.unit_since)
    met = {
        "basis": bool(basis.strip()),
        "suggested": suggested is not None and suggested.pk != order.lead_unit_id,
        "first_return": order.return_count == 0,
        "not_designated": not order.is_designated,
        "return_time": is_return_in_time(at, until.at if until else None),
    }
    event = advance(
        order,
        "request_return",
        actor=actor,
        at=at,
        met=met,
        reason=reason,
        changes={"return_count": 1},
        public={"unit": str(order.lead_unit), "suggested": str(suggested or ""), "basis": tidy(basis)},
        due=limit(order, "decide_return", at),
    )
    ReturnRequest.objects.create(
        dispatch=order,
        unit=order.lead_unit,
        reason=tidy(reason),
        basis=tidy(basis),
        suggested_unit_id=suggested.pk if suggested else order.lead_unit_id,
        asked_at=at,
    )
    return event


def settle_return(order: Dispatch, *, is_granted: bool, reason: str, at: datetime) -> None:
    """Write the decision into the request."""
    ReturnRequest.objects.filter(dispatch=order).update(
        is_granted=is_granted, decided_at=at, decision_reason=tidy(reason)
    )


@transaction.atomic
def refuse_return(order: Dispatch, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Leave the order with its unit: it is designated now and cannot be given back again."""
    call = limit(order, "first_contact", at)
    contact_by = order.contact_by or (call.at if call else None)
    event = advance(
        order,
        "refuse_return",
        actor=actor,
        at=at,
        reason=reason,
        changes={"is_designated": True, "signed_at": order.signed_at or at, "contact_by": contact_by},
        public={"contact_by": contact_by},
        due=first_contact(order, at),
    )
    settle_return(order, is_granted=False, reason=reason, at=at)
    return event


@transaction.atomic
def grant_return(order: Dispatch, *, unit: Organization | None, reason: str = "", actor: Actor, at: datetime) -> Event:
    """Hand the order to another unit; for the person who spoke the clock does not start anew."""
    refuse_accused(order.source, [unit] if unit else [])
    event = hand_to(order, "grant_return", unit, need="other_unit", actor=actor, at=at, reason=reason)
    settle_return(order, is_granted=True, reason=reason, at=at)
    return event


def dispute(order: Dispatch, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Call a conference because it is unclear whose duty it is."""
    return advance(order, "dispute", actor=actor, at=at, reason=reason, due=limit(order, "designate", at))


@transaction.atomic
def designate(order: Dispatch, *, unit: Organization | None, reason: str, actor: Actor, at: datetime) -> Event:
    """Designate the unit after a conference, whose minutes are the reason; it cannot give the order back."""
    refuse_accused(order.source, [unit] if unit else [])
    is_other = unit is not None and unit.pk != order.lead_unit_id
    event = hand_to(order, "designate", unit, need="unit", actor=actor, at=at, reason=reason, is_designated=True)
    settle_return(order, is_granted=is_other, reason=reason, at=at)
    return event


def hand_to(
    order: Dispatch,
    verb: str,
    unit: Organization | None,
    *,
    need: str,
    actor: Actor,
    at: datetime,
    reason: str,
    is_designated: bool = False,
) -> Event:
    """Give an order to a unit with a fresh limit to sign; the limit of the reply stays."""
    is_other = unit is not None and (need == "unit" or unit.pk != order.lead_unit_id)
    before, is_wrong = order.lead_unit, unit is not None and unit.pk != order.lead_unit_id
    signing = limit(order, "sign", at)
    moved = {"lead_unit": unit, "unit_since": at, "signed_at": None, "contact_by": None, "is_designated": is_designated}
    event = advance(
        order,
        verb,
        actor=actor,
        at=at,
        met={need: is_other},
        reason=reason,
        changes={**moved, "sign_by": signing.at if signing else None},
        public={
            "from": str(before),
            "unit": str(unit or ""),
            "sign_by": signing.at if signing else None,
            **keep(reply_due(order)),
        },
        due=signing or KEEP,
    )
    if is_wrong:
        catalogue.propose_change(order, before, reason=reason, at=at)
    CoHandling.objects.filter(dispatch=order, unit=order.lead_unit).delete()
    sources.reassign(order, actor=actor, at=at)
    return event
