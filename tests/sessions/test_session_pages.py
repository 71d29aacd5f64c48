"""Pages of sessions: who may open them, what they show and hide, what they do, what they cost."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import person
from tests.sessions.sittings import HELD, announced, browser, drafted, ended, live, people, planned, signed

from shangliang.sessions import actions, queries
from shangliang.sessions.models import Question, Series, Session, Viewpoint
from shangliang.site import middleware

pytestmark = pytest.mark.django_db
STAFF = {"chen", "zheng", "leader", "han", "reviewer", "sun"}
EVERYBODY = (
    "li", "zhou", "chen", "zheng", "zhao", "expert", "wu", "head", "co", "han", "reviewer", "sun", "leader", "gov",
    "sysadmin", "secadmin", "auditor",
)  # fmt: skip


@pytest.fixture(autouse=True)
def house(settings, monkeypatch):
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(middleware, "now", lambda: HELD + timedelta(minutes=5))


def cost(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(seen)


def fill(session: Session, found, count: int) -> None:
    """Give a running session `count` of everything that its pages list."""
    for n in range(count):
        row = actions.ask(session, f"第 {n} 个问题？", at=HELD, asked_by="住户", is_public=True,
                          person=person(f"人{session.number}-{n}"))  # fmt: skip
        actions.like_question(row, found.people["qian"])
        actions.request_floor(session, name=f"第 {n} 位", at=HELD)
        actions.note_viewpoint(session, kind="consensus", text=f"共识 {n}", actor=found.chen, at=HELD)
        actions.promise(session, unit=found.org("park"), text=f"承诺 {n}", actor=found.chen, at=HELD)
        actions.answer_question(row, "answered", answer="答了", actor=found.chen, at=HELD)


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("/desk/sessions", STAFF),
        ("/desk/sessions/new", {"chen"}),
        ("/desk/sessions/18", STAFF),
        ("/desk/sessions/18/guests", STAFF),
        ("/desk/sessions/18/host", {"chen", "zheng", "han"}),
        ("/desk/sessions/18/minutes", STAFF),
    ],
)
def test_desk_pages_open_for_their_roles_and_for_nobody_else(address, may):
    found = people()
    live(found)
    opened = {name for name in EVERYBODY if browser(found, name).get(address).status_code == 200}
    assert opened == may
    assert browser(found).get(address).status_code == 302


@pytest.mark.parametrize(
    "address",
    ["/sessions", "/sessions/18", "/sessions/18/questions", "/sessions/18/hall", "/sessions/18.json",
     "/sessions/18/minutes"],
)  # fmt: skip
def test_public_pages_open_for_everybody(address):
    found = people()
    signed(found)
    for name in ("", "li", "wu", "chen"):
        assert browser(found, name).get(address).status_code == 200


def test_a_session_that_is_not_announced_is_unknown_outside_its_region():
    found = people()
    drafted(found)
    for address in ("/sessions/18", "/sessions/18.json", "/sessions/18/hall", "/sessions/18/questions"):
        assert browser(found).get(address).status_code == 404
        assert browser(found, "chen").get(address).status_code == 200
    assert browser(found, "far").get("/desk/sessions/18").status_code == 404


def test_the_public_reads_the_minutes_after_the_signature_only():
    found = people()
    session = ended(found)
    actions.draft_minutes(session, actor=found.zheng, at=HELD, course="上午开场。")
    assert browser(found).get("/sessions/18/minutes").status_code == 404
    assert "先修结构" not in browser(found).get("/sessions/18").content.decode()
    actions.sign_minutes(session, actor=found.leader, at=HELD)
    for address in ("/sessions/18/minutes", "/sessions/18"):
        assert "先修结构" in browser(found).get(address).content.decode()


@pytest.mark.parametrize(
    ("name", "address", "most"),
    [
        ("", "/sessions/18", 12),
        ("li", "/sessions/18", 12 + 3),
        ("", "/sessions/18/questions", 12),
        ("", "/sessions/18/minutes", 12),
        ("", "/sessions/18/hall", 12),
        ("chen", "/desk/sessions/18", 12 + 3),
        ("chen", "/desk/sessions/18/guests", 12 + 3),
        ("chen", "/desk/sessions/18/host", 14 + 3),
        ("chen", "/desk/sessions/18/minutes", 12 + 3),
    ],
)
def test_detail_pages_cost_the_same_with_one_and_three_of_everything(name, address, most):
    """The three statements of every signed-in request (session, account with person, seats) are counted apart."""
    found = people()
    sessions = {}
    for number, count in ((18, 1), (19, 3)):
        session = live(found, number)
        fill(session, found, count)
        actions.note_viewpoint(session, kind="dissent", text="不同", actor=found.chen, at=HELD)
        if address.startswith("/sessions") or "minutes" in address:
            actions.end_session(session, actor=found.chen, at=HELD + timedelta(minutes=9))
            actions.draft_minutes(session, actor=found.zheng, at=HELD)
            actions.sign_minutes(session, actor=found.leader, at=HELD)
        sessions[count] = session
    client = browser(found, name)
    one, three = (cost(client, address.replace("18", str(sessions[count].number))) for count in (1, 3))
    assert one == three
    assert three <= most


@pytest.mark.parametrize(("name", "address"), [("", "/sessions"), ("chen", "/desk/sessions")])
def test_lists_cost_the_same_with_one_and_three_rows(name, address):
    found = people()
    announced(found, 1)
    client = browser(found, name)
    one = cost(client, address)
    announced(found, 2)
    announced(found, 3)
    assert cost(client, address) == one
    assert one <= 5


def test_the_list_is_filtered_by_series_and_form_and_goes_on_by_number(monkeypatch):
    found = people()
    series = Series.objects.create(code="express", name="委员直通车")
    for number in range(1, 5):
        announced(found, number, "micro" if number % 2 else "media_convergence")
    Session.objects.filter(number__in=(1, 2)).update(series=series)
    client = browser(found)

    def numbers(query: str) -> list[int]:
        page = client.get(f"/sessions{query}").content.decode()
        return [n for n in (4, 3, 2, 1) if f'href="/sessions/{n}"' in page]

    assert numbers("") == [4, 3, 2, 1]
    assert numbers("?series=express") == [2, 1]
    assert numbers("?form=micro") == [3, 1]
    assert numbers("?series=express&form=micro") == [1]
    assert numbers("?before=3") == [2, 1]
    assert numbers("?form=nonsense&before=x") == [4, 3, 2, 1]


def test_the_snapshot_is_marked_and_answered_with_304_while_nothing_changed(monkeypatch):
    found = people()
    session = live(found)
    client = browser(found)
    first = client.get("/sessions/18.json")
    assert first["Cache-Control"] == "public, max-age=1"
    again = client.get("/sessions/18.json", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    actions.promise(session, unit=found.org("park"), text="装坡道", actor=found.chen, at=HELD)
    monkeypatch.setattr(middleware, "now", lambda: HELD + timedelta(minutes=6))
    fresh = client.get("/sessions/18.json", headers={"If-None-Match": first["ETag"]})
    assert fresh.status_code == 200
    assert json.loads(fresh.content)["promises"] == [{"text": "装坡道", "unit": "市园林和林业局", "due": ""}]


def test_the_snapshot_holds_what_the_public_may_see_and_nothing_more():
    found = people()
    session = live(found)
    actions.ask(session, "没有上墙的问题？", at=HELD, asked_by="张三", person=found.people["li"])
    shown = actions.ask(session, "上了墙的问题？", at=HELD, asked_by="张三", is_public=True)
    actions.run_item(queries.agenda_item(session, 1), at=HELD, actor=found.chen)
    request = actions.request_floor(session, name="老住户", about="停车", at=HELD)
    actions.give_floor(request, at=HELD, actor=found.chen)
    body = browser(found).get("/sessions/18.json").content.decode()
    snap = json.loads(body)
    assert [row["text"] for row in snap["questions"]] == [shown.text]
    assert (snap["item"]["place"], snap["speaker"]["name"], snap["speaker"]["seconds"]) == (1, "老住户", 180)
    assert "张三" not in body
    assert "没有上墙" not in body


def test_a_stranger_who_asks_is_sent_to_the_phone_code_and_comes_back():
    found = people()
    announced(found)
    answer = browser(found).get("/sessions/18/ask")
    assert answer.status_code == 302
    assert answer["Location"] == "/signin?next=%2Fsessions%2F18%2Fask"


def test_a_citizen_asks_likes_and_asks_for_the_floor_through_plain_forms():
    found = people()
    session = live(found)
    other = actions.ask(session, "电梯钱怎么分？", at=HELD, asked_by="住户", is_public=True)
    client = browser(found, "li")
    assert client.post("/sessions/18/ask", {"text": "坡道什么时候修？", "asked_by": ""}).status_code == 302
    asked = Question.objects.get(text="坡道什么时候修？")
    assert (asked.asked_by, asked.is_public, asked.person) == ("市民", False, found.people["li"])
    for _ in range(2):
        client.post(f"/sessions/18/questions/{other.number}/like")
    other.refresh_from_db()
    assert other.like_count == 1
    assert client.get(f"/sessions/18/questions/{other.number}/like").status_code == 302  # back from the sign-in
    assert client.post("/sessions/18/floor", {"name": "小李", "about": "停车"}).status_code == 302
    assert [row.name for row in queries.floor_of(session)] == ["小李"]
    wrong = client.post("/sessions/18/ask", {"text": "啊"})
    assert (wrong.status_code, "4 到 300" in wrong.content.decode()) == (422, True)


def test_a_hidden_question_cannot_be_liked_by_its_number():
    found = people()
    hidden = actions.ask(live(found), "还没上墙的问题？", at=HELD, asked_by="住户")
    assert browser(found, "li").post(f"/sessions/18/questions/{hidden.number}/like").status_code == 404


def test_the_plan_page_makes_a_session_through_its_forms_up_to_the_notice():
    found = people()
    client, leader = browser(found, "chen"), browser(found, "leader")
    made = client.post("/desk/sessions/new", {"number": 7, "title": "口袋公园", "form": "micro",
                                              "region": found.org("city").pk})  # fmt: skip
    assert made["Location"] == "/desk/sessions/7"
    assert "还差" in leader.get("/desk/sessions/7").content.decode()
    client.post("/desk/sessions/7/agenda/usual")
    client.post("/desk/sessions/7/plan", {"day": "2022-10-20", "clock": "09:30", "place": "线上", "purpose": "选址",
                                          "use_of_results": "转办"})  # fmt: skip
    client.post("/desk/sessions/7/venues", {"kind": "online", "name": "线上", "people_count": ""})
    for kind in ("citizen", "unit_head"):
        client.post("/desk/sessions/7/guests/new", {"kind": kind, "name": "某位", "is_public": "on"})
    leader.post("/desk/sessions/7/steps/approve_plan")
    client.post("/desk/sessions/7/steps/announce")
    session = Session.objects.get(number=7)
    assert (session.state, session.held_at.isoformat()) == ("announced", "2022-10-20T01:30:00+00:00")
    assert [item.order for item in queries.agenda_of(session)] == [1, 2, 3, 4]


def test_a_number_that_is_taken_is_said_beside_its_field():
    found = people()
    drafted(found, 7)
    answer = browser(found, "chen").post(
        "/desk/sessions/new", {"number": 7, "title": "x", "form": "micro", "region": found.org("city").pk}
    )
    assert answer.status_code == 422
    assert "第 7 期已经有了" in answer.content.decode()


def test_the_console_runs_a_session_from_the_first_item_to_its_end():
    found = people()
    session = live(found)
    question = actions.ask(session, "电梯钱怎么分？", at=HELD, asked_by="住户")
    second = actions.ask(session, "加梯的钱谁出？", at=HELD, asked_by="住户")
    client, base = browser(found, "chen"), "/desk/sessions/18"
    client.post(f"{base}/agenda/1/run")
    client.post(f"{base}/floor", {"kind": "member", "name": "委员", "about": "设计", "seconds": "120"})
    client.post(f"{base}/floor/1/give")
    client.post(f"{base}/floor/1/more")
    client.post(f"{base}/questions/{question.number}/show")
    client.post(f"{base}/questions/{second.number}/merge", {"into": question.number})
    client.post(f"{base}/questions/{question.number}/answer", {"status": "answered", "answer": "按楼层分。"})
    client.post(f"{base}/notes", {"kind": "promise", "text": "装坡道", "unit": found.org("park").pk,
                                  "due_on": "2022-11-30"})  # fmt: skip
    client.post(f"{base}/notes", {"kind": "consensus", "text": "先修结构。"})
    client.post(f"{base}/notes", {"kind": "dissent", "text": "夜市几点收。"})
    page = client.get(f"{base}/host").content.decode()
    assert "按楼层分" not in page.split("<footer")[0].split('id="wall"')[0]
    assert "装坡道" in page
    client.post(f"{base}/steps/end", {"back": "host"})
    client.post(f"{base}/minutes/course", {"course": "九点开场。"})
    session.refresh_from_db()
    assert (session.state, session.course) == ("ended", "九点开场。")
    assert [row.seconds for row in queries.floor_of(session)] == [180]
    assert Viewpoint.objects.count() == 2


def test_a_promise_without_a_unit_is_refused_with_words():
    found = people()
    live(found)
    client = browser(found, "chen")
    client.post("/desk/sessions/18/notes", {"kind": "promise", "text": "装坡道"})
    assert "承诺要写明是哪个单位" in client.get("/desk/sessions/18/host").content.decode()


@pytest.mark.parametrize("name", ["han", "wu", "li", "far"])
def test_acts_of_the_console_are_refused_to_everybody_else(name):
    found = people()
    session = live(found)
    client = browser(found, name)
    client.post("/desk/sessions/18/agenda/1/run")
    client.post("/desk/sessions/18/notes", {"kind": "consensus", "text": "x"})
    client.post("/desk/sessions/18/steps/pause")
    session.refresh_from_db()
    assert session.state == "live"
    assert not any(item.started_at for item in queries.agenda_of(session))
    assert Viewpoint.objects.count() == 0


@pytest.mark.parametrize(
    "address",
    ["steps/fly", "agenda/99/run", "agenda/1/sideways", "venues/9/drop", "guests/99/check_in", "questions/99/show",
     "floor/99/give", "views/99/drop", "promises/99/kept", "lines/99/on"],
)  # fmt: skip
def test_unknown_acts_and_numbers_are_unknown_addresses(address):
    found = people()
    live(found)
    assert browser(found, "chen").post(f"/desk/sessions/18/{address}").status_code == 404


def test_steps_change_nothing_by_a_mere_look():
    found = people()
    planned(found)
    assert browser(found, "leader").get("/desk/sessions/18/steps/approve_plan").status_code == 405
    assert Session.objects.get(number=18).state == "drafting"


def test_names_of_officials_and_hidden_guests_stay_off_the_public_page():
    found = people()
    session = announced(found)
    Session.objects.filter(pk=session.pk).update(state="plan_approved")
    session.refresh_from_db()
    school = actions.add_venue(session, kind="remote", name="实验小学", has_minors=True)
    actions.invite(session, kind="citizen", name="小明同学", title="五年级", venue=school)
    Session.objects.filter(pk=session.pk).update(state="announced")
    page = browser(found).get("/sessions/18").content.decode()
    assert "实验小学" in page
    assert "小明同学" not in page
    assert "五年级" not in page
