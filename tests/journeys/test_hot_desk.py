"""From a file to a decision by clicks and keys: import, look, split a wrong issue, rename, make a topic, score, decide;
and the categories that the machine is not sure of, confirmed by keyboard."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.conftest import Served
from tests.journeys.steps_doors import City, put, send, until
from tests.journeys.steps_topic import decide, score, settle_scores, shortlist, state_is

PATIENCE = 90
"""Seconds after which the worker counts as stuck."""
MIXER = "{0}旁边的搅拌站夜里施工，噪音大，灰尘也大，睡不着。"
SAID = {
    "生态环境": ("浮山湾小区夜里搅拌站噪音太大", MIXER.format("浮山湾小区")),
    "交通出行": ("公交 301 路早高峰等车时间太长", "301 路公交车早高峰半小时一班，站台拥挤，等车太久，请增加班次。"),
    "水电气暖": ("暖气不热，家里只有十四度", "供热管道老化，暖气片不热，热力公司说来修没有来。"),
}
WRONG = ("浮山湾小区搅拌站的货车逆行", MIXER.format("浮山湾小区") + "货车逆行，孩子上学危险。")


@pytest.fixture
def city(first_morning: Served, browser) -> Iterator[City]:
    """The people of a city that has no voices yet, each with a browser window of their own."""
    found = City(first_morning, browser)
    yield found
    found.close()


def sheet(path: Path) -> Path:
    """Write a file of three matters by many people, two messages that lie wrong, and some without a category."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "区市", "事项分类"])
        number = 0
        for category, (title, body) in SAID.items():
            for who in range(12):
                number += 1
                day = f"2026/9/{who + 1} 9:00:00"
                writer.writerow([number, f"U{number}", title, day, f"{body}第{who}次说。", "市南区", category])
        for who in range(2):
            number += 1
            writer.writerow([number, f"W{who}", WRONG[0], "2026/9/14 9:00:00", WRONG[1], "市南区", "生态环境"])
        for title, body in SAID.values():
            number += 1
            writer.writerow([number, f"N{number}", title, "2026/9/15 9:00:00", f"{body}还是这样。", "市南区", ""])
    return path


def test_a_file_becomes_a_decided_topic_and_every_hand_decision_holds(city: City, tmp_path):
    page = city.desk("dispatcher")
    bring_in(page, sheet(tmp_path / "热线.csv"))
    look(page)
    split(page)
    take_back_and_split_again(page)
    rename(page)
    code = suggest(page)
    shortlist(city, code, "搅拌站夜里施工扰民。", "夜里不施工，白天少扬尘。")
    for who in ("liaison", "committee", "member"):
        score(city, code, who, 4)
    settle_scores(city, code)
    decide(city, code, "切口小，说的人多，部门有条件接着办。")
    everybody_reads_why(city.window(), code)
    confirm_by_keyboard(page)
    assert city.faults == []


def bring_in(page: Page, path: Path) -> None:
    """Import the file, and find under tasks that the worker looks for hot issues."""
    page.goto("/desk/voices/import")
    put(page, {"文件": str(path), "来源系统": "热线"})
    send(page, page.get_by_role("button", name="试读"))
    send(page, page.get_by_role("button", name="导入", exact=True))
    expect(page.locator(".sl-say-done")).to_contain_text("接着由后台找热点")
    page.goto("/desk/tasks")
    expect(page.locator("main")).to_contain_text("热线.csv")
    until(page, page.locator("td").filter(has_text="算好"), PATIENCE)


def look(page: Page) -> None:
    """Read the mixing station's issue: heat term by term, a map, where; narrow the list to another category."""
    page.goto("/desk/hot")
    page.locator(".hl .hrow").filter(has_text="搅拌站").get_by_role("link").click()
    expect(page.locator(".hx h2")).to_contain_text("搅拌站")
    expect(page.locator(".hl .hrow.on")).to_contain_text("15 条")
    expect(page.locator(".hx .terms .sum").first).to_contain_text("合计")
    expect(page.locator(".lmap path.lmap-d")).to_have_count(10)
    page.locator("#f-category").select_option("交通出行")
    if page.locator(".hl .hrow").filter(has_text="搅拌站").count():
        send(page, page.get_by_role("button", name="筛选"))
    expect(page.locator(".hl .hrow").filter(has_text="301")).to_have_count(1)
    expect(page.locator(".hl .hrow").filter(has_text="搅拌站")).to_have_count(0)


def open_issue(page: Page) -> None:
    page.goto("/desk/hot")
    with page.expect_navigation(wait_until="load"):  # keys are heard once the page's scripts are there
        page.locator(".hl .hrow").filter(has_text="夜里搅拌站").get_by_role("link").click()


def split(page: Page) -> None:
    """Tick the two messages that lie wrong, by keyboard, and split them off."""
    open_issue(page)
    page.keyboard.press("p")
    expect(page).to_have_url(re.compile("/voices$"))
    page.get_by_role("searchbox").fill("逆行")
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("searchbox").press("Enter")
    expect(page.locator("[data-row]")).to_have_count(2)
    page.locator("h1").click()
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    expect(page.locator("[data-ticked]")).to_have_text("2")
    put(page, {"新热点叫什么": "搅拌站货车逆行"})
    send(page, page.get_by_role("button", name=re.compile("^拆成新热点")))
    expect(page.locator(".hx h2")).to_have_text("搅拌站货车逆行")


def take_back_and_split_again(page: Page) -> None:
    """Take the split back with one key, find everything as before, split again, and let the machine run."""
    page.wait_for_load_state("load")
    with page.expect_navigation():
        page.keyboard.press("z")
    expect(page.locator(".sl-flash")).to_contain_text("和原来一样")
    expect(page.locator(".hl .hrow").filter(has_text="夜里搅拌站")).to_contain_text("15 条")
    split(page)
    page.goto("/desk/hot")
    send(page, page.get_by_role("button", name=re.compile("^重算")))
    page.goto("/desk/tasks")
    until(page, page.locator("tr").filter(has_text="第 2 次").filter(has_text="算好"), PATIENCE)
    page.goto("/desk/hot")
    expect(page.locator(".hl .hrow").filter(has_text="搅拌站货车逆行")).to_have_count(1)
    expect(page.locator(".hl .hrow").filter(has_text="夜里搅拌站")).to_contain_text("13 条")


def rename(page: Page) -> None:
    open_issue(page)
    page.keyboard.press("r")
    dialog = page.locator("#do-rename")
    put(dialog, {"改成": "浮山湾小区夜里搅拌站扰民"})
    send(page, dialog.get_by_role("button", name="改名"))
    expect(page.locator(".hx h2")).to_have_text("浮山湾小区夜里搅拌站扰民")


def suggest(page: Page) -> str:
    """Make the issue a clue that carries its voices, and return the topic's number."""
    page.wait_for_load_state("load")
    page.keyboard.press("t")
    dialog = page.locator("#do-suggest")
    put(dialog, {"议题怎么说": "搅拌站夜里施工怎么管", "来源": ["群众所盼"], "领域": "生态"})
    send(page, dialog.get_by_role("button", name="送联络室"))
    state_is(page, "线索")
    expect(page.locator("main")).to_contain_text("共 13 条")
    return page.url.rsplit("/", 1)[1]


def everybody_reads_why(page: Page, code: str) -> None:
    page.goto(f"/topics/{code}")
    expect(page.locator("#decision")).to_contain_text("切口小，说的人多")


def confirm_by_keyboard(page: Page) -> None:
    """Train from the confirmed categories, look at the score, switch on, then confirm three guesses with keys alone."""
    page.goto("/desk/voices/categories/models")
    send(page, page.get_by_role("button", name=re.compile("^再训练一次")))
    until(page, page.get_by_role("button", name="启用"), PATIENCE)
    expect(page.locator("main")).to_contain_text(re.compile(r"[01]\.\d{4}"))
    send(page, page.get_by_role("button", name="启用"))
    page.goto("/desk/voices/categories")
    until(page, page.locator(".cat"), PATIENCE)
    expect(page.locator(".cat")).to_have_count(3)
    for key, left in (("1", 2), ("Enter", 1), ("1", 0)):
        page.wait_for_load_state("load")
        page.locator("h1").click()
        with page.expect_navigation():
            page.keyboard.press(key)
        expect(page.locator(".cat")).to_have_count(left)
