"""Whole conversations as their organisers exported them."""

import csv
import json

import numpy as np
import pytest

from shangliang.engines import consensus

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def folder(shared):
    return shared / "data" / "polis"


@pytest.fixture(scope="module")
def tables(folder):
    names = sorted(path.name for path in folder.iterdir() if (path / "comments.csv").exists())
    return {name: consensus.read_polis(folder / name) for name in names}


@pytest.fixture(scope="module")
def uberx(tables):
    return tables["vtaiwan.uberx"]


def test_a_conversation_runs_from_the_files_to_plain_data(uberx):
    result = uberx.analyze().to_dict()
    assert result == json.loads(json.dumps(result))
    assert len(result["participants"]) == 1921
    assert len(result["statements"]) == 197
    digest = result["engine"].pop("digest")
    assert result["engine"] == {"version": consensus.VERSION, "mode": "default", "seed": 0, "votes": 49443}
    assert (len(digest), set(digest) - set("0123456789abcdef")) == (64, set())
    assert result["stability"]["publishable"]
    assert sum(group["size"] for group in result["groups"]) == sum(
        person["group"] is not None for person in result["participants"]
    )
    assert all(group["representative"] for group in result["groups"])
    assert result["consensus"]["agree"]


def test_the_counts_are_those_of_the_export(folder, uberx):
    result = uberx.analyze(mode="polis").to_dict()
    with (folder / "vtaiwan.uberx" / "participants-votes.csv").open(newline="") as file:
        exported = {int(row["participant"]): int(row["n-votes"]) for row in csv.DictReader(file)}
    assert {person["id"]: person["votes"] for person in result["participants"]} == exported


def test_both_files_of_an_export_hold_the_same_votes(folder, tables):
    both = [name for name in tables if (folder / name / "votes.csv").exists()]
    assert both
    for name in both:
        log = tables[name].analyze().ballots
        wide = consensus.read_polis(folder / name / "participants-votes.csv")
        table = consensus.analyze(wide.participants, wide.statements, wide.values, texts=tables[name].texts).ballots
        assert (log.participants == table.participants).all(), name
        assert (log.statements == table.statements).all(), name
        assert not (log.votes != table.votes).nnz, name


@pytest.mark.parametrize("mode", ["default", "polis"])
def test_every_conversation_gives_a_finite_answer(tables, mode):
    for name, table in tables.items():
        result = table.analyze(mode=mode)
        assert np.isfinite(result.map.points).all(), name
        assert np.isfinite(result.priority).all(), name
        assert len(result.group_ids) in range(2, 6), name
        listed = [column for side in result.majority for column in side]
        marks = [mark.statement for group in result.representative for mark in group]
        assert not (result.moderated | result.meta)[listed + marks].any(), name


def test_the_groups_fit_as_well_as_those_of_another_library(tables):
    cluster = pytest.importorskip("sklearn.cluster")
    for name, read in tables.items():
        found = read.analyze().map
        points, groups = found.points[found.counted], found.groups
        ours = ((points - groups.centres[groups.labels]) ** 2).sum()
        other = cluster.KMeans(len(groups.centres), n_init=10, random_state=0).fit(points)
        assert ours <= 1.0005 * other.inertia_, name


def test_an_unstable_conversation_is_not_shown_in_groups(tables):
    verdict = tables["football-concussions"].analyze().stability
    assert verdict.ari is not None
    assert verdict.ari < 0.7
    assert not verdict.publishable
    assert verdict.reason.startswith("还没有稳定的意见群体")
    assert verdict.reason_en.startswith("No stable groups yet")


def test_the_same_run_gives_the_same_bytes(uberx):
    first, second = (json.dumps(uberx.analyze(seed=3).to_dict()) for _ in range(2))
    assert first == second
