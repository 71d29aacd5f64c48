"""A running conversation: batches, recomputations, restarts, and computing a published map again."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.consensus.conversations import camps

from shangliang.engines import consensus
from shangliang.engines.consensus import Memory, Tracker
from shangliang.engines.consensus.memory import number_of_groups

few = settings(max_examples=25, deadline=None, derandomize=True)


def log(*, people=90, statements=24, seed=1, again=0.1):
    """A log of votes in the order of arrival, some of them changing an earlier one."""
    columns, _ = camps(people, statements, seed=seed)
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(columns[0]))
    repeated = rng.choice(order, int(again * len(order)))
    columns = [np.concatenate((column[order], column[repeated])) for column in columns]
    columns[2][len(order) :] = rng.integers(-1, 2, len(repeated))
    return columns


def part(columns, start, end):
    return [column[start:end] for column in columns]


def dump(analysis):
    return json.dumps(analysis.to_dict())


def counts(figures, ids):
    order = np.argsort(ids)
    parts = (figures.everyone, figures.others, figures.by_group)
    return [getattr(tally, name)[..., order].tolist() for tally in parts for name in ("agree", "disagree", "seen")]


def followed(columns, start, cuts, **options):
    tracker = Tracker.start(*part(columns, 0, start), runs=0, **options)
    for first, end in zip([start, *cuts], [*cuts, len(columns[0])], strict=True):
        tracker.add(*part(columns, first, end))
    return tracker


@given(cuts=st.lists(st.integers(700, 1680), max_size=6).map(sorted))
@few
def test_batches_of_any_size_give_the_same_state_to_the_bit(cuts):
    columns = log()
    one, many = followed(columns, 700, []), followed(columns, 700, cuts)
    assert counts(many.figures, many.statement_ids) == counts(one.figures, one.statement_ids)
    everybody = np.unique(columns[0]).tolist()
    assert [many.place_of(person) for person in everybody] == [one.place_of(person) for person in everybody]


@given(seed=st.integers(0, 99))
@few
def test_counting_vote_by_vote_equals_counting_everything_anew_on_the_same_map(seed):
    columns = log(people=40, statements=12, seed=seed)
    tracker = followed(columns, 200, [300, 301])
    memory, figures = tracker.standing.memory, tracker.figures
    whole = consensus.Ballots(*(getattr(tracker.ballots(), name) for name in ("participants", "statements", "votes")))
    direct = consensus.analyze(*columns, runs=0).ballots
    assert not (whole.votes != direct.votes).nnz
    nearest = memory.groups_of(direct)
    placed = {
        int(person): tracker.place_of(int(person))[2] for person in direct.participants if tracker.place_of(person)
    }
    for row, person in enumerate(direct.participants.tolist()):
        assert placed[person] in (None, memory.names[nearest[row]])
    labels = {person: group for person, group in placed.items() if group is not None}
    recounted = consensus.analyze(*columns, groups=labels, runs=0)
    assert counts(figures, tracker.statement_ids) == counts(recounted, direct.statements)


@given(seed=st.integers(0, 99))
@few
def test_the_order_of_batches_does_not_matter_when_nobody_votes_twice(seed):
    columns = log(again=0)
    start, rest = part(columns, 0, 900), part(columns, 900, None)
    order = np.random.default_rng(seed).permutation(len(rest[0]))
    one, other = Tracker.start(*start, runs=0), Tracker.start(*start, runs=0)
    one.add(*rest)
    for places in np.array_split(order, 7):
        other.add(*(column[places] for column in rest))
    assert counts(other.figures, other.statement_ids) == counts(one.figures, one.statement_ids)
    assert dump(other.recompute(60.0)) == dump(one.recompute(60.0))


def test_a_vote_sent_again_changes_nothing_and_a_changed_one_moves_the_count():
    tracker = Tracker.start([1, 2, 3], [9, 9, 9], [1, 1, 0])
    assert tracker.add([1], [9], [1]) == consensus.Batch(new=0, changed=0, newcomers=0, moved=0)
    assert counts(tracker.figures, [9])[:3] == [[2], [0], [3]]
    assert tracker.add([1], [9], [-1]).changed == 1
    assert counts(tracker.figures, [9])[:3] == [[1], [1], [3]]
    assert tracker.add([4, 4], [9, 9], [1, -1]) == consensus.Batch(new=1, changed=0, newcomers=1, moved=1)
    assert counts(tracker.figures, [9])[:3] == [[1], [2], [4]]


def test_a_restart_after_any_batch_changes_nothing():
    columns = log()
    steady, restarted = (Tracker.start(*part(columns, 0, 600), texts={99: "后加"}, runs=2) for _ in range(2))
    for step, first in enumerate(range(600, len(columns[0]), 150)):
        for tracker in (steady, restarted):
            tracker.add(*part(columns, first, first + 150))
        restarted = Tracker.from_bytes(restarted.to_bytes())
        assert restarted.to_bytes() == steady.to_bytes()
        assert dump(restarted.analysis) == dump(steady.analysis)
        if step % 2:
            steady.recompute(31.0 * step)
            restarted.recompute(31.0 * step)
    assert restarted.to_bytes() == steady.to_bytes()


def test_bytes_of_something_else_are_refused():
    with pytest.raises(ValueError, match="no state"):
        Tracker.from_bytes(b"nothing")


def test_every_published_map_comes_again_to_the_bit_from_the_log_up_to_its_place():
    columns = log()
    tracker = Tracker.start(*part(columns, 0, 500), runs=3)
    published = [(tracker.analysis, None)]
    for first in range(500, len(columns[0]), 200):
        memory = json.loads(json.dumps(tracker.analysis.memory.to_dict()))
        tracker.add(*part(columns, first, first + 200))
        published.append((tracker.recompute(float(first)), memory))
    assert len(published) > 4
    for analysis, memory in published:
        before = memory and Memory.from_dict(memory)
        place = analysis.position
        again = consensus.analyze(*part(columns, 0, place), memory=before, position=place, runs=3)
        assert dump(again) == dump(analysis)
    forgetful = consensus.analyze(*columns, position=len(columns[0]), runs=3)
    assert dump(forgetful) != dump(published[-1][0])


def test_a_map_is_due_after_a_twentieth_more_votes_or_half_a_minute():
    columns = log()
    tracker = Tracker.start(*part(columns, 0, 1000), at=100.0)
    assert not tracker.is_due(1000.0)
    tracker.add(*part(columns, 1000, 1049))
    assert (tracker.is_due(129.0), tracker.is_due(130.0)) == (False, True)
    tracker.add(*part(columns, 1049, 1051))
    assert tracker.is_due(101.0)
    tracker.recompute(101.0)
    assert not tracker.is_due(500.0)


def test_groups_keep_their_numbers_and_axes_their_side_while_people_join():
    columns, truth = camps(people=150, seed=3)
    columns = [np.concatenate((column[columns[0] > 300], column[columns[0] <= 300])) for column in columns]
    half = len(columns[0]) // 2
    tracker = Tracker.start(*part(columns, 0, half), runs=0)
    first = tracker.analysis
    second = tracker.recompute(40.0) if tracker.add(*part(columns, half, None)) else None
    before = dict(zip(first.ballots.participants.tolist(), first.labels.tolist(), strict=True))
    after = dict(zip(second.ballots.participants.tolist(), second.labels.tolist(), strict=True))
    stayed = [first.group_ids[before[p]] == second.group_ids[after[p]] for p in before if before[p] >= 0]
    assert sum(stayed) / len(stayed) > 0.95
    agreement = (first.map.basis.components * second.map.basis.components).sum(axis=1)
    assert (agreement > 0).all()
    assert len(truth) == 150


def test_a_mirrored_memory_turns_the_axes_and_renumbers_the_groups():
    columns, _ = camps(people=150, seed=3)
    plain = consensus.analyze(*columns, runs=0)
    kept = plain.memory.to_dict()
    kept["components"] = (-np.array(kept["components"])).tolist()
    kept["centres"] = (-np.array(kept["centres"])).tolist()
    kept["names"] = [7, 5, 3]
    mirrored = consensus.analyze(*columns, memory=Memory.from_dict(kept), runs=0)
    assert mirrored.group_ids == (3, 5, 7)
    assert (mirrored.map.points == -plain.map.points).all()
    names = np.array(mirrored.group_ids)[mirrored.labels]
    assert (names == np.array([7, 5, 3])[plain.labels]).all()


@pytest.mark.parametrize(("lead", "groups"), [(0.03, [3, 2]), (0.015, [3, 3, 3, 2]), (0.005, [3] * 9), (-0.1, [3] * 9)])
def test_the_number_of_groups_changes_when_another_is_clearly_or_long_better(lead, groups):
    memory = consensus.analyze(*camps()[0], runs=0).memory
    silhouettes = {2: 0.4 + lead, 3: 0.4, 4: 0.1}
    assert number_of_groups(silhouettes).groups == (2 if lead > 0 else 3)
    seen = []
    for _ in groups:
        found = number_of_groups(silhouettes, memory)
        seen.append(found.groups)
        memory = Memory(**{**vars(memory), "rival": found.rival, "points": found.points})
    assert seen == groups


def test_a_lead_that_breaks_off_begins_again():
    memory = consensus.analyze(*camps()[0], runs=0).memory
    near, level = {2: 0.415, 3: 0.4, 4: 0.1}, {2: 0.4, 3: 0.41, 4: 0.1}
    seen = []
    for silhouettes in (near, near, near, level, near, near, near, near):
        found = number_of_groups(silhouettes, memory)
        seen.append(found.groups)
        memory = Memory(**{**vars(memory), "rival": found.rival, "points": found.points})
    assert seen == [3, 3, 3, 3, 3, 3, 3, 2]


def test_votes_of_people_who_are_not_verified_are_counted_apart_and_move_nothing():
    columns, truth = camps(people=120)
    known = sorted(truth)[:80]
    only = [column[np.isin(columns[0], known)] for column in columns]
    mixed, alone = (consensus.analyze(*votes, verified=known) for votes in (columns, only))
    assert (mixed.everyone.agree == alone.everyone.agree).all()
    assert (mixed.by_group.seen == alone.by_group.seen).all()
    assert (mixed.map.basis.components == alone.map.basis.components).all()
    assert mixed.stability == alone.stability
    result = mixed.to_dict()
    others = [one for one in result["participants"] if not one["verified"]]
    assert len(others) == 40
    assert {one["group"] for one in others} == {None}
    assert any(one["x"] for one in others)
    all_counted = consensus.analyze(*columns).everyone
    assert (mixed.everyone.seen + mixed.others.seen == all_counted.seen).all()
    assert sum(one["unverified"]["seen"] for one in result["statements"]) == mixed.others.seen.sum() > 0


def test_somebody_verified_later_counts_with_all_earlier_votes():
    columns, truth = camps(people=120)
    known = sorted(truth)[:80]
    tracker = Tracker.start(*part(columns, 0, 1000), verified=known, runs=0)
    tracker.add(*part(columns, 1000, None))
    apart = tracker.figures.others.seen.sum()
    tracker.add([], [], [], verified=sorted(truth)[80:])
    assert apart > 0
    assert tracker.figures.others.seen.sum() == 0
    whole = consensus.analyze(*columns, runs=0).everyone
    assert (tracker.figures.everyone.agree == whole.agree).all()
    again = Tracker.from_bytes(tracker.to_bytes())
    assert dump(again.analysis) == dump(tracker.analysis)
    assert dump(again.recompute(9.0)) == dump(tracker.recompute(9.0))


def test_a_statement_is_taken_out_and_put_back_at_the_next_recomputation():
    columns = log()
    tracker = Tracker.start(*columns, runs=0)
    before = dump(tracker.analysis)
    assert tracker.recompute(1.0, moderated_out=[1, 5]).moderated.sum() == 2
    assert not tracker.figures.priority[np.isin(tracker.statement_ids, [1, 5])].any()
    assert dump(tracker.recompute(2.0, moderated_out=[])) == before
    with pytest.raises(TypeError, match="seed"):
        tracker.recompute(3.0, seed=5)


def test_a_conversation_can_begin_with_nothing_and_grow():
    columns = log(people=40, statements=12)
    tracker = Tracker.start(texts=dict.fromkeys(range(1, 24, 2), "一句"))
    tracker.add(*part(columns, 0, 200))
    tracker.add(*part(columns, 200, None))
    grown = tracker.recompute(1.0)
    whole = consensus.analyze(*columns)
    assert (grown.everyone.agree == whole.everyone.agree).all()
    assert consensus.rand_index(grown.labels, whole.labels) == 1.0


def test_the_next_statement_of_a_running_conversation_is_one_not_answered_yet():
    columns = log()
    tracker = Tracker.start(*columns, runs=0)
    person = int(columns[0][0])
    answered = set(columns[1][columns[0] == person].tolist())
    asked = {tracker.next_statement(person, seed=seed).statement for seed in range(60)}
    assert asked
    assert not asked & answered
    assert tracker.next_statement(10**6, seed=1).why in {"newcomer", "exploration", "floor"}
