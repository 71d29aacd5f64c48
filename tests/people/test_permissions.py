"""The permission matrix, cell by cell, against the reviewed file; and every address asks for a grant.

docs/reference/permissions.csv is what a person reads and approves: a line per action and state that somebody may
take, a column per role. What does not stand there is denied.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from shangliang.kernel.refusals import Forbidden
from shangliang.kernel.workflow import ANYONE, SYSTEM, Actor, BadTableError, Grant, Relation, Role, Seat, Subject
from shangliang.people.faces import page
from shangliang.people.rules import Tables, UnknownActionError, allow, own_case_only, require
from shangliang.people.workflow import ADMINISTRATORS
from shangliang.site import wiring

REVIEWED = Path(__file__).resolve().parents[2] / "docs" / "reference" / "permissions.csv"
PERSON, ORG, REGION = 7, 3, 1
STRANGER = 99
TABLES = Tables.of(wiring.workflows(), wiring.grants())
Allow = Callable[[Actor, str, Subject | None, Tables], bool]


@dataclass(frozen=True)
class Cell:
    """One question of the matrix; an empty state asks whether such a case may be opened."""

    action: str
    state: str
    role: Role

    @property
    def is_grant(self) -> bool:
        return self.action in TABLES.grants

    @property
    def subject(self) -> Subject:
        """A case to which the role's holder stands as the role demands."""
        mine = frozenset({PERSON})
        near = {"owners": mine, "guardians": mine, "units": frozenset({ORG}), "co_units": frozenset({ORG})}
        return Subject(self.state, regions=frozenset({REGION, 2}), **near)

    @property
    def strange_subject(self) -> Subject:
        """A case of other people, other units and another region."""
        far = frozenset({STRANGER})
        return Subject(self.state, owners=far, guardians=far, units=far, co_units=far, regions=far)


def holder(role: Role) -> Actor:
    """Somebody who holds this role and no other."""
    return SYSTEM if role is Role.SYSTEM else Actor(PERSON, "某人", (Seat(role, ORG, REGION, "某机构"),))


def cells() -> Iterator[Cell]:
    """Every action in every state for every role: the whole matrix."""
    for kind, table in TABLES.workflows.items():
        for verb in table.by_verb:
            for state in ("", *table.values):
                yield from (Cell(f"{kind}.{verb}", state, role) for role in Role)
    for name in TABLES.grants:
        yield from (Cell(name, "", role) for role in Role)


def reviewed() -> set[Cell]:
    """The cells that were approved."""
    with REVIEWED.open(encoding="utf-8", newline="") as file:
        return {
            Cell(line["action"], line["state"], role)
            for line in csv.DictReader(file)
            for role in Role
            if line[f"{role}/{role.relation}"] == "yes"
        }


def differing(decide: Allow, approved: set[Cell]) -> list[Cell]:
    """The cells in which a permission function and the reviewed file disagree, in the right relation."""
    return [
        cell
        for cell in cells()
        if decide(holder(cell.role), cell.action, None if cell.is_grant else cell.subject, TABLES) != (cell in approved)
    ]


def let_in(decide: Allow) -> list[Cell]:
    """The cells in which somebody with no relation to the case is let in."""
    return [
        cell
        for cell in cells()
        if not cell.is_grant
        and cell.role is not Role.SYSTEM
        and not (cell.state == "" and cell.role.relation in (Relation.OWN, Relation.WARD))
        and decide(holder(cell.role), cell.action, cell.strange_subject, TABLES)
    ]


def role_alone(actor: Actor, action: str, subject: Subject | None, tables: Tables) -> bool:
    """The naive permission: who has the role may, whatever case it is."""
    if subject is None:
        return allow(actor, action, subject, tables)
    kind, _, verb = action.partition(".")
    steps = [
        s for s in tables.workflows[kind].by_verb[verb] if (subject.state in s.frm if subject.state else not s.frm)
    ]
    return any(actor.holds(*step.by) for step in steps)


def test_every_cell_is_decided_as_the_reviewed_file_says():
    assert sum(1 for _ in cells()) > 20_000
    assert differing(allow, reviewed()) == []


def test_a_cell_changed_in_the_file_is_found():
    approved = reviewed()
    lost = min(approved, key=str)
    gained = Cell("people.audit", "", Role.SYSADMIN)
    assert gained not in approved
    assert set(differing(allow, (approved - {lost}) | {gained})) == {lost, gained}


def test_no_role_acts_on_a_case_to_which_it_does_not_stand_right():
    assert let_in(allow) == []


def test_a_permission_that_looks_at_the_role_alone_would_let_strangers_in():
    assert differing(role_alone, reviewed()) == []
    assert len(let_in(role_alone)) > 200


def test_the_table_decides_the_same_when_an_act_is_taken():
    met = {need.code: True for table in TABLES.workflows.values() for step in table.steps for need in step.needs}
    for cell in cells():
        if cell.is_grant or not cell.state:
            continue
        kind, _, verb = cell.action.partition(".")
        decision = TABLES.workflows[kind].decide(holder(cell.role), verb, cell.subject, met=met, reason="理由")
        assert (decision.step is not None) == allow(holder(cell.role), cell.action, cell.subject, TABLES), cell


def test_people_of_a_barred_body_act_nowhere():
    judged = [cell for cell in reviewed() if not cell.is_grant and cell.state and cell.role is not Role.SYSTEM]
    barred = frozenset({ORG})
    assert not any(allow(holder(c.role), c.action, replace(c.subject, barred=barred), TABLES) for c in judged)


def test_the_anonymous_may_nothing_but_what_is_public():
    allowed = {
        cell.action for cell in cells() if allow(ANYONE, cell.action, None if cell.is_grant else cell.subject, TABLES)
    }
    assert allowed == {grant.name for grant in TABLES.grants.values() if grant.public}


def test_administrators_take_no_step_of_any_case():
    """The three administrators have no rights over content."""
    held = {cell.action for cell in reviewed() if cell.role in ADMINISTRATORS and not cell.is_grant}
    assert held == set()


def test_a_weak_sign_in_leaves_only_ones_own_cases():
    strong = Actor(PERSON, "某人", tuple(Seat(role, ORG, REGION) for role in Role if role is not Role.SYSTEM))
    weak = own_case_only(strong)
    assert weak.roles == {Role.CITIZEN, Role.GUARDIAN}
    assert (strong.is_staff, weak.is_staff) == (True, False)


@pytest.mark.parametrize("action", ["", "voice", "voice.", "voice.bribe", "people.everything", "people.desk.x"])
def test_an_action_of_no_table_is_a_fault_and_never_a_yes(action):
    with pytest.raises(UnknownActionError):
        allow(SYSTEM, action, Subject("submitted"), TABLES)


def test_a_grant_called_like_an_act_of_a_case_is_refused():
    table = next(iter(TABLES.workflows.values()))
    verb = next(iter(table.by_verb))
    with pytest.raises(BadTableError):
        Tables.of([table], [Grant(f"{table.kind}.{verb}", "", "", ())])


def test_a_case_must_be_named_for_an_act_on_a_case():
    assert [
        cell for cell in reviewed() if not cell.is_grant and allow(holder(cell.role), cell.action, None, TABLES)
    ] == []


def test_requiring_a_grant_names_who_may():
    grant = Grant("x.y", "撤下", "take down", (Role.REVIEWER, Role.EDITOR))
    assert require(holder(Role.EDITOR), grant) == holder(Role.EDITOR).seats[0]
    with pytest.raises(Forbidden, match="审核员、编辑"):
        require(holder(Role.CITIZEN), grant)


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry


def ungranted(found: list[tuple[str, URLPattern]]) -> list[str]:
    """The addresses of views that ask for no grant, or for one that stands in no table."""
    return [
        address
        for address, entry in found
        if getattr(getattr(entry.callback, "grant", None), "name", "") not in TABLES.grants
    ]


# Addresses that no person opens: machines ask for them, and they show nothing of any case.
MACHINES = {"healthz"}


def test_every_address_asks_for_a_grant_that_stands_in_the_table():
    found = list(addresses(get_resolver()))
    assert len(found) > 20
    assert [address for address in ungranted(found) if address not in MACHINES] == []


def test_an_address_without_a_grant_or_with_an_unknown_one_is_seen():
    from django.urls import path

    def bare(request):
        return None

    strange = page(Grant("nobody.knows", "", "", ()))(bare)
    planted = [("a", path("a", bare)), ("b", path("b", strange))]
    assert ungranted(planted) == ["a", "b"]


def test_of_the_views_of_allauth_only_those_with_a_page_of_ours_are_routed():
    routed = {entry.name for _, entry in addresses(get_resolver()) if entry.callback.__module__.startswith("allauth")}
    assert routed == {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reauthenticate",
        "mfa_index",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
    }


def test_the_generated_pages_are_fresh():
    import subprocess
    import sys

    told = subprocess.run(
        [sys.executable, "tools/generate.py", "--check"],
        cwd=REVIEWED.parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")
