"""Many steps at once: the same record, the same refusals, in a handful of statements."""

from contextlib import suppress

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import MONDAY, organization

from shangliang.kernel.refusals import Forbidden, Refusal, Stale
from shangliang.kernel.workflow import Actor, Role, Seat
from shangliang.ledger.actions import (
    Move,
    Opening,
    Reaction,
    advance,
    advance_many,
    append,
    begin_many,
    gathered,
    pass_over,
    run_reactions,
)
from shangliang.ledger.actions.record import Entry
from shangliang.ledger.models import Event
from shangliang.ledger.queries import verify
from shangliang.people.models import Organization
from shangliang.voices.models import Voice

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def region() -> Organization:
    return organization("qd", "青岛市", "region")


def agent(region: Organization) -> Actor:
    return Actor(None, "热线", (Seat(Role.AGENT, region.pk, region.pk), Seat(Role.DISPATCHER, region.pk, region.pk)))


def imported(region: Organization, count: int) -> list[Voice]:
    rows = [
        Voice(code=f"220926-{n:04d}", channel="import", title="t", body_original="b", received_at=MONDAY, region=region)
        for n in range(count)
    ]
    begin_many([Opening(row, "import") for row in rows], actor=agent(region), at=MONDAY)
    return list(Voice.objects.select_related("region").order_by("pk"))


def moves(voices: list[Voice]) -> list[Move]:
    return [Move(voice, "to_topic_pool", changes={"pooled_at": MONDAY}) for voice in voices]


def test_many_cases_move_as_each_would_alone(region):
    voices = imported(region, 5)
    events = advance_many(moves(voices), actor=agent(region), at=MONDAY)
    assert [event.code for event in events] == [voice.code for voice in voices]
    assert [(voice.state, voice.version) for voice in Voice.objects.order_by("pk")] == [("accepted", 2)] * 5
    assert all(voice.pooled_at == MONDAY and voice.version == 2 for voice in voices)
    assert verify().ok


def test_many_steps_cost_as_many_statements_as_few(region):
    counts = []
    for start, count in ((0, 3), (3, 40)):
        voices = imported(region, 43)[start : start + count] if not start else list(Voice.objects.all())[3:]
        with CaptureQueriesContext(connection) as sent:
            advance_many(moves(voices), actor=agent(region), at=MONDAY)
        counts.append(len(sent))
    assert counts[1] - counts[0] <= 40, "the rows' regions apart, a batch costs the same"


def test_a_case_moved_meanwhile_stops_the_whole_batch(region):
    voices = imported(region, 3)
    advance(Voice.objects.get(pk=voices[2].pk), "to_topic_pool", actor=agent(region), at=MONDAY)
    size = Event.objects.count()
    with pytest.raises(Stale):
        advance_many(moves(voices), actor=agent(region), at=MONDAY)
    assert Event.objects.count() == size
    assert voices[0].version == 1, "the rows in hand stay as they were"


def test_what_the_table_refuses_one_it_refuses_the_batch(region):
    voices = imported(region, 2)
    with pytest.raises(Forbidden):
        advance_many(moves(voices), actor=Actor(7, "外人钱"), at=MONDAY)
    with pytest.raises(ValueError, match="one step"):
        advance_many(moves([voices[0], voices[0]]), actor=agent(region), at=MONDAY)


def test_what_is_gathered_stands_in_the_record_as_if_written_one_by_one(region):
    voices = imported(region, 4)
    with gathered():
        seqs = [advance(voice, "to_topic_pool", actor=agent(region), at=MONDAY).seq for voice in voices]
    assert seqs == [4, 5, 6, 7]
    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == list(range(8))
    assert verify().ok


def test_gathering_saves_most_of_the_statements(region):
    voices = imported(region, 20)
    with CaptureQueriesContext(connection) as one_by_one:
        for voice in voices[:10]:
            advance(voice, "to_topic_pool", actor=agent(region), at=MONDAY)
    with CaptureQueriesContext(connection) as together, gathered():
        for voice in voices[10:]:
            advance(voice, "to_topic_pool", actor=agent(region), at=MONDAY)
    assert len(together) * 2 < len(one_by_one)


def test_a_step_that_is_undone_inside_makes_the_block_fail(region):
    voice = imported(region, 1)[0]
    size = Event.objects.count()

    def half_done() -> None:
        from django.db import transaction

        with transaction.atomic():
            advance(voice, "to_topic_pool", actor=agent(region), at=MONDAY)
            raise Stale

    with pytest.raises(RuntimeError, match="undone"), gathered(), suppress(Refusal):
        half_done()
    assert Event.objects.count() == size
    assert verify().ok


def test_a_refusal_before_anything_was_written_harms_nothing(region):
    voice = imported(region, 1)[0]
    with gathered():
        with suppress(Refusal):
            advance(voice, "to_topic_pool", actor=Actor(7, "外人钱"), at=MONDAY)
        advance(voice, "to_topic_pool", actor=agent(region), at=MONDAY)
    assert verify().ok


def test_history_is_passed_over_and_what_comes_after_it_is_followed():
    heard = []
    reaction = Reaction("test.heard", frozenset({("voice", "*")}), lambda event, _at: heard.append(event.code))
    append(Entry("voice", "old", "import", agent_of_nobody(), MONDAY))
    pass_over([reaction])
    append(Entry("voice", "new", "import", agent_of_nobody(), MONDAY))
    run_reactions([reaction], at=MONDAY)
    assert heard == ["new"]


def agent_of_nobody() -> Actor:
    return Actor(None, "导入", ())
