"""Appeals: a unit objects to one judgement with evidence; a panel with a member and a citizen decides."""

from datetime import datetime

from django.db import transaction

from shangliang.dispatch.actions.clocks import limit
from shangliang.dispatch.actions.judging import Judgement, count_judged
from shangliang.dispatch.models import Appeal, Dispatch, Evaluation
from shangliang.dispatch.rules import GRADES, SOLVED
from shangliang.kernel.refusals import Invalid, NotNow, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import KEEP, advance
from shangliang.ledger.models import Event


@transaction.atomic
def appeal(
    order: Dispatch, evaluation: Evaluation | None, *, reason: str, evidence: str, actor: Actor, at: datetime
) -> Event:
    """Object to one judgement of this round: within three working days, with evidence, once; it counts meanwhile."""
    given = evaluation if evaluation is not None and evaluation.dispatch_id == order.pk else None
    until = limit(order, "appeal", given.judged_at) if given and given.judged_at else None
    is_first = given is not None and not Appeal.objects.filter(evaluation=given).exists()
    event = advance(
        order,
        "appeal",
        actor=actor,
        at=at,
        met={"appeal_proof": bool(evidence.strip()), "appeal_time": is_first and until is not None and at < until.at},
        reason=reason,
        public={"unit": str(order.lead_unit), "round": order.round},
        private={"evidence": tidy(evidence)},
        due=KEEP,
    )
    if given is not None:
        Appeal.objects.create(
            evaluation=given,
            unit=order.lead_unit,
            reason=tidy(reason),
            evidence=tidy(evidence)[:300],
            made_at=at,
            original={"attitude": given.attitude, "result": given.result, "solved": given.solved},
        )
    return event


@transaction.atomic
def decide_appeal(
    order: Dispatch,
    row: Appeal,
    *,
    revised: Judgement | None,
    member: str,
    citizen: str,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Event:
    """Let a judgement stand, or put the panel's in its place; what the person first said is kept beside it."""
    if row.decided_at is not None or row.evaluation.dispatch_id != order.pk:
        raise NotNow(Words("这份申诉已经评议过了。", "This appeal has been decided already."))
    if revised is not None and not (
        revised.attitude in GRADES and revised.result in GRADES and revised.solved in SOLVED
    ):
        raise Invalid(Words("改评要写明三项。", "A revised judgement needs all three answers."), field="result")
    panel = "、".join(part for part in (tidy(member), tidy(citizen)) if part)
    facts = {"is_revised": revised is not None, "panel": panel, "round": row.evaluation.round}
    if revised is not None:
        facts |= {"attitude": revised.attitude, "result": revised.result, "solved": revised.solved}
    event = advance(
        order,
        "decide_appeal",
        actor=actor,
        at=at,
        met={"panel": bool(member.strip() and citizen.strip())},
        reason=reason,
        public=facts,
        private={"person": row.evaluation.person_id},
        due=KEEP,
    )
    Appeal.objects.filter(pk=row.pk).update(
        decided_at=at, is_revised=revised is not None, panel=panel[:200], decision_reason=tidy(reason)
    )
    if revised is not None:
        Evaluation.objects.filter(pk=row.evaluation_id).update(
            attitude=revised.attitude, result=revised.result, solved=revised.solved
        )
        count_judged(order)
    return event
