"""Limits as data: versions by the day they begin, and a calendar whose change moves open limits and logs each move."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.cast import MONDAY, cast
from tests.dispatch import orders
from tests.dispatch.orders import DAY

from shangliang.dispatch import actions, queries
from shangliang.dispatch.forms.clauses import CLAUSES, POLICIES, UNITS
from shangliang.dispatch.models import CoHandling
from shangliang.dispatch.queries.facts import facts_of_rows
from shangliang.dispatch.queries.replay import facts_of_events
from shangliang.dispatch.reactions import REACTIONS
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Forbidden, Invalid
from shangliang.ledger.actions import NamedDay, change_calendar, change_policy, recount_open, run_reactions
from shangliang.ledger.models import CalendarChange, Event
from shangliang.ledger.queries import leaf_facts, policy_limit
from shangliang.notices.models import Notice
from shangliang.site import wiring

pytestmark = pytest.mark.django_db
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def people(db):
    orders.limits()
    return cast()


def last_day(order) -> date:
    return local_date(order.reply_due_at - INSTANT)


def changed(people, since=date(2022, 10, 1), **more):
    given = {"number": 3, "unit": "wd", "basis": "新规定", "since": since, "actor": people.sysadmin, "at": MONDAY}
    return change_policy("voice.normal", "due", **{**given, **more})


def test_a_new_version_holds_from_its_day_on_and_running_cases_keep_what_they_were_given(people):
    before = orders.issued(people)
    changed(people)
    assert last_day(orders.issued(people)) == last_day(before) == date(2022, 10, 8)
    after = orders.issued(people, at=datetime(2022, 10, 10, 2, tzinfo=UTC))
    assert last_day(after) == date(2022, 10, 13)
    assert (policy_limit("voice.normal", "due", date(2022, 9, 30)).version,
            policy_limit("voice.normal", "due", date(2022, 10, 1)).version) == (1, 2)  # fmt: skip


def test_how_an_old_limit_was_counted_is_still_shown_by_its_own_version(people):
    order = orders.issued(people)
    changed(people)
    assert sum(day.number is not None for day in queries.counting_of(order).days) == 5


@pytest.mark.parametrize(
    "more", [{"number": 0}, {"unit": "year"}, {"basis": " "}, {"since": date(2022, 9, 25)}], ids=str
)
def test_a_wrong_version_is_refused(people, more):
    with pytest.raises(Invalid):
        changed(people, **more)


def test_only_those_who_keep_the_limits_change_them(people):
    for who in (people.chen, people.wu, people.zhou):
        with pytest.raises(Forbidden):
            changed(people, actor=who)


def notice(people, *days, at=MONDAY + DAY):
    rows = [NamedDay(day, is_workday, "调整") for day, is_workday in days]
    return change_calendar(rows, notice="国办发明电〔2022〕99号", actor=people.sysadmin, at=at)


def test_a_changed_calendar_moves_open_limits_and_logs_each_move(people):
    order = orders.handling(people, orders.issued(people, co_units=[people.org("roads")]))
    done = orders.answered(people)
    before = order.reply_due_at
    notice(people, (date(2022, 9, 28), False))
    assert recount_open(MONDAY + DAY) > 0
    order.refresh_from_db()
    assert (last_day(order), order.due_at) == (date(2022, 10, 9), order.reply_due_at)
    event = Event.objects.get(kind="dispatch", code=order.code, verb="correct_due")
    move = leaf_facts(event)["moves"][0]
    assert (datetime.fromisoformat(move["before"]), datetime.fromisoformat(move["after"])) == (
        before, order.reply_due_at)  # fmt: skip
    assert leaf_facts(event)["why"] == "国办发明电〔2022〕99号"
    kept = done.reply_due_at
    done.refresh_from_db()
    assert done.reply_due_at == kept
    assert recount_open(MONDAY + DAY) == 0
    assert CalendarChange.objects.get().moved_count >= 1


def test_the_people_are_told_and_the_opinions_move_too(people):
    order = orders.handling(people, orders.issued(people, co_units=[people.org("roads")]))
    before = CoHandling.objects.get(dispatch=order).due_at
    notice(people, (date(2022, 9, 28), False))
    recount_open(MONDAY + DAY)
    run_reactions(REACTIONS, at=MONDAY + DAY)
    assert CoHandling.objects.get(dispatch=order).due_at > before
    assert Notice.objects.filter(person_id=people.li.person, zh__contains="期限重新数过").exists()


def test_an_extension_that_was_added_at_the_end_moves_with_the_end(people):
    order = orders.handling(people)
    actions.request_extension(order, reason="等材料", actor=people.head, at=MONDAY + DAY)
    actions.grant_extension(order, actor=people.zhou, at=MONDAY + DAY)
    before = last_day(order)
    notice(people, (date(2022, 9, 28), False))
    recount_open(MONDAY + DAY)
    order.refresh_from_db()
    assert (last_day(order) - before).days == 1


def test_a_suspended_span_stays_out_when_counted_anew(people):
    order = orders.handling(people)
    actions.suspend(order, until=date(2022, 10, 20), reason="汛期", actor=people.sun, at=MONDAY + DAY)
    actions.resume(order, actor=people.sun, at=MONDAY + 9 * DAY)
    before = last_day(order)
    notice(people, (date(2022, 11, 1), False), at=MONDAY + 9 * DAY)
    assert recount_open(MONDAY + 9 * DAY) == 0
    order.refresh_from_db()
    assert last_day(order) == before


def test_the_first_notice_of_a_year_makes_its_limits_certain(people):
    late = orders.issued(people, at=datetime(2026, 12, 30, 2, tzinfo=UTC))
    assert late.reply_provisional
    assert actions.run_timers(datetime(2027, 3, 1, tzinfo=UTC)) == 3  # half, most, unsigned: never overdue
    days = [(date(2027, 1, 1), False), (date(2027, 1, 2), False), (date(2027, 1, 3), False)]
    notice(people, *days, at=datetime(2026, 12, 30, 3, tzinfo=UTC))
    recount_open(datetime(2026, 12, 30, 3, tzinfo=UTC))
    late.refresh_from_db()
    assert not late.reply_provisional
    assert facts_of_events() == facts_of_rows()


def test_the_reason_of_an_extension_is_told_to_the_person(people):
    order = orders.handling(people)
    actions.request_extension(order, reason="要等栏杆到货", actor=people.head, at=MONDAY + DAY)
    actions.grant_extension(order, actor=people.zhou, at=MONDAY + DAY)
    run_reactions(REACTIONS, at=MONDAY + DAY)
    assert Notice.objects.filter(person_id=people.li.person, zh__contains="要等栏杆到货").exists()


def test_suspensions_add_up_to_180_days_at_most(people):
    order = orders.handling(people)
    actions.suspend(order, until=date(2022, 12, 20), reason="汛期", actor=people.sun, at=MONDAY)
    actions.resume(order, actor=people.sun, at=MONDAY + 80 * DAY)
    with orders.lacking("180 天"):
        actions.suspend(order, until=date(2023, 4, 1), reason="又等", actor=people.sun, at=MONDAY + 81 * DAY)
    actions.suspend(order, until=date(2023, 3, 1), reason="又等", actor=people.sun, at=MONDAY + 81 * DAY)


def test_every_limit_that_the_product_sets_up_has_words_for_people():
    clauses = [clause for module in wiring.modules("rules") for clause in getattr(module, "DEADLINES", ())]
    assert len(clauses) > 90
    unsaid = [
        (policy, clause)
        for policy, clause, _number, unit, _basis in clauses
        if policy not in POLICIES or clause not in CLAUSES or unit not in UNITS
    ]
    assert unsaid == []
    assert [basis for *_limit, basis in clauses if not basis or ".md" in basis] == []
