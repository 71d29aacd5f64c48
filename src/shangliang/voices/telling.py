"""What the people concerned are told: each step in plain words, who acts next, and what comes after."""

from collections.abc import Mapping
from dataclasses import dataclass

from shangliang.kernel.refusals import Words
from shangliang.voices.workflow import VoiceState

S = VoiceState

TOLD: Mapping[str, Words] = {
    "submit": Words("收到", "Received"),
    "submit_minor": Words("收到，等监护人同意", "Received, waiting for the guardian"),
    "import": Words("收到", "Received"),
    "import_closed": Words("收到并已答复", "Received and answered"),
    "guardian_consent": Words("监护人同意了", "The guardian agreed"),
    "accept": Words("受理", "Accepted"),
    "confirm_refusal": Words("不受理", "Not accepted"),
    "refer_emergency": Words("请打紧急电话", "Please call the emergency number"),
    "answer_directly": Words("答复", "Answered"),
    "merge": Words("并到一起", "Joined with the same matter"),
    "dispatch": Words("转给承办单位", "Handed to a unit"),
    "to_topic_pool": Words("收进议题池", "Put into the topic pool"),
    "reply": Words("答复", "Answered"),
    "call_back": Words("请您评价", "Asked for your verdict"),
    "evaluate": Words("您评价了，办结", "You judged it; closed"),
    "evaluate_by_phone": Words("电话里评价了，办结", "Judged by phone; closed"),
    "ask_redo": Words("您不满意，退回重办", "Dissatisfied; sent back"),
    "redo_by_phone": Words("电话里说不满意，退回重办", "Dissatisfied by phone; sent back"),
    "ask_review": Words("您不满意，督办复核", "Dissatisfied; under review"),
    "review_by_phone": Words("电话里说不满意，督办复核", "Dissatisfied by phone; under review"),
    "order_redo": Words("督办责成重办", "The supervisor ordered a redo"),
    "close_review": Words("复核后办结", "Closed after review"),
    "expire": Words("到期未评价，办结", "Closed without a verdict"),
    "supplement": Words("补充", "Something was added"),
    "withdraw": Words("撤回", "Withdrawn"),
    "approve_termination": Words("终止办理", "Terminated"),
    "correct_due": Words("期限更正", "The due date was corrected"),
}
"""Verbs as the people concerned read them; what is not here is not told."""


@dataclass(frozen=True)
class Next:
    """Who acts next and what; `is_yours` when it is the person's own turn."""

    who: Words
    act: Words
    is_yours: bool = False


HOTLINE, SUPERVISOR = Words("12345 热线", "The 12345 hotline"), Words("督办专员", "The supervisor")
YOU, UNIT = Words("您", "You"), Words("承办单位", "The unit")

NEXT: Mapping[str, Next] = {
    S.AWAITING_GUARDIAN: Next(
        Words("监护人", "The guardian"), Words("用手机号确认同意", "agrees by phone code"), is_yours=True
    ),
    S.SUBMITTED: Next(HOTLINE, Words("看一遍，决定受理", "reads it and decides")),
    S.REFUSAL_REVIEW: Next(HOTLINE, Words("由第二个人复核", "has a second person check")),
    S.ACCEPTED: Next(HOTLINE, Words("直接答复，或转给承办单位", "answers, or hands it to a unit")),
    S.DISPATCHED: Next(UNIT, Words("办理并答复", "handles and answers")),
    S.REPLIED: Next(HOTLINE, Words("回访", "calls back")),
    S.ANSWERED: Next(HOTLINE, Words("回访", "calls back")),
    S.CALLBACK: Next(YOU, Words("评价，不评也算数", "judge it, if you like"), is_yours=True),
    S.REDO: Next(HOTLINE, Words("再转一次", "hands it over again")),
    S.REVIEW: Next(SUPERVISOR, Words("复核", "reviews")),
}

DISPATCHED_NEXT = (Words("转给承办单位", "Handed to a unit"), Words("答复", "Answered"))
LAST = (Words("您来评", "You judge"), Words("办结", "Closed"))
LATER: Mapping[str, tuple[Words, ...]] = {
    S.AWAITING_GUARDIAN: (Words("受理", "Accepted"), *DISPATCHED_NEXT, *LAST),
    S.SUBMITTED: (*DISPATCHED_NEXT, *LAST),
    S.REFUSAL_REVIEW: (),
    S.ACCEPTED: (Words("答复", "Answered"), *LAST),
    S.DISPATCHED: LAST,
    S.REPLIED: LAST,
    S.ANSWERED: LAST,
    S.CALLBACK: (Words("办结", "Closed"),),
    S.REDO: (*DISPATCHED_NEXT, *LAST),
    S.REVIEW: (Words("办结或重办", "Closed or done again"),),
}
"""What still comes after the step that is due now, in the usual course."""

DESK_ACTS: Mapping[str, Words] = {
    S.SUBMITTED: Words("受理", "accept"),
    S.REFUSAL_REVIEW: Words("复核", "check"),
    S.ACCEPTED: Words("派单", "dispatch"),
    S.REPLIED: Words("回访", "call back"),
    S.ANSWERED: Words("回访", "call back"),
    S.REDO: Words("再派", "dispatch again"),
    S.REVIEW: Words("督办复核", "review"),
    S.AWAITING_GUARDIAN: Words("等监护人", "guardian"),
    S.DISPATCHED: Words("等单位", "with the unit"),
    S.CALLBACK: Words("等评价", "with the person"),
}
"""The act that a desk's row names."""
