"""Every page as it looks: at five widths, in 长者版 and in English nothing runs over the edge, nothing is blocked,
nothing fails, nothing leaves this machine."""

import re

import pytest
from playwright.sync_api import Page
from tests.conftest import Served
from tests.journeys.steps_doors import City, step_in

WIDTHS = (320, 360, 768, 1440, 1920)
FEW_WIDTHS = (360, 1440)
MODES = {"plain": {}, "elder": {"elder": "1"}, "english": {"lang": "en"}}
SLACK = 1
"""Pixels by which a fraction may be rounded up."""

PUBLIC = (
    "/", "/speak", "/v", "/hot", "/topics", "/topics/call", "/sessions", "/opinions", "/ideas", "/progress",
    "/outcomes", "/media", "/report", "/verify", "/ledger", "/search", "/search?q=电梯", "/help",
    "/help/accessibility", "/help/data", "/signin", "/accounts/login", "/demo", "/inbox", "/hot/*", "/topics/20*",
    "/visits/*", "/sessions/1",
    "/sessions/1/minutes", "/sessions/1/questions", "/sessions/1/hall", "/sessions/21", "/sessions/22",
    "/sessions/22/hall", "/sessions/22/polls/1",
    "/opinions/*", "/opinions/*/map", "/ideas/01-01", "/verify?f=01-01", "/outcomes/*",
    "/help/*/*",
)  # fmt: skip
"""Addresses that everybody may open; a star stands for the first one that is linked."""

LINKED_ON = {
    "/hot/*": "/hot", "/topics/20*": "/topics", "/visits/*": "/topics/2026-01", "/opinions/*": "/opinions",
    "/outcomes/*": "/outcomes", "/help/*/*": "/help",
}  # fmt: skip
"""Where the first link to a starred address is found."""

DESKS = {
    "citizen": ("/mine", "/mine/notices", "/speak"),
    "agent": ("/desk", "/desk/voices", "/desk/voices/new", "/desk/voices/import", "/desk/voices/2*", "/desk/hot"),
    "dispatcher": ("/desk/dispatch", "/desk/dispatch/*/*"),
    "liaison": (
        "/desk/topics", "/desk/topics/list", "/desk/topics/new", "/desk/topics/call", "/desk/topics/20*",
        "/desk/sessions", "/desk/sessions/new", "/desk/sessions/1", "/desk/sessions/1/guests", "/desk/sessions/1/host",
        "/desk/sessions/1/minutes", "/desk/opinions", "/desk/opinions/new", "/desk/papers",
    ),
    "committee": ("/desk/visits", "/desk/visits/*", "/desk/ideas", "/desk/ideas/01-01", "/desk/ideas/new"),
    "park-clerk": ("/desk", "/desk/cases", "/desk/cases/*", "/desk/cases/waiting", "/desk/cases/closed"),
    "supervisor": ("/desk/supervision", "/desk/cases/ZB*"),
    "leader": ("/desk/leader",),
    "member": ("/desk/member",),
    "editor": ("/desk/media", "/desk/media/new"),
    "reviewer": ("/desk/review", "/desk/review/S*"),
    "sysadmin": ("/desk/people", "/desk/people/persons", "/desk/people/new-person"),
    "auditor": ("/desk/audit",),
}  # fmt: skip
"""Main pages of each desk, by who opens them."""

DESK_LINKS = {
    "/desk/voices/2*": "/desk/voices", "/desk/dispatch/*/*": "/desk/dispatch", "/desk/topics/20*": "/desk/topics/list",
    "/desk/visits/*": "/desk/visits?only=all", "/desk/cases/*": "/desk/cases", "/desk/cases/ZB*": "/desk/supervision",
    "/desk/review/S*": "/desk/review",
}  # fmt: skip


def windows(city: City, mode: str) -> Page:
    """Open a window in which the reader has chosen a mode."""
    page = city.window({"width": FEW_WIDTHS[-1], "height": 900})
    page.context.add_cookies(
        [{"name": name, "value": value, "url": city.served.url} for name, value in MODES[mode].items()]
    )
    return page


def address_of(page: Page, address: str, linked_on: dict[str, str]) -> str:
    """Return an address with its star replaced by what the page that lists such pages links to first."""
    base = next((star for star in linked_on if address.startswith(star)), None)
    if base is None:
        return address
    page.goto(address_of(page, linked_on[base], linked_on))
    pattern = re.compile(re.escape(base).replace(r"\*", "[^/?#]+") + "$")
    links = page.eval_on_selector_all("main a[href]", "nodes => nodes.map(node => node.getAttribute('href'))")
    found = next((link for link in links if pattern.fullmatch(link)), None)
    assert found is not None, f"no link to {base} on {page.url}"
    return found + address.removeprefix(base)


def look(city: City, page: Page, address: str, widths: tuple[int, ...]) -> list[str]:
    """Open a page, make the window narrower and wider, and return what is wrong with it."""
    city.faults.clear()
    answer = page.goto(address, wait_until="load")
    wrong = [] if answer and answer.status == 200 else [f"{address}: {answer.status if answer else 'no answer'}"]
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if over > SLACK:
            wrong.append(f"{address} at {width}: {over} px too wide ({widest(page)})")
    return wrong + [f"{address}: {fault}" for fault in city.faults]


def widest(page: Page) -> str:
    """Return which element reaches furthest over the right edge."""
    return page.evaluate("""() => {
      let found = null, furthest = window.innerWidth;
      for (const node of document.body.querySelectorAll("*")) {
        const right = node.getBoundingClientRect().right;
        if (right > furthest + 1) { found = node; furthest = right; }
      }
      return found ? `${found.tagName}.${found.className.baseVal ?? found.className} to ${Math.round(furthest)}` : "?";
    }""")


@pytest.mark.parametrize("mode", MODES)
def test_public_pages_fit_every_width_and_break_nothing(city: City, mode):
    page, wrong = windows(city, mode), []
    for address in PUBLIC:
        real = address_of(page, address, LINKED_ON)
        wrong += look(city, page, real, WIDTHS if mode == "plain" else FEW_WIDTHS)
    assert wrong == []


@pytest.mark.parametrize("mode", MODES)
def test_desk_pages_fit_every_width_and_break_nothing(city: City, mode):
    page, wrong = windows(city, mode), []
    for name, addresses in DESKS.items():
        step_in(page, name)
        for address in addresses:
            real = address_of(page, address, DESK_LINKS)
            wrong += look(city, page, real, WIDTHS if mode == "plain" else FEW_WIDTHS)
    assert wrong == []


@pytest.mark.parametrize(("mode", "mark"), [("elder", 'html[data-mode="elder"]'), ("english", 'html[lang="en"]')])
def test_the_modes_really_are_on(city: City, mode, mark):
    page = windows(city, mode)
    page.goto("/")
    assert page.locator(mark).count() == 1


BAD = """<!doctype html><html><body><div class="wide">wide</div>
<script>console.error("broken")</script><img src="http://127.0.0.2:9/far.png">
<img src="/static/no-such.png"></body></html>"""


def test_a_bad_page_would_be_noticed(city: City, demonstration: Served):
    page = windows(city, "plain")
    page.route("**/bad", lambda route: route.fulfill(status=200, content_type="text/html", body=BAD))
    page.add_init_script("addEventListener('load', () => document.querySelector('.wide').style.width = '4000px')")
    wrong = " ".join(look(city, page, "/bad", (360,)))
    assert "px too wide (DIV.wide to 4008)" in wrong
    assert "broken" in wrong
    assert "left this machine: http://127.0.0.2:9/far.png" in wrong
    assert "404" in wrong
