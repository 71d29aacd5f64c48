"""The pages of figures: open to whom they say, nothing private in them, the same cost however many rows."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cockpit.world import LATE
from tests.dispatch.orders import voice

from shangliang.cockpit.queries import MEASURES, screen
from shangliang.people.actions import give_totp
from shangliang.voices.models import Voice


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch):
    from shangliang.site import middleware

    monkeypatch.setattr(middleware, "now", lambda: LATE)


def signed_in(client, people, name):
    account = people.account(name)
    give_totp(account)
    client.force_login(account)
    client.get("/report")
    return client


def cost(client, address: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_everybody_reads_the_report_with_parts_and_definitions(client, people):
    words = client.get("/report").content.decode()
    for said in ("2,000,000", "200<small>万次", "另未评价 1", "没有评价的另列，不当作满意", "/report/reply_rate"):
        assert (said, said in words) == (said, said != "2,000,000")


@pytest.mark.parametrize("code", MEASURES)
def test_every_figure_opens_its_rows(client, people, code):
    assert client.get(f"/report/{code}").status_code == 200
    assert client.get(f"/report/{code}?since=2030-01-01").status_code == 200


def test_an_unknown_figure_is_not_found(client, people):
    assert client.get("/report/whatever").status_code == 404


def test_rows_that_are_not_public_are_counted_without_their_words(client, people):
    words = client.get("/report/voices").content.decode()
    assert ("步道" in words, words.count("内容不公开，只计数")) == (False, 3)
    shown = Voice.objects.order_by("pk")[0]
    Voice.objects.filter(pk=shown.pk).update(publication="public", body_public="栏杆松动，请加固")
    assert "栏杆松动，请加固" in client.get("/report/voices").content.decode()


def test_nobody_is_named_as_a_judge_and_no_hidden_guest_is_named(client, people):
    judged = client.get("/report/evaluations").content.decode()
    assert ("18-01" in judged, "委员赵" in judged, "外人钱" in judged) == (True, False, False)
    guests = client.get("/report/citizens").content.decode()
    assert ("市民甲" in guests, guests.count("内容不公开，只计数")) == (False, 1)


def test_the_period_is_kept_from_the_report_to_its_rows(client, people):
    words = client.get("/report?since=2022-09-26&until=2022-09-26").content.decode()
    assert "/report/sessions?since=2022-09-26&amp;until=2022-09-26" in words
    rows = client.get("/report/sessions?since=2022-09-26&until=2022-09-26").content.decode()
    assert ("第 18 期" in rows, "第 19 期" in rows) == (True, False)


@pytest.mark.parametrize("query", ["since=x", "since=2022-02-30", "since=2022-10-01&until=2022-09-01"])
def test_a_wrong_period_is_named_and_the_page_still_opens(client, people, query):
    answer = client.get(f"/report?{query}")
    assert (answer.status_code, "还有几处要改" in answer.content.decode()) == (422, True)
    assert client.get(f"/report/voices?{query}&after=99999999999999999999").status_code == 200


@pytest.mark.parametrize("name", ["leader", "gov", "chen", "zheng", "sun", "zhou", "han"])
def test_those_who_steer_open_the_cockpit(client, people, name):
    words = signed_in(client, people, name).get("/cockpit").content.decode()
    assert ("听到的声音" in words, "市园林和林业局" in words) == (True, True)


@pytest.mark.parametrize("name", ["li", "wu", "head", "zhao", "reviewer", "sysadmin", "auditor"])
def test_others_do_not(client, people, name):
    assert signed_in(client, people, name).get("/cockpit").status_code == 403


def test_the_wall_looks_again_by_itself_and_a_desk_does_not(client, people):
    browser = signed_in(client, people, "leader")
    assert browser.get("/cockpit?wall=1").headers["Refresh"] == "300"
    assert "Refresh" not in browser.get("/cockpit").headers


def test_pages_cost_the_same_with_more_rows(client, people):
    browser = signed_in(client, people, "leader")
    pages = ("/report", "/report/voices", "/report/dispatched", "/cockpit")
    cache.clear()  # both times nothing is kept from requests before
    before = [cost(browser, address) for address in pages]
    for number in range(3):
        voice(people, text=f"劲松路第 {number} 个路灯不亮了")
    cache.clear()
    assert [cost(browser, address) for address in pages] == before
    # One is spent by every signed-in request.
    assert max(before) <= 13


def test_the_screen_shows_late_units_first_and_counts_each_order_once(people):
    found = screen(LATE)
    assert [(line.name, line.open, line.lamp) for line in found.units] == [("市园林和林业局", 1, "red")]
    assert found.figures["dispatched"].value == 2
