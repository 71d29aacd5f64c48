"""How the points of an idea are read from what was typed."""

import pytest

from shangliang.ideas.rules import read_points


@pytest.mark.parametrize("typed", ["1. 装扶手", "一、装扶手", "（二）装扶手", "3）装扶手", "12、 装扶手", "  装扶手  "])
def test_a_number_before_a_point_is_not_part_of_it(typed):
    assert read_points(typed) == ["装扶手"]


@pytest.mark.parametrize("typed", ["三处台阶装扶手", "一个月内公布", "3.5 米宽的路留作步道", "2 处装灯", "十分钟一班"])
def test_a_point_that_begins_with_a_figure_keeps_it(typed):
    assert read_points(typed) == [typed]


def test_empty_lines_are_no_points():
    assert read_points("装扶手\n\n  \n装灯") == ["装扶手", "装灯"]
