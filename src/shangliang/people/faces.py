"""What every face shares: who may open a page, how an act is taken and answered, which buttons a case offers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, wraps
from itertools import groupby
from typing import Any, cast

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from shangliang.kernel.refusals import Forbidden, Refusal, Words
from shangliang.kernel.workflow import Actor, Grant, may
from shangliang.ledger.models import Case
from shangliang.people.signin import second_factor_page

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Act:
    """One offer as a page draws it, with its form; a slice adds the key, the address or what goes along unseen."""

    verb: str
    label: str
    url: str
    is_ready: bool
    missing: tuple[str, ...]
    needs_reason: bool
    tone: str
    form: forms.Form | None = None
    key: str = ""
    href: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Scannable:
    """An address as a square of dark and light: how many cells its side has, and the dark ones as an SVG path."""

    side: int
    path: str


@lru_cache(maxsize=1024)
def scannable(address: str) -> Scannable:
    """Return an address as a QR code; dark cells beside one another are one stroke."""
    rows = segno.make(address, error="m", micro=False).matrix
    strokes = []
    for y, row in enumerate(rows):
        x = 0
        for is_dark, cells in groupby(row, bool):
            width = len(list(cells))
            strokes += [f"M{x} {y}h{width}v1h-{width}z"] if is_dark else []
            x += width
    return Scannable(len(rows), "".join(strokes))


class Request(HttpRequest):
    """A request as the middleware leaves it: who acts, and the moment at which everything in it happens."""

    actor: Actor
    at: datetime
    needs_second_factor: bool


def page(grant: Grant) -> Callable[[View], View]:
    """Let a view run only for actors who have the grant; strangers are asked to sign in first.

    Every view carries one; `view.grant` names it, so that a test finds pages without.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: object, **kwargs: object) -> HttpResponse:
            if not may(request.actor, grant):
                if not request.actor.is_signed_in:
                    return sign_in_first(request, grant)
                if request.needs_second_factor:
                    return HttpResponseRedirect(second_factor_page(request.get_full_path()))
                raise Forbidden(not_for_you(grant))
            return view(request, *args, **kwargs)

        guarded.grant = grant  # type: ignore[attr-defined]  # read by the test of the site map
        return cast("View", guarded)

    return guard


def not_for_you(grant: Grant) -> Words:
    """Return the sentence that says whose page it is."""
    who = "、".join(role.label for role in grant.by)
    who_en = ", ".join(role.label_en for role in grant.by)
    return Words(f"“{grant.label}”是{who}的页面，您现在的身份打不开。", f"“{grant.label_en}” is for: {who_en}.")


def sign_in_first(request: HttpRequest, grant: Grant) -> HttpResponse:
    """Send a stranger to the right door: citizens to the phone code, staff to password and second factor."""
    citizen_page = any(role.value in ("citizen", "guardian") for role in grant.by)
    door = reverse("people:phone") if citizen_page else reverse("account_login")
    return HttpResponseRedirect(f"{door}?{urlencode({'next': request.get_full_path()})}")


def language_of(_request: HttpRequest) -> str:
    """Return the language code of the moment."""
    return get_language() or "zh-hans"


def take(request: HttpRequest, act: Callable[[], object], *, done: str, back: str) -> HttpResponse:
    """Do one act, tell how it went, and go back to a page.

    A refusal is shown on that page in plain words, so that nothing typed elsewhere is lost.
    """
    try:
        act()
    except Refusal as refusal:
        messages.error(request, refusal.text(language_of(request)))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(back)


def live_address(request: HttpRequest) -> str:
    """Return where browsers reach the live process: nothing for the pages' own address, else scheme, host and port.

    A setting of only a port (":8001") means the host by which this page was asked for.
    """
    told: str = settings.LIVE
    if not told.startswith(":"):
        return told.rstrip("/")
    host = request.get_host()
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return f"{request.scheme}://{name}{told}"


@dataclass(frozen=True)
class Button:
    """One offer as a template draws it."""

    verb: str
    label: str
    url: str
    is_ready: bool
    missing: tuple[str, ...]
    needs_reason: bool
    tone: str


def capital(words: str) -> str:
    """Return words that begin with a capital, as those on a button do."""
    return words[:1].upper() + words[1:]


def buttons(case: Case, actor: Actor, url: Callable[[str], str], met: Mapping[str, bool] | None = None) -> list[Button]:
    """Return what the actor may do with the case now, ready or saying what is missing; `url(verb)` gives addresses."""
    lang = get_language() or "zh-hans"
    return [
        Button(
            offer.verb,
            offer.step.label if lang.startswith("zh") else capital(offer.step.label_en),
            url(offer.verb),
            offer.is_ready,
            tuple(words.text(lang) for words in offer.missing),
            offer.step.reason,
            offer.step.tone,
        )
        for offer in case.workflow.offers(actor, case.subject(), met)
    ]


def form_words(form: Any) -> Words:  # noqa: ANN401 - any bound form
    """Return the first error of each field as one sentence for a person."""
    faults = [
        f"{form.fields[name].label if name in form.fields else ''}：{errors[0]}" for name, errors in form.errors.items()
    ]
    text = "；".join(fault.lstrip("：") for fault in faults)
    return Words(text, text)
