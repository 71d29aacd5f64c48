"""Proposals and briefs: parts, the ten grounds, assigning, replying, and who may read them."""

import pytest
from tests.cast import MONDAY, cast
from tests.dispatch import orders
from tests.dispatch.orders import lacking
from tests.dispatch.test_order_pages import clock, door, post  # noqa: F401 - a fixture

from shangliang.dispatch import actions as dispatch
from shangliang.kernel.refusals import Forbidden, NotFound
from shangliang.ledger.actions.deadlines import seed_policies
from shangliang.ledger.queries import events_of
from shangliang.proposals import actions, queries
from shangliang.proposals.models import Proposal
from shangliang.proposals.rules import DEADLINES, submit_checks

pytestmark = pytest.mark.django_db
PARTS = {"situation": "边角地闲置", "analysis": "权属清楚", "advice": "先建两块"}


@pytest.fixture
def people(db):
    orders.limits()
    seed_policies(DEADLINES, since=MONDAY.date())
    return cast()


def draft(people, **more):
    words = {"kind": "proposal", "title": "建口袋公园", **PARTS, **more}
    return actions.draft_own(words, actor=people.zhao, at=MONDAY)


def filed(people):
    row = draft(people)
    actions.submit(row, actor=people.zhao, at=MONDAY)
    actions.examine(row, actor=people.chen, at=MONDAY)
    actions.file(row, actor=people.chen, at=MONDAY)
    return row


def test_a_proposal_needs_all_three_parts_and_a_brief_is_short(people):
    row = draft(people, advice="")
    with lacking("情况、分析、建议"):
        actions.submit(row, actor=people.zhao, at=MONDAY)
    assert submit_checks(kind="brief", situation="字" * 1501, analysis="字", advice="字")["length"] is False
    assert submit_checks(kind="proposal", situation="字" * 1501, analysis="字", advice="字")["length"] is True


def test_a_draft_is_its_proposers_and_nobody_elses(people):
    row = draft(people)
    with pytest.raises(NotFound):
        queries.find(people.chen, row.code)
    assert queries.find(people.zhao, row.code) == row
    with pytest.raises(Forbidden):
        actions.draft_own({"kind": "proposal", "title": "x"}, actor=people.li, at=MONDAY)
    assert not events_of("proposal", row.code, public_only=True).exists()


def test_not_filing_needs_one_of_the_ten_grounds_and_words(people):
    row = draft(people)
    actions.submit(row, actor=people.zhao, at=MONDAY)
    actions.examine(row, actor=people.chen, at=MONDAY)
    with lacking("十项"):
        actions.refuse(row, ground="because", reason="不合适", actor=people.chen, at=MONDAY)
    with lacking("写明理由"):
        actions.refuse(row, ground="empty", reason="", actor=people.chen, at=MONDAY)
    actions.refuse(row, ground="empty", reason="没有具体建议", actor=people.chen, at=MONDAY)
    assert row.state == "not_filed"


def test_a_filed_proposal_goes_through_an_order_to_its_reply(people):
    row = filed(people)
    order = orders.handling(people, orders.issued(people, row))
    assert (row.state, order.policy) == ("assigned", "proposal")
    orders.answered(people, order)
    row.refresh_from_db()
    assert row.state == "replied"
    dispatch.evaluate(order, orders.GOOD, actor=people.zhao, at=MONDAY + 3 * orders.DAY)
    dispatch.write_off(order, is_signed=True, actor=people.sun, at=MONDAY + 4 * orders.DAY)
    row.refresh_from_db()
    assert row.state == "closed"


def test_a_member_drafts_and_the_studio_files_by_clicking(people, clock):  # noqa: F811 - the fixture
    post(people, "zhao", "/desk/proposals/new", kind="proposal", title="建口袋公园", **PARTS)
    row = Proposal.objects.get()
    step = f"/desk/proposals/{row.code}/steps/"
    post(people, "zhao", step + "submit")
    post(people, "chen", step + "examine")
    post(people, "chen", step + "file")
    row.refresh_from_db()
    assert row.state == "filed"
    assert row.code in door(people, "zhou").get("/desk/dispatch").content.decode()
    assert door(people, "wu").get("/desk/proposals").status_code == 403
    assert door(people, "chen").get("/desk/proposals").status_code == 200
