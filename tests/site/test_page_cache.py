"""The cache of whole pages: a change shows within a second, and nothing of one visitor reaches another."""

import time
from wsgiref.util import setup_testing_defaults

import pytest

from shangliang.kernel.calendar import now
from shangliang.kernel.workflow import SYSTEM
from shangliang.ledger.actions import Entry, append
from shangliang.site.page_cache import OPEN, PageCache

HTML = ("Content-Type", "text/html; charset=utf-8")


class Pages:
    """An application that answers a new page each time."""

    def __init__(self, *headers, is_open=True) -> None:
        self.headers, self.asked, self.is_open = [HTML, *headers], 0, is_open

    def __call__(self, environ, respond) -> list[bytes]:
        self.asked += 1
        if self.is_open:
            environ[OPEN] = "1"
        respond("200 OK", self.headers)
        return [f"page {self.asked}".encode()]


def get(cache, path="/topics", **environ):
    request = {"PATH_INFO": path, **environ}
    setup_testing_defaults(request)
    said = []
    body = b"".join(cache(request, lambda status, headers: said.extend((status, dict(headers)))))
    return said[0], said[1], body


def entry(code):
    append(Entry("topic", code, "collect", SYSTEM, now(), SYSTEM.seats[0], "", "clue", {}, {}))


@pytest.mark.django_db
def test_a_page_is_served_from_the_cache_until_the_record_grows():
    cache = PageCache(Pages())
    assert get(cache)[2] == get(cache)[2] == b"page 1"
    entry("a")
    time.sleep(1)
    assert get(cache)[2] == b"page 2"


@pytest.mark.django_db
def test_a_reader_who_has_the_page_is_told_so():
    cache = PageCache(Pages())
    mark = get(cache)[1]["ETag"]
    status, headers, body = get(cache, HTTP_IF_NONE_MATCH=mark)
    assert (status, body, "Content-Type" in headers) == ("304 Not Modified", b"", False)


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", ["sessionid=a", "messages=a", "lang=en; csrftoken=a", "?"])
def test_visitors_with_cookies_of_their_own_get_pages_of_their_own(cookie):
    cache = PageCache(Pages())
    get(cache)
    assert get(cache, HTTP_COOKIE=cookie)[2] == b"page 2"
    assert get(cache)[2] == b"page 1"


@pytest.mark.django_db
def test_choices_have_pages_of_their_own():
    cache = PageCache(Pages())
    found = [get(cache, HTTP_COOKIE=cookie)[2] for cookie in ("", "lang=en", "elder=1", "lang=en")]
    assert found == [b"page 1", b"page 2", b"page 3", b"page 2"]


@pytest.mark.django_db
@pytest.mark.parametrize("header", [("Set-Cookie", "csrftoken=a"), ("Cache-Control", "no-store")])
def test_pages_that_set_a_cookie_or_forbid_it_are_never_kept(header):
    cache = PageCache(Pages(header))
    assert [get(cache)[2], get(cache)[2]] == [b"page 1", b"page 2"]


@pytest.mark.django_db
def test_pages_that_are_not_open_to_everybody_are_never_kept():
    cache = PageCache(Pages(is_open=False))
    assert [get(cache)[2], get(cache)[2]] == [b"page 1", b"page 2"]


@pytest.mark.django_db
def test_the_site_keeps_its_open_pages_and_no_page_with_a_form():
    from shangliang.site.wsgi import application

    application.pages.clear()
    for path in ("/help", "/signin"):
        assert get(application, path, HTTP_HOST="127.0.0.1")[0] == "200 OK"
    assert [key[2] for key in application.pages] == ["/help"]
