"""Signing in: what each door opens, the second factor, locks, and where one is led afterwards."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings as configured
from django.test import Client
from tests.cast import MONDAY, cast

from shangliang.kernel.workflow import SYSTEM, Role
from shangliang.people.actions import give_totp, join_cast, register_person
from shangliang.people.models import Account, Message, SignInLock
from shangliang.people.rules import SIGN_IN_FAILURES, local_path

PASSWORD = "a-long-test-password"
HOSTILE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil",
    "javascript:alert(1)",
    " /desk",
    "/desk\n//evil.example",
    "evil.example",
    "",
]


def totp(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def door(client: Client, username: str, password: str = PASSWORD, target: str = ""):
    return client.post("/accounts/login", {"login": username, "password": password, "next": target})


@pytest.fixture
def people(db):
    return cast()


def phone_sign_in(client: Client, phone: str, settings, target: str = ""):
    settings.DEMO = True
    client.post("/signin", {"phone": phone, "next": target})
    code = re.search(r"\d{6}", Message.objects.latest("pk").body)[0]
    return client.post("/signin/code", {"code": code, "next": target})


@pytest.mark.parametrize("target", HOSTILE)
def test_only_paths_of_this_site_are_gone_on_to(target):
    assert local_path(target, default="/mine") == "/mine"


@pytest.mark.parametrize("target", ["/", "/desk", "/topics/2026-03?tab=2#x", "/搜索"])
def test_a_path_of_this_site_is_kept(target):
    assert local_path(target) == target


@pytest.mark.parametrize("target", HOSTILE)
def test_the_phone_door_leads_nobody_away(client, db, settings, target):
    assert phone_sign_in(client, "13800000001", settings, target)["Location"] == "/mine"


@pytest.mark.parametrize("target", HOSTILE)
def test_the_staff_door_leads_nobody_away(client, people, target):
    secret = give_totp(people.account("wu"))
    door(client, "wu", target=target)
    answer = client.post("/accounts/2fa/check", {"code": totp(secret)})
    assert answer["Location"] == configured.LOGIN_REDIRECT_URL


def test_the_staff_door_goes_on_to_the_page_that_was_asked_for(client, people):
    secret = give_totp(people.account("sysadmin"))
    assert client.get("/desk/people")["Location"] == "/accounts/login?next=%2Fdesk%2Fpeople"
    door(client, "sysadmin", target="/desk/people")
    assert client.post("/accounts/2fa/check", {"code": totp(secret)})["Location"] == "/desk/people"
    assert client.get("/desk/people").status_code == 200


def test_a_password_alone_opens_nothing_when_a_second_factor_is_set(client, people):
    give_totp(people.account("sysadmin"))
    assert door(client, "sysadmin")["Location"] == "/accounts/2fa/check"
    assert client.get("/desk/people")["Location"].startswith("/accounts/login")


def test_a_wrong_one_time_password_opens_nothing(client, people):
    secret = give_totp(people.account("sysadmin"))
    door(client, "sysadmin")
    answer = client.post("/accounts/2fa/check", {"code": "000000" if totp(secret) != "000000" else "111111"})
    assert "动态口令不对" in answer.content.decode()
    assert client.get("/desk/people")["Location"].startswith("/accounts/login")


def test_staff_without_a_second_factor_are_led_to_set_one_up_before_any_desk_opens(client, people):
    people.account("sysadmin")
    door(client, "sysadmin")
    assert client.get("/desk/people")["Location"] == "/accounts/2fa/set-up?next=/desk/people"
    page = client.get("/accounts/2fa/set-up").content.decode()
    secret = re.search(r"<code class=\"sl-hash\">([A-Z2-7]+)</code>", page)[1]
    assert client.post("/accounts/2fa/set-up", {"code": totp(secret)})["Location"] == "/accounts/2fa/codes"
    assert client.get("/desk/people").status_code == 200
    codes = client.get("/accounts/2fa/codes").content.decode()
    assert len(re.findall(r"<code>\d{8}</code>", codes)) == 10


def test_a_recovery_code_replaces_the_one_time_password_once(client, people):
    account = people.account("sysadmin")
    give_totp(account)
    code = Authenticator.objects.get(user=account, type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in ("/desk", None):
        fresh = Client()
        door(fresh, "sysadmin")
        assert fresh.post("/accounts/2fa/check", {"code": code}).headers.get("Location") == expected


def test_the_second_factor_is_sealed_in_the_database(people):
    secret = give_totp(people.account("sysadmin"))
    stored = [str(row.data) for row in Authenticator.objects.all()]
    assert len(stored) == 2
    assert not any(secret in text for text in stored)


def test_nobody_takes_his_own_second_factor_away(client, people):
    secret = give_totp(people.account("sysadmin"))
    door(client, "sysadmin")
    client.post("/accounts/2fa/check", {"code": totp(secret)})
    client.post("/accounts/2fa/remove")
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_a_citizen_needs_no_second_factor(client, db, settings):
    assert phone_sign_in(client, "13800000001", settings, "/mine")["Location"] == "/mine"
    assert client.get("/accounts/2fa").status_code == 200


def test_the_phone_door_opens_no_staff_seat(client, people, settings):
    wu = register_person("部门新人", actor=SYSTEM, at=MONDAY, phone="13800000009")
    from shangliang.people.models import Seat

    Seat.objects.create(person=wu, organization=people.org("city"), role=str(Role.SYSADMIN), since="2020-01-01")
    phone_sign_in(client, "13800000009", settings)
    assert client.get("/desk/people").status_code == 403


def test_the_same_person_gets_the_desk_through_the_staff_door(client, people):
    """The negative control of the test above: it is the door that is weak, not the person."""
    secret = give_totp(people.account("sysadmin"))
    door(client, "sysadmin")
    client.post("/accounts/2fa/check", {"code": totp(secret)})
    assert client.get("/desk/people").status_code == 200


def test_the_fifth_failure_locks_a_name_even_for_the_right_password(client, people):
    people.account("wu")
    for _ in range(SIGN_IN_FAILURES - 1):
        assert "登录名或密码不对" in door(client, "wu", "wrong-password-1").content.decode()
    door(client, "WU ", "wrong-password-1")
    assert "锁定" in door(client, "wu").content.decode()
    assert "登录名或密码不对" in door(client, "other", "wrong-password-1").content.decode()


def test_four_failures_lock_nothing_and_success_forgets_them(client, people):
    account = people.account("wu")
    for _ in range(SIGN_IN_FAILURES - 1):
        door(client, "wu", "wrong-password-1")
    assert door(client, "wu")["Location"] == "/desk"
    assert (account.username, SignInLock.objects.count()) == ("wu", 0)


def test_a_name_that_does_not_exist_is_answered_like_a_wrong_password(client, people):
    people.account("wu")
    strange, known = (door(Client(), name, "wrong-password-1").content.decode() for name in ("nobody", "wu"))
    assert ("登录名或密码不对" in strange, "登录名或密码不对" in known) == (True, True)


def test_the_fifth_wrong_one_time_password_locks_the_second_step(client, people):
    secret = give_totp(people.account("wu"))
    door(client, "wu")
    bad = f"{(int(totp(secret)) + 5000) % 1000000:06d}"
    for _ in range(SIGN_IN_FAILURES):
        assert "动态口令不对" in client.post("/accounts/2fa/check", {"code": bad}).content.decode()
    assert "锁定" in client.post("/accounts/2fa/check", {"code": totp(secret)}).content.decode()


def test_a_closed_account_does_not_sign_in(client, people):
    account = people.account("wu")
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert "登录名或密码不对" in door(client, "wu").content.decode()


def test_signing_out_takes_a_post(client, people):
    client.force_login(people.account("li"))
    assert client.get("/signout").status_code == 405
    assert client.get("/accounts/logout").status_code == 405
    assert client.post("/signout")["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_nobody_opens_an_account_for_himself(client, db):
    for address in ("/accounts/signup", "/accounts/signup/", "/accounts/password/reset", "/accounts/email"):
        assert client.get(address).status_code == 404


def test_the_demonstration_offers_its_cast_and_signs_in_without_a_password(client, people, settings):
    settings.DEMO = True
    join_cast(people.people["sysadmin"], "sysadmin", password=PASSWORD)
    join_cast(people.people["li"], "li")
    shown = client.get("/demo").content.decode()
    assert ("系统管理员" in shown, "市民小李" in shown, "外人钱" in shown) == (True, True, False)
    assert client.post("/demo/sysadmin")["Location"] == "/desk"
    assert "就是您现在" in client.get("/demo").content.decode()
    assert client.get("/desk/people").status_code == 200
    assert client.post("/demo/li")["Location"] == "/mine"
    assert client.get("/desk/people").status_code == 403


def test_outside_of_the_demonstration_there_is_no_stepping_in(client, people, settings):
    settings.DEMO = False
    join_cast(people.people["sysadmin"], "sysadmin", password=PASSWORD)
    answers = [client.get("/demo"), client.post("/demo/sysadmin"), client.get("/inbox")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert "_auth_user_id" not in client.session


def test_a_session_stepped_into_loses_its_seats_when_the_demonstration_ends(client, people, settings):
    settings.DEMO = True
    join_cast(people.people["sysadmin"], "sysadmin", password=PASSWORD)
    client.post("/demo/sysadmin")
    assert client.get("/desk/people").status_code == 200
    settings.DEMO = False
    assert client.get("/desk/people").status_code == 403


def test_nobody_steps_in_as_a_person_outside_of_the_cast(client, people, settings):
    settings.DEMO = True
    people.account("sysadmin")
    assert client.post("/demo/sysadmin").status_code == 404


def test_the_inbox_shows_one_time_passwords_with_which_the_cast_signs_in(client, people, settings):
    settings.DEMO = True
    join_cast(people.people["sysadmin"], "sysadmin", password=PASSWORD)
    give_totp(people.account("wu"))
    shown = client.get("/inbox").content.decode()
    code = re.search(r"<td class=\"num\"[^>]*>(\d{6})</td>", shown)[1]
    assert ">wu<" not in shown
    door(client, "sysadmin")
    assert client.post("/accounts/2fa/check", {"code": code})["Location"] == "/desk"


def test_signing_in_by_password_after_stepping_in_is_a_staff_session(client, people, settings):
    settings.DEMO = True
    join_cast(people.people["li"], "li")
    client.post("/demo/li")
    client.post("/signout")
    settings.DEMO = False
    secret = give_totp(people.account("sysadmin"))
    door(client, "sysadmin")
    client.post("/accounts/2fa/check", {"code": totp(secret)})
    assert client.get("/desk/people").status_code == 200
