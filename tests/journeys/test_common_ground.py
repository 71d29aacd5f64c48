"""Thirty citizens answer through the page; the map and the report appear, and a statement becomes a golden idea."""

import csv
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Page, expect
from tests.conftest import ROOT, Served
from tests.journeys.steps_doors import PATIENCE, PHONE, TICK, City, put, send
from tests.journeys.steps_session import form_to, plan_session

TITLE = "老楼加装电梯，钱怎么分？"
COMMON = ("费用怎么分，要在楼道里张榜。", "维修的钱，一开始就写进协议。", "消防通道不能占。")
FIRST = ("三分之二同意，就该动工。", "先装上，细账以后再算。", "一两户反对，不该拖住整栋楼。", "楼上多出一点就行。")
SECOND = ("一楼可以一分钱不出。", "补偿没有谈好，不能动工。", "一楼有权说不。", "采光受影响，先赔再装。")
PEOPLE = 30
WITHOUT_SCRIPT = 3
SLOW = 30_000
"""Milliseconds after which an answer counts as lost, on a machine that does much else."""


@pytest.fixture(scope="module")
def city(first_morning: Served, browser) -> Iterator[City]:
    found = City(first_morning, browser)
    yield found
    found.close()


def open_question(city: City) -> str:
    """Let the studio ask its question and open it; return the code."""
    page = city.desk("liaison")
    page.goto("/desk/opinions/new")
    put(page.locator("form.dk-form"), {"问题": TITLE, "所属区域": "青岛市"})
    send(page, page.get_by_role("button", name="建立"))
    seeds = form_to(page, "/seeds")
    put(seeds, {"放入看法": "\n".join((*COMMON, *FIRST, *SECOND))})
    send(page, seeds.get_by_role("button", name="放入"))
    send(page, page.get_by_role("button", name="开放", exact=True))
    return page.url.rsplit("/", 1)[1]


def leaning(text: str, who: int) -> str:
    """What one of the thirty says to a statement, in whatever order they come: mostly as the camp does."""
    agrees = text in COMMON or text in (FIRST, SECOND)[who % 2]
    strays = Random(f"{who} {text}").random() < (0.02 if text in COMMON else 0.06)
    return "同意" if agrees != strays else "不同意"


def answer_all(page: Page, code: str, who: int, *, by_key: bool = False) -> int:
    """Answer every statement as it comes; return how many."""
    page.goto(f"/opinions/{code}")
    for answered in range(40):
        text = page.locator("#op-q").inner_text().replace("\n", "")
        if text.startswith("都答完了"):
            return answered
        said = leaning(text, who)
        if by_key:
            page.keyboard.press({"同意": "1", "不同意": "2"}[said])
        else:
            page.get_by_role("button", name=said, exact=True).click()
        expect(page.locator("#op-q")).not_to_have_text(re.compile(re.escape(text[:12])), timeout=SLOW)
    raise AssertionError("no end of statements")


def everybody_answers(city: City, code: str) -> None:
    """Let thirty people on phones answer: some without JavaScript, some by the keyboard."""
    for n in range(PEOPLE):
        context = city.browser.new_context(
            base_url=city.served.url, viewport=PHONE, locale="zh-CN", java_script_enabled=n >= WITHOUT_SCRIPT
        )
        page = context.new_page()
        city.watch(page)
        assert answer_all(page, code, n, by_key=n % 5 == 4) == len((*COMMON, *FIRST, *SECOND))
        context.close()


def wait_for_groups(city: City, code: str) -> Page:
    """Look at the map until the worker has drawn it with everybody on it."""
    page = city.window()
    for _ in range(int(PATIENCE * 2000 / TICK)):
        page.goto(f"/opinions/{code}/map")
        if page.get_by_text(f"进图 {PEOPLE} 人").count():
            return page
        page.wait_for_timeout(TICK)
    raise AssertionError(page.locator("main").inner_text()[:800])


def recount(text: str) -> dict[int, list[int]]:
    """Count the exported votes again: of several of one person on one statement the last counts."""
    last = {(row["participant"], row["statement"]): row["vote"] for row in csv.DictReader(io.StringIO(text))}
    counts: dict[int, list[int]] = {}
    for (_, statement), vote in last.items():
        counts.setdefault(int(statement), [0, 0, 0])[("1", "-1", "0").index(vote)] += 1
    return counts


def test_thirty_citizens_make_a_map_a_report_and_a_golden_idea(city: City, tmp_path: Path):
    code = open_question(city)
    number = plan_session(
        city,
        {
            "期号": "24", "议题名": "老楼加装电梯", "协商形式": "融媒协商", "所属区域": "青岛市",
            "日期": str(date.today() + timedelta(days=6)), "几点开始": "09:00", "地点": "演播室",
        },
        {"目的": "把钱怎么分说清", "成果运用": "写成金点子"},
    )  # fmt: skip
    everybody_answers(city, code)

    page = wait_for_groups(city, code)
    expect(page.locator(".op-draw canvas")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("heading", name="两群人都同意")).to_be_visible()
    for text in COMMON:
        expect(page.locator(".dl").first).to_contain_text(text)
        expect(page.locator(".dl").last).not_to_contain_text(text)

    # A newcomer has a place after seven answers, which moves with the eighth.
    late = city.window(PHONE)
    late.goto(f"/opinions/{code}")
    for _ in range(7):
        expect(late.get_by_text("您在这里")).to_have_count(0)
        text = late.locator("#op-q").inner_text()
        late.get_by_role("button", name="同意", exact=True).click()
        expect(late.locator("#op-q")).not_to_have_text(text, timeout=SLOW)
    expect(late.get_by_text("您在这里")).to_be_visible()

    # A person names the groups by what they say.
    desk = city.desk("liaison")
    desk.goto(f"/desk/opinions/{code}")
    card = desk.locator("#groups article").first
    card.get_by_label("群名").fill("先装上再说")
    send(desk, card.get_by_role("button", name="起名"))
    send(desk, desk.get_by_role("button", name="重算核对"))
    expect(desk.get_by_text("重算核对一致")).to_be_visible()
    page.goto(f"/opinions/{code}/map?view=table")
    expect(page.get_by_text("先装上再说").first).to_be_visible()

    # The table says what a recount of the exported votes says.
    counts = recount(page.request.get(f"/opinions/{code}/votes.csv").body().decode("utf-8-sig"))
    with zipfile.ZipFile(io.BytesIO(page.request.get(f"/opinions/{code}/polis.zip").body())) as box:
        box.extractall(tmp_path)
    subprocess.run([sys.executable, str(ROOT / "tools" / "recount_votes.py"), str(tmp_path / code)], check=True)
    rows = page.get_by_role("row")
    for place, text in enumerate((*COMMON, *FIRST, *SECOND), 1):
        cells = rows.filter(has=page.get_by_role("rowheader", name=text, exact=True)).first.get_by_role("cell")
        assert [int(cells.nth(n).inner_text()) for n in (1, 2, 3)] == counts[place]

    # The report as page and as paper.
    page.goto(f"/opinions/{code}/report")
    expect(page.get_by_role("heading", name="送部门的几条")).to_be_visible()
    paper = page.request.get(f"/opinions/{code}/report.docx")
    assert paper.body()[:2] == b"PK"

    # One act makes a golden idea, with the statement and its votes behind it.
    desk.goto(f"/desk/opinions/{code}")
    ideas = desk.locator("#ideas")
    ideas.locator("summary").click()
    put(ideas, {"哪条看法": f"1　{COMMON[0]}", "一句话标题": "费用分摊上墙"})
    send(desk, ideas.get_by_role("button", name="写成金点子"))
    desk.get_by_role("link", name=f"{number}-01").click()
    expect(desk.locator("#statement")).to_contain_text(COMMON[0])
    agreed, against, passed = counts[1]
    expect(desk.locator("#statement")).to_contain_text(f"{agreed}/{agreed + against + passed} 人同意")
    assert city.faults == []
