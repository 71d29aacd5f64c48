"""Stages two to four: a clue becomes a topic, is scored and decided, and is researched where it happens."""

import re
from collections.abc import Mapping, Sequence

from playwright.sync_api import Page, expect
from tests.journeys.steps_doors import City, Value, act, put, send

MARKS = ("热度", "增长", "小切口", "预期成效", "部门准备")


def open_topic(page: Page, code: str) -> Page:
    page.goto(f"/desk/topics/{code}")
    return page


def state_is(page: Page, words: str) -> None:
    """See the state that a desk page of a topic, a visit or a session shows."""
    expect(page.locator(".bd-head .dk-tag.solid").first).to_have_text(words)


def collect_clue(city: City, title: str, voices: Sequence[str]) -> str:
    """Let the studio write a clue down, put voices behind it, and return its number."""
    page = city.desk("liaison")
    page.goto("/desk/topics")
    page.get_by_role("link", name=re.compile("新建线索")).click()
    put(page, {"想商量的事": title, "来源": ["党政所需", "群众所盼"], "领域": "民生"})
    send(page, page.get_by_role("button", name="收为线索"))
    state_is(page, "线索")
    act(page, "补充民声", {"民声编号": "\n".join(voices)})
    for voice in voices:
        expect(page.locator("main td").filter(has_text=voice)).to_be_visible()
    return page.url.rsplit("/", 1)[1]


def shortlist(city: City, code: str, problem: str, goal: str) -> None:
    page = open_topic(city.desk("liaison"), code)
    act(page, "写明来源与问题", {"问题": problem, "目标": goal, "英文名称": "Safe steps in pocket parks"})
    act(page, "列为候选")
    state_is(page, "候选")


def score(city: City, code: str, who: str, mark: int) -> None:
    """Let one scorer give the same mark for all five criteria, declaring no interest."""
    page = open_topic(city.desk(who), code)
    fields: Mapping[str, Value] = dict.fromkeys(MARKS, str(mark)) | {"您和这件事有利益关系吗": "没有"}
    act(page, "评分", fields)
    expect(page.locator("main td").filter(has_text="声明没有").first).to_be_visible()


def settle_scores(city: City, code: str) -> None:
    page = open_topic(city.desk("liaison"), code)
    act(page, "汇总评分")
    state_is(page, "已评分")


def decide(city: City, code: str, reason: str) -> None:
    """Let the leader approve the topic and say why."""
    page = open_topic(city.desk("leader"), code)
    act(page, "审定为议题", reason=reason)
    state_is(page, "已审定")
    expect(page.get_by_text(reason).first).to_be_visible()


def plan(city: City, code: str, host: str) -> None:
    page = open_topic(city.desk("liaison"), code)
    act(page, "列入计划", {"承办专门委员会": host, "已报党委、政府": True})
    state_is(page, "已列入计划")


def research(city: City, code: str, group: Sequence[str]) -> None:
    """Let the hosting committee form the deliberation group and begin."""
    page = open_topic(city.desk("committee"), code)
    act(page, "组成协商议事小组", {"协商议事小组成员": group})
    act(page, "开始调研")
    state_is(page, "调研中")


def visit(city: City, topic: str, fields: Mapping[str, Value], notes: str, report: str) -> str:
    """Plan a visit, tell people, go there, write it up, file the report; return its number."""
    page = open_topic(city.desk("committee"), topic)
    page.get_by_role("link", name=re.compile("^安排调研")).click()
    put(page, fields)
    send(page, page.get_by_role("button", name="安排调研"))
    act(page, "通知参加的人")
    state_is(page, "已通知")
    city.later(days=1)
    page.reload()
    act(page, "写调研记录", {"调研记录": notes})
    act(page, "调研完成")
    act(page, "写调研报告", {"调研报告": report})
    act(page, "交调研报告")
    state_is(page, "报告已交")
    return page.url.rsplit("/", 1)[1]


def finish_research(city: City, code: str, report: str, questions: str, answers: str) -> None:
    page = open_topic(city.desk("committee"), code)
    act(page, "写调研报告", {"调研报告": report, "问题清单": questions, "部门情况说明": answers})
    act(page, "完成调研")
    state_is(page, "待协商")
