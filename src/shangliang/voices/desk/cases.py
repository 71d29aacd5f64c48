"""One case of the hotline: what was said, what happened, the acts that the table offers, similar voices."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shangliang.kernel.refusals import Invalid, NotFound, Refusal, Words
from shangliang.kernel.workflow import Actor, may
from shangliang.ledger.queries import events_of, reasons_of
from shangliang.people.faces import Button, Request, buttons, form_words, language_of, page, take
from shangliang.people.workflow import OPEN_PHONE
from shangliang.voices import actions, queries
from shangliang.voices.desk.lists import LAMP_KIND, tabs
from shangliang.voices.forms import (
    AnswerForm,
    ClassifyForm,
    ElementsForm,
    EmergencyForm,
    MergeForm,
    PhoneVerdictForm,
    ReasonForm,
    RefuseForm,
    TerminateForm,
    WordsForm,
)
from shangliang.voices.models import Voice
from shangliang.voices.rules import Elements
from shangliang.voices.workflow import PUBLISH, READ, VOICE

Act = Callable[[Request, Voice, Any], object]
HIDDEN = frozenset(
    {"confirm_category", "dispatch", "update_import", "import_closed", "redo_by_phone", "review_by_phone"}
)
"""Steps without a button here: the dispatch desk hands over, imports update, one form takes every verdict by phone."""


@never_cache
@page(READ)
def case(request: Request, code: str) -> HttpResponse:
    """Show one voice with everything that belongs to it."""
    visible = queries.visible_to(request.actor)
    voice = queries.find_among(visible, code)
    events = list(events_of("voice", voice.code))
    text = f"{voice.title}\n{voice.body_original}"
    context = {
        "voice": voice,
        "lamp": LAMP_KIND[queries.lamp_of(voice, request.at)],
        "contact": queries.contact_of(request.actor, voice),
        "may_open_phone": may(request.actor, OPEN_PHONE) and bool(voice.phone_tail),
        "may_publish": may(request.actor, PUBLISH)
        and voice.may_publish
        and voice.publication in ("private", "rejected"),
        "offers": offers_of(voice, request.actor),
        "events": events,
        "reasons": reasons_of(events),
        "due": queries.next_of(voice),
        "counting": queries.counting_of(voice),
        "elements": elements_of(voice),
        "replies": queries.replies_of(voice),
        "supplements": queries.supplements_of(voice) if any(e.verb == "supplement" for e in events) else [],
        "photos": queries.attachments_of(voice),
        "merged": queries.merged_with(voice) if voice.also_count else [],
        "row": queries.original_row(voice) if voice.external_id else None,
        "similar": queries.similar(text, 6, visible=visible, without=voice.pk),
        "tabs": tabs(request.actor),
        "here": "queue",
    }
    return render(request, "voices/case.html", context)


def elements_of(voice: Voice) -> Elements:
    """Return which of the five elements a machine finds in a voice."""
    return Elements.of(
        name=voice.caller_name or (str(voice.speaker) if voice.speaker else voice.external_user),
        has_date=voice.happened_on is not None,
        place=voice.place_text or (voice.district.name if voice.district else ""),
        body=voice.body_original,
    )


class Offered:
    """A button of the case with the form that its act needs."""

    def __init__(self, button: Button, form: forms.Form | None) -> None:
        """Put the form beside the button; what the form asks for is no longer missing."""
        self.verb, self.label, self.url, self.tone = button.verb, button.label, button.url, button.tone
        self.form, self.needs_reason = form, button.needs_reason and form is None
        self.is_ready = button.is_ready
        self.missing, self.key = button.missing, KEYS.get(button.verb, "")


WAITING = ("private", "rejected")
KEYS = {"accept": "a", "refuse": "t", "answer_directly": "e", "merge": "m", "classify": "c", "call_back": "h"}


def offers_of(voice: Voice, actor: Actor) -> list[Offered]:
    """Return what the actor may do with a voice now, each act with its form."""
    met = facts_of(voice, actor)

    def address(verb: str) -> str:
        return reverse("voices:step", args=[voice.code, verb])

    return [
        Offered(button, form_of(button.verb, voice))
        for button in buttons(voice, actor, address, met)
        if button.verb not in HIDDEN and button.verb in STEPS
    ]


def facts_of(voice: Voice, actor: Actor) -> dict[str, bool]:
    """Return the needs that hold before anything is typed; what a form asks for counts as there."""
    typed = ("elements", "channel", "answer", "target", "judged", "called", "redo_reason", "unit_request", "redo_left",
             "redo_used")  # fmt: skip
    return dict.fromkeys(typed, True) | {
        "second_person": actor.person is not None and actor.person != voice.screened_by_id,
        "others_reply": voice.handler_id is not None and voice.handler_id not in actor.orgs,
    }


def form_of(verb: str, voice: Voice) -> forms.Form | None:
    """Return the empty form of an act, or None when it needs nothing typed."""
    if verb == "classify":
        return ClassifyForm.of(voice)
    found = STEPS[verb][1]
    return found(auto_id=f"{verb}_%s") if found is not None else None


@require_POST
@page(READ)
def step(request: Request, code: str, verb: str) -> HttpResponse:
    """Take one act on a voice."""
    voice = queries.find(request.actor, code)
    if verb not in STEPS:
        raise NotFound
    act, form_class = STEPS[verb]

    def work() -> None:
        form = form_class(request.POST, request.FILES) if form_class is not None else None
        if isinstance(form, ClassifyForm):
            form.keep(voice.category)
        if form is not None and not form.is_valid():
            raise Invalid(form_words(form))
        act(request, voice, form.cleaned_data | {"form": form} if form is not None else {})

    done = _("已办：%(what)s") % {"what": VOICE.by_verb[verb][0].label}
    return take(request, work, done=done, back=reverse("voices:case", args=[voice.code]))


def given(request: Request) -> dict[str, Any]:
    """Return who acts and when, as every action takes it."""
    return {"actor": request.actor, "at": request.at}


def merge(request: Request, voice: Voice, data: Mapping[str, Any]) -> None:
    """Merge into the voice whose code was typed."""
    into = queries.visible_to(request.actor).select_related("region").filter(code=data["into"].strip()).first()
    if into is None:
        raise Invalid(Words("没有这个编号，或您看不到它。", "There is no such voice."), field="into")
    actions.merge(voice, into, **given(request))


def supplement(request: Request, voice: Voice, data: Mapping[str, Any]) -> None:
    """Add what the caller said later."""
    actions.supplement(voice, data["text"], **given(request))


def judge(request: Request, voice: Voice, data: Mapping[str, Any]) -> None:
    """Write down a verdict given by phone."""
    told = {name: data[name] for name in ("satisfaction", "attitude", "solved", "reason", "has_called")}
    actions.judge_by_phone(voice, **told, **given(request))


def classify(request: Request, voice: Voice, data: Mapping[str, Any]) -> None:
    """Correct the classification."""
    names = ("demand_type", "category", "urgency", "place_text")
    actions.classify(voice, **{name: data[name] for name in names}, **given(request))


STEPS: dict[str, tuple[Act, type[forms.Form] | None]] = {
    "accept": (lambda r, v, d: actions.accept(v, elements_checked=d["elements_checked"], **given(r)), ElementsForm),
    "refuse": (
        lambda r, v, d: actions.refuse(v, reason=d["form"].reason_words, channel=d["channel"], **given(r)),
        RefuseForm,
    ),
    "confirm_refusal": (lambda r, v, _d: actions.confirm_refusal(v, **given(r)), None),
    "overturn_refusal": (lambda r, v, d: actions.overturn_refusal(v, reason=d["reason"], **given(r)), ReasonForm),
    "refer_emergency": (lambda r, v, d: actions.refer_emergency(v, channel=d["channel"], **given(r)), EmergencyForm),
    "classify": (classify, ClassifyForm),
    "answer_directly": (
        lambda r, v, d: actions.answer_directly(v, d["text"], basis=d["basis"], **given(r)),
        AnswerForm,
    ),
    "merge": (merge, MergeForm),
    "to_topic_pool": (lambda r, v, _d: actions.to_topic_pool(v, **given(r)), None),
    "call_back": (lambda r, v, _d: actions.call_back(v, **given(r)), None),
    "evaluate_by_phone": (judge, PhoneVerdictForm),
    "order_redo": (lambda r, v, d: actions.order_redo(v, reason=d["reason"], **given(r)), ReasonForm),
    "close_review": (lambda r, v, d: actions.close_review(v, reason=d["reason"], **given(r)), ReasonForm),
    "supplement": (supplement, WordsForm),
    "approve_termination": (
        lambda r, v, d: actions.approve_termination(v, reason=d["reason"], has_request=d["has_request"], **given(r)),
        TerminateForm,
    ),
}
"""What each verb does here, and the form that it needs."""


@require_POST
@page(READ)
def phone(request: Request, code: str) -> HttpResponse:
    """Open the phone number for a reason; it is shown once, and that it was opened is recorded."""
    voice = queries.find(request.actor, code)
    try:
        number = actions.open_speaker_phone(
            voice, actor=request.actor, at=request.at, reason=request.POST.get("reason", "")
        )
    except Refusal as refusal:
        messages.error(request, refusal.text(language_of(request)))
    else:
        messages.info(request, _("电话 %(number)s。谁看过、为什么，已记下。") % {"number": number})
    return HttpResponseRedirect(reverse("voices:case", args=[voice.code]))


@require_POST
@page(READ)
def publication(request: Request, code: str) -> HttpResponse:
    """Hand the words to the reviewers."""
    voice = queries.find(request.actor, code)
    return take(
        request,
        lambda: actions.queue_for_publication(voice, actor=request.actor, at=request.at),
        done=_("已送审，审核员确认脱敏稿后才公开。"),
        back=reverse("voices:case", args=[voice.code]),
    )
