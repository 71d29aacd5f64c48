"""Reads about people: the actor behind an account, organisations, who may be told."""

from datetime import date, datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from shangliang.kernel import workflow
from shangliang.kernel.workflow import ANYONE, Actor, Role
from shangliang.people.models import Account, Member, Organization, Person, Seat, SignInLock
from shangliang.people.sealing import name_key


def actor_of(person: Person | None, on: date) -> Actor:
    """Return the person as an actor with every seat held on that day; everybody is a citizen and may be a guardian."""
    if person is None:
        return ANYONE
    held = Seat.objects.filter(person=person, since__lte=on).filter(Q(until=None) | Q(until__gte=on))
    seats = [
        workflow.Seat(Role(seat.role), seat.organization_id, seat.organization.region_id, seat.organization.name)
        for seat in held.select_related("organization").order_by("pk")
    ]
    return Actor(person.pk, str(person), (*seats, workflow.Seat(Role.CITIZEN), workflow.Seat(Role.GUARDIAN)))


def roles_on(person: Person, on: date) -> frozenset[Role]:
    """Return the roles that a person's seats give on a day."""
    held = Seat.objects.filter(person=person, since__lte=on).filter(Q(until=None) | Q(until__gte=on))
    return frozenset(Role(role) for role in held.values_list("role", flat=True))


def actor_of_account(account: Account, on: date) -> Actor:
    """Return the actor behind an account; anonymous when it belongs to nobody."""
    return actor_of(Person.objects.filter(pk=account.person_id).first(), on)


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
