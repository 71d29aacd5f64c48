"""Candidate topics: what stands in many districts over weeks or comes back; one-place disputes are left to dispatch."""

import pytest
from tests.engines.hotspots.voices import BUS, LIFT, NOISE, about, message

from shangliang.engines.hotspots import REOPENED, WIDE, Parameters, candidate_topics, run

ESTATES = ("A1区海韵花园", "A2区松林小区", "A3区银河家园", "A4区望海公寓")


def lifts(places=ESTATES, *, every=10, **more):
    """Two voices about lifts at each place, the places ten days apart."""
    return [
        message(100 * number + n, title.format(place=place), body, day=every * number + n, **more)
        for number, place in enumerate(places)
        for n, (title, body) in enumerate(LIFT[:2])
    ]


def topics(messages, **more):
    return candidate_topics(run(messages).issues, **more)


def test_a_matter_of_many_districts_over_weeks_is_one_candidate():
    issues = run(lifts() + about(NOISE, 900)).issues
    (topic,) = candidate_topics(issues)
    keys = [issue.key for issue in issues if "电梯" in issue.title]
    assert len(keys) == 4
    assert sorted(topic.issue_keys) == sorted(keys)
    assert topic.districts == ("A1区", "A2区", "A3区", "A4区")
    assert (topic.weeks, topic.messages, topic.reporters) == (4, 8, 8)
    assert topic.because == (WIDE,)
    assert "电梯" in topic.title
    assert "电梯" in topic.terms


def test_a_dispute_at_one_place_is_none():
    assert topics(lifts(["A1区海韵花园"] * 4)) == []
    assert topics(lifts(ESTATES[:2])) == []
    assert len(topics(lifts(ESTATES[:2]), parameters=Parameters(topic_districts=2, topic_weeks=2))) == 1


def test_what_was_loud_for_a_week_only_is_none():
    assert topics(lifts(every=1)) == []


def test_what_comes_back_after_a_reply_is_one_at_any_width():
    issues = run(lifts(["A1区海韵花园"]) + about(BUS, 50)).issues
    bus = next(issue.key for issue in issues if "216" in issue.title)
    (topic,) = candidate_topics(issues, reopened={bus})
    assert (topic.issue_keys, topic.because) == ((bus,), (REOPENED,))


def test_wide_and_come_back_are_both_told():
    issues = run(lifts()).issues
    (topic,) = candidate_topics(issues, reopened=[issues[-1].key, "unknown"])
    assert topic.because == (WIDE, REOPENED)


def test_one_category_is_not_mixed_with_another():
    here = lifts(ESTATES[:2], category="物业管理")
    there = [message(500 + n, *(part.format(place=ESTATES[2 + n]) for part in LIFT[n]), day=20 + n, category="电梯安全")
             for n in range(2)]  # fmt: skip
    assert topics(here + there) == []
    assert len(topics(lifts(category="物业管理"))) == 1


def test_what_one_person_repeats_makes_no_topic():
    assert topics(lifts(reporter="r1", every=10)) == []


@pytest.mark.parametrize("messages", [[], [message(1)], [message(1, "？？？", "……")]])
def test_nothing_makes_no_topic(messages):
    assert topics(messages) == []


def test_the_widest_comes_first():
    buses = [message(700 + n, f"{place}门口216路公交末班车太早", BUS[n % 3][1], day=12 * n) for n, place in
             enumerate(["A1区金沙湾", "A2区橡树林", "A3区文昌阁", "A4区双塔里", "A5区红星路"])]  # fmt: skip
    found = topics(lifts() + buses)
    assert ["216" in topic.title for topic in found] == [True, False]
    assert found[0].weeks == 5


def test_the_weeks_are_those_in_which_somebody_spoke():
    (topic,) = topics(lifts(every=30))
    assert topic.weeks == 4


@pytest.mark.realdata
def test_real_messages_hold_matters_that_a_city_would_deliberate(real_run):
    titles = [topic.title for topic in candidate_topics(real_run.issues)]
    assert any("施工" in title and "扰民" in title for title in titles[:6])
    assert any("工资" in title for title in titles)
    assert not any("丽发" in title or "伊景园" in title for title in titles)
