"""Figures: counted from rows, the same rows that their pages show, each person and idea once."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import MONDAY
from tests.cockpit.world import seat

from shangliang.cockpit.queries import MEASURES, figure, figures, rows_of
from shangliang.cockpit.rules import DEFINITIONS, GROUPS, Period, quick_periods
from shangliang.ledger.models import TreeHead
from shangliang.sessions.models import Attendance, Session

ASKED_BY_INTERFACES = {
    "sessions", "golden_ideas", "dispatched", "lead_units", "members", "unit_heads", "experts", "articles", "reads",
    "plays", "field_visits", "replied", "reply_rate",
}  # fmt: skip


def values(since=None, until=None) -> dict[str, object]:
    return {one.code: one.value for one in figures(since, until)}


def test_every_figure_is_counted_as_its_words_say(people):
    assert values() == {
        "voices": 3,
        "people_heard": 3,
        "voices_answered": 1,
        "topics": 1,
        "field_visits": 0,
        "sessions": 2,
        "members": 1,
        "unit_heads": 2,
        "experts": 1,
        "citizens": 1,
        "golden_ideas": 2,
        "dispatched": 2,
        "lead_units": 1,
        "replied": 1,
        "reply_rate": 0.5,
        "on_time_rate": 1.0,
        "class_a": 1,
        "promises_kept": values()["promises_kept"],
        "written_off": 1,
        "outcomes": 0,
        "generalized": 0,
        "generalized_voices": 0,
        "evaluations": 1,
        "satisfied": 1,
        "solved": 1,
        "articles": 1,
        "videos": 1,
        "reads": 1000,
        "plays": 2_000_000,
        "effect_per_million": 0.5,
    }


def test_parts_stand_beside_rates_and_those_who_did_not_judge_beside_the_satisfied(people):
    found = {one.code: (one.numerator, one.denominator, one.left_out) for one in figures()}
    assert found["reply_rate"] == (1, 2, None)
    assert found["evaluations"] == (1, 2, None)
    assert found["satisfied"] == (1, 1, 1)
    assert found["solved"] == (1, 1, 1)
    assert found["sessions"] == (2, None, None)


def test_counting_who_did_not_judge_as_content_would_say_more(people):
    satisfied = figure("satisfied", Period())
    naive = (satisfied.numerator + satisfied.left_out) / (satisfied.denominator + satisfied.left_out)
    assert (satisfied.numerator / satisfied.denominator, naive) == (1.0, 1.0)
    assert satisfied.denominator < figure("evaluations", Period()).denominator


def test_a_person_at_two_sessions_counts_once_and_two_of_one_name_count_twice(people):
    assert Attendance.objects.filter(kind="member").count() == 2
    assert figure("members", Period()).value == 1
    session = Session.objects.get(number=19)
    seat(session, "unit_head", 20, name="王")  # the same name and post as at session 18
    seat(session, "unit_head", 21, person=people.people["head"], name="王")
    assert figure("unit_heads", Period()).value == 3


def test_a_period_counts_both_its_days_by_the_clock_of_shanghai(people):
    assert values(date(2022, 9, 26), date(2022, 9, 26))["sessions"] == 1
    assert values(date(2022, 9, 27), date(2022, 10, 3))["sessions"] == 1
    assert values(date(2022, 10, 4), None)["sessions"] == 0
    Session.objects.filter(number=18).update(held_at=MONDAY.replace(hour=16))  # midnight of the 27th in Shanghai
    assert values(date(2022, 9, 26), date(2022, 9, 26))["sessions"] == 0
    assert values(date(2022, 9, 27), date(2022, 9, 27))["sessions"] == 1


def test_the_rows_behind_a_figure_are_those_that_were_counted(people):
    for code, measure in MEASURES.items():
        tally = measure.n(Period())
        rows = list(tally.rows.values_list(tally.by, flat=True))
        if "SUM" in tally.template:
            told = sum(rows)
        elif "DISTINCT" in tally.template:
            told = len({row for row in rows if row is not None})
        else:
            told = len(rows)
        also = measure.also(Period()).rows.values("person").distinct().count() if measure.also else 0
        assert (code, figure(code, Period()).numerator) == (code, told + also)
        if "SUM" not in tally.template:
            assert (code, len(rows_of(code, Period()).rows)) == (code, told)


def test_all_figures_cost_one_statement(people):
    with CaptureQueriesContext(connection) as counted:
        figures(date(2022, 1, 1), date(2022, 12, 31))
    assert len(counted) == 1


def test_an_empty_record_gives_zeros_and_no_rates(people):
    TreeHead.objects.all().delete()
    found = figures()
    assert {one.value for one in found if not one.definition_of.is_rate} == {0}
    assert {one.value for one in found if one.definition_of.is_rate} == {None}


def test_definitions_and_measures_are_the_same_list_in_both_languages():
    codes = [one.code for one in DEFINITIONS]
    assert codes == list(MEASURES)
    assert len(set(codes)) == len(codes)
    assert set(codes) >= ASKED_BY_INTERFACES
    assert {one.group for one in DEFINITIONS} == {key for key, *_ in GROUPS}
    assert all(one.words and one.words_en and one.label and one.label_en for one in DEFINITIONS)


def test_quick_periods_end_today_and_begin_where_they_say():
    found = dict(quick_periods(date(2022, 11, 23)))
    assert found["year"] == Period(date(2022, 1, 1), date(2022, 11, 23))
    assert found["last_year"] == Period(date(2021, 1, 1), date(2021, 12, 31))
    assert (found["quarter"].until - found["quarter"].since).days == 89
