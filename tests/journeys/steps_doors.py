"""Doors and hands: who sits at which window, how people sign in and out, how a form is filled and an act taken."""

import json
import re
import time
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
)
from tests.conftest import Served

PHONE: ViewportSize = {"width": 360, "height": 780}
DESK: ViewportSize = {"width": 1440, "height": 900}
TICK = 250
"""Milliseconds between two looks at something that the worker is about to do."""
PATIENCE = 30
"""Seconds after which the worker counts as stuck."""
Value = str | int | bool | Sequence[str]


class City:
    """The served product and everybody's windows; whatever goes wrong in any of them is noted in `faults`."""

    def __init__(self, served: Served, browser: Browser) -> None:
        self.served, self.browser = served, browser
        self.contexts: list[BrowserContext] = []
        self.desks: dict[str, Page] = {}
        self.faults: list[str] = []

    def window(self, viewport: ViewportSize = DESK) -> Page:
        """Open a window of nobody yet."""
        context = self.browser.new_context(
            base_url=self.served.url, viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        page = context.new_page()
        self.watch(page)
        return page

    def desk(self, name: str) -> Page:
        """Return the window of somebody of the cast, who stepped in by /demo when it was first asked for."""
        if name not in self.desks:
            self.desks[name] = self.window()
            step_in(self.desks[name], name)
        return self.desks[name]

    def watch(self, page: Page) -> None:
        """Note errors of scripts, blocked content, requests that failed or left this machine, and broken pages."""

        def hear(told: ConsoleMessage) -> None:
            if told.type == "error":
                self.note(page, told.text)

        def lose(asked: Request) -> None:
            # A request that is still open when the reader goes on to another page is aborted, which is no fault.
            if "ERR_ABORTED" not in (asked.failure or ""):
                self.note(page, f"{asked.failure} {asked.url}")

        def answer(got: Response) -> None:
            if got.status >= 500:
                self.note(page, f"{got.status} {got.url}")

        def leave(asked: Request) -> None:
            # The live process answers on a port of its own, on the same host.
            if urlsplit(asked.url).hostname not in (urlsplit(self.served.url).hostname, None):
                self.note(page, f"left this machine: {asked.url}")

        page.on("console", hear)
        page.on("pageerror", lambda error: self.note(page, str(error)))
        page.on("requestfailed", lose)
        page.on("response", answer)
        page.on("request", leave)

    def note(self, page: Page, words: str) -> None:
        self.faults.append(f"{page.url}: {words}")

    def close(self) -> None:
        for context in self.contexts:
            context.close()

    def later(self, **parts: float) -> None:
        """Let time pass: ``city.later(days=3)``."""
        self.served.clock.advance(**parts)


# --- Doors ------------------------------------------------------------------------------------------------------


def step_in(page: Page, name: str) -> None:
    """Become somebody of the cast by one click on /demo."""
    page.goto("/demo")
    button = page.locator(f'form[action="/demo/{name}"] button').last  # the stops of the tour stand before the cast
    if button.is_enabled():
        with page.expect_navigation():
            button.click()


def sign_out(page: Page) -> None:
    """Sign out as a desk does it, or through /demo on a public page, and end on the public first page."""
    if page.locator(".dk-me").count():
        page.locator(".dk-me").click()
        page.locator("#who-am-i").get_by_role("button", name="退出").click()
    else:
        page.goto("/demo")
        page.get_by_role("button", name="退出，做回路人").click()
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page.locator(".dk-me")).to_have_count(0)


def sign_in_as_staff(page: Page, served: Served, name: str) -> None:
    """Go through the staff door: password, then the one-time password that /inbox shows."""
    password = json.loads((served.data / "demo-accounts.json").read_text("utf-8"))[name]
    page.goto("/accounts/login")
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="下一步").click()
    expect(page).to_have_url(re.compile("/accounts/2fa/check"))
    page.get_by_label("动态口令").fill(one_time_password(page, name))
    with page.expect_navigation():
        page.get_by_role("button", name="登录", exact=True).click()
    expect(page).to_have_url(re.compile("/desk"))


def one_time_password(page: Page, name: str) -> str:
    """Read the present one-time password of somebody in another tab."""
    tab = page.context.new_page()
    tab.goto("/inbox")
    row = tab.get_by_role("row").filter(has=tab.get_by_role("cell", name=name, exact=True))
    code = row.locator("td").nth(2).inner_text().strip()
    tab.close()
    assert re.fullmatch(r"\d{6}", code), code
    return code


def code_from_inbox(page: Page, phone: str) -> str:
    """Read the newest code that was sent to a phone, in another tab."""
    tab = page.context.new_page()
    tab.goto("/inbox")
    tab.get_by_label("号码后四位").fill(phone[-4:])
    tab.get_by_role("button", name="只看这个号码").click()
    letter = tab.locator("[data-letters] li").filter(has_text="验证码").first
    found = re.search(r"\b(\d{6})\b", letter.locator("p").last.inner_text())
    tab.close()
    assert found is not None
    return found.group(1)


def sign_in_by_phone(page: Page, phone: str) -> None:
    """Go through the citizens' door: phone number, then the code that /inbox shows."""
    page.goto("/signin")
    page.get_by_label("手机号码").fill(phone)
    page.get_by_role("button", name="发送验证码").click()
    expect(page).to_have_url(re.compile("/signin/code"))
    page.get_by_label("验证码").fill(code_from_inbox(page, phone))
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page).to_have_url(re.compile("/mine"))


# --- Hands ------------------------------------------------------------------------------------------------------


def put(scope: Locator | Page, fields: Mapping[str, Value]) -> None:
    """Fill fields by their labels: words, a choice, several choices, or True for a box to tick.

    A label may be shortened where no other one begins alike.
    """
    for label, value in fields.items():
        whole = re.compile(rf"^\s*{re.escape(label)}\s*(选填)?\s*$")
        start = re.compile(rf"^\s*{re.escape(label)}")
        group = scope.get_by_role("group", name=start)
        if group.count():
            for choice in [value] if isinstance(value, str) else value:
                chip = group.first.locator("label").filter(has_text=choice).first
                if not chip.locator("input").is_checked():
                    chip.click()
            continue
        named = scope.get_by_label(whole)
        type_in(named.first if named.count() else scope.get_by_label(start).first, value)


def type_in(control: Locator, value: Value) -> None:
    """Fill one control as its kind asks."""
    kind = control.evaluate("node => node.type || node.tagName")
    if kind == "checkbox":
        control.set_checked(bool(value))
    elif kind in ("select-one", "select-multiple"):
        control.select_option([chosen(control, word) for word in ([value] if isinstance(value, str) else value)])
    elif kind == "file":
        control.set_input_files(str(value))
    else:
        control.fill(str(value))


def chosen(control: Locator, word: str) -> str:
    """Return the value of the choice with this text, or of the first that holds it."""
    rows = control.evaluate("node => Array.from(node.options, one => [one.value, one.text.trim()])")
    found = [key for key, text in rows if text == word] or [key for key, text in rows if word in text]
    assert found, (word, rows)
    return found[0]


def send(page: Page, button: Locator) -> None:
    """Press a button that leads on, and fail with the words of the page when it was refused."""
    with page.expect_navigation():
        button.click()
    refused = page.locator(".sl-errors, .sl-lamp-late:text('没有办成'), .invalid-feedback")
    if refused.count():
        words = page.locator(".sl-errors, .sl-flash, .invalid-feedback").all_inner_texts()
        raise AssertionError(f"{page.url}: {' / '.join(words)}")


def act(page: Page, label: str, fields: Mapping[str, Value] | None = None, *, reason: str = "") -> None:
    """Take an act that a case offers: open it where it asks something, fill it in, send it."""
    exactly = re.compile(rf"^\s*{re.escape(label)}\s*\w?\s*$")
    summary = page.locator("details.dk-do > summary").filter(has_text=exactly)
    if not summary.count():
        send(page, page.locator("form.dk-do-now button").filter(has_text=exactly).first)
        return
    summary.first.click()
    form = summary.first.locator("xpath=..").locator("form")
    put(form, fields or {})
    if reason:
        form.locator('textarea[name="reason"]').fill(reason)
    send(page, form.locator("button:not([type=button])").last)


def until(page: Page, found: Locator, patience: float = PATIENCE) -> None:
    """Look again and again until what the worker does shows on the page."""
    end = time.monotonic() + patience
    while not found.count():
        assert time.monotonic() < end, f"{page.url}: {found} did not come"
        page.wait_for_timeout(TICK)
        page.reload()
