"""The figures of handling: by hand over a small set, and the same from the rows as from the record of events."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.cast import MONDAY, cast
from tests.dispatch import orders

from shangliang.dispatch import actions
from shangliang.dispatch.models import Appeal, Dispatch, Evaluation, LookBack, Milestone
from shangliang.dispatch.queries.facts import facts_of_rows
from shangliang.dispatch.queries.replay import facts_of_events
from shangliang.dispatch.rules import Rate
from shangliang.dispatch.rules.kpis import BY_CODE, KPIS, Facts, chases, composite, durations, fair_rates
from shangliang.engines.workdays import shipped
from shangliang.ledger.models import Event
from shangliang.voices.actions import merge as merge_voice

DAY = timedelta(days=1)
NOW = datetime(2022, 12, 1, 2, 0, tzinfo=UTC)


def at(day: int, hour: int = 2) -> datetime:
    """Return a moment of November 2022."""
    return datetime(2022, 11, day, hour, tzinfo=UTC)


def one(code: str, **more) -> Facts:
    """Return an order of 1 November due at the end of the 8th, nothing done yet."""
    given = {"kind": "voice", "policy": "voice.normal", "unit": "园林局", "state": "handling", "opened_at": at(1)}
    limits = {"due_at": at(8, 16), "first_due_at": at(8, 16), "sign_by": at(2, 16), "contact_by": at(3, 16)}
    return Facts(code, **{**given, **limits, **more})


GOOD, FAIR, BAD = ("satisfied", "satisfied", "solved"), ("satisfied", "basically_satisfied", "partly"), (
    "dissatisfied", "dissatisfied", "unsolved")  # fmt: skip
EXPLAINED = ("satisfied", "satisfied", "explained")


def answered(code: str, day: int, **more) -> Facts:
    """Return an order that was signed and called in time, replied on a day and delivered the day after."""
    done = {"signed_at": at(2), "contacted_at": at(3), "replied_at": at(day), "accepted_at": at(day + 1)}
    return one(code, **{**done, "was_answered": True, "letter": "A", **more})


SET = [
    answered("1", 5, state="closed", invited=2, judgements=(GOOD,), looked=2, rebounds=1),
    answered("2", 9, state="closed", invited=1, judgements=(FAIR,), looked=1, is_extended=True, due_at=at(20, 16)),
    answered("3", 14, state="evaluated", invited=2, judgements=(BAD, EXPLAINED), letter="B", chase_count=3),
    answered("4", 7, state="evaluated", invited=1, letter="B", promises=(date(2022, 11, 20),), redo_count=1),
    answered("5", 7, state="answered", invited=1, letter="B", promises=(date(2022, 12, 20),), contacted_at=at(4)),
    one("6", signed_at=at(4), is_return_asked=True, is_misassigned=True, unit="城管局", chase_count=2),
    one("7", kind="idea", policy="idea.normal", due_at=datetime(2023, 2, 1, tzinfo=UTC), signed_at=at(2),
        contact_by=None, adoption="partly_adopted", unit="城管局"),
    one("8", kind="idea", policy="idea.normal", state="signed", due_at=None, first_due_at=None, sign_by=None,
        contact_by=None, adoption="not_adopted", is_return_asked=True, repeats=0),
    one("9", is_provisional=True, repeats=2, signed_at=at(2)),
    one("10", state="terminated", signed_at=at(9), chase_count=9, looked=5, rebounds=5),
]  # fmt: skip
BY_HAND = {
    "echo": (5, 9, 0),
    "response": (4, 7, 2),  # 7 and 8 need no call; 5 called too late, 6 and 9 not at all
    "signed": (7, 8, 1),  # 6 signed too late; 8 has no such limit
    "completed": (5, 6, 3),  # due: the five answered and 6; 7, 8 and 9 are not due
    "on_time": (4, 6, 3),  # 3 came late, 6 never
    "on_first_time": (3, 6, 3),  # 2 only by its extension
    "overdue": (2, 7, 2),  # 3 and 6, of those with a certain limit
    "solved": (1, 3, 4),  # 1 | 1, 2, 3's first | of seven invited
    "satisfied": (3, 4, 3),
    "fully_satisfied": (2, 4, 3),
    "rated": (4, 7, 0),
    "implemented": (2, 5, 4),
    "on_track": (4, 5, 4),  # 4's promise is past its day
    "adopted": (1, 2, 7),
    "returned": (2, 9, 0),
    "misassigned": (1, 9, 0),
    "extended": (1, 9, 0),
    "redone": (1, 5, 4),
    "repeated": (1, 7, 2),
    "written_off": (2, 3, 6),  # 3 waits for it, 4 is held by its promise
    "rebound": (1, 3, 0),
}


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.code)
def test_every_figure_is_what_a_hand_counts(kpi):
    assert kpi.of(SET, NOW) == Rate(*BY_HAND[kpi.code])


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.code)
def test_a_figure_opens_exactly_the_orders_that_it_counts(kpi):
    rows, rate = kpi.rows(SET, NOW), kpi.of(SET, NOW)
    if all(kpi.whole(f, NOW) <= 1 for f in SET):  # figures of orders, not of judgements
        assert (sum(counts for _, counts in rows), len(rows)) == (rate.n, rate.total)
    assert all(f.state != "terminated" for f, _ in rows)


def test_nobody_who_kept_silent_is_counted_as_content():
    silent = [replace(SET[0], judgements=(), invited=9)]
    assert BY_CODE["satisfied"].of(silent, NOW) == Rate(0, 0, 9)


def test_durations_leave_out_suspended_days_and_what_is_not_answered():
    held = replace(SET[0], pauses=((at(2), at(4)),))
    found = durations([held, *SET[1:]], shipped())
    # accepted on the 6th (4 working days, 2 of them held), 10th (7), 15th (10), 8th (5), 8th (5)
    assert (found.count, found.median, found.ninetieth) == (5, 5.0, 10)
    assert chases(SET) == 5


def test_the_composite_weighs_three_rates_and_says_nothing_when_one_is_missing():
    rates = {code: BY_CODE[code].of(SET, NOW) for code in ("response", "solved", "satisfied")}
    assert composite(rates) == pytest.approx((2 * 4 / 7 + 5 * 1 / 3 + 3 * 3 / 4) / 10)
    assert composite({**rates, "solved": Rate(0, 0)}) is None


def test_a_unit_is_measured_by_its_own_mix_of_cases():
    hard = [one(f"h{n}", policy="hard", unit="甲" if n < 30 else "乙", due_at=at(8)) for n in range(40)]
    easy = [answered(f"e{n}", 5, policy="easy", unit="乙") for n in range(30)]
    fair = {row.unit: row for row in fair_rates(BY_CODE["on_time"], [*hard, *easy], NOW)}
    assert (fair["甲"].rate, fair["甲"].expected, fair["甲"].is_comparable) == (Rate(0, 30), 0.0, True)
    assert (fair["乙"].rate.n, fair["乙"].expected) == (30, 30.0)
    assert not fair_rates(BY_CODE["on_time"], easy[:29], NOW)[0].is_comparable


@pytest.fixture
def people(db):
    orders.limits()
    return cast()


def live_through(people) -> None:
    """Let a dozen orders go through everything that changes a figure."""
    co = [people.org("roads")]
    orders.closed(people, letter="A")
    row = LookBack.objects.get(after_days=30)
    done = row.dispatch
    actions.lookback(done, row, finding="rebound", notes="又松了", actor=people.sun, at=MONDAY + 40 * DAY)
    actions.reopen(done, reason="又松了", actor=people.sun, at=MONDAY + 41 * DAY)
    held = orders.handling(people, orders.issued(people))
    actions.suspend(held, until=date(2022, 10, 20), reason="等汛期", actor=people.sun, at=MONDAY + DAY)
    actions.resume(held, actor=people.sun, at=MONDAY + 9 * DAY)
    actions.request_extension(held, reason="等材料", actor=people.head, at=MONDAY + 10 * DAY)
    actions.grant_extension(held, actor=people.zhou, at=MONDAY + 10 * DAY)
    back = orders.signed(people, orders.issued(people))
    actions.request_return(
        back, reason="不归我管", basis="三定第二条", suggested=people.org("roads"), actor=people.wu, at=MONDAY
    )
    actions.dispute(back, reason="说不清", actor=people.zhou, at=MONDAY)
    actions.designate(back, unit=people.org("roads"), reason="会商", actor=people.sun, at=MONDAY + DAY)
    kept = orders.issued(people)
    actions.request_return(
        kept, reason="不归我管", basis="三定", suggested=people.org("roads"), actor=people.wu, at=MONDAY
    )
    actions.refuse_return(kept, reason="就是你的", actor=people.zhou, at=MONDAY)
    promised = orders.evaluated(people, letter="B", said=orders.BAD)
    actions.appeal(
        promised, Evaluation.objects.get(dispatch=promised), reason="已办", evidence="照片", actor=people.head,
        at=MONDAY + 4 * DAY,
    )  # fmt: skip
    decided = Evaluation.objects.get(dispatch=promised).pk
    actions.decide_appeal(
        promised, Appeal.objects.get(evaluation__dispatch=promised),
        revised=actions.Judgement("satisfied", "satisfied", "partly"), member="委员", citizen="市民",
        reason="有照片", actor=people.sun, at=MONDAY + 5 * DAY,
    )  # fmt: skip
    assert Evaluation.objects.get(pk=decided).solved == "partly"
    milestone = Milestone.objects.get(dispatch=promised)
    actions.report_progress(
        promised, milestone, progress="完成", done_on=date(2022, 10, 8), evidence="照片", actor=people.wu,
        at=MONDAY + 13 * DAY,
    )  # fmt: skip
    idea = orders.answered(people, orders.handling(people, orders.issued(people, orders.approved(people))), letter="B")
    actions.evaluate(idea, orders.GOOD, actor=people.expert, at=MONDAY + 3 * DAY)
    actions.evaluate(idea, orders.BAD, actor=people.zhao, at=MONDAY + 4 * DAY)
    actions.evaluate(idea, orders.GOOD, actor=people.zhao, at=MONDAY + 5 * DAY)
    other = orders.voice(people)
    merge_voice(other, Dispatch.objects.get(pk=kept.pk).voice, actor=people.zhou, at=MONDAY + 3 * DAY)
    late = orders.issued(people, co_units=co)
    actions.chase_opinion(late, people.org("roads"), actor=people.sun, at=MONDAY + DAY)
    wrong = orders.replied(people)
    actions.reject_reply(wrong, reason="答非所问", actor=people.sun, at=MONDAY + 2 * DAY)
    ended = orders.handling(people, orders.issued(people))
    actions.request_termination(ended, reason="办不了", actor=people.head, at=MONDAY + DAY)
    ended.refresh_from_db()
    actions.terminate(ended, reason="同意", actor=people.sun, at=MONDAY + DAY)
    actions.run_timers(MONDAY + 60 * DAY)


def test_the_record_alone_gives_the_same_facts_as_the_rows(people):
    live_through(people)
    from_rows, from_events = facts_of_rows(), facts_of_events()
    assert len(from_rows) == 9
    assert from_events == from_rows
    rates = {kpi.code: (kpi.of(from_rows, NOW), kpi.of(from_events, NOW)) for kpi in KPIS}
    assert all(rows == events for rows, events in rates.values())
    assert sum(rows.n > 0 for rows, _ in rates.values()) > 15


def test_a_row_that_was_changed_past_the_record_is_found(people):
    order = orders.answered(people)
    Dispatch.objects.filter(pk=order.pk).update(replied_at=MONDAY + 30 * DAY)
    assert facts_of_rows() != facts_of_events()


def test_the_record_up_to_an_earlier_entry_gives_the_figures_of_then(people):
    order = orders.handling(people)
    then = Event.objects.count()
    before = facts_of_rows()
    orders.answered(people, order)
    assert facts_of_events(then) == before
