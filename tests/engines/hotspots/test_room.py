"""What keeps the engine small: texts on the shelf, marks as arrays, words laid by, long sums bounded."""

import gc
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.hotspots.voices import LIFT, about, city, message

from shangliang.engines.hotspots import Parameters, Stream, comparing
from shangliang.engines.hotspots.blocks import Marks
from shangliang.engines.hotspots.leader import CentroidIndex
from shangliang.engines.hotspots.pausing import no_collecting
from shangliang.engines.hotspots.shelf import Shelf
from shangliang.engines.hotspots.texts import Text
from shangliang.engines.hotspots.vectors import pack
from shangliang.engines.hotspots.words import Vocabulary


def filled(messages, **more):
    stream = Stream(**more)
    stream.take_many(messages)
    return stream


def home(stream, one):
    return next(issue for issue in stream.issues() if one in issue.member_ids)


# --- Texts on the shelf ---------------------------------------------------------------------------------------------


def at_hand(stream):
    return sum(len(group.texts) for group in stream._grouping.groups.values())


def test_settled_texts_are_put_away_and_those_somebody_decided_about_stay_at_hand():
    stream = filled(city())
    assert at_hand(stream) == 0
    stream.decide(must_link=[("m0000", "m0010")])
    stream.settle()
    here = {text.founder.id for group in stream._grouping.groups.values() for text in group.texts}
    assert {"m0000", "m0010"} <= here
    assert "m0020" not in here
    stream.decide()
    stream.settle()
    assert at_hand(stream) == 0


def test_a_message_sent_again_after_its_text_was_put_away_changes_nothing():
    stream = filled(city())
    before = stream.issues()
    assert stream.take(city()[0]) == home(stream, "m0000").key
    stream.settle()
    assert stream.issues() == before


def test_a_copy_of_a_text_that_was_put_away_joins_it():
    stream = filled(city())
    assert stream.take(replace(city()[0], id="copy", reporter="other")) == home(stream, "m0000").key
    stream.settle()
    issue = home(stream, "copy")
    assert (issue.message_count, issue.copy_count, issue.reporter_count) == (5, 0, 5)
    assert at_hand(stream) == 0


def test_a_text_is_taken_out_of_an_issue_whose_other_texts_were_put_away():
    stream = filled(about(LIFT, 0, place="海韵花园"))
    stream.decide(cannot_link=[("m0000", "m0001")])
    stream.settle()
    found = {frozenset(issue.member_ids) for issue in stream.issues()}
    assert sorted(one for members in found for one in members) == ["m0000", "m0001", "m0002", "m0003"]
    assert not any({"m0000", "m0001"} <= members for members in found)


def text_of(*ids):
    told = [message(int(one[1:]), f"{one} 号楼停水", "停水三天。") for one in ids]
    text = Text(told[0].title, told, about_nowhere(), np.array([[3, 1], [0, 0]], dtype=np.int32), b"\x02\x01")
    text.mark = int(ids[0][1:])
    return text


def about_nowhere():
    from shangliang.engines.hotspots.guard import PlaceProfile

    return PlaceProfile()


@pytest.mark.parametrize("lines_in_a_block", [1, 2, 500])
def test_the_shelf_gives_back_what_was_put_on_it(monkeypatch, lines_in_a_block):
    monkeypatch.setattr("shangliang.engines.hotspots.shelf._BLOCK", lines_in_a_block)
    ready = []
    shelf = Shelf(ready.append)
    tickets = [shelf.put(7, [text_of("m0001"), text_of("m0002", "m0003")]), shelf.put(8, [text_of("m0004")])]
    tickets.append(shelf.put(7, [text_of("m0005")]))
    assert shelf.tickets_of(7) == (0, 2)
    assert [shelf.message_count(ticket) for ticket in tickets] == [3, 1, 1]
    assert shelf.holding(["m0003", "m0005", "m9999"]) == [0, 2]
    assert [[text.mark for text in listed] for _, listed in shelf.read([2, 0])] == [[1, 2], [5]]
    assert ready == []
    shelf.hand_over([0], 8)
    assert [(text.mark, text.issue, text.times) for text in shelf.take([0])] == [
        (1, 8, b"\x02\x01"),
        (2, 8, b"\x02\x01"),
    ]
    assert [text.mark for text in ready] == [1, 2]
    assert list(shelf.belonging()) == [(1, 8), (2, 7)]
    assert shelf.holding(["m0003"]) == []


def test_an_id_within_another_is_not_taken_for_it():
    shelf = Shelf([].append)
    shelf.put(1, [text_of("m00012")])
    assert shelf.holding(["m0001", "0012"]) == []


# --- Marks ----------------------------------------------------------------------------------------------------------


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 1000), st.booleans())))
def test_marks_know_the_last_ticket_whenever_they_are_folded(told):
    marks, kept = Marks(), {}
    for mark, ticket, fold in told:
        marks[mark] = kept[mark] = ticket
        if fold:
            marks.fold()
    assert {mark: marks.get(mark) for mark in range(41)} == {mark: kept.get(mark) for mark in range(41)}


def test_marks_forget_what_is_not_wanted_and_wait_until_there_are_enough():
    marks = Marks()
    for mark in range(4):
        marks[mark] = mark
    marks.fold(lambda tickets: tickets > 1, least=4)
    assert marks.get(0) == 0
    marks.fold(lambda tickets: tickets > 1, least=3)
    assert [marks.get(mark) for mark in range(5)] == [None, None, 2, 3, None]


# --- Words laid by --------------------------------------------------------------------------------------------------


def test_a_word_laid_by_keeps_its_number_and_is_known_again():
    vocabulary = Vocabulary()
    vocabulary.numbers("电梯停运，维修基金没有批")
    words = list(vocabulary.words)
    lift = vocabulary.known("电梯")
    vocabulary.lay_by([lift, vocabulary.known("基金")])
    vocabulary.lay_by([lift])
    assert vocabulary.known("电梯") == -1
    assert vocabulary.words[lift] == ""
    assert [vocabulary.word(number) for number in range(len(words))] == vocabulary.all_words() == words
    assert lift in vocabulary.numbers("电梯又坏了")
    assert vocabulary.words[lift] == "电梯"
    assert vocabulary.all_words()[: len(words)] == words


def test_a_stream_lays_by_the_words_of_frozen_issues_and_goes_on_as_one_that_does_not(monkeypatch):
    late = [message(60, "图书馆周末不开门", "周末去图书馆白跑一趟。", day=200)]
    again = message(90, "海韵花园电梯又停运了", "电梯停运，维修基金没有批，老人爬楼梯。", day=201)
    found = []
    for lays_by in (True, False):
        if not lays_by:
            monkeypatch.setattr(Vocabulary, "lay_by", lambda *_: None)
        stream = filled([*city(), *late])
        assert ("" in stream._reader.vocabulary.words) == lays_by
        key = stream.take(again)
        stream.settle()
        found.append((key, stream.issues(frozen=True), len(stream._reader.vocabulary), stream.to_bytes()))
    assert found[0] == found[1]


# --- Long sums ------------------------------------------------------------------------------------------------------


def vector_of(rng, words, *, common=None):
    """A vector of so many of 400 words; `common` says how likely each is."""
    chosen = rng.choice(400, size=words, replace=False, p=common).astype(np.int32)
    weights = np.sort(rng.random(words))[::-1]
    return pack(chosen, weights / np.sqrt(np.dot(weights, weights)))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_sums_read_in_stretches_give_what_sums_read_at_once_give(seed):
    found = []
    for at_once in (10, 100_000):
        rng = np.random.default_rng(seed)
        index = CentroidIndex(Parameters(least_shared=0.0))
        kept, comparing._AT_ONCE = comparing._AT_ONCE, at_once
        try:
            for _ in range(6):
                issue = index.found()
                for _ in range(int(rng.integers(1, 6))):
                    index.add(issue, vector_of(rng, 20))
            index.absorb(0, 5)
            found.append(index.neighbours(range(5)))
        finally:
            comparing._AT_ONCE = kept
    for one, other in zip(*found, strict=True):
        assert one.tolist() == other.tolist()


def test_a_sum_keeps_its_heaviest_words_once_it_has_half_as_many_again():
    rng = np.random.default_rng(7)
    whole, bounded = CentroidIndex(Parameters()), CentroidIndex(Parameters(centroid_words=60))
    for index in (whole, bounded):
        index.found()
    common = 1 / np.arange(1, 401)
    for _ in range(60):
        vector = vector_of(rng, 12, common=common / common.sum())
        for index in (whole, bounded):
            index.add(0, vector)
        assert bounded._sum(0).shape[1] <= 90
    total, kept = whole._sum(0), bounded._sum(0)
    heaviest = set(total[0][np.argsort(-total[1].view(np.float32))[:10]].tolist())
    assert total.shape[1] > 90
    assert heaviest <= set(kept[0].tolist())
    assert (np.diff(kept[0]) > 0).all()


@pytest.mark.parametrize(("least", "is_found"), [(0.04, False), (0.0, True)])
def test_what_one_of_many_members_says_does_not_lead_to_their_issue(least, is_found):
    index = CentroidIndex(Parameters(posted_least=least, least_shared=0.0))
    issue, usual = index.found(), np.array([0.8, 0.6])
    for _ in range(30):
        index.add(issue, pack(np.array([1, 2], dtype=np.int32), usual))
    index.add(issue, pack(np.array([1, 3], dtype=np.int32), usual))
    posted = dict(index.state().postings)
    assert issue in posted[1]
    assert (3 in posted) == is_found
    assert len(index.compare([pack(np.array([3], dtype=np.int32), np.ones(1))]).issues) == is_found


def test_a_sum_is_that_of_its_vectors_and_is_listed_under_the_words_it_did_not_have():
    rng = np.random.default_rng(3)
    index, expected = CentroidIndex(Parameters()), np.zeros(400)
    issue = index.found()
    for _ in range(30):
        vector = vector_of(rng, 25)
        index.add(issue, vector)
        expected[vector[0]] += vector[1].view(np.float32)
    total = index._sum(issue)
    assert (np.diff(total[0]) > 0).all()
    dense = np.zeros(400)
    dense[total[0]] = total[1].view(np.float32)
    assert np.allclose(dense, expected, rtol=1e-5)
    assert index._squares[issue] == pytest.approx(float((expected**2).sum()), rel=1e-5)
    posted = [listed for _, listed in index.state().postings]
    assert all(list(listed).count(issue) == 1 for listed in posted)


def test_a_stream_without_messages_is_kept_too():
    kept = Stream().to_bytes()
    assert Stream.from_bytes(kept).to_bytes() == kept
    assert Stream.from_bytes(kept).issues() == []


@pytest.mark.parametrize("was_on", [True, False])
def test_the_search_for_garbage_pauses_within_a_block_and_is_as_before_afterwards(was_on):
    before = gc.isenabled()
    (gc.enable if was_on else gc.disable)()
    try:
        with suppress(LookupError), no_collecting():
            assert not gc.isenabled()
            raise LookupError
        assert gc.isenabled() == was_on
    finally:
        (gc.enable if before else gc.disable)()
