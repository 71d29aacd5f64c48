"""The table of sessions: every verb from every state by every role, and what each step needs."""

import itertools

import pytest
from django.db import IntegrityError, transaction
from tests.sessions.sittings import drafted, people

from shangliang.kernel.refusals import Forbidden, Missing, NotNow
from shangliang.kernel.workflow import Actor, Role, Seat, Subject
from shangliang.sessions.models import Session
from shangliang.sessions.workflow import SESSION, STAYING, SessionState

CITY, OTHER = 1, 2
ALL_MET = {need.code: True for step in SESSION.steps for need in step.needs}
MOVES = [step for step in SESSION.steps if step.frm]


def somebody(role: Role, region: int = CITY) -> Actor:
    return Actor(7, "somebody", (Seat(role, 9, region),))


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_every_verb_from_every_state_is_allowed_exactly_as_the_table_says(role):
    for step, state in itertools.product(MOVES, SessionState):
        decision = SESSION.decide(somebody(role), step.verb, Subject(state, regions=frozenset({CITY})), met=ALL_MET,
                                  reason="下雨")  # fmt: skip
        expected = role in step.by and state in step.frm
        assert (decision.step is not None) == expected, (step.verb, state)
        if role not in step.by:
            assert isinstance(decision.refusal, Forbidden)
        elif state not in step.frm:
            assert isinstance(decision.refusal, NotNow)


@pytest.mark.parametrize("step", MOVES, ids=lambda step: step.verb)
def test_nobody_of_another_region_may_take_a_step(step):
    far = somebody(next(role for role in step.by if role is not Role.SYSTEM), OTHER)
    decision = SESSION.decide(far, step.verb, Subject(step.frm[0], regions=frozenset({CITY})), met=ALL_MET, reason="x")
    assert isinstance(decision.refusal, Forbidden)


@pytest.mark.parametrize(("verb", "need"), [(step.verb, need.code) for step in MOVES for need in step.needs], ids=str)
def test_each_need_alone_holds_its_step_back_and_is_named(verb, need):
    step = next(step for step in MOVES if step.verb == verb)
    met = {**ALL_MET, need: False}
    decision = SESSION.decide(somebody(step.by[0]), verb, Subject(step.frm[0], regions=frozenset({CITY})), met=met)
    assert isinstance(decision.refusal, Missing)
    assert decision.refusal.next_steps == (next(n for n in step.needs if n.code == need).words,)


def test_steps_that_stay_are_named_and_change_no_state():
    assert {step.verb for step in SESSION.steps if step.to is None} == STAYING


def test_postponing_and_cancelling_need_a_reason():
    for verb in ("postpone", "cancel", "return_minutes"):
        step = SESSION.by_verb[verb][0]
        decision = SESSION.decide(somebody(step.by[0]), verb, Subject(step.frm[0]), met=ALL_MET, reason=" ")
        assert isinstance(decision.refusal, Missing)


@pytest.mark.django_db
def test_the_database_takes_no_state_and_no_form_that_the_tables_do_not_know():
    session = drafted(people())
    for column, wrong in (("state", "asleep"), ("form", "shouting")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Session.objects.filter(pk=session.pk).update(**{column: wrong})
    Session.objects.filter(pk=session.pk).update(state="live", form="micro")
