"""Every step of the ladder of supervision has its paper, once, addressed to the post that the step names."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY
from tests.dispatch import orders
from tests.portal.test_case_papers import seeded

from shangliang.dispatch import actions as dispatch
from shangliang.dispatch.rules import LEVELS
from shangliang.documents.models import Paper
from shangliang.ledger.actions import run_reactions
from shangliang.ledger.models import Event
from shangliang.portal.actions import issue_case_paper
from shangliang.portal.reactions import REACTIONS, issue_notice

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOTICE = [one for one in REACTIONS if one.name == "portal.notice"]


@pytest.fixture
def people(db):
    return seeded()


def climb(people, order, *, at=MONDAY):
    """Take every step of the ladder, each by who may take it, all within an hour of the first."""
    for number, level in enumerate(LEVELS):
        by = people.leader if level in ("list", "interview") else people.sun
        dispatch.supervise(
            order, level, words=f"第 {number} 步", addressed_to=f"市园林和林业局第 {number} 位负责人", actor=by,
            at=at + number * timedelta(minutes=5),
        )  # fmt: skip


def test_each_step_has_a_paper_of_its_own_addressed_to_its_post(people):
    order = orders.handling(people)
    climb(people, order)
    run_reactions(NOTICE, at=MONDAY + HOUR)
    papers = list(Paper.objects.filter(kind="supervision_notice").order_by("number"))
    assert [paper.number for paper in papers] == [1, 2, 3, 4, 5]
    words = ("催办通知", "预警通知", "督办单", "挂牌督办通知", "约谈通知")
    assert [paper.title.endswith(word) for paper, word in zip(papers, words, strict=True)] == [True] * 5
    assert [paper.facts["to"] for paper in papers] == [f"市园林和林业局第 {n} 位负责人" for n in range(5)]
    assert [sum("第 4 步" in str(paper.facts) for paper in papers), {paper.case_code for paper in papers}] == [
        1,
        {order.code},
    ]


def test_the_same_step_has_one_paper_however_often_it_is_followed_or_clicked(people):
    order = orders.handling(people)
    dispatch.supervise(order, "remind", words="请抓紧", actor=people.sun, at=MONDAY)
    event = Event.objects.get(kind="dispatch", verb="remind", code=order.code)
    for _ in range(3):  # a worker that is killed after the paper and before its mark follows the event again
        issue_notice(event, MONDAY + HOUR)
    clicked = issue_case_paper("supervision_notice", order.code, actor=people.sun, at=MONDAY + HOUR)
    assert [paper.pk for paper in Paper.objects.all()] == [clicked.pk]
    dispatch.supervise(order, "warn", addressed_to="分管负责人", actor=people.sun, at=MONDAY + HOUR)
    run_reactions(NOTICE, at=MONDAY + 2 * HOUR)
    assert Paper.objects.count() == 2


def test_a_reminder_of_the_clock_is_no_step_and_an_old_step_gets_none_by_itself(people):
    order = orders.handling(people)
    dispatch.run_timers(order.reply_due_at - timedelta(days=3))
    assert Event.objects.filter(kind="dispatch", verb="remind").exists()
    run_reactions(NOTICE, at=order.reply_due_at)
    assert not Paper.objects.exists()
    order.refresh_from_db()
    dispatch.supervise(order, "remind", words="请抓紧", actor=people.sun, at=MONDAY)
    run_reactions(NOTICE, at=MONDAY + timedelta(days=8))
    assert not Paper.objects.exists()


def test_what_the_clock_does_when_a_limit_has_passed_is_a_step_with_a_paper(people):
    order = orders.handling(people)
    late = order.reply_due_at + timedelta(days=3)
    dispatch.run_timers(late)
    run_reactions(NOTICE, at=late)
    assert [paper.title.endswith("督办单") for paper in Paper.objects.all()] == [True]
