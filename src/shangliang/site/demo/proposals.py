"""Proposals and briefs of the demonstration: every stage from the draft to the judged answer, two grown from citizens' words."""

from dataclasses import dataclass
from datetime import timedelta

from shangliang.dispatch import actions
from shangliang.dispatch.actions import Judgement, PointDraft, ReplyDraft
from shangliang.dispatch.models import Dispatch
from shangliang.kernel.calendar import local_date
from shangliang.proposals import actions as proposals
from shangliang.proposals.models import Proposal
from shangliang.site.demo.people import Cast
from shangliang.voices.models import Voice

STAGES = ("draft", "submitted", "examined", "filed", "issued", "handling", "answered", "judged")


@dataclass(frozen=True)
class Plan:
    """One proposal: by whom, about what, how far it has come, and how many days ago it was handed in."""

    title: str
    situation: str
    analysis: str
    advice: str
    stage: str
    days: int
    proposer: str = "member"
    kind: str = "proposal"
    signers: tuple[str, ...] = ()
    unit: str = ""
    co_units: tuple[str, ...] = ()
    letter: str = "A"
    answer: str = ""
    way: str = ""


PLANS = (
    Plan(
        "关于给老旧小区加装电梯出分摊参考表的提案", "六层以下老楼加装电梯，一半卡在钱怎么分。", "没有大家都认的算法，邻居只好反复谈。",
        "发布全市分摊参考表\n附一份协议范本\n街道配一名陪跑专员", "judged", 130, signers=("member2",), unit="housing",
        co_units=("civil",), letter="A", answer="参考表和协议范本已印发各街道，每个街道定了一名陪跑专员。",
    ),
    Plan(
        "关于口袋公园建前先问周边居民的提案", "新建口袋公园有的没人去，有的不够用。", "选址和设施没有先问住在旁边的人。",
        "选址公示不少于十五天\n设施由居民投票选\n建成半年回头看", "judged", 120, "member2", unit="park", letter="B",
        answer="今年新建的十二处照此办理，明年写进导则。",
    ),
    Plan(
        "关于社区医院夜间门诊的提案", "下班以后看小病，只能去大医院急诊。", "社区医院六点下班，夜里没有医生。",
        "每个区先试两家夜间门诊\n夜间药品目录放宽\n算一笔账再推开", "answered", 80, "member3", unit="health", letter="B",
        answer="市南、市北、李沧各定两家，下季度开诊。",
    ),
    Plan(
        "关于给社区助餐点周末不停餐算一笔账的提案", "助餐点周末停餐，独居老人两天凑合吃。", "人手排班和补贴按五天算。",
        "补贴按七天核\n周末由邻近点送餐\n公布每个点的开餐日", "answered", 74, "member4", signers=("member", "member3"), unit="civil",
        letter="A", answer="补贴标准已改，四十个点周末开餐。",
    ),
    Plan(
        "关于地铁站口非机动车停放的提案", "站口单车压着盲道，早晚高峰走不动。", "停车框不够，归拢的人也不够。",
        "增画停车框\n高峰派人归拢\n盲道上的当天清走", "handling", 30, unit="urban", co_units=("transport",),
    ),
    Plan(
        "关于规范外卖车进小区的提案", "外卖车抢路、逆行，老人孩子害怕。", "小区不给进又没有地方停。",
        "小区门口设交接柜\n高峰设临停位\n平台把时限放宽五分钟", "handling", 26, "member5", unit="market",
    ),
    Plan(
        "关于历史城区老建筑挂上二维码讲故事的提案", "走在老街上，看不出哪座楼有什么来历。", "资料在馆里，没有摆到路边。",
        "先挂一百座\n故事由居民讲\n中英文都有", "issued", 9, unit="culture",
    ),
    Plan(
        "关于中小学门口错峰放学的提案", "放学一到，半条街堵一个钟头。", "几所学校同一时刻放学。",
        "相邻学校错开二十分钟\n画出接送区\n试一学期再定", "issued", 7, "member4", unit="education",
    ),
    Plan(
        "关于雨水花园进小区的提案", "一下大雨，低处的楼门就进水。", "硬地太多，水没处去。",
        "老旧小区改造时配雨水花园\n每区先做一处", "filed", 5, "member2",
    ),
    Plan(
        "关于把海水淡化余热用来供暖的提案", "供暖季热源紧，淡化厂余热排掉了。", "两家的管网没有连通。",
        "做一次可行性测算\n先供一个小区", "examined", 4, "member5",
    ),
    Plan("关于公交末班车接得上地铁的提案", "地铁末班下来，公交已经收车。", "两套时刻表各排各的。", "末班互相等十分钟\n公布接驳表", "submitted", 2),
    Plan("关于给骑手设歇脚点的提案", "骑手冬天在楼道里避风。", "公共场所没有写明可以进。", "先开放一批驿站", "draft", 1, "member3"),
    Plan(
        "关于支持某品牌矿泉水的提案", "某品牌水质好。", "宣传不够。", "请各单位采购。", "refused", 60, "member5", way="advertising",
    ),
    Plan(
        "关于出台加装电梯分摊办法的提案", "邻居谈不拢钱。", "没有参考。", "出一份参考表。", "merged", 126, "member4",
    ),
    Plan(
        "关于给自家门前装护栏的提案", "门口坡陡。", "没有护栏。", "装一段护栏。", "converted", 44, "member2", way="转 12345 热线按民声办理",
    ),
    Plan(
        "换热站夜里噪声扰民应当入户测", "供暖以后换热站夜里嗡嗡响。", "降噪只看白天读数。", "夜间入户测，超标限期改。", "filed", 12, "member2", "brief",
    ),
    Plan(
        "老人用手机挂号仍要人陪", "社区里的老人挂号要等儿女下班。", "窗口号少，手机步骤多。", "每家医院留一个老人窗口。", "filed", 33, "member3", "brief",
    ),
    Plan(
        "个体户反映扫码收款手续费变高", "小店一天百来笔，手续费比去年多。", "费率调整没有提前告知。", "请主管部门核实并公布。", "examined", 3, "member5", "brief",
    ),
    Plan(
        "渔港休渔期补贴到账晚", "补贴晚到两个月。", "材料一级一级报。", "改成一次报送，结果公示。", "submitted", 1, "member", "brief",
    ),
)  # fmt: skip
CITIZENS = (("bookshop", "member4"), ("hill", "member2"))
"""Whose matter a member takes up from what citizens said in public, and who takes it up."""
JUDGED = timedelta(days=6)


def table_all(cast: Cast, said: dict[str, list[Voice]]) -> None:
    """Write the proposals and briefs, each as far as its plan says, and the two that grow from citizens' words."""
    written: dict[str, Proposal] = {}
    for plan in PLANS:
        written[plan.title] = write(cast, plan, written)
    for key, member in CITIZENS:
        grow(cast, said[key], member)


def write(cast: Cast, plan: Plan, written: dict[str, Proposal]) -> Proposal:
    """Draft one, let others sign, hand it in, and carry it on."""
    at = cast.now - timedelta(days=plan.days)
    who = cast.actor(plan.proposer)
    row = proposals.draft(
        kind=plan.kind, title=plan.title, situation=plan.situation, analysis=plan.analysis, advice=plan.advice,
        proposer=cast.people[plan.proposer], region=cast.city, actor=who, at=at - timedelta(days=6),
    )  # fmt: skip
    if plan.stage == "draft":
        return row
    if plan.signers:
        signing = at - timedelta(days=3)
        proposals.invite(row, [cast.people[name] for name in plan.signers], actor=who, at=at - timedelta(days=5))
        for name in plan.signers:
            proposals.cosign(row, actor=cast.actor(name), at=signing)
    proposals.submit(row, actor=who, at=at)
    if plan.stage != "submitted":
        examine(cast, plan, row, written)
    return row


def examine(cast: Cast, plan: Plan, row: Proposal, written: dict[str, Proposal]) -> None:
    """Let the studio examine one and decide; what is filed may go on to a unit."""
    at, studio = cast.now - timedelta(days=plan.days), cast.actor("liaison")
    proposals.examine(row, actor=studio, at=at + timedelta(hours=20))
    decided = at + timedelta(days=2)
    if plan.stage == "examined":
        return
    if plan.stage == "refused":
        reason = "提案宣传推介产品，按审查规定不予立案，已当面说明。"
        proposals.refuse(row, ground=plan.way, reason=reason, actor=studio, at=decided)
    elif plan.stage == "merged":
        proposals.merge(row, written[PLANS[0].title], actor=studio, at=decided)
    elif plan.stage == "converted":
        proposals.convert(row, passed_on=plan.way, actor=studio, at=decided)
    else:
        proposals.file(row, actor=studio, at=decided)
        if plan.unit:
            hand_over(cast, plan, row)


def hand_over(cast: Cast, plan: Plan, row: Proposal) -> None:
    """Hand a filed proposal to its unit and carry the order as far as the plan says."""
    at = cast.now - timedelta(days=plan.days) + timedelta(days=4)
    co_units = [cast.org(code) for code in plan.co_units]
    order = actions.issue(row, lead=cast.org(plan.unit), co_units=co_units, actor=cast.actor("dispatcher"), at=at)
    if plan.stage == "issued":
        return
    clerk = cast.actor(f"{plan.unit}-clerk")
    actions.sign(order, actor=clerk, at=at + timedelta(days=1))
    actions.start(
        order, mode="visit", words="登门和提案人谈了一次，问清要什么。", actor=clerk, at=at + timedelta(days=6)
    )
    for code in plan.co_units:
        actions.submit_opinion(
            order, opinion="同意主办意见，配合办理。", agrees=True, actor=cast.actor(f"{code}-clerk"),
            at=at + timedelta(days=12),
        )  # fmt: skip
    if plan.stage in ("answered", "judged"):
        answer(cast, plan, order)


def answer(cast: Cast, plan: Plan, order: Dispatch) -> None:
    """Answer a proposal point by point; the proposer judges it where the plan says so."""
    at = cast.now - timedelta(days=plan.days) + timedelta(days=40)
    points = [
        PointDraft(
            text=plan.answer if place == 0 else "已采纳，列入同一份计划一并办理。",
            measure="印发文件并公布" if plan.letter == "A" else "列入年度计划",
            due_on=local_date(at + timedelta(days=5 if plan.letter == "A" else 200)),
            evidence="文件（示例）" if plan.letter == "A" else "",
        )
        for place, _line in enumerate(plan.advice.splitlines())
    ]
    draft = ReplyDraft(
        reply_class=plan.letter, summary="", contact_name="办公室", contact_phone="0532-12345",
        owner_post=f"{order.lead_unit}分管负责人", points=points,
    )  # fmt: skip
    actions.save_draft(order, draft, actor=cast.actor(f"{plan.unit}-clerk"), at=at)
    actions.submit_reply(order, actor=cast.actor(f"{plan.unit}-head"), at=at + timedelta(hours=5))
    actions.accept_reply(order, actor=cast.actor("supervisor"), at=at + timedelta(days=1))
    if plan.stage == "judged":
        verdict = Judgement("satisfied", "satisfied", "solved", comment="办得实在，请把参考表发到每个楼门。")
        actions.judge(order, verdict, actor=cast.actor(plan.proposer), at=at + JUDGED)


def grow(cast: Cast, voices: list[Voice], member: str) -> None:
    """Let a member take up what a citizen said in public, add what an office needs, and hand it in."""
    at, who = cast.now - timedelta(minutes=50), cast.actor(member)
    voice = next((one for one in voices if is_public(one)), None)
    if voice is None:
        return
    row = proposals.adopt_voice(voice, actor=who, at=at)
    proposals.edit(
        row, title=row.title, situation=row.situation, analysis="去看了三处，和来信人、社区都谈过，事情是普遍的。",
        advice="先在一个街道试三个月\n写明谁管、谁出钱\n试完公布结果", actor=who, at=at + timedelta(minutes=15),
    )  # fmt: skip
    proposals.submit(row, actor=who, at=at + timedelta(minutes=30))


def is_public(voice: Voice) -> bool:
    """Return whether a voice may be read by everybody by now."""
    voice.refresh_from_db()
    return voice.publication == "public"
