"""The twenty sessions that were held: each topic from its voices to the broadcast, by the same verbs as today's."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from shangliang.fieldwork import actions as fieldwork
from shangliang.fieldwork.actions import Partaker
from shangliang.kernel.calendar import local_date, moment
from shangliang.people.models import Person
from shangliang.sessions import actions, queries
from shangliang.sessions.models import Commitment, Series, Session
from shangliang.site.demo.guests import Guests, venues
from shangliang.site.demo.people import Cast
from shangliang.site.demo.records import Past, lines_of
from shangliang.topics import actions as topics
from shangliang.topics.models import Topic
from shangliang.voices.models import Voice

KEYS = ("heat", "growth", "feasibility", "effect", "readiness")
KINDS = (
    ("leader_visit", "领导带队", "市政协领导"),
    ("member_survey", "委员调研", "市政协委员"),
    ("followup_walk", "走访落实", "专委会承办人"),
    ("symposium", "专题调研会", "专委会承办人"),
    ("member_survey", "再访一次", "市政协委员"),
)
PLACES = {
    5: ("歌尔全球研发总部", "中试车间", "高校技术转移中心", "市政协会议室", "蓝谷的一家初创企业"),
    9: ("巨峰科技产业园", "市民中心办事大厅", "园区办税点", "市政协会议室", "一家外贸企业"),
    11: ("济南", "潍坊", "厦门", "三明", "福州"),
    14: ("天山社区颐中高山小区", "社区会客厅", "楼前边角地", "市政协会议室", "街道办事处"),
    15: ("崂山水库", "浮山后六小区", "再生水厂", "市政协会议室"),
    17: ("莱西市九顶庄园", "村里的合作社", "乡镇农技站", "莱西市政协会议室", "返乡青年的草莓棚"),
    18: ("劈柴院", "中山路", "大鲍岛", "市政协会议室"),
}
USUAL_PLACES = ("现场第一站", "街道社区", "承办单位", "市政协会议室", "回访点")
STREETS = {14: "sb", 15: "ls", 17: "lx", 18: "sn", 12: "sb", 10: "ls", 9: "hd"}
FOLLOWS = {18: 12}
"""Sessions whose topic takes up that of an earlier one."""
URGENT = (15,)
NEWEST = 20
"""The last session that was held: its file is not closed yet."""
FORMS = {11: "thematic", 13: "media_convergence"}


@dataclass(frozen=True)
class Held:
    """A session that was held, with the people who sat there."""

    past: Past
    topic: Topic
    session: Session
    at: datetime
    members: list[Person]


def morning_of(past: Past) -> datetime:
    """Return nine o'clock of the day in Qingdao."""
    return (moment(past.held_on) + timedelta(hours=9)).astimezone(UTC)


def hold(
    cast: Cast, past: Past, series: Series, guests: Guests, voices: list[Voice], before: Topic | None, rng: Random
) -> Held:
    """Carry one session from its clue to its minutes; its ideas come next."""
    at = morning_of(past)
    topic = choose(cast, past, voices, before, at)
    research(cast, past, topic, at, rng)
    session = announce(cast, past, topic, series, at)
    members = guests.seat(cast, past, session, at)
    run(cast, past, session, at)
    topic.refresh_from_db()
    return Held(past, topic, session, at, members)


def choose(cast: Cast, past: Past, voices: list[Voice], before: Topic | None, at: datetime) -> Topic:
    """Collect the topic with its voices, score it, decide for it and plan it."""
    day = at - timedelta(days=90)
    liaison = cast.actor("liaison")
    topic = topics.collect_clue(
        past.title,
        actor=liaison,
        at=day,
        sources=("party", "public") if past.number % 2 else ("development", "public", "cppcc"),
        domain=past.domain,
        note=past.problem,
        problem=past.problem,
        voices=voices,
        is_urgent=past.number in URGENT,
        follows=before,
    )
    topics.shortlist(topic, actor=liaison, at=day + timedelta(days=2))
    for who, marks in (("member", (5, 4, 4, 4, 3)), ("member2", (4, 4, 5, 4, 4)), ("committee", (4, 3, 4, 5, 3))):
        given = dict(zip(KEYS, marks, strict=True))
        topics.score(topic, given, has_interest=False, actor=cast.actor(who), at=day + timedelta(days=3))
    topics.settle_scores(topic, actor=liaison, at=day + timedelta(days=5))
    reason = f"切口小，说的人多，部门有条件接着办。{past.problem}"
    topics.decide(topic, "approved", actor=cast.actor("leader"), at=day + timedelta(days=8), reason=reason)
    host = cast.org(past.host)
    topics.plan(topic, host=host, actor=liaison, at=day + timedelta(days=10), is_reported=True)
    return topic


def research(cast: Cast, past: Past, topic: Topic, at: datetime, rng: Random) -> None:
    """Form the group, make the visits, write the report."""
    office = cast.actor("committee")
    begin = at - timedelta(days=78)
    group = [cast.people["member"], cast.people["expert"], *rng.sample(cast.bench, 3)]
    topics.form_group(topic, group, actor=office, at=begin)
    topics.start_research(topic, actor=office, at=begin + timedelta(hours=1))
    places = PLACES.get(past.number, USUAL_PLACES)
    for i in range(past.visits):
        visit(cast, past, topic, i, places[i], at - timedelta(days=70 - 11 * i), group)
    values = {
        "report": f"{past.visits} 次调研走访了居民、承办单位和基层工作人员。{past.problem}各处已有可用的办法，缺的是牵头的人和期限。",
        "questions": "一、标准由谁定？二、钱从哪里来？三、谁来牵头，什么时候办到？",
        "answers": "主办部门已就三个问题提交书面说明，现场逐条回答。",
    }
    topics.write_report(topic, values, actor=office, at=at - timedelta(days=18))
    topics.finish_research(topic, actor=office, at=at - timedelta(days=17))


def visit(cast: Cast, past: Past, topic: Topic, i: int, place: str, at: datetime, group: list[Person]) -> None:
    """Make one visit from plan to report."""
    kind, name, leader = KINDS[i]
    office = cast.actor("committee")
    people = [
        Partaker(leader, "leader"),
        *(Partaker(str(person), "member", person) for person in group[2:]),
        Partaker("群众代表", "citizen"),
        Partaker("承办部门", "unit"),
    ]
    row = fieldwork.plan_visit(
        topic,
        kind,
        title=f"{past.title}：{name}",
        actor=office,
        at=at - timedelta(days=5),
        place=place,
        district=cast.org(STREETS.get(past.number, ("sn", "sb", "lc", "ls", "cy")[i])),
        held_on=local_date(at),
        leader=leader,
        purpose=past.problem,
        people=people,
    )
    fieldwork.notice_visit(row, actor=office, at=at - timedelta(days=4))
    notes = f"到{place}走了一趟，和企业、群众代表坐下来谈。记下十一条意见，最集中的一条：{past.problem}"
    if past.number == 11:
        notes = f"到{place}学分级诊疗的做法，看了两家社区医院，记下和青岛不同的三处。"
    fieldwork.write_notes(row, notes, actor=office, at=at + timedelta(hours=3))
    fieldwork.file_done(row, actor=office, at=at + timedelta(hours=4))
    fieldwork.file_report(row, f"在{place}了解到：{past.problem}", actor=office, at=at + timedelta(hours=30))


def announce(cast: Cast, past: Past, topic: Topic, series: Series, at: datetime) -> Session:
    """Plan the session with its agenda and venues, and have the plan approved."""
    liaison = cast.actor("liaison")
    session = actions.create_session(
        number=past.number,
        title=past.title,
        actor=liaison,
        at=at - timedelta(days=16),
        region=cast.city,
        form=FORMS.get(past.number, "media_convergence"),
        series=series,
        topic=topic,
        held_at=at,
        place=past.place,
    )
    actions.edit_plan(
        session,
        purpose=f"听居民、委员、专家和部门一起商量：{past.problem}",
        use_of_results="形成协商纪要和金点子清单，报市委市政府，经 12345 转办并跟踪督办。",
        place=past.place,
        held_at=at,
    )
    actions.lay_agenda(session)
    venues(past, session)
    actions.approve_plan(session, actor=cast.actor("leader"), at=at - timedelta(days=14))
    return session


def run(cast: Cast, past: Past, session: Session, at: datetime) -> None:
    """Announce, open, hold, end, write it up, broadcast and archive."""
    studio, office = cast.actor("liaison"), cast.actor("committee")
    actions.announce(session, actor=studio, at=at - timedelta(days=12))
    questions = [
        actions.ask(session, text, at=at - timedelta(days=9 - i), asked_by=str(person), person=person, is_public=True)
        for i, (text, person) in enumerate(zip(wall(past), cast.crowd[past.number * 3 :], strict=False))
    ]
    actions.send_materials(session, actor=office, at=at - timedelta(days=8))
    for venue in queries.venues_of(session):
        if venue.is_linked:
            actions.note_line_test(venue, at=at - timedelta(hours=2), note="声音、画面都通")
    for guest in queries.guests_of(session):
        guest.session = session
        actions.check_in_guest(guest, at=at - timedelta(minutes=20))
    actions.close_check_in(session, actor=studio, at=at - timedelta(minutes=5))
    actions.open_session(session, actor=studio, at=at)
    answers = (
        "现场答复：已经排进计划，下个月公布清单。",
        "现场答复：这件当场认领，专人负责。",
        "带回去研究，一个月内书面答复。",
    )
    for row, answer, status in zip(questions, answers, ("answered", "answered", "taken"), strict=True):
        who = "主办部门负责人"
        actions.answer_question(
            row, status, actor=studio, at=at + timedelta(minutes=40), answer=answer, answered_by=who
        )
    promised = hear(cast, past, session, at)
    actions.end_session(session, actor=studio, at=at + timedelta(hours=2))
    course = (
        f"短片之后通报 {past.visits} 次调研；市民提问，部门逐一回答；委员和专家各提建议；主持人归纳共识，记下不同意见。"
    )
    actions.draft_minutes(session, actor=office, at=at + timedelta(days=2), course=course)
    actions.sign_minutes(session, actor=cast.actor("leader"), at=at + timedelta(days=5))
    actions.report_session(session, actor=studio, at=at + timedelta(days=8))
    day = at + timedelta(days=9)
    actions.broadcast_session(session, actor=cast.actor("editor"), at=day, on=local_date(day))
    evidence = "清单已在主办单位网站公布，逐项写明经办科室和完成日期"
    actions.keep_promise(promised, evidence=evidence, actor=studio, at=at + timedelta(days=26))
    if past.number != NEWEST:
        actions.archive_session(session, actor=studio, at=at + timedelta(days=30))


def wall(past: Past) -> tuple[str, str, str]:
    """Return the three questions of the wall."""
    return (
        f"{past.problem}谁来牵头管？",
        "说了要办的，什么时候能看到第一批？",
        "办得怎么样，去哪里能查到？",
    )


def hear(cast: Cast, past: Past, session: Session, at: datetime) -> Commitment:
    """Note what was agreed and what was not; return what was promised on the floor."""
    studio, floor = cast.actor("liaison"), at + timedelta(hours=1)
    heard = (
        ("consensus", "先办看得见的一两件，再把办法写成规矩。", "主持人归纳"),
        ("consensus", "主办部门牵头，街道和居民都到场。", "主持人归纳"),
        ("dissent", "先管还是先建，居民和部门没有谈拢，两种意见都记下。", "市民嘉宾"),
    )
    for kind, text, speaker in heard:
        actions.note_viewpoint(session, kind=kind, text=text, speaker=speaker, actor=studio, at=floor)
    return actions.promise(
        session,
        unit=cast.org(past_unit(past)),
        text="一个月内拿出清单，列明谁办、哪天办完",
        speaker="主办部门负责人",
        due_on=local_date(at + timedelta(days=30)),
        actor=studio,
        at=floor,
    )


def past_unit(past: Past) -> str:
    """Return the unit that answered most of the session's ideas."""
    units = [line.unit for line in lines_of(past.number)]
    return max(dict.fromkeys(units), key=units.count)


def close(cast: Cast, held: Held, at: datetime) -> None:
    """Write what came of a topic and close it: its ideas are written off or on the ledger. The newest is tracked on."""
    if held.past.number == NEWEST:
        return
    held.topic.refresh_from_db()
    words = f"第 {held.past.number} 期的 {held.past.ideas} 条金点子件件有答复。"
    topics.report_effect(held.topic, words, actor=cast.actor("liaison"), at=at)
    topics.close(held.topic, actor=cast.actor("leader"), at=at + timedelta(days=3))
