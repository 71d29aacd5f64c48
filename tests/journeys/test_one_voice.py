"""One voice from /speak on a phone to its effect, carried by clicking, as each of the people involved."""

from datetime import date, timedelta

import pytest
from tests.journeys.steps_doors import (
    PHONE,
    City,
    sign_in_as_staff,
    sign_in_by_phone,
    sign_out,
)
from tests.journeys.steps_effect import (
    close_topic,
    cover,
    generalize,
    judge,
    look_back,
    proves,
    record_outcome,
    refutes_a_changed_entry,
    shows_lineage,
    write_off,
)
from tests.journeys.steps_ideas import (
    PointReply,
    approve,
    capture,
    deliver,
    draft_reply,
    give_opinion,
    hand_over,
    number,
    order_of,
    publish_outcome,
    refine,
    sign_for,
    sign_reply,
    talk,
)
from tests.journeys.steps_listen import (
    Citizen,
    accept,
    is_told,
    let_be_read,
    number_of,
    pool,
    sees_on_own_page,
    speak,
    take_down,
)
from tests.journeys.steps_session import (
    announce,
    answer_question,
    ask,
    check_in,
    end_session,
    invite,
    note,
    plan_session,
    reads_minutes,
    sign_minutes,
)
from tests.journeys.steps_topic import (
    collect_clue,
    decide,
    finish_research,
    plan,
    research,
    score,
    settle_scores,
    shortlist,
    visit,
)

SU = Citizen(
    "苏女士", "13700002468",
    "延安二路口袋公园的石台阶没有扶手，也没有灯，下雨天我母亲在那里滑倒过。问过物业，说不归他们管。"
    "盼着装上扶手和路灯，让老人放心下楼走走。",
    "延安二路口袋公园", "市北区",
)  # fmt: skip
QI = Citizen(
    "祁先生", "13700001357",
    "江西路口袋公园的石台阶也没有扶手，没有灯，因为坡陡，下雨天老人容易滑倒。后来问过社区，还没有人来看。盼着装上扶手。",
    "江西路口袋公园", "市南区",
)  # fmt: skip
TITLE = "口袋公园的台阶，老人怎样走得稳"
PROBLEM = "口袋公园的石台阶没有扶手和照明，雨天老人滑倒；谁来装、谁来管没有说清。"
COMMITTEE, PARK, URBAN = "市政协人口资源环境委员会", "市园林和林业局", "市城市管理局"
QUOTE = "台阶就三步，可老人不敢走。先把扶手装上，再说别的。"
VISITS = (("市政协领导带队", "领导带队看台阶"), ("委员调研", "委员数台阶"), ("专题调研会", "坐下来对问题"))


@pytest.fixture
def today(city: City):
    """The day in Qingdao as the served product reads it."""

    def found() -> date:
        return (city.served.clock.now() + timedelta(hours=8)).date()

    return found


def test_one_voice_is_carried_from_a_phone_to_a_verified_effect(city: City, today):
    su = city.window(PHONE)
    query_code = speak(su, SU)
    voice = number_of(su, query_code)
    accept(city, voice)
    let_be_read(city, voice)
    pool(city, voice)
    sees_on_own_page(su, query_code, "受理")
    sign_out(su)
    other = take_down(city, QI, today())

    topic = choose_topic(city, voice)
    look_at_the_place(city, topic, today)
    session = deliberate(city, today)
    idea = agree(city, session, voice)
    publish_outcome(city, topic)
    order = hand_it_over(city, idea, today)
    carry_through(city, order, query_code, today)
    spread_and_close(city, topic, order, other)

    reader = city.window()
    shows_lineage(reader, topic, "第 23 期", idea, PARK, "已销号")
    proves(reader, topic)
    refutes_a_changed_entry(reader)
    assert city.faults == []


def choose_topic(city: City, voice: str) -> str:
    """Stage two: clue, candidate, three scores, decision, plan."""
    topic = collect_clue(city, TITLE, [voice])
    shortlist(city, topic, PROBLEM, "定下谁装、谁管、先装哪几处。")
    for who, mark in (("member", 5), ("member2", 4), ("committee", 4)):
        score(city, topic, who, mark)
    settle_scores(city, topic)
    city.later(days=2)
    decide(city, topic, "切口小，说的人多，部门有条件接着办。")
    plan(city, topic, COMMITTEE)
    return topic


def look_at_the_place(city: City, topic: str, today) -> None:
    """Stages three and four: group, three visits, report."""
    research(city, topic, ["宋知远", "林见青"])
    for kind, title in VISITS:
        arranged = {
            "调研形式": kind, "标题": title, "日期": str(today() + timedelta(days=1)), "地点": SU.place,
            "区（市）": SU.district, "带队": "市政协领导", "要弄清的问题": "哪几处最险，谁来装。",
            "委员、专家、专委会": ["宋知远"], "其他参加人": f"部门：{PARK}分管负责人",
        }  # fmt: skip
        visit(
            city, topic, arranged, "看了六处台阶，三处没有扶手，两处没有灯。",
            "六处台阶里三处没有扶手、两处没有灯；居民希望先装背阴的两处。",
        )  # fmt: skip
    finish_research(
        city,
        topic,
        "三次调研走了六处台阶，三处没有扶手，两处没有灯。",
        "扶手谁来装？\n灯谁来管？",
        f"{PARK}：可以先装三处。",
    )


def deliberate(city: City, today) -> int:
    """Stage five: one session, from its plan to the signed minutes that everybody can read."""
    session = plan_session(
        city,
        {
            "期号": "23", "议题名": "口袋公园的台阶", "协商形式": "融媒协商", "栏目": "倾听与商量", "议题": TITLE,
            "承办": COMMITTEE, "所属区域": "青岛市", "日期": str(today() + timedelta(days=6)), "几点开始": "09:00",
            "地点": "青岛日报社演播室",
        },
        {"目的": "把谁装、谁管说清", "成果运用": f"金点子转{PARK}，一个月后回头看"},
    )  # fmt: skip
    invite(city, session, (
        ("市民嘉宾", SU.name, "公园边的居民", ""),
        ("政协委员", "宋知远", "文化艺术界", "宋知远"),
        ("部门负责人", f"{PARK}负责人", "主办部门", ""),
    ))  # fmt: skip
    announce(city, session)
    su = city.window(PHONE)
    sign_in_by_phone(su, SU.phone)
    ask(su, session, "扶手哪天装上？", "公园边的住户")
    city.later(days=6)
    check_in(city, session)
    answer_question(city, session, "扶手哪天装上", "三处先装，一个月内。", f"{PARK}负责人")
    note(city, session, "承诺", "一个月内给三处台阶装上扶手", f"{PARK}负责人", PARK, today() + timedelta(days=30))
    note(city, session, "共识", "先装背阴的两处。", "主持人归纳")
    note(city, session, "不同意见", "要不要通宵亮灯，没有谈拢。", "公园边的住户")
    city.later(hours=2)
    end_session(city, session)
    sign_minutes(city, session, "市民提问，部门当场答，委员建议先装背阴的两处。")
    reads_minutes(su, session, "先装背阴的两处", "没有谈拢", "一个月内给三处台阶装上扶手")
    sign_out(su)
    return session


def agree(city: City, session: int, voice: str) -> str:
    """Stage six: the words of the floor become a numbered golden idea."""
    idea = capture(city, session, {
        "逐字原话": QUOTE, "一句话标题": "先给三处台阶装扶手", "说话人": "苏女士，公园边的居民", "身份": "市民",
        "时间码": "00:31:05", "背后的民声": voice,
    })  # fmt: skip
    refine(city, idea, {
        "问题": "三处台阶没有扶手。", "依据": "三次调研的记录；来信。", "建议": "三处台阶装扶手\n两处台阶装灯",
        "建议主办单位": PARK, "建议会办单位": [URBAN], "领域": "民生", "说话人核对过": True,
    })  # fmt: skip
    official = number(city, idea)
    assert official.startswith("倾商〔")
    assert official.endswith(idea)
    approve(city, idea)
    return idea


def hand_it_over(city: City, idea: str, today) -> str:
    """Stage seven: the unit signs, meets the speaker, hears the co-unit and answers point by point.

    The unit's people come through the staff door, one after the other at the same window.
    """
    hand_over(city.desk("dispatcher"), idea, PARK, [URBAN])
    order = order_of(city.desk("dispatcher"), idea)
    unit = city.window()
    sign_in_as_staff(unit, city.served, "park-clerk")
    sign_for(unit, order)
    city.later(days=1)
    talk(unit, order, "到公园当面谈了，看了三处台阶。")
    give_opinion(city.desk("urban-clerk"), order, "负责两处灯的接电。")
    city.later(days=10)
    day = str(today())
    draft_reply(
        unit,
        order,
        (
            PointReply("三处扶手已经装好。", "装不锈钢扶手", day, "青园函〔示例〕12号"),
            PointReply("两处灯已经装好。", "装太阳能灯", day, "验收照片3张"),
        ),
        {
            "答复类别": "A", "总的答复": "建议采纳，两点都办完了。", "联系人": "园林科", "联系电话": "0532-12345",
            "责任人职务": "分管负责人", "与提出人当面沟通过": True,
        },
    )  # fmt: skip
    sign_out(unit)
    sign_in_as_staff(unit, city.served, "park-head")
    sign_reply(unit, order)
    sign_out(unit)
    deliver(city.desk("supervisor"), order)
    return order


def carry_through(city: City, order: str, query_code: str, today) -> None:
    """Stage eight: the citizen reads of it, judges it, and the supervisor writes it off."""
    city.later(days=1)
    su = city.window(PHONE)
    sign_in_by_phone(su, SU.phone)
    is_told(su, "协商结束", "有答复了")
    judge(su, query_code, {
        "办理态度": "满意", "办理结果": "满意", "问题解决了吗": "已解决", "想说的话": "我母亲今天自己走下来了。",
    })  # fmt: skip
    write_off(city.desk("supervisor"), order)
    is_told(su, "已销号")
    sign_out(su)
    day = str(today())
    record_outcome(city.desk("supervisor"), order, {
        "成效类别": "问题解决", "一句话": "三处台阶有了扶手，两处有了灯", "日期": day, "办之前": "雨天滑倒过两回。",
        "办之后": "老人自己走得下来。", "指标 1": "装好扶手的台阶", "数值": "3", "单位": "处", "目标": "3",
        "读数日期": day, "证据": "验收照片",
    })  # fmt: skip


def spread_and_close(city: City, topic: str, order: str, other: str) -> None:
    """After the write-off: the same cure elsewhere, a look back after a month, the topic closed."""
    supervisor = city.desk("supervisor")
    generalize(supervisor, order, "有台阶没扶手的公园，都装上", "江西路口袋公园")
    qi = city.window(PHONE)
    sign_in_by_phone(qi, QI.phone)
    is_told(qi, "别处一件同类的事办成了")
    cover(supervisor, order, other, "江西路口袋公园装好扶手")
    look_back(city, supervisor, order, "扶手牢固，灯都亮。")
    close_topic(city, topic, "三处台阶装好扶手，两处有了灯；同样的办法用到了江西路口袋公园。")
