"""Scores, the public vote and the decision."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests.topics.builders import DAY, MARKS, World, approved, candidate, clue, scored, world

from shangliang.kernel.refusals import Forbidden, Invalid, Missing, NotNow
from shangliang.kernel.workflow import ANYONE
from shangliang.ledger.queries import events_of, leaf_facts
from shangliang.people.actions import confirm_real_name
from shangliang.topics import actions, queries
from shangliang.topics.models import Topic, TopicBallot, TopicScore


@pytest.fixture
def found(db) -> World:
    return world()


def test_two_scorers_are_not_enough_and_the_refusal_says_who_is_missing(found):
    topic = candidate(found)
    for name in ("chen", "zheng"):
        actions.score(topic, MARKS, has_interest=False, **found.by(name))
    with pytest.raises(Missing) as refused:
        actions.settle_scores(topic, **found.by("chen"))
    assert "三位" in refused.value.text()
    actions.score(topic, MARKS, has_interest=False, **found.by("zhao"))
    actions.settle_scores(topic, **found.by("chen"))
    assert (topic.state, topic.scorer_count, topic.score) == ("scored", 3, 4.0)


def test_one_person_who_scores_three_times_is_one_scorer(found):
    topic = candidate(found)
    for mark in (3, 4, 5):
        actions.score(topic, {**MARKS, "heat": mark}, has_interest=False, **found.by("chen"))
    assert (topic.scorer_count, TopicScore.objects.get(topic=topic).heat) == (1, 5)
    with pytest.raises(Missing):
        actions.settle_scores(topic, **found.by("chen"))


def test_counting_rows_without_looking_at_interest_would_let_a_partial_score_through(found):
    topic = candidate(found)
    for name in ("chen", "zheng"):
        actions.score(topic, MARKS, has_interest=False, **found.by(name))
    actions.score(topic, MARKS, has_interest=True, interest="家住栈道边", **found.by("zhao"))
    naive = TopicScore.objects.filter(topic=topic).count()
    assert (naive, topic.scorer_count) == (3, 2)
    with pytest.raises(Missing):
        actions.settle_scores(topic, **found.by("chen"))


def test_an_interest_must_be_declared_and_said(found):
    topic = candidate(found)
    with pytest.raises(Invalid) as undeclared:
        actions.score(topic, MARKS, has_interest=None, **found.by("chen"))
    with pytest.raises(Invalid) as unsaid:
        actions.score(topic, MARKS, has_interest=True, interest=" ", **found.by("chen"))
    assert (undeclared.value.field, unsaid.value.field) == ("has_interest", "interest")
    assert not TopicScore.objects.exists()


def test_units_citizens_and_strangers_may_not_score_and_leave_no_row(found):
    topic = candidate(found)
    for name in ("wu", "li", "zhou"):
        with pytest.raises(Forbidden):
            actions.score(topic, MARKS, has_interest=False, **found.by(name))
    with pytest.raises(Forbidden):
        actions.score(topic, MARKS, has_interest=False, actor=ANYONE, at=found.at)
    assert not TopicScore.objects.exists()


def test_one_person_has_one_vote(found):
    topic = scored(found)
    actions.open_vote(topic, days=7, **found.by("chen"))
    actions.vote(topic, "for", **found.by("li"))
    with pytest.raises(NotNow):
        actions.vote(topic, "against", **found.by("li"))
    actions.vote(topic, "against", **found.by("qian"))
    topic.refresh_from_db()
    assert (topic.for_count, topic.against_count) == (1, 1)


def test_the_database_itself_refuses_a_second_ballot(found):
    topic = scored(found)
    row = {"topic": topic, "person": found.cast.people["li"], "choice": "for", "cast_at": found.at}
    TopicBallot.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        TopicBallot.objects.create(**row)


def test_without_the_constraint_a_look_before_the_write_would_count_twice(found):
    topic = scored(found)
    seen = [TopicBallot.objects.filter(topic=topic, person=found.cast.people["li"]).exists() for _ in range(2)]
    assert seen == [False, False]  # both of two racing requests would go on to write


def test_nobody_votes_before_after_or_without_signing_in(found):
    topic = scored(found)
    with pytest.raises(NotNow):
        actions.vote(topic, "for", **found.by("li"))
    actions.open_vote(topic, days=7, **found.by("chen"))
    with pytest.raises(Forbidden):
        actions.vote(topic, "for", actor=ANYONE, at=found.at)
    with pytest.raises(NotNow):
        actions.vote(topic, "for", actor=found.cast.li, at=topic.vote_until)


def test_a_vote_runs_seven_to_fourteen_days(found):
    topic = scored(found)
    for days in (6, 15):
        with pytest.raises(Invalid):
            actions.open_vote(topic, days=days, **found.by("chen"))


def test_the_clock_ends_a_vote_and_the_event_carries_the_count(found):
    topic = scored(found)
    actions.open_vote(topic, days=7, **found.by("chen"))
    actions.vote(topic, "for", **found.by("li"))
    assert actions.close_due_votes(found.at + 6 * DAY) == 0
    assert actions.close_due_votes(found.at + 8 * DAY) == 1
    assert Topic.objects.get(pk=topic.pk).state == "scored"
    assert leaf_facts(events_of("topic", topic.code).last()) == {
        "for": 1,
        "against": 0,
        "level_1": [1, 0],
        "level_2": [0, 0],
    }


def test_only_the_leader_decides_and_only_with_a_reason(found):
    topic = scored(found)
    with pytest.raises(Forbidden):
        actions.decide(topic, "approved", reason="好", **found.by("chen"))
    with pytest.raises(Missing):
        actions.decide(topic, "approved", reason=" ", **found.by("leader"))
    actions.decide(topic, "approved", reason="切口小", **found.by("leader"))
    assert (topic.state, topic.decision, topic.decision_reason) == ("approved", "approved", "切口小")


def test_a_conversion_says_into_what(found):
    topic = scored(found)
    with pytest.raises(Invalid):
        actions.decide(topic, "converted", reason="一处小事", **found.by("leader"))
    actions.decide(topic, "converted", reason="一处小事", converted_to="work_order", **found.by("leader"))
    assert (topic.state, topic.converted_to) == ("converted", "work_order")


def test_a_deferred_topic_may_come_back_with_its_scores(found):
    topic = scored(found)
    actions.decide(topic, "deferred", reason="明年再议", **found.by("leader"))
    found.at += timedelta(days=120)
    actions.reconsider(topic, reason="条件成熟", **found.by("chen"))
    actions.settle_scores(topic, **found.by("chen"))
    assert topic.state == "scored"


def test_a_plan_needs_host_and_report_to_the_party_and_the_government(found):
    topic = approved(found)
    with pytest.raises(Missing) as refused:
        actions.plan(topic, host=None, is_reported=False, **found.by("chen"))
    assert len(refused.value.next_steps) == 2


def test_ballots_by_phone_and_by_real_name_are_counted_apart(found):
    topic = scored(found)
    actions.open_vote(topic, days=7, **found.by("chen"))
    for name in ("li", "qian"):
        confirm_real_name(found.cast.people[name], actor=found.cast.sysadmin, at=found.at)
    choices = {"li": "for", "qian": "against", "zhao": "for", "wu": "for"}
    for name, choice in choices.items():
        actions.vote(topic, choice, **found.by(name))
    assert queries.ballots_by_level(topic) == [(1, 2, 0), (2, 1, 1)]
    event = actions.close_vote(topic, at=found.at + 8 * DAY)
    facts = leaf_facts(event)
    assert (facts["level_1"], facts["level_2"], facts["for"], facts["against"]) == ([2, 0], [1, 1], 3, 1)


def test_only_the_administrator_notes_a_real_name(found):
    for name in ("zhou", "chen", "secadmin", "li"):
        with pytest.raises(Forbidden):
            confirm_real_name(found.cast.people["li"], actor=getattr(found.cast, name), at=found.at)


def test_what_the_leaders_turn_down_stays_open_with_its_reason_and_a_declined_clue_does_not(found):
    topic = scored(found)
    actions.decide(topic, "rejected", reason="一处小事，已经派单。", **found.by("leader"))
    assert queries.public_topics().get() == topic
    other = clue(found)
    actions.decline(other, reason="不够清楚", **found.by("chen"))
    assert queries.public_topics().get() == topic


def test_a_topic_that_was_voted_on_stays_open_while_it_waits_for_the_decision(found):
    topic = scored(found)
    actions.open_vote(topic, days=7, **found.by("chen"))
    actions.close_vote(topic, at=found.at + 8 * DAY)
    assert (topic.state, queries.public_topics().get()) == ("scored", topic)


def test_the_yearly_plan_lists_what_was_planned_by_month(found):
    later, sooner = approved(found), approved(found)
    for topic, month in ((later, 11), (sooner, 10)):
        host = found.cast.org("committee")
        actions.plan(topic, host=host, is_reported=True, year=2022, month=month, **found.by("chen"))
    assert queries.planned_topics(ANYONE, 2022) == [sooner, later]
    page = Client().get("/topics/plan?year=2022").content.decode()
    assert page.index(sooner.code) < page.index(later.code)
    assert "还没有计划" in Client().get("/topics/plan?year=2021").content.decode()
