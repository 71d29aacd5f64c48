"""The outbox: leases, attempts, dead letters; reactions that do not block each other; numbers without gaps."""

from datetime import timedelta

import pytest
from django.db import transaction
from tests.cast import MONDAY

from shangliang.kernel.workflow import SYSTEM
from shangliang.ledger.actions import (
    Entry,
    Reaction,
    Work,
    append_many,
    claim,
    enqueue,
    fail,
    finish,
    heartbeat,
    next_number,
    revive,
    run_reactions,
    work_once,
)
from shangliang.ledger.actions.reacting import ATTEMPTS
from shangliang.ledger.models import Cursor, Job

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(minutes=2)


def queue(*keys):
    return enqueue([Work(key, "mail", {"n": key}) for key in keys], at=MONDAY)


@transaction.atomic
def broken_off(act):
    act()
    raise RuntimeError


def test_a_key_is_queued_once_however_often_it_is_sent():
    assert queue("a", "b") == 2
    assert queue("a", "c") == 1
    assert Job.objects.count() == 3


def test_a_leased_job_is_nobody_elses_until_the_lease_ends():
    queue("a")
    assert [job.key for job in claim("one", at=MONDAY, topics=["mail"])] == ["a"]
    assert claim("two", at=MONDAY, topics=["mail"]) == []
    assert [job.key for job in claim("two", at=LATER, topics=["mail"])] == ["a"]


def test_a_worker_whose_lease_went_to_another_cannot_finish():
    queue("a")
    [slow] = claim("one", at=MONDAY, topics=["mail"])
    [quick] = claim("two", at=LATER, topics=["mail"])
    assert not finish(slow, at=LATER)
    assert not heartbeat(slow, at=LATER)
    assert finish(quick, at=LATER, receipt="r-1")
    assert Job.objects.get().receipt == "r-1"


def test_a_heartbeat_keeps_the_lease():
    queue("a")
    [job] = claim("one", at=MONDAY, topics=["mail"])
    assert heartbeat(job, at=MONDAY + timedelta(seconds=50))
    assert claim("two", at=MONDAY + timedelta(seconds=70), topics=["mail"]) == []


def test_failures_wait_longer_each_time_and_end_among_the_dead_letters():
    enqueue([Work("a", "mail", max_attempts=3)], at=MONDAY)
    at, pauses = MONDAY, []
    for _ in range(3):
        [job] = claim("one", at=at, topics=["mail"])
        fail(job, "no line", at=at)
        job.refresh_from_db()
        pauses.append((job.due_at - at).total_seconds())
        at = max(job.due_at, at)
    assert pauses[0] < pauses[1]
    assert Job.objects.get().status == Job.DEAD
    assert revive(Job.objects.get(), at=at)
    assert len(claim("one", at=at, topics=["mail"])) == 1


def test_one_failing_job_does_not_stop_the_next():
    queue("bad", "good")
    done = []

    def send(job, _at):
        if job.key == "bad":
            raise OSError("refused")
        done.append(job.key)
        return "ok"

    assert work_once({"mail": send}, worker="one", at=MONDAY) == 2
    assert done == ["good"]
    assert Job.objects.get(key="bad").error == "OSError: refused"


def test_nothing_is_queued_when_the_transaction_fails():
    with pytest.raises(RuntimeError):
        broken_off(lambda: queue("a"))
    assert Job.objects.count() == 0


def test_numbers_run_without_gaps_even_over_failures():
    assert next_number("voice:220926") == 1
    with pytest.raises(RuntimeError):
        broken_off(lambda: next_number("voice:220926"))
    assert next_number("voice:220926", count=3) == 2
    assert next_number("voice:220926") == 5
    assert next_number("voice:220927") == 1


def events(count):
    return append_many([Entry("voice", str(n), "accept", SYSTEM, MONDAY) for n in range(count)])


def test_a_failing_reaction_never_blocks_another():
    events(3)
    seen = []

    def broken(_event, _at):
        raise ValueError("always")

    on = frozenset({("voice", "accept")})
    pair = [Reaction("broken", on, broken), Reaction("fine", on, lambda event, _at: seen.append(event.seq))]
    run_reactions(pair, at=MONDAY)
    assert seen == [0, 1, 2]
    assert Cursor.objects.get(name="broken").seq == 0
    assert Cursor.objects.get(name="broken").error == "ValueError: always"


def test_after_its_last_attempt_an_event_is_set_aside_and_the_reaction_reads_on():
    events(2)
    seen = []

    def picky(event, _at):
        if event.seq == 0:
            raise ValueError("no")
        seen.append(event.seq)

    reaction = Reaction("picky", frozenset({("voice", "*")}), picky)
    at = MONDAY
    for _ in range(ATTEMPTS + 1):
        run_reactions([reaction], at=at)
        at += timedelta(hours=7)
    assert seen == [1]
    assert Job.objects.get(topic="reaction:picky").status == Job.DEAD


def test_a_reaction_sees_each_event_once_and_only_its_own():
    events(2)
    append_many([Entry("topic", "x", "decide", SYSTEM, MONDAY)])
    seen = []
    reaction = Reaction("once", frozenset({("topic", "decide")}), lambda event, _at: seen.append(event.code))
    run_reactions([reaction], at=MONDAY)
    run_reactions([reaction], at=MONDAY)
    assert seen == ["x"]
    assert Cursor.objects.get(name="once").seq == 3
