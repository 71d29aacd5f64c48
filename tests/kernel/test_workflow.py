"""Workflow tables: what they refuse to be, what they allow, what they say."""

import pytest

from shangliang.kernel.refusals import Forbidden, Missing, NotNow
from shangliang.kernel.workflow import (
    ANYONE,
    SYSTEM,
    Actor,
    BadTableError,
    Grant,
    Need,
    Role,
    Seat,
    State,
    Step,
    Subject,
    Workflow,
    may,
)
from shangliang.kernel.workflow.drawing import matrix, mermaid, steps_table


class Lamp(State):
    OFF = "off", "关着", "off"
    ON = "on", "开着", "on"
    BROKEN = "broken", "坏了", "broken"


BULB = Need("bulb", "装好灯泡（由部门联络员）", "a bulb, from the unit clerk")
OPEN = Step("install", (), Lamp.OFF, (Role.CITIZEN,), "安装", "install")
LIGHT = Step("light", (Lamp.OFF,), Lamp.ON, (Role.UNIT_CLERK,), "开灯", "light", needs=(BULB,))
BREAK = Step("break", (Lamp.ON,), Lamp.BROKEN, (Role.SUPERVISOR,), "报坏", "report broken", reason=True)
TABLE = Workflow("lamp", "灯", "lamp", Lamp, (OPEN, LIGHT, BREAK), (Lamp.BROKEN,))

CLERK = Actor(1, "吴", (Seat(Role.UNIT_CLERK, 7, 1),))
STRANGER = Actor(2, "钱", (Seat(Role.CITIZEN),))
SUPERVISOR = Actor(3, "孙", (Seat(Role.SUPERVISOR, 9, 1),))


def of_unit(state, **more):
    return Subject(str(state), units=frozenset({7}), regions=frozenset({1}), **more)


def test_a_table_with_an_unreachable_state_does_not_load():
    with pytest.raises(BadTableError, match="cannot be reached"):
        Workflow("x", "x", "x", Lamp, (OPEN, LIGHT), (Lamp.ON,))


def test_a_table_with_a_dead_end_does_not_load():
    with pytest.raises(BadTableError, match="dead end"):
        Workflow("x", "x", "x", Lamp, (OPEN, LIGHT, BREAK))


def test_a_table_that_nothing_opens_does_not_load():
    with pytest.raises(BadTableError, match="no step opens"):
        Workflow("x", "x", "x", Lamp, (LIGHT,))


def test_a_table_with_a_foreign_state_does_not_load():
    class Other(State):
        FAR = "far", "远", "far"

    stray = Step("go", (Lamp.ON,), Other.FAR, (Role.LEADER,), "去", "go")
    with pytest.raises(BadTableError, match="unknown state"):
        Workflow("x", "x", "x", Lamp, (OPEN, LIGHT, BREAK, stray), (Lamp.BROKEN,))


def test_two_rows_of_one_verb_may_not_start_from_one_state():
    again = Step("light", (Lamp.OFF,), Lamp.BROKEN, (Role.LEADER,), "开灯", "light")
    with pytest.raises(BadTableError, match="same state"):
        Workflow("x", "x", "x", Lamp, (OPEN, LIGHT, again, BREAK), (Lamp.BROKEN,))


def test_a_step_that_nobody_may_take_does_not_load():
    with pytest.raises(BadTableError, match="nobody"):
        Workflow(
            "x", "x", "x", Lamp, (OPEN, LIGHT, BREAK, Step("hum", (Lamp.ON,), None, (), "响", "hum")), (Lamp.BROKEN,)
        )


def test_the_right_role_at_the_right_moment_with_everything_there_may_act():
    decision = TABLE.decide(CLERK, "light", of_unit(Lamp.OFF), met={"bulb": True})
    assert (decision.step, decision.seat) == (LIGHT, CLERK.seats[0])


def test_a_missing_need_is_named_with_who_brings_it():
    refusal = TABLE.decide(CLERK, "light", of_unit(Lamp.OFF)).refusal
    assert isinstance(refusal, Missing)
    assert refusal.text() == "“开灯”还差这些：；装好灯泡（由部门联络员）"
    assert "a bulb, from the unit clerk" in refusal.text("en")


def test_the_same_role_of_another_unit_is_refused():
    other = Actor(4, "外", (Seat(Role.UNIT_CLERK, 8, 1),))
    assert isinstance(TABLE.decide(other, "light", of_unit(Lamp.OFF), met={"bulb": True}).refusal, Forbidden)


def test_a_seat_of_a_barred_organisation_is_refused():
    barred = of_unit(Lamp.OFF, barred=frozenset({7}))
    assert isinstance(TABLE.decide(CLERK, "light", barred, met={"bulb": True}).refusal, Forbidden)


def test_the_wrong_state_is_refused_in_plain_words():
    refusal = TABLE.decide(CLERK, "light", of_unit(Lamp.ON), met={"bulb": True}).refusal
    assert isinstance(refusal, NotNow)
    assert refusal.text() == "现在是“开着”，不能“开灯”。"


def test_a_step_that_asks_for_a_reason_wants_words_not_blanks():
    assert isinstance(TABLE.decide(SUPERVISOR, "break", of_unit(Lamp.ON), reason="  ").refusal, Missing)
    assert TABLE.decide(SUPERVISOR, "break", of_unit(Lamp.ON), reason="灯丝断了").step is BREAK


def test_a_role_of_another_region_is_refused_and_one_above_is_not():
    below = Subject(str(Lamp.ON), regions=frozenset({1, 5}))
    far = Actor(5, "远", (Seat(Role.SUPERVISOR, 9, 6),))
    assert TABLE.decide(SUPERVISOR, "break", below, reason="x").step is BREAK
    assert isinstance(TABLE.decide(far, "break", below, reason="x").refusal, Forbidden)


def test_an_unknown_verb_raises_rather_than_denies():
    with pytest.raises(KeyError):
        TABLE.decide(CLERK, "fly", of_unit(Lamp.OFF))


def test_offers_show_what_may_be_done_and_what_it_lacks():
    offers = TABLE.offers(CLERK, of_unit(Lamp.OFF))
    assert [(offer.verb, offer.is_ready) for offer in offers] == [("light", False)]
    assert TABLE.offers(STRANGER, of_unit(Lamp.OFF)) == []


def test_nobody_in_particular_may_do_nothing():
    assert all(isinstance(TABLE.decide(ANYONE, verb, of_unit(Lamp.OFF)).refusal, Forbidden) for verb in TABLE.by_verb)


def test_a_grant_is_given_only_to_its_roles():
    grant = Grant("lamp.desk", "灯台", "lamp desk", (Role.SUPERVISOR,))
    assert may(SUPERVISOR, grant)
    assert not may(STRANGER, grant)
    assert may(ANYONE, Grant("lamp.look", "看灯", "look", (), public=True))


def test_the_drawing_names_every_state_and_step():
    drawing = mermaid(TABLE)
    assert 'state "关着" as off' in drawing
    assert "off --> on: 开灯" in drawing
    assert "[*] --> off: 安装" in drawing
    assert "装好灯泡" in steps_table(TABLE)


def test_the_matrix_has_a_cell_for_every_verb_state_and_role():
    cells = list(matrix([TABLE], []))
    assert len(cells) == 3 * 4 * len(Role)
    assert ("lamp.light", "off", "unit_clerk", "unit", "yes") in cells
    assert ("lamp.light", "on", "unit_clerk", "unit", "no") in cells


def test_the_system_stands_to_every_region():
    watch = Step("watch", (Lamp.ON,), None, (Role.SYSTEM,), "看", "watch")
    table = Workflow("x", "x", "x", Lamp, (OPEN, LIGHT, BREAK, watch), (Lamp.BROKEN,))
    assert table.decide(SYSTEM, "watch", of_unit(Lamp.ON)).step is watch
    assert [offer.verb for offer in table.offers(SYSTEM, of_unit(Lamp.ON))] == []
