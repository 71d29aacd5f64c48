"""The audit: everything that was done in the whole product, with who did it and why, for the auditor alone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import OuterRef, Subquery

from shangliang.kernel.calendar import moment
from shangliang.ledger.models import Event, Sealed
from shangliang.people.models import Person

AT_ONCE = 50


@dataclass(frozen=True)
class AuditRow:
    """One event as the auditor reads it."""

    seq: int
    at: datetime
    kind: str
    code: str
    verb: str
    frm: str
    to: str
    role: str
    body: str
    who: str
    reason: str


@dataclass(frozen=True)
class Found:
    """One page of the audit, and whether there is more."""

    rows: list[AuditRow]
    more: bool


def entries(
    *, kind: str = "", verb: str = "", code: str = "", who: str = "", day: date | None = None, before: int | None = None
) -> Found:
    """Return up to fifty events, newest first, that fit every filter given; in two queries.

    `who` is a name or part of one, `day` a Shanghai calendar day, `before` the seq from which to go on.
    """
    sealed = Sealed.objects.filter(event=OuterRef("pk"))
    events = Event.objects.order_by("-seq").annotate(
        person=Subquery(sealed.values("person")), why=Subquery(sealed.values("reason"))
    )
    fits = {"kind": kind, "verb": verb, "code": code}
    events = events.filter(**{name: value for name, value in fits.items() if value})
    if before is not None:
        events = events.filter(seq__lt=before)
    if day is not None:
        events = events.filter(at__gte=moment(day), at__lt=moment(day + timedelta(days=1), time(0, 0)))
    if who:
        people = Person.objects.filter(name__contains=who).values("pk")
        events = events.filter(pk__in=Sealed.objects.filter(person__in=people).values("pk"))
    found = list(events.defer("leaf", "leaf_hash", "previous", "commit")[: AT_ONCE + 1])
    names = dict(Person.objects.filter(pk__in={row.person for row in found if row.person}).values_list("pk", "name"))
    rows = [
        AuditRow(
            row.seq,
            row.at,
            row.kind,
            row.code,
            row.verb,
            row.frm,
            row.to,
            row.role,
            row.body,
            names.get(row.person, ""),
            row.why or "",
        )
        for row in found[:AT_ONCE]
    ]
    return Found(rows, len(found) > AT_ONCE)
