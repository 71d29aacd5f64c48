"""Judging: who may, what is counted, the four conditions of the write-off, redo and reopening."""

from datetime import date, timedelta

import pytest
from tests.cast import MONDAY, cast
from tests.dispatch import orders
from tests.dispatch.orders import BAD, GOOD, lacking

from shangliang.dispatch import actions, queries, reactions
from shangliang.dispatch.models import Evaluation, LookBack, Milestone
from shangliang.dispatch.rules import Rate, satisfaction_rate
from shangliang.kernel.refusals import Forbidden, Invalid, NotNow
from shangliang.kernel.workflow import Actor, Role, Seat
from shangliang.ledger.queries import events_of, leaf_facts
from shangliang.voices import actions as voices

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def people(db):
    orders.limits()
    return cast()


def idea_order(people):
    voice = orders.voice(people)
    order = orders.issued(people, orders.approved(people, voices=[voice]))
    return orders.handling(people, order)


def test_the_speaker_the_people_of_the_voices_and_members_judge(people):
    order = orders.answered(people, idea_order(people))
    for who, kind in ((people.zhao, "speaker"), (people.li, "citizen"), (people.expert, "expert")):
        actions.evaluate(order, GOOD, actor=who, at=MONDAY + 3 * DAY)
        assert Evaluation.objects.get(person_id=who.person).kind == kind
    assert (order.invited_count, order.judged_count, order.state) == (3, 3, "evaluated")


def test_strangers_and_the_handling_units_never_judge(people):
    order = orders.answered(people, idea_order(people))
    for who in (people.qian, people.wu, people.head, people.zhou, people.sun):
        with pytest.raises(Forbidden):
            actions.evaluate(order, GOOD, actor=who, at=MONDAY + 3 * DAY)
    # 委员赵 spoke it; from the day on which he works in the unit he may not judge it.
    turned = Actor(people.zhao.person, "委员赵", (*people.zhao.seats, Seat(Role.UNIT_CLERK, people.org("park").pk)))
    with lacking("承办单位任职"):
        actions.evaluate(order, GOOD, actor=turned, at=MONDAY + 3 * DAY)


def test_being_dissatisfied_needs_a_reason_and_words(people):
    order = orders.answered(people, idea_order(people))
    with lacking("不满意的原因"):
        actions.evaluate(
            order, actions.Judgement("satisfied", "dissatisfied", "unsolved"), actor=people.li, at=MONDAY + 3 * DAY
        )
    actions.evaluate(order, BAD, actor=people.li, at=MONDAY + 3 * DAY)
    assert "栏杆还是松的" not in events_of("dispatch", order.code).last().leaf


def test_a_judgement_may_be_changed_for_seven_days(people):
    order = orders.answered(people, idea_order(people))
    actions.evaluate(order, BAD, actor=people.li, at=MONDAY + 3 * DAY)
    actions.evaluate(order, GOOD, actor=people.li, at=MONDAY + 9 * DAY)
    assert Evaluation.objects.get(person_id=people.li.person).result == "satisfied"
    with pytest.raises(NotNow, match="7 天"):
        actions.evaluate(order, BAD, actor=people.li, at=MONDAY + 17 * DAY)


def test_who_did_not_judge_is_left_out_and_never_counted_as_content(people):
    order = orders.answered(people, idea_order(people))
    actions.evaluate(order, BAD, actor=people.li, at=MONDAY + 3 * DAY)
    satisfied, solved = queries.verdicts(queries.evaluations_of(order))
    assert (satisfied, solved) == (Rate(0, 1, 1), Rate(0, 1, 1))
    assert satisfaction_rate({}, 5) == Rate(0, 0, 5)
    assert satisfaction_rate({}, 5).share is None


def test_a_matter_is_written_off_only_under_the_four_conditions(people):
    order = orders.answered(people, idea_order(people))
    with pytest.raises(NotNow):
        actions.write_off(order, is_signed=True, actor=people.sun, at=MONDAY + 3 * DAY)
    actions.evaluate(order, BAD, actor=people.li, at=MONDAY + 3 * DAY)
    with lacking("没有“不满意”"):
        actions.write_off(order, is_signed=True, actor=people.sun, at=MONDAY + 3 * DAY)
    actions.evaluate(order, GOOD, actor=people.li, at=MONDAY + 3 * DAY)
    with lacking("签字"):
        actions.write_off(order, is_signed=False, actor=people.sun, at=MONDAY + 3 * DAY)
    with pytest.raises(Forbidden):
        actions.write_off(order, is_signed=True, actor=people.head, at=MONDAY + 3 * DAY)
    actions.write_off(order, is_signed=True, actor=people.sun, at=MONDAY + 4 * DAY)
    order.idea.refresh_from_db()
    assert (order.state, order.idea.state) == ("closed", "closed")
    assert list(LookBack.objects.values_list("after_days", "due_on")) == [
        (30, date(2022, 10, 30)),
        (180, date(2023, 3, 29)),
    ]


def test_a_promise_keeps_a_matter_open_until_it_is_kept(people):
    order = orders.evaluated(people, idea_order(people), letter="B")
    with lacking("结果有据"):
        actions.write_off(order, is_signed=True, actor=people.sun, at=MONDAY + 4 * DAY)
    promise = Milestone.objects.first()
    with pytest.raises(Invalid, match="证据"):
        actions.report_progress(
            order, promise, progress="完工", done_on=date(2022, 9, 30), actor=people.wu, at=MONDAY + 5 * DAY
        )
    actions.report_progress(order, promise, progress="已进场", actor=people.wu, at=MONDAY + 5 * DAY)
    actions.claim_done(order, evidence="验收单 12 号", actor=people.head, at=MONDAY + 6 * DAY)
    order.idea.refresh_from_db()
    assert (order.reply_class, order.idea.state) == ("A", "evaluated")
    actions.write_off(order, is_signed=True, actor=people.sun, at=MONDAY + 7 * DAY)
    assert order.state == "closed"


def test_a_kept_ledger_is_written_off_with_its_class_and_only_then_a_limit_runs(people):
    order = orders.evaluated(people, idea_order(people), letter="B")
    assert order.due_at is None
    for i, promise in enumerate(Milestone.objects.order_by("pk"), 5):
        assert order.due_at is None
        actions.report_progress(
            order, promise, progress="完工", done_on=date(2022, 9, 30), evidence="验收单", actor=people.wu,
            at=MONDAY + i * DAY,
        )  # fmt: skip
    assert order.due_rule == "dispatch.write_off"
    actions.write_off(order, is_signed=True, actor=people.sun, at=MONDAY + 8 * DAY)
    order.idea.refresh_from_db()
    assert (order.state, order.reply_class, order.idea.state, order.idea.reply_class) == ("closed", "B", "closed", "B")


def test_an_unjudged_answer_stays_unjudged_when_the_time_is_over(people):
    order = orders.answered(people, idea_order(people))
    assert actions.expire_due(MONDAY + 20 * DAY) == 0
    assert actions.expire_due(MONDAY + 40 * DAY) == 1
    order.refresh_from_db()
    assert (order.state, order.judged_count) == ("evaluated", 0)
    order.idea.refresh_from_db()
    assert order.idea.state == "evaluated"


def test_a_redo_is_a_new_round_with_half_the_time(people):
    order = orders.evaluated(people, idea_order(people), said=BAD)
    with pytest.raises(Forbidden):
        actions.redo(order, reason="没有做完", actor=people.head, at=MONDAY + 4 * DAY)
    actions.redo(order, reason="没有做完", actor=people.sun, at=MONDAY + 4 * DAY)
    order.idea.refresh_from_db()
    assert (order.state, order.round, order.reply_class, order.idea.state) == ("handling", 2, "", "dispatched")
    assert order.reply_due_rule == "idea.normal.second"
    orders.evaluated(people, order, at=MONDAY + 8 * DAY)
    assert set(Evaluation.objects.filter(round=1).values_list("person_id", flat=True)) == {
        people.li.person,
        people.zhao.person,
    }
    actions.write_off(order, is_signed=True, actor=people.sun, at=MONDAY + 9 * DAY)
    assert order.state == "closed"


def test_what_was_written_off_can_be_taken_up_again(people):
    order = orders.closed(people, idea_order(people))
    actions.reopen(order, reason="栏杆又松了", actor=people.sun, at=MONDAY + 40 * DAY)
    order.idea.refresh_from_db()
    assert (order.state, order.round, order.idea.state) == ("handling", 2, "dispatched")


def test_a_verdict_on_the_voices_own_page_reaches_the_order(people):
    order = orders.answered(people)
    voice = order.voice
    voice.refresh_from_db()
    voices.call_back(voice, at=MONDAY + 3 * DAY)
    voices.evaluate(
        voice, actor=people.li, at=MONDAY + 3 * DAY, satisfaction="satisfied", solved="solved", attitude="satisfied"
    )
    event = events_of("voice", voice.code).last()
    reactions.take_verdict(event, MONDAY + 3 * DAY)
    order.refresh_from_db()
    assert (order.state, order.judged_count) == ("evaluated", 1)
    actions.write_off(order, is_signed=True, actor=people.sun, at=MONDAY + 4 * DAY)
    assert order.state == "closed"


def test_a_person_who_is_not_content_sends_the_voice_into_a_second_round(people):
    order = orders.answered(people)
    voice = order.voice
    voice.refresh_from_db()
    voices.call_back(voice, at=MONDAY + 3 * DAY)
    voices.evaluate(
        voice, actor=people.li, at=MONDAY + 3 * DAY, satisfaction="dissatisfied", solved="unsolved", reason="还是松的"
    )
    reactions.take_verdict(events_of("voice", voice.code).last(), MONDAY + 3 * DAY)
    order = queries.find(people.zhou, order.code)
    with lacking("没有“不满意”"):
        actions.write_off(order, is_signed=True, actor=people.sun, at=MONDAY + 4 * DAY)
    actions.redo(order, reason="诉求人不满意", actor=people.zhou, at=MONDAY + 4 * DAY)
    assert (order.state, order.round, order.voice.state) == ("handling", 2, "dispatched")
    assert order.reply_due_rule == "voice.normal.second"


def test_a_voice_whose_person_is_content_is_not_sent_back(people):
    order = orders.evaluated(people)
    with pytest.raises(NotNow, match="没有要求重办"):
        actions.redo(order, reason="再来", actor=people.zhou, at=MONDAY + 4 * DAY)


def test_the_record_shows_the_conditions_of_the_write_off(people):
    order = orders.closed(people, idea_order(people))
    facts = leaf_facts(events_of("dispatch", order.code).last())
    assert {name: facts[name] for name in ("accepted", "no_complaint", "evidence", "signature")} == {
        "accepted": True,
        "no_complaint": True,
        "evidence": True,
        "signature": True,
    }
