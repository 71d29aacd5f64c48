"""Every page of the site map: opens for the roles that may see it, refuses the others, keeps to its statements."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from shangliang.dispatch.models import Dispatch, Outcome
from shangliang.fieldwork.models import FieldVisit
from shangliang.ideas.models import GoldenIdea
from shangliang.kernel.workflow import Grant
from shangliang.media.models import MediaItem
from shangliang.opinions.models import Conversation
from shangliang.people.models import Account
from shangliang.people.queries import actor_of_account
from shangliang.sessions.models import Session
from shangliang.topics.models import HotIssue, Topic
from shangliang.voices.models import Voice

LIST_BUDGET, DETAIL_BUDGET = 13, 24
"""Statements a page may send, with those of signing in: session, account, second factor, person, seats, notices.

The slices' own tests hold each list to 5 and each case to 12 of its own; this catches a page that nobody listed.
"""
COMPOSED = {
    "": 23,
    "desk/leader": 15,
    "desk/cases": 26,
    "desk/hot": 15,
    "desk/opinions/population": 16,
    "desk/voices/export": 26,
    "ideas/<str:code>": 30,
    "progress": 20,
}
"""Pages that put several slices or sources together, and the export of every voice, which reads part by part."""
ONLY_WITH_CONTENT = {"opinions/<slug:code>/points"}
"""Addresses that answer 404 until something is there: the places of a map large enough to be drawn on a canvas."""
CONFIRMING = ("accounts/again", "accounts/2fa/again")
"""Doors that ask for the password once more: closed to who has none, as most of the cast."""
OPEN = (200, 301, 302, 404, 405)
SHUT = (302, 403, 404, 405)

STAFF = [
    "agent",
    "dispatcher",
    "supervisor",
    "liaison",
    "committee",
    "leader",
    "govoffice",
    "reporter",
    "editor",
    "reviewer",
    "sysadmin",
    "secadmin",
    "auditor",
    "member",
    "expert",
    "park-clerk",
    "park-head",
    "citizen",
]
"""Accounts of the demonstration, one in each role."""


@dataclass(frozen=True)
class Route:
    """One address with its grant."""

    pattern: str
    name: str
    grant: Grant | None

    @property
    def is_plain(self) -> bool:
        return "<" not in self.pattern


def routes() -> list[Route]:
    return list(walk(get_resolver().url_patterns, ""))


def walk(patterns: list, prefix: str) -> Iterator[Route]:
    for entry in patterns:
        full = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(entry.url_patterns, full)
        elif isinstance(entry, URLPattern):
            yield Route(full, entry.name or "", getattr(entry.callback, "grant", None))


def code_of(rows: models.QuerySet) -> str:
    return str(rows.order_by("pk").values_list("code", flat=True)[0])


SAMPLES: dict[str, Callable[[], str]] = {
    r"^visits/|^desk/visits/": lambda: code_of(FieldVisit.objects.all()),
    r"^desk/topics/|^topics/": lambda: code_of(Topic.objects.filter(state="voting")),
    r"^hot/|^desk/hot/": lambda: code_of(HotIssue.objects.all()),
    r"^ideas/|^desk/ideas/": lambda: code_of(GoldenIdea.objects.filter(state="closed")),
    r"^desk/cases/|^desk/dispatch/|^desk/supervision/": lambda: code_of(Dispatch.objects.exclude(idea=None)),
    r"^outcomes/": lambda: str(Outcome.objects.order_by("pk")[0].code),
    r"^sessions/|^desk/sessions/": lambda: code_of(Session.objects.filter(state="broadcast")),
    r"^opinions/|^desk/opinions/": lambda: code_of(Conversation.objects.all()),
    r"^media/|^desk/media/": lambda: code_of(MediaItem.objects.all()),
    r"^desk/voices/": lambda: code_of(Voice.objects.filter(state="accepted")),
    r"^v/": lambda: str(Voice.objects.filter(state="accepted").exclude(query_code=None)[0].query_code),
}
"""A code that exists for the first parameter of an address."""


def sample(route: Route) -> str | None:
    """Return the address with a code that exists, or None for addresses with more than a code."""
    parameters = re.findall(r"<[^>]+>", route.pattern)
    if len(parameters) != 1 or ("<int:" in route.pattern and "sessions/" not in route.pattern):
        return None
    found = next((make for start, make in SAMPLES.items() if re.match(start, route.pattern)), None)
    return "/" + route.pattern.replace(parameters[0], found()) if found else None


def may_open(route: Route, account: Account, at) -> bool:
    grant = route.grant
    return grant.public or actor_of_account(account, at.date()).holds(*grant.by)


def client_of(name: str) -> Client:
    """Return a client that has stepped in as one of the cast, as a visitor of /demo does."""
    client = Client(SERVER_NAME="127.0.0.1")
    assert client.post(f"/demo/{name}").status_code == 302
    return client


pytestmark = pytest.mark.usefixtures("demonstration", "shown")


@pytest.fixture(autouse=True)
def shown(settings):
    """Let the pages run as the demonstration shows them."""
    settings.DEMO = True


def test_every_address_carries_a_grant():
    naked = [route.pattern for route in routes() if route.grant is None]
    assert naked == []


def test_pages_without_parameters_open_for_their_roles_and_for_nobody_else(demonstration):
    wrong = []
    plain = [route for route in routes() if route.is_plain]
    for name in STAFF:
        cache.clear()  # the doors count tries per address, and all these visitors come from one
        client, account = client_of(name), Account.objects.get(username=name)
        for route in plain:
            status = client.get("/" + route.pattern).status_code
            if status == 403 and route.pattern in CONFIRMING and not account.has_usable_password():
                continue
            expected = OPEN if may_open(route, account, demonstration) else SHUT
            if status not in expected:
                wrong.append((name, route.pattern, status))
    assert wrong == []


def test_strangers_see_public_pages_and_are_sent_to_a_door_elsewhere(demonstration):
    client, wrong = Client(SERVER_NAME="127.0.0.1"), []
    for route in routes():
        if not route.is_plain:
            continue
        answer = client.get("/" + route.pattern)
        expected = OPEN if route.grant.public else (302, 405)
        if answer.status_code not in expected or (
            answer.status_code == 302 and not route.grant.public and "next=" not in answer.headers["Location"]
        ):
            wrong.append((route.pattern, answer.status_code))
    assert wrong == []


def test_pages_of_one_case_open_for_somebody_and_refuse_who_may_not(demonstration):
    wrong, unopened = [], []
    clients = {name: (client_of(name), Account.objects.get(username=name)) for name in STAFF}
    for route in routes():
        address = sample(route)
        if address is None:
            continue
        found = set()
        for name, (client, account) in clients.items():
            status = client.get(address).status_code
            allowed = may_open(route, account, demonstration)
            found.add(status)
            if status not in (OPEN if allowed else SHUT):
                wrong.append((name, address, status))
        if not found & {200, 405, 302} and route.pattern not in ONLY_WITH_CONTENT:
            unopened.append((address, found))
    assert wrong == []
    assert unopened == []


def test_pages_keep_to_their_number_of_statements(demonstration):
    over = []
    clients = [client_of(name) for name in STAFF]
    for route in routes():
        address = "/" + route.pattern if route.is_plain else sample(route)
        if address is None:
            continue
        for client in clients:
            with CaptureQueriesContext(connection) as statements:
                answer = client.get(address)
            if answer.status_code == 200:
                budget = COMPOSED.get(route.pattern, LIST_BUDGET if route.is_plain else DETAIL_BUDGET)
                if len(statements) > budget:
                    over.append((address, len(statements)))
                break
    assert over == []
