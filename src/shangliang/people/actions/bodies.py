"""Organisations, seats and members."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from shangliang.kernel import workflow as tables
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Forbidden, Invalid, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import Actor, Role
from shangliang.ledger.actions import Entry, append
from shangliang.people import workflow
from shangliang.people.actions.persons import KIND
from shangliang.people.models import Member, Organization, Person, Seat
from shangliang.people.queries import roles_on
from shangliang.people.rules import conflicting_seat, require


@transaction.atomic
def add_organization(
    code: str,
    name: str,
    kind: str,
    level: str,
    *,
    actor: Actor,
    at: datetime,
    parent: Organization | None = None,
    name_en: str = "",
    duties: str = "",
) -> Organization:
    """Save a new node of the tree under `parent` and return it, with its path and the region it stands in.

    Raises Forbidden for other roles, Invalid when the code is taken, the kind or level unknown, or the name empty.
    """
    seat = require(actor, workflow.ORGANIZE)
    if not tidy(name) or not tidy(code):
        raise Invalid(Words("机构要有代码和名称。", "An organisation needs a code and a name."), field="name")
    if kind not in dict(Organization.KINDS) or level not in dict(Organization.LEVELS):
        raise Invalid(Words("机构类别或层级不对。", "Unknown kind or level."), field="kind", value=f"{kind}/{level}")
    if Organization.objects.filter(code=code).exists():
        raise Invalid(Words("机构代码已被使用。", "This code is taken."), field="code", value=code)
    node = Organization.objects.create(
        code=tidy(code), name=tidy(name), name_en=name_en, kind=kind, level=level, parent=parent, duties=duties, path=""
    )
    node.path = f"{parent.path if parent else '/'}{node.pk}/"
    node.region = node if kind == Organization.REGION else (parent.region if parent else None)
    node.save(update_fields=["path", "region"])
    append(Entry(KIND, node.code, "add_organization", actor, at, seat, public={"name": node.name, "kind": kind}))
    return node


def give_seat(
    person: Person,
    organization: Organization,
    role: Role,
    *,
    actor: Actor,
    at: datetime,
    since: date | None = None,
    until: date | None = None,
) -> Seat:
    """Save a person's seat in an organisation from a day (today unless given) and return it.

    Raises Forbidden for other roles and for a seat of one's own; Invalid when the seat is held already, or
    when it would give one person two of the three administrators' roles.
    """
    by = require(actor, workflow.SEAT)
    if actor.person is not None and actor.person == person.pk:
        raise Forbidden(Words("不能给自己安排席位。", "Nobody gives a seat to himself."))
    begins = since or local_date(at)
    other = conflicting_seat(roles_on(person, begins), role, workflow.ADMINISTRATORS)
    if other is not None:
        raise Invalid(
            Words(
                f"已是{other.label}，不能再任{role.label}：三员须分设。",
                f"Already {other.label_en}: the three administrators are three people.",
            ),
            field="role",
        )
    held = Seat(person=person, organization=organization, role=str(role), since=begins, until=until)
    try:
        with transaction.atomic():
            held.save()
            append(seat_entry("give_seat", held, actor=actor, at=at, by=by))
    except IntegrityError as error:
        raise Invalid(Words("这个席位已经有了。", "This seat is held already."), field="role") from error
    return held


def seat_entry(verb: str, held: Seat, *, actor: Actor, at: datetime, by: tables.Seat | None) -> Entry:
    """Return the event of a seat: the role and the body may be known for ever, the person is sealed."""
    return Entry(
        KIND,
        held.organization.code,
        verb,
        actor,
        at,
        by,
        public={"role": held.role},
        private={"person": held.person_id, "seat": held.pk},
        is_public=False,
    )


@transaction.atomic
def end_seat(held: Seat, *, actor: Actor, at: datetime, until: date | None = None) -> Seat:
    """End a seat and return it; `until` is the last day it is held, without it the seat ends at once."""
    by = require(actor, workflow.SEAT)
    last = until or local_date(at) - timedelta(days=1)
    Seat.objects.filter(pk=held.pk).update(until=last)
    append(seat_entry("end_seat", held, actor=actor, at=at, by=by))
    held.refresh_from_db()
    return held


@transaction.atomic
def add_member(
    person: Person,
    level: str,
    sector: str,
    *,
    actor: Actor,
    at: datetime,
    committee: Organization | None = None,
    expertise: str = "",
    term: str = "",
) -> Member:
    """Save a person's membership of the CPPCC and return it; the seat that lets a member act is given apart.

    Raises Forbidden for other roles, Invalid for an unknown level or a person who is a member already.
    """
    by = require(actor, workflow.ENROL)
    if level not in dict(Member.LEVELS):
        raise Invalid(Words("委员层级不对。", "Unknown level of member."), field="level", value=level)
    if Member.objects.filter(person=person).exists():
        raise Invalid(Words("此人已登记为委员。", "This person is registered as a member."), field="person")
    member = Member.objects.create(
        person=person, level=level, sector=tidy(sector)[:40], committee=committee, expertise=expertise, term=term
    )
    append(Entry(KIND, "", "add_member", actor, at, by, private={"person": person.pk, "level": level}, is_public=False))
    return member
