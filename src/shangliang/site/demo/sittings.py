"""The sessions of the demonstration: one held with its ideas, one announced where visitors can ask."""

from datetime import datetime, timedelta
from random import Random

from shangliang.kernel.calendar import local_date, moment
from shangliang.opinions import actions as opinions
from shangliang.opinions.models import Conversation
from shangliang.sessions import actions, queries
from shangliang.sessions.models import Series, Session
from shangliang.site.demo.opinions import statements_of
from shangliang.site.demo.people import Cast
from shangliang.topics.models import Topic

SERIES = (
    ("tingshang", "倾听与商量", "Listen & Consult", "市政协委员联络活动工作室、市12345热线、青岛日报社"),
    ("zhitongche", "委员直通车", "Members' Through Train", "工作室、青岛广播电视台、各区（市）政协"),
    ("qushixing", "区市行", "District Tour", "市政协与区（市）政协"),
    ("zoujinqushi", "走进区市", "Into the Districts", "各区（市）"),
    ("zhongdian", "走进重点项目", "Into Key Projects", "城市更新和城市建设指挥部"),
)
GUESTS = (
    ("host", "主持人", "青岛日报社", None),
    ("citizen", "顾守诚", "市北区居民", "citizen0"),
    ("citizen", "柳青禾", "社区楼长", "citizen1"),
    ("member", "宋知远", "市政协委员，文化艺术界", "member"),
    ("member", "林见青", "市政协委员，环境资源界", "member2"),
    ("expert", "何叙", "高校教授", "expert"),
    ("unit_head", "市住房和城乡建设局负责人", "主办部门", "housing-head"),
    ("unit_head", "市民政局负责人", "会办部门", "civil-head"),
    ("reporter", "青岛日报记者", "现场记录", "reporter"),
)
AGENDA = (
    ("opening", "短片：六楼的十二级台阶", "青岛日报社", 4),
    ("report", "调研情况通报", "专委会承办人", 8),
    ("question", "市民提问", "市民嘉宾", 15),
    ("answer", "部门解答", "市住房和城乡建设局", 12),
    ("speech", "委员专家建议", "宋知远、何叙", 15),
    ("summary", "归纳共识，现场认领", "主持人", 8),
)


def all_series() -> dict[str, Series]:
    """Write the series and return them by code."""
    return {
        code: actions.add_series(code=code, name=name, name_en=name_en, partners=partners)
        for code, name, name_en, partners in SERIES
    }


def prepare(cast: Cast, topic: Topic, number: int, held_at: datetime, at: datetime, series: Series) -> Session:
    """Plan a session of a ready topic, up to the public notice."""
    session = actions.create_session(
        number=number,
        title=topic.title,
        title_en=topic.title_en,
        actor=cast.actor("liaison"),
        at=at,
        region=cast.city,
        series=series,
        topic=topic,
        held_at=held_at,
        place="融媒体演播大厅",
    )
    actions.edit_plan(
        session,
        purpose=f"听居民、委员、专家和部门一起商量：{topic.problem}",
        use_of_results="形成协商纪要和金点子清单，报市委市政府，经 12345 转办并跟踪督办。",
        place="融媒体演播大厅",
        held_at=held_at,
        conversation=converse(cast, topic, at),
    )
    for kind, title, speaker, minutes in AGENDA:
        actions.add_agenda_item(session, kind=kind, title=title, speaker=speaker, minutes=minutes)
    studio = actions.add_venue(session, kind="studio", name="融媒体演播大厅", address="市南区太平路", people_count=9)
    actions.add_venue(
        session,
        kind="zhuge",
        name="延安路街道诸葛会",
        address="市北区延安路街道",
        host_name="社区书记",
        people_count=12,
    )
    for kind, name, title, person in GUESTS:
        actions.invite(
            session,
            kind=kind,
            name=name,
            title=title,
            person=cast.people.get(person or ""),
            venue=studio,
            confirmed_at=at,
        )
    actions.approve_plan(session, actor=cast.actor("leader"), at=at + timedelta(hours=5))
    actions.announce(session, actor=cast.actor("liaison"), at=at + timedelta(hours=6))
    questions = (
        ("定了办法以后，谁来督促落实？", "顾守诚", "citizen0"),
        ("低层住户的补偿能不能写进协议？", "柳青禾", "citizen1"),
        ("什么时候能看到第一批办成的？", "唐小满", "citizen2"),
    )
    for i, (text, who, person) in enumerate(questions):
        row = actions.ask(
            session, text, at=at + timedelta(hours=8 + i), asked_by=who, person=cast.people[person], is_public=True
        )
        for other in cast.crowd[: 9 - 3 * i]:
            actions.like_question(row, other)
    return session


RUNNING_ITEM = 4
"""How many items of the agenda have begun in the session that runs."""


def converse(cast: Cast, topic: Topic, at: datetime) -> Conversation:
    """Open the question of a topic with its first statements."""
    key = "lift" if "电梯" in topic.title else "bookshop"
    row = opinions.open_conversation(
        title=topic.title, actor=cast.actor("liaison"), at=at, region=cast.city, topic=topic, intro=topic.problem
    )
    for text in statements_of(key):
        opinions.add_statement(row, text, actor=cast.actor("liaison"), at=at, is_seed=True)
    opinions.start(row, actor=cast.actor("liaison"), at=at)
    return row


def open_floor(cast: Cast, session: Session, at: datetime) -> None:
    """Open a session that runs since `at`: people are checked in, one question is answered, somebody speaks."""
    studio = cast.actor("liaison")
    actions.send_materials(session, actor=cast.actor("committee"), at=at - timedelta(days=6))
    for venue in queries.venues_of(session):
        actions.note_line_test(venue, at=at - timedelta(hours=1), note="声音、画面都通")
    for guest in queries.guests_of(session):
        actions.check_in_guest(guest, at=at - timedelta(minutes=20))
    actions.close_check_in(session, actor=studio, at=at - timedelta(minutes=5))
    actions.open_session(session, actor=studio, at=at)
    begin = at
    for item in list(queries.agenda_of(session))[:RUNNING_ITEM]:
        actions.run_item(item, at=begin, actor=studio)
        begin += timedelta(minutes=item.minutes)
    words = "住建部门现场答复：分摊参考表一个月内发到各街道，协议范本附后。"
    first = queries.wall_of(session)[0]
    actions.answer_question(
        first,
        "answered",
        actor=studio,
        at=at + timedelta(minutes=21),
        answer=words,
        answered_by="市住房和城乡建设局负责人",
    )
    hear(cast, session, at + timedelta(minutes=30))
    speak_up(cast, session, at + timedelta(minutes=34))


def hear(cast: Cast, session: Session, at: datetime) -> None:
    """Note what was agreed so far, what was not, and what was promised."""
    studio = cast.actor("liaison")
    for kind, text, speaker in (
        ("consensus", "先有一份大家都认的分摊参考表，再谈签字。", "主持人归纳"),
        ("view", "电梯的维护费由使用的人分担，写进协议。", "宋知远"),
        ("dissent", "低层住户的补偿给钱还是改善设施，没有谈拢。", "柳青禾"),
    ):
        actions.note_viewpoint(session, kind=kind, text=text, speaker=speaker, actor=studio, at=at)
    actions.promise(
        session,
        unit=cast.org("housing"),
        text="一个月内发布分摊参考表和协议范本",
        speaker="市住房和城乡建设局负责人",
        due_on=local_date(at + timedelta(days=30)),
        actor=studio,
        at=at,
    )


def speak_up(cast: Cast, session: Session, at: datetime) -> None:
    """Let three people ask for the microphone; the first has it."""
    rows = [
        actions.request_floor(session, name=name, kind=kind, about=about, at=at)
        for name, kind, about in (
            ("顾守诚", "citizen", "五楼老人下不来"), ("林见青", "member", "外地的分摊办法"), ("何叙", "expert", "采光怎么算"),
        )
    ]  # fmt: skip
    actions.give_floor(rows[0], at=at + timedelta(minutes=3), actor=cast.actor("liaison"))


def take_a_poll(cast: Cast, session: Session, at: datetime) -> None:
    """Ask the room what to do first; some answer with their phones verified, some without."""
    studio, rng = cast.actor("liaison"), Random(22)
    choices = ("先定分摊参考表", "先办无障碍和急用的楼", "先谈低层住户的补偿")
    poll = actions.prepare_poll(session, question="下一步先做哪件事？", choices=choices, actor=studio, at=at)
    actions.open_poll(poll, actor=studio, at=at)
    for n in range(90):
        pick = rng.choices((1, 2, 3), (5, 3, 2))[0]
        who = queries.session_token(session, f"demo:{n}")
        actions.vote_in_poll(poll, [pick], who=who, level=int(n % 3 > 0), at=at + timedelta(seconds=n))


def morning(at: datetime) -> datetime:
    """Return nine o'clock of the day in Qingdao."""
    return moment(local_date(at)) + timedelta(hours=9)
