"""Watching: reminders by the clock, the ladder, visits, looking back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.cast import MONDAY, cast
from tests.dispatch import orders
from tests.dispatch.orders import lacking

from shangliang.dispatch import actions, queries
from shangliang.dispatch.models import LookBack, Reminder, Supervision
from shangliang.dispatch.reactions import REACTIONS
from shangliang.dispatch.rules import next_level, reminders_due
from shangliang.engines.workdays import shipped
from shangliang.kernel.calendar import moment
from shangliang.kernel.refusals import Forbidden
from shangliang.ledger.actions import run_reactions
from shangliang.notices.models import Notice

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
START = datetime(2022, 9, 29, 2, 0, tzinfo=UTC)


@pytest.fixture
def people(db):
    orders.limits()
    return cast()


def kinds(order):
    return list(Reminder.objects.filter(dispatch=order).order_by("pk").values_list("kind", flat=True))


def test_reminders_come_at_half_at_eighty_percent_the_day_before_and_after_the_end():
    due = moment(date(2022, 10, 12))  # five working days from 29 September: the end of 11 October
    days = shipped()

    def by(day):
        return reminders_due(days, moment(day), START, due, provisional=False)

    assert by(date(2022, 9, 30)) == []
    assert by(date(2022, 10, 6)) == ["half"]
    assert by(date(2022, 10, 10)) == ["half", "most", "last"]
    assert by(date(2022, 10, 13)) == ["half", "most", "overdue"]
    assert by(date(2022, 10, 18)) == ["half", "most", "overdue", "listed"]


def test_a_provisional_date_is_never_overdue():
    due = moment(date(2022, 10, 12))
    assert reminders_due(shipped(), moment(date(2022, 12, 1)), START, due, provisional=True) == ["half", "most"]


def test_the_timer_may_run_twice_and_reminds_once(people):
    order = orders.handling(people, orders.issued(people, at=START), at=START)
    at = moment(date(2022, 10, 13))
    first = actions.run_timers(at)
    again = actions.run_timers(at + timedelta(minutes=1))
    assert (first, again) == (3, 0)
    assert kinds(order) == ["half", "most", "overdue"]
    order.refresh_from_db()
    assert order.chased_at == at
    assert Supervision.objects.get().level == "notice"


def test_an_order_that_nobody_signs_for_is_chased(people):
    order = orders.issued(people, at=START)
    actions.run_timers(moment(date(2022, 10, 1)))
    assert kinds(order) == ["unsigned"]


def test_a_late_opinion_is_asked_for(people):
    order = orders.handling(people, orders.issued(people, at=START, co_units=[people.org("roads")]), at=START)
    actions.run_timers(moment(date(2022, 10, 10)))
    assert "opinion" in kinds(order)
    run_reactions(REACTIONS, at=START + 11 * DAY)
    assert Notice.objects.filter(person_id=people.co.person, zh__contains="会办意见").exists()


def test_a_replied_order_is_reminded_of_nothing(people):
    orders.replied(people)
    assert actions.run_timers(MONDAY + 60 * DAY) == 0


def test_the_ladder_is_climbed_step_by_step_and_its_top_is_the_leaders(people):
    order = orders.handling(people)
    with pytest.raises(Forbidden):
        actions.supervise(order, "list", words="久拖不办", addressed_to="局长", actor=people.sun, at=MONDAY)
    with lacking("上一级"):
        actions.supervise(order, "list", words="久拖不办", addressed_to="局长", actor=people.leader, at=MONDAY)
    for level in ("remind", "warn", "notice"):
        actions.supervise(order, level, words="请办", addressed_to="分管副局长", actor=people.sun, at=MONDAY)
    actions.supervise(order, "list", words="久拖不办", addressed_to="局长", actor=people.leader, at=MONDAY)
    assert order.is_listed
    assert queries.unit_queue(people.wu, MONDAY).rows[0].lamp == "black"
    assert next_level({"remind", "warn", "notice", "list"}) == "interview"
    assert next_level({"interview"}) is None


def test_an_accepted_reply_lifts_the_supervision(people):
    order = orders.handling(people)
    for level in ("remind", "warn", "notice"):
        actions.supervise(order, level, words="请办", addressed_to="分管副局长", actor=people.sun, at=MONDAY)
    actions.supervise(order, "list", words="久拖不办", addressed_to="局长", actor=people.leader, at=MONDAY)
    orders.answered(people, order)
    order.refresh_from_db()
    assert not order.is_listed
    assert not Supervision.objects.filter(resolved_at=None).exists()


def test_a_visit_says_what_was_seen(people):
    order = orders.answered(people)
    visit = actions.follow_up(
        order,
        actions.Sight(
            visited_on=date(2022, 9, 27),
            finding="solved",
            notes="栏杆已固定",
            reporter="记者",
            member="委员",
            unit="园林局园林处",
        ),
        actor=people.han,
        at=MONDAY + 3 * DAY,
    )
    assert list(queries.visits_of(order)) == [visit]


def test_a_matter_is_looked_at_again_when_its_day_has_come_and_only_once(people):
    order = orders.closed(people)
    row = LookBack.objects.get(after_days=30)
    with lacking("回头看的日子"):
        actions.lookback(order, row, finding="held", notes="", actor=people.sun, at=MONDAY + 10 * DAY)
    actions.lookback(order, row, finding="held", notes="没有反弹", actor=people.sun, at=MONDAY + 40 * DAY)
    row.refresh_from_db()
    with lacking("回头看的日子"):
        actions.lookback(order, row, finding="held", notes="", actor=people.sun, at=MONDAY + 41 * DAY)
    assert row.finding == "held"


def test_people_units_and_staff_are_told_once_what_concerns_them(people):
    order = orders.answered(people)
    for _ in range(2):
        run_reactions(REACTIONS, at=MONDAY + 3 * DAY)
    told = Notice.objects.filter(person_id=people.li.person).values_list("zh", flat=True)
    assert [text for text in told if "有答复了" in text] == [f"“{order.title}”有答复了，请您看看，说说满不满意。"]
    assert Notice.objects.filter(person_id=people.wu.person, zh__startswith="新派来").count() == 1
    assert Notice.objects.filter(person_id=people.sun.person, zh__contains="请审核").count() == 1
    assert not Notice.objects.filter(person_id=people.qian.person).exists()


def test_a_leaders_instruction_reaches_the_unit_and_the_supervisor_and_moves_no_limit(people):
    order = orders.handling(people)
    due = order.reply_due_at
    with pytest.raises(Forbidden):
        actions.instruct(order, reason="请抓紧", actor=people.sun, at=MONDAY)
    actions.instruct(order, reason="先修栏杆，月底前报我。", actor=people.leader, at=MONDAY)
    run_reactions(REACTIONS, at=MONDAY)
    for who in (people.wu, people.sun):
        assert Notice.objects.filter(person_id=who.person, zh__contains="先修栏杆，月底前报我。").count() == 1
    assert not Notice.objects.filter(person_id=people.li.person, zh__contains="批示").exists()
    order.refresh_from_db()
    assert (order.state, order.reply_due_at) == ("handling", due)
