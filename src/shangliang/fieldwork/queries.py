"""Reads of fieldwork: visits that an actor may see, the visits and the evidence of a topic."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.dateparse import parse_date

from shangliang.fieldwork import rules
from shangliang.fieldwork.models import Evidence, FieldVisit, VisitPerson, VisitPhoto
from shangliang.fieldwork.workflow import DESK_GRANT
from shangliang.kernel.calendar import local_date
from shangliang.kernel.workflow import Actor
from shangliang.people.queries import seen_in
from shangliang.topics.models import Topic

ROW_FIELDS = (
    "code", "title", "kind", "state", "version", "held_on", "place", "leader", "people_count", "due_at", "due_from",
    "due_provisional", "topic__code", "topic__title", "district__name",
)  # fmt: skip


def visible_to(actor: Actor) -> QuerySet[FieldVisit]:
    """Return the visits that the actor may see: filed reports, one's own, and for staff those of their regions."""
    seen = Q(state__in=rules.PUBLIC_STATES)
    if actor.person is not None:
        seen |= Q(pk__in=VisitPerson.objects.filter(person=actor.person).values("visit"))
    regions = (seat.region for seat in actor.seats if seat.role in DESK_GRANT.by)
    return seen_in(FieldVisit.objects.all(), regions, beside=seen)


def sees_inside(actor: Actor, visit: FieldVisit) -> bool:
    """Return whether the actor works on the visit, and so may see what is not for everybody."""
    return any(seat.role in DESK_GRANT.by and seat.region in visit.region.line for seat in actor.seats)


def visit_for(actor: Actor, code: str) -> FieldVisit | None:
    """Return one visit with what its page needs, or None when there is none that the actor may see."""
    return visible_to(actor).filter(code=code).select_related("topic", "topic__host", "district", "region").first()


def listed(actor: Actor, *, only: str = "", after: tuple[str, int] | None = None) -> QuerySet[FieldVisit]:
    """Return the visits of a desk list, the newest day first; `only` is a state, a kind, `open` or `mine`.

    `after` is the day (ISO, or empty) and the id of the last row shown.
    """
    rows = visible_to(actor).filter(beyond(after))
    if only == "open":
        rows = rows.filter(state__in=rules.OPEN_STATES)
    elif only == "mine":
        rows = rows.filter(pk__in=VisitPerson.objects.filter(person=actor.person).values("visit"))
    elif only in {key for key, *_ in rules.KINDS}:
        rows = rows.filter(kind=only)
    elif only:
        rows = rows.filter(state=only)
    rows = rows.select_related("topic", "district").only(*ROW_FIELDS)
    return rows.order_by(F("held_on").desc(nulls_first=True), "-id")


def beyond(after: tuple[str, int] | None) -> Q:
    """Return the condition that a visit comes after a place in the list, where visits without a day come first."""
    if after is None:
        return Q()
    day = parse_date(after[0]) if after[0] else None
    if day is None:
        return Q(held_on__isnull=False) | Q(pk__lt=after[1])
    return Q(held_on__lt=day) | Q(held_on=day, pk__lt=after[1])


def visits_of_person(person: int, on: date) -> QuerySet[FieldVisit]:
    """Return the open visits that a person takes part in, from a day on, the next first."""
    mine = VisitPerson.objects.filter(person=person).values("visit")
    rows = FieldVisit.objects.filter(pk__in=mine, state__in=rules.OPEN_STATES, held_on__gte=on)
    return rows.select_related("topic").order_by("held_on", "pk")


def visits_of(topic: Topic) -> QuerySet[FieldVisit]:
    """Return the visits of a topic that were not cancelled, by day."""
    rows = FieldVisit.objects.filter(topic=topic).exclude(state="cancelled")
    return rows.select_related("district").order_by("held_on", "pk")


def public_visits_of(topic: Topic) -> QuerySet[FieldVisit]:
    """Return the visits of a topic whose report is filed, by day."""
    return visits_of(topic).filter(state__in=rules.PUBLIC_STATES)


def evidence_of(topic: Topic) -> QuerySet[Evidence]:
    """Return the evidence cited for a topic, in the order of citing."""
    return Evidence.objects.filter(topic=topic).select_related("visit")


def people_of(visit: FieldVisit) -> QuerySet[VisitPerson]:
    """Return who takes part in a visit."""
    return VisitPerson.objects.filter(visit=visit).select_related("person")


def photos_of(visit: FieldVisit, *, public: bool = False) -> QuerySet[VisitPhoto]:
    """Return the photos of a visit; `public` leaves out those that people did not agree to show."""
    rows = VisitPhoto.objects.filter(visit=visit)
    return rows.filter(may_show=True) if public else rows


def counts_of(topic: Topic) -> tuple[int, int]:
    """Return how many visits of a topic are planned or done, and how many are done."""
    states = list(FieldVisit.objects.filter(topic=topic).exclude(state="cancelled").values_list("state", flat=True))
    return len(states), sum(1 for state in states if state in rules.DONE_STATES)


def met_of(visit: FieldVisit, at: datetime, changes: Mapping[str, Any] | None = None) -> dict[str, bool]:
    """Return for each need of the table whether it is there, after `changes` would have been written."""
    new = changes or {}

    def value(name: str) -> Any:  # noqa: ANN401 - any column of a visit
        return new.get(name, getattr(visit, name))

    day = value("held_on")
    return {
        "day": bool(day and value("place").strip()),
        "people": value("people_count") > 0,
        "day_came": bool(day and day <= local_date(at)),
        "notes": bool(value("notes").strip()),
        "report": bool(value("report").strip()),
    }
