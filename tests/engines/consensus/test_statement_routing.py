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


def parted_camps():
    """Statements 1 and 2 tell the two camps apart, 3 to 12 do not; 20 and 21 are about the person."""
    rng = np.random.default_rng(4)
    rows = []
    for person in range(80):
        side = 1 if person < 40 else -1
        rows += [(person, 1, side), (person, 2, -side)]
        rows += [(person, statement, int(rng.choice([-1, 1]))) for statement in (*range(3, 13), 20, 21)]
    groups = {person: int(person >= 40) for person in range(80)}
    return consensus.analyze(*np.array(rows).T, groups=groups, meta=[20, 21])


def test_a_newcomer_is_mostly_asked_what_tells_the_groups_apart():
    analysis = parted_camps()
    rng = np.random.default_rng(1)
    choices = [analysis.next_statement({}, seed=rng) for _ in range(400)]
    told = [choice for choice in choices if choice.why == "newcomer"]
    assert {choice.statement for choice in told} == {1, 2}
    assert len(told) / 400 == pytest.approx(0.9, abs=0.05)
    later = dict.fromkeys(range(3, 10), 1)
    assert all(analysis.next_statement(later, seed=rng).why != "newcomer" for _ in range(50))


def test_what_is_known_about_a_newcomer_makes_a_second_such_question_tell_less():
    analysis = parted_camps()
    column = {int(id_): place for place, id_ in enumerate(analysis.ballots.statements)}
    fresh, told = analysis.telling({}), analysis.telling({column[1]: 1})
    assert fresh[column[1]] == pytest.approx(np.log(2), abs=0.15)
    assert told[column[2]] < 0.4 * fresh[column[2]]
    assert fresh[column[20]] == told[column[20]] == 0.0


def test_a_newcomer_gets_at_most_one_question_about_the_person():
    options = {"telling": [0, 0, 0, 0], "meta": [True, True, False, False], "priorities": [49, 49, 1, 1]}
    assert {choice.statement for choice in draws(**options)} == set(IDS)
    assert {choice.statement for choice in draws(answered={11}, **options)} == {13, 14}
    assert consensus.next_statement(IDS, answered={11, 13, 14}, **options).statement == 12
    settled = {*range(7), 11}
    assert {choice.statement for choice in draws(answered=settled, **options)} == {12, 13, 14}


def test_of_near_copies_one_is_shown_to_a_person():
    copies = {11: 1, 12: 1, 13: 2}
    assert {choice.statement for choice in draws(answered={11}, copies=copies)} == {13, 14}
    assert {choice.statement for choice in draws(answered={14}, copies=copies)} == {11, 12, 13}
    assert consensus.next_statement(IDS, answered={11, 13, 14}, copies=copies) is None


def test_a_tenth_of_the_draws_is_pure_chance_and_says_so():
    why = Counter(choice.why for choice in draws(priorities=[1, 2, 3, 4], seen=[0, 99, 99, 99]))
    shares = [why[rule] / 4000 for rule in ("priority", "floor", "exploration")]
    assert shares == pytest.approx([0.45, 0.45, 0.1], abs=0.03)


def test_shares_weighed_by_propensity_undo_the_bias_of_the_choice():
    rng, approval = np.random.default_rng(5), {11: 0.9, 12: 0.5, 13: 0.5, 14: 0.1}
    asked = [consensus.next_statement(IDS, [9, 1, 1, 1], seed=rng) for _ in range(6000)]
    answers = [rng.random() < approval[choice.statement] for choice in asked]
    naive = np.mean(answers)
    weighed = np.sum([a / c.propensity for a, c in zip(answers, asked, strict=True)]) / (6000 * 4)
    assert naive > 0.7
    assert weighed == pytest.approx(0.5, abs=0.03)
