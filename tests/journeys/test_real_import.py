"""The real messages come in through the import wizard, and the mixing stations of 丽发新城 become a topic by clicks."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.conftest import Served
from tests.journeys.steps_doors import City, put, send, until
from tests.journeys.steps_topic import state_is

MESSAGES = 4326
ESTATE, MATTER = "丽发新城", "搅拌站"
HOTTEST = 10
IMPORT_SECONDS = 120
IMPORT_MS = 1000 * IMPORT_SECONDS
"""After which reading or importing the file counts as stuck; alone it takes some seconds."""
DISCOVERY_SECONDS = 90


@pytest.fixture
def city(first_morning: Served, browser) -> Iterator[City]:
    """The people of a city that has no voices yet, each with a browser window of their own."""
    found = City(first_morning, browser)
    yield found
    found.close()


@pytest.mark.realdata
def test_the_mixing_stations_are_among_the_ten_hottest_of_the_real_messages(city: City, shared):
    bring_in(city.desk("agent"), shared / "data" / "hotline" / "fj3_messages.xlsx")
    discover(city.desk("agent"))
    code = among_the_ten_hottest(city.desk("liaison"))
    topic = suggest(city.desk("liaison"), code)
    everybody_sees_it(city.window(), code)
    assert topic
    assert city.faults == []


def bring_in(page: Page, path) -> None:
    """Upload the file, look at it, take it in, and find that a second look changes nothing."""
    page.set_default_timeout(IMPORT_MS)
    page.goto("/desk/voices/import")
    put(page, {"文件": str(path), "来源系统": "fj3"})
    send(page, page.get_by_role("button", name="试读"))
    until(page, tally(page, "读到"), IMPORT_SECONDS)
    expect(tally(page, "读到")).to_have_text(str(MESSAGES))
    expect(tally(page, "新")).to_have_text(str(MESSAGES))
    expect(tally(page, "要改")).to_have_text("0")
    send(page, page.get_by_role("button", name="导入", exact=True))
    until(page, page.locator(".sl-say-done"), IMPORT_SECONDS)
    expect(page.locator(".sl-say-done")).to_contain_text(f"新 {MESSAGES} 条")
    page.goto("/desk/voices/import")
    put(page, {"文件": str(path), "来源系统": "fj3"})
    send(page, page.get_by_role("button", name="试读"))
    until(page, tally(page, "新"), IMPORT_SECONDS)
    expect(tally(page, "新")).to_have_text("0")
    expect(tally(page, "没有变化")).to_have_text(str(MESSAGES))
    send(page, page.get_by_role("button", name="放弃，删掉文件"))


def tally(page: Page, word: str):
    """Return the figure above a word."""
    return page.locator(".tally div").filter(has=page.get_by_text(word, exact=True)).locator("b")


def discover(page: Page) -> None:
    """Ask for the hot issues anew and come back when the worker has found them."""
    page.goto("/desk/hot")
    again = page.get_by_role("button", name=re.compile("^重算"))
    if again.count():
        send(page, again)
    until(page, page.locator(".hl .hrow"), DISCOVERY_SECONDS)


def among_the_ten_hottest(page: Page) -> str:
    """Find the issue among the first ten of the desk's ranking, open it, and return its number."""
    page.goto("/desk/hot")
    first = page.locator(".hl .hrow:not(.hl-h)")
    titles = [title.strip() for title in first.locator(".ti").all_inner_texts()[:HOTTEST]]
    place = next((at for at, title in enumerate(titles) if MATTER in title), None)
    assert place is not None, titles
    first.nth(place).get_by_role("link").click()
    chosen = page.locator(".hx")
    expect(chosen.locator("h2")).to_contain_text(MATTER)
    expect(chosen).to_contain_text(ESTATE)
    return page.url.split("?")[0].rsplit("/", 1)[1]


def suggest(page: Page, code: str) -> str:
    """Make the issue a clue that carries its voices, and return the topic's number."""
    page.goto(f"/desk/hot/{code}")
    page.get_by_role("button", name=re.compile("^建议为议题")).click()
    dialog = page.locator("#do-suggest")
    put(dialog, {"议题怎么说": "丽发新城旁的搅拌站怎么办", "来源": ["群众所盼"], "领域": "生态"})
    put(dialog, {"为什么适合协商": "说的人多，持续时间长，环保、住建、城管都有责任。"})
    send(page, dialog.get_by_role("button", name="送联络室"))
    state_is(page, "线索")
    behind = page.locator("section").filter(has=page.get_by_role("heading", name=re.compile("背后的民声"))).last
    count = re.search(r"共 (\d+) 条", behind.inner_text())
    assert count is not None
    assert int(count.group(1)) >= 20
    return page.url.rsplit("/", 1)[1]


def everybody_sees_it(page: Page, code: str) -> None:
    """Find the issue among the ten hottest of the public page and read why it is hot."""
    page.goto("/hot")
    first = page.locator("ol.hot > li")
    titles = first.locator("h3").all_inner_texts()[:HOTTEST]
    assert any(MATTER in title for title in titles), titles
    first.filter(has_text=MATTER).first.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(f"/hot/{code}"))
    expect(page.locator("main")).to_contain_text("逐项相加")
