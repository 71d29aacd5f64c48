"""Roles, the seats that carry them, and the person who acts.

A role is held through a seat: a person's place in an organisation. How a role must stand to a case
(its own case, its unit's case, any case of its region) belongs to the role, so a table only names roles.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self


class Relation(StrEnum):
    """How a role must stand to a case before it may act on it."""

    OWN = "own"
    """The person is one of the case's own people (who spoke, who was asked to judge)."""
    WARD = "ward"
    """The person answers for the case's own person, who is a minor."""
    UNIT = "unit"
    """The seat is in the unit that leads the case."""
    CO_UNIT = "co_unit"
    """The seat is in a unit that handles the case with the lead."""
    REGION = "region"
    """The seat's region is the case's region or one above it."""


class Role(StrEnum):
    """The roles of the consultation loop (domain.md section 5), each with its two names and its relation."""

    label: str
    label_en: str
    relation: Relation

    def __new__(cls, value: str, label: str, label_en: str, relation: Relation) -> Self:
        """Make a string with the names beside it."""
        role = str.__new__(cls, value)
        role._value_ = value
        role.label, role.label_en, role.relation = label, label_en, relation
        return role

    CITIZEN = "citizen", "市民", "citizen", Relation.OWN
    GUARDIAN = "guardian", "监护人", "guardian", Relation.WARD
    AGENT = "agent", "热线受理员", "hotline agent", Relation.REGION
    DISPATCHER = "dispatcher", "派单员", "dispatcher", Relation.REGION
    SUPERVISOR = "supervisor", "督办专员", "supervisor", Relation.REGION
    LIAISON = "liaison", "联络活动工作室", "liaison studio", Relation.REGION
    COMMITTEE = "committee", "专委会承办人", "committee officer", Relation.REGION
    MEMBER = "member", "政协委员", "CPPCC member", Relation.REGION
    EXPERT = "expert", "专家", "expert", Relation.REGION
    LEADER = "leader", "领导", "leader", Relation.REGION
    GOVOFFICE = "govoffice", "政府办公厅", "government office", Relation.REGION
    UNIT_CLERK = "unit_clerk", "部门联络员", "unit clerk", Relation.UNIT
    UNIT_HANDLER = "unit_handler", "部门承办人", "unit handler", Relation.UNIT
    UNIT_HEAD = "unit_head", "部门签发人", "unit head", Relation.UNIT
    CO_UNIT = "co_unit", "会办单位", "co-handling unit", Relation.CO_UNIT
    EDITOR = "editor", "编辑", "editor", Relation.REGION
    REPORTER = "reporter", "记者", "reporter", Relation.REGION
    REVIEWER = "reviewer", "审核员", "reviewer", Relation.REGION
    SYSADMIN = "sysadmin", "系统管理员", "system administrator", Relation.REGION
    SECADMIN = "secadmin", "安全管理员", "security administrator", Relation.REGION
    AUDITOR = "auditor", "审计员", "auditor", Relation.REGION
    SYSTEM = "system", "系统", "system", Relation.REGION

    def __str__(self) -> str:
        """Return the stored value."""
        return str(self.value)


@dataclass(frozen=True)
class Seat:
    """One role held in one organisation; `region` is the nearest region above the organisation."""

    role: Role
    org: int | None = None
    region: int | None = None
    org_name: str = ""


@dataclass(frozen=True)
class Actor:
    """Who acts: a person with the seats held at that moment; `person` is None for anonymous and system."""

    person: int | None = None
    name: str = ""
    seats: tuple[Seat, ...] = field(default=())

    @property
    def is_signed_in(self) -> bool:
        """Return whether a known person acts."""
        return self.person is not None

    @property
    def roles(self) -> frozenset[Role]:
        """Return every role the person holds."""
        return frozenset(seat.role for seat in self.seats)

    @property
    def orgs(self) -> frozenset[int]:
        """Return the ids of the organisations in which the person sits."""
        return frozenset(seat.org for seat in self.seats if seat.org is not None)

    @property
    def is_staff(self) -> bool:
        """Return whether the person works here, in any role beyond that of a citizen."""
        return bool(self.roles - {Role.CITIZEN, Role.GUARDIAN})

    def holds(self, *roles: Role) -> bool:
        """Return whether the person holds one of the roles."""
        return not self.roles.isdisjoint(roles)

    def seat_as(self, *roles: Role) -> Seat | None:
        """Return the first seat that carries one of the roles."""
        return next((seat for seat in self.seats if seat.role in roles), None)


ANYONE = Actor()
SYSTEM = Actor(name="系统", seats=(Seat(Role.SYSTEM),))


@dataclass(frozen=True)
class Grant:
    """A page or an act that belongs to no state: its name and the roles that may have it."""

    name: str
    label: str
    label_en: str
    by: tuple[Role, ...]
    public: bool = False


def may(actor: Actor, grant: Grant) -> bool:
    """Return whether the actor has the grant; everything not granted is denied."""
    return grant.public or actor.holds(*grant.by)
