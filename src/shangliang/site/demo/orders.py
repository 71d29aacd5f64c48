"""What lies on the desks today: voices handed to units a while ago, with every lamp, and ideas still in the making."""

from datetime import datetime, timedelta

from shangliang.dispatch import actions
from shangliang.dispatch.actions import Judgement, PointDraft, ReplyDraft
from shangliang.dispatch.models import Dispatch
from shangliang.ideas import actions as ideas
from shangliang.ideas.actions import Content
from shangliang.kernel.calendar import local_date
from shangliang.kernel.workflow import Actor, Role, Seat
from shangliang.sessions.models import Session
from shangliang.site.demo import duties
from shangliang.site.demo.matters import by_key
from shangliang.site.demo.people import Cast
from shangliang.voices import actions as voices
from shangliang.voices.models import Voice

SELF_ANSWERED = ("bus", "praise")
"""Matters that the hotline answers itself."""
SLOW = 5
"""One of so many orders is left lying longer than it may."""
CHECKED = timedelta(days=2)
"""Answers older than this were all checked."""
ANSWERS = {
    "lift": "分摊参考表下周发到街道，社区约各户坐下来谈，设计师到场讲图。",
    "heating": "已入户测温，换热站调了平衡，明天再测一次，达不到的按规定退费。",
    "canteen": "和社区商定，周末由邻近助餐点送餐，下月起试行两个月。",
    "school": "和交警、学校定了错峰放学，路口画出临时接送区，本周试行。",
    "ebike": "站口增画停车框，早晚高峰派人归拢，盲道上的车当天清走。",
    "hill": "已到现场看过，台阶和转弯处先装低位灯，松动的栏杆当天紧好。",
    "bookshop": "书屋改为刷卡自助的消防手续在办，办好后开到晚上十一点。",
    "lamp": "五盏路灯已换，遮光的树枝一并修剪，晚上请您再看一眼。",
    "pressure": "换泵方案已定，费用由专项资金和供水单位分担，月底前换好。",
    "noise": "夜间派人驻点，占道摊位已清，油烟净化设备限期三天装好。",
}
CO_UNITS = {"lamp": "park", "hill": "urban", "ebike": "urban", "school": "transport"}
NEW_IDEAS = (
    (
        "出一份分摊参考表，附协议范本",
        "大家不是不想装，是谁都不知道该出多少。先拿一份表出来，照着商量。",
        "citizen0",
        "citizen",
    ),
    (
        "加装电梯一站受理，街道派专人陪跑",
        "跑了七个窗口，材料交了三遍。能不能一个窗口收齐，有个人陪着办？",
        "citizen1",
        "citizen",
    ),
    ("请懂行的人进社区讲一讲", "图纸看不懂，心里没底。请设计师到院子里讲一次，胜过发十张通知。", "expert", "expert"),
)


def hand_over_all(cast: Cast, said: dict[str, list[Voice]]) -> None:
    """Answer what the hotline answers itself, and hand the rest to its units, as far as the days since then allow."""
    for key, found in said.items():
        for i, voice in enumerate(voice for voice in found if voice.state == "accepted"):
            age = cast.now - voice.received_at
            if age < timedelta(hours=30):
                continue
            if key in SELF_ANSWERED:
                answer_at_once(cast, voice)
            else:
                carry(cast, key, voice, i)


def answer_at_once(cast: Cast, voice: Voice) -> None:
    """Let the hotline answer a question itself."""
    at = voice.received_at + timedelta(hours=22)
    voices.answer_directly(voice, "已向主管部门核实并电话告知；最新安排见部门网站。", actor=cast.actor("agent"), at=at)


def carry(cast: Cast, key: str, voice: Voice, i: int) -> Dispatch:
    """Hand one voice to its unit and carry the order as far as its age says."""
    unit = by_key(key).unit
    at = voice.received_at + timedelta(hours=6)
    co_units = [cast.org(CO_UNITS[key])] if key in CO_UNITS and i % 3 == 1 else []
    first = duties.first_unit(key, unit, i)
    order = actions.issue(voice, lead=cast.org(first), co_units=co_units, actor=cast.actor("dispatcher"), at=at)
    if first != unit:
        duties.put_right(cast, key, order, unit, at)
    age, clerk = cast.now - at, cast.actor(f"{unit}-clerk")
    is_slow = i % SLOW == 0
    if age < timedelta(days=1, hours=12):
        return order
    actions.sign(order, actor=clerk, at=at + timedelta(hours=3))
    if age < timedelta(days=2, hours=12) and not order.policy.endswith("utility"):
        return order
    actions.start(order, mode="phone", words="电话里问清了地点和时间。", actor=clerk, at=at + timedelta(hours=9))
    for co_unit in co_units[: 1 if age > timedelta(days=4) else 0]:
        actions.submit_opinion(
            order, opinion="已派人看过，同意主办意见。", agrees=True, actor=cast.actor(f"{co_unit.code}-clerk"),
            at=at + timedelta(hours=30),
        )  # fmt: skip
    wait = timedelta(hours=16) if order.policy.endswith("utility") else timedelta(days=4)
    if not is_slow and age > wait + timedelta(hours=20):
        reply(cast, key, order, at + wait, i)
    return order


def reply(cast: Cast, key: str, order: Dispatch, at: datetime, i: int) -> None:
    """Answer a voice; some of the newest answers still wait for the supervisor's check."""
    unit = by_key(key).unit
    draft = ReplyDraft(
        reply_class="B" if i % 3 else "A",
        summary="",
        contact_name="办公室",
        contact_phone="0532-12345",
        owner_post=f"{order.lead_unit}分管负责人",
        points=[
            PointDraft(
                text=ANSWERS[key],
                measure="现场处理并回访",
                due_on=local_date(at + timedelta(days=5)),
                evidence="现场照片（示例）",
            )
        ],
    )
    actions.save_draft(order, draft, actor=cast.actor(f"{unit}-clerk"), at=at)
    actions.submit_reply(order, actor=cast.actor(f"{unit}-head"), at=at + timedelta(hours=2))
    if i % 3 == 1 and cast.now - at < CHECKED:
        return
    actions.accept_reply(order, actor=cast.actor("supervisor"), at=at + timedelta(hours=5))
    speaker = order.voice.speaker if order.voice else None
    if speaker is not None and i % 2:
        verdict = Judgement("satisfied", "satisfied", "solved", comment="来人看过了，办得快。")
        who = Actor(speaker.pk, str(speaker), (Seat(Role.CITIZEN),))
        actions.judge(order, verdict, actor=who, at=at + timedelta(hours=9))


def capture_new(cast: Cast, session: Session, found: list[Voice]) -> None:
    """Capture what was said on the floor today: one idea as spoken, one refined, one that waits for approval."""
    at = cast.now - timedelta(minutes=12)
    for i, (title, quote, speaker, kind) in enumerate(NEW_IDEAS):
        idea = ideas.capture(
            session, title=title, quote=quote, speaker_name=str(cast.people[speaker]), speaker=cast.people[speaker],
            speaker_kind=kind, time_code=f"00:{9 + 7 * i:02d}:12", actor=cast.actor("committee"), at=at,
            voices=found[i::3][:12],
        )  # fmt: skip
        if i == len(NEW_IDEAS) - 1:
            break
        content = Content(
            title=title,
            problem="费用分摊、补偿和牵头都没有说法，居民不敢签字。",
            basis="四次调研的记录和来信；外地已有按楼层系数分摊的做法。",
            points=("按楼层系数列出分摊参考表", "附一份写明维护费的协议范本"),
            lead_unit=cast.org("housing"),
            co_units=[cast.org("civil")],
        )
        ideas.refine(idea, content, is_confirmed=True, actor=cast.actor("committee"), at=at + timedelta(minutes=5))
        if i == 0:
            ideas.number(idea, actor=cast.actor("liaison"), at=at + timedelta(minutes=8))
