"""Reads of outside systems."""

from collections.abc import Sequence

from django.conf import settings
from django.db.models import Q, QuerySet

from shangliang.adapters.models import Delivery, OutsideNumber, OutsideUpdate, Partner
from shangliang.adapters.rules import key_fingerprint
from shangliang.dispatch.models import Dispatch
from shangliang.dispatch.ports import OrderFacts
from shangliang.dispatch.queries import co_handlings
from shangliang.kernel.refusals import NotFound


def partner(code: str) -> Partner:
    """Return an outside system; raises NotFound."""
    found = Partner.objects.select_related("organization").filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def partner_of_key(key: str) -> Partner | None:
    """Return the outside system whose key this is, or None."""
    if not key:
        return None
    return Partner.objects.filter(key_hash=key_fingerprint(key, settings.PEPPER), is_active=True).first()


def takers(order: Dispatch) -> list[Partner]:
    """Return the outside systems that an order is handed to."""
    rows = Partner.objects.filter(is_active=True).exclude(line="").exclude(takes="")
    return [row for row in rows if takes(row, order)]


def takes(row: Partner, order: Dispatch) -> bool:
    """Return whether an order is for an outside system; a confidential voice leaves for nobody but its unit."""
    if row.takes in ("", "own"):
        return row.takes == "own" and row.organization_id == order.lead_unit_id
    if order.voice is not None and (order.voice.is_confidential or order.voice.demand_type == "report"):
        return False
    return row.takes == "all" or order.kind == "idea"


def has_hearers() -> bool:
    """Return whether any outside system is told of events."""
    return Partner.objects.filter(is_active=True).exclude(hook_url="").exists()


def hearers(order: Dispatch) -> list[Partner]:
    """Return the outside systems that are told what happens to an order: those of its units, and the takers of all."""
    units = {order.lead_unit_id, *(row.unit_id for row in co_handlings(order))}
    rows = Partner.objects.filter(is_active=True).exclude(hook_url="")
    return [row for row in rows if row.organization_id in units or takes(row, order)]


def facts_of(order: Dispatch) -> OrderFacts:
    """Return what an outside system gets to know of an order: words that were cleaned for the public, nobody's name."""
    text = order.title
    address = ""
    if order.voice is not None:
        text = order.voice.body_public or order.title
        address = order.voice.district.name if order.voice.district else ""
    elif order.idea is not None:
        text = "\n".join(part for part in (order.idea.problem, order.idea.quote) if part)
    elif order.proposal is not None:
        text = order.proposal.advice
    return OrderFacts(
        code=order.code,
        kind=order.kind,
        title=order.title,
        text=text,
        unit=order.lead_unit.name,
        unit_code=order.lead_unit.code,
        co_units=[row.unit.name for row in co_handlings(order)],
        opened_at=order.opened_at,
        reply_due_at=order.reply_due_at,
        address=address,
    )


def numbers_of(order: Dispatch) -> QuerySet[OutsideNumber]:
    """Return the numbers that an order has elsewhere."""
    return OutsideNumber.objects.filter(dispatch=order).select_related("partner").order_by("pk")


def updates_of(order: Dispatch) -> QuerySet[OutsideUpdate]:
    """Return what was said of an order elsewhere, oldest first."""
    return OutsideUpdate.objects.filter(dispatch=order).select_related("partner")


def deliveries_of(row: Partner, count: int = 50) -> Sequence[Delivery]:
    """Return the newest deliveries to an outside system."""
    return list(Delivery.objects.filter(partner=row)[:count])


def knows(row: Partner, number: str) -> bool:
    """Return whether an outside system was handed the order with this number, its own or ours."""
    return OutsideNumber.objects.filter(partner=row).filter(Q(number=number) | Q(dispatch__code=number)).exists()
