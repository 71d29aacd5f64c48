"""Notices: told once, in the person's language, mailed through the outbox."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.cast import MONDAY, cast

from shangliang.kernel.refusals import Words
from shangliang.ledger.actions import work_once
from shangliang.ledger.models import Job
from shangliang.notices.actions import mark_read, tell
from shangliang.notices.models import Notice
from shangliang.notices.queries import notices_of, unread_count
from shangliang.notices.reactions import HANDLERS
from shangliang.people.models import Message, Person

WORDS = Words("您的事有了答复。", "There is a reply to your voice.")


@pytest.fixture
def people(db, settings):
    settings.DEMO = True
    found = cast()
    Person.objects.filter(pk=found.people["li"].pk).update(email="li@example.org")
    Person.objects.filter(pk=found.people["zhao"].pk).update(email="zhao@example.org", language="en")
    return found


def everyone(people) -> list[Person]:
    return [people.people[name] for name in ("li", "qian", "zhao")]


def test_everybody_is_told_once_per_key(people):
    counts = [tell(everyone(people), WORDS, "/voices/1", "voice:1:replied", MONDAY) for _ in range(3)]
    assert (counts, Notice.objects.count(), Job.objects.count()) == ([3, 0, 0], 3, 2)


def test_another_occasion_is_told_again_and_ids_are_as_good_as_rows(people):
    tell(everyone(people), WORDS, "/voices/1", "voice:1:replied", MONDAY)
    assert tell([people.people["li"].pk], WORDS, "/voices/1", "voice:1:closed", MONDAY) == 1


def test_mail_goes_to_those_with_an_address_in_their_language_and_once(people, settings):
    settings.ADDRESS = "http://127.0.0.1:18555"
    tell(everyone(people), WORDS, "/voices/1", "voice:1:replied", MONDAY)
    assert work_once(HANDLERS, worker="w", at=MONDAY) == 2
    assert work_once(HANDLERS, worker="w", at=MONDAY) == 0
    sent = {row.to: row.body for row in Message.objects.all()}
    assert sent == {
        "li@example.org": "您的事有了答复。\n\n查看 http://127.0.0.1:18555/voices/1",
        "zhao@example.org": "There is a reply to your voice.\n\nSee http://127.0.0.1:18555/voices/1",
    }
    assert set(Job.objects.values_list("status", flat=True)) == {"done"}


class DeadLine:
    def __init__(self, channel: str) -> None:
        self.channel = channel

    def send(self, *, to, subject, body, key):
        raise OSError(f"no route for {key} to {to}: {subject} {body}")


def test_mail_that_cannot_go_out_is_tried_again_later(people, settings):
    settings.SENDERS = {"mail": f"{__name__}.DeadLine", "sms": f"{__name__}.DeadLine"}
    tell([people.people["li"]], WORDS, "/voices/1", "voice:1:replied", MONDAY)
    work_once(HANDLERS, worker="w", at=MONDAY)
    job = Job.objects.get()
    assert (job.status, job.attempts, job.due_at > MONDAY) == ("queued", 1, True)


def tell_and_fail(people):
    with transaction.atomic():
        tell(everyone(people), WORDS, "/voices/1", "voice:1:replied", MONDAY)
        raise RuntimeError


def test_a_refused_transaction_tells_nobody(people):
    with pytest.raises(RuntimeError):
        tell_and_fail(people)
    assert (Notice.objects.count(), Job.objects.count()) == (0, 0)


def test_each_reads_only_his_own_and_marks_only_his_own(people):
    tell(everyone(people), WORDS, "/voices/1", "a", MONDAY)
    tell([people.people["li"]], WORDS, "/voices/1", "b", MONDAY)
    assert [row.key for row in notices_of(people.li).rows] == ["b", "a"]
    assert mark_read(people.li, at=MONDAY) == 2
    assert (unread_count(people.li), unread_count(people.qian)) == (0, 1)


def test_the_page_shows_ones_own_notices_and_costs_the_same_at_one_and_three(client, people):
    client.force_login(people.account("li"))
    counts = []
    for number in (1, 2, 3):
        tell([people.people["li"]], Words(f"第{number}条", f"no. {number}"), "", f"k{number}", MONDAY)
        with CaptureQueriesContext(connection) as counted:
            page = client.get("/mine/notices").content.decode()
        counts.append(len(counted))
    assert (len(set(counts)), counts[0] <= 5, "第3条" in page) == (1, True, True)


def test_the_page_asks_strangers_to_sign_in_by_phone(client, db):
    assert client.get("/mine/notices")["Location"] == "/signin?next=%2Fmine%2Fnotices"


def test_reading_is_marked_by_a_post_only(client, people):
    client.force_login(people.account("li"))
    tell([people.people["li"]], WORDS, "", "a", MONDAY)
    assert client.get("/mine/notices/read").status_code == 405
    client.post("/mine/notices/read")
    assert unread_count(people.li) == 0


def test_a_hundred_notices_come_fifty_at_a_time(client, people):
    client.force_login(people.account("li"))
    for number in range(60):
        tell([people.people["li"]], Words(f"第{number:02d}条", ""), "", f"k{number}", MONDAY)
    first = notices_of(people.li)
    second = notices_of(people.li, before=first.rows[-1].pk)
    assert (len(first.rows), first.more, len(second.rows), second.more) == (50, True, 10, False)
