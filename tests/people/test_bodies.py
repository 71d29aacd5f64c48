"""Persons, bodies, seats and members: what is kept, who may, and what the three administrators may not."""

from datetime import date, timedelta

import pytest
from tests.cast import MONDAY, SINCE, cast

from shangliang.kernel.refusals import Forbidden, Invalid, Missing
from shangliang.kernel.workflow import SYSTEM, Role
from shangliang.ledger.models import Event, Sealed
from shangliang.people import actions
from shangliang.people.models import Consent, Organization, Person, Seat
from shangliang.people.queries import actor_of, people_with, roles_on

TODAY = date(2022, 9, 26)


@pytest.fixture
def people(db):
    return cast()


def body(people, code="qd-sn-yl", **more):
    told = {"kind": "street", "level": "town", "parent": people.org("shinan")} | more
    return actions.add_organization(code, "云南路街道", actor=people.sysadmin, at=MONDAY, **told)


def test_a_body_stands_below_its_parent_in_the_nearest_region(people):
    made = body(people)
    assert made.path == f"/{people.org('city').pk}/{people.org('shinan').pk}/{made.pk}/"
    assert (made.region, made.line) == (
        people.org("shinan"),
        frozenset({people.org("city").pk, people.org("shinan").pk, made.pk}),
    )


def test_a_region_is_its_own_region(people):
    made = body(people, "qd-lx", kind="region", level="district", parent=people.org("city"))
    assert made.region == made


@pytest.mark.parametrize("more", [{"kind": "cafe"}, {"level": "moon"}])
def test_a_body_of_no_known_kind_or_level_is_refused(people, more):
    with pytest.raises(Invalid):
        body(people, **more)


def test_a_code_is_given_once(people):
    body(people)
    with pytest.raises(Invalid, match="已被使用"):
        body(people)


@pytest.mark.parametrize("name", ["li", "chen", "secadmin", "auditor", "leader", "wu"])
def test_only_the_system_administrator_registers_bodies(people, name):
    with pytest.raises(Forbidden):
        actions.add_organization("x", "x", "street", "town", actor=getattr(people, name), at=MONDAY)


@pytest.mark.parametrize("name", ["li", "chen", "sysadmin", "auditor", "leader", "wu"])
def test_only_the_security_administrator_gives_seats(people, name):
    with pytest.raises(Forbidden):
        give(people, by=name)


def give(people, *, by="secadmin", to="qian", role=Role.UNIT_CLERK, **more):
    who = people.people[to]
    return actions.give_seat(who, people.org("park"), role, actor=getattr(people, by), at=MONDAY, **more)


def test_a_seat_is_held_from_today_until_it_ends_at_once(people):
    seat = give(people)
    assert (seat.since, roles_on(people.people["qian"], TODAY)) == (TODAY, {Role.UNIT_CLERK})
    actions.end_seat(seat, actor=people.secadmin, at=MONDAY)
    assert roles_on(people.people["qian"], TODAY) == frozenset()


def test_a_seat_that_begins_later_or_ended_is_not_held(people):
    give(people, since=TODAY + timedelta(days=1))
    give(people, role=Role.UNIT_HEAD, since=TODAY - timedelta(days=9), until=TODAY - timedelta(days=1))
    assert actor_of(people.people["qian"], TODAY).is_staff is False
    assert actor_of(people.people["qian"], TODAY + timedelta(days=1)).holds(Role.UNIT_CLERK)


def test_the_same_seat_is_not_given_twice(people):
    give(people)
    with pytest.raises(Invalid, match="已经有了"):
        give(people)
    assert Seat.objects.filter(person=people.people["qian"]).count() == 1


def test_nobody_gives_a_seat_to_himself(people):
    with pytest.raises(Forbidden, match="自己"):
        give(people, to="secadmin", role=Role.LEADER)


@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.SECADMIN])
def test_nobody_holds_two_of_the_three_administrators_seats(people, role):
    with pytest.raises(Invalid, match="三员须分设"):
        give(people, to="auditor", role=role)
    assert give(people, to="auditor", role=Role.REPORTER).pk


def test_the_seats_of_the_record_name_role_and_body_but_no_person(people):
    give(people)
    event = Event.objects.get(verb="give_seat")
    assert event.is_public is False
    assert str(people.people["qian"].pk) not in event.leaf.replace(event.commit, "").replace(event.previous, "")[:40]
    assert Sealed.objects.get(event=event).person == people.people["secadmin"].pk


def test_a_person_is_registered_with_a_sealed_phone(people):
    made = actions.register_person("新人", actor=people.zhou, at=MONDAY, phone="138 0000 0007")
    assert "13800000007" not in made.phone_sealed + made.phone_key
    assert actions.open_phone(made, people.zhou, "电话回访", MONDAY) == "13800000007"


def test_a_phone_belongs_to_one_person(people):
    actions.register_person("新人", actor=people.zhou, at=MONDAY, phone="13800000007")
    with pytest.raises(Invalid, match="已经登记"):
        actions.register_person("另一人", actor=people.zhou, at=MONDAY, phone="+86 13800000007")
    assert Person.objects.filter(name="另一人").count() == 0


@pytest.mark.parametrize("name", ["li", "wu", "han", "leader", "secadmin", "auditor"])
def test_other_roles_register_nobody(people, name):
    with pytest.raises(Forbidden):
        actions.register_person("新人", actor=getattr(people, name), at=MONDAY)


def test_opening_a_phone_takes_a_role_and_a_reason_and_is_recorded(people):
    made = actions.register_person("新人", actor=people.zhou, at=MONDAY, phone="13800000007")
    with pytest.raises(Missing, match="还差"):
        actions.open_phone(made, people.zhou, "  ", MONDAY)
    for name in ("li", "zhao", "han", "leader", "sysadmin", "auditor"):
        with pytest.raises(Forbidden):
            actions.open_phone(made, getattr(people, name), "好奇", MONDAY)
    assert not Event.objects.filter(verb="open_phone").exists()
    actions.open_phone(made, people.zhou, "电话回访", MONDAY)
    event = Event.objects.get(verb="open_phone")
    sealed = Sealed.objects.get(event=event)
    assert (sealed.person, sealed.reason, event.is_public) == (people.people["zhou"].pk, "电话回访", False)
    assert "13800000007" not in event.leaf + sealed.text


def test_a_member_is_registered_once_with_level_and_sector(people):
    made = actions.add_member(
        people.people["qian"], "municipal", "经济界", actor=people.chen, at=MONDAY, committee=people.org("committee")
    )
    assert (made.level, made.sector, made.committee) == ("municipal", "经济界", people.org("committee"))
    with pytest.raises(Invalid):
        actions.add_member(people.people["qian"], "municipal", "经济界", actor=people.chen, at=MONDAY)
    with pytest.raises(Invalid):
        actions.add_member(people.people["li"], "galactic", "经济界", actor=people.chen, at=MONDAY)


def test_consent_is_kept_once_and_withdrawn_rather_than_deleted(people):
    who = people.people["li"]
    first = actions.record_consent(who, "publish", "v1", MONDAY)
    assert actions.record_consent(who, "publish", "v1", MONDAY).pk == first.pk
    assert actions.withdraw_consent(who, "publish", MONDAY) == 1
    assert Consent.objects.filter(withdrawn_at=MONDAY).count() == 1
    assert actions.record_consent(who, "publish", "v1", MONDAY).pk != first.pk


def test_people_with_a_role_are_found_by_day_and_body(people):
    assert list(people_with(Role.UNIT_HEAD, TODAY, orgs=frozenset({people.org("park").pk}))) == [people.people["head"]]
    assert not people_with(Role.UNIT_HEAD, SINCE - timedelta(days=1)).exists()


def test_an_account_is_opened_with_a_strong_password_only(people):
    who = people.people["qian"]
    for weak in ("short", "1234567890123", "password123"):
        with pytest.raises(Invalid):
            actions.open_account(who, "qian", weak, actor=people.sysadmin, at=MONDAY)
    account = actions.open_account(who, "qian", "a-long-test-password", actor=people.sysadmin, at=MONDAY)
    assert account.check_password("a-long-test-password")
    with pytest.raises(Invalid, match="已被使用"):
        actions.open_account(people.people["li"], "qian", "a-long-test-password", actor=people.sysadmin, at=MONDAY)
    with pytest.raises(Forbidden):
        actions.open_account(who, "qian2", "a-long-test-password", actor=people.secadmin, at=MONDAY)


def test_the_machine_may_register_what_a_demonstration_needs(db):
    city = actions.add_organization("qd", "青岛市", "region", "city", actor=SYSTEM, at=MONDAY)
    who = actions.register_person("某人", actor=SYSTEM, at=MONDAY)
    actions.give_seat(who, city, Role.LEADER, actor=SYSTEM, at=MONDAY, since=SINCE)
    assert (Organization.objects.count(), actor_of(who, TODAY).holds(Role.LEADER)) == (1, True)
