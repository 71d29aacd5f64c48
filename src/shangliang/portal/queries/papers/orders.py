"""Papers of one order: hand-over, supervision, reply, evaluation form, write-off."""

from collections.abc import Sequence

from shangliang.dispatch import queries
from shangliang.dispatch.models import Dispatch, Supervision
from shangliang.dispatch.queries.orders import find_any
from shangliang.documents.actions import Draft
from shangliang.ideas.queries import points_of
from shangliang.kernel.calendar import local
from shangliang.kernel.refusals import Invalid, Words
from shangliang.kernel.workflow import Actor
from shangliang.ledger.models import Event
from shangliang.ledger.queries import reasons_of
from shangliang.people.models import Organization
from shangliang.portal.queries.papers.sessions import COPIES, until, when

HOTLINE = "市12345政务服务便民热线"
DEMANDS = ("请于收到本通知后两个工作日内书面说明原因、措施和完成时间，并按要求答复提出人。",)
SUPERVISOR = "市政府督查室"
NOUNS = {"voice": "民声", "idea": "金点子", "proposal": "提案"}


def name_of(order: Dispatch) -> str:
    """Return how the thing that is handed over is called: 第18-07号金点子."""
    return f"第{order.source.code}号{NOUNS[order.kind]}"


def draft(kind: str, order: Dispatch, title: str, *, to: Organization | None = None, **facts: object) -> Draft:
    """Return a draft about an order; a later round of handling gets papers of its own."""
    return Draft(
        kind,
        "dispatch",
        order.code,
        title,
        facts,
        region=order.region,
        to_unit=to,
        from_unit=None if to else order.lead_unit,
        version=order.round,
    )


def asked(order: Dispatch) -> list[str]:
    """Return what is asked for, point by point."""
    if order.idea is not None:
        return [point.text for point in points_of(order.idea)] or [order.title]
    if order.proposal is not None:
        return [line for line in order.proposal.advice.splitlines() if line.strip()] or [order.title]
    return [order.title]


def helpers(order: Dispatch) -> str:
    """Return the co-handling units, or nothing."""
    return "、".join(row.unit.name for row in queries.co_handlings(order))


def transfer_letter(actor: Actor, code: str) -> Draft:
    """Return the letter that hands a matter over: what is asked, under which limits, whom to ask."""
    order = queries.find(actor, code)
    co_units = helpers(order)
    rows = [
        ("主办单位", order.lead_unit.name),
        ("会办单位", co_units),
        ("签收期限", until(order.due_at) if order.state == "issued" else ""),
        ("答复期限", f"{until(order.reply_due_at)}前"),
    ]
    return draft(
        "transfer_letter",
        order,
        f"关于转办{name_of(order)}的函",
        to=order.lead_unit,
        sender=HOTLINE,
        body=[f"现将{name_of(order)}“{order.title}”转你单位办理。请逐点研究，办理前与提出人联系，按期书面答复。"],
        points=asked(order),
        rows=[(label, value) for label, value in rows if value],
        annexes=["答复格式：逐点写明是否采纳、措施、完成时间和依据，首页右上角标注 A、B、C、D 类"],
        contact=f"{HOTLINE}派单席，电话 12345",
        cc=[*COPIES, *([co_units] if co_units else [])],
    )


LADDER = {
    "remind": ("催办通知", DEMANDS),
    "warn": ("预警通知", DEMANDS),
    "notice": ("督办单", DEMANDS),
    "list": ("挂牌督办通知", ("本件已挂牌公开督办，办结并验收后摘牌。", *DEMANDS)),
    "interview": ("约谈通知", ("请单位主要负责人带书面说明到会，时间地点由督办专员另行通知。", *DEMANDS)),
}
"""How the paper of each step of the ladder is called, and what it asks."""


def supervision_notice(actor: Actor, code: str) -> Draft:
    """Return the paper of the newest step of supervision: the history, the limit that was missed, what is asked."""
    order = queries.find(actor, code)
    steps = queries.supervisions_of(order)
    if not (steps or order.chased_at):
        raise Invalid(Words(f"{order.code} 还没有催办或督办。", f"{order.code} was not chased yet."))
    return notice_after(order, steps)


def notice(
    order: Dispatch,
    title: str,
    moment: tuple[str, str],
    sections: Sequence[tuple[str, Sequence[str]]],
    answer: str,
    cc: Sequence[str] = (),
) -> Draft:
    """Return a paper of the register of supervision to the leading unit, with where the order stands and a slip."""
    return draft(
        "supervision_notice",
        order,
        title,
        to=order.lead_unit,
        sender=SUPERVISOR,
        rows=[
            ("事项", order.title),
            moment,
            ("答复期限", until(order.reply_due_at)),
            ("目前状态", order.workflow.state(order.state).label),
        ],
        sections=sections,
        slips=[(answer, 5)],
        contact="督办专员，电话 12345",
        cc=cc,
    )


def notice_after(order: Dispatch, steps: Sequence[Supervision]) -> Draft:
    """Return the paper of the last of these steps, addressed to the post that it names, with a slip for the answer.

    `steps` are those of the order up to that one, in their order: each gets one paper, whenever it is drafted.
    """
    history = [
        f"{local(row.made_at):%Y年%-m月%-d日}，{row.get_level_display()}（{row.get_kind_display()}）{row.words}".strip()
        for row in steps
    ]
    name, demands = LADDER[steps[-1].level if steps else "remind"]
    post = steps[-1].addressed_to if steps else ""
    made = notice(
        order,
        f"关于{name_of(order)}的{name}",
        ("转办时间", when(order.opened_at)),
        [(heading, lines) for heading, lines in (("已采取的督办措施", history), ("要求", demands)) if lines],
        "回执（说明原因、措施、完成时间，单位盖章）：",
        cc=COPIES,
    )
    made = made.edition(order.round * 100 + len(steps))
    return made.addressed(post) if post else made


def step_notice(event: Event) -> Draft | None:
    """Return the paper of the step that an event took; None for a reminder of the clock, which is no step."""
    order = find_any(event.code)
    steps = queries.supervisions_of(order) if order is not None else []
    taken = next((n for n, row in enumerate(steps) if (row.level, row.made_at) == (event.verb, event.at)), None)
    return notice_after(order, steps[: taken + 1]) if order is not None and taken is not None else None


INSTRUCTED = ("请于收到本通知后两个工作日内书面报告办理打算；批示写明回报日子的，按批示的日子报结果。",)


def instruction_notice(event: Event) -> Draft | None:
    """Return the paper of a leader's instruction on an order, for the leading unit; None where its words are gone.

    It stands in the register of supervision and is kept under the number of the act, so each instruction gets one of
    its own. Nobody gets a copy: an instruction is for the unit and its supervisors.
    """
    order = find_any(event.code)
    words = reasons_of([event]).get(event.seq, "")
    if order is None or not words:
        return None
    made = notice(
        order,
        f"关于{name_of(order)}领导批示的交办通知",
        ("批示时间", when(event.at)),
        [("批示", words.splitlines()), ("要求", INSTRUCTED)],
        "回执（说明办理情况、措施、完成时间，单位盖章）：",
    )
    return made.about(f"{order.code}#{event.seq}").addressed(f"{order.lead_unit.name}主要负责人")


def reply_letter(actor: Actor, code: str) -> Draft:
    """Return the unit's reply as a letter, point by point, its class in the corner; the public words only."""
    order = queries.find(actor, code)
    reply = queries.delivered_reply(order)
    if reply is None:
        raise Invalid(Words(f"{order.code} 还没有送达的答复。", f"{order.code} has no delivered reply yet."))
    points = []
    for point in queries.points_of(reply):
        parts = [
            f"{point.get_adoption_display()}。" if point.adoption else "",
            point.text,
            f"措施：{point.measure}。" if point.measure else "",
            f"完成时间：{point.due_on:%Y年%-m月%-d日}。" if point.due_on else "",
        ]
        points.append(f"关于“{point.question}”：" + "".join(part for part in parts if part))
    made = draft(
        "reply_letter",
        order,
        f"关于{name_of(order)}的答复",
        to=None,
        sender=reply.unit.name,
        corner=f"{reply.reply_class}类" if reply.reply_class else "",
        body=["您提出的意见收悉，感谢您对我市工作的关心。经研究，现逐点答复如下。", *reply.summary.splitlines()],
        points=points,
        contact=f"{reply.contact_name}，{reply.contact_phone}" if reply.contact_name else "",
        cc=[HOTLINE, "市政协委员联络活动工作室"],
    )
    return made.edition(reply.version).addressed("提出人")


def evaluation_form(actor: Actor, code: str) -> Draft:
    """Return the form on which a person judges an answer by hand: two axes, solved or not, reasons, signature."""
    order = queries.find(actor, code)
    if order.accepted_at is None:
        raise Invalid(Words(f"{order.code} 的答复还没有送达。", f"The reply to {order.code} is not delivered yet."))
    table = [
        ("评价项目", "请在选定的一格画“√”"),
        ("办理态度", "□ 满意　　□ 基本满意　　□ 不满意"),
        ("办理结果", "□ 满意　　□ 基本满意　　□ 不满意"),
        ("问题是否解决", "□ 已解决　□ 部分解决　□ 未解决　□ 已解释"),
        ("不满意的原因", "□ 太慢　□ 没有联系我　□ 答非所问　□ 说了没有做　□ 态度不好　□ 其他"),
    ]
    return draft(
        "evaluation_form",
        order,
        f"{name_of(order)}办理情况评价表",
        to=None,
        sender=HOTLINE,
        rows=[("事项", order.title), ("承办单位", order.lead_unit.name), ("答复送达", when(order.accepted_at))],
        table=table,
        slips=[("您的话和签名（承办单位不得代填）：", 4)],
    )


def writeoff_sheet(actor: Actor, code: str) -> Draft:
    """Return the sheet of a write-off: the four conditions with their proof, the look-backs to come, signatures."""
    order = queries.find(actor, code)
    if order.closed_at is None:
        raise Invalid(Words(f"{order.code} 还没有销号。", f"{order.code} is not written off yet."))
    rows = queries.evaluations_of(order)
    judged = sum(row.judged_at is not None for row in rows)
    ledger = queries.milestones_of(order)
    proof = [point.evidence for point in queries.points_of(queries.delivered_reply(order)) if point.evidence]
    conditions = [
        ("答复经督办审核", f"{when(order.accepted_at)}通过，{order.reply_class} 类"),
        ("没有“不满意”", f"请评 {len(rows)} 人，评价 {judged} 人，未评价 {len(rows) - judged} 人"),
        (
            "结果有据",
            "；".join([*proof, *(row.evidence for row in ledger if row.evidence)]) or "台账已全部兑现",
        ),
        ("督办专员签字", f"{when(order.closed_at)}"),
    ]
    looks = [f"{row.due_on:%Y年%-m月%-d日}（销号后 {row.after_days} 天）" for row in queries.lookbacks_of(order)]
    return draft(
        "writeoff_sheet",
        order,
        f"{name_of(order)}销号单",
        to=None,
        sender=SUPERVISOR,
        rows=[("事项", order.title), ("承办单位", order.lead_unit.name), ("回头看", "，".join(looks))],
        table=[("销号条件", "情况"), *conditions],
        slips=[("督办专员（签字）：　　　　　　　承办单位（签字）：", 2)],
    )
