from collections import Counter

import numpy as np
import pytest
from tests.engines.consensus.conversations import camps

from shangliang.engines import consensus

IDS = [11, 12, 13, 14]


def draws(count=4000, **options):
    rng = np.random.default_rng(3)
    return [consensus.next_statement(IDS, seed=rng, **options) for _ in range(count)]


def test_an_answered_statement_is_not_asked_again():
    assert {choice.statement for choice in draws(answered={11, 13})} == {12, 14}
    assert consensus.next_statement(IDS, answered=IDS) is None
    assert consensus.next_statement([]) is None


def test_statements_are_drawn_in_proportion_to_their_priority():
    seen = Counter(choice.statement for choice in draws(priorities=[1, 2, 3, 4], exploration=0.0))
    assert [seen[id_] / 4000 for id_ in IDS] == pytest.approx([0.1, 0.2, 0.3, 0.4], abs=0.03)


def test_the_probability_given_is_the_share_drawn():
    choices = draws(priorities=[1, 2, 3, 94], seen=[50, 0, 50, 50], seen_in_group=[7, 7, 0, 7])
    propensity = {choice.statement: choice.propensity for choice in choices}
    shares = Counter(choice.statement for choice in choices)
    assert sum(propensity.values()) == pytest.approx(1.0)
    for id_ in IDS:
        assert shares[id_] / len(choices) == pytest.approx(propensity[id_], abs=0.03)


def test_a_buried_statement_still_gets_its_floor():
    buried = {"priorities": [1e-6, 100, 100, 100]}
    without = Counter(choice.statement for choice in draws(**buried, exploration=0.0))
    with_floor = Counter(choice.statement for choice in draws(**buried, seen=[0, 99, 99, 99], exploration=0.0))
    assert without[11] == 0
    assert with_floor[11] / 4000 == pytest.approx(0.5, abs=0.03)


def test_the_floor_of_a_group_counts_too():
    choices = draws(seen=[99] * 4, seen_in_group=[9, 9, 9, 0])
    assert {choice.statement for choice in choices if choice.why == "floor"} == {14}


def test_a_tenth_is_drawn_by_chance():
    rules = Counter(choice.why for choice in draws(priorities=[1, 1, 1, 0]))
    assert rules["exploration"] / 4000 == pytest.approx(0.1, abs=0.02)
    assert 14 in {choice.statement for choice in draws(priorities=[1, 1, 1, 0])}


def test_priorities_that_are_all_zero_leave_it_to_chance():
    assert {choice.statement for choice in draws(priorities=[0, 0, 0, 0])} == set(IDS)


def test_an_unknown_priority_counts_one():
    unknown = Counter(choice.statement for choice in draws(priorities=[np.nan, 1, 1, 1], exploration=0.0))
    assert unknown[11] / 4000 == pytest.approx(0.25, abs=0.03)


def test_the_same_seed_gives_the_same_choice():
    assert consensus.next_statement(IDS, [1, 2, 3, 4], seed=5) == consensus.next_statement(IDS, [1, 2, 3, 4], seed=5)


def test_an_analysis_asks_only_what_is_open():
    columns, _ = camps()
    result = consensus.analyze(*columns, moderated_out=[1, 3], texts={501: "新意见"}, runs=0)
    rng = np.random.default_rng(1)
    asked = {result.next_statement({5, 7}, group=0, seed=rng).statement for _ in range(600)}
    assert asked == (set(range(9, 48, 2)) | {501})
    floors = {result.next_statement(group=0, seed=rng) for _ in range(200)}
    assert {choice.statement for choice in floors if choice.why == "floor"} == {501}
