"""Review of texts: machine marks, people decide; nobody decides about his own text."""

import pytest
from tests.cast import MONDAY, cast

from shangliang.kernel.refusals import Forbidden, Missing, NotNow
from shangliang.kernel.workflow import SYSTEM, Actor, Role, Seat
from shangliang.ledger.models import Event
from shangliang.ledger.queries import leaf_facts
from shangliang.publication.actions import queue_text, review
from shangliang.publication.models import ModerationCase
from shangliang.publication.queries import find, queue, verdict_of
from shangliang.publication.rules import spans

TYPED = "我是李某，电话13812345678，家住3号楼2单元502室，路灯坏了。"
CLEANED = "我是李某，电话〔电话〕，家住〔门牌〕，路灯坏了。"


@pytest.fixture
def people(db):
    return cast()


def test_a_machine_marks_what_it_takes_for_personal_data_and_loses_nothing():
    pieces = spans(TYPED)
    assert "".join(piece.text for piece in pieces) == TYPED
    assert [(piece.text, piece.word) for piece in pieces if piece.word] == [
        ("13812345678", "电话"),
        ("3号楼2单元502室", "门牌"),
    ]


def test_a_queued_text_keeps_the_original_and_is_not_public(people):
    case = queue_text("voice", "220926-0001", TYPED, MONDAY)
    assert (case.state, case.text_original, case.text_machine, case.text_public) == ("queued", TYPED, CLEANED, "")
    assert case.marks_count == 2


def test_the_same_waiting_text_is_queued_once_and_a_new_one_beside_it(people):
    first = queue_text("voice", "220926-0001", TYPED, MONDAY)
    again = queue_text("voice", "220926-0001", TYPED, MONDAY)
    other = queue_text("voice", "220926-0001", "补充：昨天修好了。", MONDAY, part="2")
    assert (first.pk == again.pk, first.pk == other.pk, ModerationCase.objects.count()) == (True, False, 2)


def test_an_approved_text_is_what_the_reviewer_left_and_the_event_says_whose(people):
    case = queue_text("voice", "220926-0001", TYPED, MONDAY)
    event = review(case, "approve", actor=people.reviewer, at=MONDAY, redacted="路灯坏了。")
    verdict = verdict_of(event)
    assert (case.state, case.text_public) == ("approved", "路灯坏了。")
    assert (verdict.kind, verdict.code, verdict.verb, verdict.text_public) == (
        "voice",
        "220926-0001",
        "approve",
        "路灯坏了。",
    )
    assert leaf_facts(event) == {"kind": "voice", "code": "220926-0001"}


def test_personal_data_that_a_machine_can_see_is_never_published(people):
    case = queue_text("voice", "220926-0001", TYPED, MONDAY)
    with pytest.raises(Missing, match="还差") as refused:
        review(case, "approve", actor=people.reviewer, at=MONDAY, redacted=TYPED)
    assert "个人信息" in refused.value.text()
    assert ModerationCase.objects.get().state == "queued"


def test_an_emptied_text_is_not_published(people):
    case = queue_text("voice", "220926-0001", TYPED, MONDAY)
    with pytest.raises(Missing):
        review(case, "approve", actor=people.reviewer, at=MONDAY, redacted="  ")


@pytest.mark.parametrize("verdict", ["approve", "reject", "return_text"])
def test_nobody_decides_about_his_own_text(people, verdict):
    case = queue_text("voice", "220926-0001", TYPED, MONDAY, author=people.people["reviewer"])
    with pytest.raises(Missing, match="还差") as refused:
        review(case, verdict, actor=people.reviewer, at=MONDAY, reason="理由", reason_code="personal")
    assert "自己" in refused.value.text()


def test_somebody_else_decides_about_a_reviewers_text(people):
    case = queue_text("voice", "220926-0001", TYPED, MONDAY, author=people.people["reviewer"])
    other = Actor(
        people.people["han"].pk, "另一位", (Seat(Role.REVIEWER, people.org("daily").pk, people.org("city").pk),)
    )
    review(case, "approve", actor=other, at=MONDAY)
    assert case.state == "approved"


@pytest.mark.parametrize("name", ["li", "zhou", "chen", "wu", "han", "leader", "sysadmin", "secadmin", "auditor"])
def test_only_reviewers_decide(people, name):
    case = queue_text("voice", "220926-0001", TYPED, MONDAY)
    with pytest.raises(Forbidden):
        review(case, "approve", actor=getattr(people, name), at=MONDAY)


def test_a_sensitive_text_takes_two_reviewers(people):
    second = Actor(
        people.people["han"].pk, "复审", (Seat(Role.REVIEWER, people.org("daily").pk, people.org("city").pk),)
    )
    case = queue_text("question", "18-3", TYPED, MONDAY, is_sensitive=True)
    with pytest.raises(Missing):
        review(case, "approve", actor=people.reviewer, at=MONDAY)
    review(case, "pass_on", actor=people.reviewer, at=MONDAY)
    with pytest.raises(Missing) as refused:
        review(case, "approve", actor=people.reviewer, at=MONDAY)
    assert "另一位" in refused.value.text()
    review(case, "approve", actor=second, at=MONDAY)
    assert (case.state, case.text_public) == ("approved", CLEANED)


def test_a_rejection_names_its_reason_and_shows_nothing(people):
    case = queue_text("voice", "220926-0001", TYPED, MONDAY)
    with pytest.raises(Missing):
        review(case, "reject", actor=people.reviewer, at=MONDAY, reason="含个人信息")
    review(case, "reject", actor=people.reviewer, at=MONDAY, reason="隐去后仍能认出", reason_code="personal")
    assert (case.state, case.text_public, case.reason_code) == ("rejected", "", "personal")
    assert not Event.objects.filter(kind="moderation", verb="reject", is_public=True).exists()


def test_a_public_text_is_taken_down_with_a_reason_and_stays_down(people):
    case = queue_text("voice", "220926-0001", TYPED, MONDAY)
    review(case, "approve", actor=people.reviewer, at=MONDAY)
    review(case, "hide", actor=people.reviewer, at=MONDAY, reason="本人要求", reason_code="asked_private")
    assert (case.state, case.text_public) == ("hidden", "")
    with pytest.raises(NotNow):
        review(case, "approve", actor=people.reviewer, at=MONDAY)


def test_a_verdict_that_is_none_is_a_fault(people):
    case = queue_text("voice", "220926-0001", TYPED, MONDAY)
    with pytest.raises(KeyError):
        review(case, "queue", actor=SYSTEM, at=MONDAY)


def test_a_reviewer_of_a_district_sees_the_district_and_what_belongs_to_all(people):
    here = queue_text("voice", "1", "崂山的路灯", MONDAY, region=people.org("laoshan"))
    there = queue_text("voice", "2", "市南的路灯", MONDAY, region=people.org("shinan"))
    anywhere = queue_text("voice", "3", "全市的路灯", MONDAY)
    laoshan = people.org("laoshan")
    local = Actor(people.people["han"].pk, "区审核", (Seat(Role.REVIEWER, laoshan.pk, laoshan.pk),))
    assert [case.code for case in queue(local)] == [here.code, anywhere.code]
    assert find(local, there.code) is None
    assert [case.code for case in queue(people.reviewer)] == [here.code, there.code, anywhere.code]
    assert queue(people.li) == []
