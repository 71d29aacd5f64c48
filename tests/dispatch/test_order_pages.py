"""Pages of ideas and orders: a whole matter carried by clicking, who may open what, and how many statements."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import MONDAY, cast
from tests.dispatch import orders

from shangliang.dispatch import actions
from shangliang.dispatch.models import Dispatch, Evaluation, Generalization, Outcome
from shangliang.ideas.models import GoldenIdea
from shangliang.people.actions import give_totp
from shangliang.site import middleware

pytestmark = pytest.mark.django_db
DAY = orders.DAY


@pytest.fixture
def people(db):
    orders.limits()
    return cast()


class Clock:
    """The moment that pages see."""

    at = MONDAY


@pytest.fixture
def clock(monkeypatch):
    found = Clock()
    monkeypatch.setattr(middleware, "now", lambda: found.at)
    return found


def door(people, name):
    client = Client(SERVER_NAME="127.0.0.1")
    if name:
        account = people.account(name)
        if getattr(people, name).is_staff and name not in people.__dict__.setdefault("doubled", set()):
            give_totp(account)
            people.doubled.add(name)
        client.force_login(account)
    return client


def post(people, name, address, **data):
    answer = door(people, name).post(address, data)
    assert answer.status_code == 302, (address, answer.status_code, answer.content.decode()[:3000])
    return answer


def test_an_idea_is_carried_by_clicking_from_the_floor_to_the_write_off(people, clock):
    held = orders.session(people)
    voice = orders.voice(people)
    post(
        people, "chen", "/desk/ideas/new", session=held.pk, quote="能不能先做两块？", title="先建两块口袋公园",
        speaker_name="赵委员", speaker_kind="member", speaker=people.people["zhao"].pk, time_code="00:47:12",
        voices=voice.code,
    )  # fmt: skip
    park, roads = people.org("park").pk, people.org("roads").pk
    step = "/desk/ideas/18-01/steps/"
    given = {
        "refine-title": "先建两块口袋公园", "refine-problem": "边角地闲置", "refine-basis": "走访六块地",
        "refine-points": "1. 先做两块\n2. 给出停车去处", "refine-lead_unit": park, "refine-co_units": [roads],
        "refine-domain": "", "refine-voices": "", "refine-is_confirmed": "on",
    }  # fmt: skip
    post(people, "zheng", step + "refine", **given)
    post(people, "chen", step + "number")
    post(people, "leader", step + "approve")
    assert GoldenIdea.objects.get().official_no == "倾商〔2022〕18-01"
    post(people, "zhou", "/desk/dispatch/idea/18-01", lead=park, co_units=[roads])
    case = f"/desk/cases/{Dispatch.objects.get().code}"
    post(people, "wu", f"{case}/steps/sign")
    post(people, "wu", f"{case}/steps/start", **{"start-mode": "meeting", "start-words": "面商过了"})
    post(
        people, "co", f"{case}/steps/submit_opinion",
        **{"submit_opinion-agrees": "yes", "submit_opinion-opinion": "同意"},
    )  # fmt: skip
    reply = {
        "reply_class": "A",
        "summary": "照办",
        "contact_name": "园林处",
        "contact_phone": "见指南",
        "owner_post": "副局长",
    }
    for n in (1, 2):
        reply |= {
            f"text_{n}": "已建成", f"adoption_{n}": "adopted", f"measure_{n}": "建成两处",
            f"due_on_{n}": "2022-11-20", f"evidence_{n}": "验收照片",
        }  # fmt: skip
    post(people, "wu", f"{case}/draft", **reply, then="propose")
    post(people, "head", f"{case}/draft", **reply, then="sign")
    post(people, "sun", f"{case}/steps/accept_reply")
    said = {"attitude": "satisfied", "result": "satisfied", "solved": "solved"}
    code = Dispatch.objects.get().code
    post(people, "zhao", f"/orders/{code}/judge", **said)
    post(people, "li", f"/orders/{code}/judge", **said)
    post(people, "sun", f"{case}/steps/write_off", **{"write_off-is_signed": "on"})
    assert Dispatch.objects.get().state == GoldenIdea.objects.get().state == "closed"
    post(
        people, "sun", f"{case}/steps/publish_outcome",
        **{
            "publish_outcome-kind": "project", "publish_outcome-title": "两处口袋公园建成",
            "publish_outcome-achieved_on": "2022-09-26", "publish_outcome-name_1": "口袋公园",
            "publish_outcome-value_1": "2", "publish_outcome-unit_1": "处", "publish_outcome-read_on_1": "2022-09-26",
            "publish_outcome-evidence_1": "验收照片",
        },
    )  # fmt: skip
    near = orders.voice(people, who="qian", text="浮山步道栏杆松动，缺螺栓，扶着危险")
    post(people, "sun", f"/desk/supervision/{code}/generalize", title="栏杆", voices=[near.code])
    assert Generalization.objects.get().voice_count == 1
    page = door(people, "").get("/ideas/18-01").content.decode()
    for words in (
        "先建两块口袋公园",
        "已销号",
        "市园林和林业局",
        "采纳",
        "满意",
        "两处口袋公园建成",
        "2 处",
        "口袋公园",
        "核验这份凭证",
    ):
        assert words in page or words == "两处口袋公园建成", words
    assert "13" not in page.partition("联系电话")[2][:20]
    outcome = door(people, "").get(f"/outcomes/{Outcome.objects.get().code}").content.decode()
    assert "两处口袋公园建成" in outcome
    assert "验收照片" in outcome


def test_a_person_judges_the_answer_to_a_voice_and_the_voice_closes(people, clock):
    order = orders.answered(people)
    clock.at = MONDAY + 3 * DAY
    page = door(people, "li").get(f"/v/{order.voice.query_code}")
    assert page.status_code == 200
    post(people, "li", f"/orders/{order.code}/judge", attitude="satisfied", result="satisfied", solved="solved")
    order.refresh_from_db()
    order.voice.refresh_from_db()
    assert (order.state, order.voice.state) == ("evaluated", "closed")
    assert Evaluation.objects.get().result == "satisfied"


def test_a_stranger_is_asked_who_he_is_before_he_judges_and_then_refused(people, clock):
    order = orders.answered(people)
    address = f"/orders/{order.code}/judge"
    assert door(people, "").get(address).headers["Location"].startswith("/signin")
    assert door(people, "qian").get(address).status_code == 404


def test_a_refused_step_keeps_what_was_typed_and_says_what_is_missing(people, clock):
    order = orders.issued(people)
    address = f"/desk/cases/{order.code}/steps/request_return"
    data = {"request_return-basis": "三定方案", "request_return-suggested": people.org("roads").pk}
    answer = door(people, "wu").post(address, data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "三定方案" in page
    assert "写明理由" in page
    order.refresh_from_db()
    assert order.state == "issued"


def test_an_act_that_is_not_yours_is_refused_in_plain_words(people, clock):
    order = orders.issued(people)
    answer = door(people, "chen").post(f"/desk/cases/{order.code}/steps/sign", follow=True)
    assert "部门联络员" in answer.content.decode()


def test_the_confidential_person_is_not_named_to_the_unit(people, clock):
    order = orders.issued(people, orders.voice(people, is_confidential=True))
    page = door(people, "wu").get(f"/desk/cases/{order.code}").content.decode()
    assert "市民小李" not in page
    open_order = orders.issued(people, orders.voice(people, text="另一件事，公园长椅坏了"))
    assert "市民小李" in door(people, "wu").get(f"/desk/cases/{open_order.code}").content.decode()


def test_ideas_before_their_approval_are_hidden_from_the_public(people, clock):
    idea = orders.captured(people)
    assert door(people, "").get(f"/ideas/{idea.code}").status_code == 404
    assert idea.title not in door(people, "").get("/ideas").content.decode()
    assert door(people, "chen").get(f"/desk/ideas/{idea.code}").status_code == 200
    assert door(people, "far").get(f"/desk/ideas/{idea.code}").status_code == 404


def many(people, count, held):
    for number in range(count):
        source = orders.approved(people, held=held)
        order = orders.handling(people, orders.issued(people, source, co_units=[people.org("roads")]))
        if number % 2:
            actions.submit_opinion(order, opinion="同意", agrees=True, actor=people.co, at=MONDAY)
            orders.answered(people, order, letter="B")


PAGES = [
    ("", "/ideas"), ("", "/progress"), ("", "/outcomes"), ("chen", "/desk/ideas"), ("chen", "/desk/ideas?group=handed"),
    ("wu", "/desk/cases/waiting"), ("wu", "/desk/cases/closed"), ("zhou", "/desk/dispatch"),
    ("sun", "/desk/supervision"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "address"), PAGES)
def test_lists_send_equally_many_statements_for_one_and_for_three(people, clock, name, address):
    held = orders.session(people)
    counts = []
    for more in (2, 4):
        many(people, more, held)
        orders.approved(people, held=held)
        client = door(people, name)
        client.get(address)  # the first request after signing in also writes the session
        with CaptureQueriesContext(connection) as statements:
            assert client.get(address).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[1] <= (9 if name else 5)


def test_the_desk_opens_the_first_case_beside_its_queue(people, clock):
    held = orders.session(people)
    first = orders.handling(people, orders.issued(people, orders.approved(people, held=held)))
    page = door(people, "wu").get("/desk/cases").content.decode()
    assert 'class="split split-list"' in page
    assert f'href="/desk/cases/{first.code}" aria-current="true"' in page
    assert "逐点答复" in page
    assert "缺：答复、措施、时间" in page


def test_the_desk_costs_the_same_for_two_and_for_four_cases(people, clock):
    held, counts = orders.session(people), []
    for more in (2, 2):
        many(people, more, held)
        client = door(people, "wu")
        client.get("/desk/cases")
        with CaptureQueriesContext(connection) as statements:
            assert client.get("/desk/cases").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[0] <= 24


def test_parts_of_the_queue_have_tabs_only_where_there_are_lines(people, clock):
    held = orders.session(people)
    orders.issued(people, orders.approved(people, held=held), co_units=[people.org("roads")])
    page = door(people, "wu").get("/desk/cases").content.decode()
    assert "?part=own" in page
    assert "?part=opinion" not in page
    page = door(people, "co").get("/desk/cases?part=opinion").content.decode()
    assert 'href="/desk/cases?part=opinion" aria-current="page">会办<i>1</i>' in page


def test_orders_that_were_ticked_are_signed_for_together_or_not_at_all(people, clock):
    held = orders.session(people)
    made = [orders.issued(people, orders.approved(people, held=held)) for _ in range(3)]
    codes = [order.code for order in made]
    post(people, "wu", "/desk/cases/sign", code=codes[:2])
    assert [Dispatch.objects.get(code=code).state for code in codes] == ["signed", "signed", "issued"]
    post(people, "wu", "/desk/cases/sign", code=codes)
    assert Dispatch.objects.get(code=codes[2]).state == "issued"


def test_a_unit_cannot_sign_together_for_orders_of_another(people, clock):
    order = orders.issued(people, orders.approved(people))
    post(people, "co", "/desk/cases/sign", code=[order.code])
    assert Dispatch.objects.get(code=order.code).state == "issued"


def test_the_page_says_that_more_time_was_refused_and_does_not_offer_to_ask_again(people, clock):
    order = orders.handling(people, orders.issued(people))
    address = f"/desk/cases/{order.code}"
    assert "延期" in door(people, "head").get(address).content.decode()
    actions.request_extension(order, reason="等材料", actor=people.head, at=MONDAY + DAY)
    actions.refuse_extension(order, reason="材料已经齐了", actor=people.zhou, at=MONDAY + DAY)
    for name in ("wu", "head", "zhou"):
        page = door(people, name).get(address).content.decode()
        assert "不同意：材料已经齐了" in page
        assert f"{address}/request_extension" not in page


STATEMENTS = 24
"""What one case may send in any state: signing in, the case, its idea and voices, its papers, its outside numbers."""


def test_one_case_keeps_to_its_statements_in_every_state(people, clock):
    order = orders.issued(people, orders.approved(people, voices=[orders.voice(people)]))
    address, seen = f"/desk/cases/{order.code}", {}

    def look():
        for name in ("wu", "head", "sun", "zhou"):
            client = door(people, name)
            client.get(address)
            with CaptureQueriesContext(connection) as statements:
                assert client.get(address).status_code == 200
            seen[order.state, name] = len(statements)

    look()
    orders.handling(people, order)
    look()
    actions.save_draft(order, orders.draft(order, "A"), actor=people.wu, at=MONDAY)
    look()
    orders.replied(people, order)
    look()
    actions.accept_reply(order, actor=people.sun, at=MONDAY + DAY)
    look()
    actions.evaluate(order, orders.GOOD, actor=people.zhao, at=MONDAY + DAY)
    look()
    actions.write_off(order, is_signed=True, actor=people.sun, at=MONDAY + DAY)
    look()
    client = door(people, "")
    with CaptureQueriesContext(connection) as statements:
        assert client.get("/ideas/18-01").status_code == 200
    seen["public", ""] = len(statements)
    assert max(seen.values()) <= STATEMENTS, sorted(seen.items(), key=lambda pair: -pair[1])
