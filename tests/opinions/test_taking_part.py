"""Faces beside answering: near-copies, what is not used, appeals, real names, who takes part, names."""

import json
from datetime import date

import pytest
from tests.cast import MONDAY
from tests.opinions.crowds import COMMON, browser, opened, people, prepared, statements, two_camps

from shangliang.kernel.refusals import Forbidden, Invalid, NotNow
from shangliang.ledger.queries import events_of
from shangliang.opinions import actions, queries
from shangliang.opinions.models import (
    Participant,
    PopulationCell,
    RealNameProof,
    Statement,
    VoteLog,
)
from shangliang.opinions.queries import crowd as crowds
from shangliang.opinions.rules import tickets
from shangliang.site import middleware

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(settings, monkeypatch):
    settings.DEMO = True
    settings.REAL_NAME_SERVICE = "shangliang.opinions.realname.Demonstration"
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(middleware, "now", lambda: MONDAY)


def text_of(client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_script_of_the_page_gets_the_next_card_and_the_place_and_a_form_gets_the_page():
    found = people()
    conversation, client = opened(found), browser(found)
    two_camps(conversation)
    actions.compute_map(conversation, at=MONDAY)
    address, asked = f"/opinions/{conversation.code}/answer", {"HTTP_ACCEPT": "application/json"}
    for number in range(1, 8):
        reply = client.post(address, {"statement": number, "value": 1}, **asked)
        said = json.loads(reply.content)
        assert (reply.status_code, said["refused"]) == (200, "")
        assert (said["spot"] is not None) == (number == 7)
        assert f"第 {number + 1} 条，共 11 条" in said["card"]
    assert "您在这里" in said["card"]
    assert Participant.objects.filter(vote_count=7, level=0).count() == 1
    assert client.post(address, {"statement": 9, "value": 0}).status_code == 302


def test_after_a_vote_at_the_live_process_the_script_asks_for_the_next_card():
    found = people()
    conversation, client = opened(found), browser(found)
    client.post(f"/opinions/{conversation.code}/ticket")
    address = f"/opinions/{conversation.code}/card"
    assert "第 1 条，共 11 条" in client.get(address).json()["card"]
    token = queries.participant_token(conversation, "browser:" + client.cookies["voter"].value.split(":")[0])
    actions.cast_vote(statements(conversation)[0], 1, who="nobody", level=0, at=MONDAY)
    Participant.objects.update(token=token)  # as the live process writes it under the token of the ticket
    reply = client.get(address)
    assert "第 2 条，共 11 条" in reply.json()["card"]
    assert "no-store" in reply["Cache-Control"]
    assert Participant.objects.count() == 1


def test_whoever_does_not_count_is_told_and_may_answer_all_the_same():
    found = people()
    conversation = prepared(found, *COMMON)
    actions.set_level(conversation, 1, actor=found.chen, at=MONDAY)
    actions.start(conversation, actor=found.chen, at=MONDAY)
    stranger, client = browser(found), browser(found, "li")
    address = f"/opinions/{conversation.code}"
    assert "用手机核验" in text_of(stranger, address)
    assert "用手机核验" not in text_of(client, address)
    for one in (stranger, client):
        one.post(f"{address}/answer", {"statement": 1, "value": 1})
    first = queries.standings(conversation)[0]
    assert (first.agree, first.seen) == (1, 1)
    assert queries.tallies(conversation) == {1: {0: (1, 0, 0), 1: (1, 0, 0)}}


def test_a_refused_answer_is_told_to_the_script_too():
    found = people()
    conversation, client = opened(found), browser(found)
    actions.moderate(statements(conversation)[0], "remove", actor=found.chen, at=MONDAY, kind="off")
    reply = client.post(
        f"/opinions/{conversation.code}/answer", {"statement": 1, "value": 1}, HTTP_ACCEPT="application/json"
    )
    assert reply.status_code == 409
    assert json.loads(reply.content)["refused"] == "这条看法现在不能表态。"


def test_near_copies_are_shown_before_a_statement_is_sent_and_it_can_be_sent_anyway():
    found = people()
    conversation, client = opened(found), browser(found, "li")
    address, said = f"/opinions/{conversation.code}/own", {"text": "费用应该在楼道张榜。"}
    page = client.post(address, said).content.decode()
    assert "已经有人说过差不多的" in page
    assert COMMON[0] in page
    assert Statement.objects.filter(author=found.people["li"]).count() == 0
    assert client.post(address, {**said, "anyway": "1"}).status_code == 302
    assert Statement.objects.filter(author=found.people["li"], state="queued").count() == 1


def test_what_is_not_used_is_public_with_its_reason_and_names_of_people_are_not():
    found = people()
    conversation = opened(found)
    for text, kind in (("张主任要负责。", "private"), ("养狗要拴绳子。", "off")):
        row = actions.add_statement(conversation, text, actor=found.li, at=MONDAY)
        actions.moderate(row, "remove", actor=found.chen, at=MONDAY, kind=kind)
    page = text_of(browser(found), f"/opinions/{conversation.code}/removed")
    assert "养狗要拴绳子" in page
    assert "和这个问题无关" in page
    assert "张主任" not in page
    assert "写了能认出人的信息" in page
    mine = browser(found, "li")
    assert "张主任" in text_of(mine, f"/opinions/{conversation.code}/removed")
    number = Statement.objects.get(text="养狗要拴绳子。").number
    mine.post(f"/opinions/{conversation.code}/removed/{number}/appeal", {"reason": "狗也坐电梯"})
    browser(found, "zhao").post(f"/opinions/{conversation.code}/removed/{number}/appeal", {"reason": "我也要"})
    assert Statement.objects.get(number=number).state == "appealed"
    queue = text_of(browser(found, "zheng"), f"/desk/opinions/{conversation.code}/queue")
    assert "狗也坐电梯" in queue
    browser(found, "zheng").post(
        f"/desk/opinions/{conversation.code}/queue/accept", {"number": number, "reason": "说得对"}
    )
    assert Statement.objects.get(number=number).state == "live"


def test_like_proposals_stand_together_and_are_left_out_with_one_reason():
    found = people()
    conversation = opened(found)
    for text in ("车位要给老人留着。", "给老人留车位。", "狗要拴绳。", "老人的车位要留。"):
        actions.add_statement(conversation, text, actor=found.li, at=MONDAY)
    base = f"/desk/opinions/{conversation.code}/queue"
    client = browser(found, "chen")
    page = text_of(client, base)
    assert "3 条差不多的" in page
    numbers = list(Statement.objects.filter(text__contains="老人").values_list("number", flat=True))
    client.post(f"{base}/remove", {"number": numbers[:2], "kind": ""})
    assert Statement.objects.filter(state="queued").count() == 4
    client.post(f"{base}/remove", {"number": numbers[1:], "kind": "repeat", "from": "queue"})
    assert Statement.objects.filter(state="queued").count() == 2


def test_a_real_name_is_proved_outside_once_and_nothing_but_a_fingerprint_is_kept():
    found = people()
    conversation = prepared(found, *COMMON)
    actions.set_level(conversation, 2, actor=found.chen, at=MONDAY)
    actions.start(conversation, actor=found.chen, at=MONDAY)
    client = browser(found, "li")
    assert "去实名核验" in text_of(client, f"/opinions/{conversation.code}")
    away = client.post("/real-name", {"next": f"/opinions/{conversation.code}"})["Location"]
    assert away.startswith("/real-name/demonstration?key=")
    back = client.post(away, {"who": "2"})["Location"]
    assert client.get(back)["Location"] == f"/opinions/{conversation.code}"
    proof = RealNameProof.objects.get()
    assert (proof.person_id, len(proof.subject_key), proof.service) == (found.people["li"].pk, 64, "demonstration")
    client.post(f"/opinions/{conversation.code}/answer", {"statement": 1, "value": 1})
    assert Participant.objects.get().level == 2
    other = browser(found, "zhao")
    other.get(other.post(other.post("/real-name")["Location"], {"who": "2"})["Location"])  # the same real person
    assert RealNameProof.objects.count() == 1
    other.get("/real-name/proved?ticket=" + back.split("ticket=")[1])  # somebody else's ticket
    other.get("/real-name/proved?ticket=made-up")
    assert RealNameProof.objects.count() == 1


def test_without_a_service_nobody_is_asked_for_a_real_name(settings):
    settings.REAL_NAME_SERVICE = ""
    found = people()
    assert browser(found, "li").get("/real-name").status_code == 404
    settings.DEMO = False
    assert browser(found, "li").get("/real-name/demonstration").status_code == 404


def test_who_takes_part_is_compared_with_a_table_that_the_desk_edits_and_small_cells_are_hidden():
    found = people()
    conversation = opened(found)
    two_camps(conversation, 10)
    district = crowds.districts_of(conversation.region)[0]
    for n, someone in enumerate(Participant.objects.order_by("number")):
        actions.tell_about(someone, age_band="60-74" if n < 12 else "18-29" if n < 18 else "u18", district=district)
    desk = browser(found, "chen")
    rows = "age,u18,100\nage,18-29,300\nage,60-74,200\nage,30-44,400"
    desk.post("/desk/opinions/population", {"rows": rows, "source": "统计公报", "as_of": "2021-06-01"})
    assert PopulationCell.objects.filter(region=conversation.region).count() == 4
    page = text_of(desk, f"/desk/opinions/{conversation.code}/people")
    assert "60 至 74 岁" in page
    assert "偏多" in page
    assert "&lt; 5" in page
    age = crowds.comparisons(conversation)[0]
    shown = {cell.key: cell.number for cell in age.cells if cell.number}
    assert shown == {"60-74": 12}  # two of u18 are hidden, and the smallest of the others with them
    for wrong in ("age,u18", "age,old,5", "planet,u18,5"):
        answer = desk.post("/desk/opinions/population", {"rows": wrong, "source": "x", "as_of": "2021-06-01"})
        assert answer.status_code == 422
    with pytest.raises(Forbidden):
        actions.set_population(
            conversation.region, [actions.Count("age", "u18", 1)], source="x", as_of=date(2021, 6, 1), actor=found.li
        )


def test_somebody_who_takes_part_may_say_who_he_is_and_take_it_back():
    found = people()
    conversation, client = opened(found), browser(found)
    assert client.post(f"/opinions/{conversation.code}/about", {"age_band": "30-44"}).status_code == 404
    client.post(f"/opinions/{conversation.code}/answer", {"statement": 1, "value": 1})
    client.post(f"/opinions/{conversation.code}/about", {"age_band": "30-44", "gender": "f"})
    assert Participant.objects.values_list("age_band", "gender").get() == ("30-44", "f")
    client.post(f"/opinions/{conversation.code}/about", {"age_band": "", "gender": ""})
    assert Participant.objects.values_list("age_band", "gender").get() == ("", "")


def test_a_person_names_the_groups_and_the_name_stays_when_the_map_is_computed_anew():
    found = people()
    conversation = opened(found)
    two_camps(conversation)
    row = actions.compute_map(conversation, at=MONDAY)
    one, two = (group["id"] for group in row.view["groups"])
    browser(found, "chen").post(f"/desk/opinions/{conversation.code}/names", {"group": one, "name": "先装上再说"})
    assert "先装上再说" in text_of(browser(found), f"/opinions/{conversation.code}/map")
    assert events_of("conversation", conversation.code).filter(verb="name_group").count() == 1
    for name, fault in (("", Invalid), ("很长很长很长很长很长很长长", Invalid), ("先装上再说", Invalid)):
        with pytest.raises(fault):
            actions.name_group(conversation, two, name, actor=found.chen, at=MONDAY)
    with pytest.raises(NotNow):
        actions.name_group(conversation, 7, "没有这一群", actor=found.chen, at=MONDAY)
    for who in (found.li, found.far, found.reviewer):
        with pytest.raises(Forbidden):
            actions.name_group(conversation, two, "补偿先谈好", actor=who, at=MONDAY)
    actions.cast_vote(statements(conversation)[0], 0, who="late", level=0, at=MONDAY)
    actions.compute_map(conversation, at=MONDAY)
    assert queries.names_of(conversation) == {one: "先装上再说"}


def test_the_desk_checks_a_map_by_computing_it_again():
    found = people()
    conversation = opened(found)
    two_camps(conversation, 8)
    actions.compute_map(conversation, at=MONDAY)
    client, base = browser(found, "chen"), f"/desk/opinions/{conversation.code}"
    assert "重算核对一致" in client.post(f"{base}/recheck", follow=True).content.decode()
    VoteLog.objects.filter(pk=VoteLog.objects.first().pk).update(value=0)
    assert "重算核对不一致" in client.post(f"{base}/recheck", follow=True).content.decode()


def test_a_ticket_lets_the_reader_vote_at_the_live_process_as_on_the_page(settings):
    found = people()
    conversation, client = opened(found), browser(found)
    said = client.post(f"/opinions/{conversation.code}/ticket").json()
    key = tickets.key_of(settings.PEPPER)
    opened_ = tickets.open_ticket(key, said["ticket"], place=conversation.code, now=MONDAY.timestamp())
    client.post(f"/opinions/{conversation.code}/answer", {"statement": 1, "value": 1})
    assert (opened_.token, opened_.level, said["level"]) == (Participant.objects.get().token, 0, 0)
    with pytest.raises(tickets.BadTicketError):
        tickets.open_ticket(key, said["ticket"], place="y99", now=MONDAY.timestamp())
