"""Handing over: limits, signing, giving back once, designation, opinions, more time, suspension."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.cast import MONDAY, cast
from tests.dispatch import orders
from tests.dispatch.orders import lacking

from shangliang.dispatch import actions, queries
from shangliang.dispatch.models import CoHandling, Extension, ReturnRequest
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Forbidden, Invalid, NotNow, Stale
from shangliang.ledger.queries import events_of, leaf_facts

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
THURSDAY = datetime(2022, 9, 29, 2, 0, tzinfo=UTC)


@pytest.fixture
def people(db):
    orders.limits()
    return cast()


def last_day(moment):
    return local_date(moment - timedelta(microseconds=1))


def test_an_ordinary_voice_handed_over_before_the_holiday_is_due_on_the_fifth_working_day(people):
    order = orders.issued(people, at=THURSDAY)
    assert order.policy == "voice.normal"
    assert last_day(order.reply_due_at) == date(2022, 10, 11)
    assert last_day(order.due_at) == date(2022, 9, 30)  # one working day to sign
    assert order.voice.state == "dispatched"
    assert order.voice.handler == people.org("park")


def test_an_idea_is_due_after_three_months_and_its_co_units_after_one(people):
    order = orders.issued(people, orders.approved(people), co_units=[people.org("roads")])
    assert last_day(order.reply_due_at) == date(2022, 12, 26)
    assert last_day(CoHandling.objects.get().due_at) == date(2022, 10, 26)
    assert order.idea.state == "dispatched"


def test_the_record_of_a_hand_over_names_the_thing_the_units_and_the_date(people):
    order = orders.issued(people)
    event = events_of("dispatch", order.code).get()
    facts = leaf_facts(event)
    assert facts["subject_code"] == order.voice.code
    assert facts["unit"] == "市园林和林业局"
    assert "市民小李" not in event.leaf


def test_only_the_dispatcher_hands_over(people):
    voice = orders.voice(people)
    for who in (people.wu, people.chen, people.sun, people.li):
        with pytest.raises(Forbidden):
            actions.issue(voice, lead=people.org("park"), actor=who, at=MONDAY)


def test_a_report_never_goes_to_the_unit_that_it_accuses(people):
    voice = orders.voice(people, demand_type="report", unit=people.org("park"), text="举报园林局施工扰民")
    with pytest.raises(Invalid, match="被举报"):
        actions.issue(voice, lead=people.org("park"), actor=people.zhou, at=MONDAY)
    with pytest.raises(Invalid, match="被举报"):
        actions.issue(voice, lead=people.org("roads"), co_units=[people.org("park")], actor=people.zhou, at=MONDAY)
    order = actions.issue(voice, lead=people.org("roads"), actor=people.zhou, at=MONDAY)
    assert order not in queries.visible_to(people.wu)
    assert order in queries.visible_to(people.co)


def test_the_same_voice_is_not_handed_over_twice(people):
    order = orders.issued(people)
    with pytest.raises(NotNow):
        orders.issued(people, order.voice)


def test_an_order_is_given_back_once_and_stays_when_that_is_refused(people):
    order = orders.issued(people)
    due = order.reply_due_at
    with lacking("依据"):
        actions.request_return(
            order, reason="不是本局职责", basis=" ", suggested=people.org("roads"), actor=people.wu, at=MONDAY
        )
    actions.request_return(
        order,
        reason="不是本局职责",
        basis="三定方案",
        suggested=people.org("roads"),
        actor=people.wu,
        at=MONDAY + DAY,
    )
    actions.refuse_return(order, reason="步道归园林局管", actor=people.zhou, at=MONDAY + DAY)
    assert (order.state, order.is_designated, order.reply_due_at) == ("signed", True, due)
    with lacking("指定"):
        actions.request_return(
            order, reason="再退", basis="三定方案", suggested=people.org("roads"), actor=people.wu, at=MONDAY + DAY
        )
    assert ReturnRequest.objects.get().is_granted is False


def test_an_order_cannot_be_given_back_after_the_time_for_it(people):
    order = orders.issued(people)
    with lacking("退单期限"):
        actions.request_return(
            order,
            reason="不是本局职责",
            basis="三定方案",
            suggested=people.org("roads"),
            actor=people.wu,
            at=MONDAY + 3 * DAY,
        )


def test_a_granted_return_goes_to_the_other_unit_and_the_clock_runs_on(people):
    order = orders.issued(people)
    due = order.reply_due_at
    actions.request_return(
        order, reason="不是", basis="三定方案", suggested=people.org("roads"), actor=people.wu, at=MONDAY + DAY
    )
    with lacking("另一个"):
        actions.grant_return(order, unit=people.org("park"), actor=people.zhou, at=MONDAY + DAY)
    actions.grant_return(order, unit=people.org("roads"), actor=people.zhou, at=MONDAY + DAY)
    assert (order.state, order.lead_unit, order.reply_due_at) == ("issued", people.org("roads"), due)
    order.voice.refresh_from_db()
    assert (order.voice.handler, order.voice.due_at) == (people.org("roads"), due)
    with pytest.raises(Forbidden):
        actions.sign(order, actor=people.wu, at=MONDAY + DAY)
    actions.sign(order, actor=people.co, at=MONDAY + DAY)
    with lacking("退过"):
        actions.request_return(
            order, reason="不是", basis="三定方案", suggested=people.org("park"), actor=people.co, at=MONDAY + DAY
        )


def test_a_conference_designates_the_unit_for_good(people):
    order = orders.issued(people, orders.approved(people))
    actions.request_return(
        order, reason="不是", basis="三定方案", suggested=people.org("roads"), actor=people.wu, at=MONDAY
    )
    actions.dispute(order, reason="两家都说不是", actor=people.zhou, at=MONDAY)
    actions.designate(order, unit=people.org("roads"), reason="会商纪要 3 号", actor=people.gov, at=MONDAY + DAY)
    assert (order.state, order.is_designated, order.lead_unit) == ("issued", True, people.org("roads"))
    assert order.idea.lead_unit == people.org("roads")


def test_handling_begins_with_a_call_that_is_written_down(people):
    order = orders.signed(people, orders.issued(people))
    with lacking("联系"):
        actions.start(order, mode="phone", words="", actor=people.wu, at=MONDAY)
    actions.start(order, mode="phone", words="王女士，13812345678", actor=people.wu, at=MONDAY)
    assert order.contacted_at == MONDAY
    assert "13812345678" not in events_of("dispatch", order.code).last().leaf


def test_the_opinion_of_a_co_unit_is_its_own(people):
    order = orders.handling(people, orders.issued(people, co_units=[people.org("roads")]))
    with pytest.raises(Forbidden):
        actions.submit_opinion(order, opinion="同意", agrees=True, actor=people.wu, at=MONDAY)
    actions.submit_opinion(order, opinion="同意", agrees=True, actor=people.co, at=MONDAY)
    row = CoHandling.objects.get()
    assert (row.opinion, row.agrees, row.answered_at) == ("同意", True, MONDAY)


def test_more_time_is_given_once_and_only_when_asked_before_the_end(people):
    order = orders.handling(people, orders.issued(people, at=THURSDAY), at=THURSDAY)
    actions.request_extension(order, reason="等材料", actor=people.head, at=THURSDAY + DAY)
    actions.grant_extension(order, actor=people.zhou, at=THURSDAY + DAY)
    assert last_day(order.reply_due_at) == date(2022, 10, 25)  # ten working days after 10-11
    order.voice.refresh_from_db()
    assert order.voice.due_at == order.reply_due_at
    assert Extension.objects.get().is_granted is True
    with lacking("延过期"):
        actions.request_extension(order, reason="再等", actor=people.head, at=THURSDAY + 2 * DAY)


def test_more_time_asked_after_the_end_is_refused(people):
    order = orders.handling(people)
    with lacking("到期之前"):
        actions.request_extension(order, reason="等材料", actor=people.head, at=MONDAY + 20 * DAY)


def test_an_idea_is_extended_to_six_months_in_all(people):
    order = orders.handling(people, orders.issued(people, orders.approved(people)))
    actions.request_extension(order, reason="等规划", actor=people.head, at=MONDAY + 30 * DAY)
    actions.grant_extension(order, actor=people.zhou, at=MONDAY + 31 * DAY)
    assert last_day(order.reply_due_at) == date(2023, 3, 27)  # 26 March 2023 is a Sunday


def test_a_suspended_order_gets_its_days_back(people):
    order = orders.handling(people)
    before = order.reply_due_at
    with lacking("180"):
        actions.suspend(order, until=date(2023, 9, 1), reason="汛期", actor=people.sun, at=MONDAY)
    actions.suspend(order, until=date(2022, 9, 28), reason="汛期", actor=people.sun, at=MONDAY)
    assert actions.resume_due(MONDAY + DAY) == 0
    assert actions.resume_due(MONDAY + 3 * DAY) == 1
    order.refresh_from_db()
    assert order.state == "handling"
    assert order.reply_due_at > before


def test_an_order_ends_only_on_the_units_written_request(people):
    order = orders.handling(people)
    with lacking("书面申请"):
        actions.terminate(order, reason="无法办理", actor=people.sun, at=MONDAY)
    actions.request_termination(order, reason="地块已另案处理", actor=people.head, at=MONDAY)
    actions.terminate(order, reason="同意，另案处理", actor=people.sun, at=MONDAY)
    assert (order.state, order.voice.state) == ("terminated", "terminated")


def test_of_two_who_sign_at_the_same_moment_the_second_is_told(people):
    order = orders.issued(people)
    other = queries.find(people.wu, order.code)
    actions.sign(order, actor=people.wu, at=MONDAY)
    with pytest.raises(Stale):
        actions.sign(other, actor=people.wu, at=MONDAY)


def test_who_may_know_of_an_order(people):
    order = orders.issued(people, co_units=[people.org("roads")])
    seen = {name for name in people.people if queries.visible_to(getattr(people, name)).filter(pk=order.pk).exists()}
    assert seen == {
        "li", "zhou", "agent2", "chen", "zheng", "wu", "head", "co", "co_head", "sun", "leader", "gov", "reviewer",
    }  # fmt: skip
