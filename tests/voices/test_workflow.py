"""The table of a voice, cell by cell, against a list that was written from domain.md by hand."""

import pytest

from shangliang.kernel.refusals import Forbidden, Missing, NotNow
from shangliang.kernel.workflow import Actor, Relation, Role, Seat, Subject
from shangliang.voices.workflow import CLOSED, OPEN, VOICE, VoiceState

S, R = VoiceState, Role
HEARD = {
    S.ACCEPTED, S.ANSWERED, S.DISPATCHED, S.REPLIED, S.CALLBACK, S.REDO, S.REVIEW, S.CLOSED, S.CLOSED_UNRATED, S.MERGED,
}  # fmt: skip

# verb -> {state it starts from ("" opens a case): (state it ends in or None, roles)}
EXPECTED = {
    "submit": {"": (S.SUBMITTED, {R.CITIZEN, R.AGENT, R.MEMBER})},
    "submit_minor": {"": (S.AWAITING_GUARDIAN, {R.CITIZEN, R.AGENT})},
    "import": {"": (S.ACCEPTED, {R.AGENT, R.DISPATCHER, R.SYSTEM})},
    "import_closed": {"": (S.CLOSED_UNRATED, {R.AGENT, R.DISPATCHER, R.SYSTEM})}
    | dict.fromkeys((S.SUBMITTED, S.ACCEPTED, S.ANSWERED), (S.CLOSED_UNRATED, {R.AGENT, R.DISPATCHER, R.SYSTEM})),
    "guardian_consent": {S.AWAITING_GUARDIAN: (S.SUBMITTED, {R.GUARDIAN})},
    "guardian_lapse": {S.AWAITING_GUARDIAN: (S.WITHDRAWN, {R.SYSTEM})},
    "accept": {S.SUBMITTED: (S.ACCEPTED, {R.AGENT})},
    "refuse": {S.SUBMITTED: (S.REFUSAL_REVIEW, {R.AGENT})},
    "confirm_refusal": {S.REFUSAL_REVIEW: (S.NOT_ACCEPTED, {R.AGENT, R.DISPATCHER, R.SUPERVISOR})},
    "overturn_refusal": {S.REFUSAL_REVIEW: (S.SUBMITTED, {R.AGENT, R.DISPATCHER, R.SUPERVISOR})},
    "refer_emergency": dict.fromkeys((S.SUBMITTED, S.ACCEPTED), (S.EMERGENCY_REFERRED, {R.AGENT, R.SYSTEM})),
    "classify": dict.fromkeys((S.SUBMITTED, S.ACCEPTED), (None, {R.AGENT, R.DISPATCHER})),
    "confirm_category": dict.fromkeys((*OPEN, *CLOSED), (None, {R.AGENT, R.DISPATCHER})),
    "answer_directly": {S.ACCEPTED: (S.ANSWERED, {R.AGENT})},
    "merge": {S.ACCEPTED: (S.MERGED, {R.AGENT, R.DISPATCHER})},
    "dispatch": {
        S.ACCEPTED: (S.DISPATCHED, {R.DISPATCHER}),
        S.REDO: (S.DISPATCHED, {R.DISPATCHER, R.SUPERVISOR, R.SYSTEM}),
    },
    "rehandle": {S.DISPATCHED: (None, {R.DISPATCHER, R.SUPERVISOR, R.GOVOFFICE, R.SYSTEM})},
    "to_topic_pool": dict.fromkeys(HEARD, (None, {R.DISPATCHER, R.LIAISON, R.SYSTEM})),
    "reply": {S.DISPATCHED: (S.REPLIED, {R.SYSTEM})},
    "call_back": dict.fromkeys((S.REPLIED, S.ANSWERED), (S.CALLBACK, {R.AGENT, R.SYSTEM})),
    "evaluate": {S.CALLBACK: (S.CLOSED, {R.CITIZEN, R.GUARDIAN})},
    "ask_redo": {S.CALLBACK: (S.REDO, {R.CITIZEN, R.GUARDIAN})},
    "ask_review": {S.CALLBACK: (S.REVIEW, {R.CITIZEN, R.GUARDIAN})},
    "evaluate_by_phone": {S.CALLBACK: (S.CLOSED, {R.AGENT})},
    "redo_by_phone": {S.CALLBACK: (S.REDO, {R.AGENT})},
    "review_by_phone": {S.CALLBACK: (S.REVIEW, {R.AGENT})},
    "order_redo": {S.REVIEW: (S.REDO, {R.SUPERVISOR})},
    "close_review": {S.REVIEW: (S.CLOSED, {R.SUPERVISOR})},
    "expire": {S.CALLBACK: (S.CLOSED_UNRATED, {R.SYSTEM})},
    "supplement": dict.fromkeys(OPEN, (None, {R.CITIZEN, R.GUARDIAN, R.AGENT})),
    "withdraw": dict.fromkeys(OPEN, (S.WITHDRAWN, {R.CITIZEN, R.GUARDIAN})),
    "approve_termination": {S.DISPATCHED: (S.TERMINATED, {R.SUPERVISOR})},
    "update_import": dict.fromkeys((*OPEN, *CLOSED), (None, {R.AGENT, R.DISPATCHER, R.SYSTEM})),
}
ME, CITY, UNIT = 7, 1, 20


def near(role: Role, state: str) -> tuple[Actor, Subject]:
    """Somebody who stands to the case as the role demands, and the case."""
    org = UNIT if role.relation in (Relation.UNIT, Relation.CO_UNIT) else 30
    me, unit = frozenset({ME}), frozenset({UNIT})
    subject = Subject(state, owners=me, guardians=me, units=unit, co_units=unit, regions=frozenset({CITY}))
    return Actor(ME, "", (Seat(role, org, CITY),)), subject


def far(role: Role, state: str) -> tuple[Actor, Subject]:
    """The same role with somebody else's case of another place."""
    _, subject = near(role, state)
    return Actor(99, "", (Seat(role, 31, 2),)), subject


def everything_met(verb: str) -> dict[str, bool]:
    return {need.code: True for step in VOICE.by_verb[verb] for need in step.needs}


def test_every_verb_of_the_table_is_in_the_list() -> None:
    assert set(VOICE.by_verb) == set(EXPECTED)


@pytest.mark.parametrize("verb", sorted(EXPECTED))
def test_every_cell_of_state_and_role_is_as_the_list_says(verb: str) -> None:
    cells = 0
    for state in VoiceState:
        for role in Role:
            actor, subject = near(role, state)
            found = VOICE.decide(actor, verb, subject, met=everything_met(verb), reason="because")
            to, roles = EXPECTED[verb].get(state, (None, set()))
            assert (found.step is not None) == (role in roles), (state, role)
            if found.step is not None:
                assert found.step.to == to
            cells += 1
    assert cells == len(VoiceState) * len(Role)


@pytest.mark.parametrize("verb", sorted(EXPECTED))
def test_nobody_far_from_the_case_may_do_anything(verb: str) -> None:
    for state in VoiceState:
        for role in Role:
            if role is Role.SYSTEM:
                continue
            actor, subject = far(role, state)
            found = VOICE.decide(actor, verb, subject, met=everything_met(verb), reason="because")
            assert found.step is None, (state, role)


def test_opening_steps_open_into_the_state_of_the_list() -> None:
    openings = {step.verb: (step.to, set(step.by)) for step in VOICE.steps if not step.frm}
    assert openings == {verb: cells[""] for verb, cells in EXPECTED.items() if "" in cells}


@pytest.mark.parametrize("step", [step for step in VOICE.steps if step.frm and (step.needs or step.reason)])
def test_without_its_needs_a_step_names_each_of_them(step) -> None:
    actor, subject = near(step.by[0], step.frm[0])
    refusal = VOICE.decide(actor, step.verb, subject).refusal
    assert isinstance(refusal, Missing)
    assert len(refusal.next_steps) == len(step.needs) + step.reason


def test_the_refusal_says_who_may_and_from_when() -> None:
    actor, subject = near(Role.LIAISON, S.SUBMITTED)
    assert isinstance(VOICE.decide(actor, "accept", subject).refusal, Forbidden)
    actor, subject = near(Role.AGENT, S.CLOSED)
    assert isinstance(VOICE.decide(actor, "accept", subject).refusal, NotNow)


def test_people_of_the_accused_unit_may_not_act_on_the_report() -> None:
    actor = Actor(5, "", (Seat(Role.DISPATCHER, UNIT, CITY),))
    free = Subject(S.ACCEPTED, regions=frozenset({CITY}))
    barred = Subject(S.ACCEPTED, regions=frozenset({CITY}), barred=frozenset({UNIT}))
    met = {"unit": True}
    assert VOICE.decide(actor, "dispatch", free, met=met).step is not None
    assert VOICE.decide(actor, "dispatch", barred, met=met).step is None
