"""The golden ideas of the held session and what became of them: one at each kind of end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from shangliang.dispatch import actions
from shangliang.dispatch.actions import Effect, Judgement, Metric, PointDraft, ReplyDraft
from shangliang.dispatch.models import Dispatch
from shangliang.ideas import actions as ideas
from shangliang.ideas.actions import Content
from shangliang.ideas.models import GoldenIdea
from shangliang.kernel.calendar import local_date
from shangliang.sessions.models import Session
from shangliang.site.demo.people import Cast
from shangliang.voices.models import Voice

POINT_LIMIT = timedelta(days=20)


@dataclass(frozen=True)
class Seed:
    """One golden idea and how far it is carried."""

    title: str
    quote: str
    speaker: str
    kind: str
    points: tuple[str, ...]
    lead: str
    co: tuple[str, ...]
    reply_class: str
    reach: str


SEEDS = (
    Seed(
        "出一份分摊参考表，附协议范本",
        "大家不是不想装，是谁都不知道该出多少。先拿一份表出来，照着商量。",
        "citizen0", "citizen", ("按楼层系数列出分摊参考表", "附一份写明维护费的协议范本"), "housing", ("civil",), "A", "closed",
    ),
    Seed(
        "加装电梯一站受理，街道派专人陪跑",
        "跑了七个窗口，材料交了三遍。能不能一个窗口收齐，有个人陪着办？",
        "citizen1", "citizen", ("街道设一个受理窗口", "每个申请配一名陪跑员", "办理进度网上能查"), "housing", ("reform",), "B", "ledger",
    ),
    Seed(
        "低层住户的补偿办法写进协议",
        "低层不是要钱，是要一个说法。采光和噪音怎么补，白纸黑字写清楚。",
        "member", "member", ("列出可选的补偿方式", "把补偿写进协议范本"), "housing", ("urban",), "B", "handling",
    ),
    Seed(
        "先清楼道，再装电梯",
        "楼道堆满杂物，装了电梯也推不进轮椅。先把消防通道清出来。",
        "member2", "member", ("加装前完成楼道清理",), "emergency", (), "", "issued",
    ),
    Seed(
        "请懂行的人进社区讲一讲",
        "图纸看不懂，心里没底。请设计师到院子里讲一次，胜过发十张通知。",
        "expert", "expert", ("每月一次设计师进社区",), "housing", (), "", "approved",
    ),
)  # fmt: skip


def capture_all(cast: Cast, session: Session, voices: list[Voice], at: datetime) -> list[GoldenIdea]:
    """Capture, refine, number and approve the ideas of a session; each is carried on by `carry`."""
    found = []
    for i, seed in enumerate(SEEDS):
        speaker = cast.people[seed.speaker]
        idea = ideas.capture(
            session, title=seed.title, quote=seed.quote, speaker_name=str(speaker), speaker=speaker,
            speaker_kind=seed.kind, time_code=f"00:{21 + 6 * i}:12", actor=cast.actor("committee"), at=at,
            voices=voices[i::5][:12],
        )  # fmt: skip
        content = Content(
            title=seed.title,
            problem="费用分摊、补偿和牵头都没有说法，居民不敢签字。",
            basis="四次调研的记录和 60 条来信；外地已有按楼层系数分摊的做法。",
            points=seed.points,
            lead_unit=cast.org(seed.lead),
            co_units=[cast.org(code) for code in seed.co],
        )
        ideas.refine(idea, content, is_confirmed=True, actor=cast.actor("committee"), at=at + timedelta(days=1))
        ideas.number(idea, actor=cast.actor("liaison"), at=at + timedelta(days=3))
        ideas.approve(idea, actor=cast.actor("leader"), at=at + timedelta(days=4))
        found.append(idea)
    return found


def carry(cast: Cast, idea: GoldenIdea, seed: Seed, at: datetime) -> Dispatch | None:
    """Carry an approved idea as far as its seed says and return the order."""
    if seed.reach == "approved":
        return None
    units = [cast.org(code) for code in seed.co]
    order = actions.issue(idea, lead=cast.org(seed.lead), co_units=units, actor=cast.actor("dispatcher"), at=at)
    if seed.reach == "issued":
        return order
    clerk = cast.actor(f"{seed.lead}-clerk")
    actions.sign(order, actor=clerk, at=at + timedelta(hours=5))
    actions.start(order, mode="visit", words="到社区与提出人当面谈，看了现场。", actor=clerk, at=at + timedelta(days=3))
    for code in seed.co[: None if seed.reach != "handling" else 0]:
        actions.submit_opinion(
            order,
            opinion="同意主办意见，按职责配合。",
            agrees=True,
            actor=cast.actor(f"{code}-clerk"),
            at=at + timedelta(days=5),
        )
    if seed.reach == "handling":
        return order
    reply(cast, order, seed, at + timedelta(days=9))
    judge(cast, order, seed, at + timedelta(days=12))
    if seed.reach == "closed":
        finish(cast, order, at + timedelta(days=16))
    return order


def reply(cast: Cast, order: Dispatch, seed: Seed, at: datetime) -> None:
    """Write the reply point by point, sign it, and let the supervisor deliver it."""
    is_done = seed.reply_class == "A"
    draft = ReplyDraft(
        reply_class=seed.reply_class,
        summary="建议采纳，逐点答复如下。",
        contact_name=f"{order.lead_unit}联络员",
        contact_phone="0532-12345",
        owner_post=f"{order.lead_unit}分管负责人",
        met_speaker=True,
        points=[
            PointDraft(
                text=f"{point}：已商定办法，{'完成并公布' if is_done else '列入今年计划'}。",
                adoption="adopted",
                measure="公布文本并到社区说明" if is_done else "分两批推进",
                due_on=local_date(at + (timedelta(0) if is_done else POINT_LIMIT * 4)),
                evidence="青住建函〔示例〕12号" if is_done else "",
            )
            for point in seed.points
        ],
    )
    actions.save_draft(order, draft, actor=cast.actor(f"{seed.lead}-clerk"), at=at)
    actions.submit_reply(order, actor=cast.actor(f"{seed.lead}-head"), at=at + timedelta(hours=4))
    actions.accept_reply(order, actor=cast.actor("supervisor"), at=at + timedelta(days=1))


def judge(cast: Cast, order: Dispatch, seed: Seed, at: datetime) -> None:
    """Let the speaker judge the answer."""
    solved = "solved" if seed.reply_class == "A" else "partly"
    verdict = Judgement(
        "satisfied", "satisfied" if solved == "solved" else "basically_satisfied", solved, comment="表发到楼里了。"
    )
    actions.evaluate(order, verdict, actor=cast.actor(seed.speaker), at=at)


def finish(cast: Cast, order: Dispatch, at: datetime) -> None:
    """Write off, record the outcome and the visit on site."""
    actions.follow_up(
        order, visited_on=local_date(at), finding="solved", notes="记者、委员、部门三方到海棠苑，看了贴出的分摊表。",
        place="海棠苑", people="青岛日报记者、宋知远、市住房和城乡建设局联络员", actor=cast.actor("reporter"), at=at,
    )  # fmt: skip
    actions.write_off(order, is_signed=True, actor=cast.actor("supervisor"), at=at + timedelta(days=1))
    metric = Metric(
        name="贴出分摊表的小区",
        unit="个",
        value=Decimal(12),
        target=Decimal(30),
        read_on=local_date(at),
        evidence="街道登记表",
    )
    effect = Effect(
        kind="policy", title="加装电梯分摊有了参考表", achieved_on=local_date(at),
        before="五次征求意见，没有人签字。", after="参考表贴出两周，十二个小区开始签约。", document_no="青住建函〔示例〕12号",
    )  # fmt: skip
    actions.publish_outcome(order, effect, [metric], actor=cast.actor("supervisor"), at=at + timedelta(days=2))


def hand_over_voices(cast: Cast, voices: list[Voice], unit: str, at: datetime) -> list[Dispatch]:
    """Hand voices to a unit, a while apart, so that its desk shows every lamp."""
    found = []
    for i, voice in enumerate(voices):
        order = actions.issue(
            voice, lead=cast.org(unit), actor=cast.actor("dispatcher"), at=at + timedelta(hours=30 * i)
        )
        found.append(order)
        if i % 3:
            actions.sign(order, actor=cast.actor(f"{unit}-clerk"), at=at + timedelta(hours=30 * i + 3))
    return found
