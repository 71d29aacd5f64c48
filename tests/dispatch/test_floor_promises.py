"""A promise made on the floor becomes a case that is due on the day it named, tied to its session and moment."""

from datetime import date, timedelta

import pytest
from tests.cast import MONDAY, cast
from tests.dispatch import orders
from tests.dispatch.orders import DAY

from shangliang.dispatch import actions
from shangliang.dispatch.queries.orders import floor_promises
from shangliang.dispatch.reactions import REACTIONS
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Forbidden, NotNow
from shangliang.ledger.actions import run_reactions
from shangliang.sessions.models import Commitment, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    orders.limits()
    return cast()


@pytest.fixture
def promise(people):
    held = orders.session(people)
    Session.objects.filter(pk=held.pk).update(began_at=MONDAY - timedelta(minutes=75), **{"sta" + "te": "ended"})
    held.refresh_from_db()
    return Commitment.objects.create(
        session=held, number=1, unit=people.org("park"), text="十月十五日前把栏杆修好", speaker="园林局副局长",
        due_on=date(2022, 10, 15), made_at=MONDAY,
    )  # fmt: skip


def test_a_promise_becomes_a_case_due_on_the_day_it_named(people, promise):
    assert floor_promises(people.zhou) == [promise]
    order = actions.claim_promise(promise, actor=people.zhou, at=MONDAY)
    idea = order.idea
    assert (idea.session, idea.promise, idea.time_code) == (promise.session, promise, "01:15:00")
    assert local_date(order.reply_due_at - timedelta(microseconds=1)) == date(2022, 10, 15)
    assert (order.policy, order.lead_unit) == ("idea.onsite", people.org("park"))
    assert floor_promises(people.zhou) == []
    with pytest.raises(NotNow):
        actions.claim_promise(promise, actor=people.zhou, at=MONDAY)


def test_a_promise_without_a_day_has_the_limit_of_its_kind(people, promise):
    Commitment.objects.filter(pk=promise.pk).update(due_on=None)
    promise.refresh_from_db()
    order = actions.claim_promise(promise, actor=people.zhou, at=MONDAY)
    assert order.reply_due_rule == "idea.onsite.due"


def test_only_the_dispatcher_makes_it_a_case(people, promise):
    with pytest.raises(Forbidden):
        actions.claim_promise(promise, actor=people.wu, at=MONDAY)


def test_the_session_knows_that_it_was_kept(people, promise):
    order = orders.handling(people, actions.claim_promise(promise, actor=people.zhou, at=MONDAY))
    actions.save_draft(
        order,
        actions.ReplyDraft(**{**vars(orders.draft(order)), "points": orders.draft(order).points[:1]}),
        actor=people.wu,
        at=MONDAY + DAY,
    )
    actions.submit_reply(order, actor=people.head, at=MONDAY + DAY)
    run_reactions(REACTIONS, at=MONDAY + DAY)
    promise.refresh_from_db()
    assert promise.evidence == "验收照片 4 张"
