"""Texts compared together: what a round finds is what comparing one after the other finds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.hotspots.voices import city

from shangliang.engines.hotspots import Parameters, grouping
from shangliang.engines.hotspots.grouping import Grouping
from shangliang.engines.hotspots.leader import CentroidIndex
from shangliang.engines.hotspots.links import Links
from shangliang.engines.hotspots.rounds import Round
from shangliang.engines.hotspots.texts import in_order, read_texts
from shangliang.engines.hotspots.vectors import pack

BOUNDLESS = Parameters(candidates=10_000, reading_limit=1_000_000, least_shared=0.0, probe_terms=100, posted_terms=100)
WORDS = 40


def vector_of(rng):
    chosen = rng.choice(WORDS, size=int(rng.integers(1, 9)), replace=False).astype(np.int32)
    weights = np.sort(rng.random(len(chosen)))[::-1] + 0.01
    return pack(chosen, weights / np.sqrt(np.dot(weights, weights)))


def dense(vector):
    row = np.zeros(WORDS)
    row[vector[0]] = vector[1].view(np.float32)
    return row


def placed(rng, texts, before, least):
    """The issues of texts of which `before` stand already: by a round, and by comparing each with all there is."""
    index, issues = CentroidIndex(BOUNDLESS), {}
    for _ in range(before):
        issue = index.found()
        issues[issue] = [vector_of(rng) for _ in range(int(rng.integers(1, 4)))]
        for vector in issues[issue]:
            index.add(issue, vector)
    round_ = Round(index, texts, least)
    found, expected = [], []
    for place, text in enumerate(texts):
        averages = {issue: np.mean([dense(one) @ dense(text) for one in held]) for issue, held in issues.items()}
        best = max(averages, key=averages.get, default=None)
        expected.append(best if best is not None and averages[best] >= least else None)
        issue = round_.nearest(place, lambda *_: True)
        found.append(issue)
        if issue is None:
            issue = index.found()
        issues.setdefault(issue, []).append(text)
        index.add(issue, text)
        round_.joined(place, issue)
    return found, expected


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), st.integers(0, 8), st.integers(1, 20))
def test_a_round_finds_the_issue_that_resembles_each_text_most_as_things_stand_then(seed, before, count):
    rng = np.random.default_rng(seed)
    found, expected = placed(rng, [vector_of(rng) for _ in range(count)], before, 0.3)
    assert found == expected


def test_a_round_that_forgets_what_its_texts_did_finds_others(monkeypatch):
    monkeypatch.setattr(Round, "joined", lambda *_: None)
    rng = np.random.default_rng(1)
    found, expected = placed(rng, [vector_of(rng) for _ in range(30)], 3, 0.3)
    assert found != expected


def test_an_empty_text_resembles_nothing():
    index = CentroidIndex(BOUNDLESS)
    index.add(index.found(), pack(np.array([1, 2], dtype=np.int32), np.array([0.8, 0.6])))
    nothing = np.zeros((2, 0), dtype=np.int32)
    round_ = Round(index, [nothing, nothing], 0.1)
    assert [round_.nearest(place, lambda *_: True) for place in range(2)] == [None, None]


@pytest.mark.parametrize("together", [1, 7, 1000])
def test_how_many_come_together_changes_no_issue(together, monkeypatch):
    monkeypatch.setattr(grouping, "TOGETHER", together)
    links = Links((), ())
    texts, _ = read_texts(in_order(city()), links, None, BOUNDLESS)
    found = Grouping(links, BOUNDLESS)
    found.run(texts)
    together_ = {frozenset(text.founder.id for text in group.texts) for group in found.groups.values()}
    monkeypatch.setattr(grouping, "TOGETHER", 3)
    again = Grouping(links, BOUNDLESS)
    again.run(texts)
    assert together_ == {frozenset(text.founder.id for text in group.texts) for group in again.groups.values()}


# --- Districts ------------------------------------------------------------------------------------------------------


def crowded():
    """An index with one issue of our own district among many that are liker but of others."""
    index = CentroidIndex(Parameters(candidates=4))
    like = pack(np.array([1, 2], dtype=np.int32), np.array([0.8, 0.6]))
    for number in range(10):
        issue = index.found()
        index.add(issue, like)
        index.set_district(issue, f"B{number}区")
    ours = index.found()
    index.add(ours, pack(np.array([1, 3], dtype=np.int32), np.array([0.8, 0.6])))
    index.set_district(ours, "A1区")
    return index, like, ours


def test_issues_of_other_districts_take_no_place_among_the_candidates():
    index, like, ours = crowded()
    assert index.compare([like], districts=["A1区"]).issues.tolist() == [ours]
    assert ours not in index.compare([like]).issues.tolist()


def test_where_either_names_no_one_district_all_are_compared():
    index, like, ours = crowded()
    assert len(index.compare([like], districts=[""]).issues) == 4
    index.set_district(ours, "")
    assert index.compare([like], districts=["C9区"]).issues.tolist() == [ours]
