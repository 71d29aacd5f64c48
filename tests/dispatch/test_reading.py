"""The offline check of a reply: it marks what a person should look at, and leaves a good reply alone."""

from datetime import date

import pytest

from shangliang.dispatch.rules.reading import Answered, nearness, passage_of, read_reply

QUESTION = "太平山步道栏杆松动，两处缺螺栓，请尽快加固"
GOOD = "栏杆松动问题属实。已安排施工队对步道栏杆加固，缺的螺栓于11月20日前补齐。"


def point(text, **more):
    return Answered(1, QUESTION, text, **{"measure": "加固栏杆", "due_on": date(2022, 11, 20), **more})


def kinds(points, earlier=()):
    return [mark.kind for mark in read_reply(points, earlier)]


def test_a_reply_that_answers_with_measure_and_date_has_no_mark():
    assert kinds([point(GOOD)]) == []
    assert kinds([point(GOOD, measure="加固", due_on=None)]) == []  # the date stands in the words


@pytest.mark.parametrize("done", ["装上临时扶手", "换成不锈钢扶手", "加装两盏路灯", "把松动的栏杆修好"])
def test_plain_words_for_what_is_done_are_a_measure(done):
    text = f"步道栏杆松动，11 月 20 日前{done}。"
    assert "no_measure" not in kinds([point(text, measure="两侧各 12 米")])


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (point(""), "unanswered"),
        (point("好的。"), "unanswered"),
        (point("我市小学招生政策由教育部门制定，请关注公告并于八月底前完成报名。"), "off_point"),
        (point("栏杆松动的情况我们知道了，步道那边有人看着。", measure=""), "no_measure"),
        (point("步道栏杆松动，将安排加固，螺栓一并补上。", due_on=None), "no_date"),
        (point("您反映的步道栏杆松动我局高度重视，将认真研究。", measure=""), "stock"),
    ],
)
def test_each_weakness_has_its_mark(given, kind):
    assert kind in kinds([given])


def test_questions_need_no_measure_and_no_date():
    assert (
        kinds([point("步道栏杆松动由园林局负责，电话见办事指南。", measure="", due_on=None, needs_measure=False)]) == []
    )


def test_a_copy_of_an_earlier_reply_is_named_with_its_share():
    other = f"关于另一件事：{GOOD}"
    (mark,) = read_reply(
        [point(GOOD)], [("ZB220901-0001", "完全不同的一段话，说的是停车收费标准调整。"), ("ZB220902-0002", other)]
    )
    assert (mark.kind, mark.about, mark.share) == ("copied", "ZB220902-0002", 1.0)
    rewritten = "经查，步道有两处护栏的紧固件脱落，我局 11 月 20 日前更换并加固栏杆。"
    assert kinds([point(rewritten)], [("x", GOOD)]) == []


def test_the_same_words_for_two_points_are_seen():
    marks = read_reply([point(GOOD), Answered(2, QUESTION, GOOD, "加固", date(2022, 11, 20))])
    assert [(mark.number, mark.kind, mark.about) for mark in marks] == [(2, "twin", "1")]


def test_the_passage_that_answers_is_the_nearest_sentence():
    passage, near = passage_of(QUESTION, "感谢您的来信。" + GOOD + "欢迎继续监督。")
    assert "加固" in passage
    assert near > nearness(QUESTION, "感谢您的来信。")
