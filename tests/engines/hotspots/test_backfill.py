"""Backfill: parts by category and district, one result on one machine and on many, also when a machine dies."""

import os
import random
import signal
import threading
import time
from dataclasses import replace

import pytest
from tests.engines.hotspots.voices import BUS, LIFT, NOISE, about, city, groups, message

from shangliang.engines.hotspots import backfill, evaluate, run
from shangliang.site.bench.hotspots import material

PLACES = ("A1区海韵花园", "A2区松林小区", "A3区银河家园", "A4区望海公寓", "A5区金沙湾", "A6区双塔里")


def wide(copies=6):
    """Voices of six districts, some of whose writers name no district."""
    listed = []
    for number, place in enumerate(PLACES):
        listed += about(LIFT, 1000 * number, place=place)
        listed += [
            message(1000 * number + 50 + n, f"{place}{title}", body, day=n) for n, (title, body) in enumerate(NOISE)
        ]
    listed += [message(8000 + n, *BUS[n % 3], day=n) for n in range(copies)]
    return listed


def sets(found):
    return {frozenset(issue.member_ids) for issue in found.issues}


def test_a_backfill_finds_what_a_run_finds(tmp_path):
    found = backfill(city(), tmp_path)
    assert sets(found) == groups(run(city()))
    assert found.assignment == {one: issue.key for issue in found.issues for one in issue.member_ids}


def test_the_parts_are_those_of_categories_and_districts(tmp_path):
    found = backfill(wide(), tmp_path)
    assert found.parts == 7
    assert len(list(tmp_path.glob("*.jsonl"))) == 7
    assert len(list(tmp_path.iterdir())) == 8  # and how often each word stands, once for all parts
    twice = [replace(one, category="物业" if number % 2 else "") for number, one in enumerate(wide())]
    (tmp_path / "again").mkdir()
    assert backfill(twice, tmp_path / "again").parts == 14


def test_an_issue_spread_over_parts_is_one_again_and_people_are_counted_once(tmp_path):
    torn = [replace(one, category="物业" if number % 2 else "电梯") for number, one in
            enumerate(about(LIFT, 0, place="海韵花园", reporter="r1") + about(NOISE, 50))]  # fmt: skip
    found = backfill(torn, tmp_path)
    issue = next(issue for issue in found.issues if "m0000" in issue.member_ids)
    assert found.local_issues > len(found.issues)
    assert set(issue.member_ids) == {"m0000", "m0001", "m0002", "m0003"}
    assert (issue.message_count, issue.reporter_count, sum(issue.weekly)) == (4, 1, 4)


def test_the_order_of_the_messages_changes_nothing(tmp_path):
    shuffled = wide()
    random.Random(3).shuffle(shuffled)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert backfill(shuffled, tmp_path / "a").issues == backfill(wide(), tmp_path / "b").issues


def test_nothing_gives_nothing_and_an_id_twice_is_refused(tmp_path):
    assert backfill([], tmp_path).issues == []
    with pytest.raises(ValueError, match="m0000"):
        backfill([city()[0], city()[0]], tmp_path)


@pytest.mark.realdata
def test_what_parts_cost_is_known(real_messages, shared, tmp_path):
    score = evaluate(backfill(real_messages, tmp_path).assignment, material.reference())
    assert score["bcubed"]["f"] >= 0.9
    assert score["pair"]["f"] >= 0.84


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=4, threads_per_worker=1, dashboard_address=None) as processes,
        distributed.Client(processes) as client,
    ):
        yield client


def on(client, during=lambda: None):
    """What computes on a cluster; something may happen while the parts are grouped."""

    def each(function, items):
        futures = client.map(function, list(items), pure=False, retries=3)
        during()
        return list(client.gather(futures))

    return each


@pytest.mark.filterwarnings("ignore")
def test_four_processes_give_the_identical_result_also_when_one_is_killed(cluster, tmp_path):
    for name in ("here", "there", "killed"):
        (tmp_path / name).mkdir()
    here = backfill(wide(), tmp_path / "here")
    there = backfill(wide(), tmp_path / "there", each=on(cluster))
    assert there == here
    pids = list(cluster.run(os.getpid).values())
    assert len(set(pids)) == 4
    killed = backfill(wide(), tmp_path / "killed", each=on(cluster, lambda: kill_soon(pids)))
    assert killed == here
    assert len(pids) == 3


def kill_soon(pids):
    """Kill one worker process, once."""
    if len(pids) == 4:
        threading.Thread(target=os.kill, args=(pids.pop(), signal.SIGKILL)).start()
        time.sleep(0.05)
