"""The home page: its figures are those of the rows, what is not public stays away."""

from datetime import date, timedelta

from tests.portal import whole
from tests.topics import builders

from shangliang.portal.queries import home
from shangliang.topics.actions import announce_call, open_vote
from shangliang.topics.models import HotIssue
from shangliang.voices.models import Voice


def hot(found, code: str, **changes) -> HotIssue:
    values = {
        "code": code, "key": code, "title": f"热点 {code}", "kind": "hot", "heat": 8.0, "message_count": 9,
        "reporter_count": 7, "first_at": found.at, "last_at": found.at, "weekly": [1, 2, 6],
        "first_week": date(2022, 9, 5), "found_at": found.at, "computed_at": found.at, "places": ["崂山区"],
        "heat_terms": {"count": 3.0, "reporters": 2.0, "likes": 1.0, "burst": 1.0, "severity": 0.5, "recency": 0.5},
    }  # fmt: skip
    return HotIssue.objects.create(**{**values, **changes})


def test_an_empty_platform_has_a_home_page_that_says_so(found):
    page = whole.text_of(whole.browser(found), "/")
    assert "还没有来信，您可以说第一件。" in page
    assert "还没有公开的答复" in page
    assert 'action="/speak"' in page


def test_the_figures_are_those_of_the_rows(found):
    whole.topic(found)
    whole.closed(found)
    whole.idea(found)
    figures = home.figures(found.at)
    assert figures.voices == Voice.objects.count()
    assert figures.people == 1
    assert figures.ideas == 2
    assert figures.sessions == [(18, 2)]
    assert (figures.answered, figures.given) == (1, 1)
    river = home.river_of(figures)
    assert river.units[0].is_whole
    assert river.seats == (2,)


def test_figures_follow_the_record_at_once(found):
    whole.topic(found)
    before = home.figures(found.at)
    whole.idea(found)
    assert home.figures(found.at).ideas == before.ideas + 1


def test_the_page_shows_replies_with_their_class_and_outcomes(found):
    whole.topic(found)
    order = whole.closed(found)
    page = whole.text_of(whole.browser(found), "/")
    assert order.idea.code in page
    assert "社区有六块边角地" in page
    assert "栈道亮了" in page
    assert "A 类，已解决或基本解决" in page


def test_a_reply_to_a_voice_that_is_not_public_is_not_shown(found):
    from tests.dispatch import orders

    order = orders.answered(found.cast)
    assert home.latest_replies() == []
    whole.publish(order.voice, "步道栏杆松动")
    assert [echo.quote for echo in home.latest_replies()] == ["步道栏杆松动"]


def test_hidden_issues_and_those_of_few_people_are_not_shown(found):
    hot(found, "HT-1")
    hot(found, "HT-2", shelf="hidden")
    hot(found, "HT-3", reporter_count=2, is_private=True)
    page = whole.text_of(whole.browser(found), "/")
    assert "热点 HT-1" in page
    assert "热点 HT-2" not in page
    assert "热点 HT-3" not in page


def test_what_is_open_is_listed_until_it_closes(found):
    announce_call("今年商量什么", opens_on=date(2022, 9, 1), closes_on=date(2022, 9, 30), **found.by("chen"))
    topic = builders.scored(found)
    open_vote(topic, days=7, **found.by("chen"))
    assert {one.kind for one in home.open_now(found.at)} == {"call", "vote"}
    assert [one.kind for one in home.open_now(found.at + timedelta(days=60)) if one.kind == "call"] == []
    page = whole.text_of(whole.browser(found), "/")
    assert topic.title in page


def test_the_home_page_keeps_its_number_of_statements(found):
    whole.topic(found)
    whole.closed(found)
    hot(found, "HT-1")
    client = whole.browser(found)
    one = whole.cost(client, "/")
    for place in (2, 3):
        whole.closed(found)
        hot(found, f"HT-{place}")
    assert one <= 21
    assert whole.cost(client, "/") == one
