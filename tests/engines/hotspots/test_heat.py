"""The heat formula, term by term, and that an issue's terms give its heat."""

import math
from datetime import date, datetime, timedelta

import pytest
from tests.engines.hotspots.voices import LIFT, START, about, city

from shangliang.engines.hotspots import Parameters, run
from shangliang.engines.hotspots.heat import burst_of, heat_terms, weekly_counts

SUMMANDS = ("count", "reporters", "likes", "burst", "severity", "recency")


def heat(**changed):
    given = {"messages": 7, "reporters": 5, "likes": 20, "weekly": (1, 6), "severe": 2, "days_since": 90.0}
    return heat_terms(**{**given, **changed}, parameters=Parameters())


def test_each_term_is_that_of_the_formula():
    assert heat() == pytest.approx(
        {
            "count": math.log(8),
            "reporters": 1.5 * math.log(6),
            "likes": 0.5 * math.log(21),
            "burst": 0.7 * math.log2(7 / (7 / 8 + 1)),
            "severity": 2 / 7,
            "recency": 0.4,
            "damping": 1.0,
            "total": math.log(8)
            + 1.5 * math.log(6)
            + 0.5 * math.log(21)
            + 0.7 * math.log2(7 / (7 / 8 + 1))
            + 2 / 7
            + 0.4,
        }
    )


def test_fewer_than_four_people_are_damped_and_four_are_not():
    assert heat(messages=12, reporters=3)["damping"] == pytest.approx(0.5)
    assert heat(messages=12, reporters=4)["damping"] == 1.0


def test_a_message_from_the_future_is_no_hotter_than_one_of_today():
    assert heat(days_since=-400)["recency"] == heat(days_since=0)["recency"] == 0.8


def test_likes_below_nothing_count_as_nothing():
    assert heat(likes=-5)["likes"] == 0


def test_a_steady_stream_has_no_burst_and_a_peak_has():
    assert burst_of((3,) * 10, 8) == 0
    assert burst_of((0, 0, 30), 8) > 2


def test_weeks_begin_on_monday_and_leave_no_gap():
    sunday, monday, later = datetime(2022, 3, 6, 23), datetime(2022, 3, 7, 0), datetime(2022, 3, 22)
    assert weekly_counts([monday, sunday, later]) == (date(2022, 2, 28), (1, 1, 0, 1))


def test_the_terms_of_every_issue_make_its_heat():
    for issue in run(city()).issues:
        terms = issue.heat_terms
        assert set(terms) == {*SUMMANDS, "damping", "total"}
        assert terms["damping"] * sum(terms[name] for name in SUMMANDS) == pytest.approx(issue.heat)
        assert terms["total"] == issue.heat


def test_recency_counts_from_the_moment_given():
    fresh = run(about(LIFT), now=START + timedelta(days=4)).issues[0]
    old = run(about(LIFT), now=START + timedelta(days=400)).issues[0]
    assert fresh.heat_terms["recency"] == pytest.approx(0.8 * 0.5 ** (0.998 / 90), rel=0.01)
    assert old.heat_terms["recency"] == pytest.approx(0.8 * 0.5 ** (397 / 90), rel=0.01)
