"""Every page that a browser can be led to, found from the addresses themselves and from what pages link to.

A new page needs no entry here: its route brings it in, with the code that `test_site_map.SAMPLES` knows for it or with
the first link to it on any page. What needs words typed first (the steps of /speak, the doors) is walked to by hand.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve
from tests.site.test_site_map import STAFF, Route, client_of, may_open, routes, sample

from shangliang.people.models import Account

NOBODY = ""
SAID = "老楼加装电梯的钱怎么分，想请大家商量。"
LINK = re.compile(r'<a\b[^>]*\shref="([^"#]+)')
HTML = "text/html"
PAGE, NO_PAGE, NOT_BY_GET = 200, 204, 405

OTHER_STATES = (
    ("/", "citizen"), ("/mine", "citizen"), ("/search?q=电梯", NOBODY), ("/verify?f=01-01", NOBODY),
    ("/sessions/1", NOBODY), ("/sessions/21", NOBODY), ("/sessions/22", NOBODY), ("/sessions/22", "citizen"),
    ("/sessions/22/hall", NOBODY), ("/sessions/22/questions", NOBODY), ("/sessions/22/polls/1", NOBODY),
    ("/desk/sessions/22", "liaison"),
    ("/desk/sessions/22/host", "liaison"), ("/desk/sessions/21", "liaison"), ("/desk/sessions/22/guests", "liaison"),
    ("/desk/topics", "liaison"), ("/desk/hot", "dispatcher"), ("/desk/cases/closed", "park-head"),
    ("/desk/search?q=电梯", "agent"), ("/report?period=all", NOBODY),
    *(("/desk", name) for name in STAFF if name != "citizen"),
)  # fmt: skip
"""The same page in another state or for somebody else, where it looks different."""
REFUSED = (("/no-such-page", NOBODY, 404), ("/no-such-page", "agent", 404), ("/desk/leader", "citizen", 403))
"""Pages that say no."""


@dataclass(frozen=True)
class Stop:
    """One page, whose window shows it, and with which status it answers."""

    address: str
    who: str
    status: int = 200

    def __str__(self) -> str:
        return f"{self.address} ({self.who or 'nobody'})"


class Walker:
    """Looks for the pages with test clients, each signed in as one of the cast or half way through a door."""

    def __init__(self, at: datetime, folder: Path, lang: str = "zh-hans", said: str = SAID) -> None:
        self.at, self.folder, self.said = at, folder, {"text": said}
        self.clients = {NOBODY: visitor()}
        for name in STAFF:
            cache.clear()  # the doors count tries per address, and all these visitors come from one
            self.clients[name] = stepped_in(name)
        self.lang = lang
        self.pages: dict[tuple[str, str], str] = {}
        self.accounts = {account.username: account for account in Account.objects.filter(username__in=STAFF)}
        self.stops: dict[tuple[str, str], Stop] = {}
        self.seen: set[str] = set()
        self.links: dict[str, tuple[str, str]] = {}

    def walk(self) -> list[Stop]:
        """Return every page once, with a window in which it opens."""
        waiting = [route for route in routes() if not self.is_found(route, sample_of(route))]
        while found := [route for route in waiting if self.is_found(route, self.linked(route))]:
            waiting = [route for route in waiting if route not in found]
        for address, who in OTHER_STATES:
            self.look(address, who)
        for address, who in self.half_way():
            self.look(address, who)
        for address, who, status in REFUSED:
            assert self.get(address, who).status_code == status
        return [*self.stops.values(), *(Stop(*refused) for refused in REFUSED)]

    def get(self, address: str, who: str) -> HttpResponse:
        """Ask for a page in the language of this walk, and keep its text."""
        client = self.clients[who]
        client.cookies["lang"] = self.lang
        answer = client.get(address)
        if HTML in answer.headers.get("Content-Type", "") and not answer.streaming:
            self.pages[address, who] = answer.content.decode()
        return answer

    def is_found(self, route: Route, address: str | None) -> bool:
        """Return whether the page of an address opens for somebody."""
        if address is None or route.pattern in self.seen:
            return address is not None
        for who in self.windows(route):
            status = self.look(address, who)
            if status == PAGE:
                self.seen.add(route.pattern)
                return True
            if status in (NOT_BY_GET, NO_PAGE):
                return False
        return False

    def windows(self, route: Route) -> Iterator[str]:
        """Yield who may open a page, nobody first where it is public."""
        if route.grant is not None and route.grant.public:
            yield NOBODY
        for name, account in self.accounts.items():
            if route.grant is not None and may_open(route, account, self.at):
                yield name

    def linked(self, route: Route) -> str | None:
        """Return the first address of a route that some page links to."""
        return self.links.get(route.pattern, (None,))[0]

    def look(self, address: str, who: str) -> int:
        """Open a page, note it and what it links to, and return how it answered."""
        answer = self.get(address, who)
        if answer.status_code != PAGE or HTML not in answer.headers["Content-Type"]:
            return NO_PAGE if answer.status_code == PAGE else answer.status_code
        self.stops.setdefault((address, who), Stop(address, who))
        for link in links_of(answer):
            self.links.setdefault(pattern_of(link), (link, who))
        return PAGE

    def half_way(self) -> Iterator[tuple[str, str]]:
        """Yield pages that come after something was typed: the steps of /speak, a code that was sent, a password."""
        yield "/speak/same", self.after("saying", "/speak", self.said)
        yield "/speak/send", "saying"
        sent = {"demand_type": "help", "age_band": "adult", "has_consent": "on", "phone": "13800000000"}
        yield "/speak/code", self.after("sending", "/speak", self.said, "/speak/send", sent)
        own = self.after("said", "/speak", self.said, "/speak/send", {**sent, "phone": ""}, as_=stepped_in("citizen"))
        yield "/speak/done", own
        yield "/signin/code", self.after("coded", "/signin", {"phone": "13800000001"})
        word = json.loads((self.folder / "demo-accounts.json").read_text("utf-8"))["agent"]
        yield "/accounts/2fa/check", self.after("checked", "/accounts/login", {"login": "agent", "password": word})

    def after(self, who: str, *told: str | dict[str, str], as_: Client | None = None) -> str:
        """Open a window in which forms were sent, one after the other, and return its name."""
        client = self.clients[who] = as_ or visitor()
        cache.clear()
        for address, words in zip(told[::2], told[1::2], strict=True):
            answer = client.post(address, words)
            assert answer.status_code == 302, (address, answer.content.decode()[-3000:])
        return who

    def cookie(self, who: str) -> str | None:
        """Return the session of a window, with which a browser becomes the same visitor."""
        morsel = self.clients[who].cookies.get("sessionid")
        return morsel.value if morsel else None


def visitor() -> Client:
    return Client(SERVER_NAME="127.0.0.1")


def stepped_in(name: str) -> Client:
    """Return a client that is one of the cast and has read that it is."""
    client = client_of(name)
    client.get("/demo")
    return client


def sample_of(route: Route) -> str | None:
    return "/" + route.pattern if route.is_plain else sample(route)


def links_of(answer: HttpResponse) -> list[str]:
    """Return the addresses of this site that a page links to."""
    found = LINK.findall(answer.content.decode())
    return [link.replace("&amp;", "&") for link in found if link.startswith("/") and not link.startswith("//")]


def pattern_of(link: str) -> str:
    """Return the route that answers an address, or nothing for one that nobody answers."""
    try:
        return resolve(link.split("?", maxsplit=1)[0]).route
    except Resolver404:
        return ""
