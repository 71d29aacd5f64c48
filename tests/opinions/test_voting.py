"""Answers: one person, one answer to a statement; counters equal a recount of the log; nobody is counted twice."""

import random
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import MONDAY
from tests.opinions.crowds import COMMON, FIRST, SECOND, opened, people, statements

from shangliang.kernel.refusals import Invalid, NotNow
from shangliang.opinions import actions, queries, rules
from shangliang.opinions.models import Participant, Vote, VoteLog

pytestmark = pytest.mark.django_db


def shown(conversation) -> dict[int, tuple[int, int, int]]:
    """What the pages show: agree, disagree, pass by statement number."""
    counts = {row.number: (row.agree, row.disagree, row.passed) for row in queries.standings(conversation)}
    return {number: row for number, row in counts.items() if sum(row)}


def test_the_last_answer_counts_once_and_every_answer_is_kept():
    conversation = opened(people())
    first = statements(conversation)[0]
    for value in (1, -1, -1, 0, 1):
        actions.cast_vote(first, value, who="person:1", level=1, at=MONDAY)
    assert shown(conversation) == {1: (1, 0, 0)} == queries.recount(conversation)
    assert list(VoteLog.objects.order_by("pk").values_list("value", flat=True)) == [1, -1, 0, 1]
    conversation.refresh_from_db()
    assert (conversation.vote_count, conversation.participant_count, Vote.objects.count()) == (1, 1, 1)


def test_counters_equal_a_recount_of_the_log_after_any_run_of_answers():
    conversation, rng = opened(people()), random.Random(3)
    rows = statements(conversation)
    for _ in range(250):
        actions.cast_vote(
            rng.choice(rows), rng.choice((1, -1, 0)), who=f"person:{rng.randrange(12)}", level=0, at=MONDAY
        )
    assert shown(conversation) == queries.recount(conversation)
    conversation.refresh_from_db()
    assert conversation.vote_count == Vote.objects.count() == sum(map(sum, queries.recount(conversation).values()))
    assert {p.vote_count for p in Participant.objects.all()} == {
        Vote.objects.filter(participant=p).count() for p in Participant.objects.all()
    }


def test_a_counter_that_was_moved_by_hand_is_seen_by_the_recount():
    conversation = opened(people())
    first = statements(conversation)[0]
    actions.cast_vote(first, 1, who="person:1", level=0, at=MONDAY)
    type(first).objects.filter(pk=first.pk).update(agree_count=2)
    assert shown(conversation) != queries.recount(conversation)


def test_the_database_itself_refuses_a_second_vote_of_one_participant_and_other_values():
    conversation = opened(people())
    first = statements(conversation)[0]
    someone = actions.cast_vote(first, 1, who="person:1", level=0, at=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(participant=someone, statement=first, value=1, cast_at=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.filter(participant=someone).update(value=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.create(conversation=conversation, number=9, token=someone.token, joined_at=MONDAY)


@pytest.mark.parametrize("value", [2, -2, 100])
def test_other_values_are_refused_with_the_choices(value):
    with pytest.raises(Invalid):
        actions.cast_vote(statements(opened(people()))[0], value, who="x", level=0, at=MONDAY)


def test_a_person_cannot_be_followed_from_one_conversation_to_another():
    found = people()
    one, two = opened(found), opened(found)
    tokens = {actions.cast_vote(statements(row)[0], 1, who="person:1", level=1, at=MONDAY).token for row in (one, two)}
    assert len(tokens) == 2
    assert all("person" not in token for token in tokens)


def test_answers_given_before_signing_in_go_along_and_are_not_counted_twice():
    conversation = opened(people())
    first, second = statements(conversation)[:2]
    actions.cast_vote(first, 1, who="browser:k", level=0, at=MONDAY)
    actions.cast_vote(second, -1, who="person:1", level=1, browser="browser:k", at=MONDAY)
    assert [(p.level, p.vote_count) for p in Participant.objects.all()] == [(1, 2)]
    actions.cast_vote(first, 1, who="person:1", level=1, browser="browser:k", at=MONDAY)
    assert shown(conversation) == {1: (1, 0, 0), 2: (0, 1, 0)}


def test_without_taking_answers_along_the_same_person_would_count_twice():
    conversation = opened(people())
    first = statements(conversation)[0]
    actions.cast_vote(first, 1, who="browser:k", level=0, at=MONDAY)
    actions.cast_vote(first, 1, who="person:1", level=1, at=MONDAY)
    assert shown(conversation) == {1: (2, 0, 0)}


def test_whoever_takes_part_as_a_person_already_keeps_that_and_a_browser_stays_anonymous():
    conversation = opened(people())
    first = statements(conversation)[0]
    actions.cast_vote(first, 1, who="person:1", level=1, at=MONDAY)
    actions.cast_vote(first, -1, who="browser:k", level=0, at=MONDAY)
    actions.cast_vote(first, 0, who="person:1", level=1, browser="browser:k", at=MONDAY)
    assert sorted(p.level for p in Participant.objects.all()) == [0, 1]
    assert shown(conversation) == {1: (0, 1, 1)}


def test_one_browser_key_is_taken_by_one_person_only():
    conversation = opened(people())
    first, second = statements(conversation)[:2]
    actions.cast_vote(first, 1, who="browser:k", level=0, at=MONDAY)
    for person in ("person:1", "person:2"):
        actions.cast_vote(second, 1, who=person, level=1, browser="browser:k", at=MONDAY)
    assert sorted(p.vote_count for p in Participant.objects.all()) == [1, 2]


def test_nothing_is_answered_before_the_opening_nor_after_the_closing_moment():
    conversation = opened(people())
    type(conversation).objects.update(closes_at=MONDAY + timedelta(hours=1))
    conversation.refresh_from_db()
    first = statements(conversation)[0]
    actions.cast_vote(first, 1, who="x", level=0, at=MONDAY + timedelta(minutes=59))
    with pytest.raises(NotNow):
        actions.cast_vote(first, -1, who="x", level=0, at=MONDAY + timedelta(hours=1))
    assert shown(conversation) == {1: (1, 0, 0)}


def test_the_next_statement_is_one_that_was_not_answered_and_stays_while_nothing_is_answered():
    conversation = opened(people())
    rows = statements(conversation)
    someone = None
    for n in range(len(rows)):
        point = queries.standpoint(conversation, someone, None, seed=n if someone is None else None)
        again = queries.standpoint(conversation, someone, None, seed=n if someone is None else None)
        assert point.next.number == again.next.number
        assert point.next.number not in point.answered
        point.next.conversation = conversation
        someone = actions.cast_vote(point.next, 1, who="person:1", level=1, at=MONDAY)
    assert queries.standpoint(conversation, someone, None).next is None
    assert len(rows) == len(COMMON + FIRST + SECOND)


def test_shares_are_of_those_who_answered():
    assert (rules.share(1, 3), rules.share(0, 0)) == (33, 0)
