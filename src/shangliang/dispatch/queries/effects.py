"""Reads about effects and watching: similar voices, look-backs, the supervisor's board."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Exists, F, Model, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from shangliang.dispatch.models import (
    Appeal,
    Dispatch,
    FollowUpVisit,
    Generalization,
    GeneralizedVoice,
    LookBack,
    Milestone,
    Reminder,
    Supervision,
)
from shangliang.dispatch.queries.orders import reach, short
from shangliang.dispatch.queries.queue import Item, own_item, read
from shangliang.dispatch.workflow import DispatchState
from shangliang.engines import hotspots
from shangliang.ideas.models import IdeaVoice
from shangliang.kernel.workflow import Actor
from shangliang.ledger.queries import calendar
from shangliang.people.queries import in_regions
from shangliang.voices.models import Voice
from shangliang.voices.workflow import OPEN

CANDIDATES = 3000
SIMILAR = 30
BOARD = 50
BODY = 400
LATE = ("issued", "signed", "handling", "extension_requested")
Row = TypeVar("Row", bound=Model)
NOT_LATE = [str(state) for state in DispatchState if state not in LATE]


def seed_voices(order: Dispatch) -> list[Voice]:
    """Return the voices behind an order."""
    if order.voice is not None:
        return [order.voice]
    linked = IdeaVoice.objects.filter(idea=order.idea_id).values("voice")
    return list(Voice.objects.filter(pk__in=linked).order_by("received_at")[:50])


def similar_voices(order: Dispatch, *, limit: int = SIMILAR) -> list[tuple[Voice, float]]:
    """Return open voices about the same matter elsewhere, with their likeness, the likest first.

    Among the newest 3,000 open voices of the region; those behind the order and those chosen before are left out. The
    machine only proposes: a person confirms (`actions.generalize`).
    """
    seeds = seed_voices(order)
    texts = [text_of(voice) for voice in seeds] or [f"{order.title}\n"]
    chosen = GeneralizedVoice.objects.filter(generalization__dispatch=order).values("voice")
    rows = Voice.objects.filter(state__in=[str(state) for state in OPEN], region__path__startswith=order.region.path)
    rows = rows.exclude(pk__in=[voice.pk for voice in seeds]).exclude(pk__in=chosen).exclude(demand_type="report")
    found = {str(voice.pk): voice for voice in rows.select_related("district").order_by("-received_at")[:CANDIDATES]}
    near = hotspots.similar_to(texts, [(key, text_of(voice)) for key, voice in found.items()])
    return [(found[key], likeness) for key, likeness in near[:limit]]


def text_of(voice: Voice) -> str:
    """Return title and beginning of a voice, as the comparison reads them."""
    return f"{voice.title}\n{voice.body_original[:BODY]}"


def generalizations_of(order: Dispatch) -> list[tuple[Generalization, list[GeneralizedVoice]]]:
    """Return what an order was carried on to, with its voices."""
    rows = list(Generalization.objects.filter(dispatch=order).order_by("pk"))
    voices = GeneralizedVoice.objects.filter(generalization__in=rows).select_related("voice__district")
    return [(row, [one for one in voices if one.generalization_id == row.pk]) for row in rows]


def milestones_of(order: Dispatch) -> list[Milestone]:
    """Return the promises of an order that still hold, the earliest first."""
    return list(Milestone.objects.filter(dispatch=order, is_void=False).order_by("due_on", "pk"))


def lookbacks_of(order: Dispatch) -> list[LookBack]:
    """Return the look-backs of an order, the earliest first."""
    return list(LookBack.objects.filter(dispatch=order).order_by("due_on"))


def supervisions_of(order: Dispatch) -> list[Supervision]:
    """Return the steps of the ladder taken, oldest first."""
    return list(Supervision.objects.filter(dispatch=order).select_related("made_by").order_by("made_at", "pk"))


def appeals_of(order: Dispatch) -> list[Appeal]:
    """Return the appeals against judgements of an order, oldest first."""
    return list(Appeal.objects.filter(evaluation__dispatch=order).order_by("pk"))


def reminders_of(order: Dispatch) -> list[Reminder]:
    """Return the reminders that the clock sent, oldest first."""
    return list(Reminder.objects.filter(dispatch=order).select_related("unit").order_by("made_at", "pk"))


def visits_of(order: Dispatch) -> list[FollowUpVisit]:
    """Return the visits on site, oldest first."""
    return list(FollowUpVisit.objects.filter(dispatch=order).order_by("visited_on", "pk"))


@dataclass(frozen=True)
class Board:
    """The supervisor's board: what is late, what must be checked, decided, written off and looked at again."""

    late: list[Item]
    to_check: list[Dispatch]
    judged: list[Dispatch]
    disputed: list[Dispatch]
    lookbacks: list[LookBack]
    closed: list[Dispatch]
    visits: list[FollowUpVisit]
    carried: list[Generalization]


def of_region(actor: Actor) -> QuerySet[Dispatch]:
    """Return the orders of the actor's regions."""
    return short(Dispatch.objects.filter(in_regions(reach(actor)[1])))


def board(actor: Actor, at: datetime) -> Board:
    """Return the supervisor's board in seven queries, fifty rows of each at most."""
    rows = of_region(actor)
    days = calendar()
    # Excluding the other states keeps the database on the index of due moments, in their order.
    working = rows.exclude(state__in=NOT_LATE).filter(due_provisional=False)
    late = read(working.filter(due_at__lte=at), "due_at")
    # Sorted by an expression: the index of due moments would be read from end to end for the few in these states.
    few = rows.filter(state__in=("replied", "evaluated", "disputed", "suspended"))
    mixed = list(few.order_by(Coalesce("due_at", "due_at"), "pk")[: 4 * BOARD])
    horizon = horizon_of(at)
    mine = in_regions(reach(actor)[1], "dispatch__region")
    open_looks = LookBack.objects.filter(done_at=None, due_on__lte=horizon)
    looks = first(open_looks).filter(mine, dispatch__state="closed")
    shown = ("after_days", "due_on", "dispatch__code", "dispatch__title", "dispatch__lead_unit__name")
    return Board(
        late=[own_item(row, row["order_state"], days, at) for row in late],
        to_check=[order for order in mixed if order.state == "replied"],
        judged=[order for order in mixed if order.state == "evaluated"],
        disputed=[order for order in mixed if order.state in ("disputed", "suspended")],
        lookbacks=list(looks.select_related("dispatch__lead_unit").only(*shown).order_by("due_on", "pk")[:BOARD]),
        closed=list(rows.filter(state="closed").order_by("-closed_at")[:10]),
        visits=next_visits(actor, horizon),
        carried=uncovered(actor),
    )


def first(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Return the same rows, picked before anything is joined to them.

    A database that knows nothing yet of a small table would go through all orders to find the few that have one.
    """
    return rows.model._default_manager.filter(pk__in=rows.values("pk"))  # noqa: SLF001 - Django's public name for it


def next_visits(actor: Actor, horizon: date) -> list[FollowUpVisit]:
    """Return the visits that were agreed on for the days up to the horizon and not made yet."""
    later = FollowUpVisit.objects.filter(dispatch=OuterRef("dispatch"), visited_on__gte=OuterRef("next_on"))
    mine = in_regions(reach(actor)[1], "dispatch__region")
    found = first(FollowUpVisit.objects.filter(~Exists(later), next_on__lte=horizon)).filter(mine)
    shown = ("next_on", "finding", "dispatch__code", "dispatch__title", "dispatch__lead_unit__name")
    return list(found.select_related("dispatch__lead_unit").only(*shown).order_by("next_on", "pk")[:BOARD])


def uncovered(actor: Actor) -> list[Generalization]:
    """Return what was carried on and does not cover all its similar voices yet, oldest first."""
    mine = in_regions(reach(actor)[1], "dispatch__region")
    found = first(Generalization.objects.filter(covered_count__lt=F("voice_count"))).filter(mine)
    shown = ("title", "covered_count", "voice_count", "dispatch__code", "dispatch__lead_unit__name")
    return list(found.select_related("dispatch__lead_unit").only(*shown).order_by("made_at", "pk")[:BOARD])


def horizon_of(at: datetime) -> date:
    """Return the last day of which look-backs are shown: a week ahead."""
    return (at + timedelta(days=7)).date()
