"""A run: what is grouped, what is kept apart, what a reader is shown."""

import random
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.engines.hotspots.voices import BUS, LIFT, NOISE, START, about, city, groups, message, together

from shangliang.engines.hotspots import REPEAT, Gazetteer, Message, Parameters, Place, run

ROOT = Path(__file__).resolve().parents[3]
UNGUARDED = Parameters(guard_places=False)


def test_messages_about_one_matter_become_one_issue_and_others_stay_alone():
    assert groups(run(city())) == {
        frozenset({"m0000", "m0001", "m0002", "m0003"}),
        frozenset({"m0010", "m0011", "m0012"}),
        *(frozenset({f"m{number:04d}"}) for number in range(20, 24)),
    }


def test_every_message_has_exactly_one_issue_and_the_hottest_comes_first():
    result = run(city())
    assert sorted(one for issue in result.issues for one in issue.member_ids) == sorted(m.id for m in city())
    assert {one: issue.key for issue in result.issues for one in issue.member_ids} == result.assignment
    assert [issue.heat for issue in result.issues] == sorted((i.heat for i in result.issues), reverse=True)
    assert result.issues[0].member_ids == ("m0000", "m0001", "m0002", "m0003")


def test_an_issue_shows_a_real_title_its_place_its_words_and_samples():
    lifts = run(city()).issues[0]
    assert lifts.title in {title.format(place="海韵花园") for title, _ in LIFT}
    assert lifts.places == ("海韵花园",)
    assert "电梯" in lifts.terms
    assert len(lifts.sample_ids) == 4
    assert set(lifts.sample_ids) <= set(lifts.member_ids)
    assert (lifts.message_count, lifts.reporter_count, lifts.copy_count) == (4, 4, 0)
    assert (lifts.first_at, lifts.last_at) == (START, START + timedelta(days=3, minutes=3))
    assert sum(lifts.weekly) == 4


def test_the_order_of_the_input_changes_nothing():
    shuffled = city()
    random.Random(7).shuffle(shuffled)
    assert run(shuffled).issues == run(city()).issues


def test_two_interpreters_with_different_hash_seeds_give_the_same_issues():
    code = (
        "from tests.engines.hotspots.voices import city; from shangliang.engines.hotspots import run;"
        "print([(i.key, i.heat, i.title, i.terms, i.places, i.sample_ids) for i in run(city()).issues])"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONPATH": "src:.", "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


def test_the_key_of_an_issue_stays_when_later_messages_arrive():
    before = run(city())
    later = [*city(), message(30, "海韵花园电梯还是没修好", "电梯停运，维修基金没有批，老人爬楼梯。", day=20)]
    assert together(run(later), "m0000", "m0030")
    assert run(later).assignment["m0000"] == before.assignment["m0000"]


def test_like_words_about_different_places_stay_apart_and_are_suggested():
    here = about(LIFT, 0, place="A3区海韵花园")
    there = about(LIFT, 10, place="A4区松林小区")
    result = run(here + there + about(NOISE, 20))
    assert not together(result, "m0000", "m0010")
    one = next(issue for issue in result.issues if "m0000" in issue.member_ids)
    other = next(issue for issue in result.issues if "m0010" in issue.member_ids)
    assert [suggestion.other for suggestion in one.suggestions] == [other.key]
    assert (one.suggestions[0].here, one.suggestions[0].there) == (("海韵花园",), ("松林小区",))


def test_without_the_guard_they_would_be_mixed():
    messages = about(LIFT, 0, place="A3区海韵花园") + about(LIFT, 10, place="A4区松林小区") + about(NOISE, 20)
    assert together(run(messages, parameters=UNGUARDED), "m0000", "m0010")


def test_one_name_in_two_districts_is_two_places():
    messages = about(LIFT, 0, place="A3区中心花园") + about(LIFT, 10, place="A4区中心花园") + about(NOISE, 20)
    assert not together(run(messages), "m0000", "m0010")
    assert together(run(messages, parameters=UNGUARDED), "m0000", "m0010")


def test_a_gazetteer_knows_estates_whose_names_look_like_nothing():
    messages = about(LIFT, 0, place="保利香槟国际") + about(LIFT, 10, place="万科云上") + about(NOISE, 20)
    table = Gazetteer([Place("保利香槟国际", "site", "市北区"), Place("万科云上", "site", "市南区")])
    assert together(run(messages), "m0000", "m0010")
    guarded = run(messages, gazetteer=table)
    assert not together(guarded, "m0000", "m0010")
    assert guarded.issues[0].places[:2] in {("保利香槟国际", "市北区"), ("万科云上", "市南区")}


def test_confirmed_places_count_like_read_ones():
    messages = about(LIFT, 0, places=("海韵花园",)) + about(LIFT, 10, places=("松林小区",)) + about(NOISE, 20)
    assert not together(run(messages), "m0000", "m0010")


def test_a_must_link_joins_whole_issues_over_guard_and_words():
    messages = about(LIFT, 0, place="海韵花园") + about(LIFT, 10, place="松林小区") + about(NOISE, 20)
    assert not together(run(messages), "m0000", "m0010")
    assert together(run(messages, must_link=[("m0000", "m0010")]), *(f"m{n:04d}" for n in (0, 1, 2, 3, 10, 11, 12, 13)))
    assert together(run(messages, must_link=[("m0020", "m0021")]), "m0020", "m0021")


def test_a_cannot_link_splits_even_equal_texts():
    twice = [*city(), message(40, *(part.format(place="海韵花园") for part in LIFT[0]))]
    assert together(run(twice), "m0000", "m0040")
    assert not together(run(twice, cannot_link=[("m0000", "m0040")]), "m0000", "m0040")
    assert not together(run(city(), cannot_link=[("m0001", "m0002")]), "m0001", "m0002")


def test_links_of_a_group_reach_all_of_it():
    messages = about(LIFT, 0, place="海韵花园") + about(BUS, 10) + about(NOISE, 20)
    result = run(messages, must_link=[("m0000", "m0020")], cannot_link=[("m0020", "m0001")])
    assert together(result, "m0000", "m0020")
    assert not together(result, "m0000", "m0001")


def test_contradicting_links_are_refused_by_name():
    with pytest.raises(ValueError, match=r"m0000.*m0002"):
        run(city(), must_link=[("m0000", "m0001"), ("m0001", "m0002")], cannot_link=[("m0000", "m0002")])


def test_links_to_unknown_messages_change_nothing():
    assert groups(run(city(), must_link=[("gone", "m0000")], cannot_link=[("gone", "lost")])) == groups(run(city()))


def test_a_flood_by_one_person_stays_cold():
    flood = [message(100 + n, "还我血汗钱", "开发商跑路，还我血汗钱，严重诈骗。", reporter="r1") for n in range(500)]
    result = run(city() + flood)
    issue = next(issue for issue in result.issues if "m0100" in issue.member_ids)
    assert (issue.message_count, issue.copy_count, issue.reporter_count, issue.kind) == (500, 499, 1, REPEAT)
    assert result.issues.index(issue) > 1
    honest = run(city() + [message(100 + n, "还我血汗钱", "开发商跑路，还我血汗钱。") for n in range(500)])
    assert honest.issues[0].reporter_count == 500


def test_a_flood_into_a_true_issue_does_not_heat_it():
    words = [part.format(place="海韵花园") for part in LIFT[1]]
    flooded = run([*city(), *(message(100 + n, *words, reporter="r0001", day=1) for n in range(500))])
    issue = next(issue for issue in flooded.issues if "m0001" in issue.member_ids)
    clean = next(issue for issue in run(city()).issues if "m0001" in issue.member_ids)
    assert issue.message_count == 504
    assert issue.heat == pytest.approx(clean.heat)


def test_slightly_changed_copies_of_one_person_count_once():
    title, body = (part.format(place="海韵花园") for part in LIFT[0])
    copies = [message(50 + n, f"{title}{'！' * n}", body, reporter="r0000", day=n) for n in range(6)]
    issue = next(issue for issue in run(city() + copies).issues if "m0000" in issue.member_ids)
    assert (issue.message_count, issue.copy_count) == (10, 6)


def test_unknown_people_are_told_by_what_they_wrote():
    strangers = [replace(one, reporter="") for one in city()]
    assert run(strangers).issues[0].reporter_count == 4
    copies = [message(100 + n, "还我血汗钱", "开发商跑路。") for n in range(500)]
    issue = next(i for i in run(city() + [replace(c, reporter="") for c in copies]).issues if "m0100" in i.member_ids)
    assert (issue.message_count, issue.copy_count, issue.reporter_count, issue.kind) == (500, 499, 1, REPEAT)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("", ""),
        ("？？？", "！！！……"),
        ("\u3000\t\n", "\u200b"),
        ("1234567", "00000"),
        ("😀😀", "👍"),
        ("\ud800坏的代理", "\udfff"),
        ("水" * 100_000, "水" * 100_000),
        ("", "供水 " * 50_000),
        ("a" * 100_000, " " * 100_000),
    ],
)
def test_strange_messages_are_carried_along(title, body):
    strange = [message(60, title, body), message(61, title, body)]
    result = run(city() + strange)
    assert set(result.assignment) >= {"m0060", "m0061"}
    assert all(0 < len(issue.title) <= 60 for issue in result.issues)
    assert frozenset({"m0000", "m0001", "m0002", "m0003"}) in groups(result)


def test_blank_messages_make_no_issue_together():
    assert not together(run([*city(), message(60), message(61)]), "m0060", "m0061")


def test_a_run_over_nothing_gives_nothing():
    result = run([])
    assert (result.issues, result.assignment) == ([], {})


def test_an_id_that_comes_twice_is_refused():
    with pytest.raises(ValueError, match="m0000"):
        run([*city(), message(0)])


def test_naive_beside_aware_moments_are_refused():
    aware = Message("x", "r", "电梯", "", datetime(2022, 3, 1, tzinfo=UTC))
    with pytest.raises(ValueError, match="时区"):
        run([*city(), aware])


def test_the_run_carries_its_parameters():
    chosen = Parameters(join=0.5)
    assert run(city(), parameters=chosen).parameters == chosen


def test_the_category_that_most_messages_carry_is_that_of_the_issue():
    mixed = [message(n, *(p.format(place="") for p in text), category=c) for n, (text, c) in
             enumerate(zip(LIFT, ("物业", "物业", "电梯", ""), strict=True))]  # fmt: skip
    assert [issue.category for issue in run(mixed).issues if "m0000" in issue.member_ids] == ["物业"]
