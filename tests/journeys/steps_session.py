"""Stages five and six: one session from its plan to the signed minutes."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from playwright.sync_api import Locator, Page, expect
from tests.journeys.steps_doors import City, Value, act, put, send


def form_to(page: Page, address: str) -> Locator:
    """Return the form of a page that sends to an address."""
    return page.locator(f'form[action$="{address}"]')


def plan_session(city: City, fields: Mapping[str, Value], plan: Mapping[str, Value]) -> int:
    """Let the studio make a 期, write its plan, lay the usual agenda; return its number."""
    page = city.desk("liaison")
    page.goto("/desk/sessions/new")
    form = page.locator("form.dk-form")
    put(form, fields)
    send(page, form.get_by_role("button", name="建立"))
    number = int(page.url.rsplit("/", 1)[1])
    put(form_to(page, "/plan"), plan)
    send(page, form_to(page, "/plan").get_by_role("button", name="写好"))
    send(page, form_to(page, "/agenda/usual").get_by_role("button"))
    return number


def invite(city: City, number: int, guests: Sequence[tuple[str, str, str, str]]) -> None:
    """Invite people: kind, how to be called, what they are, and the name of the roll or nothing."""
    page = city.desk("liaison")
    page.goto(f"/desk/sessions/{number}/guests")
    for kind, name, title, person in guests:
        form = form_to(page, "/guests/new")
        put(
            form, {"参会类别": kind, "称呼": name, "职务、界别或身份": title} | ({"登记的人": person} if person else {})
        )
        send(page, form.get_by_role("button", name="请", exact=True))
        expect(page.get_by_role("row").filter(has_text=name).first).to_be_visible()


def announce(city: City, number: int) -> None:
    """Let the leader approve the plan and the studio tell the public and send the materials."""
    leader = city.desk("leader")
    leader.goto(f"/desk/sessions/{number}")
    act(leader, "批准方案")
    page = city.desk("liaison")
    page.goto(f"/desk/sessions/{number}")
    act(page, "发预告")
    act(page, "送材料")


def ask(page: Page, number: int, text: str, name: str) -> None:
    """Ask a question as a citizen who is signed in."""
    page.goto(f"/sessions/{number}")
    page.get_by_role("link", name="我要提问").last.click()
    put(page, {"您想问什么": text, "怎么称呼您": name})
    send(page, page.get_by_role("button", name="提问"))


def check_in(city: City, number: int) -> None:
    """Check everybody in, close the check-in and open the session."""
    page = city.desk("liaison")
    page.goto(f"/desk/sessions/{number}/guests")
    rows = page.locator("tbody [data-row]")
    for _ in range(rows.count()):
        send(page, page.get_by_role("button", name="签到", exact=True).first)
    act(page, "签到完毕")
    page.goto(f"/desk/sessions/{number}/host")
    send(page, page.locator(".oa-acts").get_by_role("button", name=re.compile("^开场")))
    expect(page.locator(".oa .live")).to_have_text("正在协商")


def answer_question(city: City, number: int, text: str, answer: str, by: str) -> None:
    """Put a question on the wall and write down the answer that the unit gave."""
    page = city.desk("liaison")
    page.goto(f"/desk/sessions/{number}/host")
    row = page.locator("#wall [data-row]").filter(has_text=text)
    if row.get_by_role("button", name="上墙").count():
        send(page, row.get_by_role("button", name="上墙"))
    row.locator("summary").filter(has_text="答").click()
    form = row.locator('form[action$="/answer"]')
    put(form, {"去向": "现场已答", "答复": answer, "答复人": by})
    send(page, form.get_by_role("button", name="记下"))
    expect(page.locator("#wall")).to_contain_text("已答 1")


def note(city: City, number: int, kind: str, text: str, speaker: str, unit: str = "", due: date | None = None) -> None:
    """Note one line at the host's console: 承诺, 观点, 共识 or 不同意见."""
    page = city.desk("liaison")
    page.goto(f"/desk/sessions/{number}/host")
    form = page.locator("form#note")
    form.locator(".sl-chips label").filter(has_text=kind).click()
    put(
        form,
        {"内容": text, "谁说的": speaker} | ({"承诺单位": unit} if unit else {}) | ({"到期": str(due)} if due else {}),
    )
    with page.expect_response(lambda got: got.request.method == "POST"):
        form.get_by_role("button", name="记下").click()
    page.goto(f"/desk/sessions/{number}/minutes")
    expect(page.locator("main")).to_contain_text(text)


def end_session(city: City, number: int) -> None:
    page = city.desk("liaison")
    page.goto(f"/desk/sessions/{number}/host")
    send(page, page.locator(".oa-acts").get_by_role("button", name=re.compile("^散场")))
    expect(page.locator(".oa .live")).to_have_text("已结束")


def sign_minutes(city: City, number: int, course: str) -> None:
    """Let the committee officer write the minutes, the leader sign them, the studio report them."""
    page = city.desk("committee")
    page.goto(f"/desk/sessions/{number}/minutes")
    put(page, {"协商经过": course})
    send(page, form_to(page, "/minutes/course").get_by_role("button", name="存下"))
    act(page, "写成纪要")
    leader = city.desk("leader")
    leader.goto(f"/desk/sessions/{number}/minutes")
    act(leader, "签发纪要")
    studio = city.desk("liaison")
    studio.goto(f"/desk/sessions/{number}/minutes")
    act(studio, "报送市委市政府")


def reads_minutes(page: Page, number: int, *words: str) -> None:
    """Read the public minutes and find the words in them."""
    page.goto(f"/sessions/{number}/minutes")
    for word in words:
        expect(page.locator("main")).to_contain_text(word)
