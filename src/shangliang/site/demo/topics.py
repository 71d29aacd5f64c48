"""The topics of the demonstration: one at each stage, carried there by the same verbs as everybody's."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shangliang.fieldwork import actions as fieldwork
from shangliang.fieldwork.actions import Partaker
from shangliang.kernel.calendar import local_date
from shangliang.people.models import Person
from shangliang.site.demo.people import Cast
from shangliang.topics import actions
from shangliang.topics.models import Topic
from shangliang.voices.models import Voice

STAGES = ("clue", "candidate", "scored", "voting", "approved", "scheduled", "researching", "ready")


@dataclass(frozen=True)
class Plan:
    """What a topic of the demonstration says, and how far it is carried."""

    title: str
    title_en: str
    matter: str
    domain: str
    sources: tuple[str, ...]
    problem: str
    reach: str
    days_ago: int
    host: str = "c-urban"


PLANS = (
    Plan("老旧小区加装电梯，钱怎么分", "Lifts for old estates: who pays what", "lift", "livelihood", ("public", "party"),
         "六层以下老楼加装电梯，低层与高层对费用分摊没有共同的算法，多数停在征求意见。", "ready", 104),
    Plan("书店延时开放，怎样开得久", "Bookshops open late: how to keep it up", "bookshop", "culture", ("public", "cppcc"),
         "社区书屋九点熄灯，下夜班的人用不上；延时开放缺人手和安全办法。", "ready", 60, "c-edu"),
    Plan("放学路口怎样不再堵", "School gates without jams", "school", "livelihood", ("public", "party"),
         "放学一小时内接送车辆集中，公交和行人受阻。", "researching", 48, "c-edu"),
    Plan("山头公园夜间照明与口袋公园选址", "Lights on hill parks, sites for pocket parks", "hill", "ecology",
         ("public", "party"), "台阶和转弯处无灯；空地建园与停车、晾晒争地。", "scheduled", 42),
    Plan("社区助餐点周末也开门", "Community canteens at weekends", "canteen", "livelihood", ("public", "development"),
         "助餐点只在工作日供餐，独居老人周末没有着落。", "approved", 35, "c-social"),
    Plan("地铁站口非机动车停放", "Bicycles at metro exits", "ebike", "society", ("public",),
         "站口停放无序，占盲道和人行道。", "voting", 28, "c-social"),
    Plan("冬季供暖室温不达标怎么办", "Cold flats in winter", "heating", "livelihood", ("public", "party"),
         "管网末端室温低，检修排队没有时间表。", "scored", 21),
    Plan("背街小巷路灯谁来修", "Who mends the lamps of back lanes", "lamp", "society", ("public",),
         "背街小巷路灯权属不清，报修后无人到场。", "candidate", 14),
    Plan("公交末班车接得上地铁", "Last buses that meet the metro", "bus", "livelihood", ("public",), "", "clue", 6),
)  # fmt: skip


def carry(cast: Cast, plan: Plan, voices: list[Voice]) -> Topic:
    """Collect a topic with its voices and carry it to the stage that the plan names."""
    at = cast.now - timedelta(days=plan.days_ago)
    topic = actions.collect_clue(
        plan.title,
        title_en=plan.title_en,
        actor=cast.actor("liaison"),
        at=at,
        sources=plan.sources,
        domain=plan.domain,
        note=plan.problem,
        problem=plan.problem,
        voices=voices,
    )
    for stage in STAGES[1 : STAGES.index(plan.reach) + 1]:
        if stage == "voting" and plan.reach != "voting":
            continue
        at += timedelta(days=2, hours=1)
        WAYS[stage](cast, plan, topic, at)
    return topic


def shortlist(cast: Cast, _plan: Plan, topic: Topic, at: datetime) -> None:
    """Make it a candidate; one member has scored it already."""
    actions.shortlist(topic, actor=cast.actor("liaison"), at=at)
    mark(cast, topic, "member", (5, 4, 4, 4, 3), at)


def score(cast: Cast, _plan: Plan, topic: Topic, at: datetime) -> None:
    """Let two more people score, and settle the scores."""
    mark(cast, topic, "member2", (4, 4, 5, 4, 4), at)
    mark(cast, topic, "committee", (4, 3, 4, 5, 3), at)
    actions.settle_scores(topic, actor=cast.actor("liaison"), at=at + timedelta(hours=1))


def mark(cast: Cast, topic: Topic, who: str, marks: tuple[int, ...], at: datetime) -> None:
    """Give one person's marks."""
    keys = ("heat", "growth", "feasibility", "effect", "readiness")
    actions.score(topic, dict(zip(keys, marks, strict=True)), has_interest=False, actor=cast.actor(who), at=at)


def open_vote(cast: Cast, _plan: Plan, topic: Topic, at: datetime) -> None:
    """Open the public vote long enough that visitors can still vote."""
    actions.open_vote(topic, actor=cast.actor("liaison"), at=max(at, cast.now - timedelta(days=3)), days=14)


def approve(cast: Cast, plan: Plan, topic: Topic, at: datetime) -> None:
    """Decide for the topic, with the reason."""
    reason = f"切口小，说的人多，部门有条件接着办；{plan.problem}"
    actions.decide(topic, "approved", actor=cast.actor("leader"), at=at, reason=reason)


def put_into_plan(cast: Cast, plan: Plan, topic: Topic, at: datetime) -> None:
    """Put it into the yearly plan with its host."""
    actions.plan(topic, host=cast.org(plan.host), actor=cast.actor("liaison"), at=at, is_reported=True)


def research(cast: Cast, plan: Plan, topic: Topic, at: datetime) -> None:
    """Form the group, begin, and make the first two visits."""
    group = [cast.people[name] for name in ("member", "member2", "expert")]
    actions.form_group(topic, group, actor=cast.actor("committee"), at=at)
    actions.start_research(topic, actor=cast.actor("committee"), at=at)
    visit(cast, plan, topic, "leader_visit", at + timedelta(hours=2), "市政协领导")
    visit(cast, plan, topic, "member_survey", at + timedelta(days=1), "市政协委员")


def finish(cast: Cast, plan: Plan, topic: Topic, at: datetime) -> None:
    """Make two more visits, write the report and finish."""
    visit(cast, plan, topic, "followup_walk", at, "专委会承办人")
    visit(cast, plan, topic, "symposium", at + timedelta(days=1), "专委会承办人")
    values = {
        "report": f"四次调研走访了居民、承办单位和基层工作人员。{plan.problem}各地已有可用的办法，缺的是一份大家都认的算法和牵头的人。",
        "questions": "一、标准由谁定？二、钱从哪里来？三、谁来牵头，什么时候办到？",
        "answers": "主办部门已就三个问题提交书面说明，现场逐条回答。",
    }
    actions.write_report(topic, values, actor=cast.actor("committee"), at=at + timedelta(days=2))
    actions.finish_research(topic, actor=cast.actor("committee"), at=at + timedelta(days=2, hours=1))


def visit(cast: Cast, plan: Plan, topic: Topic, kind: str, at: datetime, leader: str) -> None:
    """Make one visit from plan to report."""
    who = cast.actor("committee")
    people = [
        Partaker(leader, "leader"),
        Partaker("宋知远", "member", member(cast)),
        Partaker("社区居民代表", "citizen"),
        Partaker("承办部门", "unit"),
    ]
    streets = {
        "leader_visit": "延安路街道",
        "member_survey": "中山路街道",
        "followup_walk": "李村街道",
        "symposium": "市政协会议室",
    }
    row = fieldwork.plan_visit(
        topic,
        kind,
        title=f"{plan.title}：{dict(KINDS)[kind]}",
        actor=who,
        at=at,
        place=streets[kind],
        district=cast.org("sb"),
        held_on=local_date(at),
        leader=leader,
        purpose=plan.problem,
        people=people,
    )
    fieldwork.notice_visit(row, actor=who, at=at)
    fieldwork.write_notes(
        row,
        "走访六户居民，看了现场，记下十一条意见。居民希望先把算法和时间说清。",
        actor=who,
        at=at + timedelta(hours=3),
    )
    fieldwork.file_done(row, actor=who, at=at + timedelta(hours=4))
    fieldwork.file_report(row, f"到{streets[kind]}实地了解：{plan.problem}", actor=who, at=at + timedelta(hours=6))


def member(cast: Cast) -> Person:
    """Return the member who leads the group."""
    return cast.people["member"]


KINDS = (
    ("leader_visit", "领导带队"),
    ("member_survey", "委员调研"),
    ("followup_walk", "走访落实"),
    ("symposium", "专题调研会"),
)
WAYS = {
    "candidate": shortlist,
    "scored": score,
    "voting": open_vote,
    "approved": approve,
    "scheduled": put_into_plan,
    "researching": research,
    "ready": finish,
}
