"""What everybody may read of one golden idea: who is next, the answer, the voices, the receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shangliang.dispatch.models import Dispatch, LookBack, Reply, ReplyPoint
from shangliang.dispatch.queries.cases import Told, record_of
from shangliang.dispatch.queries.orders import parts_of
from shangliang.dispatch.queries.replies import delivered_reply, points_of
from shangliang.ideas.models import GoldenIdea, IdeaVoice
from shangliang.kernel.refusals import Words
from shangliang.voices.models import Voice


@dataclass(frozen=True)
class NextStep:
    """Who acts next, what, and by when."""

    actor: Words
    act: Words
    by: date | datetime | None = None
    rule: str = ""


HOTLINE = Words("市12345热线", "the 12345 hotline")
SUPERVISOR = Words("督办专员", "the supervisor")
PEOPLE = Words("提出人和市民", "the speaker and the people")
LEADER = Words("领导", "the leader")


def next_of(idea: GoldenIdea, order: Dispatch | None) -> NextStep | None:
    """Return who acts next on an idea, or None when nothing is left to do."""
    if idea.state in ("merged", "dropped"):
        return None
    if order is None:
        acts = {
            "captured": Words("整理", "refine it"),
            "refined": Words("编号", "number it"),
            "numbered": Words("批准", "approve it"),
            "approved": Words("转办", "hand it over"),
        }
        act = acts.get(idea.state)
        who = LEADER if idea.state == "numbered" else HOTLINE if idea.state == "approved" else STUDIO
        return NextStep(who, act, idea.due_at, idea.due_rule) if act else None
    return next_of_order(order, idea)


STUDIO = Words("联络活动工作室", "the liaison studio")
UNIT_ACTS = {
    "issued": Words("签收", "sign for it"),
    "signed": Words("联系提出人", "call the person"),
    "handling": Words("答复", "reply"),
    "extension_requested": Words("答复（已申请延期）", "reply (more time was asked for)"),
}
OTHERS = {
    "return_requested": (HOTLINE, Words("决定退单", "decide the return")),
    "disputed": (SUPERVISOR, Words("会商指定单位", "designate the unit")),
    "suspended": (SUPERVISOR, Words("恢复办理", "let it run on")),
    "replied": (SUPERVISOR, Words("审核答复", "check the reply")),
    "answered": (PEOPLE, Words("评价", "say what they think")),
}


def next_of_order(order: Dispatch, idea: GoldenIdea | None = None) -> NextStep | None:
    """Return who acts next on an order."""
    unit = Words(str(order.lead_unit), str(order.lead_unit.name_en or order.lead_unit))
    if idea is not None and idea.state == "ledger" and order.state in ("answered", "evaluated"):
        act = Words(idea.measure or "兑现承诺", idea.measure or "keep the promise")
        return NextStep(unit, act, idea.milestone_on)
    if order.state in UNIT_ACTS:
        return NextStep(unit, UNIT_ACTS[order.state], order.due_at, order.due_rule)
    if order.state in OTHERS:
        who, act = OTHERS[order.state]
        return NextStep(who, act, order.due_at, order.due_rule)
    if order.state == "evaluated":
        return NextStep(
            SUPERVISOR, Words("核对四项条件，销号", "check the four conditions, write it off"), order.due_at
        )
    if order.state == "closed":
        row = LookBack.objects.filter(dispatch=order, done_at=None).order_by("due_on").first()
        return NextStep(SUPERVISOR, Words("回头看", "look back"), row.due_on) if row else None
    return None


@dataclass(frozen=True)
class Answer:
    """A delivered reply with its points; withheld ones say why."""

    order: Dispatch
    reply: Reply
    points: list[ReplyPoint]

    @property
    def letters(self) -> dict[str, int]:
        """Return how many points were adopted, in part, declined, or kept for reference."""
        found: dict[str, int] = {}
        for point in self.points:
            found[point.adoption] = found.get(point.adoption, 0) + 1
        return found


def order_of(idea: GoldenIdea) -> Dispatch | None:
    """Return the order that carries an idea out, or None before the hand-over."""
    order = Dispatch.objects.filter(idea=idea).select_related("region", "lead_unit").order_by("-pk").first()
    if order is not None:
        order.idea = idea  # known already: joining it again makes the widest row of all
    return order


def answer_of(order: Dispatch | None) -> Answer | None:
    """Return the delivered reply of an order, or None."""
    reply = delivered_reply(order) if order is not None else None
    if order is None or reply is None:
        return None
    return Answer(order, reply, [] if reply.is_withheld else points_of(reply))


def first_voice(idea: GoldenIdea) -> Voice | None:
    """Return the first public voice behind an idea, to be shown by its public text."""
    linked = IdeaVoice.objects.filter(idea=idea).values("voice")
    rows = Voice.objects.filter(pk__in=linked, publication="public").select_related("district")
    return rows.only("code", "title", "body_public", "received_at", "district__name").order_by("received_at").first()


MIRRORED = ("dispatch", "reassign", "mark_evaluated", "write_off", "reopen", "lookback", "generalize")
"""Verbs of an idea that only repeat what its order did at the same moment."""


def shown(record: list[Told]) -> list[Told]:
    """Return the lines of a record that say something of their own; the order's line stands for the idea's."""
    return [line for line in record if not (line.kind == "idea" and line.verb in MIRRORED)]


def public_record(idea: GoldenIdea, order: Dispatch | None, parts: Sequence["Part"] = ()) -> list[Told]:
    """Return what the public record says of an idea and its order, or its orders, oldest first."""
    orders = [part.order for part in parts] or ([order] if order is not None else [])
    return record_of([("idea", idea.code), *(("dispatch", one.code) for one in orders)], public_only=True)


@dataclass(frozen=True)
class Part:
    """What one of several units does that handle a matter separately: its order, its share, its answer."""

    order: Dispatch
    share: str
    reply: Reply | None
    points: list[ReplyPoint]

    @property
    def is_answered(self) -> bool:
        """Return whether its answer was delivered."""
        return self.reply is not None


def parts_told(order: Dispatch, questions: Sequence[str]) -> list[Part]:
    """Return the parts of a matter that several units handle separately, in three statements; none for a single order.

    `questions` are the points of the idea in their order; a part that names none says its share in words.
    """
    if not (order.part_of_id or order.share or order.share_points):
        return []
    orders = parts_of(order)
    rows = Reply.objects.filter(dispatch__in=orders, status="accepted").order_by("version")
    replies = {row.dispatch_id: row for row in rows}
    points: dict[int, list[ReplyPoint]] = {}
    for point in ReplyPoint.objects.filter(reply__in=replies.values()).order_by("order"):
        points.setdefault(point.reply_id, []).append(point)
    found = []
    for one in orders:
        reply = replies.get(one.pk)
        mine = [questions[n - 1] for n in one.share_points if 0 < n <= len(questions)]
        found.append(Part(one, "；".join(mine) or one.share, reply, points.get(reply.pk, []) if reply else []))
    return found
