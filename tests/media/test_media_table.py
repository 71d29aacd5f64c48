"""The table of pieces: every verb from every state by every role; no person reviews twice."""

import pytest
from tests.cast import MONDAY, cast
from tests.media.pieces import draft, newsroom, reviewed

from shangliang.kernel.refusals import Forbidden, Missing, NotNow
from shangliang.kernel.workflow import Actor, Role, Seat, Subject
from shangliang.media import actions
from shangliang.media.workflow import MEDIA

REGION, ELSEWHERE, ME = 3, 9, 7
WRITERS, REVIEWERS = "editor reporter", "editor reviewer"

# Written by hand from domain.md 5.8 and the rule of three reviews, apart from the table that it checks.
EXPECTED = {
    "revise": ("draft", None, WRITERS),
    "submit": ("draft", "first", WRITERS),
    "pass_first": ("first", "second", REVIEWERS),
    "pass_second": ("second", "final", REVIEWERS),
    "pass_final": ("final", "scheduled", REVIEWERS),
    "return": ("first second final scheduled", "draft", REVIEWERS),
    "publish": ("scheduled", "published", "editor"),
    "read_reach": ("published", None, f"{WRITERS} system"),
    "mark_copy": ("published", None, "editor"),
    "withdraw": ("published", "withdrawn", "editor"),
}
OPENING = {"write": ("draft", WRITERS), "record": ("published", WRITERS)}
ALL_MET = {"words": True, "other": True, "place": True, "reading": True, "original": True}


def someone(role: Role, region: int = REGION) -> Actor:
    return Actor(ME, seats=(Seat(role, 5, region),))


def outcome(role: Role, verb: str, state: str, region: int = REGION) -> str:
    subject = Subject(state, regions=frozenset({REGION, 1}))
    decision = MEDIA.decide(someone(role, region), verb, subject, met=ALL_MET, reason="有理由")
    if decision.step is not None:
        return str(decision.step.to or state)
    return {Forbidden: "forbidden", NotNow: "not now"}[type(decision.refusal)]


def expected(role: Role, verb: str, state: str) -> str:
    frm, to, by = EXPECTED[verb]
    if role.value not in by.split():
        return "forbidden"
    return (to or state) if state in frm.split() else "not now"


@pytest.mark.parametrize("verb", EXPECTED)
def test_every_state_and_role_gets_the_written_answer(verb):
    wrong = [
        (str(role), state, got)
        for role in Role
        for state in MEDIA.values
        if (got := outcome(role, verb, state)) != expected(role, verb, state)
    ]
    assert wrong == []


@pytest.mark.parametrize("verb", EXPECTED)
def test_nobody_of_another_region_acts(verb):
    roles = [role for role in Role if role is not Role.SYSTEM]
    assert {outcome(role, verb, state, ELSEWHERE) for role in roles for state in MEDIA.values} == {"forbidden"}


def test_the_table_has_no_verbs_beyond_the_written_ones():
    assert set(MEDIA.by_verb) == {*EXPECTED, *OPENING}
    for verb, (to, by) in OPENING.items():
        step = MEDIA.opening(verb)
        assert (str(step.to), {str(role) for role in step.by}) == (to, set(by.split()))


def test_returning_and_withdrawing_ask_for_a_reason():
    for verb, state, role in (("return", "first", Role.REVIEWER), ("withdraw", "published", Role.EDITOR)):
        subject = Subject(state, regions=frozenset({REGION}))
        assert isinstance(MEDIA.decide(someone(role), verb, subject, met=ALL_MET).refusal, Missing)


# --- With rows --------------------------------------------------------------------------------------------------


@pytest.fixture
def people(db):
    found = cast()
    return found, newsroom(found)


def test_a_piece_goes_through_three_reviews_by_three_people_before_it_is_published(people):
    found, room = people
    item = reviewed(found, room)
    assert {item.first_reviewer_id, item.second_reviewer_id, item.final_reviewer_id} == {
        room["first"].person,
        room["second"].person,
        room["chief"].person,
    }
    actions.publish(item, actor=room["editor"], at=MONDAY, link="https://news.example.cn/a/1")
    assert (item.state, item.published_on.isoformat()) == ("published", "2022-09-26")


def test_the_author_reviews_nothing_of_his_own(people):
    found, room = people
    item = draft(found, room["editor"])
    actions.take_step(item, "submit", actor=room["editor"], at=MONDAY)
    with pytest.raises(Missing) as refused:
        actions.take_step(item, "pass_first", actor=room["editor"], at=MONDAY)
    assert "另一人" in refused.value.text()
    assert item.state == "first"
    actions.take_step(item, "pass_first", actor=room["chief"], at=MONDAY)
    assert item.state == "second"


@pytest.mark.parametrize(
    ("until", "verb", "who"), [("second", "pass_second", "first"), ("final", "pass_final", "second")]
)
def test_who_passed_an_earlier_review_does_not_pass_the_next(people, until, verb, who):
    found, room = people
    item = reviewed(found, room, until)
    with pytest.raises(Missing):
        actions.take_step(item, verb, actor=room[who], at=MONDAY)
    # The same act by somebody new goes through: it is the person that was refused, not the step.
    actions.take_step(item, verb, actor=room["chief"], at=MONDAY)


def test_without_the_check_one_person_would_pass_all_three(people):
    found, room = people
    subject = reviewed(found, room, "second").subject()
    naive = {"words": True, "other": True}
    assert MEDIA.decide(room["first"], "pass_second", subject, met=naive).step is not None


def test_a_returned_piece_is_reviewed_anew_and_says_why_only_inside(people):
    found, room = people
    item = reviewed(found, room, "final")
    actions.take_step(item, "return", actor=room["chief"], at=MONDAY, reason="数字没有出处")
    assert (item.state, item.first_reviewer_id, item.second_reviewer_id) == ("draft", None, None)
    actions.take_step(item, "submit", actor=room["reporter"], at=MONDAY)
    actions.take_step(item, "pass_first", actor=room["second"], at=MONDAY)
    assert item.first_reviewer_id == room["second"].person


def test_a_draft_without_words_is_not_sent_to_review(people):
    found, room = people
    item = draft(found, room["reporter"], words="")
    with pytest.raises(Missing) as refused:
        actions.take_step(item, "submit", actor=room["reporter"], at=MONDAY)
    assert "标题和正文" in refused.value.text()


def test_a_piece_is_not_published_without_a_place_or_for_tomorrow(people):
    found, room = people
    item = reviewed(found, room)
    with pytest.raises(Missing):
        actions.publish(item, actor=room["editor"], at=MONDAY)
    with pytest.raises(Missing):
        actions.publish(item, actor=room["editor"], at=MONDAY, page="3 版", published_on=MONDAY.date().replace(day=27))
    actions.publish(item, actor=room["editor"], at=MONDAY, page="3 版")
    assert item.page == "3 版"


def test_what_is_in_review_leaves_no_words_in_the_public_record(people):
    from shangliang.ledger.queries import events_of, leaf_facts

    found, room = people
    item = reviewed(found, room)
    actions.publish(item, actor=room["editor"], at=MONDAY, page="3 版")
    public = list(events_of("media", item.code, public_only=True))
    assert [event.verb for event in public] == ["publish"]
    assert leaf_facts(public[0])["channel"] == "青岛日报"
