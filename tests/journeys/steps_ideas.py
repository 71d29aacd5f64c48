"""Stages six and seven: words from the floor become a golden idea, which is handed to a unit and answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playwright.sync_api import Page, expect
from tests.journeys.steps_doors import City, Value, act, put, send
from tests.journeys.steps_topic import open_topic, state_is


def capture(city: City, session: int, fields: Mapping[str, Value]) -> str:
    """Let the committee officer write down what was said, word by word; return the idea's number."""
    page = city.desk("committee")
    page.goto(f"/desk/ideas/new?session={session}")
    put(page, fields)
    send(page, page.get_by_role("button", name="记下"))
    state_is(page, "已记下")
    return page.url.rsplit("/", 1)[1]


def refine(city: City, code: str, fields: Mapping[str, Value]) -> None:
    page = city.desk("committee")
    page.goto(f"/desk/ideas/{code}")
    act(page, "整理", fields)
    state_is(page, "已整理")


def number(city: City, code: str) -> str:
    """Let the studio give the official number, and return it."""
    page = city.desk("liaison")
    page.goto(f"/desk/ideas/{code}")
    act(page, "编号")
    state_is(page, "已编号")
    return page.locator(".bd-head .sm").first.inner_text().split("　")[0].strip()


def approve(city: City, code: str) -> None:
    page = city.desk("leader")
    page.goto(f"/desk/ideas/{code}")
    act(page, "批准")
    state_is(page, "已批准")


def hand_over(page: Page, code: str, lead: str, co: Sequence[str]) -> None:
    """Let the dispatcher hand the idea to a lead unit and co-units from the dispatch desk."""
    page.goto("/desk/dispatch")
    page.locator(f'a[href="/desk/dispatch/idea/{code}"]').click()
    put(page, {"主办单位": lead, "会办单位": co})
    send(page, page.get_by_role("button", name="转办", exact=True))


def publish_outcome(city: City, topic: str) -> None:
    """Let the studio publish what came out of the topic: minutes and the list of golden ideas."""
    page = open_topic(city.desk("liaison"), topic)
    act(page, "发布协商成果")
    state_is(page, "跟踪督办")


def order_of(page: Page, idea: str) -> str:
    """Read the number of the order that carries an idea out, from the idea's desk page."""
    page.goto(f"/desk/ideas/{idea}")
    address = page.locator('main a[href^="/desk/cases/"]').first.get_attribute("href") or ""
    return address.rsplit("/", 1)[1]


def sign_for(page: Page, order: str) -> None:
    """Let the unit's clerk find the order on the unit's desk and sign for it."""
    page.goto("/desk/cases")
    page.locator(f'main a[href="/desk/cases/{order}"]').first.click()
    act(page, "签收")
    expect(page.locator(".case .no")).to_contain_text("已签收")


def talk(page: Page, order: str, words: str) -> None:
    page.goto(f"/desk/cases/{order}")
    act(page, "首次联系", {"方式": "面商", "谈了什么": words})
    expect(page.locator(".case .no")).to_contain_text("办理中")


def give_opinion(page: Page, order: str, words: str) -> None:
    """Let a co-unit agree, and say what it will do."""
    page.goto("/desk/cases")
    page.locator(f'main a[href="/desk/cases/{order}"]').first.click()
    act(page, "提交会办意见", {"意见": "同意", "会办意见": words})


@dataclass(frozen=True)
class PointReply:
    """What a unit answers to one point."""

    text: str
    measure: str
    due_on: str
    evidence: str


def draft_reply(page: Page, order: str, points: Sequence[PointReply], fields: Mapping[str, Value]) -> None:
    """Let the clerk answer point by point and send the draft to the head of the unit."""
    page.goto(f"/desk/cases/{order}")
    cards = page.locator(".pt-card")
    expect(cards).to_have_count(len(points))
    for at, point in enumerate(points):
        card = cards.nth(at)
        card.locator("textarea").fill(point.text)
        put(card, {"采纳": "采纳", "措施": point.measure, "时间": point.due_on, "证据": point.evidence})
    put(page, fields)
    send(page, page.get_by_role("button", name="送签发", exact=True))


def sign_reply(page: Page, order: str) -> None:
    """Let the head of the unit read what the clerk wrote and sign it."""
    page.goto(f"/desk/cases/{order}")
    send(page, page.get_by_role("button", name="签发答复", exact=True))
    expect(page.locator(".case .no")).to_contain_text("已答复，待审核")


def deliver(page: Page, order: str) -> None:
    """Let the supervisor find the reply on the supervisor's desk, accept it, and so deliver it."""
    page.goto("/desk/supervision")
    page.locator(f'main a[href="/desk/cases/{order}"]').first.click()
    act(page, "审核通过，送达")
    expect(page.locator(".case .no")).to_contain_text("已送达，待评价")
