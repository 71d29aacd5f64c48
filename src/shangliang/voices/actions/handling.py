"""Handling: direct answers, merging, what the dispatch reports back, verdicts, and the timers around them."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from shangliang.kernel.refusals import Invalid, Refusal, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import SYSTEM, Actor, Role
from shangliang.ledger.actions import KEEP, advance
from shangliang.ledger.models import Event
from shangliang.ledger.queries import Deadline, deadline
from shangliang.people.models import Organization
from shangliang.voices.models import SATISFACTIONS, SOLUTIONS, Voice, VoiceReply
from shangliang.voices.rules import LONGEST, REDO_LIMIT, handling_policy, is_good
from shangliang.voices.workflow import HEARD, VoiceState


@transaction.atomic
def answer_directly(voice: Voice, text: str, *, actor: Actor, at: datetime, basis: str = "") -> VoiceReply:
    """Answer an accepted voice without a unit, and return the reply."""
    seat = actor.seat_as(Role.AGENT)
    words = tidy(text)[:LONGEST]
    advance(
        voice,
        "answer_directly",
        actor=actor,
        at=at,
        met={"answer": bool(words)},
        due=deadline("voice.callback", "call", at),
    )
    return VoiceReply.objects.create(
        voice=voice,
        text=words,
        replied_at=at,
        unit_id=seat.org if seat else None,
        unit_name=seat.org_name if seat else "",
        basis=tidy(basis)[:200],
        round=voice.redo_count + 1,
    )


@transaction.atomic
def merge(voice: Voice, into: Voice, *, actor: Actor, at: datetime) -> Event:
    """Merge an accepted voice into another about the same fact and return the event.

    The person keeps the own receipt and is told what happens to the other voice.
    """
    heard = {str(state) for state in HEARD} - {VoiceState.MERGED}
    is_fit = into.pk != voice.pk and into.state in heard and into.merged_into_id is None
    facts = {"into": into.code}
    event = advance(
        voice, "merge", actor=actor, at=at, met={"target": is_fit}, changes={"merged_into": into}, public=facts
    )
    Voice.objects.filter(pk=into.pk).update(also_count=F("also_count") + 1 + voice.also_count)
    return event


def mark_dispatched(voice: Voice, *, actor: Actor, at: datetime, unit: Organization | None) -> Event:
    """Note that a voice went to a unit, with the date by which the unit answers, and return the event.

    The unit may not be the one that a report accuses.
    """
    policy = handling_policy(voice.demand_type, voice.urgency, voice.category, is_enterprise=voice.is_enterprise)
    is_fit = unit is not None and unit.pk != voice.unit_id
    return advance(
        voice,
        "dispatch",
        actor=actor,
        at=at,
        met={"unit": is_fit},
        changes={"handler": unit},
        due=deadline(policy, "second" if voice.redo_count else "due", at),
        public={"unit": unit.name if unit else "", "policy": policy},
    )


def mark_rehandled(
    voice: Voice, *, actor: Actor, at: datetime, unit: Organization | None, due: Deadline | None
) -> Event:
    """Note that another unit handles a voice now, or that its answer is due on another date, and return the event."""
    is_fit = unit is not None and unit.pk != voice.unit_id
    return advance(
        voice,
        "rehandle",
        actor=actor,
        at=at,
        met={"unit": is_fit},
        changes={"handler": unit},
        due=due,
        public={"unit": unit.name if unit else "", "due": due.at if due else None},
    )


@transaction.atomic
def mark_replied(
    voice: Voice,
    *,
    at: datetime,
    text: str,
    unit: Organization | None = None,
    unit_name: str = "",
    actor: Actor = SYSTEM,
    basis: str = "",
) -> VoiceReply:
    """Note the answer that a unit delivered, as the system does, and return it as a reply of this voice."""
    words = tidy(text)[:LONGEST]
    answering = unit or voice.handler
    advance(
        voice,
        "reply",
        actor=actor,
        at=at,
        met={"reply": bool(words)},
        due=deadline("voice.callback", "call", at),
        public={"unit": answering.name if answering else unit_name, "round": voice.redo_count + 1},
    )
    return VoiceReply.objects.create(
        voice=voice,
        text=words,
        replied_at=at,
        unit=answering,
        unit_name=answering.name if answering else unit_name,
        basis=tidy(basis)[:200],
        round=voice.redo_count + 1,
    )


def call_back(voice: Voice, *, actor: Actor = SYSTEM, at: datetime) -> Event:
    """Ask the person for a verdict and return the event; the window opens now."""
    return advance(voice, "call_back", actor=actor, at=at, due=deadline("voice.evaluation", "window", at))


def evaluate(
    voice: Voice, *, actor: Actor, at: datetime, satisfaction: str, solved: str, attitude: str = "", reason: str = ""
) -> Event:
    """Take the person's verdict and return the event: it closes the case, sends it back, or (third time) to review.

    `satisfaction` and `attitude` are keys of SATISFACTIONS, `solved` of SOLUTIONS; a bad verdict needs a reason.
    """
    verb = verdict_verb(voice, satisfaction, solved, ("evaluate", "ask_redo", "ask_review"))
    return judge(voice, verb, actor, at, (satisfaction, solved, attitude or satisfaction, reason), {})


def judge_by_phone(
    voice: Voice,
    *,
    actor: Actor,
    at: datetime,
    satisfaction: str,
    solved: str,
    attitude: str = "",
    reason: str = "",
    has_called: bool,
) -> Event:
    """Write down the verdict that a person gave by phone, as an agent, and return the event.

    Nobody writes down a verdict on the answer of the own office.
    """
    verb = verdict_verb(voice, satisfaction, solved, ("evaluate_by_phone", "redo_by_phone", "review_by_phone"))
    last = VoiceReply.objects.filter(voice=voice).order_by("-replied_at", "-pk").first()
    met = {"called": has_called, "others_reply": last is not None and last.unit_id not in actor.orgs}
    return judge(voice, verb, actor, at, (satisfaction, solved, attitude or satisfaction, reason), met)


def verdict_verb(voice: Voice, satisfaction: str, solved: str, verbs: tuple[str, str, str]) -> str:
    """Return which of the three verbs (close, redo, review) a verdict means; raises Invalid for unknown words."""
    if satisfaction not in dict(SATISFACTIONS) or solved not in dict(SOLUTIONS):
        raise Invalid(
            Words("请选满意程度和是否解决。", "Choose a grade and whether it is solved."), field="satisfaction"
        )
    if is_good(satisfaction, solved):
        return verbs[0]
    return verbs[1] if voice.redo_count < REDO_LIMIT else verbs[2]


def judge(
    voice: Voice, verb: str, actor: Actor, at: datetime, verdict: tuple[str, str, str, str], met: dict[str, bool]
) -> Event:
    """Take one of the verdict steps."""
    satisfaction, solved, attitude, reason = verdict
    is_closing = verb.startswith("evaluate")
    changes: dict[str, object] = {"satisfaction": satisfaction, "solved": solved, "attitude": attitude, "judged_at": at}
    if verb.startswith(("ask_redo", "redo")):
        changes["redo_count"] = voice.redo_count + 1
    met = met | {
        "judged": is_closing,
        "redo_reason": bool(reason.strip()),
        "redo_left": voice.redo_count < REDO_LIMIT,
        "redo_used": voice.redo_count >= REDO_LIMIT,
    }
    due = None if is_closing else after_complaint(verb, at)
    facts = {"satisfaction": satisfaction, "solved": solved}
    return advance(
        voice, verb, actor=actor, at=at, met=met, changes=changes, due=due, reason=tidy(reason)[:1000], public=facts
    )


def after_complaint(verb: str, at: datetime) -> Deadline | None:
    """Return by when the next step after a bad verdict is due."""
    if verb.startswith(("ask_review", "review")):
        return deadline("voice.review", "review", at)
    return deadline("voice.dispatch", "redo", at)


def redo(voice: Voice, *, actor: Actor, at: datetime, reason: str, solved: str = "unsolved") -> Event:
    """Ask for the case to be done again, as the person concerned, and return the event (third time: a review)."""
    return evaluate(voice, actor=actor, at=at, satisfaction="dissatisfied", solved=solved, reason=reason)


def order_redo(voice: Voice, *, actor: Actor, at: datetime, reason: str) -> Event:
    """Order another redo after review, as the supervisor, and return the event."""
    changes = {"redo_count": voice.redo_count + 1}
    due = deadline("voice.dispatch", "redo", at)
    return advance(voice, "order_redo", actor=actor, at=at, changes=changes, due=due, reason=reason)


def close_review(voice: Voice, *, actor: Actor, at: datetime, reason: str) -> Event:
    """Close a case after review, as the supervisor, with the reason, and return the event; the verdict stays bad."""
    return advance(voice, "close_review", actor=actor, at=at, reason=reason)


def expire_evaluations(at: datetime) -> int:
    """Close voices whose window of evaluation has passed, as unrated, and return how many."""
    waiting = Voice.objects.select_related("region").filter(state=VoiceState.CALLBACK, due_at__lte=at)
    count = 0
    for voice in waiting.order_by("due_at")[:200]:
        try:
            advance(voice, "expire", actor=SYSTEM, at=at)
        except Refusal:  # somebody judged it in this very moment
            continue
        count += 1
    return count


def to_topic_pool(voice: Voice, *, actor: Actor, at: datetime) -> Event:
    """Copy a voice to the topic pool and return the event; the voice itself goes on as before."""
    return advance(voice, "to_topic_pool", actor=actor, at=at, changes={"pooled_at": at}, due=KEEP)


def withdraw(voice: Voice, *, actor: Actor, at: datetime) -> Event:
    """Withdraw an open voice, as the person concerned, and return the event; not a report under investigation."""
    early = (VoiceState.SUBMITTED, VoiceState.AWAITING_GUARDIAN)
    is_free = voice.demand_type != "report" or voice.state in early
    changes = {} if voice.publication == "private" else {"publication": "hidden"}
    return advance(voice, "withdraw", actor=actor, at=at, met={"not_report": is_free}, changes=changes)


def approve_termination(voice: Voice, *, actor: Actor, at: datetime, reason: str, has_request: bool) -> Event:
    """End the handling on the unit's written request, as the supervisor, and return the event."""
    return advance(voice, "approve_termination", actor=actor, at=at, met={"unit_request": has_request}, reason=reason)
