"""The administrators' desks: who opens them, what they do, what they cost; and the audit."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import MONDAY, cast, person

from shangliang.kernel.workflow import Role
from shangliang.ledger.actions import Entry, append_many
from shangliang.people import actions
from shangliang.people.actions import give_totp
from shangliang.people.audit import entries
from shangliang.people.models import Organization, Person, Seat

PAGES = ["/desk/people", "/desk/people/persons", "/desk/people/bodies/park"]


@pytest.fixture
def people(db):
    return cast()


def signed_in(client, people, name):
    account = people.account(name)
    give_totp(account)
    client.force_login(account)
    client.get("/accounts/2fa")
    client.get("/desk/people")
    return client


def cost(client, address: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


@pytest.mark.parametrize("name", ["sysadmin", "secadmin"])
@pytest.mark.parametrize("address", PAGES)
def test_the_two_administrators_open_the_desk(client, people, name, address):
    assert signed_in(client, people, name).get(address).status_code == 200


@pytest.mark.parametrize("name", ["li", "zhou", "chen", "zhao", "wu", "han", "leader", "auditor"])
@pytest.mark.parametrize("address", [*PAGES, "/desk/people/new-body", "/desk/people/new-person"])
def test_others_do_not(client, people, name, address):
    assert signed_in(client, people, name).get(address).status_code == 403


def test_strangers_are_asked_to_sign_in(client, db):
    for address in [*PAGES, "/desk/audit"]:
        assert client.get(address)["Location"].startswith("/accounts/login?next=%2Fdesk%2F")


@pytest.mark.parametrize("address", ["/desk/people", "/desk/people/persons"])
def test_lists_cost_the_same_at_one_and_three_rows_and_at_most_five_queries(client, people, address):
    browser = signed_in(client, people, "sysadmin")
    before = cost(browser, address)
    for number in range(3):
        person(f"新人{number}", (Role.UNIT_CLERK, people.org("park")))
    assert (cost(browser, address), before <= 5) == (before, True)


def test_a_body_costs_at_most_twelve_queries(client, people):
    assert cost(signed_in(client, people, "sysadmin"), "/desk/people/bodies/park") <= 12


def test_a_person_costs_at_most_twelve_queries(client, people):
    browser = signed_in(client, people, "secadmin")
    assert cost(browser, f"/desk/people/persons/{people.people['zhou'].code}") <= 12


def test_the_system_administrator_registers_a_body_and_a_person_with_an_account(client, people):
    browser = signed_in(client, people, "sysadmin")
    told = {
        "code": "qd-sn-yl",
        "name": "云南路街道",
        "kind": "street",
        "level": "town",
        "parent": people.org("shinan").pk,
    }
    assert browser.post("/desk/people/new-body", told)["Location"] == "/desk/people/bodies/qd-sn-yl"
    told = {"name": "新人", "title": "科员", "username": "newcomer", "password": "a-long-test-password"}
    answer = browser.post("/desk/people/new-person", told)
    made = Person.objects.get(name="新人")
    assert answer["Location"] == f"/desk/people/persons/{made.code}"
    assert "newcomer" in browser.get(answer["Location"]).content.decode()


def test_a_refused_form_keeps_what_was_typed_and_says_why(client, people):
    browser = signed_in(client, people, "sysadmin")
    told = {"code": "park", "name": "云南路街道", "kind": "street", "level": "town"}
    answer = browser.post("/desk/people/new-body", told)
    page = answer.content.decode()
    assert (answer.status_code, "已被使用" in page, "云南路街道" in page) == (422, True, True)
    assert Organization.objects.filter(code="park").count() == 1


def test_half_a_person_is_not_registered_when_the_account_is_refused(client, people):
    browser = signed_in(client, people, "sysadmin")
    browser.post("/desk/people/new-person", {"name": "新人", "username": "newcomer", "password": "short"})
    assert Person.objects.filter(name="新人").count() == 0


def test_the_security_administrator_gives_and_ends_a_seat(client, people):
    browser, qian = signed_in(client, people, "secadmin"), people.people["qian"]
    address = f"/desk/people/persons/{qian.code}"
    browser.post(
        f"{address}/seats", {"organization": people.org("park").pk, "role": "unit_clerk", "since": "2022-01-01"}
    )
    assert Seat.objects.get(person=qian).since == date(2022, 1, 1)
    assert "部门联络员" in browser.get(address).content.decode()
    browser.post(f"{address}/seats/1/end")
    assert Seat.objects.get(person=qian).until is not None
    assert browser.post(f"{address}/seats/2/end").status_code == 404


def test_the_system_administrator_gives_no_seat_and_sees_no_form_for_it(client, people):
    browser, qian = signed_in(client, people, "sysadmin"), people.people["qian"]
    address = f"/desk/people/persons/{qian.code}"
    assert "安排席位" not in browser.get(address).content.decode()
    assert browser.post(f"{address}/seats", {"organization": 1, "role": "leader"}).status_code == 403


def test_a_lost_second_factor_is_reset_with_a_reason_and_must_be_set_up_again(client, people):
    secret_holder = people.account("chen")
    give_totp(secret_holder)
    chen = client.__class__()
    chen.force_login(secret_holder)
    assert chen.get("/desk/papers").status_code == 200
    browser, address = signed_in(client, people, "secadmin"), f"/desk/people/persons/{people.people['chen'].code}"
    browser.post(f"{address}/second-factor", {"reason": ""})
    assert chen.get("/desk/papers").status_code == 200
    browser.post(f"{address}/second-factor", {"reason": "手机丢失，当面核实"})
    assert chen.get("/desk/papers")["Location"].startswith("/accounts/2fa/set-up")


def test_people_are_found_by_name_and_by_body(client, people):
    browser = signed_in(client, people, "sysadmin")
    by_body = browser.get("/desk/people/persons?q=园林").content.decode()
    by_name = browser.get("/desk/people/persons?q=小李").content.decode()
    assert ("部门吴" in by_body, "联络室陈" in by_body, "市民小李" in by_name) == (True, False, True)


def test_fifty_people_come_at_a_time_and_the_rest_after_them(client, people):
    for number in range(60):
        person(f"第{number:02d}人", (Role.UNIT_CLERK, people.org("park")))
    browser = signed_in(client, people, "sysadmin")
    first = browser.get("/desk/people/persons").content.decode()
    after = first.split("after=")[1].split('"')[0]
    second = browser.get(f"/desk/people/persons?after={after}").content.decode()
    assert ("第59人" in first, "第09人" in first, "第09人" in second, "第10人" in second) == (True, False, True, False)


def test_the_audit_opens_for_the_auditor_alone(client, people):
    assert signed_in(client, people, "auditor").get("/desk/audit").status_code == 200
    for name in ("sysadmin", "secadmin", "leader", "chen", "li"):
        assert signed_in(client, people, name).get("/desk/audit").status_code == 403


def test_the_audit_names_who_did_what_and_why(client, people):
    someone = actions.register_person("新人", actor=people.zhou, at=MONDAY, phone="13800000007")
    actions.open_phone(someone, people.zhou, "电话回访", MONDAY)
    browser = signed_in(client, people, "auditor")
    page = browser.get("/desk/audit").content.decode()
    for words in ("热线老周", "查看电话", "电话回访", "热线受理员"):
        assert words in page
    assert "电话回访" not in browser.get("/desk/audit?who=联络室").content.decode()
    assert "电话回访" in browser.get("/desk/audit?verb=open_phone&day=2022-09-26").content.decode()
    assert "电话回访" not in browser.get("/desk/audit?day=2022-09-27").content.decode()


def test_the_audit_costs_the_same_at_one_and_many_entries(client, people):
    browser = signed_in(client, people, "auditor")
    actions.register_person("新人", actor=people.zhou, at=MONDAY)
    one = cost(browser, "/desk/audit")
    append_many([Entry("people", "", "register", people.zhou, MONDAY) for _ in range(120)])
    assert (cost(browser, "/desk/audit"), one <= 5) == (one, True)
    assert (len(entries().rows), entries().more) == (50, True)
    assert entries(before=entries().rows[-1].seq).rows[0].seq == entries().rows[-1].seq - 1
