"""The measurements of orders, scaled down: hand-overs under kills, the pass of the timers, statements of the boards."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import MONDAY, cast
from tests.dispatch import orders

from shangliang.dispatch import queries
from shangliang.ledger.actions import claim, enqueue, finish
from shangliang.ledger.actions.queue import LEASE, POSSIBLY_DONE, Work, take_up
from shangliang.ledger.models import Job
from shangliang.site import bench


def test_nothing_is_lost_or_done_twice_while_web_and_worker_are_killed():
    found = bench.run("dispatch", rows=40, parts=["kill"])["kill"]
    assert found["ok"], found
    assert sum(found["kills"].values()) >= 2
    assert found["handed_over"] == 40
    assert found["negative_controls"]["naive-first"]["doubled"] > 0
    assert found["negative_controls"]["naive-last"]["lost"] > 0


def test_the_timers_pass_quickly_over_open_orders():
    found = bench.run("timers", rows=1000)
    assert found["open_cases"] == 1000
    assert found["first_pass"]["sent"] > 100
    assert found["idle_pass_cpu_seconds"] < 0.4  # 10,000 in two seconds, with room for a busy machine


@pytest.mark.django_db
def test_the_boards_keep_to_their_statements():
    orders.limits()
    people = cast()
    orders.handling(people)
    sun, wu = people.sun, people.wu
    for read, most in (
        (lambda: queries.board(sun, MONDAY), 7),
        (lambda: queries.unit_queue(wu, MONDAY), 4),
    ):
        read()  # the calendar is read once in half a minute
        with CaptureQueriesContext(connection) as statements:
            read()
        assert len(statements) <= most


@pytest.mark.django_db
def test_a_job_whose_worker_died_over_it_is_marked_and_one_that_was_only_leased_is_not():
    enqueue([Work("a", "x"), Work("b", "x")], at=MONDAY)
    begun, leased = claim("w1", at=MONDAY, topics=["x"])
    assert take_up(begun, at=MONDAY)
    later = MONDAY + 2 * LEASE
    again = {job.key: job for job in claim("w2", at=later, topics=["x"])}
    assert (again[begun.key].error, again[leased.key].error) == (POSSIBLY_DONE, "")
    assert not take_up(begun, at=later), "the first worker has lost it"
    for job in again.values():
        take_up(job, at=later)
        job.refresh_from_db()
        finish(job, at=later)
    assert dict(Job.objects.values_list("key", "error")) == {begun.key: POSSIBLY_DONE, leased.key: ""}
