"""Judging: who is asked, what they say, and what follows: redo, done, written off, reopened."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.core import signing
from django.db import transaction

from shangliang.dispatch.actions import sources
from shangliang.dispatch.actions.clocks import keep, limit, reply_columns
from shangliang.dispatch.models import Dispatch, Evaluation, LookBack, Milestone
from shangliang.dispatch.queries.judging import conditions_of, handling_units
from shangliang.dispatch.queries.orders import other_parts
from shangliang.dispatch.rules import EDIT_DAYS, GRADES, LOOK_BACK_DAYS, SOLVED
from shangliang.ideas import actions as ideas
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Invalid, NotNow, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import SYSTEM, Actor, Role
from shangliang.ledger.actions import KEEP, advance
from shangliang.ledger.models import Event
from shangliang.ledger.queries import Deadline
from shangliang.voices import actions as voices


@dataclass(frozen=True)
class Judgement:
    """What a person says of an answer: two grades, whether it is solved, and why not content."""

    attitude: str
    result: str
    solved: str
    reasons: Sequence[str] = field(default_factory=tuple)
    comment: str = ""


def invite(order: Dispatch, *, at: datetime) -> int:
    """Ask everybody concerned to judge this round's answer, and return how many there are."""
    speaker = order.idea.speaker_id if order.idea else order.proposal.proposer_id if order.proposal else None
    people = order.owner_ids() | order.guardian_ids()
    Evaluation.objects.bulk_create(
        (
            Evaluation(
                dispatch=order,
                round=order.round,
                person_id=person,
                kind="speaker" if person == speaker else "citizen",
                invited_at=at,
            )
            for person in sorted(people)
        ),
        ignore_conflicts=True,
    )
    Dispatch.objects.filter(pk=order.pk).update(invited_count=len(people), judged_count=0)
    order.refresh_from_db()
    return len(people)


@transaction.atomic
def evaluate(order: Dispatch, judgement: Judgement, *, actor: Actor, at: datetime) -> Event:
    """Keep one person's judgement of the answer on two axes and whether it is solved.

    Who may: the people concerned, members, experts; never somebody who works in a handling unit. Being dissatisfied
    needs a chosen reason and words. A judgement may be changed for seven days.
    """
    judge = actor.person or 0
    known = Evaluation.objects.filter(dispatch=order, round=order.round, person_id=judge).first()
    if known is not None and known.judged_at is not None and at > known.judged_at + timedelta(days=EDIT_DAYS):
        raise NotNow(Words("评价满 7 天后不能再改。", "A judgement cannot be changed after seven days."))
    facts = {
        "by": known.kind if known else kind_of_judge(actor),
        "attitude": judgement.attitude,
        "result": judgement.result,
        "solved": judgement.solved,
        "round": str(order.round),
        "asked": "yes" if known is not None else "no",
    }
    event = advance(
        order,
        "evaluate",
        actor=actor,
        at=at,
        met=judgement_checks(order, judgement, actor),
        public=facts,
        private={"reasons": list(judgement.reasons), "comment": tidy(judgement.comment)},
        due=KEEP if order.state == "evaluated" else write_off_limit(order, at),
    )
    said = {
        "kind": facts["by"],
        "judged_at": at,
        "attitude": judgement.attitude,
        "result": judgement.result,
        "solved": judgement.solved,
        "reasons": list(judgement.reasons),
        "comment": tidy(judgement.comment),
    }
    Evaluation.objects.update_or_create(
        dispatch=order,
        round=order.round,
        person_id=judge,
        defaults=said,
        create_defaults={**said, "invited_at": at},
    )
    count_judged(order)
    sources.judged(order, at=at, facts={"by": facts["by"], "result": judgement.result})
    return event


def write_off_limit(order: Dispatch, at: datetime, *, kept: Milestone | None = None) -> Deadline | None:
    """Return by when an order is written off; none while a promise of its ledger, but for the one kept now, is open."""
    ledger = Milestone.objects.filter(dispatch=order, is_void=False, done_on=None)
    others = ledger.exclude(pk=kept.pk) if kept else ledger
    return None if others.exists() else limit(order, "write_off", at)


def judge(order: Dispatch, judgement: Judgement, *, actor: Actor, at: datetime) -> Event:
    """Keep a judgement of whatever was handed over; that of a voice moves the voice as well (closed, or again)."""
    if order.voice is None:
        return evaluate(order, judgement, actor=actor, at=at)
    with transaction.atomic():
        if order.voice.state == "replied":
            voices.call_back(order.voice, at=at)
        event = evaluate(order, judgement, actor=actor, at=at)
        for part in other_parts(order):
            if part.state in ("answered", "evaluated"):
                evaluate(part, judgement, actor=actor, at=at)
        voices.evaluate(
            order.voice,
            actor=actor,
            at=at,
            satisfaction=judgement.result,
            solved=judgement.solved,
            attitude=judgement.attitude,
            reason=judgement.comment,
        )
    return event


SALT = "dispatch.one-tap"
LINK_LIFE = timedelta(days=30)


def tap_token(evaluation: Evaluation) -> str:
    """Return the signed part of the links with which an invited person judges by one tap, without signing in."""
    return signing.dumps([evaluation.pk, evaluation.round], salt=SALT)


def invited_by(token: str) -> Evaluation | None:
    """Return the invitation that a signed link belongs to; None when it is forged, too old, or of an earlier round."""
    try:
        pk, number = signing.loads(token, salt=SALT, max_age=LINK_LIFE)
    except (signing.BadSignature, ValueError):
        return None
    rows = Evaluation.objects.filter(pk=pk, round=number).select_related("person", "dispatch__region")
    found = rows.select_related("dispatch__lead_unit", "dispatch__idea__session", "dispatch__voice").first()
    return found if found is not None and found.round == found.dispatch.round else None


TAPS = {
    "satisfied": Judgement("satisfied", "satisfied", "solved"),
    "basically_satisfied": Judgement("basically_satisfied", "basically_satisfied", "partly"),
    "dissatisfied": Judgement("dissatisfied", "dissatisfied", "unsolved", ("other",), "一键评价，未留言"),
}
"""What one tap says; two axes and the question can be changed on the same page for seven days."""


def tap(evaluation: Evaluation, grade: str, *, actor: Actor, at: datetime) -> Event:
    """Count one tap on a signed link as the invited person's judgement, and return its event.

    `actor` is that person with whatever seats he holds, so that nobody judges his own unit. NotNow when he has judged.
    """
    if evaluation.judged_at is not None:
        raise NotNow(Words("您已经评过了，可以在下面改。", "You have judged already; change it below."))
    if grade not in TAPS:
        raise Invalid(Words("请选一项。", "Please choose one."), field="grade", value=grade)
    return judge(evaluation.dispatch, TAPS[grade], actor=actor, at=at)


def kind_of_judge(actor: Actor) -> str:
    """Return as whom an uninvited person judges."""
    if actor.holds(Role.MEMBER):
        return "member"
    return "expert" if actor.holds(Role.EXPERT) else "citizen"


def judgement_checks(order: Dispatch, judgement: Judgement, actor: Actor) -> dict[str, bool]:
    """Return which needs of a judgement are met."""
    is_bad = "dissatisfied" in (judgement.attitude, judgement.result)
    return {
        "not_own": actor.orgs.isdisjoint(handling_units(order)),
        "grades": judgement.attitude in GRADES and judgement.result in GRADES and judgement.solved in SOLVED,
        "reasons": not is_bad or bool(judgement.reasons and judgement.comment.strip()),
    }


def count_judged(order: Dispatch) -> None:
    """Keep beside the order how many were asked and how many judged in this round."""
    rows = Evaluation.objects.filter(dispatch=order, round=order.round)
    judged = rows.exclude(judged_at=None).count()
    Dispatch.objects.filter(pk=order.pk).update(invited_count=rows.count(), judged_count=judged)
    order.refresh_from_db()


def expire(order: Dispatch, *, at: datetime) -> Event:
    """End the time to judge; who did not judge stays 未评价."""
    with transaction.atomic():
        event = advance(order, "expire", actor=SYSTEM, at=at, due=write_off_limit(order, at))
        sources.judged(order, at=at, facts={"by": "", "result": "unrated"})
    return event


def expire_due(at: datetime) -> int:
    """End the time to judge of every order for which it has passed, and return how many."""
    rows = Dispatch.objects.filter(state="answered", due_at__lte=at, due_provisional=False)
    over = list(rows.select_related("region", "voice", "idea", "proposal"))
    for order in over:
        expire(order, at=at)
    return len(over)


@transaction.atomic
def redo(order: Dispatch, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Let the unit handle the matter once more: a new round with the limit of the second answer."""
    if order.voice is not None and order.voice.state != "redo":
        raise NotNow(
            Words("诉求人没有要求重办，这一件不能退回。", "The person has not asked for a redo, so it stays as it is.")
        )
    return again(order, "redo", reason=reason, actor=actor, at=at)


@transaction.atomic
def reopen(order: Dispatch, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Take up again what was written off, because it came back or the proof fails."""
    return again(order, "reopen", reason=reason, actor=actor, at=at)


def again(order: Dispatch, verb: str, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Begin a new round."""
    due = limit(order, "second", at)
    event = advance(
        order,
        verb,
        actor=actor,
        at=at,
        reason=reason,
        changes={
            "round": order.round + 1,
            "redo_count": order.redo_count + 1,
            "replied_at": None,
            "accepted_at": None,
            "closed_at": None,
            "reply_class": "",
            "invited_count": 0,
            "judged_count": 0,
            "is_listed": False,
            "chased_at": None,
            "explained_at": None,
            **reply_columns(due),
        },
        public={"round": order.round + 1, **keep(due)},
        due=due,
    )
    Milestone.objects.filter(dispatch=order, done_on=None).update(is_void=True)
    sources.send_back(order, reason=reason, actor=actor, at=at)
    return event


@transaction.atomic
def report_progress(
    order: Dispatch,
    milestone: Milestone,
    *,
    progress: str,
    done_on: date | None = None,
    evidence: str = "",
    actor: Actor,
    at: datetime,
) -> Event:
    """Report on a promise of the ledger: what comes next, or that it is done, with evidence."""
    if milestone.dispatch_id != order.pk or milestone.is_void or milestone.done_on is not None:
        raise Invalid(Words("台账里没有这一项。", "This is not on the ledger."), field="milestone")
    if done_on is not None and not evidence.strip():
        raise Invalid(Words("报完成要有证据。", "Evidence is needed to report it done."), field="evidence")
    if done_on is not None and done_on > local_date(at):
        raise Invalid(Words("完成日期不能晚于今天。", "It cannot be done after today."), field="done_on")
    is_last = done_on is not None and order.state == "evaluated"
    event = advance(
        order,
        "report_progress",
        actor=actor,
        at=at,
        public={
            "promise": milestone.text,
            "due_on": milestone.due_on,
            "progress": tidy(progress),
            "done_on": done_on,
        },
        due=write_off_limit(order, at, kept=milestone) if is_last else KEEP,
    )
    Milestone.objects.filter(pk=milestone.pk).update(
        progress=tidy(progress)[:200], reported_at=at, done_on=done_on, evidence=tidy(evidence)[:300]
    )
    return event


@transaction.atomic
def claim_done(order: Dispatch, *, evidence: str, actor: Actor, at: datetime) -> Event:
    """Turn a reply of class B or C into A, with evidence; its promises are done with it."""
    event = advance(
        order,
        "claim_done",
        actor=actor,
        at=at,
        met={"proof": bool(evidence.strip()) and order.reply_class in ("B", "C")},
        changes={"reply_class": "A"},
        public={"class": "A", "from": order.reply_class, "evidence": tidy(evidence)},
        due=limit(order, "write_off", at) if order.state == "evaluated" else KEEP,
    )
    Milestone.objects.filter(dispatch=order, done_on=None, is_void=False).update(
        done_on=local_date(at), evidence=tidy(evidence)[:300], reported_at=at
    )
    is_whole = all(part.reply_class == "A" for part in other_parts(order))
    if is_whole and order.idea is not None and order.idea.state in ("implementing", "ledger"):
        ideas.claim_done(order.idea, evidence=evidence, actor=actor, at=at)
        if order.state == "evaluated":
            sources.judged(order, at=at, facts={"by": "", "result": "judged_before"})
    return event


@transaction.atomic
def write_off(order: Dispatch, *, is_signed: bool, actor: Actor, at: datetime) -> Event:
    """Write an order off under the four conditions; it will be looked at again after 30 and 180 days."""
    conditions = conditions_of(order, is_signed=is_signed)
    event = advance(
        order,
        "write_off",
        actor=actor,
        at=at,
        met=conditions,
        changes={"closed_at": at, "signed_off_by": actor.person},
        public={**conditions, "class": order.reply_class, "round": order.round},
    )
    day = local_date(at)
    LookBack.objects.bulk_create(
        (LookBack(dispatch=order, after_days=days, due_on=day + timedelta(days=days)) for days in LOOK_BACK_DAYS),
        ignore_conflicts=True,
    )
    sources.write_off(order, conditions, actor=actor, at=at)
    return event
