"""Staff pages of proposals and briefs: the list, a new draft, one proposal with its acts."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shangliang.kernel.calendar import local
from shangliang.kernel.refusals import NotFound, Refusal
from shangliang.kernel.workflow import may
from shangliang.ledger.models import Event
from shangliang.ledger.queries import events_of, reasons_of
from shangliang.people.faces import Act, Request, buttons, language_of, page
from shangliang.proposals import actions, queries
from shangliang.proposals.forms import ConvertForm, DraftForm, EditForm, InviteForm, MergeForm, RefuseForm
from shangliang.proposals.models import Proposal
from shangliang.proposals.rules import submit_checks
from shangliang.proposals.workflow import PROPOSAL, PROPOSALS_ADOPT, PROPOSALS_DESK, PROPOSALS_DRAFT
from shangliang.voices.models import Voice

DESKS = ((PROPOSALS_DESK, "proposals:desk", "proposals"),)


Make = Callable[[Proposal, Any], forms.Form]
FORMS: Mapping[str, Make] = {
    "edit": lambda row, data: EditForm(data, initial=words_of(row), prefix="edit"),
    "invite": lambda row, data: InviteForm(data, proposal=row, prefix="invite"),
    "refuse": lambda _row, data: RefuseForm(data, prefix="refuse"),
    "merge": lambda row, data: MergeForm(data, proposal=row, prefix="merge"),
    "convert": lambda _row, data: ConvertForm(data, prefix="convert"),
}
Run = Callable[[Proposal, Any, str, dict[str, Any]], object]
RUNS: Mapping[str, Run] = {
    "edit": lambda row, form, _reason, by: actions.edit(row, **form.cleaned_data, **by),
    "invite": lambda row, form, _reason, by: actions.invite(row, form.cleaned_data["members"], **by),
    "cosign": lambda row, _form, _reason, by: actions.cosign(row, **by),
    "submit": lambda row, _form, _reason, by: actions.submit(row, **by),
    "examine": lambda row, _form, _reason, by: actions.examine(row, **by),
    "file": lambda row, _form, _reason, by: actions.file(row, **by),
    "refuse": lambda row, form, reason, by: actions.refuse(row, reason=reason, **form.cleaned_data, **by),
    "merge": lambda row, form, _reason, by: actions.merge(row, form.cleaned_data["into"], **by),
    "convert": lambda row, form, _reason, by: actions.convert(row, **form.cleaned_data, **by),
    "mark_key": lambda row, _form, reason, by: actions.mark_key(row, reason=reason, **by),
}


def words_of(row: Proposal) -> dict[str, str]:
    """Return the words of a proposal, as its form shows them."""
    return {name: getattr(row, name) for name in ("title", "situation", "analysis", "advice")}


@page(PROPOSALS_DESK)
@require_GET
def desk(request: Request) -> HttpResponse:
    """List the proposals that the actor may read, newest first."""
    rows = queries.listed(request.actor, before=request.GET.get("before", ""))
    more = rows[queries.PAGE - 1].pk if len(rows) > queries.PAGE else None
    context = {
        "rows": rows[: queries.PAGE],
        "more": more,
        "may_draft": may(request.actor, PROPOSALS_DRAFT),
        "may_adopt": may(request.actor, PROPOSALS_ADOPT),
        "here": "proposals",
    }
    return render(request, "proposals/desk.html", context)


@page(PROPOSALS_DRAFT)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Begin a draft."""
    form = DraftForm(request.POST or None)
    if form.is_valid():
        try:
            row = actions.draft_own(form.cleaned_data, actor=request.actor, at=request.at)
        except Refusal as refusal:
            form.add_error(None, refusal.text(language_of(request)))
        else:
            messages.success(request, _("草稿存好了，编号 %(code)s。") % {"code": row.code})
            return HttpResponseRedirect(reverse("proposals:proposal", args=[row.code]))
    status = 422 if form.is_bound else 200
    return render(request, "proposals/new.html", {"form": form, "here": "proposals"}, status=status)


@page(PROPOSALS_DESK)
@require_GET
def proposal(request: Request, code: str) -> HttpResponse:
    """Show one proposal with what may be done."""
    return show(request, queries.find(request.actor, code))


@page(PROPOSALS_DESK)
@require_POST
def step(request: Request, code: str, verb: str) -> HttpResponse:
    """Take one step; what was typed stays on the page when it is refused."""
    row = queries.find(request.actor, code)
    if verb not in RUNS:
        raise NotFound
    form = FORMS[verb](row, request.POST) if verb in FORMS else None
    by = {"actor": request.actor, "at": request.at}
    if form is None or form.is_valid():
        try:
            RUNS[verb](row, form, request.POST.get("reason", ""), by)
        except Refusal as refusal:
            if form is None:
                messages.error(request, refusal.text(language_of(request)))
                return HttpResponseRedirect(reverse("proposals:proposal", args=[code]))
            form.add_error(None, refusal.text(language_of(request)))
        else:
            messages.success(request, _("办好了：%(act)s") % {"act": label_of(verb, language_of(request))})
            return HttpResponseRedirect(reverse("proposals:proposal", args=[code]))
    return show(request, queries.find(request.actor, code), verb, form)


@page(PROPOSALS_ADOPT)
@require_http_methods(["GET", "POST"])
def adopt(request: Request) -> HttpResponse:
    """Show citizens' public suggestions, and take one up."""
    if request.method == "POST":
        voice = Voice.objects.filter(code=request.POST.get("voice", "")).first()
        if voice is None:
            raise NotFound
        try:
            row = actions.adopt_voice(voice, actor=request.actor, at=request.at)
        except Refusal as refusal:
            messages.error(request, refusal.text(language_of(request)))
            return HttpResponseRedirect(reverse("proposals:adopt"))
        messages.success(
            request, _("认领好了，草稿 %(code)s 里已写上市民的原话，请补分析和建议。") % {"code": row.code}
        )
        return HttpResponseRedirect(reverse("proposals:proposal", args=[row.code]))
    words = request.GET.get("q", "")
    context = {"rows": queries.voices_to_adopt(words), "words": words, "here": "proposals"}
    return render(request, "proposals/adopt.html", context)


def label_of(verb: str, lang: str) -> str:
    """Return the name of a verb in a language."""
    first = PROPOSAL.by_verb[verb][0]
    return first.label if lang.startswith("zh") else first.label_en


def acts_of(request: Request, row: Proposal) -> list[Act]:
    """Return what the actor may do with a proposal now, each with its form."""
    words = {name: text for name, text in words_of(row).items() if name != "title"}
    asked = any(one.person_id == request.actor.person and one.signed_at is None for one in queries.signers_of(row))
    met = {
        **submit_checks(kind=row.kind, **words),
        **dict.fromkeys(("ground", "target", "way", "others"), True),
        "invited": asked,
    }
    hidden = () if asked else ("cosign",)

    def url(verb: str) -> str:
        return reverse("proposals:step", args=[row.code, verb])

    return [
        Act(
            button.verb,
            button.label,
            button.url,
            button.is_ready,
            button.missing,
            button.needs_reason,
            button.tone,
            FORMS[button.verb](row, None) if button.is_ready and button.verb in FORMS else None,
        )
        for button in buttons(row, request.actor, url, met)
        if button.verb in RUNS and button.verb not in hidden
    ]


def show(request: Request, row: Proposal, verb: str = "", form: forms.Form | None = None) -> HttpResponse:
    """Render the page; with a form that was refused, open above everything."""
    lang = language_of(request)
    context = {
        "proposal": row,
        "acts": acts_of(request, row),
        "refused": form,
        "refused_verb": verb,
        "refused_label": label_of(verb, lang) if verb else "",
        "refused_needs_reason": bool(verb) and PROPOSAL.by_verb[verb][0].reason,
        "voices": queries.voices_of(row),
        "signers": queries.signers_of(row),
        "log": log_of(list(events_of("proposal", row.code)), lang),
        "here": "proposals",
    }
    return render(request, "proposals/proposal.html", context, status=422 if form is not None else 200)


def log_of(events: list[Event], lang: str) -> list[dict[str, str]]:
    """Return the record as the page shows it, newest first."""
    reasons = reasons_of(events)
    rows = []
    for event in reversed(events):
        word = label_of(event.verb, lang) if event.verb in PROPOSAL.by_verb else event.verb
        why = reasons.get(event.pk, "")
        text = f"{word}　{event.body}" + (f"：{why}" if why else "")
        rows.append({"when": f"{local(event.at):%m-%d %H:%M}", "text": text, "hash": event.leaf_hash})
    return rows
