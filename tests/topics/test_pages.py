"""Pages of topics: who may open them, what they hold, what they cost."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.topics.builders import DAY, World, approved, candidate, clue, researching, scored, tracking, voices, world
from tests.topics.test_discovery import BUS, NOISE, PARK

from shangliang.people.actions import give_totp
from shangliang.topics import actions, queries
from shangliang.topics.models import HotIssue, IssueDecision, Topic, TopicBallot
from shangliang.voices.models import Voice


@pytest.fixture
def found(db, settings) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # everybody gets an account
    return world()


def browser(found: World, name: str = "") -> Client:
    client = Client()
    if name:
        account = found.cast.account(name)
        if not Authenticator.objects.filter(user=account).exists():
            give_totp(account)
        client.force_login(account)
    return client


def cost(client: Client, address: str) -> int:
    client.get(address)  # the first visit also fills what the session and the process keep
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(seen)


def issues(found: World, count: int) -> None:
    for group in (NOISE, BUS, [(who, f"{title}，卫生差", body) for who, title, body in PARK * 3])[:count]:
        people = [
            (who, title, body) for who, (_, title, body) in zip(("li", "qian", "zhao", "wu"), group, strict=False)
        ]
        voices(found, *people)
    actions.discover_issues(found.at)


PUBLIC = ("/hot", "/topics", "/topics/call")
DESK = {
    "/desk/topics": {"chen", "zheng", "zhao", "expert", "leader", "zhou", "gov", "far"},
    "/desk/topics/list": {"chen", "zheng", "zhao", "expert", "leader", "zhou", "gov", "far"},
    "/desk/topics/new": {"chen", "zheng", "zhao", "expert", "zhou", "far"},
    "/desk/topics/call": {"chen", "far"},
    "/desk/hot": {"chen", "zheng", "leader", "zhou", "gov", "far"},
    "/desk/hot/weights": {"chen", "zheng", "leader", "zhou", "gov", "far"},
}
EVERYBODY = (
    "li", "zhou", "chen", "zheng", "zhao", "expert", "wu", "head", "co", "han", "reviewer", "sun", "leader", "gov",
    "sysadmin", "secadmin", "auditor", "far",
)  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_open_for_everybody_empty_and_full(found, address):
    assert browser(found).get(address).status_code == 200
    issues(found, 2)
    approved(found)
    for name in ("", "li", "wu", "chen"):
        assert browser(found, name).get(address).status_code == 200


def test_desk_pages_open_for_exactly_their_roles(found):
    opened = {address: set() for address in DESK}
    for name in EVERYBODY:
        client = browser(found, name)
        for address in DESK:
            status = client.get(address).status_code
            assert status in (200, 403), (name, address)
            if status == 200:
                opened[address].add(name)
    assert opened == DESK
    assert {browser(found).get(address).status_code for address in DESK} == {302}


@pytest.mark.parametrize(
    ("address", "name", "most"),
    [
        ("/desk/topics", "chen", 5),
        ("/desk/topics/list", "chen", 5),
        ("/desk/hot", "zhou", 18),
        ("/desk/hot/weights", "zhou", 4),
        ("/hot", "", 9),
        ("/topics", "", 5),
    ],
)
def test_lists_cost_the_same_with_one_row_and_with_three(found, address, name, most):
    client = browser(found, name)
    issues(found, 1)
    approved(found)
    with_one = cost(client, address)
    issues(found, 3)
    for _ in range(2):
        approved(found)
    with_three = cost(client, address)
    assert with_one == with_three <= most


def test_a_topic_page_costs_the_same_with_one_row_and_with_three(found):
    topic = candidate(found)
    actions.score(topic, {"heat": 3, "growth": 3, "feasibility": 3, "effect": 3, "readiness": 3}, has_interest=False,
                  **found.by("zheng"))  # fmt: skip
    client = browser(found, "leader")
    with_one = cost(client, f"/desk/topics/{topic.code}")
    for name in ("chen", "zhao"):
        marks = {"heat": 3, "growth": 3, "feasibility": 3, "effect": 3, "readiness": 3}
        actions.score(topic, marks, has_interest=False, **found.by(name))
    actions.add_voices(topic, voices(found, *NOISE), **found.by("chen"))
    assert with_one == cost(client, f"/desk/topics/{topic.code}") <= 12


def test_an_issue_page_costs_the_same_with_one_sample_and_with_three(found):
    issues(found, 1)
    issue = queries.public_issues().get()
    Voice.objects.filter(pk=queries.samples_of(issue)[0].pk).update(publication="public", body_public="夜里噪音大。")
    client = browser(found)
    with_one = cost(client, f"/hot/{issue.code}")
    Voice.objects.update(publication="public", body_public="夜里噪音大。")
    assert with_one == cost(client, f"/hot/{issue.code}") <= 12


def test_a_public_issue_shows_approved_words_only(found):
    issues(found, 1)
    issue = queries.public_issues().get()
    page = browser(found).get(f"/hot/{issue.code}").content.decode()
    assert "半夜噪音扰民" not in page
    assert "还没有审核好" in page
    voice = Voice.objects.get(title__startswith="搅拌站噪音")
    Voice.objects.filter(pk=voice.pk).update(publication="public", body_public="半夜噪音大，灰尘多。")
    page = browser(found).get(f"/hot/{issue.code}").content.decode()
    assert "半夜噪音大，灰尘多。" in page
    assert voice.body_original not in page


def test_the_desk_sees_samples_without_phone_numbers(found):
    voices(found, *[(who, title, f"{body} 电话 13812345678") for who, title, body in NOISE])
    actions.discover_issues(found.at)
    page = browser(found, "zhou").get("/desk/hot").content.decode()
    assert "13812345678" not in page
    assert "〔电话〕" in page


def test_hidden_issues_are_gone_for_the_public_and_listed_apart_for_the_desk(found):
    issues(found, 1)
    issue = queries.hot_issues().get()
    actions.hide_issue(issue, reason="重复", **found.by("zhou"))
    assert browser(found).get(f"/hot/{issue.code}").status_code == 404
    desk = browser(found, "zhou")
    assert issue.title not in desk.get("/desk/hot").content.decode()
    assert issue.title in desk.get("/desk/hot?kind=hidden").content.decode()


def test_the_hotline_makes_a_clue_of_an_issue_by_its_button(found):
    issues(found, 1)
    issue = queries.hot_issues().get()
    fields = {"suggest-title": "工地夜间施工怎样管", "suggest-sources": ["public", "party"]}
    answer = browser(found, "zhou").post(f"/desk/hot/{issue.code}/suggest", fields, follow=True)
    topic = Topic.objects.get()
    assert answer.redirect_chain[-1][0] == f"/desk/topics/{topic.code}"
    assert (topic.title, topic.sources, topic.issue) == ("工地夜间施工怎样管", ["public", "party"], issue)
    assert "工地夜间施工怎样管" in answer.content.decode()


def test_the_buttons_of_the_desk_rename_hide_show_merge_and_take_back(found):
    issues(found, 2)
    one, other = queries.hot_issues()
    desk = browser(found, "zhou")
    desk.post(f"/desk/hot/{one.code}/rename", {"rename-title": "新的说法"})
    desk.post(f"/desk/hot/{one.code}/hide", {"hide-reason": "先看看"})
    assert (HotIssue.objects.get(pk=one.pk).title_set, HotIssue.objects.get(pk=one.pk).is_hidden) == ("新的说法", True)
    desk.post(f"/desk/hot/{one.code}/show")
    assert not HotIssue.objects.get(pk=one.pk).is_hidden
    desk.post(f"/desk/hot/{one.code}/merge", {"other": other.code})
    assert queries.hot_issues().get().code == one.code
    merged = IssueDecision.objects.get(kind="merge")
    assert f"/desk/hot/decisions/{merged.pk}/back" in desk.get(f"/desk/hot/{one.code}").content.decode()
    assert one.code in desk.get(f"/desk/hot/{other.code}").content.decode()
    assert browser(found).get(f"/hot/{other.code}").url == f"/hot/{one.code}"
    desk.post(f"/desk/hot/decisions/{merged.pk}/back")
    assert queries.hot_issues().count() == 2
    assert browser(found, "leader").post(f"/desk/hot/{one.code}/merge", {"other": other.code}).status_code == 403
    assert queries.hot_issues().count() == 2


def test_a_wrong_issue_is_split_and_a_voice_moved_by_ticking(found):
    issues(found, 2)
    noise = queries.hot_issues().get(title__contains="搅拌站")
    bus = queries.hot_issues().exclude(pk=noise.pk).get()
    desk = browser(found, "zhou")
    page = desk.get(f"/desk/hot/{noise.code}/voices").content.decode()
    ticked = re.findall(r'name="voice" value="(\d+)"', page)
    assert len(ticked) == 4
    assert len(re.findall(r'name="voice"', desk.get(f"/desk/hot/{noise.code}/voices?q=半夜").content.decode())) == 1
    desk.post(f"/desk/hot/{noise.code}/voices/split", {"voice": ticked[:2], "split-title": "另一件事"})
    fresh = queries.hot_issues().get(title_set="另一件事")
    assert fresh.message_count == 2
    desk.post(f"/desk/hot/{noise.code}/voices/split", {"voice": ticked[2], "to_other": "1", "move-to": bus.code})
    assert HotIssue.objects.get(pk=bus.pk).message_count == bus.message_count + 1
    refused = desk.post(f"/desk/hot/{noise.code}/voices/split", {"split-title": ""}, follow=True).content.decode()
    assert "先勾选民声" in refused
    assert 'name="voice"' not in browser(found, "leader").get(f"/desk/hot/{noise.code}/voices").content.decode()


def test_lists_are_narrowed_by_kind_category_district_and_time(found):
    shinan, laoshan = found.cast.org("shinan"), found.cast.org("laoshan")
    voices(found, *NOISE, district=shinan, category="城乡建设", at=found.at - 60 * DAY)
    voices(found, *BUS, district=laoshan, category="交通运输", at=found.at - 5 * DAY)
    actions.discover_issues(found.at)
    noise, bus = queries.hot_issues().get(title__contains="搅拌站"), queries.hot_issues().get(title__contains="301")
    asked = {
        "district=qd-sn": {noise}, "district=qd-ls": {bus}, "category=交通运输": {bus}, "days=30": {bus},
        "days=90": {noise, bus}, "kind=事件": {noise, bus}, "kind=单人重复": set(), "district=nowhere": set(),
        "district=qd-sn&days=30": set(), "days=abc": {noise, bus},
    }  # fmt: skip
    public, desk = browser(found), browser(found, "zhou")
    for query, wanted in asked.items():
        shown = {row for row in (noise, bus) if row.code in public.get(f"/hot?{query}").content.decode()}
        assert shown == (wanted if "单人重复" not in query else {noise, bus}), (
            query
        )  # nobody outside asks for that kind
        rows = desk.get(f"/desk/hot?{query}").content.decode().partition('class="hx"')[0]
        assert {row for row in (noise, bus) if f"/desk/hot/{row.code}" in rows} == wanted, query


def test_a_whole_way_goes_by_the_buttons_of_the_page(found):
    topic = clue(found)
    marks = {"score-has_interest": "no", **{f"score-{key}": "4" for key in (
        "heat", "growth", "feasibility", "effect", "readiness")}}  # fmt: skip
    steps = [
        ("chen", "classify", {"classify-title": "海边栈道照明", "classify-sources": ["public"],
                              "classify-domain": "livelihood", "classify-problem": "没有灯"}),
        ("chen", "shortlist", {}),
        ("chen", "score", marks),
        ("zheng", "score", marks),
        ("zhao", "score", marks),
        ("zheng", "settle_scores", {}),
        ("chen", "open_vote", {"open_vote-days": "7"}),
        ("chen", "close_vote", {}),
        ("leader", "approve", {"reason": "切口小"}),
        ("chen", "plan", {"plan-host": str(found.cast.org("committee").pk), "plan-year": "2022",
                          "plan-is_reported": "on"}),
        ("zheng", "form_group", {"form_group-people": [str(found.cast.people["zhao"].pk)]}),
        ("zheng", "start_research", {}),
        ("zheng", "write_report", {"report-report": "报告", "report-questions": "问题", "report-answers": "说明"}),
    ]  # fmt: skip
    for name, verb, fields in steps:
        before = Topic.objects.get(pk=topic.pk).version
        answer = browser(found, name).post(f"/desk/topics/{topic.code}/steps/{verb}", fields)
        assert (answer.status_code, Topic.objects.get(pk=topic.pk).version) == (302, before + 1), (verb, name)
    row = Topic.objects.get(pk=topic.pk)
    assert (row.state, row.title, row.host, row.group_count) == (
        "researching", "海边栈道照明", found.cast.org("committee"), 1,
    )  # fmt: skip


def test_a_refused_form_keeps_what_was_typed(found):
    topic = candidate(found)
    fields = {"score-has_interest": "yes", "score-words": "写了很久的意见", "score-interest": "",
              **{f"score-{key}": "4" for key in ("heat", "growth", "feasibility", "effect", "readiness")}}  # fmt: skip
    answer = browser(found, "chen").post(f"/desk/topics/{topic.code}/steps/score", fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "写了很久的意见" in page
    assert "写明是什么利益关系" in page


def test_a_blocked_button_says_what_is_missing_and_from_whom(found):
    topic = actions.collect_clue("没有根据的事", **found.by("chen"))
    page = browser(found, "chen").get(f"/desk/topics/{topic.code}").content.decode()
    assert "背后要有民声，或委员写的说明（联络室或提出人补）" in page
    assert "还差 <b>2 项</b>" in page


def test_topics_of_another_district_stay_shut(found):
    topic = clue(found)
    assert browser(found, "far").get(f"/desk/topics/{topic.code}").status_code == 404
    answer = browser(found, "far").post(f"/desk/topics/{topic.code}/steps/shortlist")
    assert (answer.status_code, Topic.objects.get(pk=topic.pk).state) == (404, "clue")


def test_the_board_shows_each_topic_in_its_column_with_its_next_act(found):
    clue(found, voices=voices(found))
    candidate(found)
    researching(found)
    tracking(found)
    page = browser(found, "chen").get("/desk/topics").content.decode()
    assert page.count('<article class="tc"') == 4
    assert "3 位评分人还差 3 位" in page
    assert "实地调研已做 0 次，要 3 次" in page
    assert "金点子已了结 1/2" in page


def test_a_clue_that_no_hot_issue_stands_behind_shows_its_voices_instead_of_a_heat_of_nought(found):
    clue(found, voices=voices(found))
    issues(found, 1)
    topic = candidate(found)
    Topic.objects.filter(pk=topic.pk).update(issue=HotIssue.objects.get(), heat=4.25)
    for address in ("/desk/topics", "/desk/topics/list"):
        page = browser(found, "chen").get(address).content.decode()
        assert "4.2" in page, "a heat that there is stays"
        assert ">0.0<" not in page
    assert re.search(
        r'<div class="ht">[1-9]\d* 条民声</div>', browser(found, "chen").get("/desk/topics").content.decode()
    )


def test_a_picked_card_shows_its_acts_at_the_foot_of_the_board(found):
    topic = candidate(found)
    page = browser(found, "chen").get(f"/desk/topics?pick={topic.code}").content.decode()
    assert f"/desk/topics/{topic.code}/steps/score" in page


def test_a_column_shows_its_first_cards_and_counts_the_rest(found):
    for _ in range(7):
        actions.collect_clue("又一条线索", **found.by("chen"))
    page = browser(found, "chen").get("/desk/topics").content.decode()
    assert page.count('<article class="tc"') == 5
    assert "+2" in page


def test_a_citizen_votes_once_by_the_page_and_strangers_are_sent_to_the_door(found):
    topic = scored(found)
    actions.open_vote(topic, days=7, actor=found.cast.chen, at=now_of(found))
    citizen = browser(found, "li")
    assert "票数" in citizen.get(f"/topics/{topic.code}/vote").content.decode()
    for _ in range(2):
        citizen.post(f"/topics/{topic.code}/ballot", {"choice": "for"})
    assert TopicBallot.objects.count() == 1
    assert "您投了：应该商量" in citizen.get(f"/topics/{topic.code}/vote").content.decode()
    assert browser(found).post(f"/topics/{topic.code}/ballot", {"choice": "for"}).status_code == 302
    assert TopicBallot.objects.count() == 1


def now_of(found: World):
    """The pages read the real clock, so what they need must lie around it."""
    from shangliang.kernel.calendar import now

    found.at = now()
    return found.at


def test_a_citizen_answers_a_call_by_the_page(found):
    today = now_of(found).date()
    actions.announce_call("明年商量什么", opens_on=today - DAY, closes_on=today + DAY, **found.by("chen"))
    assert "明年商量什么" in browser(found).get("/topics/call").content.decode()
    page = (
        browser(found, "li").post("/topics/call/clue", {"title": "学校门口的路", "note": "接送太挤"}).content.decode()
    )
    assert "线索收到了" in page
    assert Topic.objects.get().origin == "call"
    assert browser(found).post("/topics/call/clue", {"title": "没有登录"}).status_code == 302
    assert Topic.objects.count() == 1


def test_lists_go_on_where_the_page_ended(found):
    for place in range(52):
        actions.collect_clue(f"第 {place} 条", **found.by("chen"))
    client = browser(found, "chen")
    first = client.get("/desk/topics/list").content.decode()
    link = first.split('rel="next"', maxsplit=1)[0].rsplit('href="', maxsplit=1)[1].split('"', maxsplit=1)[0]
    second = client.get(link.replace("&amp;", "&")).content.decode()
    assert first.count("<tr data-row") == 50
    assert second.count("<tr data-row") == 2
    shown = {f"第 {place} 条" for place in range(52) if f">第 {place} 条<" in first + second}
    assert len(shown) == 52


def test_only_public_topics_stand_in_the_public_list(found):
    hidden, shown = clue(found), approved(found)
    page = browser(found).get("/topics").content.decode()
    assert shown.code in page
    assert hidden.code not in page


def test_pages_are_whole_in_english(found):
    issues(found, 1)
    topic = approved(found)
    desk = [("chen", "/desk/topics"), ("chen", f"/desk/topics/{topic.code}"), ("zhou", "/desk/hot")]
    for name, address in [("", "/hot"), ("", "/topics"), *desk]:
        assert browser(found, name).get(f"{address}?lang=en").status_code == 200
