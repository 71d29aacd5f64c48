"""Many hands on the same cases: exactly one wins each, and the naive way is shown to let more win."""

import threading
from contextlib import suppress

import pytest
from django.db import connection
from tests.cast import MONDAY, organization

from shangliang.kernel.refusals import Refusal
from shangliang.kernel.workflow import Actor, Role, Seat
from shangliang.ledger.actions import Opening, advance, begin_many
from shangliang.ledger.models import Event
from shangliang.ledger.queries import verify
from shangliang.people.models import Organization
from shangliang.voices.models import Voice

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, TASKS = 8, 200


def hundred_voices() -> Organization:
    region = organization("qd", "青岛市", "region")
    agent = agent_of(region)
    rows = [
        Voice(code=f"220926-{n:04d}", channel="import", title="t", body_original="b", received_at=MONDAY, region=region)
        for n in range(TASKS)
    ]
    begin_many([Opening(row, "import") for row in rows], actor=agent, at=MONDAY)
    return region


def agent_of(region: Organization) -> Actor:
    return Actor(1, "热线", (Seat(Role.AGENT, region.pk, region.pk), Seat(Role.DISPATCHER, region.pk, region.pk)))


def race(take) -> int:
    """Let every thread try every task from the same look at it; return how often somebody thought to have won."""
    looked = [list(Voice.objects.select_related("region").order_by("pk")) for _ in range(THREADS)]
    start, wins = threading.Barrier(THREADS), []

    def run(mine):
        start.wait()
        for voice in mine:
            with suppress(Refusal):
                take(voice)
                wins.append(voice.pk)
        connection.close()

    threads = [threading.Thread(target=run, args=(mine,)) for mine in looked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(wins)


def test_of_eight_hands_on_two_hundred_cases_exactly_one_wins_each():
    agent = agent_of(hundred_voices())
    before = Event.objects.count()

    def take(voice):
        advance(voice, "dispatch", actor=agent, at=MONDAY, met={"unit": True})

    assert race(take) == TASKS
    assert Event.objects.count() == before + TASKS
    assert set(Voice.objects.values_list("state", "version")) == {("dispatched", 2)}
    assert verify().ok


def test_the_naive_load_check_save_lets_more_than_one_win():
    hundred_voices()
    turn = threading.Lock()

    def take(voice):
        # The look is old by the time of the save: exactly what the compare-and-swap is there to notice.
        if voice.state == "accepted":
            with turn:  # one writer at a time, so that the database itself never refuses
                voice.state = "dispatched"
                voice.save()

    assert race(take) > TASKS
