"""The stream: what comes one by one is grouped as a run would, kept byte for byte, and obeys people."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.hotspots.test_classifier import examples
from tests.engines.hotspots.voices import BUS, LIFT, NOISE, START, about, city, groups, message

from shangliang.engines.hotspots import Classifier, Gazetteer, Message, Parameters, Place, Stream, evaluate, run
from shangliang.engines.hotspots.blocks import Blocks


def filled(messages, **more):
    stream = Stream(**more)
    stream.take_many(messages)
    return stream


def sets(stream, **more):
    return {frozenset(issue.member_ids) for issue in stream.issues(**more)}


def home(stream, one):
    return next(issue for issue in stream.issues() if one in issue.member_ids)


def test_a_stream_finds_what_a_run_finds():
    assert sets(filled(city())) == groups(run(city()))
    assert filled(city()).issues() == run(city()).issues


def test_each_message_gets_the_key_of_its_issue_at_once():
    stream = filled(city())
    key = stream.take(message(30, "海韵花园电梯还是没修好", "电梯停运，维修基金没有批，老人爬楼梯。", day=5))
    assert key == home(stream, "m0000").key
    assert stream.take(message(31, "公园的湖水发绿", "湖水发绿，气味难闻。", day=5)) not in {
        key,
        home(stream, "m0010").key,
    }
    assert home(stream, "m0000").message_count == 5


def test_many_taken_at_once_get_the_keys_that_the_issues_show():
    stream = Stream()
    keys = stream.take_many(city())
    shown = {one: issue.key for issue in stream.issues() for one in issue.member_ids}
    assert keys == [shown[one.id] for one in city()]


def test_the_same_message_sent_again_changes_nothing():
    stream = filled(city())
    before = stream.issues()
    assert stream.take(city()[0]) == home(stream, "m0000").key
    assert stream.issues() == before


def test_exact_copies_are_linked_and_people_counted():
    stream = filled(city())
    copies = [replace(city()[0], id=f"c{n}", reporter="r0000") for n in range(3)]
    assert set(stream.take_many(copies)) == {home(stream, "m0000").key}
    issue = home(stream, "m0000")
    assert (issue.message_count, issue.copy_count, issue.reporter_count) == (7, 3, 4)


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 10))
def test_a_stream_brought_back_goes_on_as_if_it_had_never_been_away(rng, cut):
    messages = city()
    rng.shuffle(messages)
    stream = filled(messages[:cut])
    kept = stream.to_bytes()
    again = Stream.from_bytes(kept)
    assert again.to_bytes() == kept
    assert [again.take(one) for one in messages[cut:]] == [stream.take(one) for one in messages[cut:]]
    again.settle()
    stream.settle()
    assert again.issues() == stream.issues()
    assert again.to_bytes() == stream.to_bytes()


def test_bytes_of_another_format_are_refused():
    with pytest.raises(ValueError, match=r"pickle|format|zip|magic"):
        Stream.from_bytes(b"no stream at all")


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_within_a_day_changes_no_decision_of_people(rng):
    messages = [replace(one, at=START) for one in city()]
    rng.shuffle(messages)
    stream = Stream()
    stream.decide(must_link=[("m0000", "m0020")], cannot_link=[("m0001", "m0002"), ("m0010", "m0011")])
    for one in messages:
        stream.take(one)
    stream.settle()
    assert home(stream, "m0000").key == home(stream, "m0020").key
    assert home(stream, "m0001").key != home(stream, "m0002").key
    assert home(stream, "m0010").key != home(stream, "m0011").key


def test_to_merge_and_to_take_it_back_returns_the_start():
    stream = filled(about(LIFT, 0, place="海韵花园") + about(LIFT, 10, place="松林小区") + about(NOISE, 20))
    before = stream.issues()
    stream.decide(must_link=[("m0000", "m0010")])
    joined = home(stream, "m0000")
    assert len(joined.member_ids) == 8
    assert joined.reporter_count == 8
    stream.settle()
    assert home(stream, "m0010").key == joined.key
    stream.decide()
    assert stream.issues() == before


def test_to_split_moves_the_named_messages_and_taking_it_back_returns_the_start():
    stream = filled(city())
    before = sets(stream)
    stream.decide(must_link=[("m0002", "m0003")], cannot_link=[("m0000", "m0002"), ("m0001", "m0002")])
    assert {frozenset({"m0000", "m0001"}), frozenset({"m0002", "m0003"})} <= sets(stream)
    stream.settle()
    assert frozenset({"m0002", "m0003"}) in sets(stream)
    stream.decide()
    stream.settle()
    assert sets(stream) == before


def test_a_split_takes_equal_texts_apart():
    twin = message(40, *(part.format(place="海韵花园") for part in LIFT[0]))
    stream = filled([*city(), twin])
    assert home(stream, "m0000").key == home(stream, "m0040").key
    stream.decide(cannot_link=[("m0000", "m0040")])
    assert home(stream, "m0000").key != home(stream, "m0040").key


def test_contradicting_decisions_are_refused_and_change_nothing():
    stream = filled(city())
    stream.decide(must_link=[("m0000", "m0010")])
    before = stream.issues()
    with pytest.raises(ValueError, match="m0000"):
        stream.decide(must_link=[("m0000", "m0001")], cannot_link=[("m0000", "m0001")])
    assert stream.issues() == before


def test_decisions_survive_keeping():
    stream = filled(city())
    stream.decide(must_link=[("m0000", "m0020")], cannot_link=[("m0001", "m0002")])
    again = Stream.from_bytes(stream.to_bytes())
    assert again.issues() == stream.issues()
    assert home(again, "m0000").key == home(again, "m0020").key


def test_like_words_at_different_places_never_join_and_are_suggested():
    stream = filled(about(LIFT, 0, place="A3区海韵花园") + about(LIFT, 10, place="A4区松林小区") + about(NOISE, 20))
    here, there = home(stream, "m0000"), home(stream, "m0010")
    assert here.key != there.key
    assert [suggestion.other for suggestion in here.suggestions] == [there.key]
    loose = filled(
        about(LIFT, 0, place="A3区海韵花园") + about(LIFT, 10, place="A4区松林小区") + about(NOISE, 20),
        parameters=Parameters(guard_places=False),
    )
    assert home(loose, "m0000").key == home(loose, "m0010").key


def later(days):
    return message(90, "海韵花园电梯又停运了", "电梯停运，维修基金没有批，老人爬楼梯。", day=days)


def test_an_old_issue_is_frozen_and_opens_again_for_a_like_message():
    stream = filled(city())
    key = home(stream, "m0000").key
    stream.take_many([message(60, "图书馆周末不开门", "周末去图书馆白跑一趟。", day=200)])
    assert (stream.live_count, stream.frozen_count) == (1, 6)
    assert sets(stream) == {frozenset({"m0060"})}
    assert sets(stream, frozen=True) == {*groups(run(city())), frozenset({"m0060"})}
    assert stream.take(later(201)) == key
    assert home(stream, "m0090").message_count == 5
    assert stream.frozen_count == 5


def test_within_the_window_nothing_is_frozen():
    stream = filled([*city(), later(40)], parameters=Parameters(window_days=60))
    assert stream.frozen_count == 0


def test_a_frozen_stream_is_kept_byte_for_byte_and_thaws_the_same():
    stream = filled([*city(), message(60, "图书馆周末不开门", "周末去图书馆白跑一趟。", day=200)])
    again = Stream.from_bytes(stream.to_bytes())
    assert again.to_bytes() == stream.to_bytes()
    assert again.take(later(201)) == stream.take(later(201))
    assert again.to_bytes() == stream.to_bytes()


def test_frozen_blocks_stand_in_a_file_when_they_are_many_and_go_with_the_stream(monkeypatch):
    kept = []
    for in_memory in (1 << 24, 1):
        monkeypatch.setattr("shangliang.engines.hotspots.blocks._IN_MEMORY", in_memory)
        blocks = Blocks()
        for one in (b"first", b"", b"the third" * 1000):
            blocks.append(one)
        file = blocks._file
        assert (len(blocks), blocks[2], blocks[0], blocks[1]) == (3, b"the third" * 1000, b"first", b"")
        blocks.append(b"after reading")
        kept.append((blocks.joined(), tuple(blocks.ends), blocks[3]))
        assert file._rolled == (in_memory == 1)
        del blocks
        assert file.closed
    assert kept[0] == kept[1]


def test_a_decision_about_a_frozen_issue_opens_it():
    stream = filled([*city(), message(60, "图书馆周末不开门", "周末去图书馆白跑一趟。", day=200)])
    stream.decide(must_link=[("m0020", "m0060")])
    assert home(stream, "m0020").key == home(stream, "m0060").key


def test_the_classifier_names_categories_and_leaves_doubtful_ones_to_a_person():
    stream = Stream(classifier=Classifier.train(*examples()))
    stream.take_many([
        message(1, "公交末班车太早", "线路绕，路口拥堵。"),
        message(2, "从未见过", "的话。"),
        message(3, "夜间施工噪音", "扬尘很大。", category="城管"),
    ])  # fmt: skip
    assert {one: guess.for_person for one, guess in stream.guesses.items()} == {"m0001": False, "m0002": True}
    assert [home(stream, one).category for one in ("m0001", "m0002", "m0003")] == ["交通", "", "城管"]


def test_a_recogniser_is_asked_only_where_the_gazetteer_finds_nothing():
    asked = []

    def recogniser(title):
        asked.append(title)
        return [Place("劈柴院", "site")]

    table = Gazetteer([Place("海韵花园", "site", "市北区")])
    stream = Stream(gazetteer=table, recogniser=recogniser)
    stream.take_many([message(1, "海韵花园停水", "停水三天。"), message(2, "劈柴院路灯不亮", "晚上很黑。")])
    assert asked == ["劈柴院路灯不亮"]
    assert home(stream, "m0002").places == ("劈柴院",)
    assert home(stream, "m0001").places == ("海韵花园", "市北区")


@pytest.mark.parametrize(
    ("title", "body"),
    [("", ""), ("水", ""), ("？？？", "！！！……"), ("水" * 100_000, "水管爆裂 " * 20_000), ("\ud800", "\udfff"),
     ("供水問題", "自來水渾濁，請儘快處理。"), ("😀", "")],
)  # fmt: skip
def test_strange_messages_are_carried_and_kept(title, body):
    stream = filled([*city(), message(60, title, body), message(61, title, body)])
    assert {"m0060", "m0061"} <= {one for issue in stream.issues() for one in issue.member_ids}
    assert sets(Stream.from_bytes(stream.to_bytes())) == sets(stream)
    assert frozenset({"m0000", "m0001", "m0002", "m0003"}) in sets(stream)


def test_traditional_characters_and_gb18030_are_one_text_when_decoded_alike():
    words = "電梯又壞了沒人修".encode("gb18030").decode("gb18030")
    stream = filled([message(1, words, "", reporter="a"), message(2, "電梯又壞了沒人修", "", reporter="b")])
    assert sets(stream) == {frozenset({"m0001", "m0002"})}


def test_planted_near_copies_are_collapsed():
    rng = random.Random(4)
    title, body = (part.format(place="海韵花园") for part in LIFT[0])
    copies = [message(100 + n, title, body + rng.choice("。！？") * (n % 4), reporter="r0000") for n in range(40)]
    issue = home(filled(city() + copies), "m0000")
    assert (issue.message_count, issue.copy_count, issue.reporter_count) == (44, 40, 4)


def test_buses_and_lifts_at_one_place_stay_two_matters():
    at = "海韵花园"
    lifts = about(LIFT, 0, place=at)
    buses = [message(10 + n, f"{at}{title}", body, day=n) for n, (title, body) in enumerate(BUS)]
    stream = filled(lifts + buses + about(NOISE, 20))
    assert home(stream, "m0000").key != home(stream, "m0010").key


@pytest.mark.realdata
def test_the_stream_agrees_with_the_hand_made_grouping_one_by_one(real_messages, shared):
    import csv

    with (shared / "data/hotline/fj3_reference_dev.csv").open(encoding="utf-8-sig", newline="") as file:
        reference = {row["id"]: row["issue_id"] for row in csv.DictReader(file)}
    stream = Stream(parameters=Parameters(window_days=5000))
    for one in sorted(real_messages, key=lambda message: (message.at, message.id)):
        stream.take(one)
    stream.settle()
    score = evaluate({one: issue.key for issue in stream.issues() for one in issue.member_ids}, reference)
    assert score["bcubed"]["f"] >= 0.9
    assert score["bcubed"]["p"] >= 0.88
    assert stream.issues(least=2)[0].message_count > 40


def test_moments_a_day_apart_are_kept_to_the_second():
    stream = filled([message(1, "停水", "停水三天。")])
    again = Stream.from_bytes(stream.to_bytes())
    assert again.issues()[0].first_at == START + timedelta(minutes=1)
    assert isinstance(again.issues()[0].sample_ids[0], str)
    assert Message("a", "b", "c", "d", START).places == ()
