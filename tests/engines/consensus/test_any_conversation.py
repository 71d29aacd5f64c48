"""Conversations of any shape, one person and one statement included: what must hold for all of them."""

import json
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from shangliang.engines import consensus
from shangliang.engines.consensus import Tracker

some = settings(max_examples=50, deadline=None, derandomize=True)
votes = st.lists(
    st.tuples(st.integers(0, 24), st.integers(0, 9), st.sampled_from((-1, 0, 1))), min_size=1, max_size=160
)
modes = st.sampled_from(("default", "polis"))
statements = st.sets(st.integers(0, 9), max_size=4)


def columns(log):
    return [list(column) for column in zip(*log, strict=True)]


def last(log):
    return [(person, statement, mark) for (person, statement), mark in {(p, s): m for p, s, m in log}.items()]


def dump(analysis):
    return json.dumps(analysis.to_dict())


@given(log=votes, mode=modes, out=statements, meta=statements, data=st.data())
@some
def test_the_order_of_votes_and_repetitions_change_nothing(log, mode, out, meta, data):
    options = {"mode": mode, "moderated_out": out, "meta": meta, "runs": 0}
    mixed = data.draw(st.permutations(last(log)))
    assert dump(consensus.analyze(*columns(mixed), **options)) == dump(consensus.analyze(*columns(log), **options))


@given(log=votes, mode=modes, known=st.sets(st.integers(0, 24)), cuts=st.lists(st.integers(0, 160), max_size=4))
@some
def test_following_in_batches_ends_where_counting_at_once_ends(log, mode, known, cuts):
    cuts = sorted({min(cut, len(log)) for cut in cuts} | {0, len(log)})
    tracker = Tracker.start(mode=mode, verified=known, runs=0)
    for start, end in pairwise(cuts):
        tracker.add(*[np.array(column, dtype=int) for column in columns(log[start:end])])
    direct = consensus.analyze(*columns(log), mode=mode, verified=known, runs=0)
    order = np.argsort(tracker.statement_ids)
    for tally in ("everyone", "others"):
        ours, theirs = getattr(tracker.figures, tally), getattr(direct, tally)
        assert (ours.agree[order] == theirs.agree).all()
        assert (ours.seen[order] == theirs.seen).all()
    again = Tracker.from_bytes(tracker.to_bytes())
    assert dump(again.recompute(1.0)) == dump(tracker.recompute(1.0))
    assert tracker.analysis.digest == direct.digest


@given(log=votes, mode=modes, out=statements, meta=statements, known=st.none() | st.sets(st.integers(0, 24)))
@some
def test_counts_add_up_and_every_figure_is_finite(log, mode, out, meta, known):
    found = consensus.analyze(*columns(log), mode=mode, moderated_out=out, meta=meta, verified=known, runs=0)
    single = last(log)
    assert (found.everyone.seen + found.others.seen).sum() == len(single)
    assert found.sizes.sum() == (found.labels >= 0).sum()
    assert (found.by_group.seen.sum(axis=0) <= found.everyone.seen).all()
    for figure in (found.map.points, found.priority, found.consensus, found.common_floor, found.extremity):
        assert np.isfinite(figure).all()
    assert all(mark.statement not in np.flatnonzero(found.excluded) for marks in found.representative for mark in marks)


@given(log=votes, out=statements, known=st.none() | st.sets(st.integers(0, 24)))
@some
def test_every_conversation_has_a_report(log, out, known):
    analysis = consensus.analyze(*columns(log), moderated_out=out, verified=known, runs=0)
    found = consensus.report(analysis, cohorts={person: person % 3 for person in range(25)})
    assert json.loads(json.dumps(found.to_dict()))["votes"] == len(last(log))
    assert not {one.statement for one in found.selected.chosen} & out
    for line in (*found.agreed, *found.rejected):
        assert line.floor >= 0.6
        assert 0.0 <= line.everyone.low <= line.everyone.share <= line.everyone.high <= 1.0
    covered = sum(cohort.people for cohort in found.cohorts)
    assert covered == len(analysis.ballots.participants)


@given(log=votes, answers=st.dictionaries(st.integers(0, 9), st.sampled_from((-1, 0, 1))), seed=st.integers(0, 99))
@some
def test_the_next_statement_is_open_and_its_probability_is_one_of_all(log, answers, seed):
    found = consensus.analyze(*columns(log), runs=0)
    ids = set(found.ballots.statements.tolist())
    choice = found.next_statement(answers, seed=seed)
    if ids <= set(answers):
        assert choice is None
    else:
        assert choice.statement in ids - set(answers)
        assert 0.0 < choice.propensity <= 1.0


@given(log=votes, data=st.data())
@some
def test_other_numbers_for_people_and_statements_give_the_same_counts(log, data):
    people, texts = (dict(enumerate(data.draw(st.permutations(range(count))))) for count in (25, 10))
    before = consensus.analyze(*columns(log), runs=0)
    after = consensus.analyze(*columns([(people[p], texts[s], m) for p, s, m in log]), runs=0)
    order = np.argsort([texts[s] for s in before.ballots.statements.tolist()])
    assert (before.everyone.agree[order] == after.everyone.agree).all()
    assert (before.everyone.seen[order] == after.everyone.seen).all()
    assert before.map.counted.sum() == after.map.counted.sum()
