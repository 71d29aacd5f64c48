"""The tour of the demonstration: eight stops, each opens its page for the person that one becomes there."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("demonstration")
STOP = re.compile(r'action="/demo/([a-z0-9-]+)"><input[^>]*csrf[^>]*><input type="hidden" name="next" value="([^"]+)">')


@pytest.fixture(autouse=True)
def _shown(settings):
    settings.DEMO = True


def stops() -> list[tuple[str, str]]:
    return STOP.findall(Client(SERVER_NAME="127.0.0.1").get("/demo").content.decode())


def test_the_tour_has_a_stop_for_each_stage():
    assert len(stops()) == 8
    assert len({path for _name, path in stops()}) == 8


def test_each_stop_opens_its_page_for_the_person_of_the_stop():
    for name, path in stops():
        client = Client(SERVER_NAME="127.0.0.1")
        answer = client.post(f"/demo/{name}", {"next": path})
        assert answer.headers["Location"] == path
        assert (path, client.get(path).status_code) == (path, 200)


def test_the_page_says_at_which_stops_the_visitor_is_already_the_right_person():
    client = Client(SERVER_NAME="127.0.0.1")
    assert client.get("/demo").content.decode().count("您现在就是") == 0
    client.post("/demo/liaison")
    assert client.get("/demo").content.decode().count("您现在就是") == 2


def test_there_is_no_tour_outside_of_the_demonstration(settings):
    settings.DEMO = False
    assert Client(SERVER_NAME="127.0.0.1").get("/demo").status_code == 404
