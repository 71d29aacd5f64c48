"""The doors: phone code for citizens, out, and in demonstration mode the inbox and the change of person."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shangliang.kernel.refusals import NotFound, Refusal
from shangliang.people import queries, sealing, workflow
from shangliang.people.actions import send_phone_code, verify_phone_code
from shangliang.people.faces import Request, language_of, page
from shangliang.people.forms import CodeForm, PhoneForm
from shangliang.people.rules import local_path
from shangliang.people.signin import DEMO, sign_in_person, totp_codes

WAITING = "phone_waiting"
HOME = "/mine"


@never_cache
@page(workflow.SIGN_IN)
def phone(request: Request) -> HttpResponse:
    """Ask for a phone number and send it a code."""
    target = local_path(request.POST.get("next", "") or request.GET.get("next", ""), default=HOME)
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["phone"]
        try:
            send_phone_code(number, request.at, address=request.META.get("REMOTE_ADDR", ""))
        except Refusal as refusal:
            form.add_error("phone", refusal.text(language_of(request)))
        else:
            request.session[WAITING] = sealing.seal(number, settings.PEPPER)
            return HttpResponseRedirect(f"{reverse('people:code')}?{urlencode({'next': target})}")
    return render(request, "people/phone.html", {"form": form, "next": target}, status=422 if form.errors else 200)


@never_cache
@page(workflow.SIGN_IN)
def code(request: Request) -> HttpResponse:
    """Ask for the code that came by text message, and sign the person in."""
    target = local_path(request.POST.get("next", "") or request.GET.get("next", ""), default=HOME)
    sealed = request.session.get(WAITING, "")
    if not sealed:
        return HttpResponseRedirect(f"{reverse('people:phone')}?{urlencode({'next': target})}")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = sealing.unseal(sealed, settings.PEPPER)
        try:
            person = verify_phone_code(number, form.cleaned_data["code"], request.at, name=form.cleaned_data["name"])
        except Refusal as refusal:
            form.add_error("code", refusal.text(language_of(request)))
        else:
            request.session.pop(WAITING, None)
            sign_in_person(request, person)
            return HttpResponseRedirect(target)
    return render(request, "people/code.html", {"form": form, "next": target}, status=422 if form.errors else 200)


@require_POST
@page(workflow.SIGN_OUT)
def sign_out(request: Request) -> HttpResponse:
    """Sign out and go to the first page."""
    logout(request)
    return HttpResponseRedirect("/")


def demonstration_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view exist in demonstration mode only; anywhere else its address is unknown."""

    @wraps(view)
    def guarded(request: Request, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO:
            raise NotFound
        return view(request, *args, **kwargs)

    return guarded


@never_cache
@page(workflow.DEMO)
@demonstration_only
def demo(request: Request) -> HttpResponse:
    """Show the cast and who the visitor is now."""
    return render(request, "people/demo.html", {"bodies": queries.cast_by_body(request.at)})


@require_POST
@page(workflow.DEMO)
@demonstration_only
def step_in(request: Request, username: str) -> HttpResponse:
    """Sign the visitor in as somebody of the cast, without a password."""
    account = queries.cast_account(username)
    if account is None or account.person is None:
        raise NotFound
    sign_in_person(request, account.person, door=DEMO)
    messages.success(request, _("您现在是%(name)s。") % {"name": account.person.name})
    is_staff = queries.is_staff(account.person, request.at)
    return HttpResponseRedirect(local_path(request.POST.get("next", ""), default="/desk" if is_staff else HOME))


@never_cache
@page(workflow.INBOX)
@demonstration_only
def inbox(request: Request) -> HttpResponse:
    """Show what the embedded sender sent, and the one-time passwords of the cast."""
    tail = "".join(character for character in request.GET.get("to", "") if character.isdigit())[-4:]
    context = {
        "letters": queries.messages_sent(tail),
        "codes": totp_codes(),
        "tail": tail,
        "password": settings.DEMO_PASSWORD,
    }
    return render(request, "people/inbox.html", context)
