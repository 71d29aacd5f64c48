"""Beside answering: what is not used and why, appeals, the proof of a real name, the report."""

import hashlib
import hmac

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shangliang.kernel.refusals import NotFound
from shangliang.opinions import actions, ports, queries, realname
from shangliang.opinions.models import Statement
from shangliang.opinions.public.visitors import conversation_or_404
from shangliang.opinions.rules import removal
from shangliang.opinions.workflow import APPEAL, LIST, PROVE_NAME
from shangliang.people.faces import Request, page, take
from shangliang.people.queries import level_of
from shangliang.people.rules import local_path

AWAY = "opinions_real_name_back"


@require_safe
@page(LIST)
def removed(request: Request, code: str) -> HttpResponse:
    """List the statements that are not used, each with its reason; who wrote one may appeal here."""
    conversation = conversation_or_404(request, code)
    rows = list(queries.removed_of(conversation))
    context = {
        "conversation": conversation,
        "rows": [(row, words_of(request, row)) for row in rows],
        "reasons": {kind: (zh, en) for kind, zh, en in removal.REASONS},
        "me": request.actor.person,
        "here": "opinions",
    }
    return render(request, "opinions/removed.html", context)


def words_of(request: Request, row: Statement) -> str:
    """Return the words of a statement that is not used, or nothing when others may not read them."""
    is_mine = row.author_id is not None and row.author_id == request.actor.person
    return row.text if removal.is_shown(row.removed_kind) or is_mine else ""


@require_POST
@page(APPEAL)
def appeal(request: Request, code: str, number: int) -> HttpResponse:
    """Ask for one's own statement to be read again by somebody else."""
    statement = queries.statement_of(conversation_or_404(request, code), number)
    if statement is None:
        raise NotFound
    reason = request.POST.get("reason", "")
    return take(
        request,
        lambda: actions.appeal(statement, actor=request.actor, at=request.at, reason=reason),
        done=_("申诉收到了，由另一位同志来看，结果告诉您。"),
        back=reverse("opinions:removed", args=[code]),
    )


def proof_key(person: int) -> str:
    """Return the opaque key under which a person goes to the real-name service."""
    return hmac.new(settings.PEPPER.encode(), f"real name|{person}".encode(), hashlib.sha256).hexdigest()[:32]


@never_cache
@page(PROVE_NAME)
def prove_name(request: Request) -> HttpResponse:
    """Say what a proof of the real name is for and what is kept of it; a post goes to the service."""
    if not ports.has_service() or request.actor.person is None:
        raise NotFound
    back = local_path(request.POST.get("next", "") or request.GET.get("next", ""), default=reverse("opinions:list"))
    if request.method == "POST":
        request.session[AWAY] = back
        address = ports.service().address(key=proof_key(request.actor.person), back=reverse("opinions:proved_name"))
        return HttpResponseRedirect(address)
    context = {"next": back, "is_proved": level_of(request.actor.person) > 1, "here": "opinions"}
    return render(request, "opinions/prove_name.html", context)


@never_cache
@require_safe
@page(PROVE_NAME)
def proved_name(request: Request) -> HttpResponse:
    """Take what the service says of who comes back, and go on where the person came from."""
    person, back = request.actor.person, request.session.pop(AWAY, reverse("opinions:list"))
    if not ports.has_service() or person is None:
        raise NotFound
    vouched = ports.service().result(request.GET.get("ticket", ""), key=proof_key(person))
    if vouched is None:
        messages.error(request, _("核验没有通过，没有记下任何东西。可以再试一次。"))
        return HttpResponseRedirect(back)
    return take(
        request,
        lambda: actions.keep_proof(person, vouched, at=request.at),
        done=_("实名核验通过。只留了核验结果的指纹，没有证件号码。"),
        back=back,
    )


@never_cache
@page(PROVE_NAME)
def demo_service(request: Request) -> HttpResponse:
    """Play the real-name service in the demonstration: choose who you are; nothing is asked and nothing kept."""
    if not settings.DEMO:
        raise NotFound
    key, back = given(request, "key"), local_path(given(request, "back"), default=reverse("opinions:proved_name"))
    who = request.POST.get("who", "")
    if request.method == "POST" and who.isdecimal() and int(who) < len(realname.MADE_UP):
        return HttpResponseRedirect(f"{back}?ticket={realname.ticket_for(key, int(who))}")
    context = {"key": key, "back": back, "made_up": realname.MADE_UP, "here": "opinions"}
    return render(request, "opinions/demo_service.html", context)


def given(request: HttpRequest, name: str) -> str:
    """Return a value of the form or of the address."""
    return str(request.POST.get(name, "") or request.GET.get(name, ""))
