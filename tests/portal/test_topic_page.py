"""The one page of a topic: from the voices behind it to the effect, nothing that is not public."""

from tests.portal import whole
from tests.topics import builders

from shangliang.dispatch.models import Evaluation
from shangliang.kernel.workflow import ANYONE
from shangliang.ledger.queries import events_of
from shangliang.portal.queries.topic import topic_page
from shangliang.sessions.models import Session
from shangliang.topics.queries import voices_of


def test_the_page_goes_from_voices_to_effect(found):
    topic = whole.topic(found)
    order = whole.closed(found)
    whole.publish(voices_of(topic)[0])
    page = whole.text_of(whole.browser(found), f"/topics/{topic.code}")
    for words in (
        topic.title,
        whole.SAID,
        "切口小，关注高。",
        "第 18 期",
        order.idea.title,
        order.lead_unit.name,
        "已销号",
        "栈道亮了",
        "办理过程",
    ):
        assert words in page, words
    assert page.count('data-stage="') == 8
    assert 'class="lin"' in page
    assert 'class="lin-m"' in page
    assert "看文字版" in page


def test_the_figures_of_the_page_are_those_of_the_rows(found):
    topic = whole.topic(found)
    order = whole.closed(found)
    page = topic_page(ANYONE, topic.code)
    assert (page.behind.people, page.behind.messages) == (1, 1)
    assert page.scoring.scorers == 3
    assert {zh: mean for zh, _en, mean in page.scoring.means}["热度"] == 4.0
    line = page.ideas[0]
    assert (line.order.pk, line.reply.reply_class, line.judged) == (order.pk, "A", 1)
    assert line.invited == Evaluation.objects.filter(dispatch=order).count()
    assert page.answered == 1
    assert [story.outcome.title for story in page.stories] == ["栈道亮了"]


def test_words_that_no_reviewer_released_are_not_on_the_page(found):
    topic = whole.topic(found)
    voice = voices_of(topic)[0]
    page = whole.text_of(whole.browser(found), f"/topics/{topic.code}")
    assert voice.body_original not in page
    whole.publish(voice)
    assert whole.SAID in whole.text_of(whole.browser(found), f"/topics/{topic.code}")


def test_ideas_before_approval_and_sessions_before_announcement_are_not_on_the_page(found):
    from tests.dispatch import orders

    topic = whole.topic(found)
    hidden = orders.captured(found.cast, held=found.held)
    Session.objects.filter(pk=found.held.pk).update(state="drafting")
    page = topic_page(ANYONE, topic.code)
    assert [line.idea.code for line in page.ideas] == []
    assert page.tables == []
    assert hidden.code not in whole.text_of(whole.browser(found), f"/topics/{topic.code}")


def test_a_clue_is_for_the_desk_only(found):
    clue = builders.clue(found)
    whole.text_of(whole.browser(found), f"/topics/{clue.code}", 404)
    whole.text_of(whole.browser(found, "qian"), f"/topics/{clue.code}", 404)
    assert "这个议题还没有公开" in whole.text_of(whole.browser(found, "chen"), f"/topics/{clue.code}")


def test_a_topic_that_is_not_there_is_not_found(found):
    whole.text_of(whole.browser(found), "/topics/1999-99", 404)


def test_every_public_event_stands_on_the_page_with_its_fingerprint(found):
    topic = whole.topic(found)
    order = whole.closed(found)
    page = whole.text_of(whole.browser(found), f"/topics/{topic.code}")
    for kind, code in (("topic", topic.code), ("idea", order.idea.code), ("dispatch", order.code)):
        events = list(events_of(kind, code, public_only=True))
        assert events
        assert all(event.leaf_hash in page for event in events)
        private = set(events_of(kind, code)) - set(events)
        assert not any(event.leaf_hash in page for event in private)


def test_the_page_keeps_its_number_of_statements_with_one_idea_and_with_three(found):
    topic = whole.topic(found)
    whole.closed(found)
    client = whole.browser(found)
    one = whole.cost(client, f"/topics/{topic.code}")
    whole.closed(found)
    whole.closed(found)
    assert one <= 20
    assert whole.cost(client, f"/topics/{topic.code}") == one


def test_the_page_reads_in_english(found):
    topic = whole.topic(found)
    whole.closed(found)
    client = whole.browser(found)
    client.cookies["lang"] = "en"
    assert 'lang="en"' in whole.text_of(client, f"/topics/{topic.code}")
