"""Mode polis against answers that the real Polis server gave, its own group membership given."""

import json

import numpy as np
import pytest

from shangliang.engines import consensus

pytestmark = pytest.mark.realdata

CAPTURED = ("150ptpt-3gp-no-strict-no-meta", "25ptpt-3gp-no-strict-with-meta")


@pytest.fixture(scope="module", params=CAPTURED)
def captured(request, shared):
    folder = shared / "data" / "polis" / "fixtures" / request.param
    answer = json.loads((folder / "math-pca2.json").read_text())
    people = dict(zip(answer["base-clusters"]["id"], answer["base-clusters"]["members"], strict=True))
    groups = {
        person: group["id"]
        for group in answer["group-clusters"]
        for base in group["members"]
        for person in people[base]
    }
    result = consensus.read_polis(folder).analyze(mode="polis", groups=groups)
    return answer, result.to_dict()


def statement_figures(result, key):
    return np.array([statement[key] for statement in result["statements"]])


def by_statement(answer, key):
    return np.array([answer[key][str(id_)] for id_ in answer["tids"]])


def test_the_statements_are_the_same(captured):
    answer, result = captured
    assert [statement["id"] for statement in result["statements"]] == answer["tids"]
    assert [one["id"] for one in result["statements"] if one["meta"]] == sorted(answer["meta-tids"])


def test_the_means_are_the_same_with_the_sign_of_the_export(captured):
    answer, result = captured
    assert np.abs(np.array(result["pca"]["means"]) + answer["pca"]["center"]).max() <= 1e-12


def test_the_axes_point_the_same_way(captured):
    answer, result = captured
    for ours, theirs in zip(result["pca"]["components"], answer["pca"]["comps"], strict=True):
        assert abs(np.dot(ours, theirs)) / np.linalg.norm(ours) / np.linalg.norm(theirs) >= 0.999999


def test_the_extremity_is_the_same(captured):
    answer, result = captured
    assert np.abs(statement_figures(result, "extremity") - answer["pca"]["comment-extremity"]).max() <= 1e-9


def test_everybody_stands_in_the_same_place(captured):
    answer, result = captured
    base = answer["base-clusters"]
    alone = {m[0]: (x, y) for m, x, y in zip(base["members"], base["x"], base["y"], strict=True) if len(m) == 1}
    ours = {person["id"]: (person["x"], person["y"]) for person in result["participants"]}
    theirs = np.array(list(alone.values()))
    placed = np.array([ours[person] for person in alone])
    signs = np.sign((placed * theirs).sum(axis=0))
    assert np.abs(placed * signs - theirs).max() <= 1e-9


def test_the_counts_of_every_group_are_the_same(captured):
    answer, result = captured
    for group, votes in answer["group-votes"].items():
        ours = {str(one["id"]): one["groups"][group] for one in result["statements"]}
        expected = {id_: {"agree": n["A"], "disagree": n["D"], "seen": n["S"]} for id_, n in votes["votes"].items()}
        assert ours == expected


def test_the_group_informed_consensus_is_the_same(captured):
    answer, result = captured
    gap = np.abs(statement_figures(result, "consensus") - by_statement(answer, "group-aware-consensus"))
    assert gap.max() <= 1e-12


def test_the_priorities_are_the_same(captured):
    answer, result = captured
    theirs = by_statement(answer, "comment-priorities")
    assert (np.abs(statement_figures(result, "priority") - theirs) / theirs).max() <= 1e-5


def test_the_representative_statements_are_the_same_in_the_same_order(captured):
    answer, result = captured
    ours = {
        str(group["id"]): [
            (mark["statement"], mark["direction"], mark["successes"], mark["trials"], mark["best_agree"])
            for mark in group["representative"]
        ]
        for group in result["groups"]
    }
    theirs = {
        group: [
            (mark["tid"], mark["repful-for"], mark["n-success"], mark["n-trials"], mark.get("best-agree", False))
            for mark in marks
        ]
        for group, marks in answer["repness"].items()
    }
    assert ours == theirs


def test_the_strength_of_representative_statements_is_the_same(captured):
    answer, result = captured
    keys = {"repness": "repness", "repness_z": "repness-test", "share": "p-success", "share_z": "p-test"}
    for group in result["groups"]:
        for ours, theirs in zip(group["representative"], answer["repness"][str(group["id"])], strict=True):
            for mine, its in keys.items():
                assert ours[mine] == pytest.approx(theirs[its], rel=1e-6)


def test_the_statements_most_people_share_are_the_same(captured):
    answer, result = captured
    theirs = {side: [one["tid"] for one in answer["consensus"][side]] for side in ("agree", "disagree")}
    assert result["consensus"] == theirs


def test_whoever_has_voted_enough_was_in_a_group_there_too(captured, request, shared):
    """The server forgets nobody: people counted early, when there were fewer statements, stay in its groups."""
    answer, _ = captured
    table = consensus.read_polis(shared / "data" / "polis" / "fixtures" / request.node.callspec.params["captured"])
    drawn = table.analyze(mode="polis")
    counted = set(drawn.ballots.participants[drawn.map.counted].tolist())
    assert counted <= set(answer["in-conv"])
    votes = {int(person): n for person, n in answer["user-vote-counts"].items()}
    assert all(votes[person] < 7 for person in set(answer["in-conv"]) - counted)
