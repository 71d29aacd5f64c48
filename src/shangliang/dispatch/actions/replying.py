"""Replying: drafts, the signed reply, its check, and what it means for the idea behind the order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from shangliang.dispatch.actions import sources
from shangliang.dispatch.actions.clocks import limit, reply_due
from shangliang.dispatch.actions.judging import invite
from shangliang.dispatch.actions.watching import lift
from shangliang.dispatch.models import Dispatch, Milestone, Reply, ReplyPoint
from shangliang.dispatch.queries.orders import other_parts
from shangliang.dispatch.queries.replies import checks_of, current_reply, points_of, questions_of
from shangliang.dispatch.rules import agrees
from shangliang.ideas import actions as ideas
from shangliang.ideas.models import GoldenIdea
from shangliang.ideas.rules import overall_adoption
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Invalid, NotNow, Words
from shangliang.kernel.text import clip, tidy
from shangliang.kernel.workflow import SYSTEM, Actor
from shangliang.ledger.actions import advance
from shangliang.ledger.models import Event


@dataclass(frozen=True)
class PointDraft:
    """What is typed beneath one point."""

    text: str = ""
    adoption: str = ""
    measure: str = ""
    due_on: date | None = None
    evidence: str = ""


@dataclass(frozen=True)
class ReplyDraft:
    """What is typed into the reply editor."""

    reply_class: str = ""
    summary: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    owner_post: str = ""
    met_speaker: bool = False
    points: Sequence[PointDraft] = field(default_factory=tuple)


@transaction.atomic
def open_reply(order: Dispatch, *, at: datetime) -> Reply:
    """Return the version that is being written; a new one, with the words of the last, after that was signed."""
    last = current_reply(order)
    if last is not None and last.is_editable:
        return last
    reply = Reply.objects.create(
        dispatch=order,
        unit=order.lead_unit,
        round=order.round,
        version=last.version + 1 if last else 1,
        saved_at=at,
        contact_name=last.contact_name if last else "",
        contact_phone=last.contact_phone if last else "",
        owner_post=last.owner_post if last else "",
        summary=last.summary if last else "",
    )
    before = {point.order: point for point in points_of(last)} if last else {}
    ReplyPoint.objects.bulk_create(
        ReplyPoint(
            reply=reply,
            order=number,
            question=question,
            text=before[number].text if number in before else "",
            measure=before[number].measure if number in before else "",
            due_on=before[number].due_on if number in before else None,
            evidence=before[number].evidence if number in before else "",
            adoption=before[number].adoption if number in before else "",
        )
        for number, question in enumerate(questions_of(order), 1)
    )
    return reply


@transaction.atomic
def save_draft(order: Dispatch, draft: ReplyDraft, *, actor: Actor, at: datetime) -> Reply:
    """Keep what is written so far and return it. Allowed where the table allows “存草稿”; it moves nothing."""
    decision = order.workflow.decide(actor, "draft", order.subject())
    if decision.step is None:
        raise decision.refusal or NotNow(Words("现在不能写答复。", "No reply can be written now."))
    if draft.reply_class not in ("", "A", "B", "C", "D"):
        raise Invalid(Words("请选答复类别。", "Please choose a class."), field="reply_class", value=draft.reply_class)
    reply = open_reply(order, at=at)
    Reply.objects.filter(pk=reply.pk).update(
        reply_class=draft.reply_class,
        summary=tidy(draft.summary),
        contact_name=tidy(draft.contact_name),
        contact_phone=tidy(draft.contact_phone),
        owner_post=tidy(draft.owner_post),
        met_speaker=draft.met_speaker,
        status="draft",
        saved_at=at,
    )
    points = points_of(reply)
    for point, typed in zip(points, draft.points, strict=False):
        point.text, point.adoption = tidy(typed.text), typed.adoption
        point.measure, point.due_on = tidy(typed.measure), typed.due_on
        point.evidence = tidy(typed.evidence)
    ReplyPoint.objects.bulk_update(points, ["text", "adoption", "measure", "due_on", "evidence"])
    reply.refresh_from_db()
    return reply


def write_reply(order: Dispatch, draft: ReplyDraft, *, then: str, actor: Actor, at: datetime) -> Reply:
    """Keep a draft and go on: `then` is save, propose (send for signature) or sign.

    The draft is kept first, so that nothing typed is lost when the next step is refused.
    """
    reply = save_draft(order, draft, actor=actor, at=at)
    if then == "propose":
        propose(order, actor=actor, at=at)
    elif then == "sign":
        submit_reply(order, actor=actor, at=at)
    return reply


@transaction.atomic
def propose(order: Dispatch, *, actor: Actor, at: datetime) -> Event:
    """Send the draft to the head of the unit for signature."""
    reply = open_reply(order, at=at)
    event = advance(order, "propose", actor=actor, at=at)
    Reply.objects.filter(pk=reply.pk).update(status="proposed")
    return event


@transaction.atomic
def submit_reply(order: Dispatch, *, actor: Actor, at: datetime) -> Event:
    """Sign the reply as the head of the unit; it is checked next, and its words never change after this.

    Raises Missing with everything that is not there yet: points, measures and dates, contact, co-opinions, class,
    proof. For an idea the unit's decision follows from the points (采纳, 部分采纳, …) and moves the idea as well.
    """
    reply = open_reply(order, at=at)
    points = points_of(reply)
    facts = {"class": reply.reply_class, "points": len(points), "round": order.round, "version": reply.version}
    event = advance(
        order,
        "submit_reply",
        actor=actor,
        at=at,
        met=checks_of(order, reply, points),
        changes={"replied_at": at, "reply_class": reply.reply_class},
        public=facts,
        due=limit(order, "check", at),
    )
    Reply.objects.filter(pk=reply.pk).update(
        status="submitted",
        signed_by=actor.person,
        signed_at=at,
        unit=order.lead_unit,
        round=order.round,
        public_text=public_words(reply, points),
    )
    if order.idea is not None:
        reply.refresh_from_db()
        answer_idea(order, order.idea, reply, points, actor=actor, at=at)
    return event


def public_words(reply: Reply, points: Sequence[ReplyPoint]) -> str:
    """Return the reply as one text: the summary, then every point with its measure and date."""
    lines = [reply.summary] if reply.summary else []
    for point in points:
        tail = f"（{point.measure}，{point.due_on:%Y-%m-%d}前）" if point.measure and point.due_on else ""
        lines.append(f"{point.order}．{point.text}{tail}" if len(points) > 1 else f"{point.text}{tail}")
    return "\n".join(lines)


@dataclass(frozen=True)
class Whole:
    """An idea's answer as a whole: one reply, or those of all units that handle it separately."""

    letter: str
    summary: str
    owner: str
    met_speaker: bool
    points: Sequence[ReplyPoint]


def whole_answer(order: Dispatch, reply: Reply, points: Sequence[ReplyPoint]) -> Whole | None:
    """Return the answer that an idea gets with a signed reply; None while other units still owe theirs.

    Of several replies the class is the least of those that promise work, D only when none does.
    """
    others = other_parts(order)
    if any(part.replied_at is None for part in others):
        return None
    given = [(reply, list(points))]
    for part in others:
        other = current_reply(part)
        if other is not None:
            given.append((other, points_of(other)))
    letters = sorted(one.reply_class for one, _ in given)
    return Whole(
        letter=max((letter for letter in letters if letter != "D"), default="D"),
        summary="\n".join(one.summary for one, _ in given if one.summary),
        owner=reply.owner_post or reply.contact_name,
        met_speaker=all(one.met_speaker for one, _ in given),
        points=[point for _, rows in given for point in rows],
    )


def answer_idea(
    order: Dispatch, idea: GoldenIdea, reply: Reply, points: Sequence[ReplyPoint], *, actor: Actor, at: datetime
) -> None:
    """Move an idea by the signed reply: decided, committed, done (A) or on the ledger (B, C).

    Raises Invalid when the class and what is adopted contradict each other.
    """
    if not agrees(reply.reply_class, overall_adoption([point.adoption for point in points])):
        raise Invalid(
            Words(
                "答复类别和采纳情况对不上：A、B 类要有采纳，D 类不能有采纳。",
                "Class and adoption disagree: A and B promise work, D promises none.",
            ),
            field="reply_class",
        )
    whole = whole_answer(order, reply, points)
    if whole is None:
        return
    adoption = overall_adoption([point.adoption for point in whole.points])
    reason = whole.summary or "；".join(point.text for point in whole.points)
    by = actor if idea.lead_unit_id in actor.orgs else SYSTEM
    if idea.state == "dispatched":
        ideas.decide_adoption(idea, adoption, reason=reason, met_speaker=whole.met_speaker, actor=by, at=at)
    if idea.state in ("not_adopted", "for_reference"):
        ideas.note_class(idea, whole.letter)
    elif idea.state in ("adopted", "partly_adopted"):
        promise_idea(idea, whole, actor=by, at=at)


def promise_idea(idea: GoldenIdea, whole: Whole, *, actor: Actor, at: datetime) -> None:
    """Write what an answer promises into an adopted idea, and move it to done (A) or onto the ledger (B, C)."""
    work = [point for point in whole.points if point.due_on]
    last = max(point.due_on for point in work if point.due_on)
    measure = "；".join(point.measure for point in work)
    ideas.commit(idea, measure=clip(measure, 300), owner_post=whole.owner, due_on=last, actor=actor, at=at)
    if whole.letter == "A":
        proof = "；".join(point.evidence for point in whole.points if point.evidence)
        ideas.claim_done(idea, evidence=proof, actor=actor, at=at)
    else:
        next_on = next_day(work, local_date(at))
        ideas.to_ledger(idea, reply_class=whole.letter, next_on=next_on, actor=actor, at=at)


def next_day(points: Sequence[ReplyPoint], today: date) -> date:
    """Return the earliest promised day that is still to come, or the last one."""
    days = sorted(point.due_on for point in points if point.due_on)
    return next((day for day in days if day >= today), days[-1])


@transaction.atomic
def reject_reply(order: Dispatch, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Send a signed reply back: off the point, nobody was called, or the class is not supported.

    It stays readable; the unit writes the next version. The limit of the reply runs on.
    """
    reply = current_reply(order)
    event = advance(
        order,
        "reject_reply",
        actor=actor,
        at=at,
        reason=reason,
        changes={"replied_at": None, "reply_class": ""},
        due=reply_due(order),
    )
    if reply is not None:
        Reply.objects.filter(pk=reply.pk).update(status="returned", checked_at=at, check_words=tidy(reason))
    sources.send_back(order, reason=reason, actor=actor, at=at)
    return event


@transaction.atomic
def accept_reply(order: Dispatch, *, actor: Actor, at: datetime) -> Event:
    """Accept a signed reply: it is delivered, put on the ledger when it promises work, and the people are asked."""
    reply = current_reply(order)
    event = advance(
        order,
        "accept_reply",
        actor=actor,
        at=at,
        changes={"accepted_at": at},
        public={
            "class": order.reply_class,
            "round": order.round,
            "promises": [row.due_on for row in promised(order, reply)],
            "invited": len(order.owner_ids() | order.guardian_ids()),
        },
        due=limit(order, "evaluate", at),
    )
    if reply is None:
        return event
    Reply.objects.filter(dispatch=order, status="accepted").update(status="superseded")
    Reply.objects.filter(pk=reply.pk).update(status="accepted", checked_at=at)
    reply.refresh_from_db()
    promise(order, reply)
    lift(order, at=at)
    invite(order, at=at)
    sources.deliver(order, reply, at=at)
    return event


def promised(order: Dispatch, reply: Reply | None) -> list[Milestone]:
    """Return what a reply of class B or C promises as rows of the ledger, not saved yet."""
    if reply is None or reply.reply_class not in ("B", "C"):
        return []
    return [
        Milestone(dispatch=order, point=point, text=point.measure, due_on=point.due_on)
        for point in points_of(reply)
        if point.measure and point.due_on
    ]


def promise(order: Dispatch, reply: Reply) -> int:
    """Put what a reply promises on the ledger, in place of what an earlier one promised; return how many rows."""
    Milestone.objects.filter(dispatch=order, done_on=None).update(is_void=True)
    return len(Milestone.objects.bulk_create(promised(order, reply)))


def withhold(order: Dispatch, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Keep the delivered reply from the public: 国家秘密, 商业秘密, 个人隐私, or the person does not agree."""
    with transaction.atomic():
        event = advance(order, "withhold", actor=actor, at=at, reason=reason)
        Reply.objects.filter(dispatch=order, status="accepted").update(
            is_withheld=True, withhold_reason=clip(reason, 200)
        )
    return event
