"""Reads about people: the actor behind an account, organisations, who may be told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, Count, DateTimeField, Exists, Field, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from shangliang.kernel import workflow
from shangliang.kernel.calendar import local_date
from shangliang.kernel.workflow import ANYONE, Actor, Role
from shangliang.ledger.queries import kept
from shangliang.people.models import Account, Member, Message, Organization, Person, Seat, SignInLock
from shangliang.people.rules import role_of
from shangliang.people.sealing import name_key

Row = TypeVar("Row", bound=Model)
HELD = ("role", "organization", "organization__region", "organization__name")
"""What an actor is made of, seat by seat."""
NOBODYS = (workflow.Seat(Role.CITIZEN), workflow.Seat(Role.GUARDIAN))
"""What everybody is: a citizen, who may be a guardian."""


def actor_of(person: Person | None, on: date) -> Actor:
    """Return the person as an actor with every seat held on that day; everybody is a citizen and may be a guardian."""
    if person is None:
        return ANYONE
    held = Seat.objects.filter(person=person, since__lte=on).filter(Q(until=None) | Q(until__gte=on))
    return actor_with(person, held.order_by("pk").values_list(*HELD))


def actor_with(person: Person, held: Iterable[tuple[str, int, int | None, str]]) -> Actor:
    """Return the person as an actor with seats given as role, organisation, its region and its name."""
    seats = [workflow.Seat(role_of(role), body, region, name) for role, body, region, name in held]
    return Actor(person.pk, str(person), (*seats, *NOBODYS))


@dataclass(frozen=True)
class Known:
    """Somebody signed in: the account with its person, and the actor with every seat held on a day."""

    account: Account
    actor: Actor


@dataclass(frozen=True)
class VisitRow:
    """What a visit holds, still encoded, and who it belongs to."""

    held: str
    known: Known | None


def visit_of(key: str, at: datetime, on: date) -> VisitRow | None:
    """Return a visit that lasts at a moment, with account, person and the seats held on a day, in one statement."""
    sql, fields = visit_sql()
    moment = connection.ops.adapt_datetimefield_value(at)
    day = connection.ops.adapt_datefield_value(on)
    with connection.cursor() as cursor:
        cursor.execute(sql, [day, day, key, moment])
        rows = cursor.fetchall()
    if not rows:
        return None
    parts = len(fields[0]), len(fields[1])
    found = row_of(Account, fields[0], rows[0][1:])
    person = row_of(Person, fields[1], rows[0][1 + parts[0] :])
    if found is None or person is None:
        return VisitRow(rows[0][0], None)
    found.person = person
    held = [row[1 + sum(parts) :] for row in rows if row[1 + sum(parts)] is not None]
    return VisitRow(rows[0][0], Known(found, actor_with(person, held)))


def row_of(model: type[Row], fields: Sequence["Field[Any, Any]"], values: Sequence[Any]) -> Row | None:
    """Return columns as the database gave them as a row of a model, or None where a join found nothing."""
    if values[0] is None:
        return None
    told = [read(field, value) for field, value in zip(fields, values, strict=False)]
    return model.from_db(connection.alias, [field.attname for field in fields], told)


def read(field: "Field[Any, Any]", value: object) -> Any:  # noqa: ANN401 - whatever the column holds
    """Return what a column holds: SQLite keeps moments without their zone and truth as a number."""
    if value is not None and connection.vendor == "sqlite" and isinstance(field, DateTimeField):
        return connection.ops.convert_datetimefield_value(value, None, connection)  # type: ignore[attr-defined]  # SQLite's only
    return bool(value) if isinstance(field, BooleanField) else value


@cache
def visit_sql() -> tuple[str, tuple[Sequence["Field[Any, Any]"], Sequence["Field[Any, Any]"]]]:
    """Return the statement of `visit_of` and the fields of account and person that it brings, keys first.

    Written out because seats hang on persons from below, where the query builder has no way.
    """
    fields = (Account._meta.concrete_fields, Person._meta.concrete_fields)  # noqa: SLF001 - Django's public-in-practice name
    columns = [f"{alias}.{field.column}" for alias, some in zip("ap", fields, strict=True) for field in some]
    sql = (
        f"SELECT v.session_data, {', '.join(columns)}, s.role, o.id, o.region_id, o.name FROM people_visit v"  # noqa: S608 - our own column names
        " LEFT JOIN people_account a ON a.id = v.account_id LEFT JOIN people_person p ON p.id = a.person_id"
        " LEFT JOIN people_seat s ON s.person_id = p.id AND s.since <= %s AND (s.until IS NULL OR s.until >= %s)"
        " LEFT JOIN people_organization o ON o.id = s.organization_id"
        " WHERE v.session_key = %s AND v.expire_date > %s ORDER BY s.id"
    )
    return sql, fields


def roles_on(person: Person, on: date) -> frozenset[Role]:
    """Return the roles that a person's seats give on a day."""
    held = Seat.objects.filter(person=person, since__lte=on).filter(Q(until=None) | Q(until__gte=on))
    return frozenset(role_of(role) for role in held.values_list("role", flat=True))


def actor_of_account(account: Account, on: date) -> Actor:
    """Return the actor behind an account; anonymous when it belongs to nobody."""
    return actor_of(account.person, on)


def organizations(*kinds: str) -> QuerySet[Organization]:
    """Return the active organisations of some kinds, in tree order."""
    rows = Organization.objects.filter(is_active=True)
    return rows.filter(kind__in=kinds) if kinds else rows


def units() -> QuerySet[Organization]:
    """Return every organisation that cases may be dispatched to."""
    return organizations("department", "district_office", "street", "community", "enterprise")


def city() -> Organization:
    """Return the root region; raises Organization.DoesNotExist on an empty tree."""
    return Organization.objects.get(kind=Organization.REGION, parent=None)


def regions() -> QuerySet[Organization]:
    """Return all regions, in tree order."""
    return organizations(Organization.REGION)


def districts() -> QuerySet[Organization]:
    """Return the districts of the city."""
    return regions().filter(level="district")


def level_of(person: int) -> int:
    """Return how a signed-in person is known: 1 by phone, 2 by real name."""
    return 2 if Person.objects.filter(pk=person, real_name_at__isnull=False).exists() else 1


EVERY = Q(pk__isnull=False)
"""The condition that every row meets. Where it stands alone it is left out: beside others it hides the indexes."""


def in_regions(regions: Iterable[int | None], field: str = "region") -> Q:
    """Return the condition that a row's region is one of some or lies below one; the whole city needs no looking."""
    found, top = Q(pk__in=[]), root_region()
    for region in sorted({region for region in regions if region}):
        if region == top:
            return EVERY
        found |= Q(**{f"{field}__path__contains": f"/{region}/"})
    return found


def seen_in(rows: QuerySet[Row], regions: Iterable[int | None], *, beside: Q) -> QuerySet[Row]:
    """Return those rows that meet a condition or belong to some regions."""
    inside = in_regions(regions)
    return rows if inside is EVERY else rows.filter(beside | inside)


def root_region() -> int | None:
    """Return the id of the region in which all others lie, None while there is none."""
    found = kept("people.root_region", root_regions)
    return found[0] if len(found) == 1 else None


def root_regions() -> list[int]:
    """Return the ids of the regions that lie in no other; more than two are not looked for."""
    tops = Organization.objects.filter(kind=Organization.REGION, parent=None)
    return list(tops.values_list("pk", flat=True)[:2])


def people_with(role: Role, on: date, *, orgs: frozenset[int] | None = None) -> QuerySet[Person]:
    """Return the persons who hold a role on a day, in some organisations when given."""
    seats = Seat.objects.filter(role=str(role), since__lte=on).filter(Q(until=None) | Q(until__gte=on))
    if orgs is not None:
        seats = seats.filter(organization__in=orgs)
    return Person.objects.filter(pk__in=seats.values("person"))


def members() -> QuerySet[Member]:
    """Return the members with their persons."""
    return Member.objects.select_related("person", "committee").order_by("pk")


def sign_in_locked(name: str, at: datetime) -> bool:
    """Return whether a sign-in name is locked after failures."""
    return SignInLock.objects.filter(key=name_key(name, settings.PEPPER), until__gt=at).exists()


def seats_on(day: date) -> QuerySet[Seat]:
    """Return every seat held on a day, with person and organisation."""
    held = Seat.objects.filter(since__lte=day).filter(Q(until=None) | Q(until__gte=day))
    return held.select_related("person", "organization")


def is_staff(person: Person, at: datetime) -> bool:
    """Return whether the person holds any seat at a moment."""
    return seats_on(local_date(at)).filter(person=person).exists()


def cast_account(username: str) -> Account | None:
    """Return an account of the demonstration's cast by its sign-in name, or None."""
    return Account.objects.select_related("person").filter(is_cast=True, username=username, is_active=True).first()


@dataclass
class CastMember:
    """Somebody of the demonstration's cast, as /demo shows them."""

    username: str
    person: Person
    seats: list[Seat] = field(default_factory=list)

    @property
    def roles(self) -> list[Role]:
        """Return the roles held, in order."""
        return [role_of(seat.role) for seat in self.seats]


def cast_by_body(at: datetime) -> list[tuple[Organization | None, list[CastMember]]]:
    """Return the demonstration's cast by the body in which each first sits; citizens, who sit nowhere, come first."""
    accounts = Account.objects.filter(is_cast=True, is_active=True).select_related("person").order_by("pk")
    cast = {a.person_id: CastMember(a.username, a.person) for a in accounts if a.person is not None}
    for seat in seats_on(local_date(at)).filter(person__in=list(cast)).order_by("pk"):
        cast[seat.person_id].seats.append(seat)
    bodies: dict[int | None, tuple[Organization | None, list[CastMember]]] = {None: (None, [])}
    for member in cast.values():
        body = member.seats[0].organization if member.seats else None
        bodies.setdefault(body.pk if body else None, (body, []))[1].append(member)
    return [group for group in bodies.values() if group[1]]


def messages_sent(tail: str = "") -> list[Message]:
    """Return the last fifty messages of the embedded sender, newest first; `tail` ends the receiver's number."""
    rows = Message.objects.order_by("-pk")
    return list((rows.filter(to__endswith=tail) if tail else rows)[:50])


MOST_BODIES = 300


def bodies(at: datetime) -> QuerySet[Organization]:
    """Return the active organisations, each with `below` and `held`: bodies directly below it, seats held in it."""
    below = Organization.objects.filter(is_active=True, parent=OuterRef("pk")).order_by().values("parent")
    held = seats_on(local_date(at)).filter(organization=OuterRef("pk")).order_by().values("organization")
    return organizations().annotate(
        below=Coalesce(Subquery(below.annotate(number=Count("pk")).values("number")), 0),
        held=Coalesce(Subquery(held.annotate(number=Count("pk")).values("number")), 0),
    )


def bodies_below(parent: Organization, at: datetime) -> list[Organization]:
    """Return the organisations directly below one, at most 300, as `bodies` gives them."""
    return list(bodies(at).filter(parent=parent).order_by("level", "kind", "pk")[:MOST_BODIES])


def top_bodies(at: datetime) -> tuple[Organization | None, list[Organization]]:
    """Return the root of the tree (None while there is none) and the organisations directly below it."""
    top = Q(parent=None) | Q(parent__parent=None)
    rows = list(bodies(at).filter(top).order_by("level", "kind", "pk")[: MOST_BODIES + 1])
    root = next((row for row in rows if row.parent_id is None), None)
    return root, [row for row in rows if row.parent_id is not None]


def body(code: str) -> Organization | None:
    """Return an organisation by its code, with what it hangs on, or None."""
    return Organization.objects.select_related("parent", "region").filter(code=code).first()


def seats_of_body(row: Organization, at: datetime) -> list[Seat]:
    """Return the seats held in an organisation at a moment."""
    return list(seats_on(local_date(at)).filter(organization=row).order_by("role", "pk"))


def person_by_code(code: str) -> Person | None:
    """Return a person by code, or None."""
    return Person.objects.filter(code=code).first()


def seats_of(person: Person) -> list[Seat]:
    """Return every seat that a person holds or held, newest first."""
    return list(Seat.objects.filter(person=person).select_related("organization").order_by("-since", "-pk"))


def member_of(person: Person) -> Member | None:
    """Return a person's membership, or None."""
    return Member.objects.select_related("committee").filter(person=person).first()


def account_with_factor(person: Person) -> Account | None:
    """Return a person's account with `has_factor` beside it, or None."""
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return Account.objects.filter(person=person).annotate(has_factor=Exists(factor)).first()


@dataclass
class People:
    """One page of people, and whether there is more."""

    rows: list[Person]
    more: bool


def persons_at_work(at: datetime, *, words: str = "", after: str = "", at_once: int = 50) -> People:
    """Return people who hold a seat, or match the words typed, newest first; `after` is the code to go on from."""
    seats = seats_on(local_date(at))
    rows = Person.objects.only("code", "name", "title").order_by("-pk")
    if words:
        rows = rows.filter(
            Q(name__contains=words)
            | Q(title__contains=words)
            | Q(pk__in=seats.filter(organization__name__contains=words).values("person"))
        )
    else:
        rows = rows.filter(Exists(seats.filter(person=OuterRef("pk"))))
    if after:
        rows = rows.filter(pk__lt=Subquery(Person.objects.filter(code=after).values("pk")[:1]))
    found = list(rows[: at_once + 1])
    fill_seats(found, seats)
    return People(found[:at_once], len(found) > at_once)


def fill_seats(rows: list[Person], seats: QuerySet[Seat]) -> None:
    """Put what each person holds beside the person, as `held`: pairs of role and body's name; in one query."""
    by_person: dict[int, list[tuple[str, str]]] = {}
    found = seats.filter(person__in=rows).order_by("pk").values_list("person", "role", "organization__name")
    for person, role, body_name in found:
        by_person.setdefault(person, []).append((role, body_name))
    for row in rows:
        row.held = by_person.get(row.pk, [])  # type: ignore[attr-defined]  # read by the list's template
