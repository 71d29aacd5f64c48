"""What each kind of official paper says of a case, read from its rows: sixteen kinds over several slices."""

from collections.abc import Callable, Mapping

from shangliang.documents.actions import Draft
from shangliang.documents.rules import kind_of
from shangliang.kernel.workflow import Actor
from shangliang.portal.queries.papers import matters, orders, sessions

Maker = Callable[[Actor, str], Draft]

MAKERS: Mapping[str, Maker] = {
    "consultation_plan": sessions.consultation_plan,
    "agenda": sessions.agenda,
    "call_notice": sessions.call_notice,
    "minutes": sessions.minutes,
    "idea_list": sessions.idea_list,
    "certificate": sessions.certificate,
    "special_report": matters.special_report,
    "effect_report": matters.effect_report,
    "formal_recommendation": matters.formal_recommendation,
    "proposal": matters.proposal,
    "public_opinion_brief": matters.public_opinion_brief,
    "transfer_letter": orders.transfer_letter,
    "supervision_notice": orders.supervision_notice,
    "reply_letter": orders.reply_letter,
    "evaluation_form": orders.evaluation_form,
    "writeoff_sheet": orders.writeoff_sheet,
}
"""For each kind of paper what drafts it from the code of its case."""

SESSION = ("consultation_plan", "agenda", "call_notice", "minutes", "idea_list", "special_report", "effect_report")
ORDER = ("transfer_letter", "supervision_notice", "reply_letter", "evaluation_form", "writeoff_sheet")
PROPOSAL = ("proposal", "public_opinion_brief", "formal_recommendation")
KINDS_OF: Mapping[str, tuple[str, ...]] = {"session": SESSION, "dispatch": ORDER, "proposal": PROPOSAL}
"""Which papers a case of a kind may get, in the order in which they come."""


def draft_of(kind: str, code: str, actor: Actor) -> Draft:
    """Return what a paper about the case under a code would say now.

    Raises Invalid for an unknown kind and where the case does not hold yet what the paper needs, NotFound when there is
    no such case or the actor may not read it.
    """
    return MAKERS[kind_of(kind).code](actor, code)
