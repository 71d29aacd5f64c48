"""Who sits where and what runs when: agenda, venues, guests."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from shangliang.kernel.refusals import Invalid, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import SYSTEM, Actor
from shangliang.people.models import Member, Organization, Person
from shangliang.sessions import rules
from shangliang.sessions.actions.gate import allowed, next_of
from shangliang.sessions.models import AgendaItem, Attendance, Session, Venue

PARKED = 30000
"""An order that no item has, while two change places."""


@transaction.atomic
def add_agenda_item(
    session: Session, *, kind: str, title: str, speaker: str = "", minutes: int = 5, actor: Actor = SYSTEM
) -> AgendaItem:
    """Return a new item at the end of the run of show."""
    allowed(session, "plan", actor)
    last = AgendaItem.objects.filter(session=session).order_by("-order").values_list("order", flat=True).first()
    return AgendaItem.objects.create(
        session=session,
        order=(last or 0) + 1,
        kind=kind,
        title=tidy(title),
        speaker=tidy(speaker),
        minutes=minutes,
    )


@transaction.atomic
def lay_agenda(session: Session, *, actor: Actor = SYSTEM) -> list[AgendaItem]:
    """Return the usual run of the session's form, laid out on an empty agenda; raises Invalid when it is not empty."""
    allowed(session, "plan", actor)
    if AgendaItem.objects.filter(session=session).exists():
        raise Invalid(Words("议程已经有了，请直接增减。", "There is an agenda already; change that one."))
    rows = [
        AgendaItem(session=session, order=order, kind=kind, title=title, minutes=minutes)
        for order, (kind, title, minutes) in enumerate(rules.AGENDAS[session.form], 1)
    ]
    return AgendaItem.objects.bulk_create(rows)


@transaction.atomic
def move_agenda_item(item: AgendaItem, places: int, *, actor: Actor = SYSTEM) -> None:
    """Move an item up (negative) or down, changing places with its neighbour; what ran already stays where it is."""
    may_arrange(item.session, actor)
    step = 1 if places > 0 else -1
    neighbour = AgendaItem.objects.filter(session=item.session, order=item.order + step).first()
    if neighbour is None:
        return
    if item.started_at or neighbour.started_at:
        raise Invalid(Words("已经开始的环节不能再挪。", "An item that has begun cannot be moved."))
    AgendaItem.objects.filter(pk=item.pk).update(order=PARKED)
    AgendaItem.objects.filter(pk=neighbour.pk).update(order=item.order)
    AgendaItem.objects.filter(pk=item.pk).update(order=neighbour.order)


def may_arrange(session: Session, actor: Actor) -> None:
    """Let the planner arrange the agenda before the day, the host also while it runs."""
    allowed(session, "host" if session.state in ("live", "adjourned") else "plan", actor)


@transaction.atomic
def drop_agenda_item(item: AgendaItem, *, actor: Actor = SYSTEM) -> None:
    """Take an item out of the run of show and close the gap."""
    allowed(item.session, "plan", actor)
    later = AgendaItem.objects.filter(session=item.session, order__gt=item.order).order_by("order")
    orders = list(later.values_list("pk", flat=True))
    AgendaItem.objects.filter(pk=item.pk).delete()
    for pk in orders:
        AgendaItem.objects.filter(pk=pk).update(order=F("order") - 1)


@transaction.atomic
def run_item(item: AgendaItem, *, at: datetime, actor: Actor = SYSTEM) -> None:
    """Make an item the running one; the one before is over from this moment."""
    allowed(item.session, "host", actor)
    finish_items(item.session, at)
    AgendaItem.objects.filter(pk=item.pk).update(started_at=at, ended_at=None)


def finish_items(session: Session, at: datetime) -> None:
    """End whatever item is running."""
    AgendaItem.objects.filter(session=session, started_at__isnull=False, ended_at=None).update(ended_at=at)


@transaction.atomic
def add_venue(
    session: Session,
    *,
    kind: str,
    name: str,
    address: str = "",
    host_name: str = "",
    people_count: int = 0,
    has_minors: bool = False,
    link_url: str = "",
    actor: Actor = SYSTEM,
) -> Venue:
    """Return a new place of the session."""
    allowed(session, "plan", actor)
    return Venue.objects.create(
        session=session,
        number=next_of(session, "venue"),
        kind=kind,
        name=tidy(name),
        address=tidy(address),
        host_name=tidy(host_name),
        people_count=people_count,
        has_minors=has_minors,
        link_url=link_url.strip(),
    )


def drop_venue(venue: Venue, *, actor: Actor = SYSTEM) -> None:
    """Take a place out of the plan; its guests stay, without a place."""
    allowed(venue.session, "plan", actor)
    Venue.objects.filter(pk=venue.pk).delete()


def note_line_test(
    venue: Venue, *, at: datetime, is_through: bool = True, note: str = "", actor: Actor = SYSTEM
) -> None:
    """Write down how a test of the line to a sub-venue or remote guest went; a line that failed is untested again."""
    allowed(venue.session, "plan" if venue.session.state not in ("live", "adjourned") else "host", actor)
    Venue.objects.filter(pk=venue.pk).update(tested_at=at if is_through else None, test_note=tidy(note))


def put_on_air(venue: Venue, *, on: bool, actor: Actor = SYSTEM) -> None:
    """Switch a sub-venue or remote guest on or off."""
    allowed(venue.session, "host", actor)
    Venue.objects.filter(pk=venue.pk).update(is_on_air=on)


@transaction.atomic
def invite(
    session: Session,
    *,
    kind: str,
    name: str,
    title: str = "",
    person: Person | None = None,
    organization: Organization | None = None,
    venue: Venue | None = None,
    is_public: bool = True,
    confirmed_at: datetime | None = None,
    level: str = "",
    actor: Actor = SYSTEM,
) -> Attendance:
    """Return an invitation; guests of a venue with minors are never shown in public."""
    allowed(session, "plan", actor)
    return Attendance.objects.create(
        session=session,
        number=next_of(session, "guest"),
        kind=kind,
        name=tidy(name),
        title=tidy(title),
        person=person,
        organization=organization,
        venue=venue,
        level=level or level_of(person),
        is_public=is_public and not (venue and venue.has_minors) and not (person and person.is_minor),
        confirmed_at=confirmed_at,
    )


def level_of(person: Person | None) -> str:
    """Return the level of a CPPCC member, or nothing."""
    found = Member.objects.filter(person=person).values_list("level", flat=True).first() if person else ""
    return found or ""


def drop_guest(guest: Attendance, *, actor: Actor = SYSTEM) -> None:
    """Take somebody off the list before the day."""
    allowed(guest.session, "plan", actor)
    Attendance.objects.filter(pk=guest.pk).delete()


def confirm_guest(guest: Attendance, *, at: datetime, actor: Actor = SYSTEM) -> None:
    """Note that somebody will come."""
    allowed(guest.session, "plan", actor)
    Attendance.objects.filter(pk=guest.pk, confirmed_at=None).update(confirmed_at=at)


def check_in_guest(guest: Attendance, *, at: datetime, actor: Actor = SYSTEM) -> None:
    """Note that somebody is present."""
    allowed(guest.session, "receive", actor)
    Attendance.objects.filter(pk=guest.pk, checked_in_at=None).update(checked_in_at=at)
