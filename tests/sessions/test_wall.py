"""The question wall: nobody is counted twice, nothing private is shown, everything finds its end."""

import random

import pytest
from django.db import IntegrityError, transaction
from tests.cast import person
from tests.sessions.sittings import HELD, drafted, room

from shangliang.kernel.refusals import Forbidden, Invalid, NotNow
from shangliang.ledger.queries import events_of, leaf_facts
from shangliang.sessions import actions, queries
from shangliang.sessions.models import Question, QuestionLike

pytestmark = pytest.mark.django_db


def asked(here, text: str, who: str = "", *, is_public: bool = True) -> Question:
    row = here.cast.people[who] if who else None
    return actions.ask(here.session, text, at=HELD, asked_by="住户", person=row, is_public=is_public)


def likes(question: Question) -> int:
    question.refresh_from_db()
    return question.like_count


def counted(question: Question) -> int:
    """How many others ask the same, counted again from the rows."""
    merged = Question.objects.filter(merged_into=question)
    people = set(QuestionLike.objects.filter(question=question).values_list("person", flat=True))
    return len(people) + merged.filter(person=None).count()


def test_one_person_asks_the_same_once_however_often_the_button_is_pressed():
    here = room()
    question = asked(here, "电梯钱怎么分？")
    assert actions.like_question(question, here.cast.people["li"]) is True
    assert actions.like_question(question, here.cast.people["li"]) is False
    assert actions.like_question(question, here.cast.people["qian"]) is True
    assert likes(question) == 2


def test_the_database_itself_refuses_a_second_like_of_one_person():
    here = room()
    question, li = asked(here, "电梯钱怎么分？"), here.cast.people["li"]
    QuestionLike.objects.create(question=question, person=li)
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionLike.objects.create(question=question, person=li)


def test_who_asked_does_not_count_as_asking_the_same():
    here = room()
    question = asked(here, "电梯钱怎么分？", "li")
    assert actions.like_question(question, here.cast.people["li"]) is False
    assert likes(question) == 0


def test_merging_counts_everybody_once_where_adding_the_counters_would_count_twice():
    here = room()
    one, two, three = (
        asked(here, "电梯钱怎么分？", "li"),
        asked(here, "加梯的钱谁出？", "qian"),
        asked(here, "谁出钱？"),
    )
    for name in ("zhao", "wu"):
        actions.like_question(one, here.cast.people[name])
        actions.like_question(two, here.cast.people[name])
    actions.like_question(two, here.cast.people["li"])
    naive = likes(one) + likes(two) + 1 + likes(three) + 1
    actions.merge_question(two, one, actor=here.chen)
    actions.merge_question(three, one, actor=here.chen)
    assert (likes(one), one.merged_count) == (4, 2)  # zhao, wu, qian, and the unknown third
    assert naive == 7


def test_a_chain_of_merges_ends_in_one_group():
    here = room()
    one, two, three = (asked(here, f"第{n}个问题怎么办？") for n in "一二三")
    actions.merge_question(one, two, actor=here.chen)
    two.refresh_from_db()
    actions.merge_question(two, three, actor=here.chen)
    assert set(Question.objects.filter(merged_into=three)) == {one, two}
    assert [row.pk for row in queries.wall_of(here.session)] == [three.pk]
    three.refresh_from_db()
    assert queries.wall_counts(here.session)["groups"] == 1
    with pytest.raises(Invalid):
        actions.merge_question(three, one, actor=here.chen)
    with pytest.raises(Invalid):
        actions.merge_question(three, three, actor=here.chen)


def test_counters_equal_a_recount_after_any_run_of_likes_and_merges():
    here, rng = room(), random.Random(5)
    crowd = [person(f"市民{n}") for n in range(8)]
    rows = [
        actions.ask(here.session, f"第 {n} 个问题？", at=HELD, asked_by="市民", is_public=True,
                    person=rng.choice([*crowd, None]))
        for n in range(9)
    ]  # fmt: skip
    for _ in range(120):
        question = rng.choice(rows)
        question.refresh_from_db()
        question.session = here.session
        if question.merged_into_id is None and rng.random() < 0.93:
            actions.like_question(question, rng.choice(crowd))
        elif question.merged_into_id is None:
            into = rng.choice(rows)
            into.refresh_from_db()
            if into.pk != question.pk and into.merged_into_id is None:
                actions.merge_question(question, into, actor=here.chen)
    roots = list(queries.wall_of(here.session))
    assert 1 < len(roots) < 9
    assert [root.like_count for root in roots] == [counted(root) for root in roots]
    wall = queries.wall_top(here.session, None, limit=3)
    assert (wall.groups, wall.asked, wall.settled) == (len(roots), 9, 0)


def test_numbers_that_point_to_a_person_are_taken_out_before_a_question_is_kept():
    here = room()
    assert asked(here, "请回电 13812345678，谢谢").text == "请回电 〔电话〕，谢谢"
    row = actions.ask(here.session, "能不能便宜点？", at=HELD, asked_by="老王 13812345678")
    assert row.asked_by == "老王 〔电话〕"


def test_a_question_is_seen_by_the_public_only_after_the_host_has_put_it_on_the_wall():
    here = room()
    question = asked(here, "能不能便宜点？", is_public=False)
    assert queries.wall_top(here.session, None).rows == []
    with pytest.raises(NotNow):
        actions.like_question(question, here.cast.people["li"])
    actions.show_question(question, shown=True, actor=here.chen)
    assert [row.pk for row in queries.wall_top(here.session, None).rows] == [question.pk]


def test_one_person_cannot_fill_the_wall_nor_ask_twice():
    here = room()
    for n in range(5):
        asked(here, f"第 {n} 个问题？", "li")
    with pytest.raises(Invalid):
        asked(here, "第六个问题？", "li")
    asked(here, "别人的问题？", "qian")
    with pytest.raises(Invalid):
        asked(here, "别人的问题？", "qian")
    assert Question.objects.count() == 6


@pytest.mark.parametrize("text", ["", "啊？", "很" * 301])
def test_empty_and_endless_questions_are_refused_with_the_limits(text):
    here = room()
    with pytest.raises(Invalid) as refused:
        asked(here, text)
    assert (refused.value.field, "4" in refused.value.words.zh, "300" in refused.value.words.zh) == ("text", True, True)


def test_a_wall_takes_no_questions_before_the_notice():
    with pytest.raises(NotNow):
        asked(room(drafted), "现在能问吗？")


def test_a_wall_takes_no_questions_after_the_end():
    here = room()
    actions.end_session(here.session, actor=here.chen, at=HELD)
    with pytest.raises(NotNow):
        asked(here, "现在能问吗？")


def test_an_answer_settles_the_group_and_who_gave_it_stays_out_of_the_public_record():
    here = room()
    one, two = asked(here, "电梯钱怎么分？"), asked(here, "加梯的钱谁出？")
    actions.merge_question(two, one, actor=here.chen)
    actions.answer_question(
        one, "answered", actor=here.chen, at=HELD, answer="按楼层分。打 13812345678", answered_by="某局张三"
    )
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.status, two.status, one.answered_at) == ("answered", "answered", HELD)
    assert one.answer == "按楼层分。打 〔电话〕"
    event = events_of("session", "18").last()
    assert (event.verb, leaf_facts(event)) == ("answer_question", {"number": one.number, "status": "answered"})
    assert "张三" not in event.leaf


def test_every_end_needs_words_and_is_one_of_three():
    here = room()
    question = asked(here, "电梯钱怎么分？")
    for status, answer in (("answered", " "), ("taken", ""), ("forgotten", "x")):
        with pytest.raises(Invalid):
            actions.answer_question(question, status, actor=here.chen, at=HELD, answer=answer)
    with pytest.raises(Forbidden):
        actions.answer_question(question, "answered", actor=here.cast.wu, at=HELD, answer="x")


def test_a_question_that_was_taken_away_can_be_answered_after_the_session():
    here = room()
    question = asked(here, "电梯钱怎么分？")
    actions.answer_question(question, "taken", actor=here.chen, at=HELD, answer="会后答。")
    actions.end_session(here.session, actor=here.chen, at=HELD)
    question.session = here.session
    actions.answer_question(question, "answered", actor=here.chen, at=HELD, answer="按楼层分。")
    question.refresh_from_db()
    assert question.status == "answered"
