"""Guests hear of every change of plan, those who asked hear the answer: once each."""

import pytest
from tests.cast import MONDAY
from tests.sessions.sittings import HELD, announced, live, people

from shangliang.ledger.actions import run_reactions
from shangliang.notices.models import Notice
from shangliang.sessions import actions
from shangliang.sessions.reactions import REACTIONS

pytestmark = pytest.mark.django_db


def told(found, name: str) -> list[str]:
    return list(Notice.objects.filter(person=found.people[name]).order_by("pk").values_list("zh", flat=True))


def test_guests_are_told_of_the_notice_and_of_a_postponement_once_and_strangers_are_not():
    found = people()
    session = announced(found)
    actions.postpone(session, actor=found.leader, at=MONDAY, reason="台风")
    for _ in range(2):
        run_reactions(REACTIONS, at=MONDAY)
    assert [text[-12:] for text in told(found, "li")] == ["已发预告，请您到时参加。", "延期，新的时间另行通知。"]
    assert told(found, "qian") == []


def test_those_who_asked_and_those_who_asked_the_same_hear_the_answer():
    found = people()
    session = live(found)
    question = actions.ask(
        session, "电梯钱怎么分？", at=HELD, asked_by="住户", person=found.people["qian"], is_public=True
    )
    actions.like_question(question, found.people["sun"])
    actions.answer_question(question, "answered", actor=found.chen, at=HELD, answer="按楼层分。")
    run_reactions(REACTIONS, at=HELD)
    assert told(found, "qian") == ["您在第 18 期问的“电梯钱怎么分？”有答复了。"]
    assert len(told(found, "sun")) == 1
    assert told(found, "zheng") == []
