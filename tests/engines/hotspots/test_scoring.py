"""The measure of a grouping."""

import pytest

from shangliang.engines.hotspots import evaluate

REFERENCE = {"a": "1", "b": "1", "c": "1", "d": "2", "e": "2"}


def test_the_reference_itself_is_perfect():
    perfect = {"p": 1.0, "r": 1.0, "f": 1.0}
    assert evaluate(REFERENCE, REFERENCE) == {"bcubed": perfect, "pair": perfect}


def test_a_stranger_in_the_group_costs_precision():
    found = {"a": "x", "b": "x", "c": "x", "z": "x", "d": "y", "e": "y"}
    score = evaluate(found, REFERENCE)
    assert score["bcubed"] == pytest.approx({"p": (3 * 3 / 4 + 2) / 5, "r": 1.0, "f": 2 * 0.85 / 1.85})
    assert score["pair"]["p"] == pytest.approx(4 / 7)


def test_a_split_costs_recall():
    score = evaluate({"a": "x", "b": "x", "c": "w", "d": "y", "e": "y"}, REFERENCE)
    assert score["bcubed"]["r"] == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 2) / 5)
    assert score["pair"] == pytest.approx({"p": 1.0, "r": 0.5, "f": 2 / 3})


def test_one_group_of_all_has_full_recall_only():
    score = evaluate(dict.fromkeys([*REFERENCE, "y", "z"], "all"), REFERENCE)
    assert score["bcubed"]["r"] == score["pair"]["r"] == 1.0
    assert score["bcubed"]["p"] < 0.5


def test_a_message_that_was_not_grouped_stands_alone():
    assert evaluate({"a": "x", "b": "x", "c": "x", "d": "y"}, REFERENCE) == evaluate(
        {"a": "x", "b": "x", "c": "x", "d": "y", "e": "z"}, REFERENCE
    )


def test_an_empty_reference_is_refused():
    with pytest.raises(ValueError, match="人工分组"):
        evaluate({"a": "1"}, {})
