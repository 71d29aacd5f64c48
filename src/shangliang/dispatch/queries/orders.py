"""Reads of orders: who may know of them, one order, those of an idea or voice, what waits to be handed over."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from shangliang.dispatch.models import (
    Appeal,
    CoHandling,
    Dispatch,
    Extension,
    FollowUpVisit,
    GeneralizedVoice,
    ReturnRequest,
)
from shangliang.dispatch.queries.catalogue import entry_for, in_force, matter_of
from shangliang.dispatch.rules import Suggestion, suggest_units
from shangliang.dispatch.workflow import CASE_PAGE
from shangliang.ideas.models import GoldenIdea, IdeaVoice
from shangliang.ideas.workflow import PUBLIC_STATES
from shangliang.kernel.refusals import NotFound
from shangliang.kernel.workflow import Actor, Relation, Role
from shangliang.ledger.queries import kept, record_mark, sole
from shangliang.people.queries import in_regions, root_region, units
from shangliang.proposals.models import Proposal
from shangliang.proposals.queries import awaiting_dispatch as waiting_proposals
from shangliang.sessions.models import Commitment
from shangliang.voices.models import Voice

RELATED = ("region", "lead_unit", "voice", "idea__session", "idea__region", "proposal")
WAITING = 50
WAITING_VOICE = (
    "code", "title", "state", "demand_type", "due_at", "due_provisional", "category", "district_id", "unit_id",
)  # fmt: skip
WAITING_IDEA = ("code", "title", "state", "due_at", "due_provisional", "lead_unit__name")
SHORT = (
    "code", "title", "state", "due_at", "due_from", "due_provisional", "opened_at", "accepted_at", "closed_at",
    "moved_at", "chased_at", "explained_at", "is_listed", "reply_class", "invited_count", "judged_count",
    "lead_unit__name",
)  # fmt: skip
"""What one line of a list shows of an order."""


def visible_to(actor: Actor) -> QuerySet[Dispatch]:
    """Return the orders that the actor may read whole.

    Units: those they lead or handle with another. Other staff: all of their region; members and experts only those of
    ideas and proposals. People: those of their own voices and ideas. A report is hidden from the unit that it accuses.
    """
    unit_orgs, regions, narrow = reach(actor)
    rows = Dispatch.objects.all()
    if root_region() not in regions:  # the whole city needs no condition
        rows = rows.filter(reached(actor, unit_orgs, regions, narrow))
    return rows.exclude(voice__unit__in=actor.orgs) if actor.orgs else rows


def reached(actor: Actor, unit_orgs: set[int], regions: set[int], narrow: set[int]) -> Q:
    """Return the condition that an order is the actor's own, of the units, or of the regions (only ideas of some)."""
    own = Q(voice__speaker_id=actor.person) | Q(idea__speaker_id=actor.person) | Q(proposal__proposer_id=actor.person)
    seen = own if actor.person is not None else Q(pk__in=[])
    if actor.person is not None:
        seen |= Q(idea__in=IdeaVoice.objects.filter(voice__speaker_id=actor.person).values("idea"))
    if unit_orgs:
        co = CoHandling.objects.filter(unit__in=unit_orgs).values("dispatch")
        seen |= Q(lead_unit__in=unit_orgs) | Q(pk__in=co)
    return seen | in_regions(regions) | in_regions(narrow - regions) & Q(voice__isnull=True)


def reach(actor: Actor) -> tuple[set[int], set[int], set[int]]:
    """Return the actor's units, the regions of which he reads everything, and those of which only ideas."""
    mine: set[int] = set()
    whole: set[int] = set()
    narrow: set[int] = set()
    for seat in actor.seats:
        if seat.role not in CASE_PAGE.by:
            continue
        if seat.role.relation in (Relation.UNIT, Relation.CO_UNIT):
            mine |= {seat.org} if seat.org else set()
        elif seat.role in (Role.MEMBER, Role.EXPERT, Role.REPORTER, Role.EDITOR):
            narrow |= {seat.region} if seat.region else set()
        else:
            whole |= {seat.region} if seat.region else set()
    return mine, whole, narrow


def find(actor: Actor, code: str) -> Dispatch:
    """Return the order under a code; raises NotFound when there is none or the actor may not know of it."""
    mine = OuterRef("pk")
    rows = Dispatch.objects.select_related("region", "lead_unit").annotate(
        asked_for_time=Exists(Extension.objects.filter(dispatch=mine)),
        carried_on=Exists(GeneralizedVoice.objects.filter(generalization__dispatch=mine, covered_at=None)),
        visited=Exists(FollowUpVisit.objects.filter(dispatch=mine)),
        appealed=Exists(Appeal.objects.filter(evaluation__dispatch=mine)),
        appeal_waits=Exists(Appeal.objects.filter(evaluation__dispatch=mine, decided_at=None)),
    )
    order: Any = sole(rows.filter(code=code))
    if order is None or not is_visible(actor, order):
        raise NotFound
    if order.idea_id is not None:  # an order has one subject: joining all three makes the widest row of all
        order.idea = GoldenIdea.objects.select_related("session", "region").get(pk=order.idea_id)
    order.is_extension_asked = order.asked_for_time
    order.is_carried_on, order.has_visit = order.carried_on, order.visited
    order.has_appeal, order.has_open_appeal = order.appealed, order.appeal_waits
    found: Dispatch = order
    return found


def is_visible(actor: Actor, order: Dispatch) -> bool:
    """Return whether `visible_to` has the order; mostly known without asking the database again."""
    if order.voice is not None and order.voice.unit_id in actor.orgs:
        return False
    unit_orgs, regions, _narrow = reach(actor)
    if order.lead_unit_id in unit_orgs or root_region() in regions:
        return True
    return visible_to(actor).filter(pk=order.pk).exists()


def find_any(code: str) -> Dispatch | None:
    """Return the order under a code for a page that decides itself what to show of it."""
    return sole(Dispatch.objects.select_related(*RELATED).filter(code=code))


def dispatches_of_idea(idea: GoldenIdea) -> QuerySet[Dispatch]:
    """Return the orders of an idea, oldest first."""
    return Dispatch.objects.filter(idea=idea).select_related("lead_unit").order_by("pk")


def dispatches_of_proposal(proposal: Proposal) -> QuerySet[Dispatch]:
    """Return the orders of a proposal, oldest first."""
    return Dispatch.objects.filter(proposal=proposal).select_related("lead_unit").order_by("pk")


def of_voice(voice: Voice) -> QuerySet[Dispatch]:
    """Return the orders of a voice itself and of the public ideas that it stands behind, oldest first."""
    ideas = IdeaVoice.objects.filter(voice=voice, idea__state__in=PUBLIC_STATES).values("idea")
    rows = Dispatch.objects.filter(Q(voice=voice) | Q(idea__in=ideas))
    return rows.select_related(*RELATED).order_by("pk")


def order_of_voice(voice_code: str) -> Dispatch | None:
    """Return the order that hands over a voice, or None."""
    rows = Dispatch.objects.filter(voice__code=voice_code).select_related(*RELATED)
    return rows.order_by("-pk").first()


def co_handlings(order: Dispatch) -> list[CoHandling]:
    """Return the co-handling units of an order with their opinions."""
    return list(CoHandling.objects.filter(dispatch=order).select_related("unit").order_by("pk"))


def return_request(order: Dispatch) -> ReturnRequest | None:
    """Return the request to give the order back, or None."""
    if not order.return_count:
        return None
    return ReturnRequest.objects.filter(dispatch=order).select_related("unit", "suggested_unit").first()


def extension_of(order: Dispatch) -> Extension | None:
    """Return the request for more time, or None."""
    return Extension.objects.filter(dispatch=order).first()


def waiting_voices(actor: Actor) -> QuerySet[Voice]:
    """Return accepted voices and those to be handled again, of the actor's regions, the earliest due first."""
    rows = Voice.objects.filter(in_regions(reach(actor)[1]), state__in=("accepted", "redo"))
    return rows.select_related("region", "unit", "district").order_by("due_at", "pk")


def waiting_ideas(actor: Actor) -> QuerySet[GoldenIdea]:
    """Return approved ideas of the actor's regions that wait to be handed over, the earliest due first."""
    rows = GoldenIdea.objects.filter(in_regions(reach(actor)[1]), state="approved")
    return rows.select_related("lead_unit", "session", "region").order_by("due_at", "pk")


def waiting(actor: Actor) -> list[tuple[str, Voice | GoldenIdea | Proposal]]:
    """Return what waits to be handed over, as (kind, thing), ideas first, each kind by its due moment."""
    found: list[tuple[str, Voice | GoldenIdea | Proposal]] = []
    found += [
        ("idea", idea)
        for idea in waiting_ideas(actor).select_related(None).select_related("lead_unit").only(*WAITING_IDEA)[:WAITING]
    ]
    proposals = waiting_proposals().select_related(None).select_related("lead_unit").only(*WAITING_IDEA)
    found += [("proposal", proposal) for proposal in proposals[:WAITING]]
    for state in ("redo", "accepted"):  # one state at a time: each comes in order from its index
        rows = waiting_voices(actor).filter(state=state).select_related(None).only(*WAITING_VOICE)
        found += [("voice", voice) for voice in rows[:WAITING]]
    return found


def floor_promises(actor: Actor) -> list[Commitment]:
    """Return promises of the floor in the actor's regions that are neither kept nor a case, the earliest due first."""
    rows = Commitment.objects.filter(in_regions(reach(actor)[1], "session__region"), kept_at=None).exclude(
        pk__in=GoldenIdea.objects.filter(promise__isnull=False).values("promise")
    )
    return list(rows.select_related("session", "unit").order_by("due_on", "pk")[:WAITING])


def decisions(actor: Actor) -> list[Dispatch]:
    """Return the orders of the actor's regions whose return or extension a dispatcher must decide, earliest first."""
    rows = Dispatch.objects.filter(in_regions(reach(actor)[1]), state__in=("return_requested", "extension_requested"))
    return list(short(rows).order_by("due_at", "pk")[:WAITING])


def short(rows: QuerySet[Dispatch]) -> QuerySet[Dispatch]:
    """Return rows with only what one line of a list shows."""
    return rows.select_related("lead_unit").only(*SHORT)


def find_waiting(actor: Actor, kind: str, code: str) -> Voice | GoldenIdea | Proposal:
    """Return one thing that waits to be handed over; raises NotFound when there is none."""
    rows: dict[str, QuerySet[Voice] | QuerySet[GoldenIdea] | QuerySet[Proposal]] = {
        "voice": waiting_voices(actor),
        "idea": waiting_ideas(actor).select_related("topic"),
        "proposal": waiting_proposals(),
    }
    found = rows[kind].filter(code=code).first() if kind in rows else None
    if found is None:
        raise NotFound
    return found


def suggested_units(source: Voice | GoldenIdea | Proposal, day: date) -> list[Suggestion]:
    """Return up to three units and why: the catalogue's line first, then duty words; never the accused one."""
    if isinstance(source, Voice):
        text, barred = f"{source.title}\n{source.body_original}", source.unit_id
    elif isinstance(source, GoldenIdea):
        text, barred = f"{source.title}\n{source.problem}\n{source.quote}", None
    else:
        text, barred = f"{source.title}\n{source.situation}\n{source.advice}", None
    duties = units().exclude(duties="").values_list("pk", "name", "duties")
    by_words = suggest_units(text, [row for row in duties if row[0] != barred])
    entry = entry_for(*matter_of(source), day)
    if entry is None or entry.unit_id == barred:
        return by_words
    place = f" × {entry.district}" if entry.district else ""
    named = Suggestion(entry.unit_id, str(entry.unit), (), f"{entry.category}{place} v{entry.version}", entry.basis)
    return [named, *(one for one in by_words if one.unit != entry.unit_id)][:3]


def lines_and_duties(day: date) -> tuple[dict[tuple[str, int | None], tuple[int, str]], list[tuple[int, str, str]]]:
    """Return the catalogue's units by category and district, and what every unit is there for."""
    lines = {(one.category, one.district_id): (one.unit_id, str(one.unit)) for one in reversed(list(in_force(day)))}
    return lines, list(units().exclude(duties="").values_list("pk", "name", "duties"))


def suggested_leads(rows: Iterable[tuple[str, Voice | GoldenIdea | Proposal]], day: date) -> dict[str, str]:
    """Return by code which unit the catalogue, else the duty words in the title, suggest for each thing of a list."""
    lines, duties = kept("dispatch.leads", lambda: lines_and_duties(day), beside=f"{record_mark()} {day}")
    found: dict[str, str] = {}
    for kind, row in rows:
        barred = getattr(row, "unit_id", None)
        category, place = (row.category, row.district_id) if isinstance(row, Voice) else ("", None)
        line = (lines.get((category, place)) or lines.get((category, None))) if category else None
        if line is not None and line[0] != barred:
            found[f"{kind} {row.code}"] = line[1]
        elif words := suggest_units(row.title, [one for one in duties if one[0] != barred], limit=1):
            found[f"{kind} {row.code}"] = words[0].name
    return found


def parts_of(order: Dispatch) -> list[Dispatch]:
    """Return the orders that handle one thing separately, this one among them; alone, just this one."""
    first = order.part_of_id or order.pk
    rows = Dispatch.objects.filter(Q(pk=first) | Q(part_of=first)).exclude(state="terminated")
    return list(rows.select_related("lead_unit").order_by("pk"))


def other_parts(order: Dispatch) -> list[Dispatch]:
    """Return the orders that handle the same thing separately beside this one."""
    return [part for part in parts_of(order) if part.pk != order.pk]


def is_fit(verb: str, order: Dispatch) -> bool:
    """Return whether an act makes sense on the page: a voice is judged on its own page, nothing is done twice."""
    if verb in ("evaluate", "redo") and order.voice is not None:
        return verb == "redo" and order.voice.state == "redo"
    is_asked = order.is_extension_asked or order.extended_at is not None
    fits = {
        "claim_done": order.reply_class in ("B", "C"),
        "cover": order.is_carried_on,
        "carry": order.is_carried_on,
        "publish_visit": order.has_visit,
        "appeal": order.judged_count > 0,
        "decide_appeal": order.has_open_appeal,
        "request_return": order.return_count == 0,
        "request_extension": not is_asked,
        "request_termination": not order.termination_asked,
        "list": not order.is_listed,
    }
    return fits.get(verb, True)
