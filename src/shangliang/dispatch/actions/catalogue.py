"""The dispatch catalogue: lines in versions, and changes that orders bring up for a person to decide."""

from datetime import date, datetime, timedelta

from django.db import transaction

from shangliang.dispatch.models import CatalogueChange, CatalogueEntry, Dispatch
from shangliang.dispatch.queries.catalogue import entry_now, matter_of
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Forbidden, Invalid, NotNow, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import Actor, Role, Seat
from shangliang.ledger.actions import Entry, append
from shangliang.people.models import Organization

KEEPERS = (Role.DISPATCHER, Role.SUPERVISOR)
"""Who keeps the catalogue."""


def keeper_seat(actor: Actor) -> Seat:
    """Return the seat under which the actor keeps the catalogue; Forbidden when there is none."""
    seat = actor.seat_as(*KEEPERS)
    if seat is None:
        raise Forbidden(
            Words("派单目录由派单员和督办专员改。", "The catalogue is kept by dispatchers and supervisors.")
        )
    return seat


@transaction.atomic
def set_entry(
    category: str,
    district: Organization | None,
    unit: Organization,
    *,
    basis: str,
    actor: Actor,
    at: datetime,
    since: date | None = None,
) -> CatalogueEntry:
    """Write which unit has the duty from a day on, as a new version, and return the line; the former one ends.

    Raises Invalid without category or basis; the same unit again changes nothing and returns the line that stands.
    """
    seat = keeper_seat(actor)
    if not category.strip() or not basis.strip():
        raise Invalid(Words("要写分类和职责依据。", "Please give category and basis."), field="basis")
    day = since or local_date(at)
    standing = entry_now(category, district, day)
    if standing is not None and standing.unit_id == unit.pk:
        return standing
    rows = CatalogueEntry.objects.filter(category=category, district=district)
    last = rows.order_by("-version").first()
    rows.filter(until=None).update(until=day - timedelta(days=1))
    row = CatalogueEntry.objects.create(
        category=tidy(category),
        district=district,
        unit=unit,
        basis=tidy(basis)[:200],
        version=last.version + 1 if last else 1,
        since=day,
    )
    facts = {
        "category": row.category,
        "district": str(district or ""),
        "unit": str(unit),
        "before": str(standing.unit) if standing else "",
        "version": row.version,
    }
    append(Entry("catalogue", f"{row.pk}", "set_entry", actor, at, seat, public=facts))
    return row


def propose_change(order: Dispatch, before: Organization, *, reason: str, at: datetime) -> CatalogueChange | None:
    """Note that an order went to the wrong unit first, as a change of the catalogue that a person may accept.

    Returns None for matters without a category, which the catalogue cannot place.
    """
    category, district = matter_of(order.source)
    if not category:
        return None
    values = {
        "category": category,
        "district": district,
        "unit_before": before,
        "unit": order.lead_unit,
        "reason": tidy(reason),
        "made_at": at,
        "decided_at": None,
        "is_accepted": None,
    }
    row, _ = CatalogueChange.objects.update_or_create(dispatch=order, defaults=values)
    return row


@transaction.atomic
def decide_change(row: CatalogueChange, *, is_accepted: bool, basis: str = "", actor: Actor, at: datetime) -> None:
    """Take a proposed change into the catalogue, or leave it; NotNow when somebody has decided already."""
    seat = keeper_seat(actor)
    rows = CatalogueChange.objects.filter(pk=row.pk, decided_at=None)
    if rows.update(decided_at=at, is_accepted=is_accepted, decided_by_id=actor.person) != 1:
        raise NotNow(Words("这一条已经决定过了。", "This has been decided already."))
    if is_accepted:
        why = basis.strip() or f"{row.dispatch.code} 改派"
        set_entry(row.category, row.district, row.unit, basis=why, actor=actor, at=at)
    facts = {"order": row.dispatch.code, "accepted": is_accepted}
    append(Entry("catalogue", row.dispatch.code, "decide_change", actor, at, seat, public=facts))
