"""While it runs: one item, one speaker, every question an end; what is noted and promised; the topic goes along."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.sessions.sittings import HELD, Room, announced, ended, live, people, room, signed
from tests.topics.builders import World, ready

from shangliang.kernel.refusals import Forbidden, Invalid, Missing, NotNow
from shangliang.ledger.queries import events_of, leaf_facts, private_facts
from shangliang.sessions import actions, queries
from shangliang.sessions.models import AgendaItem, Commitment, FloorRequest, Session, Viewpoint

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_one_item_runs_at_a_time_and_keeps_its_times():
    here = room()
    first, second = queries.agenda_of(here.session)[:2]
    actions.run_item(first, at=HELD, actor=here.chen)
    actions.run_item(second, at=HELD + 7 * MINUTE, actor=here.chen)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.is_done, first.ended_at - first.started_at) == (True, 7 * MINUTE)
    assert second.is_running
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=first.pk).update(ended_at=None)


def test_one_person_speaks_at_a_time_and_the_clock_is_shared_out_by_kind():
    here = room()
    rows = [actions.request_floor(here.session, name=kind, kind=kind, at=HELD) for kind in ("citizen", "member")]
    actions.give_floor(rows[0], at=HELD, actor=here.chen)
    actions.give_floor(rows[1], at=HELD + 3 * MINUTE, actor=here.chen)
    actions.lengthen_speech(rows[1], actor=here.chen)
    actions.take_floor_back(here.session, at=HELD + 4 * MINUTE, actor=here.chen)
    floor = list(queries.floor_of(here.session))
    assert [(row.status, row.seconds) for row in floor] == [("done", 180), ("done", 240)]
    assert queries.speaking_shares(floor, HELD) == [("市民嘉宾", 75), ("政协委员", 25)]
    with pytest.raises(IntegrityError), transaction.atomic():
        FloorRequest.objects.filter(session=here.session).update(status="speaking")


def test_a_person_waits_once_for_the_microphone():
    here, li = room(announced), None
    li = here.cast.people["li"]
    actions.request_floor(here.session, name="小李", about="停车", person=li, at=HELD)
    with pytest.raises(Invalid):
        actions.request_floor(here.session, name="小李", about="停车", person=li, at=HELD)
    with pytest.raises(Invalid):
        actions.request_floor(here.session, name=" ", at=HELD)
    assert FloorRequest.objects.count() == 1


def test_only_the_host_gives_the_microphone_and_only_while_it_runs():
    here = room(announced)
    row = actions.request_floor(here.session, name="小李", at=HELD)
    with pytest.raises(NotNow):
        actions.give_floor(row, at=HELD, actor=here.chen)
    here = room_of(live(here.cast, 19), here)
    row = actions.request_floor(here.session, name="小李", at=HELD)
    with pytest.raises(Forbidden):
        actions.give_floor(row, at=HELD, actor=here.cast.han)
    actions.decline_floor(row, at=HELD, actor=here.chen)
    assert list(queries.floor_of(here.session)) == []


def room_of(session: Session, here: Room) -> Room:
    return Room(here.cast, session)


def test_a_session_ends_only_when_every_question_has_its_end_and_leaves_nothing_running():
    here = room()
    question = actions.ask(here.session, "电梯钱怎么分？", at=HELD, asked_by="住户")
    venue_on_air(here)
    actions.run_item(queries.agenda_item(here.session, 1), at=HELD, actor=here.chen)
    actions.give_floor(actions.request_floor(here.session, name="x", at=HELD), at=HELD, actor=here.chen)
    with pytest.raises(Missing):
        actions.end_session(here.session, actor=here.chen, at=HELD)
    actions.answer_question(question, "not_handled", actor=here.chen, at=HELD, answer="不归这一期管。")
    actions.end_session(here.session, actor=here.chen, at=HELD + MINUTE)
    assert (here.session.state, here.session.ended_at) == ("ended", HELD + MINUTE)
    assert queries.agenda_item(here.session, 1).ended_at == HELD + MINUTE
    assert [row.status for row in queries.floor_of(here.session)] == ["done"]
    assert not any(venue.is_on_air for venue in queries.venues_of(here.session))
    assert here.session.due_rule == "session.minutes_draft"


def venue_on_air(here: Room) -> None:
    from shangliang.sessions.models import Venue

    venue = Venue.objects.create(session=here.session, number=99, kind="studio", name="主会场")
    actions.put_on_air(venue, on=True, actor=here.chen)
    venue.refresh_from_db()
    assert venue.is_on_air


def test_the_topic_of_a_session_goes_along_with_it():
    found = people()
    topic = ready(World(found))
    session = live(found)
    Session.objects.filter(pk=session.pk).update(topic=topic, state="checked_in", version=session.version)
    session.refresh_from_db()
    actions.open_session(session, actor=found.chen, at=HELD)
    topic.refresh_from_db()
    assert topic.state == "in_session"
    session.topic.refresh_from_db()
    actions.note_viewpoint(session, kind="consensus", text="一", actor=found.chen, at=HELD)
    actions.note_viewpoint(session, kind="dissent", text="二", actor=found.chen, at=HELD)
    actions.end_session(session, actor=found.chen, at=HELD)
    topic.refresh_from_db()
    assert topic.state == "concluded"
    session.topic.refresh_from_db()
    actions.draft_minutes(session, actor=found.zheng, at=HELD)
    actions.sign_minutes(session, actor=found.leader, at=HELD)
    topic.refresh_from_db()
    assert topic.minutes_signed


def test_what_is_noted_stays_out_of_the_public_record_until_the_minutes_are_signed():
    here = room()
    actions.note_viewpoint(here.session, kind="view", text="先修结构。", speaker="专家", actor=here.chen, at=HELD)
    event = events_of("session", "18").last()
    assert leaf_facts(event) == {"number": 1}
    assert private_facts(event) == {"text": "先修结构。"}
    found = people_of(here)
    session = signed(found, 19)
    assert leaf_facts(events_of("session", "19").get(verb="sign_minutes")) == {
        "consensus": ["先修结构。"],
        "dissent": ["夜市开到几点没说到一起。"],
    }
    assert session.state == "minutes_signed"


def people_of(here: Room):
    return here.cast


def test_the_same_note_sent_again_after_a_lost_line_is_one_row():
    here = room()
    for _ in range(2):
        actions.note_line(here.session, kind="consensus", text="先修结构。", actor=here.chen, at=HELD)
        actions.note_line(
            here.session, kind="promise", text="装坡道", unit=here.cast.org("park"), actor=here.chen, at=HELD
        )
    assert (Viewpoint.objects.count(), Commitment.objects.count()) == (1, 1)
    assert [event.verb for event in events_of("session", "18")][-2:] == ["note_consensus", "promise"]


def test_notes_are_of_three_kinds_and_a_promise_names_its_unit():
    here = room()
    for kind, text in (("gossip", "x"), ("view", " "), ("promise", "装坡道")):
        with pytest.raises(Invalid):
            actions.note_line(here.session, kind=kind, text=text, actor=here.chen, at=HELD)
    with pytest.raises(Forbidden):
        actions.note_line(here.session, kind="view", text="x", actor=here.cast.li, at=HELD)


def test_a_promise_is_kept_once_with_what_shows_it():
    here = room()
    row = actions.promise(here.session, unit=here.cast.org("park"), text="装坡道", due_on=date(2022, 11, 30),
                          actor=here.chen, at=HELD)  # fmt: skip
    with pytest.raises(NotNow):
        actions.keep_promise(row, evidence="照片", actor=here.chen, at=HELD)
    actions.end_session(here.session, actor=here.chen, at=HELD)
    row.session = here.session
    assert [r.pk for r in queries.promises_to(frozenset([here.cast.org("park").pk]))] == [row.pk]
    with pytest.raises(Forbidden):
        actions.keep_promise(row, evidence="照片", actor=here.cast.wu, at=HELD)
    actions.keep_promise(row, evidence="照片，两处", actor=here.cast.sun, at=HELD)
    with pytest.raises(NotNow):
        actions.keep_promise(row, evidence="又一张", actor=here.cast.sun, at=HELD)
    row.refresh_from_db()
    assert (row.kept_at, row.evidence) == (HELD, "照片，两处")
    assert list(queries.promises_to(frozenset([here.cast.org("park").pk]))) == []


@pytest.mark.parametrize(
    ("due_on", "kept", "at", "lamp"),
    [
        (date(2022, 11, 30), False, HELD, "ok"),
        (date(2022, 10, 18), False, HELD + timedelta(days=1), "soon"),
        (date(2022, 10, 18), False, HELD + timedelta(days=9), "late"),
        (date(2022, 10, 18), True, HELD + timedelta(days=9), "done"),
        (None, False, HELD, "none"),
    ],
)
def test_a_promise_has_a_lamp_by_its_day(due_on, kept, at, lamp):
    row = Commitment(text="x", made_at=HELD, due_on=due_on, kept_at=at if kept else None)
    assert queries.promise_lamp(row, at)[0] == lamp


def test_minutes_need_a_consensus_and_a_differing_view_and_go_back_with_a_reason():
    here = room()
    actions.note_viewpoint(here.session, kind="consensus", text="一", actor=here.chen, at=HELD)
    actions.end_session(here.session, actor=here.chen, at=HELD)
    with pytest.raises(Missing):
        actions.draft_minutes(here.session, actor=here.cast.zheng, at=HELD)
    view = actions.note_viewpoint(here.session, kind="dissent", text="二", actor=here.cast.zheng, at=HELD)
    actions.draft_minutes(here.session, actor=here.cast.zheng, at=HELD, course="九点开场。\n\n散场。")
    assert here.session.course == "九点开场。\n散场。"
    with pytest.raises(Missing):
        actions.return_minutes(here.session, actor=here.cast.leader, at=HELD, reason=" ")
    actions.return_minutes(here.session, actor=here.cast.leader, at=HELD, reason="写细一点")
    assert here.session.state == "ended"
    view.session = here.session
    actions.drop_viewpoint(view, actor=here.cast.zheng, at=HELD)
    assert not queries.met_needs(here.session)["consensus"]


def test_a_viewpoint_cannot_be_taken_back_once_the_minutes_are_drafted():
    here = room(ended)
    actions.draft_minutes(here.session, actor=here.cast.zheng, at=HELD)
    view = queries.viewpoint_of(here.session, 1)
    view.session = here.session
    with pytest.raises(NotNow):
        actions.drop_viewpoint(view, actor=here.chen, at=HELD)
    assert Viewpoint.objects.count() == 2


def test_the_whole_way_of_one_session_ends_in_the_archive_with_its_broadcast_day():
    here = room(signed)
    actions.report_session(here.session, actor=here.chen, at=HELD)
    actions.broadcast_session(here.session, actor=here.cast.han, at=HELD, on=date(2022, 10, 20))
    actions.archive_session(here.session, actor=here.chen, at=HELD)
    assert (here.session.state, here.session.broadcast_on) == ("archived", date(2022, 10, 20))
    states = [event.to for event in events_of("session", "18") if event.frm != event.to]
    assert states == ["drafting", "plan_approved", "announced", "checked_in", "live", "ended", "minutes_draft",
                      "minutes_signed", "reported", "broadcast", "archived"]  # fmt: skip
