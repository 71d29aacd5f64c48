"""The demonstration: whole, marked, the same everywhere, and absent outside its mode."""

import pytest
from django.test import Client, override_settings

from shangliang.adapters.actions import SEND
from shangliang.adapters.models import Partner
from shangliang.dispatch.models import CatalogueChange, CatalogueEntry, Dispatch, Generalization, Outcome, OutcomeMetric
from shangliang.dispatch.queries.catalogue import waiting_changes
from shangliang.dispatch.queries.orders import suggested_units
from shangliang.fieldwork.models import FieldVisit
from shangliang.ideas.models import GoldenIdea
from shangliang.kernel.calendar import local_date
from shangliang.ledger.models import Event, Job
from shangliang.ledger.queries import verify
from shangliang.notices.models import Notice
from shangliang.people.models import Organization, Person
from shangliang.sessions.models import Attendance, Session, Venue
from shangliang.site import wiring
from shangliang.site.demo.duties import BASIS
from shangliang.site.demo.guide import LINES
from shangliang.topics.models import HotIssue, Topic
from shangliang.voices.models import Voice

pytestmark = pytest.mark.usefixtures("demonstration")


def test_there_is_a_topic_at_each_stage():
    states = set(Topic.objects.values_list("state", flat=True))
    assert states >= {
        "clue", "candidate", "scored", "voting", "approved", "scheduled", "researching", "ready", "in_session",
        "tracking", "closed",
    }  # fmt: skip


def test_twenty_sessions_were_held_one_is_coming_and_one_runs(demonstration):
    states = dict(Session.objects.order_by("number").values_list("number", "state"))
    assert states == {**dict.fromkeys(range(1, 20), "archived"), 20: "broadcast", 21: "announced", 22: "live"}
    assert Session.objects.get(number=21).held_at > demonstration
    assert set(Session.objects.exclude(series=None).values_list("series__code", flat=True)) >= {
        "zhitongche", "qushixing", "zoujinqushi", "zhongdian",
    }  # fmt: skip


def test_visitors_can_take_part_in_the_session_that_runs():
    client = Client(SERVER_NAME="127.0.0.1")
    with override_settings(DEMO=True):
        assert client.get("/sessions/22/questions").status_code == 200
        running = Session.objects.get(number=22)
        assert running.conversation.state == "open"
        client.post("/demo/citizen")
        assert "提问" in client.get("/sessions/22").content.decode()


def test_every_state_is_one_that_the_tables_lead_to():
    steps = {(table.kind, step.verb) for table in wiring.workflows() for step in table.steps}
    moved = set(
        Event.objects.exclude(frm="").exclude(verb="correct_due").order_by().values_list("kind", "verb").distinct()
    )
    known = {kind for kind, _ in steps}
    acts = {act for module in wiring.modules("workflow") for act in getattr(module, "ACTS", {})}
    assert {pair for pair in moved if pair[0] in known} <= steps | acts | {("visit", "write_report")}


def test_ideas_stand_at_every_kind_of_end():
    states = set(GoldenIdea.objects.values_list("state", flat=True))
    assert states == {"closed", "ledger", "captured", "refined", "numbered"}


def test_orders_lie_on_the_desks_with_every_lamp(demonstration):
    open_ones = Dispatch.objects.filter(state__in=("issued", "signed", "handling"), due_at__isnull=False)
    assert open_ones.filter(due_at__lt=demonstration).exists()
    assert open_ones.filter(due_at__gte=demonstration).exists()
    assert Dispatch.objects.filter(state="replied").exists()
    assert open_ones.filter(lead_unit__code="park").count() >= 4


def test_the_outcomes_that_reports_name_are_there():
    titles = " ".join(Outcome.objects.values_list("title", flat=True))
    for said in ("六楼有水了", "王哥庄", "硕果计划", "莱聚英才", "红色合伙人", "走过去就是海", "劈柴院"):
        assert said in titles
    figures = {(row.name, row.unit): int(row.value) for row in OutcomeMetric.objects.exclude(unit="兆帕")}
    assert figures[("配套细则", "项")] == 16
    assert figures[("措施", "条")] == 20
    assert figures[("红色合伙人", "名")] == 430
    assert figures[("修缮建筑面积", "平方米")] == figures[("完成修缮面积", "平方米")] == 100_000
    assert figures[("整治完成的道路", "条")] == 20
    assert Generalization.objects.filter(covered_count__gt=0).exists()
    assert Outcome.objects.filter(dispatch__idea__is_onsite=True).count() == 2


def test_the_places_of_the_sessions_are_those_that_reports_name():
    assert Venue.objects.get(kind="zhuge", session__number=10).people_count == 23
    remote = Venue.objects.get(kind="remote", session__number=13)
    assert (remote.people_count, remote.has_minors) == (17, True)
    places = set(FieldVisit.objects.filter(topic__title="推进分级诊疗，助力医疗惠民").values_list("place", flat=True))
    assert places == {"济南", "潍坊", "厦门", "三明", "福州"}
    assert set(Attendance.objects.filter(session__number=5).values_list("kind", flat=True)) >= {
        "member", "expert", "unit_head", "party", "enterprise", "leader", "citizen", "volunteer",
    }  # fmt: skip
    assert Topic.objects.get(title="如何激活劈柴院").follows.title == "唤醒老城区，赋能新经济"
    assert list(Topic.objects.filter(is_urgent=True).values_list("title", flat=True)) == ["开源节流，解渴岛城"]


def test_no_pupil_is_shown_in_public():
    pupils = Attendance.objects.filter(venue__has_minors=True)
    assert pupils.count() == 17
    assert not pupils.filter(is_public=True).exists()
    assert not pupils.exclude(person=None).exists()
    client = Client(SERVER_NAME="127.0.0.1")
    with override_settings(DEMO=True):
        for path in ("/sessions/13", "/sessions/13/minutes", "/api/v1/sessions/13"):
            assert "连线学生" not in client.get(path).content.decode(), path


def test_the_tree_reaches_from_the_city_to_the_street():
    levels = set(Organization.objects.values_list("level", flat=True))
    assert levels >= {"city", "district", "town"}
    assert Organization.objects.filter(kind="region", level="district").count() == 10


def test_officials_appear_by_post_only():
    posts = Person.objects.filter(title__contains="联络员")
    assert posts
    assert all(person.name == person.title for person in posts)
    heads = Attendance.objects.filter(kind="unit_head", session__number__lte=20)
    assert all(name.endswith("负责人") for name in heads.values_list("name", flat=True))


def test_voices_hold_no_real_phone_in_what_was_said():
    from shangliang.kernel.text import holds_personal_data

    assert 4800 <= Voice.objects.count() <= 5200
    assert not any(holds_personal_data(text) for text in Voice.objects.values_list("body_original", flat=True))
    assert HotIssue.objects.count() > 10


def test_nobody_is_told_today_of_what_happened_years_ago():
    assert not Notice.objects.filter(url__regex=r"/(ideas|sessions)/(0[1-9]|1[0-9]|20)").exists()
    assert Notice.objects.exists()


def test_the_record_verifies():
    assert verify().ok


def test_every_public_page_says_that_the_data_are_examples():
    client = Client(SERVER_NAME="127.0.0.1")
    with override_settings(DEMO=True):
        for path in ("/", "/hot", "/topics", "/sessions", "/ideas", "/progress", "/outcomes", "/media", "/speak"):
            assert "示例数据" in client.get(path).content.decode(), path


@pytest.mark.parametrize("is_demo", [True, False])
def test_the_tour_exists_in_the_demonstration_only(is_demo):
    client = Client(SERVER_NAME="127.0.0.1")
    with override_settings(DEMO=is_demo):
        statuses = {client.get("/demo").status_code, client.get("/inbox").status_code}
        steps = {client.post(f"/demo/{name}").status_code for name, _ in LINES}
    assert (statuses, steps) == (({200}, {302}) if is_demo else ({404}, {404}))


def test_the_catalogue_suggests_with_its_reason_and_learned_from_wrong_hand_overs(demonstration):
    assert CatalogueEntry.objects.filter(until=None).count() >= 15
    assert CatalogueEntry.objects.filter(version=2).exists()
    decided = CatalogueChange.objects.filter(is_accepted=True)
    assert decided.count() == 1
    assert waiting_changes()
    assert all(row.dispatch.return_count == 1 and row.unit_id == row.dispatch.lead_unit_id for row in waiting_changes())
    voice = Voice.objects.filter(state="accepted", category="住房物业", unit=None).first()
    best = suggested_units(voice, local_date(demonstration))[0]
    assert (best.name, bool(best.entry), best.basis) == ("市住房和城乡建设局", True, BASIS)


def test_outside_systems_are_connected_and_nothing_leaves_the_machine():
    rows = list(Partner.objects.all())
    assert {row.line for row in rows} == {"", "folder"}
    assert [row.code for row in rows if row.hook_url and row.is_active] == []
    assert [row.code for row in rows if row.may_file] == ["hotline-311"]
    sent = Job.objects.filter(topic=SEND)
    assert sent.exists()
    assert all(Dispatch.objects.get(code=job.payload["order"]).lead_unit.code == "water" for job in sent)
