"""Pages of field visits: who may open them, what they hold, what they cost."""

from django.test import Client
from tests.fieldwork.test_visits import done, found, picture, visit
from tests.topics.builders import World, researching
from tests.topics.test_pages import EVERYBODY, browser, cost

from shangliang.fieldwork import actions
from shangliang.fieldwork.models import FieldVisit, VisitPhoto

__all__ = ["found"]


def test_the_list_opens_for_exactly_its_roles_and_strangers_are_sent_to_the_door(found):
    opened = {name for name in EVERYBODY if browser(found, name).get("/desk/visits").status_code == 200}
    assert opened == {"chen", "zheng", "zhao", "expert", "leader", "han", "gov", "far"}
    assert browser(found).get("/desk/visits").status_code == 302


def test_lists_and_panel_cost_the_same_with_one_visit_and_with_three(found):
    topic = researching(found)
    done(found, topic)
    client = browser(found, "chen")
    addresses = {"/desk/visits?only=all": 5, f"/desk/topics/{topic.code}": 12}
    with_one = {address: cost(client, address) for address in addresses}
    for _ in range(2):
        done(found, topic)
    with_three = {address: cost(client, address) for address in addresses}
    assert with_one == with_three
    assert {address for address, most in addresses.items() if with_three[address] > most} == set()


def test_a_visit_page_costs_the_same_with_one_photo_and_with_three(found):
    made = visit(found)
    actions.notice_visit(made, **found.by("zheng"))
    client = browser(found, "zheng")
    actions.add_photo(made, picture(size=(10, 10)), caption="一", **found.by("zhao"))
    with_one = cost(client, f"/desk/visits/{made.code}")
    for side in (20, 30):
        actions.add_photo(made, picture(size=(side, side)), caption="又一", **found.by("zhao"))
        actions.cite_evidence(made, title="规范", quote="有灯。", source="第 3 页", **found.by("zhao"))
    assert with_one == cost(client, f"/desk/visits/{made.code}") <= 12


def test_a_member_sees_own_visits_first(found):
    topic = researching(found)
    mine, other = visit(found, topic), visit(found, topic, people=[], title="别人的调研")
    page = browser(found, "zhao").get("/desk/visits").content.decode()
    assert mine.code in page
    assert other.code not in page
    assert other.code in browser(found, "zhao").get("/desk/visits?only=all").content.decode()


def test_a_visit_goes_by_the_buttons_of_the_page_from_plan_to_report(found):
    topic = researching(found)
    fields = {
        "kind": "leader_visit",
        "title": "带队看栈道",
        "held_on": "2022-09-26",
        "place": "东侧栈道",
        "leader": "市政协副主席",
        "persons": [str(found.cast.people["zhao"].pk)],
        "others": "部门：市园林和林业局副局长\n群众代表：两位居民",
    }
    office = browser(found, "zheng")
    assert office.post(f"/desk/topics/{topic.code}/visits/new", fields).status_code == 302
    made = FieldVisit.objects.get()
    assert (made.people_count, made.leader) == (3, "市政协副主席")
    steps = [
        ("notice", {}),
        ("write_notes", {"notes-notes": "三段没有灯。"}),
        ("cite", {"cite-title": "规范", "cite-quote": "有灯。", "cite-source": "第 3 页"}),
        ("file_done", {}),
        ("write_report", {"report-report": "建议先装东段。"}),
        ("file_report", {}),
    ]
    for verb, typed in steps:
        answer = office.post(f"/desk/visits/{made.code}/steps/{verb}", typed)
        assert answer.status_code == 302, verb
    made.refresh_from_db()
    assert made.state == "report_filed"
    page = browser(found).get(f"/visits/{made.code}").content.decode()
    assert "建议先装东段。" in page
    assert "委员 1 人、部门 1 人、群众代表 1 人" in page
    assert "三段没有灯" not in page


def test_lines_that_are_not_understood_are_named_and_nothing_is_lost(found):
    topic = researching(found)
    fields = {"kind": "symposium", "title": "座谈", "others": "一位不知道身份的人", "purpose": "写了很久"}
    answer = browser(found, "zheng").post(f"/desk/topics/{topic.code}/visits/new", fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "一位不知道身份的人" in page
    assert "写了很久" in page


def test_a_visit_is_public_only_with_its_report(found):
    made = done(found)
    assert browser(found).get(f"/visits/{made.code}").status_code == 404
    actions.file_report(made, "报告", **found.by("zheng"))
    assert browser(found).get(f"/visits/{made.code}").status_code == 200


def test_photos_are_sent_to_those_who_may_see_them(found):
    made = visit(found)
    actions.notice_visit(made, **found.by("zheng"))
    fields = {"photo-file": picture(), "photo-caption": "东段", "photo-may_show": ""}
    assert browser(found, "zhao").post(f"/desk/visits/{made.code}/photo", fields).status_code == 302
    inside = VisitPhoto.objects.get()
    made.refresh_from_db()
    shown = actions.add_photo(made, picture(size=(50, 50)), caption="远景", may_show=True, **found.by("zhao"))

    def status(client: Client, photo: VisitPhoto) -> int:
        return client.get(f"/visits/{made.code}/photos/{photo.sha256[:16]}.jpg").status_code

    desk, public = browser(found, "zheng"), browser(found)
    assert [status(desk, inside), status(desk, shown), status(public, shown)] == [200, 200, 404]
    actions.write_notes(made, "记录", **found.by("zheng"))
    actions.file_done(made, **found.by("zheng"))
    actions.file_report(made, "报告", **found.by("zheng"))
    assert [status(public, inside), status(public, shown), status(desk, inside)] == [404, 200, 200]
    assert [status(browser(found, "far"), inside), status(browser(found, "far"), shown)] == [404, 200]


def test_people_of_another_district_reach_neither_page_nor_steps(found: World):
    made = visit(found)
    far = browser(found, "far")
    assert far.get(f"/desk/visits/{made.code}").status_code == 404
    assert far.post(f"/desk/visits/{made.code}/steps/cancel", {"reason": "不"}).status_code == 404
    assert FieldVisit.objects.get().state == "planned"
