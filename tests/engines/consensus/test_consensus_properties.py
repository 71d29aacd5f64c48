"""What must not matter to the result, and what must."""

import numpy as np
import pytest
from tests.engines.consensus.conversations import camps

from shangliang.engines import consensus

MODES = ("default", "polis")


def analysed(columns, **options):
    return consensus.analyze(*columns, runs=0, **options).to_dict()


def statement(result, id_):
    return next(one for one in result["statements"] if one["id"] == id_)


@pytest.mark.parametrize("mode", MODES)
def test_the_order_of_the_votes_does_not_matter(mode):
    columns, _ = camps()
    order = np.random.default_rng(5).permutation(len(columns[0]))
    assert analysed([column[order] for column in columns], mode=mode) == analysed(columns, mode=mode)


def test_the_numbers_of_people_and_statements_do_not_matter():
    (people, statements, values), _ = camps()
    rng = np.random.default_rng(6)
    new_person = dict(zip(np.unique(people), rng.permutation(1000)[: len(np.unique(people))], strict=True))
    new_statement = dict(zip(np.unique(statements), rng.permutation(500)[: len(np.unique(statements))], strict=True))
    before = analysed((people, statements, values))
    after = analysed(([new_person[p] for p in people], [new_statement[s] for s in statements], values))
    groups = {one["id"]: one["group"] for one in after["participants"]}
    assert [one["group"] for one in before["participants"]] == [
        groups[new_person[one["id"]]] for one in before["participants"]
    ]
    for one in before["statements"]:
        other = statement(after, new_statement[one["id"]])
        for key in ("agree", "disagree", "pass", "groups"):
            assert one[key] == other[key]
        for key in ("consensus", "priority", "extremity"):
            assert one[key] == pytest.approx(other[key], rel=1e-6)


@pytest.mark.parametrize("mode", MODES)
def test_a_vote_sent_twice_counts_once(mode):
    columns, _ = camps()
    twice = [np.concatenate((column, column[:40])) for column in columns]
    assert analysed(twice, mode=mode) == analysed(columns, mode=mode)


def test_a_changed_vote_moves_the_tally():
    people, statements, values = [1, 2, 3, 1], [9, 9, 9, 9], [1, 1, 0, -1]
    before = statement(analysed((people[:3], statements[:3], values[:3])), 9)
    after = statement(analysed((people, statements, values)), 9)
    assert (before["agree"], before["disagree"], before["pass"]) == (2, 0, 1)
    assert (after["agree"], after["disagree"], after["pass"]) == (1, 1, 1)


@pytest.mark.parametrize("mode", MODES)
def test_a_statement_that_everybody_passes_changes_no_place(mode):
    (people, statements, values), _ = camps(answered=1.0)
    everyone = np.unique(people)
    more = (
        np.concatenate((people, everyone)),
        np.concatenate((statements, np.full(len(everyone), 99))),
        np.concatenate((values, np.zeros(len(everyone), dtype=int))),
    )
    before, after = analysed((people, statements, values), mode=mode), analysed(more, mode=mode)
    assert statement(after, 99)["pass"] == len(everyone)
    assert statement(after, 99)["extremity"] == 0.0
    assert [one["group"] for one in after["participants"]] == [one["group"] for one in before["participants"]]
    assert [one["x"] for one in after["participants"]] == pytest.approx([one["x"] for one in before["participants"]])


@pytest.mark.parametrize("mode", MODES)
def test_only_passes_put_everybody_in_one_place(mode):
    people, statements = np.repeat(np.arange(20), 8), np.tile(np.arange(8), 20)
    result = analysed((people, statements, np.zeros(160, dtype=int)), mode=mode)
    assert {(one["x"], one["y"]) for one in result["participants"]} == {(0.0, 0.0)}
    assert [group["size"] for group in result["groups"]] == [20]
    assert not result["stability"]["publishable"]


@pytest.mark.parametrize("mode", MODES)
def test_one_participant_is_analysed(mode):
    result = analysed(([4] * 9, range(9), [1, -1, 0] * 3), mode=mode)
    assert result["participants"] == [{"id": 4, "x": 0.0, "y": 0.0, "group": 0, "votes": 9}]
    assert not result["stability"]["publishable"]


@pytest.mark.parametrize("mode", MODES)
def test_one_statement_parts_those_for_and_against(mode):
    result = analysed((range(30), [1] * 30, [1, 1, -1] * 10), mode=mode)
    groups = {one["group"] for one in result["participants"]}
    assert sorted(group["size"] for group in result["groups"]) == [10, 20]
    assert groups == {0, 1}
    assert result["pca"]["components"] == [[1.0], [0.0]]


@pytest.mark.parametrize("mode", MODES)
def test_no_votes_give_an_empty_answer(mode):
    result = analysed(([], [], []), mode=mode, texts={7: "多设休息座椅"})
    assert result["participants"] == []
    assert [(one["id"], one["text"], one["agree"]) for one in result["statements"]] == [(7, "多设休息座椅", 0)]
    assert result["groups"] == []
    assert result["stability"]["reason"] == "表态的人还太少，看不出意见群体"


def test_a_statement_taken_out_counts_as_if_it_had_never_been_there():
    (people, statements, values), _ = camps()
    kept = statements != 5
    out = analysed((people, statements, values), moderated_out=[5])
    never = analysed((people[kept], statements[kept], values[kept]))
    assert [one["group"] for one in out["participants"]] == [one["group"] for one in never["participants"]]
    assert [one["x"] for one in out["participants"]] == pytest.approx([one["x"] for one in never["participants"]])
    assert (statement(out, 5)["priority"], statement(out, 5)["extremity"]) == (0.0, 0.0)
    assert [one | {"extremity": 0, "priority": 0} for one in out["statements"] if one["id"] != 5] == [
        one | {"extremity": 0, "priority": 0} for one in never["statements"]
    ]
    assert out["groups"] == never["groups"]
    assert out["consensus"] == never["consensus"]


def test_in_polis_mode_a_statement_taken_out_still_counts_as_answered():
    columns, _ = camps(answered=0.5)
    polis = analysed(columns, moderated_out=[5], mode="polis")
    ours = analysed(columns, moderated_out=[5])
    assert [one["x"] for one in polis["participants"]] != pytest.approx([one["x"] for one in ours["participants"]])


@pytest.mark.parametrize("mode", MODES)
def test_a_statement_taken_out_and_put_back_leaves_no_trace(mode):
    columns, _ = camps()
    before = analysed(columns, mode=mode)
    analysed(columns, mode=mode, moderated_out=[1, 5])
    assert analysed(columns, mode=mode, moderated_out=[]) == before


@pytest.mark.parametrize("mode", MODES)
def test_questions_about_the_person_shape_nothing_but_are_asked_first(mode):
    columns, _ = camps()
    result = analysed(columns, mode=mode, meta=[3])
    assert statement(result, 3)["extremity"] == 0.0
    assert statement(result, 3)["priority"] == 49.0
    assert 3 not in result["consensus"]["agree"] + result["consensus"]["disagree"]
    assert all(mark["statement"] != 3 for group in result["groups"] for mark in group["representative"])


def test_given_groups_keep_their_numbers_and_leave_others_out():
    columns, truth = camps()
    given = {person: camp + 10 for person, camp in truth.items() if camp < 2}
    result = analysed(columns, groups=given)
    assert [group["id"] for group in result["groups"]] == [10, 11]
    assert {one["id"]: one["group"] for one in result["participants"]} == {p: given.get(p) for p in truth}
    assert set(statement(result, 1)["groups"]) == {"10", "11"}
    assert result["stability"]["reason"] == "分组由外部给定"


def test_people_with_few_votes_are_placed_but_in_no_group():
    (people, statements, values), _ = camps()
    newcomer = ([9999] * 3, [1, 3, 5], [1, -1, 1])
    joined = [np.concatenate(pair) for pair in zip((people, statements, values), newcomer, strict=True)]
    person = analysed(joined)["participants"][-1]
    assert (person["id"], person["group"], person["votes"]) == (9999, None, 3)
    assert person["x"] != 0.0


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (([1], [1], [2]), "a vote is 1"),
        (([1, 2], [1], [1]), "differ in length"),
        (([1.5], [1], [1]), "integers"),
        (([[1]], [[1]], [[1]]), "one-dimensional"),
    ],
)
def test_columns_that_are_no_votes_are_refused(columns, words):
    with pytest.raises(ValueError, match=words):
        consensus.analyze(*columns)


def test_an_unknown_mode_is_refused():
    with pytest.raises(ValueError, match="default, polis"):
        consensus.analyze([1], [1], [1], mode="fast")


def test_ids_may_be_large_and_far_apart():
    columns, _ = camps()
    far = (columns[0] * 10**12, columns[1] - 10**15, columns[2])
    near = analysed(columns)
    assert [one["group"] for one in analysed(far)["participants"]] == [one["group"] for one in near["participants"]]


def test_an_analysis_does_not_change_when_the_columns_it_was_given_do():
    columns = [np.repeat(np.arange(20), 3).astype(np.int32), np.tile(np.arange(3), 20).astype(np.int32)]
    values = np.ones(60, dtype=np.int8)
    result = consensus.analyze(*columns, values, runs=0)
    digest = consensus.analyze(*columns, values, runs=0).digest
    values[:] = -1
    columns[1][:] = 0
    assert result.digest == digest
