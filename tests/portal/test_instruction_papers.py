"""A leader's instruction on an order has a numbered paper for the leading unit, once for each instruction."""

import json
from datetime import timedelta

import pytest
from tests.cast import MONDAY
from tests.dispatch import orders
from tests.portal.test_case_papers import seeded

from shangliang.dispatch import actions as dispatch
from shangliang.documents.models import Paper
from shangliang.documents.printing import printed
from shangliang.kernel.calendar import local_date
from shangliang.ledger.actions import run_reactions
from shangliang.ledger.models import Event
from shangliang.portal.reactions import REACTIONS, issue_instruction

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
FOLLOWED = [one for one in REACTIONS if one.name in ("portal.notice", "portal.instruction")]


@pytest.fixture
def people(db):
    return seeded()


def test_each_instruction_has_a_paper_of_its_own_in_the_register_of_supervision(people):
    order = orders.handling(people)
    dispatch.instruct(
        order, reason="请抓紧办", by=local_date(MONDAY) + timedelta(days=3), actor=people.leader, at=MONDAY
    )
    dispatch.instruct(order, reason="请到现场看", actor=people.leader, at=MONDAY + timedelta(minutes=5))
    dispatch.supervise(order, "remind", words="请抓紧", actor=people.sun, at=MONDAY + timedelta(minutes=9))
    run_reactions(FOLLOWED, at=MONDAY + HOUR)
    told = [paper for paper in Paper.objects.order_by("number") if paper.title.endswith("领导批示的交办通知")]
    assert Paper.objects.count() == 3
    assert sorted(Paper.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert [dict(paper.said.sections)["批示"] for paper in told] == [
        [f"请抓紧办（{local_date(MONDAY) + timedelta(days=3)} 前报结果）"], ["请到现场看"],
    ]  # fmt: skip
    assert {paper.to_unit for paper in told} == {order.lead_unit}
    assert {paper.case_code for paper in told} == {order.code}
    assert [paper.facts["cc"] for paper in told] == [[], []]
    leaves = "".join(str(json.loads(event.leaf)) for event in Event.objects.all())
    assert order.title in leaves or order.code in leaves
    assert "到现场看" not in leaves


def test_an_instruction_followed_again_has_one_paper_and_an_old_one_gets_none(people):
    order = orders.handling(people)
    dispatch.instruct(order, reason="请抓紧办", actor=people.leader, at=MONDAY)
    event = Event.objects.get(kind="dispatch", verb="instruct", code=order.code)
    issue_instruction(event, MONDAY + timedelta(days=8))
    assert not Paper.objects.exists()
    for _ in range(3):  # a worker that is killed after the paper and before its mark follows the event again
        issue_instruction(event, MONDAY + HOUR)
    assert [paper.full_number[:3] for paper in Paper.objects.all()] == ["倾商督"]


def test_the_paper_prints(people):
    order = orders.handling(people)
    dispatch.instruct(order, reason="请抓紧办", actor=people.leader, at=MONDAY)
    run_reactions(FOLLOWED, at=MONDAY + HOUR)
    assert printed(Paper.objects.get(), "docx")[:2] == b"PK"
