"""Pages of opinions: answering without JavaScript, signed or not; the map and its gate; the desk; what they cost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import MONDAY
from tests.opinions.crowds import browser, opened, people, prepared, statements, two_camps

from shangliang.opinions import actions, queries
from shangliang.opinions.models import Conversation, Participant, Statement
from shangliang.site import middleware

pytestmark = pytest.mark.django_db
EVERYBODY = ("li", "zhou", "chen", "zheng", "zhao", "wu", "head", "han", "reviewer", "sun", "leader", "sysadmin")


@pytest.fixture(autouse=True)
def house(settings, monkeypatch):
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(middleware, "now", lambda: MONDAY)


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(seen)


def answer(client: Client, conversation: Conversation, number: int, value: int) -> int:
    return client.post(f"/opinions/{conversation.code}/answer", {"statement": number, "value": value}).status_code


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("/desk/opinions", {"chen", "zheng", "reviewer"}),
        ("/desk/opinions/new", {"chen", "zheng"}),
        ("/desk/opinions/y1", {"chen", "zheng", "reviewer"}),
    ],
)
def test_desk_pages_open_for_their_roles_and_for_nobody_else(address, may):
    found = people()
    opened(found)
    assert {name for name in EVERYBODY if browser(found, name).get(address).status_code == 200} == may
    assert browser(found).get(address).status_code == 302


def test_public_pages_open_for_everybody_and_hide_what_is_being_prepared():
    found = people()
    conversation, draft = opened(found), prepared(found)
    two_camps(conversation, 3)
    actions.compute_map(conversation, at=MONDAY)
    for page in ("/opinions", *(f"/opinions/{conversation.code}{tail}" for tail in ("", "/map", "/map?view=table"))):
        assert browser(found).get(page).status_code == 200
    assert browser(found).get(f"/opinions/{draft.code}").status_code == 404
    assert draft.code not in browser(found).get("/opinions").content.decode()


def test_a_stranger_answers_with_a_plain_form_and_is_the_same_participant_afterwards():
    found = people()
    conversation, client = opened(found), browser(found)
    assert "第 1 条，共 11 条" in client.get(f"/opinions/{conversation.code}").content.decode()
    assert answer(client, conversation, 1, 1) == 302
    assert client.cookies["voter"]["httponly"]
    answer(client, conversation, 2, -1)
    answer(client, conversation, 2, 0)
    assert [(p.level, p.vote_count) for p in Participant.objects.all()] == [(0, 2)]
    assert "第 3 条，共 11 条" in client.get(f"/opinions/{conversation.code}").content.decode()
    assert queries.recount(conversation) == {1: (1, 0, 0), 2: (0, 0, 1)}


def test_a_look_alone_gives_no_key_and_counts_nobody():
    found = people()
    conversation, client = opened(found), browser(found)
    client.get(f"/opinions/{conversation.code}")
    client.get(f"/opinions/{conversation.code}/map")
    assert "voter" not in client.cookies
    assert Participant.objects.count() == 0


def test_a_forged_key_is_worth_nothing():
    found = people()
    conversation, client = opened(found), browser(found)
    answer(client, conversation, 1, 1)
    key = client.cookies["voter"].value
    forged = browser(found)
    forged.cookies["voter"] = "somebody-else" + key[key.index(":") :]
    answer(forged, conversation, 1, -1)
    assert queries.recount(conversation) == {1: (1, 1, 0)}
    copied = browser(found)
    copied.cookies["voter"] = key
    answer(copied, conversation, 1, -1)
    assert queries.recount(conversation) == {1: (0, 2, 0)}


def test_answers_given_before_signing_in_are_taken_along():
    found = people()
    conversation, client = opened(found), browser(found)
    answer(client, conversation, 1, 1)
    client.force_login(found.account("li"), backend="shangliang.people.signin.Door")
    assert "第 2 条，共 11 条" in client.get(f"/opinions/{conversation.code}").content.decode()
    answer(client, conversation, 2, 1)
    assert [(p.level, p.vote_count) for p in Participant.objects.all()] == [(1, 2)]


@pytest.mark.parametrize("posted", [{}, {"statement": 1}, {"statement": 99, "value": 1}, {"statement": 1, "value": 7}])
def test_nonsense_is_no_answer(posted):
    found = people()
    conversation = opened(found)
    assert browser(found).post(f"/opinions/{conversation.code}/answer", posted).status_code == 404
    assert Participant.objects.count() == 0


def test_an_answer_to_a_closed_conversation_is_refused_in_words():
    found = people()
    conversation, client = opened(found), browser(found)
    actions.stop(conversation, actor=found.chen, at=MONDAY)
    answer(client, conversation, 1, 1)
    assert "现在不能表态" in client.get(f"/opinions/{conversation.code}").content.decode()
    assert Participant.objects.count() == 0


def test_an_answer_can_be_changed_from_the_table():
    found = people()
    conversation, client = opened(found), browser(found, "li")
    two_camps(conversation, 3)
    actions.compute_map(conversation, at=MONDAY)
    answer(client, conversation, 1, 1)
    table = client.get(f"/opinions/{conversation.code}/map?view=table").content.decode()
    assert f'href="/opinions/{conversation.code}?n=1"' in table
    page = client.get(f"/opinions/{conversation.code}?n=1").content.decode()
    assert "改第 1 条的表态" in page
    assert 'value="1" data-key="1" aria-pressed="true"' in page


def test_writing_one_s_own_asks_for_a_sign_in_and_goes_to_review():
    found = people()
    conversation = opened(found)
    stranger = browser(found).get(f"/opinions/{conversation.code}/own")
    assert stranger["Location"].startswith("/signin?")
    client = browser(found, "li")
    wrong = client.post(f"/opinions/{conversation.code}/own", {"text": "短"})
    assert (wrong.status_code, "4 到 140" in wrong.content.decode()) == (422, True)
    assert client.post(f"/opinions/{conversation.code}/own", {"text": "电费按刷卡次数算。"}).status_code == 302
    row = Statement.objects.get(text="电费按刷卡次数算。")
    assert row.state == "queued"
    assert row.text not in browser(found).get(f"/opinions/{conversation.code}/map").content.decode()


def test_the_map_shows_groups_when_they_are_stable_and_the_reason_when_not():
    found = people()
    conversation = opened(found)
    address = f"/opinions/{conversation.code}/map"
    two_camps(conversation, 2, noise=0)
    view = actions.compute_map(conversation, at=MONDAY).view
    page = browser(found).get(address).content.decode()
    assert view["stability"]["reason"] in page
    assert 'class="omap"' not in page
    assert "多数人同意" in page
    two_camps(conversation, 20)
    actions.compute_map(conversation, at=MONDAY)
    page = browser(found).get(address).content.decode()
    assert 'class="omap"' in page
    assert "两群人都同意" in page
    assert "多数人同意" not in page


def test_the_map_says_where_the_visitor_stands_and_only_to_the_visitor():
    found = people()
    conversation, client = opened(found), browser(found, "li")
    two_camps(conversation, 20)
    for row in statements(conversation)[:8]:
        answer(client, conversation, row.number, 1)
    actions.compute_map(conversation, at=MONDAY)
    address = f"/opinions/{conversation.code}/map"
    assert "fi-seal" in client.get(address).content.decode()
    assert "fi-seal" not in browser(found).get(address).content.decode()


def test_the_table_holds_every_count_of_the_map():
    found = people()
    conversation = opened(found)
    two_camps(conversation, 20)
    view = actions.compute_map(conversation, at=MONDAY).view
    page = browser(found).get(f"/opinions/{conversation.code}/map?view=table").content.decode()
    for row in view["rows"]:
        for level in ("0", "1", "2"):
            assert " / ".join(map(str, row["by_level"][level])) in page
        assert f"{row['share']}%（{row['low']}–{row['high']}）" in page
    for row in view["agreed"]:
        for group in row["groups"]:
            assert f"{group['share']}%（{group['low']}–{group['high']}，{group['agree']}/{group['seen']}）" in page


def test_the_desk_prepares_opens_moderates_and_closes_through_its_forms():
    found = people()
    client, base = browser(found, "chen"), "/desk/opinions/y1"
    made = client.post("/desk/opinions/new", {"title": "口袋公园建在哪？", "region": found.org("city").pk,
                                              "closes_on": "2022-10-31"})  # fmt: skip
    assert made["Location"] == base
    assert "还差" in client.get(base).content.decode()
    client.post(f"{base}/seeds", {"texts": "建在学校边上。\n\n建在老小区。\n不要占停车位。"})
    client.post(f"{base}/steps/open")
    conversation = Conversation.objects.get(code="y1")
    assert (conversation.state, conversation.closes_at.isoformat()) == ("open", "2022-10-31T16:00:00+00:00")
    sent = browser(found, "li").post("/opinions/y1/own", {"text": "先问问住在边上的人。"})
    assert sent.status_code == 302
    assert "先问问住在边上的人" in client.get(base).content.decode()
    assert "先问问住在边上的人" in client.get(f"{base}/queue").content.decode()
    browser(found, "reviewer").post(f"{base}/queue/approve", {"number": 4})
    client.post(f"{base}/queue/remove", {"number": 1, "kind": "repeat"})
    assert sorted(Statement.objects.values_list("number", "state")) == [
        (1, "removed"), (2, "live"), (3, "live"), (4, "live")]  # fmt: skip
    client.post(f"{base}/edit", {"intro": "选址", "closes_on": ""})
    client.post(f"{base}/steps/close")
    conversation.refresh_from_db()
    assert (conversation.state, conversation.intro, conversation.closes_at) == ("closed", "选址", None)


@pytest.mark.parametrize("name", ["li", "wu", "han", "far"])
def test_acts_of_the_desk_are_refused_to_everybody_else(name):
    found = people()
    conversation = opened(found)
    client = browser(found, name)
    client.post(f"/desk/opinions/{conversation.code}/steps/close")
    client.post(f"/desk/opinions/{conversation.code}/queue/remove", {"number": 1, "kind": "off"})
    client.post(f"/desk/opinions/{conversation.code}/seeds", {"texts": "放进去的一条。"})
    conversation.refresh_from_db()
    assert (conversation.state, conversation.live_count) == ("open", 11)


@pytest.mark.parametrize("address", ["steps/fly", "queue/fly"])
def test_unknown_acts_are_unknown_addresses(address):
    found = people()
    conversation = opened(found)
    assert browser(found, "chen").post(f"/desk/opinions/{conversation.code}/{address}").status_code == 404


@pytest.mark.parametrize(("name", "address", "most"), [("", "/opinions", 5), ("chen", "/desk/opinions", 5)])
def test_lists_cost_the_same_with_one_and_three_rows(name, address, most):
    found = people()
    opened(found)
    client = browser(found, name)
    one = cost(client, address)
    opened(found)
    opened(found)
    assert cost(client, address) == one
    assert one <= most


@pytest.mark.parametrize(
    ("name", "address", "most"),
    [("", "/opinions/{}", 12), ("li", "/opinions/{}", 12), ("", "/opinions/{}/map", 13), ("li", "/opinions/{}/map", 14),
     ("chen", "/desk/opinions/{}", 16)],
)  # fmt: skip
def test_detail_pages_cost_the_same_with_few_and_many_answers(name, address, most):
    found = people()
    few, many = opened(found, "第一条看法。", "第二条看法。", "第三条看法。"), opened(found)
    client = browser(found, name)
    for conversation, each in ((few, 1), (many, 6)):
        two_camps(conversation, each)
        answer(client, conversation, 1, 1)
        actions.add_statement(conversation, "等着看的一条。", actor=found.li, at=MONDAY)
        actions.compute_map(conversation, at=MONDAY)
    one, more = cost(client, address.format(few.code)), cost(client, address.format(many.code))
    assert one == more
    assert more <= most


def test_lists_go_on_from_a_code_when_there_are_more_than_a_page(monkeypatch):
    found = people()
    codes = [prepared(found).code for _ in range(5)]
    rows = Conversation.objects.order_by("-opened_at", "-pk")
    first, after = queries.page_of(rows, at_once=2)
    second, _ = queries.page_of(rows, before=after, at_once=2)
    third, end = queries.page_of(rows, before=second[-1].code, at_once=2)
    assert [row.code for row in (*first, *second, *third)] == codes[::-1]
    assert end == ""
