"""Drawings: one mark is one countable thing, words are escaped, each has its own form for a phone."""

from dataclasses import replace

import pytest

from shangliang.portal.drawing import (
    Branch,
    Channel,
    Lineage,
    Reading,
    River,
    Round,
    Stop,
    UnitLine,
    lineage_tall,
    lineage_wide,
    readings,
    river_tall,
    river_wide,
)
from shangliang.portal.drawing.pen import fit, number, per_mark, words

UNITS = (UnitLine("市园林和林业局", 3, 3), UnitLine("市城市管理局", 2, 1))
RIVER = River(350, (2, 5, 0), UNITS, "三期协商", "期协商")
BRANCHES = (
    Branch("18-01", "先建两块", "市园林和林业局", 1, "A", 2, 2, "closed", "已销号", "/ideas/18-01"),
    Branch("18-02", "再给去处", "市城市管理局", 0, "", 0, 0, "open", "已转办", "/ideas/18-02"),
    Branch("18-03", "写进协议", state="已批准", href="/ideas/18-03"),
)
LINE = Lineage(
    label="脉络图",
    voices=Stop("声音", ("3 人，5 条",), "#voices"),
    key="一根细线 = 1 条来信",
    channels=(Channel("网页", 3), Channel("热线", 2)),
    issue=Stop("热点", ("没有灯",), "/hot/HT-1"),
    topic=Stop("议题", ("栈道怎样照明", "9月26日 选定"), "#decision"),
    visit=Stop("实地调研 3 次", ("9月",), "#visits"),
    visits=3,
    rounds=(Round(18, 9, Stop("第 18 期协商", ("9月26日",), "#sessions")),),
    branches=BRANCHES,
    heads=("金点子", "主办", "答复", "评价", "销号"),
    pending="还在走",
)


@pytest.mark.parametrize(
    ("count", "most", "each"), [(0, 70, 1), (70, 70, 1), (71, 70, 2), (350, 70, 5), (18462, 70, 500), (701, 70, 20)]
)
def test_a_mark_stands_for_as_few_things_as_fit(count, most, each):
    assert per_mark(count, most) == each
    assert -(-count // each) <= most


@pytest.mark.parametrize("draw", [river_wide, river_tall])
def test_the_river_draws_a_line_for_so_many_voices_a_seat_for_each_session_and_a_line_for_each_unit(draw):
    drawn = draw(RIVER)
    assert drawn.count('st-river"') == RIVER.lines == 70
    assert drawn.count("<circle") == 1 + len(RIVER.seats) + len(UNITS)
    assert drawn.count("fi-pine") == 1, "only the unit that answered everything is filled"
    assert ">3</text>" in drawn
    assert 'aria-label="三期协商"' in drawn


@pytest.mark.parametrize("draw", [river_wide, river_tall])
def test_an_empty_river_draws_no_line_and_an_open_table(draw):
    drawn = draw(River(0, (), (), "没有", "期协商"))
    assert "st-river" not in drawn
    assert drawn.count("<circle") == 2
    assert ">0</text>" in drawn


@pytest.mark.parametrize("draw", [river_wide, river_tall, lineage_wide, lineage_tall])
def test_the_same_things_give_the_same_drawing(draw):
    what = RIVER if draw in (river_wide, river_tall) else LINE
    assert draw(what) == draw(what)


@pytest.mark.parametrize("draw", [lineage_wide, lineage_tall])
def test_the_lineage_names_every_idea_and_leads_to_it(draw):
    drawn = draw(LINE)
    for branch in BRANCHES:
        assert branch.code in drawn
        assert f'href="{branch.href}"' in drawn
    assert 'role="group"' in drawn, "an image may hold no links"
    assert drawn.count("已批准") == 1, "an idea that was not handed over says where it stands"
    assert "还在走" not in drawn


@pytest.mark.parametrize("draw", [lineage_wide, lineage_tall])
def test_a_topic_without_ideas_says_that_it_goes_on(draw):
    assert "还在走" in draw(replace(LINE, branches=()))


@pytest.mark.parametrize("draw", [lineage_wide, lineage_tall])
def test_a_line_without_voices_visits_and_session_can_be_drawn(draw):
    bare = replace(LINE, channels=(), visits=0, visit=None, issue=None, rounds=(), branches=(), key="")
    assert "议题" in draw(bare)


def test_more_ideas_than_fit_are_named_in_words():
    many = replace(LINE, branches=BRANCHES * 20, more="其余 36 条见下表")
    assert len(many.drawn) == 24
    assert "其余 36 条见下表" in lineage_wide(many)


def test_words_from_people_cannot_become_marks_of_the_page():
    evil = replace(LINE, topic=Stop("<script>alert(1)</script>", (), 'x" onload="y'))
    for drawn in (lineage_wide(evil), lineage_tall(evil), words(0, 0, "<b>&")):
        assert "<script" not in drawn
        assert 'onload="y"' not in drawn
        assert "<b>" not in drawn
    assert "&lt;b&gt;&amp;" in words(0, 0, "<b>&")


def test_numbers_and_words_are_as_short_as_they_may_be():
    assert [number(value) for value in (3, 3.0, 3.25, 0.04)] == ["3", "3", "3.2", "0"]
    assert fit("市住房和城乡建设局", 5) == "市住房和城…"
    assert fit("abcdefghi", 5) == "abcdefghi"


def test_readings_carry_the_values_of_their_ends_and_the_aim():
    drawn = readings(
        [Reading("4月20日", 0.08, "0.08"), Reading("4月25日", 0.09, "0.09"), Reading("5月1日", 0.23, "0.23")],
        label="水压",
        target=0.16,
        target_said="够用 0.16",
    )
    assert ">0.08<" in drawn
    assert ">0.23<" in drawn
    assert ">0.09<" not in drawn
    assert "够用 0.16" in drawn
    assert drawn.count("<circle") == 3
