"""First stage: a citizen speaks on a phone, the hotline takes the voice in, the reviewer lets it be read."""

import re
from dataclasses import dataclass
from datetime import date

from playwright.sync_api import Page, expect
from tests.journeys.steps_doors import City, act, code_from_inbox, put, send, until


@dataclass(frozen=True)
class Citizen:
    """Somebody who speaks: how to be called, phone, what is said and where."""

    name: str
    phone: str
    text: str
    place: str
    district: str


def speak(page: Page, who: Citizen) -> str:
    """Say something on /speak in three steps and return the code by which it can be followed."""
    page.goto("/")
    page.locator(".sl-tabbar").get_by_role("link", name="我要说").click()
    put(page, {"说一件身边的事": who.text, "在哪里": who.place, "区（市）": who.district})
    send(page, page.get_by_role("button", name="下一步"))
    if page.url.endswith("/speak/same"):
        expect(page.get_by_role("heading", name="是不是同一件事？")).to_be_visible()
        send(page, page.get_by_role("button", name="都不一样，接着说我的"))
    put(page, {"这是": "建议", "手机号码": who.phone, "我看过": True, "去掉个人信息以后": True})
    send(page, page.get_by_role("button", name="发送验证码"))
    put(page, {"验证码": code_from_inbox(page, who.phone), "怎么称呼您": who.name})
    send(page, page.get_by_role("button", name="发出去"))
    expect(page.get_by_role("heading", name="收到了")).to_be_visible()
    return page.locator(".sl-receipt .code").inner_text().replace(" ", "")


def number_of(page: Page, query_code: str) -> str:
    """Read the number of a voice from the page that follows it."""
    page.goto(f"/v/{query_code}")
    return page.locator(".tr-head .sl-num").last.inner_text().strip()


def accept(city: City, code: str) -> None:
    """Let the hotline check the five elements, and accept the voice."""
    page = city.desk("agent")
    page.goto("/desk/voices")
    page.get_by_role("searchbox").fill(code)
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("region", name="队列").locator(f'a[href="/desk/voices/{code}"]').click()
    act(page, "受理", {"已核对五要素": True})
    expect(page.locator(".case .no")).to_contain_text("已受理")


def let_be_read(city: City, code: str) -> None:
    """Let the reviewer publish the words of a voice without personal data."""
    page = city.desk("reviewer")
    page.goto("/desk/review")
    row = page.get_by_role("row").filter(has_text=code)
    until(page, row)
    row.get_by_role("link").first.click()
    expect(page.get_by_label(re.compile("^公开稿"))).not_to_have_value(re.compile(r"1\d{10}"))
    send(page, page.get_by_role("button", name=re.compile("^公开")))


def pool(city: City, code: str) -> None:
    """Let the dispatcher copy the voice to the pool from which topics are chosen."""
    page = city.desk("dispatcher")
    page.goto(f"/desk/voices/{code}")
    act(page, "放进议题池")


def take_down(city: City, who: Citizen, day: date) -> str:
    """Let the hotline take down what somebody says by phone and accept it at once; return its number."""
    page = city.desk("agent")
    page.goto("/desk/voices")
    page.locator("main").get_by_role("link", name=re.compile("^登记")).click()
    put(page, {
        "渠道": "热线", "谁": who.name, "联系电话": who.phone, "什么时候": str(day), "区（市）": who.district,
        "在哪里": who.place, "起因和经过": who.text, "诉求类型": "建议", "已向来电人读过": True, "五要素齐": True,
    })  # fmt: skip
    send(page, page.get_by_role("button", name="登记", exact=True))
    expect(page.locator(".case .no")).to_contain_text("已受理")
    return page.url.rsplit("/", 1)[1]


def sees_on_own_page(page: Page, query_code: str, words: str) -> None:
    """Let the citizen look at the voice and find the words there."""
    page.goto(f"/v/{query_code}")
    expect(page.locator("main")).to_contain_text(words)


def is_told(page: Page, *words: str) -> None:
    """Let the citizen find the words among the own notices."""
    page.goto("/mine/notices")
    for word in words:
        until(page, page.locator("main li").filter(has_text=word))
