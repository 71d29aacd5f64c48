"""Like voices while typing, and like matters elsewhere."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.engines.hotspots.voices import BUS, LIFT, NOISE

from shangliang.engines.hotspots import Index, similar_to


def texts(listed, first=0, place=""):
    return [(f"v{first + n}", f"{title.format(place=place)}\n{body}") for n, (title, body) in enumerate(listed)]


@pytest.fixture
def index():
    return Index.build(texts(LIFT, 0, "海韵花园") + texts(BUS, 10) + texts(NOISE, 20))


def test_like_voices_come_first_and_others_not_at_all(index):
    assert {one for one, _ in index.similar("海韵花园电梯停运")} == {"v0", "v1", "v2", "v3"}
    assert {one for one, _ in index.similar("216路末班车推迟")} == {"v10", "v11", "v12"}
    assert index.similar("今天天气真好") == []


def test_the_same_text_is_wholly_like_and_scores_fall(index):
    scores = [score for _, score in index.similar(texts(LIFT, 0, "海韵花园")[2][1], k=10, floor=0.01)]
    assert scores[0] == pytest.approx(1.0)
    assert scores == sorted(scores, reverse=True)


def test_no_more_than_asked_and_nothing_below_the_floor(index):
    assert len(index.similar("电梯停运", k=2)) == 2
    assert index.similar("电梯停运", floor=0.99) == []


@pytest.mark.parametrize("text", ["", "？！", "的", "x" * 100_000, "\ud800"])
def test_nothing_is_like_nothing(index, text):
    assert index.similar(text) == []
    assert Index().similar(text) == []


def test_a_voice_is_found_as_soon_as_it_is_added(index):
    index.add("new", "社区食堂什么时候开")
    assert index.similar("社区食堂")[0][0] == "new"
    assert len(index) == 12


def test_a_changed_voice_is_found_by_its_new_words_only(index):
    index.add("v0", "社区食堂什么时候开")
    assert "v0" not in {one for one, _ in index.similar("海韵花园电梯停运", floor=0.01)}
    assert index.similar("社区食堂")[0][0] == "v0"
    assert len(index) == 11


def test_a_removed_voice_is_found_no_more(index):
    index.remove("v0")
    index.remove("unknown")
    assert "v0" not in index
    assert "v0" not in {one for one, _ in index.similar("海韵花园电梯停运", floor=0.01)}


def test_growing_one_by_one_gives_the_same_as_building_at_once(index):
    grown = Index()
    for one, text in texts(LIFT, 0, "海韵花园") + texts(BUS, 10) + texts(NOISE, 20):
        grown.add(one, text)
        grown.similar("电梯")
    query = "海韵花园电梯停运"
    assert [one for one, _ in grown.similar(query)] == [one for one, _ in index.similar(query)]


def test_threads_may_add_and_search_at_once(index):
    def work(number):
        index.add(f"t{number}", f"第{number}号楼电梯停运")
        return len(index.similar("电梯停运", k=3))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(200))) == [3] * 200
    assert len(index) == 211


def test_a_search_among_many_voices_is_quick():
    many = [
        (f"{n}", f"{n % 97}号楼{t.format(place=f'第{n % 211}花园')}\n{b}") for n in range(5000) for t, b in LIFT[:2]
    ]
    index = Index.build((f"{n}", text) for n, (_, text) in enumerate(many))
    index.similar("电梯")
    times = []
    for n in range(20):
        started = time.process_time()
        assert index.similar(f"第{n}花园电梯停运老人爬楼梯")
        times.append(time.process_time() - started)
    assert sorted(times)[10] < 0.03


def test_the_same_matter_is_found_at_other_places():
    seeds = [text for _, text in texts(LIFT, 0, "海韵花园")]
    elsewhere = texts(LIFT[:2], 30, "松林小区")
    found = similar_to(seeds, elsewhere + texts(BUS, 10) + texts(NOISE, 20))
    assert {one for one, _ in found} == {"v30", "v31"}
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_the_name_of_the_place_alone_is_no_likeness():
    seeds = [text for _, text in texts(LIFT, 0, "海韵花园")]
    neighbour = [("n", "海韵花园绿化带种菜\n海韵花园有人在绿化带种菜。"), *texts(NOISE, 20)]
    assert similar_to(seeds, neighbour) == []
    assert [one for one, _ in similar_to(seeds, neighbour, 0.05, ignore_places=False)] == ["n"]


def test_no_seeds_or_no_candidates_find_nothing():
    assert similar_to([], texts(BUS)) == []
    assert similar_to(["电梯停运"], []) == []
    assert similar_to([""], texts(BUS)) == []
