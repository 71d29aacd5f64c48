"""Today's desk, the leader's page, the member's page, the search: each person sees what waits for that person."""

from datetime import timedelta

import pytest
from tests.dispatch import orders
from tests.portal import whole
from tests.topics import builders

from shangliang.dispatch import actions
from shangliang.dispatch.queries.owing import units_at_work
from shangliang.ledger.models import Event
from shangliang.ledger.queries import calendar
from shangliang.portal.queries.cases import search_cases
from shangliang.portal.queries.day import SOURCES, day_of
from shangliang.portal.queries.desks import leader_page, member_page
from shangliang.portal.rules import desk_place
from shangliang.site import middleware
from shangliang.voices.actions import Saying, submit_voice

STAFF = [
    "zhou", "agent2", "chen", "zheng", "zhao", "expert", "wu", "head", "co", "co_head", "han", "reviewer", "sun",
    "leader", "gov", "sysadmin", "secadmin", "auditor", "far",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _monday(monkeypatch):
    monkeypatch.setattr(middleware, "now", lambda: whole.MONDAY)


def acts(found, name: str, at=None) -> list[tuple[str, str]]:
    """Return (act, code) of everything that waits for somebody."""
    day = day_of(getattr(found.cast, name), at or found.at, calendar())
    return [(duty.step.verb, duty.code) for duty in (*day.late, *day.today, *day.later, *day.undated)]


def test_a_new_voice_waits_for_the_hotline_and_for_nobody_else(found):
    voice = submit_voice(Saying(text="路灯坏了一排，晚上看不见"), actor=found.cast.li, at=found.at)
    assert ("accept", voice.code) in acts(found, "zhou")
    assert ("accept", voice.code) in acts(found, "agent2")
    for name in ("chen", "wu", "leader", "zhao"):
        assert acts(found, name) == []


def test_an_order_waits_for_its_own_unit_step_by_step(found):
    order = orders.issued(found.cast)
    assert acts(found, "wu") == [("sign", order.code)]
    assert acts(found, "co") == []
    orders.signed(found.cast, order)
    assert acts(found, "wu") == [("start", order.code)]
    replied = orders.replied(found.cast, order if order.state == "handling" else orders.handling(found.cast))
    assert ("accept_reply", replied.code) in acts(found, "sun", found.at + timedelta(days=1))


def test_a_co_unit_is_asked_until_it_gave_its_opinion(found):
    order = orders.issued(found.cast, co_units=(found.cast.org("roads"),))
    assert acts(found, "co") == [("submit_opinion", order.code)]
    assert acts(found, "co_head") == []
    actions.submit_opinion(order, opinion="路灯归我们修。", agrees=True, actor=found.cast.co, at=found.at)
    assert acts(found, "co") == []


def test_a_scored_topic_waits_for_the_leader_of_its_region_only(found):
    topic = builders.scored(found)
    assert ("approve", topic.code) in acts(found, "leader")
    assert acts(found, "far") == []


def test_a_topic_that_somebody_scored_does_not_wait_for_that_person_any_more(found):
    from shangliang.topics import actions

    topic = builders.candidate(found)
    assert ("score", topic.code) in acts(found, "zhao")
    actions.score(topic, builders.MARKS, has_interest=False, **found.by("zhao"))
    assert ("score", topic.code) not in acts(found, "zhao")
    assert ("score", topic.code) in acts(found, "expert")


def test_cases_are_parted_by_their_due_moment(found):
    orders.voice(found.cast)
    actor = found.cast.zhou
    soon = day_of(actor, found.at, calendar())
    late = day_of(actor, found.at + timedelta(days=30), calendar())
    assert (len(soon.late), soon.total) == (0, 1)
    assert (len(late.late), late.count) == (1, 1)
    page = whole.text_of(whole.browser(found, "zhou"), "/desk")
    assert "一共有 1 件等您" in page


def test_the_heading_counts_what_is_due_and_what_is_late(found, monkeypatch):
    orders.voice(found.cast)
    monkeypatch.setattr(middleware, "now", lambda: whole.MONDAY + timedelta(days=30))
    page = whole.text_of(whole.browser(found, "zhou"), "/desk")
    assert "今天要办 1 件" in page
    assert "1 件已逾期" in page


def test_the_desk_opens_for_everybody_who_works_here_and_keeps_its_number_of_statements(found):
    whole.topic(found)
    whole.closed(found)
    builders.scored(found)
    clients = {name: whole.browser(found, name) for name in STAFF}
    before = {name: whole.cost(client, "/desk") for name, client in clients.items()}
    for _more in range(2):
        orders.voice(found.cast)
        orders.issued(found.cast)
    assert max(before.values()) <= 13, "twelve, and the calendar when it is not kept"
    assert {name: whole.cost(client, "/desk") for name, client in clients.items()} == before


def test_citizens_have_no_desk(found):
    assert whole.browser(found, "li").get("/desk").status_code == 403
    assert whole.browser(found).get("/desk").status_code == 302


def test_the_leader_sees_decisions_figures_and_late_units(found):
    whole.topic(found)
    whole.closed(found)
    late = orders.handling(found.cast, orders.issued(found.cast, whole.idea(found)))
    topic = builders.scored(found)
    page = leader_page(found.cast.leader, late.reply_due_at + timedelta(hours=1), calendar())
    assert topic.code in [duty.code for duty in page.decisions]
    assert (page.rate().n, page.rate().total, page.rate("A").n) == (1, 2, 1)
    assert [(unit.name, unit.open, unit.late) for unit in page.looked_at] == [("市园林和林业局", 1, 1)]
    assert page.satisfaction.total == 1
    text = whole.text_of(whole.browser(found, "leader"), "/desk/leader")
    assert "请您定 1 件事" in text
    assert topic.title in text


def test_only_leaders_open_the_leaders_page_and_members_the_members_page(found):
    for name in ("chen", "zhao", "wu"):
        assert whole.browser(found, name).get("/desk/leader").status_code == 403
    for name in ("chen", "leader", "wu"):
        assert whole.browser(found, name).get("/desk/member").status_code == 403


def test_the_leaders_page_keeps_its_number_of_statements(found):
    whole.topic(found)
    whole.closed(found)
    client = whole.browser(found, "leader")
    one = whole.cost(client, "/desk/leader")
    whole.closed(found)
    whole.closed(found)
    builders.scored(found)
    assert one <= 15, "twelve, the cases that may be written on, what units owe, and the calendar when it is not kept"
    assert whole.cost(client, "/desk/leader") == one


def test_a_member_sees_ideas_with_their_fate_and_what_waits(found):
    whole.topic(found)
    order = whole.closed(found)
    waiting = builders.candidate(found)
    page = member_page(found.cast.zhao)
    assert [idea.code for idea in page.ideas] == [order.idea.code]
    assert (page.adopted.n, page.adopted.total) == (1, 1)
    assert [topic.code for topic in page.to_score] == [waiting.code]
    text = whole.text_of(whole.browser(found, "zhao"), "/desk/member")
    assert order.idea.title in text
    assert waiting.title in text
    assert whole.cost(whole.browser(found, "zhao"), "/desk/member") <= 12


def test_the_search_finds_only_what_the_person_may_see(found):
    whole.topic(found)
    order = orders.issued(found.cast)

    def codes(name: str, *words: str) -> set[str]:
        return {hit.code for hit in search_cases(getattr(found.cast, name), words)}

    assert order.code in codes("wu", order.code)
    assert order.code in codes("zhou", "太平山")
    assert codes("co", "太平山") == set()
    assert codes("sysadmin", "太平山") == set()
    assert order.voice.code in codes("zhou", order.voice.code)
    page = whole.text_of(whole.browser(found, "zhou"), "/desk/search?q=太平山")
    assert f"/desk/cases/{order.code}" in page


def test_the_search_keeps_its_number_of_statements(found):
    whole.topic(found)
    for name in ("zhou", "chen", "wu", "zhao", "leader"):
        client = whole.browser(found, name)
        one = whole.cost(client, "/desk/search?q=栈道")
        orders.voice(found.cast, text="栈道没有灯")
        orders.voice(found.cast, text="栈道没有灯")
        assert one <= 12
        assert whole.cost(client, "/desk/search?q=栈道") == one


def test_every_kind_of_case_on_a_desk_has_its_page():
    from django.urls import resolve

    samples = {"session": "18", "statement": "y1-3", "moderation": "sh1"}
    for source in SOURCES:
        kind = source.table.kind
        resolve(desk_place(kind, samples.get(kind, "X-1")))


def test_a_leader_writes_an_instruction_from_the_page_and_sees_what_became_of_it(found):
    order = orders.handling(found.cast, orders.issued(found.cast, whole.idea(found)))
    client = whole.browser(found, "leader")
    assert f'value="{order.code}"' in client.get("/desk/leader").content.decode()
    day = (found.at + timedelta(days=5)).date()
    sent = client.post(
        "/desk/leader/instruct",
        {"order": order.code, "phrase": "抓紧办理。", "words": "先选三处试。", "by": day.isoformat()},
        follow=True,
    )
    text = sent.content.decode()
    assert "批示已发给市园林和林业局" in text
    assert f"抓紧办理。先选三处试。（{day} 前报结果）" in text
    event = Event.objects.get(kind="dispatch", verb="instruct")
    assert "先选三处试" not in event.leaf
    assert whole.browser(found, "chen").post("/desk/leader/instruct", {"order": order.code}).status_code == 403


@pytest.mark.parametrize(("given", "words"), [({"words": ""}, "批示"), ({"words": "办", "by": "2020-01-01"}, "过了")])
def test_an_instruction_without_words_or_for_a_day_that_is_over_is_refused(found, given, words):
    order = orders.handling(found.cast, orders.issued(found.cast, whole.idea(found)))
    page = whole.browser(found, "leader").post("/desk/leader/instruct", {"order": order.code, **given}, follow=True)
    assert words in page.content.decode()
    assert not Event.objects.filter(verb="instruct").exists()


def test_the_leaders_page_and_the_screen_show_the_same_lamps(found):
    late = orders.handling(found.cast, orders.issued(found.cast, whole.idea(found)))
    days = calendar()
    for at in (late.reply_due_from + timedelta(days=1), late.reply_due_at - timedelta(days=9), late.reply_due_at):
        shown = {
            unit.name: (unit.open, unit.late, unit.soon) for unit in leader_page(found.cast.leader, at, days).units
        }
        lines = {line.name: line for line in units_at_work(at)}
        assert {name: one for name, one in shown.items() if one[0]} == {
            name: (line.open, line.lamps["red"] + line.lamps["black"], line.lamps["yellow"])
            for name, line in lines.items()
        }
    assert shown["市园林和林业局"] == (1, 1, 0)
