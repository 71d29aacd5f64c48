"""The desk pages of golden ideas."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shangliang.ideas import actions, queries
from shangliang.ideas.desk.steps import RUNS, acts_of, form_for
from shangliang.ideas.forms import CaptureForm, StatementIdeaForm
from shangliang.ideas.models import GoldenIdea
from shangliang.ideas.workflow import IDEA, IDEAS_CAPTURE, IDEAS_DESK, IdeaState
from shangliang.kernel.calendar import local
from shangliang.kernel.refusals import NotFound, Refusal
from shangliang.kernel.workflow import may
from shangliang.ledger.models import Event
from shangliang.ledger.queries import events_of, reasons_of
from shangliang.opinions.queries import conversation_for
from shangliang.people.faces import Request, form_words, language_of, page
from shangliang.sessions.models import Session

GROUPS = {
    "open": ("captured", "refined", "numbered", "approved"),
    "handed": ("dispatched", "adopted", "partly_adopted", "not_adopted", "for_reference"),
    "work": ("implementing", "ledger", "achieved", "evaluated"),
    "done": ("closed", "merged", "dropped"),
}


@page(IDEAS_DESK)
@require_GET
def listed(request: Request) -> HttpResponse:
    """List ideas by how far they are; the first view holds what people here have to do."""
    group = request.GET.get("group", "")
    group = group if group in GROUPS else "open"
    number = request.GET.get("session", "")
    rows = queries.desk_rows(request.actor, GROUPS[group], session=number, after=request.GET.get("after", ""))
    more = len(rows) > queries.PAGE
    context = {
        "rows": rows[: queries.PAGE],
        "after": rows[queries.PAGE - 1].code if more else "",
        "group": group,
        "session": number,
        "groups": [
            ("open", _("待整理、编号、批准")),
            ("handed", _("已转办")),
            ("work", _("在落实")),
            ("done", _("已了结")),
        ],
        "may_capture": may(request.actor, IDEAS_CAPTURE),
        "here": "ideas",
    }
    return render(request, "ideas/desk_list.html", context)


@page(IDEAS_CAPTURE)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Capture what somebody said as a golden idea."""
    number = request.GET.get("session", "")
    held = Session.objects.filter(number=int(number)).first() if number.isdigit() else None
    form = CaptureForm(request.POST or None, session=held)
    if form.is_valid():
        data = dict(form.cleaned_data)
        try:
            idea = actions.capture(data.pop("session"), **data, actor=request.actor, at=request.at)
        except Refusal as refusal:
            form.add_error(None, refusal.text(language_of(request)))
        else:
            messages.success(request, _("记下了，编号 %(code)s。") % {"code": idea.code})
            return HttpResponseRedirect(reverse("ideas:desk_idea", args=[idea.code]))
    status = 422 if form.is_bound else 200
    return render(request, "ideas/capture.html", {"form": form, "here": "ideas"}, status=status)


@page(IDEAS_CAPTURE)
@require_POST
def from_statement(request: Request, code: str) -> HttpResponse:
    """Make a golden idea of a statement of a conversation, in one act."""
    conversation = conversation_for(request.actor, code)
    if conversation is None:
        raise NotFound
    form = StatementIdeaForm(request.POST, conversation=conversation)
    back = reverse("opinions:case", args=[code])
    if not form.is_valid():
        messages.error(request, form_words(form).text(language_of(request)))
        return HttpResponseRedirect(back)
    statement, session = form.cleaned_data["statement"], form.cleaned_data["session"]
    title = form.title_or_words()
    try:
        made = actions.capture_statement(statement, session, title=title, actor=request.actor, at=request.at)
    except Refusal as refusal:
        messages.error(request, refusal.text(language_of(request)))
        return HttpResponseRedirect(back)
    messages.success(request, _("写成金点子 %(code)s，背后的看法和表态都带过去了。") % {"code": made.code})
    return HttpResponseRedirect(f"{back}#ideas")


@page(IDEAS_DESK)
@require_GET
def idea(request: Request, code: str) -> HttpResponse:
    """Show one idea with what may be done."""
    return show(request, queries.find(request.actor, code))


@page(IDEAS_DESK)
@require_POST
def step(request: Request, code: str, verb: str) -> HttpResponse:
    """Take one step; what was typed stays on the page when it is refused."""
    case = queries.find(request.actor, code)
    if verb not in RUNS:
        raise NotFound
    form = form_for(verb, case, request.POST)
    by = {"actor": request.actor, "at": request.at}
    if form is None or form.is_valid():
        try:
            RUNS[verb](case, form, request.POST.get("reason", ""), by)
        except Refusal as refusal:
            if form is None:
                messages.error(request, refusal.text(language_of(request)))
                return HttpResponseRedirect(reverse("ideas:desk_idea", args=[code]))
            form.add_error(None, refusal.text(language_of(request)))
        else:
            messages.success(request, _("办好了：%(act)s") % {"act": label_of(verb, language_of(request))})
            return HttpResponseRedirect(reverse("ideas:desk_idea", args=[code]))
    return show(request, queries.find(request.actor, code), verb, form)


def label_of(verb: str, lang: str) -> str:
    """Return the name of a verb in a language."""
    first = IDEA.by_verb[verb][0]
    return first.label if lang.startswith("zh") else first.label_en


def show(request: Request, case: GoldenIdea, verb: str = "", form: forms.Form | None = None) -> HttpResponse:
    """Render the page; with a form that was refused, open above everything."""
    lang = language_of(request)
    context = {
        "idea": case,
        "points": queries.points_of(case),
        "co_units": queries.co_units_of(case),
        "voices": list(queries.voices_of(case)[:12]) if case.voice_count else [],
        "acts": acts_of(request, case),
        "refused": form,
        "refused_verb": verb,
        "refused_label": label_of(verb, lang) if verb else "",
        "refused_needs_reason": bool(verb) and IDEA.by_verb[verb][0].reason,
        "log": log_of(list(events_of("idea", case.code)), lang),
        "steps": line_of(case, lang),
        "here": "ideas",
    }
    return render(request, "ideas/desk_idea.html", context, status=422 if form is not None else 200)


LINE = ("captured", "refined", "numbered", "approved", "dispatched", "answer", "evaluated", "closed")
ANSWERS = ("adopted", "partly_adopted", "not_adopted", "for_reference", "implementing", "ledger", "achieved")


def line_of(case: GoldenIdea, lang: str) -> list[tuple[str, str, str, str]]:
    """Return the idea's steps as the line draws them: word, note, look, tone."""
    if case.state in ("merged", "dropped"):
        return [(case.state_label, "", "now", "")]
    place = LINE.index("answer" if case.state in ANSWERS else case.state)
    rows = []
    for number, name in enumerate(LINE):
        word = _("落实") if name == "answer" else IdeaState(name).text(lang)  # type: ignore[call-arg]
        note = case.state_label if number == place and name == "answer" else ""
        look = "done" if number < place or case.state == "closed" else "now" if number == place else ""
        rows.append((word, note, look, ""))
    return rows


def log_of(events: list[Event], lang: str) -> list[dict[str, str]]:
    """Return the record as the page shows it, newest first."""
    reasons = reasons_of(events)
    rows = []
    for event in reversed(events):
        word = label_of(event.verb, lang) if event.verb in IDEA.by_verb else event.verb
        why = reasons.get(event.pk, "")
        text = f"{word}　{event.body}" + (f"：{why}" if why else "")
        rows.append({"when": f"{local(event.at):%m-%d %H:%M}", "text": text, "hash": event.leaf_hash})
    return rows
