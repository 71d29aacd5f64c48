"""Papers of one 期: plan, agenda, notice, minutes, list of ideas, certificates."""

from datetime import datetime, time, timedelta

from shangliang.documents.actions import Draft
from shangliang.ideas.queries import co_units_of, ideas_of_session
from shangliang.kernel.calendar import local
from shangliang.kernel.refusals import Invalid, NotFound, Words
from shangliang.kernel.text import chinese_number
from shangliang.kernel.workflow import Actor
from shangliang.sessions import queries
from shangliang.sessions.models import Attendance, Session

COPIES = ("市委办公厅", "市政府办公厅", "市政协办公厅")
KEEPER = "市政协委员联络活动工作室"


def session_of(actor: Actor, code: str) -> Session:
    """Return the session under a number; raises NotFound."""
    found = queries.session_for(actor, int(code)) if code.isascii() and code.isdigit() else None
    if found is None:
        raise NotFound
    return found


def issue(session: Session) -> str:
    """Return how a session is called: 第十八期“倾听与商量”协商活动."""
    series = session.series.name if session.series else "倾听与商量"
    return f"第{chinese_number(session.number)}期“{series}”协商活动"


def when(at: datetime | None) -> str:
    """Return a day and time as papers write it, or that it is not set."""
    return f"{local(at):%Y年%-m月%-d日 %H:%M}" if at else "待定"


def until(at: datetime | None) -> str:
    """Return the last day of a limit as papers write it; limits end exclusively, so midnight ends the day before."""
    if at is None:
        return "待定"
    last = local(at - timedelta(microseconds=1))
    is_day = local(at).time() == time(0)
    return f"{last:%Y年%-m月%-d日}" + ("" if is_day else f" {local(at):%H:%M}")


def lack(session: Session, zh: str, en: str) -> Invalid:
    """Return the refusal that the session does not hold yet what the paper needs."""
    return Invalid(Words(f"第 {session.number} 期还没有{zh}。", f"Session {session.number} has no {en} yet."))


def draft(kind: str, session: Session, title: str, **facts: object) -> Draft:
    """Return a draft about a session, sent by who hosts it."""
    return Draft(
        kind,
        "session",
        session.code,
        title,
        {"sender": KEEPER, **facts},
        region=session.region,
        from_unit=session.host,
    )


def by_kind(guests: list[Attendance]) -> list[tuple[str, str]]:
    """Return who is invited as rows: each kind with posts and names; officials by post only."""
    found: dict[str, list[str]] = {}
    for guest in guests:
        words = guest.title or guest.name if guest.kind in ("unit_head", "leader") else f"{guest.title}{guest.name}"
        found.setdefault(guest.get_kind_display(), []).append(words)
    return [(kind, "、".join(names)) for kind, names in found.items()]


def consultation_plan(actor: Actor, code: str) -> Draft:
    """Return the plan of a session: purpose, form, time and places, who comes, the agenda, how results are used."""
    session = session_of(actor, code)
    sheet = queries.sheet_of(session)
    if not sheet.met["plan"]:
        raise lack(session, "完整的协商方案", "complete plan")
    venues = [f"{venue.get_kind_display()}：{venue.name} {venue.address}".strip() for venue in sheet.venues]
    agenda = [f"{row.minutes} 分钟　{row.get_kind_display()}：{row.title}" for row in sheet.agenda]
    sections = [
        ("目的", [session.purpose]),
        ("时间和地点", [f"时间：{when(session.held_at)}", f"主会场：{session.place}", *venues]),
        ("参加人员", [f"{label}：{names}" for label, names in by_kind(list(sheet.guests))]),
        ("议程", agenda),
        ("成果运用", [session.use_of_results]),
    ]
    return draft(
        "consultation_plan",
        session,
        f"《{session.title}》{issue(session)}方案",
        rows=[("协商形式", session.get_form_display()), ("承办", session.host.name if session.host else KEEPER)],
        sections=[(heading, lines) for heading, lines in sections if any(lines)],
        cc=COPIES,
    )


def agenda(actor: Actor, code: str) -> Draft:
    """Return the agenda of a session as a table: place, minutes, what, who."""
    session = session_of(actor, code)
    sheet = queries.sheet_of(session)
    if not sheet.agenda:
        raise lack(session, "议程", "agenda")
    rows = [
        (
            str(place),
            f"{local(slot.begins):%H:%M}" if slot else "",
            str(item.minutes),
            item.get_kind_display(),
            item.title,
            item.speaker,
        )
        for place, (item, slot) in enumerate(sheet.timed, start=1)
    ]
    return draft(
        "agenda",
        session,
        f"{issue(session)}议程",
        body=[f"时间：{when(session.held_at)}　地点：{session.place or '待定'}"],
        table=[("序", "时间", "分钟", "环节", "内容", "发言人"), *rows],
    )


def call_notice(actor: Actor, code: str) -> Draft:
    """Return the public notice of a session: topic, time, guests, how to speak, what happens to it."""
    session = session_of(actor, code)
    if session.held_at is None:
        raise lack(session, "举行时间", "date")
    guests = by_kind(list(queries.guests_of(session, public_only=True)))
    sections = [
        ("协商议题", [session.title, session.purpose]),
        ("时间和地点", [f"{when(session.held_at)}，{session.place or '地点另行通知'}"]),
        ("嘉宾", [f"{label}：{names}" for label, names in guests]),
        (
            "怎样参与",
            ["拨打 12345，或在观海新闻客户端“直通12345”、“商量通”小程序和本平台网页“我要说”留言，也可以在活动页提问。"],
        ),
        (
            "后续办理",
            [
                "您的话由 12345 受理，现场没有答复的带回办理；形成的金点子转相关部门逐点答复，进度和结果在活动页公开。",
                "个人信息只用于办理和联系，公开前隐去姓名、电话和住址。",
            ],
        ),
    ]
    return draft(
        "call_notice",
        session,
        f"关于举办《{session.title}》{issue(session)}并征集意见的公告",
        sections=[(heading, [line for line in lines if line]) for heading, lines in sections if any(lines)],
    )


def minutes(actor: Actor, code: str) -> Draft:
    """Return the minutes: course, what was agreed, what was not, promises with unit and day, who was there."""
    session = session_of(actor, code)
    views = {kind: [row.text for row in queries.viewpoints_of(session, kind)] for kind in ("consensus", "dissent")}
    if not session.course or not views["consensus"]:
        raise lack(session, "协商经过和共识", "course and common ground")
    promises = [
        f"{row.unit.name}：{row.text}" + (f"（{row.due_on:%Y年%-m月%-d日}前）" if row.due_on else "")
        for row in queries.promises_of(session)
    ]
    sections = [
        ("协商经过", session.course.splitlines()),
        ("达成的共识", views["consensus"]),
        ("不同意见", views["dissent"]),
        ("现场承诺", promises),
    ]
    guests = list(queries.guests_of(session))
    present = [guest for guest in guests if guest.checked_in_at]
    absent = [guest for guest in guests if not guest.checked_in_at]
    roster = [("出席", names_of(present)), ("请假", names_of(absent))]
    ideas = ideas_of_session(session).count()
    return draft(
        "minutes",
        session,
        f"{issue(session)}纪要",
        rows=[("时间", when(session.began_at or session.held_at)), ("地点", session.place), ("议题", session.title)],
        sections=[(heading, lines) for heading, lines in sections if lines],
        roster=[(label, names) for label, names in roster if names],
        annexes=[f"第{chinese_number(session.number)}期金点子清单（{ideas} 条）"] if ideas else [],
        cc=COPIES,
    )


def names_of(guests: list[Attendance]) -> str:
    """Return who they are, officials by post only."""
    return "，".join(names for _kind, names in by_kind(guests))


def idea_list(actor: Actor, code: str) -> Draft:
    """Return the list of a session's golden ideas: number, idea, speaker, lead and co units, limit, class, state."""
    session = session_of(actor, code)
    ideas = list(ideas_of_session(session).exclude(state__in=("merged", "dropped")))
    if not ideas:
        raise lack(session, "金点子", "golden idea")
    rows = [
        (
            idea.code,
            idea.title,
            idea.speaker_name,
            idea.lead_unit.name if idea.lead_unit else "待定",
            "、".join(unit.name for unit in co_units_of(idea)) or "—",
            idea.reply_class or "—",
            idea.workflow.state(idea.state).label,
        )
        for idea in ideas
    ]
    return draft(
        "idea_list",
        session,
        f"{issue(session)}金点子清单",
        table=[("编号", "金点子", "提出人", "主办", "会办", "类别", "进展"), *rows],
    )


def certificate(actor: Actor, code: str) -> Draft:
    """Return the letter that invites one guest; the code is the session's and the guest's number: 18-3."""
    number, _, place = code.partition("-")
    session = session_of(actor, number)
    guest = queries.guest_of(session, int(place)) if place.isascii() and place.isdigit() else None
    if guest is None:
        raise NotFound
    made = draft(
        "certificate",
        session,
        "邀请函",
        to=guest.title if guest.kind in ("unit_head", "leader") and guest.title else guest.name,
        body=[
            f"谨邀您作为{guest.get_kind_display()}参加{issue(session)}，议题为“{session.title}”。",
            f"时间：{when(session.held_at)}",
            f"地点：{guest.venue.name if guest.venue else session.place or '另行通知'}",
            "活动议程和材料将在活动前送达。请您准备三分钟以内的发言，谈一个问题、提一条建议。",
        ],
    )
    return made.about(f"{session.code}-{guest.number}")
