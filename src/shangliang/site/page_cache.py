"""Whole pages for people who are nobody in particular, served as bytes before Django is asked.

A page is kept only when its view is open to everybody, its answer sets no cookie and does not forbid keeping it; it is
served only to visitors without any cookie but those of language and 长者版. Each entry of the record makes all of them
old; what changes without an entry is at most `KEPT` old.
"""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from http.cookies import CookieError, SimpleCookie
from typing import Any

from django.db import Error

from shangliang.kernel.calendar import now
from shangliang.ledger.queries import head

KEPT = timedelta(seconds=5)
STAMP_SECONDS = 0.2
"""For how long a process takes the size of the record for unchanged; a change shows after this at the latest."""
MOST_BYTES = 16 * 1024 * 1024
OPEN = "shangliang.open_page"
"""Where the answer of an open page leaves word of it, beside what the server tells of the request."""
CHOICES = frozenset(("lang", "elder"))
ETAG_BYTES = 16

Headers = list[tuple[str, str]]
Respond = Callable[..., Any]
Application = Callable[[dict[str, Any], Respond], Iterable[bytes]]


class PageCache:
    """A WSGI application that answers what it keeps and passes everything else on."""

    def __init__(self, application: Application, *, clock: Callable[[], datetime] = now) -> None:
        """Keep the application behind; nothing is kept yet."""
        self.application, self.clock = application, clock
        self.pages: OrderedDict[tuple[str, ...], tuple[int, datetime, str, Headers, bytes]] = OrderedDict()
        self.lock, self.bytes = threading.Lock(), 0
        self.stamp, self.stamp_until = -1, 0.0

    def __call__(self, given: dict[str, Any], respond: Respond) -> Iterable[bytes]:
        """Answer one request."""
        key = key_of(given)
        if key is None:
            return self.application(given, respond)
        size, at = self.size(), self.clock()
        kept = self.pages.get(key)
        if kept is not None and kept[0] == size and at - KEPT < kept[1] <= at:
            return answer(given, respond, kept[2], kept[3], kept[4])
        return self.ask(given, respond, key, (size, at))

    def size(self) -> int:
        """Return the size of the record, read anew every fifth of a second; -1 when it cannot be read."""
        if time.monotonic() >= self.stamp_until:
            try:
                self.stamp = head().size
            except Error:
                self.stamp = -1
            self.stamp_until = time.monotonic() + STAMP_SECONDS
        return self.stamp

    def ask(
        self, given: dict[str, Any], respond: Respond, key: tuple[str, ...], moment: tuple[int, datetime]
    ) -> Iterable[bytes]:
        """Ask the application, keep its answer when it may be kept, and pass it on."""
        said: list[Any] = []
        body = self.application(given, lambda *words: said.extend(words[:2]))
        try:
            status, headers = said[0], list(said[1])
            if OPEN not in given or not may_be_kept(status, headers):
                respond(status, headers)
                return body
            whole = b"".join(body)
        except BaseException:
            close(body)
            raise
        close(body)
        mark = f'"{hashlib.blake2b(whole, digest_size=ETAG_BYTES).hexdigest()}"'
        headers = [pair for pair in headers if pair[0].lower() != "etag"] + [("ETag", mark)]
        if moment[0] >= 0:
            self.keep(key, (*moment, mark, headers, whole))
        return answer(given, respond, mark, headers, whole)

    def keep(self, key: tuple[str, ...], page: tuple[int, datetime, str, Headers, bytes]) -> None:
        """Keep a page, and let the oldest go while there are too many."""
        with self.lock:
            old = self.pages.pop(key, None)
            self.bytes += len(page[4]) - (len(old[4]) if old else 0)
            self.pages[key] = page
            while self.bytes > MOST_BYTES:
                self.bytes -= len(self.pages.popitem(last=False)[1][4])


def key_of(given: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Return under what a request's page is kept, or None for requests that never get a kept page."""
    if given["REQUEST_METHOD"] != "GET" or "HTTP_HX_REQUEST" in given or "HTTP_AUTHORIZATION" in given:
        return None
    lang = elder = ""
    if given.get("HTTP_COOKIE"):
        try:
            cookies = SimpleCookie(given["HTTP_COOKIE"])
        except CookieError:
            return None
        if not cookies or not cookies.keys() <= CHOICES:
            return None
        lang, elder = (cookies[name].value if name in cookies else "" for name in ("lang", "elder"))
    place = (given.get("wsgi.url_scheme", ""), given.get("HTTP_HOST", ""), given.get("PATH_INFO", ""))
    return (*place, given.get("QUERY_STRING", ""), lang, elder)


def may_be_kept(status: str, headers: Headers) -> bool:
    """Return whether an answer may be kept: a whole open page that sets no cookie and does not forbid it."""
    found = {name.lower(): value for name, value in headers}
    return (
        status.startswith("200 ")
        and found.get("content-type", "").startswith("text/html")
        and "set-cookie" not in found
        and "no-store" not in found.get("cache-control", "")
    )


def answer(given: Mapping[str, Any], respond: Respond, mark: str, headers: Headers, body: bytes) -> Iterable[bytes]:
    """Answer with a page, or with 304 when the reader has the same one already."""
    if mark in given.get("HTTP_IF_NONE_MATCH", ""):
        respond("304 Not Modified", [pair for pair in headers if not pair[0].lower().startswith("content-")])
        return [b""]
    respond("200 OK", headers)
    return [body]


def close(body: Iterable[bytes]) -> None:
    """Tell an answer that it was read, as WSGI asks."""
    end = getattr(body, "close", None)
    if end is not None:
        end()
