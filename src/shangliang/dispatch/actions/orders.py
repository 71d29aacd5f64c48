"""Handing over: issue, sign, give back once, designate."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from shangliang.dispatch.actions import sources
from shangliang.dispatch.actions.clocks import first_contact, keep, limit, reply_columns, reply_due
from shangliang.dispatch.models import CoHandling, Dispatch, ReturnRequest
from shangliang.dispatch.rules import dispatch_code, is_return_in_time
from shangliang.ideas.models import GoldenIdea
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Invalid, Words
from shangliang.kernel.text import clip, tidy
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import KEEP, advance, begin, next_number
from shangliang.ledger.models import Event
from shangliang.people.models import Organization
from shangliang.proposals.models import Proposal
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
) -> Dispatch:
    """Hand a voice, an idea or a proposal to a lead unit and co-units, and return the order.

    The limits are counted and written now. Raises Invalid without a unit or when a report would go to the unit that
    it accuses, and what the tables of order and source say (Forbidden, NotNow).
    """
    if lead is None:
        raise Invalid(Words("请选主办单位。", "Please choose a lead unit."), field="lead")
    others = [unit for unit in dict.fromkeys(co_units) if unit != lead]
    refuse_accused(source, [lead, *others])
    day = local_date(at)
    order = Dispatch(
        code=dispatch_code(day, next_number(f"dispatch:{day:%y%m%d}")),
        title=clip(source.title, 160),
        lead_unit=lead,
        region=source.region,
        policy=policy or sources.policy_of(source),
        issued_by_id=actor.person,
        unit_since=at,
    )
    setattr(order, sources.kind_of(source), source)
    due = limit(order, "due", at)
    for name, value in reply_columns(due).items():
        setattr(order, name, value)
    order.first_due_at = order.reply_due_at
    facts = {
        "subject": order.kind,
        "subject_code": source.code,
        "unit": str(lead),
        "co_units": [str(unit) for unit in others],
        **keep(due),
    }
    begin(order, "issue", actor=actor, at=at, public=facts, due=limit(order, "sign", at) or due)
    opinion = limit(order, "co_opinion", at) or due
    CoHandling.objects.bulk_create(
        CoHandling(dispatch=order, unit=unit, due_at=opinion.at if opinion else None) for unit in others
    )
    sources.mark_dispatched(order, actor=actor, at=at)
    return order


def refuse_accused(source: object, units: Iterable[Organization]) -> None:
    """Raise Invalid when a report would go to the unit that it accuses."""
    accused = source.unit_id if isinstance(source, Voice) and source.demand_type == "report" else None
    if accused is not None and any(unit.pk == accused for unit in units):
        words = Words("举报不能派给被举报的单位。", "A report never goes to the unit that it accuses.")
        raise Invalid(words, field="lead")


def sign(order: Dispatch, *, actor: Actor, at: datetime) -> Event:
    """Sign for an order on behalf of the unit."""
    return advance(order, "sign", actor=actor, at=at, changes={"signed_at": at}, due=first_contact(order, at))


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
    changes = {"is_designated": True, "signed_at": order.signed_at or at}
    event = advance(
        order,
        "refuse_return",
        actor=actor,
        at=at,
        reason=reason,
        changes=changes,
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
    event = hand_to(order, "designate", unit, need="unit", actor=actor, at=at, reason=reason, is_designated=True)
    settle_return(order, is_granted=unit is not None and unit.pk != order.lead_unit_id, reason=reason, at=at)
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
    before = str(order.lead_unit)
    event = advance(
        order,
        verb,
        actor=actor,
        at=at,
        met={need: is_other},
        reason=reason,
        changes={"lead_unit": unit, "unit_since": at, "signed_at": None, "is_designated": is_designated},
        public={"from": before, "unit": str(unit or ""), **keep(reply_due(order))},
        due=limit(order, "sign", at) or KEEP,
    )
    CoHandling.objects.filter(dispatch=order, unit=order.lead_unit).delete()
    sources.reassign(order, actor=actor, at=at)
    return event
