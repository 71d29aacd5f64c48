"""The table of topics: every verb from every state by every role."""

import pytest

from shangliang.kernel.refusals import Forbidden, Missing, NotNow
from shangliang.kernel.workflow import Actor, Relation, Role, Seat, Subject
from shangliang.topics.rules import STAGE_OF_STATE
from shangliang.topics.workflow import TOPIC

REGION, ELSEWHERE, ME = 3, 9, 7

# Written by hand from domain.md 5.2, apart from the table that it checks: verb, from, to, who.
OFFICE = "liaison committee"
EXPECTED = {
    "add_voices": (
        "clue candidate scored approved scheduled researching",
        None,
        f"agent dispatcher {OFFICE} system",
    ),
    "classify": ("clue candidate scored", None, OFFICE),
    "shortlist": ("clue", "candidate", OFFICE),
    "decline": ("clue", "rejected", OFFICE),
    "score": ("candidate", None, f"{OFFICE} member expert"),
    "settle_scores": ("candidate", "scored", OFFICE),
    "open_vote": ("scored", "voting", "liaison"),
    "close_vote": ("voting", "scored", "liaison system"),
    "approve": ("scored", "approved", "leader"),
    "defer": ("scored", "deferred", "leader"),
    "reject": ("scored", "rejected", "leader"),
    "convert": ("scored", "converted", "leader"),
    "reconsider": ("deferred", "candidate", "liaison"),
    "plan": ("approved", "scheduled", "liaison"),
    "form_group": ("scheduled researching ready", None, OFFICE),
    "start_research": ("scheduled", "researching", OFFICE),
    "write_report": ("researching", None, OFFICE),
    "finish_research": ("researching", "ready", OFFICE),
    "mark_in_session": ("ready", "in_session", "system"),
    "mark_concluded": ("in_session", "concluded", "system"),
    "publish_outcome": ("concluded", "tracking", "liaison system"),
    "report_effect": ("tracking", None, "liaison"),
    "close": ("tracking", "closed", "leader"),
    "suspend": ("scheduled researching ready", "suspended", "leader"),
    "resume": ("suspended", "scheduled", "leader"),
    "cancel": (
        "clue candidate scored voting approved deferred scheduled researching ready suspended",
        "cancelled",
        "leader",
    ),
}


def someone(role: Role, *, near: bool = True) -> Actor:
    person = ME if near or role.relation is not Relation.OWN else ME + 1
    return Actor(person, seats=(Seat(role, 5, REGION if near else ELSEWHERE),))


def standing(state: str) -> Subject:
    return Subject(state, owners=frozenset({ME}), regions=frozenset({REGION, 1}))


def decide(role: Role, verb: str, state: str, *, near: bool = True, reason: str = "有理由", met=None):
    needs = {need.code: True for step in TOPIC.by_verb[verb] for need in step.needs}
    return TOPIC.decide(
        someone(role, near=near), verb, standing(state), met=needs if met is None else met, reason=reason
    )


def cells():
    for verb in EXPECTED:
        for state in TOPIC.states:
            for role in Role:
                yield verb, str(state), role


def test_the_table_holds_exactly_the_verbs_of_the_domain_page():
    assert set(TOPIC.by_verb) == {"collect", *EXPECTED}


def test_every_verb_from_every_state_is_open_to_exactly_the_roles_of_the_domain_page():
    wrong = []
    for verb, state, role in cells():
        frm, to, who = EXPECTED[verb]
        wanted = state in frm.split() and str(role) in who.split()
        found = decide(role, verb, state)
        if (found.step is not None) is not wanted or (wanted and (found.step.to and str(found.step.to)) != to):
            wrong.append((verb, state, str(role)))
    assert wrong == []


def test_a_refusal_says_whether_it_is_the_person_or_the_moment():
    for verb, state, role in cells():
        frm, _to, who = EXPECTED[verb]
        found = decide(role, verb, state)
        if found.step is None:
            is_moment = str(role) in who.split() and state not in frm.split()
            assert isinstance(found.refusal, NotNow if is_moment else Forbidden), (verb, state, role)


def test_nobody_of_another_region_may_do_anything():
    for verb, state, role in cells():
        if role is not Role.SYSTEM:
            assert decide(role, verb, state, near=False).step is None, (verb, state, role)


@pytest.mark.parametrize("step", [step for step in TOPIC.steps if step.frm], ids=lambda step: step.verb)
def test_each_need_and_the_reason_alone_hold_a_step_up(step):
    role, state = step.by[0], str(step.frm[0])
    needs = {need.code: True for need in step.needs}
    for need in step.needs:
        refusal = decide(role, step.verb, state, met={**needs, need.code: False}).refusal
        assert isinstance(refusal, Missing)
        assert refusal.next_steps == (need.words,)
    if step.reason:
        assert isinstance(decide(role, step.verb, state, reason=" ").refusal, Missing)


def test_citizens_and_staff_may_collect_a_clue_and_units_may_not():
    assert {str(role) for role in TOPIC.opening("collect").by} == {
        "citizen", "member", "committee", "agent", "dispatcher", "liaison", "expert", "system",
    }  # fmt: skip


def test_every_state_belongs_to_one_of_the_eight_stages():
    assert set(STAGE_OF_STATE) == set(TOPIC.values)
