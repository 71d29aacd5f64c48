"""A visit to a page in a real browser: everything that is looked at while it is open once."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, BrowserContext, CDPSession, ConsoleMessage, Page, Request
from tests.faces.site_map import Stop

PHONE, TABLET, DESK, SCREEN = 360, 768, 1440, 1920
HEIGHTS = {SCREEN: 1080}
WIDTHS = (320, PHONE, TABLET, DESK, SCREEN)
HALL, COCKPIT = "/hall", "/cockpit"
"""Pages for a wall, which nobody opens on a phone."""
LEAST_WORDS = {HALL: 28, COCKPIT: 18}
LEAST_DESK_WORDS = 12
AXE_AT = {("zh", False): DESK, ("zh", True): PHONE, ("en", False): PHONE, ("en", True): DESK}
"""At which width axe looks, by language and 长者版: each of both is looked at on a phone and on a desk."""
LANGUAGES = ("zh", "en")
LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ""}:${event.lineNumber}`));
"""


@dataclass(frozen=True)
class Fault:
    """Something that is wrong with a page, by the kind of look that found it."""

    kind: str
    where: str
    words: str

    def __str__(self) -> str:
        return f"{self.where}: {self.words}"


@cache
def probes() -> str:
    """Return axe-core as it is installed, and the sweep's own looks."""
    axe = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
    return f"{axe};{Path(__file__).with_name('look.js').read_text('utf-8')};0"


class Window:
    """One browser window of one visitor; it is used for all of the visitor's pages."""

    def __init__(self, browser: Browser, url: str, session: str | None) -> None:
        self.url = url
        self.context: BrowserContext = browser.new_context(
            base_url=url, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce"
        )
        self.context.add_init_script(LISTEN)
        if session:
            self.context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.tools: CDPSession = self.context.new_cdp_session(self.page)
        self.heard: list[tuple[str, str]] = []
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.heard.append(("script", str(error))))
        self.page.on("request", self.note_request)

    def hear(self, told: ConsoleMessage) -> None:
        if told.type == "error" and "the server responded with a status of" not in told.text:
            self.heard.append(("script", told.text))

    def note_request(self, asked: Request) -> None:
        if not asked.url.startswith((f"{self.url}/", "data:", "blob:")):
            self.heard.append(("host", asked.url))

    def resize(self, width: int) -> None:
        size = {"width": width, "height": HEIGHTS.get(width, 900), "deviceScaleFactor": 1, "mobile": False}
        self.tools.send("Emulation.setDeviceMetricsOverride", size)

    def ask(self, words: str) -> Any:  # noqa: ANN401 - whatever the page answers
        return self.page.evaluate(f"sweep.{words}")

    def visit(self, stop: Stop, lang: str) -> list[Fault]:
        """Open a page in a language and return what is wrong with it, plain and in 长者版."""
        self.heard.clear()
        self.context.add_cookies(
            [
                {"name": "lang", "value": {"zh": "zh-hans", "en": "en"}[lang], "url": self.url},
                {"name": "elder", "value": "0", "url": self.url},
            ]
        )
        self.resize(DESK)
        answer = self.page.goto(stop.address, wait_until="load")
        found = [] if answer and answer.status == stop.status else [("status", str(answer and answer.status))]
        self.page.evaluate(probes())
        found += self.looks(stop, lang)
        refused = [("policy", words) for words in self.page.evaluate("window.refused")]
        return [Fault(kind, f"{stop} {lang}", words) for kind, words in (*found, *self.heard, *refused)]

    def looks(self, stop: Stop, lang: str) -> Iterator[tuple[str, str]]:
        """Yield the kind and the words of each fault of the open page."""
        is_wall = any(mark in stop.address for mark in (HALL, COCKPIT))
        if lang == "zh":
            yield from self.look_at_keys()
        self.ask("use()")
        yield from self.look_at_words(stop)
        self.ask("unfold()")
        for is_elder in (False, True):
            self.ask(f"elder({str(is_elder).lower()})")
            mode = " 长者版" if is_elder else ""
            for width in WIDTHS:
                self.resize(width)
                if over := self.ask("overflow()"):
                    yield "width", f"{width}{mode} {over}"
                yield from (("overlap", f"{width}{mode} {words}") for words in self.ask("collisions()"))
                if width == PHONE and not is_wall:
                    yield from (("target", f"{words}{mode}") for words in self.ask("smallTargets()"))
                if width == AXE_AT[lang, is_elder]:
                    yield from (("axe", f"{width}{mode} {words}") for words in self.ask("axeFaults()"))
        self.ask("elder(false)")
        if lang == "zh" and self.ask("popUp()"):
            yield from (("axe", words) for words in self.ask("axeFaults({include: [['[popover]']]})"))

    def look_at_keys(self) -> Iterator[tuple[str, str]]:
        """Yield what keyboards miss: the way past the top, focus that shows, the next row of a desk."""
        self.page.keyboard.press("Tab")
        if self.page.evaluate("document.querySelector('.sl-skip') !== null"):
            if not self.page.evaluate(
                "document.activeElement.matches('.sl-skip') && document.activeElement.offsetLeft === 0"
            ):
                yield "keys", "the first Tab does not show the way to the text"
        elif not self.page.evaluate("document.body.matches('.scr')"):
            yield "keys", "no way past the top of the page"
        yield from (("keys", words) for words in self.ask("lostFocus()"))
        if self.page.evaluate("document.querySelectorAll('[data-rows] [data-row]').length > 1"):
            places = [self.page.evaluate(CHOSEN_ROW)]
            for key in ("j", "k", "k", "j"):
                self.page.keyboard.press(key)
                places.append(self.page.evaluate(CHOSEN_ROW))
            if len(set(places)) == 1:
                yield "keys", "j and k do not lead through the rows"

    def look_at_words(self, stop: Stop) -> Iterator[tuple[str, str]]:
        """Yield words that are smaller than the kind of page allows."""
        wall = next((least for mark, least in LEAST_WORDS.items() if mark in stop.address), None)
        self.resize(SCREEN if wall else DESK)
        yield from (("words", words) for words in self.ask(f"smallWords({wall or LEAST_DESK_WORDS})"))

    def close(self) -> None:
        self.context.close()


CHOSEN_ROW = (
    "Array.from(document.querySelectorAll('[data-rows] [data-row]')).findIndex((row) => row.classList.contains('on'))"
)


class Sweep:
    """All pages and a window for each visitor; what a visit found is kept, so that each page is opened once."""

    def __init__(self, browser: Browser, url: str, stops: list[Stop], cookies: dict[str, str | None]) -> None:
        self.browser, self.url, self.stops, self.cookies = browser, url, stops, cookies
        self.windows: dict[str, Window] = {}
        self.found: list[Fault] | None = None

    def window(self, who: str) -> Window:
        """Return the window of a visitor, opened when it is first asked for."""
        if who not in self.windows:
            self.windows[who] = Window(self.browser, self.url, self.cookies.get(who))
        return self.windows[who]

    def faults(self, *kinds: str) -> list[str]:
        """Return what is wrong of some kinds on any page, in either language and mode."""
        if self.found is None:
            visits = [(stop, lang) for stop in self.stops for lang in LANGUAGES]
            self.found = [fault for stop, lang in visits for fault in self.window(stop.who).visit(stop, lang)]
        return [str(fault) for fault in self.found if fault.kind in kinds]

    def close(self) -> None:
        for window in self.windows.values():
            window.close()
