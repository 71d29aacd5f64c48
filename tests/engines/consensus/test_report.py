"""The report: lists, what marks a group, the minority, the choice for the departments, and what to be careful about."""

import json

import numpy as np
import pytest
from tests.engines.consensus.conversations import camps

from shangliang.engines import consensus
from shangliang.engines.consensus.claims import _step_up
from shangliang.engines.consensus.reporting import part_of


def two_camps(large=60, small=30, *, extra=()):
    """Statement 1 all agree on, 2 all reject, 3 only the large camp, 4 only the small, 5-8 part them; then extras."""
    answers = {1: (1, 1), 2: (-1, -1), 3: (1, -1), 4: (-1, 1), 5: (1, -1), 6: (1, -1), 7: (-1, 1), 8: (-1, 1)}
    rows = [
        (person, statement, sides[person >= large])
        for person in range(large + small)
        for statement, sides in answers.items()
    ]
    rng = np.random.default_rng(3)
    votes = np.array(rows + list(extra))
    strays = rng.random(len(votes)) < 0.04
    votes[strays, 2] = 0
    return votes.T


@pytest.fixture(scope="module")
def analysed():
    return consensus.analyze(*two_camps(), texts={1: "多设休息座椅"})


@pytest.fixture(scope="module")
def found(analysed):
    return consensus.report(analysed)


def ids(lines):
    return [line.statement for line in lines]


def test_what_both_groups_say_is_agreed_or_rejected_and_the_rest_divides(found):
    assert found.stability.publishable
    assert (ids(found.agreed), ids(found.rejected)) == ([1], [2])
    assert sorted(ids(found.dividing)) == [3, 4, 5, 6, 7, 8]
    line = found.agreed[0]
    assert (line.text, sorted(line.groups)) == ("多设休息座椅", [0, 1])
    assert line.floor == min(part.low for part in line.groups.values())
    assert all(part.low <= part.share <= part.high for part in [line.everyone, *line.groups.values()])
    assert line.everyone.of == 90
    assert 0.5 < line.averaged < 1


def test_the_report_is_plain_data(found):
    assert json.loads(json.dumps(found.to_dict(), ensure_ascii=False))["selected"]["is_justified"] is True


def test_the_small_group_is_heard_where_the_large_one_outvotes_it(found):
    small = min(found.groups, key=lambda group: group.size)
    heard = {(one.statement, one.side) for one in found.minority}
    assert {one.group for one in found.minority} == {small.id}
    assert heard <= {(4, "agree"), (7, "agree"), (8, "agree"), (3, "disagree"), (5, "disagree"), (6, "disagree")}
    assert len(heard) == 5
    assert all(one.inside.low > 0.5 > one.outside.high for one in found.minority)


def test_claims_about_a_group_stand_after_the_correction_for_many_tests(found):
    marks = [mark for group in found.groups for mark in group.marks if mark.statement > 2]
    assert marks
    assert all(mark.holds and mark.q <= 0.001 for mark in marks)


def test_the_correction_is_that_of_benjamini_and_hochberg():
    stats = pytest.importorskip("scipy.stats")
    p = np.random.default_rng(5).random(200) ** 3
    assert _step_up(p) == pytest.approx(stats.false_discovery_control(p))


def test_chance_gives_raw_claims_of_which_the_correction_leaves_few():
    rng = np.random.default_rng(6)
    people, statements = np.repeat(np.arange(200), 60), np.tile(np.arange(60), 200)
    groups = {person: person % 4 for person in range(200)}
    found = consensus.report(consensus.analyze(people, statements, rng.choice([-1, 0, 1], 12000), groups=groups))
    marks = [mark for group in found.groups for mark in group.marks]
    assert len(marks) >= 4
    assert sum(mark.holds for mark in marks) <= 1


def test_nothing_is_said_of_groups_that_may_not_be_shown():
    rng = np.random.default_rng(9)
    people, statements = np.repeat(np.arange(120), 30), np.tile(np.arange(30), 120)
    values = np.where(statements == 4, 1, rng.choice([-1, 1], 3600))
    found = consensus.report(consensus.analyze(people, statements, values))
    assert not found.stability.publishable
    assert (found.groups, found.dividing, found.minority) == ((), (), ())
    assert [(line.statement, line.groups) for line in found.agreed] == [(4, {})]


def test_the_agreeing_share_averaged_over_numbers_of_groups_does_not_fall_with_their_number():
    columns, _ = camps(people=150)
    values = np.where(columns[1] == 1, 1, columns[2])
    result = consensus.analyze(columns[0], columns[1], values, runs=0)
    first = int(np.flatnonzero(result.ballots.statements == 1)[0])
    assert result.averaged[0][first] > 0.9
    assert result.consensus[first] < result.averaged[0][first]
    assert result.averaged[1][first] < 0.1
    assert len(result.map.groups.tried) == 4


def crowd_of(blocks, people=100):
    """Approval ballots: `blocks` gives for each statement the people who agree; everybody answers everything."""
    rows = [(p, s, 1 if p in agree else -1) for s, agree in enumerate(blocks) for p in range(people)]
    return consensus.analyze(*np.array(rows).T, groups=dict.fromkeys(range(people), 0), runs=0)


def test_a_block_of_its_share_gets_a_statement_though_a_ranking_would_pass_it_over():
    analysis = crowd_of([range(78)] * 6 + [range(78, 100)])
    ranked = np.argsort(-analysis.consensus, kind="stable")[:5]
    assert 6 not in ranked
    chosen = consensus.select(analysis, 5)
    assert [(one.statement, one.why) for one in chosen.chosen[:2]] == [(0, "block"), (6, "block")]
    assert chosen.represented == 1.0
    assert chosen.is_justified


def test_a_choice_without_the_block_rule_would_be_seen_to_be_unjustified():
    analysis = crowd_of([range(78)] * 6 + [range(78, 100)])
    barred = np.arange(7) == 6
    left_out = consensus.select(analysis, 5, excluded=barred)
    assert left_out.represented == 0.78
    assert not consensus.Selection(left_out.chosen, left_out.block, 22.0, 0.78).is_justified


def test_a_statement_shown_to_few_is_neither_lost_nor_lucky():
    columns, _ = camps(people=200, statements=10, groups=2, answered=1.0, noise=0.05)
    statements, people = columns[1], np.unique(columns[0])
    few, lucky = people[:60], people[:2]
    joined = [
        np.concatenate((columns[0], few, lucky)),
        np.concatenate((statements, np.full(60, 97), np.full(2, 99))),
        np.concatenate((columns[2], np.ones(60, dtype=int), np.ones(2, dtype=int))),
    ]
    chosen = consensus.select(consensus.analyze(*joined, runs=0), 5).chosen
    support = {one.statement: one.support for one in chosen}
    assert support[97] > 150
    assert 99 not in support


def test_statements_taken_out_are_not_chosen_and_five_to_ten_are():
    analysis = consensus.analyze(*two_camps(), moderated_out=[1], runs=0)
    assert 1 not in [one.statement for one in consensus.select(analysis).chosen]
    for places in (4, 11):
        with pytest.raises(ValueError, match="between 5 and 10"):
            consensus.select(analysis, places)


def test_identical_votes_in_a_burst_are_flagged_and_chance_and_slow_arrival_are_not():
    columns, truth = camps(people=100, noise=0.3)
    bots, statements = range(5000, 5012), range(1, 25, 2)
    rng = np.random.default_rng(2)
    vector = rng.choice([-1, 1], 12)
    more = [(bot, statement, mark) for bot in bots for statement, mark in zip(statements, vector, strict=True)]
    joined = [np.concatenate(pair) for pair in zip(columns, np.array(more).T, strict=True)]
    ballots = consensus.analyze(*joined, runs=0).ballots
    (burst,) = consensus.bursts(ballots)
    assert (burst.people, burst.votes) == (tuple(bots), 12)
    assert burst.expected < 1
    quick = {**dict.fromkeys(truth, 0.0), **{bot: 1000.0 + 20 * place for place, bot in enumerate(bots)}}
    slow = {**quick, **{bot: 5000.0 * place for place, bot in enumerate(bots)}}
    assert [(one.first, one.last) for one in consensus.bursts(ballots, arrived=quick)] == [(1000.0, 1220.0)]
    assert consensus.bursts(ballots, arrived=slow) == []
    assert consensus.bursts(consensus.analyze(*columns, runs=0).ballots) == []
    unanimous = np.repeat(np.arange(50), 8), np.tile(np.arange(8), 50), np.ones(400, dtype=int)
    assert consensus.bursts(consensus.analyze(*unanimous, runs=0).ballots) == []


def test_a_cohort_that_carries_a_statement_is_named():
    extra = [(person, 9, 1) for person in range(200, 240)] + [(person, 9, -1) for person in range(10, 15)]
    extra += [(person, s, (1, -1)[s % 2]) for person in range(200, 240) for s in range(1, 9)]
    analysis = consensus.analyze(*two_camps(extra=extra), groups=dict.fromkeys([*range(90), *range(200, 240)], 0))
    cohorts = {person: "链接乙" if person >= 200 else "链接甲" for person in analysis.ballots.participants.tolist()}
    found = {one.cohort: one for one in consensus.report(analysis, cohorts=cohorts).cohorts}
    assert (found["链接乙"].people, found["链接乙"].votes, found["链接乙"].statement) == (40, 360, 9)
    assert 9 in found["链接乙"].lost
    assert 9 not in found["链接甲"].lost


def test_an_axis_that_only_shows_who_voted_much_is_seen():
    columns, _ = camps(people=150)
    plain = max(map(abs, consensus.report(consensus.analyze(*columns, runs=0)).diligence))
    busy = np.isin(columns[0], np.unique(columns[0])[:75])
    kept = busy | (columns[1] <= 15)
    values = np.where(busy, 1, -1)
    skewed = consensus.analyze(columns[0][kept], columns[1][kept], values[kept], runs=0)
    assert max(map(abs, consensus.report(skewed).diligence)) > 0.8 > plain


def test_intervals_are_wilson_and_everything_is_possible_of_nothing():
    part = part_of(8, 10)
    assert (round(part.low, 4), round(part.high, 4)) == (0.4902, 0.9433)
    assert (part_of(0, 0).low, part_of(0, 0).high) == (0.0, 1.0)


def test_a_conversation_of_nobody_has_a_report():
    found = consensus.report(consensus.analyze([], [], [], texts={1: "一句"}))
    assert (found.people, found.agreed, found.selected.chosen) == (0, (), ())
    assert found.to_dict()["diligence"] == (0.0, 0.0)
