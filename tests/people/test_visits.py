"""Visits: who it is and what they hold comes with the visit in one statement, and nothing of it outlives its reason."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import cast

from shangliang.kernel.calendar import local_date, now
from shangliang.people.actions import give_totp, join_cast
from shangliang.people.models import Account, Person, Seat, Visit
from shangliang.people.queries import actor_of, visit_of


@pytest.fixture
def people(db):
    return cast()


def visitor(people, name: str) -> Client:
    """Return a client signed in by the staff door, its second factor known already."""
    client = Client(SERVER_NAME="127.0.0.1")
    account = people.account(name)
    give_totp(account)
    client.force_login(account)
    client.get("/desk/search")
    return client


def opens(client: Client, path: str = "/desk/search") -> int:
    return client.get(path).status_code


def test_a_page_of_somebody_signed_in_asks_once_who_it_is(people):
    client = visitor(people, "zhou")
    with CaptureQueriesContext(connection) as statements:
        assert opens(client) == 200
    assert len(statements) == 1


def test_it_is_the_same_actor_that_the_seats_say(people):
    visitor(people, "zhou")
    row = Visit.objects.get()
    today = local_date(now())
    found = visit_of(row.session_key, timezone.now(), today)
    account = Account.objects.select_related("person").get(pk=row.account_id)
    assert found.known.actor == actor_of(account.person, today)
    names = [field.attname for field in Account._meta.concrete_fields]
    assert {name: getattr(found.known.account, name) for name in names} == {n: getattr(account, n) for n in names}
    assert vars(found.known.account.person).keys() == vars(Person.objects.get(pk=account.person_id)).keys()


def test_a_seat_that_ended_opens_nothing_from_the_next_page_on(people):
    client = visitor(people, "zhou")
    yesterday = local_date(now()) - timedelta(days=1)
    Seat.objects.filter(person=people.account("zhou").person).update(until=yesterday)
    assert opens(client) == 403


def test_a_seat_that_begins_tomorrow_opens_nothing_today(people):
    client = visitor(people, "zhou")
    tomorrow = local_date(now()) + timedelta(days=1)
    Seat.objects.filter(person=people.account("zhou").person).update(since=tomorrow)
    assert opens(client) == 403


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "another"}, {"person": None}])
def test_an_account_that_was_closed_or_has_a_new_password_is_signed_in_no_more(people, change):
    client = visitor(people, "zhou")
    Account.objects.filter(pk=people.account("zhou").pk).update(**change)
    assert opens(client) in (302, 403)


def test_a_visit_that_ran_out_or_was_ended_is_nobodys(people):
    client = visitor(people, "zhou")
    Visit.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert opens(client) == 302
    client = visitor(people, "zhou")
    Visit.objects.all().delete()
    assert opens(client) == 302


def test_the_account_named_beside_a_visit_is_not_believed_against_what_the_visit_holds(people):
    """The column is there for the statement; who it is says the sealed content, and a mismatch is asked anew."""
    client = visitor(people, "zhou")
    other = join_cast(people.account("chen").person, "somebody-else")
    Visit.objects.update(account=other)
    answer = client.get("/desk/search")
    assert answer.status_code == 200
    assert str(people.account("zhou").person) in answer.content.decode()


def test_signing_out_ends_the_visit(people):
    client = visitor(people, "zhou")
    client.logout()
    assert Visit.objects.count() == 0
    assert opens(client) == 302
