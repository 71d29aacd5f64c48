"""4,326 real hotline messages against the hand-made reference."""

import csv
import random
from dataclasses import replace
from time import process_time

import pytest

from shangliang.engines.hotspots import POLICY, Index, Message, evaluate, run

pytestmark = pytest.mark.realdata

CONSENSUS = {
    "丽发新城搅拌站": ("丽发", "搅拌"),
    "伊景园滨河苑车位": ("伊景园", "车位"),
    "58车贷": ("58车贷",),
    "人才购房补贴": ("人才", "补贴"),
    "五矿万境K9县": ("五矿", "K9县"),
}


@pytest.fixture(scope="module")
def reference(shared):
    with (shared / "data/hotline/fj3_reference_dev.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row["issue_id"] for row in csv.DictReader(file)}


def rank_of(real_run, words):
    return next(n for n, i in enumerate(real_run.issues, 1) if all(word in i.title for word in words))


def test_the_grouping_agrees_with_the_hand_made_one(real_run, reference):
    score = evaluate(real_run.assignment, reference)
    assert score["bcubed"]["f"] >= 0.90
    assert score["bcubed"]["p"] >= 0.90
    assert score["pair"]["f"] >= 0.88


@pytest.mark.parametrize("issue", CONSENSUS)
def test_the_issues_that_others_found_are_the_hottest(real_run, issue):
    assert rank_of(real_run, CONSENSUS[issue]) <= 6


def test_a_policy_question_is_told_from_an_event(real_run):
    kinds = {name: real_run.issues[rank_of(real_run, words) - 1].kind for name, words in CONSENSUS.items()}
    assert [name for name, kind in kinds.items() if kind == POLICY] == ["人才购房补贴"]


def test_every_message_is_in_one_issue(real_run, real_messages):
    assert sorted(one for issue in real_run.issues for one in issue.member_ids) == sorted(m.id for m in real_messages)


def test_the_order_of_the_rows_changes_nothing(real_run, real_messages):
    shuffled = list(real_messages)
    random.Random(3).shuffle(shuffled)
    assert run(shuffled).issues == real_run.issues


def test_all_of_them_take_a_few_seconds(real_messages):
    started = process_time()
    run(real_messages)
    assert process_time() - started < 15


def test_a_flood_of_one_person_does_not_reach_the_top(real_messages):
    last = max(message.at for message in real_messages)
    flood = [
        Message(f"flood{n}", "flooder", "A3区某楼盘诈骗业主血汗钱", "开发商诈骗，严重安全隐患，还我血汗钱。", last)
        for n in range(500)
    ]
    varied = [replace(m, id=f"x{m.id}", reporter="flooder2", at=last, likes=0) for m in real_messages[:500]]
    issues = run([*real_messages, *flood, *varied]).issues
    flooded = next(n for n, issue in enumerate(issues, 1) if "flood0" in issue.member_ids)
    assert flooded > 100
    assert [rank for rank, issue in enumerate(issues[:10], 1) if issue.reporter_count < 4] == []


def test_a_typed_sentence_finds_the_voices_about_it(real_messages):
    index = Index.build((m.id, f"{m.title}\n{m.body}") for m in real_messages)
    titles = {m.id: m.title for m in real_messages}
    found = index.similar("丽发新城旁边的搅拌站灰尘太大")
    assert len(found) == 5
    assert all("丽发" in titles[one] and "搅拌" in titles[one] for one, _ in found)
