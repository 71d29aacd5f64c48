"""The reviewer's desk: opens for reviewers, goes on to the next text, keeps its query budget."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import MONDAY, cast

from shangliang.people.actions import give_totp
from shangliang.publication.actions import queue_text
from shangliang.publication.models import ModerationCase


@pytest.fixture
def people(db):
    return cast()


@pytest.fixture
def reviewer(client, people):
    give_totp(people.account("reviewer"))
    client.force_login(people.account("reviewer"))
    client.get("/desk/review")
    return client


def queued(number: int, **more) -> list[ModerationCase]:
    return [queue_text("voice", f"220926-{n:04d}", f"第{n}件，电话13812345678", MONDAY, **more) for n in range(number)]


def queries(client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_the_queue_costs_the_same_at_one_and_three_texts(reviewer):
    queued(1)
    one = queries(reviewer, "/desk/review")
    queued(3, part="b")
    assert (queries(reviewer, "/desk/review"), one <= 5) == (one, True)


def test_a_text_costs_at_most_twelve_queries(reviewer):
    case = queued(1)[0]
    assert queries(reviewer, f"/desk/review/{case.code}") <= 12


def test_the_original_is_marked_and_the_public_text_is_proposed(reviewer):
    case = queued(1)[0]
    page = reviewer.get(f"/desk/review/{case.code}").content.decode()
    assert '<mark title="电话">13812345678' in page
    assert "第0件，电话〔电话〕</textarea>" in page.replace("\r\n", "")


def test_after_a_verdict_the_next_text_comes_up_and_at_the_end_the_queue(reviewer):
    first, second = queued(2)
    answer = reviewer.post(f"/desk/review/{first.code}/steps/approve", {"redacted": "第0件"})
    assert answer["Location"] == f"/desk/review/{second.code}"
    answer = reviewer.post(f"/desk/review/{second.code}/steps/approve", {"redacted": "第1件"})
    assert answer["Location"] == "/desk/review"
    assert set(ModerationCase.objects.values_list("text_public", flat=True)) == {"第0件", "第1件"}


def test_a_refused_verdict_stays_on_the_text_and_says_why(reviewer):
    case = queued(1)[0]
    answer = reviewer.post(f"/desk/review/{case.code}/steps/approve", {"redacted": "电话13812345678"}, follow=True)
    assert "个人信息" in answer.content.decode()
    assert ModerationCase.objects.get().state == "queued"


@pytest.mark.parametrize("name", ["li", "chen", "wu", "han", "sysadmin"])
def test_others_do_not_open_the_desk(client, people, name):
    case = queued(1)[0]
    give_totp(people.account(name))
    client.force_login(people.account(name))
    answers = [
        client.get("/desk/review"),
        client.get(f"/desk/review/{case.code}"),
        client.post(f"/desk/review/{case.code}/steps/approve", {"redacted": "x"}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert ModerationCase.objects.get().state == "queued"


def test_strangers_are_asked_to_sign_in(client, db):
    assert client.get("/desk/review")["Location"] == "/accounts/login?next=%2Fdesk%2Freview"


def test_an_unknown_text_or_verb_is_not_found(reviewer):
    case = queued(1)[0]
    assert reviewer.get("/desk/review/S999999").status_code == 404
    assert reviewer.post(f"/desk/review/{case.code}/steps/queue").status_code == 404
