"""Replying: what a reply needs, its check, and what it means for voice and idea."""

from datetime import date, timedelta

import pytest
from tests.cast import MONDAY, cast
from tests.dispatch import orders
from tests.dispatch.orders import lacking

from shangliang.dispatch import actions
from shangliang.dispatch.models import Evaluation, Milestone, Reply, ReplyPoint
from shangliang.kernel.refusals import Forbidden, Invalid, NotNow
from shangliang.voices.models import VoiceReply

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def people(db):
    orders.limits()
    return cast()


@pytest.fixture
def idea_order(people):
    return orders.handling(people, orders.issued(people, orders.approved(people), co_units=[people.org("roads")]))


def opinion(people, order):
    actions.submit_opinion(order, opinion="同意", agrees=True, actor=people.co, at=MONDAY)


def test_a_reply_says_everything_that_it_still_lacks(people, idea_order):
    with pytest.raises(Exception, match="还差") as refused:
        actions.submit_reply(idea_order, actor=people.head, at=MONDAY)
    text = refused.value.text()
    for words in ("答复类别", "每一点都有答复", "措施和完成时间", "联系人", "会办单位"):
        assert words in text
    assert "联系过提出人" not in text


def test_a_reply_waits_for_every_opinion(people, idea_order):
    actions.save_draft(idea_order, orders.draft(idea_order, "A"), actor=people.wu, at=MONDAY)
    with lacking("会办单位的意见"):
        actions.submit_reply(idea_order, actor=people.head, at=MONDAY)
    opinion(people, idea_order)
    actions.submit_reply(idea_order, actor=people.head, at=MONDAY)
    assert idea_order.state == "replied"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": ""}, "每一点都有答复"),
        ({"measure": ""}, "措施和完成时间"),
        ({"due_on": None}, "措施和完成时间"),
        ({"evidence": ""}, "A 类要有证据"),
        ({"text": "请打 13812345678 找老王"}, "没有个人信息"),
        ({"adoption": ""}, "每一点都有答复"),
    ],
)
def test_one_point_that_lacks_something_holds_the_reply_up(people, idea_order, change, words):
    opinion(people, idea_order)
    whole = orders.draft(idea_order, "A")
    given = {name: getattr(whole.points[0], name) for name in ("text", "adoption", "measure", "due_on", "evidence")}
    broken = actions.PointDraft(**{**given, **change})
    points = (broken, broken) if "evidence" in change else (whole.points[0], broken)
    actions.save_draft(idea_order, orders.draft(idea_order, "A", points=points), actor=people.wu, at=MONDAY)
    with lacking(words):
        actions.submit_reply(idea_order, actor=people.head, at=MONDAY)


def test_only_the_head_signs_and_only_the_unit_writes(people, idea_order):
    with pytest.raises(Forbidden):
        actions.save_draft(idea_order, orders.draft(idea_order), actor=people.co, at=MONDAY)
    actions.save_draft(idea_order, orders.draft(idea_order), actor=people.wu, at=MONDAY)
    actions.propose(idea_order, actor=people.wu, at=MONDAY)
    opinion(people, idea_order)
    with pytest.raises(Forbidden):
        actions.submit_reply(idea_order, actor=people.wu, at=MONDAY)


def test_a_signed_reply_is_never_changed_but_followed_by_a_version(people):
    order = orders.replied(people)
    first = Reply.objects.get()
    with pytest.raises(NotNow):
        actions.save_draft(order, orders.draft(order, "B"), actor=people.wu, at=MONDAY + DAY)
    actions.reject_reply(order, reason="没有联系本人", actor=people.sun, at=MONDAY + DAY)
    assert (order.state, order.replied_at, order.reply_class) == ("handling", None, "")
    actions.save_draft(order, orders.draft(order, "B"), actor=people.wu, at=MONDAY + DAY)
    second = Reply.objects.latest("version")
    assert (second.version, second.status) == (2, "draft")
    before = (first.public_text, first.reply_class)
    first.refresh_from_db()
    assert first.status == "returned"
    assert (first.public_text, first.reply_class) == before


def test_a_reply_of_class_a_makes_an_adopted_idea_done(people, idea_order):
    opinion(people, idea_order)
    orders.replied(people, idea_order)
    idea = idea_order.idea
    idea.refresh_from_db()
    assert (idea.state, idea.adoption, idea.reply_class) == ("achieved", "adopted", "A")


def test_a_reply_of_class_b_puts_the_idea_on_the_ledger_with_its_dates(people, idea_order):
    opinion(people, idea_order)
    orders.answered(people, idea_order, letter="B")
    idea = idea_order.idea
    idea.refresh_from_db()
    assert (idea.state, idea.reply_class, idea.milestone_on) == ("ledger", "B", date(2022, 11, 20))
    assert list(Milestone.objects.values_list("text", "due_on")) == [("加固栏杆", date(2022, 11, 20))] * 2


def test_an_idea_that_is_not_adopted_needs_a_talk_face_to_face(people, idea_order):
    opinion(people, idea_order)
    said = orders.draft(idea_order, "D", adoption="not_adopted", met_speaker=False)
    actions.save_draft(idea_order, said, actor=people.wu, at=MONDAY)
    with lacking("当面沟通"):
        actions.submit_reply(idea_order, actor=people.head, at=MONDAY)
    idea_order.refresh_from_db()
    assert idea_order.state == "handling"  # nothing of a refused act stays
    said = orders.draft(idea_order, "D", adoption="not_adopted", met_speaker=True)
    actions.save_draft(idea_order, said, actor=people.wu, at=MONDAY)
    actions.submit_reply(idea_order, actor=people.head, at=MONDAY)
    assert idea_order.idea.state == "not_adopted"


def test_a_class_that_contradicts_what_is_adopted_is_refused(people, idea_order):
    opinion(people, idea_order)
    actions.save_draft(idea_order, orders.draft(idea_order, "D"), actor=people.wu, at=MONDAY)
    with pytest.raises(Invalid, match="对不上"):
        actions.submit_reply(idea_order, actor=people.head, at=MONDAY)


def test_mixed_points_make_an_idea_partly_adopted(people, idea_order):
    opinion(people, idea_order)
    yes = orders.draft(idea_order, "B").points[0]
    no = actions.PointDraft(text="产权分散，办不到", adoption="not_adopted")
    actions.save_draft(idea_order, orders.draft(idea_order, "B", points=(yes, no)), actor=people.wu, at=MONDAY)
    actions.submit_reply(idea_order, actor=people.head, at=MONDAY)
    assert idea_order.idea.adoption == "partly_adopted"


def test_an_accepted_reply_reaches_the_person_who_is_asked_to_judge(people):
    order = orders.answered(people)
    assert order.state == "answered"
    assert VoiceReply.objects.get(voice=order.voice).text == Reply.objects.get().public_text
    asked = Evaluation.objects.get()
    assert (asked.person, asked.judged_at, order.invited_count) == (people.people["li"], None, 1)


def test_a_question_needs_no_measure(people):
    order = orders.issued(people, orders.voice(people, demand_type="consultation", text="公厕夜间几点关门"))
    orders.handling(people, order)
    said = orders.draft(order, "A", points=(actions.PointDraft(text="夜里十点", evidence="公示牌"),))
    actions.save_draft(order, said, actor=people.wu, at=MONDAY)
    actions.submit_reply(order, actor=people.head, at=MONDAY)
    assert order.state == "replied"


def test_the_points_of_a_draft_are_those_of_the_idea(people, idea_order):
    actions.save_draft(idea_order, orders.draft(idea_order), actor=people.wu, at=MONDAY)
    assert list(ReplyPoint.objects.values_list("question", flat=True)) == list(orders.POINTS)
