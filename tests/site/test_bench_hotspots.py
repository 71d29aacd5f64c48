"""The measurement of the hot-issue engine, scaled down: its material is what it says, its parts can be named."""

from itertools import islice

import pytest
from tests.engines.hotspots.voices import LIFT, about

from shangliang.site.bench import hotspots
from shangliang.site.bench.hotspots import cluster, material, peers, speed


def replicas(count):
    return list(material.Replicas(about(LIFT, 0, place="A3区海韵花园")).rows(count))


def test_an_unknown_part_is_refused_with_the_names_of_the_known_ones():
    with pytest.raises(ValueError, match="classify"):
        hotspots.run(10, ["nothing"])


def test_replicas_are_other_places_and_other_words_and_the_same_every_time():
    made = replicas(40)
    assert made == replicas(40)
    assert len({one.id for one in made}) == 40
    assert [one.at for one in made] == sorted(one.at for one in made)
    assert not any("海韵花园" in one.title for one in made)
    bodies = {one.body for one in made}
    assert len(bodies) == 40
    assert any("电梯" in body for body in bodies)


def test_a_written_file_is_read_back_message_by_message(tmp_path):
    made = replicas(12)
    material.write(iter(made), tmp_path / "messages.csv")
    assert list(islice(material.read(tmp_path / "messages.csv"), 20)) == made


def test_the_hot_list_ranks_ten_of_many_issues():
    found = speed.hot_list(30_000, 900)
    assert (found["messages"], found["issues"], found["listed"]) == (30_000, 900, 10)
    assert found["wall_seconds"] < 60


@pytest.mark.realdata
def test_the_engine_is_measured_beside_dbscan_in_all_three_ways():
    found = peers.compare(1500)
    assert found["engine"]["bcubed_f"] > found["dbscan"]["bcubed_f"] > 0.5
    for part in (found["from_words_alone"], found["when_more_come"]):
        assert part["engine_cpu_seconds"] > 0
        assert part["times_faster"] == peers.times(part["dbscan_cpu_seconds"], part["engine_cpu_seconds"])
    assert found["when_more_come"]["dbscan_cpu_seconds"] == found["dbscan"]["cpu_seconds"]


@pytest.mark.realdata
@pytest.mark.filterwarnings("ignore")
def test_four_processes_find_the_same_also_when_one_is_killed_on_the_way():
    pytest.importorskip("distributed")
    found = cluster.compare(3000)
    assert found["is_identical"]
    assert found["is_identical_with_one_killed"]
    assert found["killed"] == 1
    assert found["parts"] > 30
