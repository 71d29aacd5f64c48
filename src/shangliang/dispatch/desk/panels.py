"""What pages of lower slices show of orders: on a voice's and an idea's desk page, and to the person who follows."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from shangliang.dispatch import queries
from shangliang.dispatch.forms import JudgeForm
from shangliang.dispatch.models import Dispatch
from shangliang.dispatch.queries.story import next_of_order
from shangliang.dispatch.workflow import CASE_PAGE, DISPATCH, DISPATCH_DESK
from shangliang.ideas.models import GoldenIdea
from shangliang.kernel.workflow import Actor, may
from shangliang.proposals.models import Proposal
from shangliang.voices.models import Voice


def idea_panel(request: HttpRequest, idea: object) -> str:
    """Return the orders of an idea for its desk page, with the way to hand it over."""
    assert isinstance(idea, GoldenIdea)  # noqa: S101 - the place says what it gives
    return desk_panel(request, "idea", idea.code, list(queries.dispatches_of_idea(idea)), idea.state == "approved")


def voice_panel(request: HttpRequest, voice: object) -> str:
    """Return the orders of a voice for its desk page, with the way to hand it over."""
    assert isinstance(voice, Voice)  # noqa: S101 - the place says what it gives
    return desk_panel(request, "voice", voice.code, list(queries.of_voice(voice)), voice.state in ("accepted", "redo"))


def proposal_panel(request: HttpRequest, proposal: object) -> str:
    """Return the orders of a proposal for its desk page, with the way to hand it over."""
    assert isinstance(proposal, Proposal)  # noqa: S101 - the place says what it gives
    orders = list(queries.dispatches_of_proposal(proposal))
    return desk_panel(request, "proposal", proposal.code, orders, proposal.state == "filed")


def desk_panel(request: HttpRequest, kind: str, code: str, orders: list[Dispatch], is_waiting: bool) -> str:
    """Return the panel of a desk page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the middleware
    context = {
        "rows": [(order, next_of_order(order)) for order in orders],
        "kind": kind,
        "code": code,
        "may_issue": is_waiting and may(actor, DISPATCH_DESK),
        "may_open": may(actor, CASE_PAGE),
    }
    return render_to_string("dispatch/desk_panel.html", context, request)


def track_panel(request: HttpRequest, voice: object) -> str:
    """Return how far the orders of a voice are, for the person who follows it, with the form to judge an answer."""
    assert isinstance(voice, Voice)  # noqa: S101 - the place says what it gives
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the middleware
    rows = []
    for order in queries.of_voice(voice):
        asked = is_asked(actor, order)
        rows.append(
            (order, next_of_order(order, order.idea), JudgeForm(auto_id=f"judge-{order.pk}-%s") if asked else None)
        )
    return render_to_string("dispatch/track_panel.html", {"rows": rows, "voice": voice}, request)


def is_asked(actor: Actor, order: Dispatch) -> bool:
    """Return whether the person is asked to judge the order's answer now."""
    if order.voice is not None and order.voice.state not in ("replied", "callback"):
        return False
    if not any(offer.verb == "evaluate" for offer in DISPATCH.offers(actor, order.subject())):
        return False
    mine = [row for row in queries.evaluations_of(order) if row.person_id == actor.person]
    return not mine or mine[0].judged_at is None
