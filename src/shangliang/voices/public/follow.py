"""Following a voice: the list of one's own, one voice by its query code, the acts of the person concerned."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shangliang.kernel.codes import clean_code
from shangliang.kernel.refusals import Invalid, NotFound, NotNow, Words
from shangliang.kernel.workflow import may
from shangliang.people.faces import Request, form_words, page, take
from shangliang.voices import actions, queries
from shangliang.voices.forms import QueryForm, SupplementForm, TailForm, VerdictForm
from shangliang.voices.models import Attachment, Voice
from shangliang.voices.workflow import MINE, READ, TRACK, VOICE

UNLOCKED = "voices.unlocked"
GUESSES, HOUR = 10, 3600
PAGE = 30


@never_cache
@page(MINE)
def mine(request: Request) -> HttpResponse:
    """List the person's voices, newest first, each with its state and who acts next."""
    rows = queries.of_person(int(request.actor.person or 0))
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit():
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.select_related("merged_into")[: PAGE + 1])
    more = f"{reverse('voices:mine')}?before={found[PAGE - 1].pk}" if len(found) > PAGE else None
    shown = [(voice, queries.next_of(voice), is_own(request, voice)) for voice in found[:PAGE]]
    return render(request, "voices/mine.html", {"rows": shown, "more": more, "here": "mine"})


def is_own(request: Request, voice: Voice) -> bool:
    """Return whether the person spoke (or stands for the child who did), rather than joined."""
    return request.actor.person is not None and request.actor.person in (voice.speaker_id, voice.guardian_id)


@page(TRACK)
def query(request: Request) -> HttpResponse:
    """Ask for a query code and go to its voice."""
    form = QueryForm(request.GET or None)
    if request.GET and form.is_valid():
        code = clean_code(form.cleaned_data["code"]).removeprefix("SL")
        if queries.by_query_code(code) is not None:
            return HttpResponseRedirect(reverse("voices:track", args=[code]))
        form.add_error("code", _("没有这个查询码，请核对回执或短信。"))
    status = 404 if form.is_bound and form.errors else 200
    return render(request, "voices/query.html", {"form": form, "here": "mine"}, status=status)


@never_cache
@page(TRACK)
def track(request: Request, code: str) -> HttpResponse:
    """Show one voice: its line to everybody who has the code, its words only to the person concerned."""
    voice = queries.by_query_code(code)
    if voice is None:
        raise NotFound
    return render(request, "voices/track.html", context_of(request, voice))


def context_of(request: Request, voice: Voice) -> dict[str, Any]:
    """Return what the page of one voice needs."""
    owns = is_own(request, voice)
    reads = owns or voice.query_code in request.session.get(UNLOCKED, [])
    offered = {offer.verb for offer in VOICE.offers(request.actor, voice.subject())} if owns else set()
    is_direct = voice.handler_id is None
    context: dict[str, Any] = {
        "voice": voice,
        "owns": owns,
        "reads": reads,
        "line": queries.line_of(voice),
        "due": queries.next_of(voice),
        "counting": queries.counting_of(voice) if reads else None,
        "offered": offered,
        "tail_form": None if reads else TailForm(),
        "here": "mine",
    }
    if reads:
        context |= {
            "replies": queries.replies_of(voice),
            "supplements": queries.supplements_of(voice),
            "photos": queries.attachments_of(voice),
        }
    if "evaluate" in offered and is_direct:
        context["verdict_form"] = VerdictForm()
    if "supplement" in offered:
        context["supplement_form"] = SupplementForm()
    return context


@require_POST
@page(TRACK)
def unlock(request: Request, code: str) -> HttpResponse:
    """Open the words of a voice to somebody who knows the end of the phone number; ten tries an hour."""
    voice = queries.by_query_code(code)
    if voice is None or voice.query_code is None:
        raise NotFound
    back = reverse("voices:track", args=[voice.query_code])

    def act() -> None:
        check_tail(voice, request)
        request.session[UNLOCKED] = [*request.session.get(UNLOCKED, []), voice.query_code][-20:]

    return take(request, act, done=_("已打开。"), back=back)


def check_tail(voice: Voice, request: Request) -> None:
    """Raise Invalid unless the typed digits end the phone number, NotNow after too many tries."""
    key = f"voices.tail:{voice.query_code}"
    cache.add(key, 0, HOUR)
    if cache.incr(key) > GUESSES:
        raise NotNow(Words("试得太多了，请一小时后再来，或打 12345。", "Too many tries; come back in an hour."))
    form = TailForm(request.POST)
    if not form.is_valid():
        raise Invalid(form_words(form), field="tail")
    if not voice.phone_tail or not constant_time_compare(form.cleaned_data["tail"], voice.phone_tail):
        raise Invalid(Words("后四位对不上。", "These are not the last four digits."), field="tail")


@page(TRACK)
def step(request: Request, code: str, verb: str) -> HttpResponse:
    """Take one act of the person concerned: judge, add, withdraw, agree as a guardian, keep private."""
    back = reverse("voices:track", args=[clean_code(code)])
    if not request.actor.is_signed_in:
        messages.info(request, _("请先用手机号登录，再办这一步。"))
        return HttpResponseRedirect(f"{reverse('people:phone')}?next={back}")
    if request.method != "POST":
        return HttpResponseRedirect(back)
    voice = queries.find_own(request.actor, code)
    act = ACTS.get(verb)
    if act is None:
        raise NotFound
    done, work = act
    return take(request, lambda: work(request, voice), done=done(), back=back)


def judge(request: Request, voice: Voice) -> None:
    """Take the verdict that was typed."""
    form = VerdictForm(request.POST)
    if not form.is_valid():
        raise Invalid(form_words(form))
    actions.evaluate(voice, actor=request.actor, at=request.at, **form.cleaned_data)


def add(request: Request, voice: Voice) -> None:
    """Add words and a photo."""
    form = SupplementForm(request.POST, request.FILES)
    if not form.is_valid():
        raise Invalid(form_words(form))
    upload = form.cleaned_data["photo"]
    photos = [actions.keep_photo(upload, size=upload.size, at=request.at)] if upload else []
    actions.supplement(voice, form.cleaned_data["text"], actor=request.actor, at=request.at, photos=photos)


ACTS: dict[str, tuple[Callable[[], str], Callable[[Request, Voice], object]]] = {
    "evaluate": (lambda: _("记下了，谢谢您。"), judge),
    "supplement": (lambda: _("补上了。"), add),
    "withdraw": (
        lambda: _("已撤回。"),
        lambda request, voice: actions.withdraw(voice, actor=request.actor, at=request.at),
    ),
    "guardian_consent": (
        lambda: _("已同意，热线马上看。"),
        lambda request, voice: actions.guardian_consent(voice, actor=request.actor, at=request.at),
    ),
    "keep_private": (
        lambda: _("不再公开。"),
        lambda request, voice: actions.keep_private(voice, actor=request.actor, at=request.at),
    ),
}


@page(TRACK)
def photo(request: Request, code: str, number: int) -> HttpResponse:
    """Give a photo of a voice to the person concerned, and to staff who may read the voice."""
    found = Attachment.objects.select_related("voice").filter(pk=number, voice__code=code).first()
    if found is None or found.voice is None or not may_see_photo(request, found.voice):
        raise NotFound
    with found.file.open("rb") as file:
        return HttpResponse(file.read(), content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


def may_see_photo(request: Request, voice: Voice) -> bool:
    """Return whether this visitor may see what came with a voice."""
    if is_own(request, voice) or (voice.query_code and voice.query_code in request.session.get(UNLOCKED, [])):
        return True
    return may(request.actor, READ) and queries.visible_to(request.actor).filter(pk=voice.pk).exists()
