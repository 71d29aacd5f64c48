"""Rules of topics: stages, scores, the alert, what survives a new run."""

import pytest

from shangliang.topics import drawing, rules
from shangliang.topics.workflow import TOPIC


@pytest.mark.parametrize(
    ("state", "figures", "stage"),
    [
        ("clue", {}, "collect"),
        ("scored", {}, "select"),
        ("scheduled", {}, "listen"),
        ("researching", {}, "listen"),
        ("researching", {"visits": 1}, "research"),
        ("ready", {"visits": 3}, "deliberate"),
        ("in_session", {}, "deliberate"),
        ("concluded", {}, "consensus"),
        ("tracking", {"ideas": 3, "dispatched": 2}, "dispatch"),
        ("tracking", {"ideas": 3, "dispatched": 3}, "supervise"),
        ("closed", {}, "supervise"),
    ],
)
def test_a_state_and_its_figures_mean_one_stage(state, figures, stage):
    assert rules.stage_key(state, **figures) == stage


def test_the_score_is_the_mean_over_people_of_the_mean_over_criteria():
    high = {key: 5 for key, *_ in rules.CRITERIA}
    low = {key: 2 for key, *_ in rules.CRITERIA}
    assert rules.mean_score([high, low, low]) == 3.0
    assert rules.mean_score([]) == 0.0


def test_marks_outside_one_to_five_are_named():
    marks = {key: 3 for key, *_ in rules.CRITERIA}
    assert rules.mark_faults({**marks, "effect": 0, "heat": 6}) == ["heat", "effect"]
    assert rules.mark_faults(marks) == []


def test_an_alert_needs_ten_voices_and_three_deviations():
    quiet = [2] * 8
    assert rules.sentinel([*quiet, 10]).is_raised
    assert not rules.sentinel([*quiet, 9]).is_raised
    assert not rules.sentinel([*[40] * 8, 45]).is_raised
    assert rules.sentinel([]).is_raised is False


def test_the_threshold_is_the_smallest_count_that_raises_the_alert():
    for before in ([0] * 8, [2] * 8, [40] * 8, [7, 3, 9, 1, 0, 5, 6, 2]):
        line = rules.sentinel([*before, 0]).threshold
        assert rules.sentinel([*before, line]).is_raised
        assert not rules.sentinel([*before, line - 1]).is_raised


def test_growth_compares_four_weeks_with_the_four_before():
    assert rules.change_percent([1, 1, 1, 1, 2, 2, 2, 2]) == 100
    assert rules.change_percent([4, 4, 4, 4, 1, 1, 1, 1]) == -75
    assert rules.change_percent([3, 3]) is None


def test_half_of_the_smaller_group_makes_two_groups_the_same():
    assert rules.overlap(frozenset({1, 2, 3, 4}), frozenset({3, 4, 5, 6, 7})) == 0.5
    assert rules.overlap(frozenset(), frozenset({1})) == 0.0


def test_the_bars_of_a_heat_lie_side_by_side_and_fill_the_scale_of_the_hottest():
    terms = {
        "count": 2.0,
        "reporters": 4.0,
        "likes": 1.0,
        "burst": 0.0,
        "severity": 0.5,
        "recency": 0.5,
        "damping": 1.0,
    }
    assert drawing.heat_parts(terms) == (6.0, 1.0, 0.0, 1.0)
    assert drawing.heat_bars(terms, 8.0) == ((0.0, 74.6, 1), (75.0, 12.1, 2), (87.5, 12.1, 4))


def test_a_trend_line_begins_left_ends_right_and_is_flat_without_voices():
    line = drawing.spark([0, 4, 2], width=80, height=28)
    assert (line.points, line.x, line.y) == ("0.0,24.0 40.0,4.0 80.0,14.0", 80.0, 14.0)
    assert (line.first, line.last, line.high) == (0, 2, 4)
    assert drawing.spark([]).points == "0.0,24.0"


def test_only_the_public_states_are_for_everybody():
    for state in TOPIC.values:
        assert (rules.audience_of(state) == "all") is (state in rules.PUBLIC_STATES)
        assert rules.audience_of(state, was_voted=True) == "all"
        gone = state in rules.OUT_OF_FLOW
        assert (rules.audience_of(state, was_decided=True) == "all") is (gone or state in rules.PUBLIC_STATES)


def test_verdicts_about_pairs_are_made_consistent_the_newest_first():
    newest_first = [("cannot", 1, 3), ("must", 1, 2), ("must", 2, 3)]
    assert rules.consistent_links(newest_first) == ([(1, 2)], [(1, 3)])
    assert rules.consistent_links(newest_first[::-1]) == ([(2, 3), (1, 2)], [])
