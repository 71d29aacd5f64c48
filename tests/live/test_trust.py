"""Nothing acknowledged is lost and nobody counts twice, whatever is killed: a tenth of `bench votes --part kill`.

The crowd sends every vote until it is answered, again after each kill, changes its mind in a tenth of them and sends
the first of those once more afterwards; a process that took no part recounts.
"""

import shutil
import sqlite3
import threading

import pytest
from django.db import connection

from shangliang.site.bench import outside
from shangliang.site.bench.votes import killed, two

VOTES, KILLS = 10_000, 5
NATS = pytest.mark.skipif(shutil.which("nats-server") is None, reason="nats-server is not installed")


def test_ten_thousand_votes_survive_five_kills_of_the_process():
    found = killed("", votes=VOTES, kills=KILLS)
    assert (found["kills"], found["acknowledged"], found["lost"], found["counted_twice"]) == (KILLS, VOTES, 0, 0)
    assert (found["votes"], found["people"], found["people_twice"]) == (VOTES, VOTES // 20, 0)
    assert found["tally_equals_recount"]
    assert set(found["statuses"]) - {"200", "503", "broken", "not_connected"} == set()
    assert found["statuses"]["broken"] > 0
    # Each change of mind is one more line of the log; no retry and no late copy adds any.
    assert found["log"] == VOTES + VOTES // 10


def naive_double_votes(*, is_unique: bool) -> int:
    """How many count twice when eight threads look first and then write, each sending its votes twice."""
    keeper = sqlite3.connect(":memory:", check_same_thread=False)
    keeper.execute(f"CREATE TABLE vote (who INTEGER{' UNIQUE' if is_unique else ''}, value INTEGER)")
    ready, counted = threading.Barrier(8), threading.Lock()

    def send() -> None:
        for who in range(200):
            with counted:
                line = keeper.execute("SELECT count(*) FROM vote WHERE who = ?", (who,)).fetchone()
            ready.wait(20)
            if not line[0]:
                with counted:
                    keeper.execute("INSERT OR IGNORE INTO vote VALUES (?, 1)", (who,))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    extra = keeper.execute("SELECT count(*) - count(DISTINCT who) FROM vote").fetchone()[0]
    keeper.close()
    return extra


def test_looking_first_and_writing_then_counts_twice_unless_the_database_forbids_it():
    assert naive_double_votes(is_unique=False) > 0
    assert naive_double_votes(is_unique=True) == 0


@pytest.mark.django_db(transaction=True)
def test_without_the_unique_index_the_writer_counts_nothing_rather_than_twice(monkeypatch):
    from tests.live.served import live
    from tests.live.voting import hall, send, vote

    from shangliang.live.actions import statements

    here = hall()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_vote AS SELECT * FROM opinions_vote WHERE id < 0")
    monkeypatch.setattr(statements, "VOTE", "naive_vote")
    try:
        with live() as (_server, port):
            assert send(port, here.conversation, vote(here.conversation, "a", 1, 1))[0] == 503
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM naive_vote")
            assert cursor.fetchone()[0] == 0
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE naive_vote")


@pytest.mark.postgres
@NATS
def test_two_processes_with_nats_between_them_count_the_same_and_screens_come_back_when_one_is_killed(postgres):
    found = two(postgres.new_database("two"), votes=2000, kills=2)
    assert found["kills"] >= 1  # the other process may be through with everything before the second
    assert (found["acknowledged"], found["lost"], found["counted_twice"]) == (2000, 0, 0)
    assert (found["tally_equals_recount"], found["log"], found["people_twice"]) == (True, 2200, 0)
    assert (found["both_show_the_same"], found["screens_show_the_same"]) == (True, True)
    assert (found["screens_came_back"] > 0, found["screens_went_back_in_time"]) == (True, 0)


@NATS
def test_a_state_travels_from_one_process_to_the_other_and_a_lost_server_is_no_fault():
    import asyncio

    from shangliang.live.backplane import Shared
    from shangliang.live.nats import NatsBackplane
    from shangliang.live.reading import state_of

    async def run(address: str, patience: int) -> list:
        heard: list = []
        one, other = NatsBackplane(address), NatsBackplane(address)
        await one.start(lambda place, shared: heard.append(("one", place, shared)))
        await other.start(lambda place, shared: heard.append(("other", place, shared)))
        shared = Shared(state_of('{"题":1}'.encode(), goes_on=True), 12.5)
        for _ in range(patience):
            if heard:
                break
            await one.publish(("y1", "zh-hans"), shared)
            await asyncio.sleep(0.05)
        await one.close()
        await other.close()
        return heard

    with outside.nats() as address:
        who, place, shared = asyncio.run(run(address, 200))[0]
    assert (who, place, shared.state.text, shared.as_of) == ("other", ("y1", "zh-hans"), '{"题":1}'.encode(), 12.5)
    assert asyncio.run(run(address, 10)) == []  # stopped meanwhile
