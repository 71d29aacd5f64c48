"""Stage eight and after: the citizen judges, the matter is written off, carried on to others, and can be verified."""

import re
from collections.abc import Mapping

from playwright.sync_api import Page, Route, expect
from tests.journeys.steps_doors import City, Value, act, put, send
from tests.journeys.steps_topic import open_topic, state_is


def judge(page: Page, query_code: str, fields: Mapping[str, Value]) -> None:
    """Let the citizen judge the answer on the page of the own voice."""
    page.goto(f"/v/{query_code}")
    now = page.locator(".tr-now")
    expect(now).to_contain_text("轮到您了")
    put(now, fields)
    send(page, now.get_by_role("button", name="评好了"))


def write_off(page: Page, order: str) -> None:
    """Let the supervisor see the four conditions met and sign."""
    page.goto(f"/desk/cases/{order}")
    act(page, "销号", {"四项条件我已核对": True})
    expect(page.locator(".case .no")).to_contain_text("已销号")


def generalize(page: Page, order: str, title: str, words: str) -> None:
    """Let the supervisor carry the cure on to the voice with these words, among those that are proposed."""
    page.goto(f"/desk/cases/{order}")
    page.get_by_role("link", name="举一反三").click()
    put(page, {"标题": title, "同类诉求": words})
    send(page, page.get_by_role("button", name="确认举一反三"))
    expect(page.locator(".case")).to_contain_text(title)


def cover(page: Page, order: str, voice: str, note: str) -> None:
    """Record that the same cure has reached the other voice."""
    page.goto(f"/desk/cases/{order}")
    act(page, "登记覆盖", {"哪一件": voice, "怎样覆盖的": note})
    expect(page.locator(".case")).to_contain_text(note)


def record_outcome(page: Page, order: str, fields: Mapping[str, Value]) -> None:
    page.goto(f"/desk/cases/{order}")
    act(page, "登记成效", fields)


def look_back(city: City, page: Page, order: str, notes: str) -> None:
    """Let a month pass and look at the place again."""
    city.later(days=31)
    page.goto(f"/desk/cases/{order}")
    act(page, "回头看", {"哪一次": "销号后 30 天", "所见": "没有反弹", "记录": notes})


def close_topic(city: City, code: str, effect: str) -> None:
    """Let the studio publish the outcome's report and the leader close the topic."""
    page = open_topic(city.desk("liaison"), code)
    act(page, "写成效说明", {"成效说明": effect})
    leader = open_topic(city.desk("leader"), code)
    act(leader, "同意办结")
    state_is(leader, "已办结")


def shows_lineage(page: Page, code: str, *words: str) -> None:
    """Open the public page of the topic and find the line from voice to effect, drawn and told."""
    page.goto(f"/topics/{code}")
    lineage = page.locator("#lineage")
    expect(lineage.locator("svg").first).to_be_visible()
    lineage.locator("summary").filter(has_text="看文字版").click()
    for word in words:
        expect(lineage).to_contain_text(word)


def proves(page: Page, code: str) -> None:
    """From the page of the topic, let the browser itself prove the newest entry about it on /verify."""
    page.get_by_role("link", name="核验这份凭证").click()
    expect(page).to_have_url(re.compile("/verify"))
    verdict = page.locator("#verdict")
    expect(verdict).to_have_attribute("data-result", "proven")
    expect(verdict).to_contain_text("这一条就在账本里")
    expect(page.locator("main")).to_contain_text(code)


def refutes_a_changed_entry(page: Page) -> None:
    """Change one character of the entry in the page's own data: the same browser must then refute it."""
    page.route("**/verify?*", change)
    page.reload()
    expect(page.locator("#verdict")).to_have_attribute("data-result", "refuted")
    page.unroute("**/verify?*")


def change(route: Route) -> None:
    """Answer with the page as it is, but for one letter of the entry's text."""
    answer = route.fetch()
    text, count = re.subn(r'(\\"verb\\":\\")\w', r"\1#", answer.text(), count=1)
    assert count == 1
    route.fulfill(response=answer, body=text)
