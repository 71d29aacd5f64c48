"""Pages for machines: crawlers, browsers that ask for an icon, the watch over the service."""

import pytest
from django.test import Client


@pytest.fixture
def client(db) -> Client:
    return Client(SERVER_NAME="127.0.0.1")


def test_crawlers_are_kept_from_desks_and_from_peoples_own_pages(client):
    text = client.get("/robots.txt").content.decode()
    for path in ("/desk", "/mine", "/v/"):
        assert f"Disallow: {path}\n" in text


def test_the_icon_leads_to_the_mark(client):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/static/img/mark.svg")


def test_the_service_says_that_it_is_well(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})


def test_pages_that_only_show_take_no_posts(client):
    for address in ("/", "/verify", "/ledger", "/search", "/help", "/healthz"):
        assert client.post(address).status_code == 405
