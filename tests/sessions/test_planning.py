"""Before the day: forms, numbers, agenda, venues, guests, the needs of the plan."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from tests.cast import MONDAY, person
from tests.sessions.sittings import HELD, announced, drafted, people, planned, room

from shangliang.kernel.refusals import Forbidden, Invalid, Missing, NotNow
from shangliang.kernel.text import chinese_number
from shangliang.ledger.queries import events_of, leaf_facts
from shangliang.sessions import actions, queries, rules
from shangliang.sessions.models import AgendaItem, Session
from shangliang.sessions.models.planned import FORMS

pytestmark = pytest.mark.django_db


def test_all_nine_forms_can_be_made_and_laid_out_each_with_its_own_agenda():
    found = people()
    assert [key for key, _ in FORMS] == list(rules.FORM_KEYS)
    for number, form in enumerate(rules.FORM_KEYS, 1):
        session = drafted(found, number, form)
        items = actions.lay_agenda(session, actor=found.chen)
        assert [(item.kind, item.title, item.minutes) for item in items] == list(rules.AGENDAS[form])
    assert len({rules.AGENDAS[form] for form in rules.FORM_KEYS}) == 9


def test_a_number_is_given_once():
    found = people()
    drafted(found, 18)
    with pytest.raises(Invalid) as refused:
        drafted(found, 18)
    assert refused.value.field == "number"
    assert Session.objects.count() == 1


def test_the_plan_is_approved_only_when_it_is_complete():
    found = people()
    session = drafted(found)
    with pytest.raises(Missing) as refused:
        actions.approve_plan(session, actor=found.leader, at=MONDAY)
    assert len(refused.value.next_steps) == 2
    actions.approve_plan(planned(found, 19), actor=found.leader, at=MONDAY)


def test_a_notice_needs_those_whom_the_form_needs():
    found = people()
    session = drafted(found, form="expert")
    actions.edit_plan(session, purpose="一", use_of_results="二", place="三", held_at=HELD)
    actions.lay_agenda(session)
    actions.invite(session, kind="expert", name="专家")
    actions.approve_plan(session, actor=found.leader, at=MONDAY)
    with pytest.raises(Missing):
        actions.announce(session, actor=found.chen, at=MONDAY)
    actions.invite(session, kind="member", name="委员")
    actions.announce(session, actor=found.chen, at=MONDAY)
    assert session.state == "announced"


def test_items_of_the_agenda_change_places_and_leave_no_gap():
    found = people()
    session = drafted(found)
    a, b, c = (actions.add_agenda_item(session, kind="speech", title=title) for title in "甲乙丙")
    actions.move_agenda_item(c, -1, actor=found.chen)
    actions.move_agenda_item(a, -1, actor=found.chen)  # there is nothing above the first
    titles = [item.title for item in queries.agenda_of(session)]
    assert titles == ["甲", "丙", "乙"]
    actions.drop_agenda_item(queries.agenda_item(session, 1), actor=found.chen)
    assert [(item.order, item.title) for item in queries.agenda_of(session)] == [(1, "丙"), (2, "乙")]
    with pytest.raises(Invalid):
        actions.lay_agenda(session, actor=found.chen)
    assert b.order == 2


def test_the_plan_is_closed_once_the_session_runs_but_the_host_may_still_arrange_what_comes():
    here = room()
    with pytest.raises(NotNow):
        actions.add_agenda_item(here.session, kind="speech", title="临时", actor=here.chen)
    first, second, third = queries.agenda_of(here.session)[:3]
    actions.run_item(first, at=HELD, actor=here.chen)
    actions.move_agenda_item(queries.agenda_item(here.session, 3), -1, actor=here.chen)
    assert queries.agenda_item(here.session, 2).title == third.title
    with pytest.raises(Invalid):
        actions.move_agenda_item(queries.agenda_item(here.session, 2), -1, actor=here.chen)
    assert second.order == 2


@pytest.mark.parametrize("name", ["far", "li", "wu", "han", "leader"])
def test_only_the_studio_and_the_committee_of_the_region_write_the_plan(name):
    found = people()
    session = drafted(found)
    actor = getattr(found, name)
    for act in (
        lambda: actions.add_agenda_item(session, kind="speech", title="x", actor=actor),
        lambda: actions.add_venue(session, kind="zhuge", name="x", actor=actor),
        lambda: actions.invite(session, kind="citizen", name="x", actor=actor),
        lambda: actions.edit_plan(session, purpose="", use_of_results="", place="", held_at=None, actor=actor),
    ):
        with pytest.raises(Forbidden):
            act()
    actions.add_agenda_item(session, kind="speech", title="x", actor=found.zheng)
    assert AgendaItem.objects.count() == 1


def test_guests_of_a_place_with_minors_are_never_public_whatever_was_ticked():
    found = people()
    session = drafted(found)
    school = actions.add_venue(session, kind="remote", name="实验小学", people_count=17, has_minors=True)
    hidden = actions.invite(session, kind="citizen", name="小学生", venue=school, is_public=True)
    shown = actions.invite(session, kind="citizen", name="住户", is_public=True)
    assert (hidden.is_public, shown.is_public) == (False, True)
    assert [guest.name for guest in queries.guests_of(session, public_only=True)] == ["住户"]


def test_a_member_sits_under_the_level_of_the_roll():
    found = people()
    session = drafted(found)
    actions.invite(session, kind="member", name="委员赵", person=found.people["zhao"])
    actions.invite(session, kind="member", name="客人")
    rows = queries.seats_by_kind(list(queries.guests_of(session)))
    assert [(row.word, row.count) for row in rows] == [("市政协委员", 1), ("政协委员", 1)]


def test_a_session_opens_only_when_every_line_was_tested():
    found = people()
    session = planned(found)
    zhuge = actions.add_venue(session, kind="zhuge", name="街道议事厅", people_count=23, actor=found.chen)
    actions.add_venue(session, kind="studio", name="主会场", actor=found.chen)
    actions.approve_plan(session, actor=found.leader, at=MONDAY)
    actions.announce(session, actor=found.chen, at=MONDAY)
    for guest in queries.guests_of(session):
        actions.check_in_guest(guest, at=HELD)
    actions.close_check_in(session, actor=found.chen, at=HELD)
    with pytest.raises(Missing):
        actions.open_session(session, actor=found.chen, at=HELD)
    zhuge.session = session
    actions.note_line_test(zhuge, at=HELD, is_through=False, note="没有声音", actor=found.chen)
    assert not queries.met_needs(session)["lines"]
    actions.note_line_test(zhuge, at=HELD, note="通了", actor=found.chen)
    actions.open_session(session, actor=found.chen, at=HELD)
    assert (session.state, session.began_at) == ("live", HELD)


def test_check_in_counts_those_present_not_those_invited():
    found = people()
    session = announced(found)
    assert queries.met_needs(session)["guests"]
    assert not queries.met_needs(session)["quorum"]
    with pytest.raises(Missing):
        actions.close_check_in(session, actor=found.chen, at=HELD)


def test_rows_of_a_session_are_numbered_from_one_in_each_session():
    found = people()
    one, two = drafted(found, 1), drafted(found, 2)
    numbers = [actions.invite(row, kind="citizen", name="x").number for row in (one, one, two)]
    assert numbers == [1, 2, 1]
    with pytest.raises(IntegrityError):
        actions.invite(one, kind="citizen", name="x").__class__.objects.create(
            session=one, number=1, kind="citizen", name="again"
        )


def test_postponing_names_its_reason_in_public_and_takes_up_again_with_a_plan():
    found = people()
    session = announced(found)
    actions.postpone(session, actor=found.leader, at=MONDAY, reason="台风")
    assert leaf_facts(events_of("session", "18").last()) == {"reason": "台风"}
    actions.edit_plan(session, purpose="一", use_of_results="二", place="三", held_at=HELD + timedelta(days=7))
    actions.resume_plan(session, actor=found.chen, at=MONDAY)
    assert session.state == "plan_approved"


def test_the_roll_of_a_region_sees_its_own_sessions_and_the_public_only_announced_ones():
    found = people()
    drafted(found, 1)
    announced(found, 2)
    actions.create_session(number=3, title="崂山", actor=found.far, at=MONDAY, region=found.org("laoshan"))
    seen = {name: [row.number for row in queries.visible_to(getattr(found, name))] for name in ("li", "chen", "far")}
    assert seen == {"li": [2], "chen": [3, 2, 1], "far": [3, 2]}
    assert queries.session_for(found.li, 1) is None


def test_slots_follow_one_another_from_what_really_happened():
    at = HELD
    rows = [(5, at, at + timedelta(minutes=8)), (10, at + timedelta(minutes=8), None), (20, None, None)]
    slots = rules.slots(at, rows)
    assert [(slot.begins - at).seconds // 60 for slot in slots] == [0, 8, 18]
    assert (slots[2].ends - at).seconds // 60 == 38


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (18, "十八"), (20, "二十"), (35, "三十五"), (100, "100")]
)
def test_the_number_of_a_session_is_written_as_people_say_it(number, words):
    assert chinese_number(number) == words


def test_somebody_under_age_is_not_public(db):
    found = people()
    child = person("孩子")
    type(child).objects.filter(pk=child.pk).update(is_minor=True)
    child.refresh_from_db()
    assert actions.invite(drafted(found), kind="citizen", name="孩子", person=child).is_public is False
