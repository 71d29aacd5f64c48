"""The tables of ideas, proposals and orders: every verb from every state by every role."""

import pytest

from shangliang.dispatch.workflow import DISPATCH
from shangliang.ideas.workflow import ADOPTION_VERBS, IDEA, PUBLIC_STATES
from shangliang.kernel.refusals import Forbidden, Missing, NotNow
from shangliang.kernel.workflow import Actor, Relation, Role, Seat, Subject
from shangliang.proposals.workflow import PROPOSAL

TABLES = (IDEA, PROPOSAL, DISPATCH)
UNIT, CO_UNIT, REGION, ELSEWHERE = 1, 2, 3, 9


def someone(role: Role, *, near: bool = True) -> Actor:
    orgs = {Relation.UNIT: UNIT, Relation.CO_UNIT: CO_UNIT}
    org = orgs.get(role.relation, 5) if near else ELSEWHERE
    return Actor(person=7 if near else 8, seats=(Seat(role, org, REGION if near else ELSEWHERE),))


def standing(state: str) -> Subject:
    return Subject(
        state,
        owners=frozenset({7}),
        guardians=frozenset({7}),
        units=frozenset({UNIT}),
        co_units=frozenset({CO_UNIT}),
        regions=frozenset({REGION}),
    )


def every_need(table, verb):
    return {need.code: True for step in table.by_verb[verb] for need in step.needs}


def cells():
    for table in TABLES:
        for verb in table.by_verb:
            for state in table.states:
                for role in Role:
                    yield table, verb, str(state), role


def test_every_verb_from_every_state_is_allowed_to_exactly_the_roles_of_its_row():
    for table, verb, state, role in cells():
        step = table.step_from(verb, state)
        decision = table.decide(someone(role), verb, standing(state), met=every_need(table, verb), reason="有理由")
        expected = step is not None and role in step.by
        assert (decision.step is not None) is expected, (table.kind, verb, state, role)
        if not expected:
            allowed_somewhere = any(role in row.by for row in table.by_verb[verb])
            wanted = NotNow if step is None and allowed_somewhere else Forbidden
            assert isinstance(decision.refusal, wanted), (table.kind, verb, state, role)


def test_nobody_from_elsewhere_may_do_anything():
    for table, verb, state, role in cells():
        if role is Role.SYSTEM:
            continue
        decision = table.decide(
            someone(role, near=False), verb, standing(state), met=every_need(table, verb), reason="有理由"
        )
        assert decision.step is None, (table.kind, verb, state, role)


def test_every_need_alone_holds_an_act_up():
    held = 0
    for table in TABLES:
        for step in table.steps:
            for need in step.needs if step.frm else ():
                met = {**every_need(table, step.verb), need.code: False}
                actor = someone(step.by[0])
                refusal = table.decide(actor, step.verb, standing(step.frm[0]), met=met, reason="有理由").refusal
                assert isinstance(refusal, Missing)
                assert need.words in refusal.next_steps
                held += 1
    assert held > 40


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.kind)
def test_an_act_that_needs_a_reason_is_refused_without_one(table):
    for step in table.steps:
        if step.reason and step.frm:
            actor = someone(step.by[0])
            decision = table.decide(
                actor, step.verb, standing(step.frm[0]), met=every_need(table, step.verb), reason="  "
            )
            assert isinstance(decision.refusal, Missing)


def test_the_decision_of_a_unit_has_a_verb_for_each_answer():
    assert set(ADOPTION_VERBS.values()) <= set(IDEA.by_verb)
    assert {"adopted", "partly_adopted", "not_adopted", "for_reference"} == set(ADOPTION_VERBS)


def test_an_idea_is_public_from_its_approval_on_and_never_when_it_was_left_out():
    assert not {"captured", "refined", "numbered", "merged", "dropped"} & set(PUBLIC_STATES)
    assert {"approved", "dispatched", "closed"} <= set(PUBLIC_STATES)
