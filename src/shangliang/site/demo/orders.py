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
from shangliang.site.demo.matters import by_key
from shangliang.site.demo.people import Cast
from shangliang.voices import actions as voices
from shangliang.voices.models import Voice

SELF_ANSWERED = ("bus", "praise")
"""Matters that the hotline answers itself."""
SLOW = 4
"""One of so many orders is left lying longer than it may."""
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
    order = actions.issue(voice, lead=cast.org(unit), co_units=co_units, actor=cast.actor("dispatcher"), at=at)
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
        reply(cast, unit, order, at + wait, i)
    return order


def reply(cast: Cast, unit: str, order: Dispatch, at: datetime, i: int) -> None:
    """Answer a voice; every seventh answer still waits for the supervisor's check."""
    draft = ReplyDraft(
        reply_class="B" if i % 3 else "A",
        summary="",
        contact_name="办公室",
        contact_phone="0532-12345",
        owner_post=f"{order.lead_unit}分管负责人",
        points=[
            PointDraft(
                text="已到现场看过，本周内派人处理，办完电话告知。",
                measure="现场处理并回访",
                due_on=local_date(at + timedelta(days=5)),
                evidence="现场照片（示例）",
            )
        ],
    )
    actions.save_draft(order, draft, actor=cast.actor(f"{unit}-clerk"), at=at)
    actions.submit_reply(order, actor=cast.actor(f"{unit}-head"), at=at + timedelta(hours=2))
    if i % 7 == 1:
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
