"""/speak: three steps on a phone, without an account, without JavaScript. The session carries what was typed."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Refusal
from shangliang.kernel.workflow import Actor
from shangliang.people import sealing
from shangliang.people.actions import send_phone_code, verify_phone_code
from shangliang.people.faces import Request, language_of, page
from shangliang.people.models import Person
from shangliang.people.queries import actor_of, districts
from shangliang.people.rules import own_case_only
from shangliang.people.signin import sign_in_person
from shangliang.voices import actions, queries
from shangliang.voices.forms import CodeStepForm, PhoneStepForm, SayForm, SendForm
from shangliang.voices.models import Attachment, Voice
from shangliang.voices.workflow import SPEAK

DRAFT, RECEIPT = "voices.draft", "voices.receipt"


def draft_of(request: Request) -> dict[str, Any]:
    """Return what was typed so far."""
    draft: dict[str, Any] = request.session.get(DRAFT) or {}
    return draft


def keep(request: Request, **changes: object) -> None:
    """Add to what was typed so far."""
    request.session[DRAFT] = draft_of(request) | changes


@never_cache
@page(SPEAK)
def say(request: Request) -> HttpResponse:
    """First step: what happened, where, a photo."""
    if request.method != "POST":
        draft = draft_of(request)
        start = {"text": request.GET.get("text", "") or draft.get("text", "")} | {
            name: draft.get(name) for name in ("place_text", "district")
        }
        return render(request, "voices/speak_say.html", {"form": SayForm(initial=start), "here": "speak"})
    form = SayForm(request.POST, request.FILES)
    if form.is_valid() and kept_photo(request, form):
        place = form.cleaned_data["district"]
        keep(
            request,
            text=form.cleaned_data["text"],
            place_text=form.cleaned_data["place_text"],
            district=place.pk if place else None,
            join="",
        )
        is_known = bool(queries.similar_public(form.cleaned_data["text"]))
        return HttpResponseRedirect(reverse("voices:same" if is_known else "voices:send"))
    return render(request, "voices/speak_say.html", {"form": form, "here": "speak"}, status=422)


def kept_photo(request: Request, form: SayForm) -> bool:
    """Keep the photo of the form, if there is one, and return whether nothing was wrong with it."""
    upload = form.cleaned_data["photo"]
    if upload is None:
        return True
    try:
        photo = actions.keep_photo(upload, size=upload.size, at=request.at)
    except Refusal as refusal:
        form.add_error("photo", refusal.text(language_of(request)))
        return False
    keep(request, photos=[*draft_of(request).get("photos", []), photo.pk][-3:])
    return True


@never_cache
@page(SPEAK)
def same(request: Request) -> HttpResponse:
    """Second step: voices about the same thing; joining one counts like saying it again."""
    draft = draft_of(request)
    if not draft.get("text"):
        return HttpResponseRedirect(reverse("voices:speak"))
    if request.method == "POST":
        keep(request, join=request.POST.get("join", "")[:40])
        return HttpResponseRedirect(reverse("voices:send"))
    found = queries.similar_public(draft["text"])
    return render(request, "voices/speak_same.html", {"found": found, "draft": draft, "here": "speak"})


@never_cache
@page(SPEAK)
def send(request: Request) -> HttpResponse:
    """Third step: what the person agrees to, and for a visitor the phone number."""
    draft = draft_of(request)
    if not draft.get("text"):
        return HttpResponseRedirect(reverse("voices:done" if request.session.get(RECEIPT) else "voices:speak"))
    is_known = request.actor.is_signed_in
    form = (SendForm if is_known else PhoneStepForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = finish(request, form, request.actor) if is_known else ask_for_code(request, form)
        if answer is not None:
            return answer
    context = {"form": form, "joined": joined(draft), "draft": draft, "here": "speak"}
    return render(request, "voices/speak_send.html", context, status=422 if form.errors else 200)


def joined(draft: dict[str, Any]) -> Voice | None:
    """Return the voice that the person wants to join, if it can be."""
    code = draft.get("join") or ""
    return queries.public_voices().select_related("region").filter(code=code).first() if code else None


def ask_for_code(request: Request, form: SendForm) -> HttpResponse | None:
    """Send a code to the phone and go on to where it is typed; None when it could not be sent."""
    chosen = dict(form.cleaned_data)
    phone = chosen.pop("phone")
    try:
        send_phone_code(phone, request.at, address=request.META.get("REMOTE_ADDR", ""))
    except Refusal as refusal:
        form.add_error("phone", refusal.text(language_of(request)))
        return None
    keep(request, phone=sealing.seal(phone, settings.PEPPER), chosen=chosen)
    return HttpResponseRedirect(reverse("voices:code"))


@never_cache
@page(SPEAK)
def code(request: Request) -> HttpResponse:
    """Third step, second half: the code that came by text message; it also signs the person in."""
    draft = draft_of(request)
    if not draft.get("phone"):
        return HttpResponseRedirect(reverse("voices:send"))
    form = CodeStepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = verified(request, draft, form)
        except Refusal as refusal:
            form.add_error("code", refusal.text(language_of(request)))
        else:
            sign_in_person(request, person)
            request.session[DRAFT] = draft
            answer = finish(request, form, actor_of(person, local_date(request.at)))
            if answer is not None:
                return answer
    context = {"form": form, "draft": draft, "here": "speak"}
    return render(request, "voices/speak_code.html", context, status=422 if form.errors else 200)


def verified(request: Request, draft: dict[str, Any], form: CodeStepForm) -> Person:
    """Return the person behind the phone that got the code."""
    phone = sealing.unseal(draft["phone"], settings.PEPPER)
    return verify_phone_code(phone, form.cleaned_data["code"], request.at, name=form.cleaned_data["name"])


def finish(request: Request, form: Any, actor: Actor) -> HttpResponse | None:  # noqa: ANN401 - either form of the step
    """Send what was said, or join the chosen voice, and go to the receipt; None when it was refused."""
    draft = draft_of(request)
    chosen = draft.get("chosen") or form.cleaned_data
    try:
        kept = deliver(draft, chosen, own_case_only(actor), request)
    except Refusal as refusal:
        form.add_error(None, refusal.text(language_of(request)))
        return None
    request.session.pop(DRAFT, None)
    request.session[RECEIPT] = kept
    return HttpResponseRedirect(reverse("voices:done"))


def deliver(draft: dict[str, Any], chosen: dict[str, Any], actor: Actor, request: Request) -> dict[str, str]:
    """Take the act of the last step and return what the receipt page needs."""
    person = Person.objects.get(pk=actor.person or 0)
    other = joined(draft)
    if other is not None:
        actions.join_voice(other, person, request.at, words=draft["text"])
        return {"joined": other.code}
    is_child = chosen["age_band"] == "child"
    saying = actions.Saying(
        text=draft["text"],
        place_text=draft.get("place_text") or "",
        district=districts().filter(pk=draft.get("district") or 0).first(),
        demand_type=chosen["demand_type"],
        age_band=chosen["age_band"],
        guardian=person if is_child else None,
        is_confidential=chosen["is_confidential"],
        may_publish=chosen["may_publish"],
        has_consent=chosen["has_consent"],
        photos=list(Attachment.objects.filter(pk__in=draft.get("photos", []), voice=None)),
    )
    voice = actions.submit_voice(saying, actor=actor, at=request.at)
    return {"code": voice.query_code or ""}


@never_cache
@page(SPEAK)
def done(request: Request) -> HttpResponse:
    """Show the receipt: the query code, who acts next and by when."""
    kept = request.session.get(RECEIPT) or {}
    voice = queries.by_query_code(kept.get("code", ""))
    other = queries.public_voices().filter(code=kept.get("joined", "")).first()
    if voice is None and other is None:
        return HttpResponseRedirect(reverse("voices:speak"))
    due = queries.next_of(voice) if voice else None
    return render(request, "voices/speak_done.html", {"voice": voice, "joined": other, "due": due, "here": "speak"})
