"""Names of places, with and without a table of them."""

import pytest

from shangliang.engines.hotspots import Gazetteer, Place
from shangliang.engines.hotspots.places import is_same_place, kind_of, masked_places, named_places


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A2区丽景新城小区附近搅拌站扰民", ["丽景新城"]),
        ("魅力之城小区底层餐馆油烟扰民", ["魅力之城小区"]),
        ("请问西湖街道茶场村什么时候拆迁", ["西湖街道", "茶场村"]),
        ("希望805路公交改道", ["805路"]),
        ("请提高民办幼儿园老师的待遇", []),
        ("老小区什么时候改造", []),
        ("希望早日解决", []),
        ("", []),
    ],
)
def test_names_are_known_by_their_endings(text, names):
    assert [place.name for place in named_places(text)] == names


def test_masked_codes_are_cities_and_districts():
    assert masked_places("A市A3区和k9县") == [
        Place("A市", "city"),
        Place("A3区", "district"),
        Place("K9县", "district"),
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("海韵花园", "site"),
        ("湖滨社区", "community"),
        ("八大关街道", "street"),
        ("山东路", "road"),
        ("216路", "line"),
        ("3号线", "line"),
        ("市北区", "district"),
        ("青岛市", "city"),
        ("劈柴院", "site"),
    ],
)
def test_the_ending_tells_the_level(name, kind):
    assert kind_of(name) == kind


def test_a_gazetteer_prefers_the_longest_name_and_adds_the_district():
    table = Gazetteer.from_rows([("浮山", "", ""), ("浮山后六小区", "小区", "市北区"), ("劈柴院", "site", "市南区")])
    assert table.find("浮山后六小区停水") == [Place("浮山后六小区", "site", "市北区"), Place("市北区", "district")]
    assert table.find("去劈柴院") == [Place("劈柴院", "site", "市南区"), Place("市南区", "district")]
    assert table.find("别处") == []


def test_a_gazetteer_is_read_from_a_table(tmp_path):
    path = tmp_path / "places.csv"
    path.write_text("\ufeffname,kind,district\n海韵花园,小区,市南区\n山东路,,\n", "utf-8")
    assert Gazetteer.read(path).find("海韵花园在山东路旁") == [
        Place("海韵花园", "site", "市南区"),
        Place("市南区", "district"),
        Place("山东路", "road"),
    ]


def test_an_empty_gazetteer_finds_nothing():
    assert Gazetteer([]).find("海韵花园") == []


def test_one_place_may_be_written_in_two_ways():
    assert is_same_place("扬帆小区", "扬帆夜市")
    assert is_same_place("武广新城伊景苑", "伊景苑")
    assert not is_same_place("海韵花园", "松林花园")
