"""The one table that knows every slice: workflows, grants, reactions, job handlers, panels, navigation."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib import import_module
from types import ModuleType

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext, override

from shangliang.kernel.refusals import Words
from shangliang.kernel.workflow import Actor, Grant, Workflow, may
from shangliang.ledger.actions import Reaction
from shangliang.ledger.models import Job


@cache
def modules(name: str) -> tuple[ModuleType, ...]:
    """Return the module of that name of every slice that has one, bottom slice first; looked for once."""
    return tuple(present(name))


def present(name: str) -> Iterator[ModuleType]:
    """Import the module of that name of every slice that has one."""
    for slice_name in settings.SLICES:
        full = f"shangliang.{slice_name}.{name}"
        try:
            yield import_module(full)
        except ModuleNotFoundError as error:
            if error.name != full:
                raise


def workflows() -> list[Workflow]:
    """Return the tables of all kinds of case."""
    return [value for module in modules("workflow") for value in vars(module).values() if isinstance(value, Workflow)]


def grants() -> list[Grant]:
    """Return every grant of every slice."""
    return [value for module in modules("workflow") for value in vars(module).values() if isinstance(value, Grant)]


def reactions() -> list[Reaction]:
    """Return everything that happens after anything."""
    return [reaction for module in modules("reactions") for reaction in getattr(module, "REACTIONS", ())]


def handlers() -> dict[str, Callable[[Job, datetime], str]]:
    """Return who does which topic of the outbox."""
    found: dict[str, Callable[[Job, datetime], str]] = {}
    for module in modules("reactions"):
        found.update(getattr(module, "HANDLERS", {}))
    return found


def timers() -> list[Callable[[datetime], int]]:
    """Return what the worker does at each tick of the clock; each returns how many cases it touched."""
    return [timer for module in modules("reactions") for timer in getattr(module, "TIMERS", ())]


def routers() -> list[tuple[str, object]]:
    """Return the open interface of every slice that has one, by the slice's name."""
    return [(module.__name__.split(".")[1], module.router) for module in modules("api")]


PANELS: Mapping[str, tuple[str, ...]] = {
    "people.demo": ("portal.panels.demo_tour",),
    "topics.topic": ("fieldwork.desk.topic_panel",),
    "session.capture": ("ideas.desk.panels.session_panel",),
    "session.desk": ("ideas.desk.panels.session_panel", "portal.panels.case_papers"),
    "session.ideas": ("ideas.desk.panels.public_panel",),
    "session.reach": ("media.public.session_reach",),
    "opinions.case": ("ideas.desk.panels.conversation_panel",),
    "opinions.map": ("ideas.desk.panels.conversation_ideas",),
    "ideas.idea": ("ideas.desk.panels.statement_panel", "dispatch.desk.panels.idea_panel"),
    "idea.lineage": ("portal.panels.idea_lineage", "ideas.desk.panels.statement_panel"),
    "proposals.proposal": ("dispatch.desk.panels.proposal_panel", "portal.panels.case_papers"),
    "dispatch.order": ("portal.panels.case_papers", "adapters.desk.order_panel"),
    "voice.desk": ("dispatch.desk.panels.voice_panel",),
    "voice.track": ("dispatch.desk.panels.track_panel",),
}
"""Which panels of upper slices stand in which place of a lower slice's page, as slice.module.function."""


def panels_at(place: str) -> list[Callable[[HttpRequest, object], str]]:
    """Return what draws the panels of a place, in order."""
    return [import_string(f"shangliang.{name}") for name in PANELS.get(place, ())]


def public_nav() -> Sequence[tuple[str, str, str]]:
    """Return label, address and key of the public pages in the top bar."""
    return nav_in(get_language() or "zh-hans")


@cache
def nav_in(language: str) -> Sequence[tuple[str, str, str]]:
    """Return the top bar in a language."""
    with override(language):
        return (
            (gettext("热点"), reverse("topics:hot"), "hot"),
            (gettext("议题"), reverse("topics:list"), "topics"),
            (gettext("协商活动"), reverse("sessions:list"), "sessions"),
            (gettext("说说看法"), reverse("opinions:list"), "opinions"),
            (gettext("金点子"), reverse("ideas:list"), "ideas"),
            (gettext("办理公示"), reverse("dispatch:progress"), "progress"),
            (gettext("成效"), reverse("dispatch:outcomes"), "outcomes"),
        )


def desks_of(actor: Actor) -> list[tuple[str, str, str]]:
    """Return label, address and key of the desks that the actor may open."""
    known = desks_in(get_language() or "zh-hans")
    return [(label, href, key) for grant, label, href, key in known if may(actor, grant)]


@cache
def desks_in(language: str) -> Sequence[tuple[Grant, str, str, str]]:
    """Return grant, label, address and key of every desk in a language."""
    rows = [row for module in modules("desk") for row in getattr(module, "DESKS", ())]
    return [(grant, label_of(grant, language), reverse(name), key) for grant, name, key in rows]


def label_of(grant: Grant, language: str) -> str:
    """Return what a desk is called in a language, beginning with a capital where there are such."""
    label = Words(grant.label, grant.label_en).text(language)
    return label[:1].upper() + label[1:]
