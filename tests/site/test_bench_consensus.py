"""The measurement of the consensus engine: every part in small, and what cannot be measured is never counted as met."""

import numpy as np
import pytest

from shangliang.engines import consensus as engine
from shangliang.kernel.refusals import Invalid
from shangliang.site import bench
from shangliang.site.bench import consensus
from shangliang.site.bench.consensus import bots, captured, conversations, growth, measure, million, replay


def goals(found):
    return {one["what"].split(":")[0]: one["met"] for one in found["goals"]}


def test_an_unknown_part_is_refused():
    with pytest.raises(Invalid):
        consensus.run(parts=["flying"])


def test_a_part_runs_in_a_process_of_its_own_with_one_thread():
    found = bench.run("consensus", parts=["routing"])
    assert (found["of"], found["goals"][0]["goal"]) == (1, "<= 1")
    assert found["routing"]["median_ms"] > 0


def test_nobody_of_the_invented_crowd_votes_twice_on_a_statement_and_votes_lie_apart():
    people, statements, marks = measure.crowd(3000, 60, 12.0)
    assert len(np.unique(people.astype(np.int64) * 60 + statements)) == len(people)
    assert set(np.unique(marks)) == {-1, 0, 1}
    assert 10 < len(people) / 3000 < 13
    assert (np.diff(people) != 0).mean() > 0.9


def test_the_parts_of_the_million_work_on_a_few_thousand(tmp_path):
    votes = million.made(str(tmp_path), "4000")["votes"]
    assert million.whole(str(tmp_path))["votes"] == votes
    running = million.running(str(tmp_path))
    assert 0 < running["single_ms"] <= running["batch_ms"]


def test_without_real_data_nothing_counts_as_met(monkeypatch, tmp_path):
    monkeypatch.setenv("SHANGLIANG_SHARED", str(tmp_path))
    for part in (captured, conversations, replay, bots):
        found = part.run()
        assert found["goals"]
        assert {one["met"] for one in found["goals"]} == {None}


def test_without_red_dwarf_no_ratio_counts_as_met(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "reddwarf.implementations.polis", None)
    assert {one["met"] for one in growth.run()["goals"]} == {None}


@pytest.mark.realdata
def test_the_captured_answers_are_met_and_a_wrong_membership_is_not(monkeypatch):
    assert set(goals(captured.run()).values()) == {True}
    monkeypatch.setattr(captured, "membership", lambda answer: dict.fromkeys(answer["in-conv"], 0))
    assert False in [one["met"] for one in captured.run()["goals"]]


@pytest.mark.realdata
def test_memory_stills_the_number_of_groups_which_jumps_without_it():
    table = measure.conversations()[replay.NAME]
    steady, jumping = replay.replayed(table), replay.replayed(table, forgetful=True)
    assert steady["changes"] <= 1 < jumping["changes"]
    assert steady["mean_rand_index"] > jumping["mean_rand_index"]


@pytest.mark.realdata
def test_bots_lift_a_statement_in_the_tally_of_everybody_but_not_of_verified_people():
    found = bots.run()
    first, last = found["shares"][0], found["shares"][-1]
    assert found["goals"][0]["met"]
    assert last["rank_everybody"] < first["rank_everybody"]
    assert (last["bots_flagged"], last["people_flagged"]) == (last["bots"], 0)


@pytest.mark.realdata
@pytest.mark.filterwarnings("ignore")
def test_red_dwarf_names_the_same_statements_and_its_groups_fit_no_better():
    pipeline = measure.red_dwarf()
    if pipeline is None:
        pytest.skip("red-dwarf is not installed")
    row = conversations.beside(measure.conversations()["brexit-consensus"], pipeline)
    assert row["same_statements"]
    assert row["inertia"] <= 1.0005
    assert row["silhouette"] >= -0.005
    assert row["ratio"] > 2


def test_the_inertia_is_that_of_the_engine():
    points = np.random.default_rng(1).normal(size=(40, 2))
    labels = engine.grouping.find_groups(points).labels
    middles = np.array([points[labels == group].mean(axis=0) for group in range(labels.max() + 1)])
    assert conversations.inertia(points, labels) == pytest.approx(((points - middles[labels]) ** 2).sum())
