"""Staff pages of field visits: the list, a new visit, one visit with its steps; and the panel on a topic's page."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shangliang.fieldwork import actions, queries, rules
from shangliang.fieldwork.actions import TOPIC_STATES
from shangliang.fieldwork.forms import CiteForm, NotesForm, PhotoForm, ReportForm, VisitForm, kinds
from shangliang.fieldwork.models import FieldVisit, VisitPerson
from shangliang.fieldwork.workflow import DESK_GRANT, PLAN_GRANT, VISIT
from shangliang.kernel.calendar import local
from shangliang.kernel.refusals import NotFound, Refusal
from shangliang.kernel.workflow import Actor, Role, may
from shangliang.ledger.queries import events_of, reasons_of
from shangliang.people.faces import Act, Request, buttons, language_of, page
from shangliang.topics.models import Topic
from shangliang.topics.queries import topic_for
from shangliang.topics.rules import LEAST_VISITS

DESKS = ((DESK_GRANT, "fieldwork:desk", "visits"),)
PAGE = 50


@page(DESK_GRANT)
@require_GET
def desk(request: Request) -> HttpResponse:
    """List the visits: members see theirs first."""
    default = "mine" if request.actor.holds(Role.MEMBER, Role.EXPERT) else "open"
    only = request.GET.get("only", default)
    rows = list(queries.listed(request.actor, only="" if only == "all" else only, after=after_of(request))[: PAGE + 1])
    more = rows[PAGE - 1] if len(rows) > PAGE else None
    choices = [("mine", _("我要去的")), ("open", _("还没交报告的")), ("all", _("全部")), *kinds()]
    base = reverse("fieldwork:desk")
    context = {
        "visits": [(visit, dict(kinds())[visit.kind]) for visit in rows[:PAGE]],
        "only": only,
        "chips": [(word, f"{base}?only={key}", key == only, None) for key, word in choices],
        "next": f"{base}?only={only}&after={more.held_on or ''}_{more.pk}" if more else None,
        "here": "visits",
    }
    return render(request, "fieldwork/desk.html", context)


def after_of(request: HttpRequest) -> tuple[str, int] | None:
    """Return the place in the list after which to go on."""
    day, _dash, key = request.GET.get("after", "").rpartition("_")
    return (day, int(key)) if key.isdigit() else None


@page(PLAN_GRANT)
@require_http_methods(["GET", "POST"])
def new(request: Request, code: str) -> HttpResponse:
    """Plan a visit for a topic."""
    topic = topic_for(request.actor, code)
    if topic is None:
        raise NotFound
    form = VisitForm(request.POST or None, region=topic.region_id)
    if request.method == "POST" and form.is_valid():
        try:
            visit = actions.plan_visit(
                topic,
                form.cleaned_data["kind"],
                people=form.people,
                actor=request.actor,
                at=request.at,
                **form.values,
            )
        except Refusal as refusal:
            form.add_error(None, refusal.text(language_of(request)))
        else:
            return HttpResponseRedirect(reverse("fieldwork:visit", args=[visit.code]))
    context = {"topic": topic, "form": form, "here": "visits"}
    return render(request, "fieldwork/new.html", context, status=422 if form.errors else 200)


def found(request: Request, code: str) -> FieldVisit:
    """Return the visit, or raise NotFound."""
    visit = queries.visit_for(request.actor, code)
    if visit is None:
        raise NotFound
    return visit


@page(DESK_GRANT)
@require_GET
def visit(request: Request, code: str) -> HttpResponse:
    """Show one visit."""
    return show(request, found(request, code))


def arrange_form(case: FieldVisit, _actor: Actor, data: Any = None) -> VisitForm:  # noqa: ANN401 - posted data
    """Return the form that changes a visit, filled with what it says now."""
    people = list(queries.people_of(case))
    chosen = [row.person for row in people if row.person]
    words = dict(rules.PARTS)
    initial = {name: getattr(case, name) for name in ("kind", "title", "held_on", "place", "leader", "purpose")}
    initial |= {
        "district": case.district_id,
        "persons": [str(person.pk) for person in chosen],
        "others": "\n".join(f"{words[row.part]}：{row.name}" for row in people if row.person is None),
    }
    return VisitForm(data, initial=initial, region=case.region_id, chosen=chosen, prefix="arrange")


Make = Callable[[FieldVisit, Actor, Any], forms.Form]
FORMS: Mapping[str, Make] = {
    "arrange": arrange_form,
    "write_notes": lambda case, _actor, data: NotesForm(data, initial={"notes": case.notes}, prefix="notes"),
    "write_report": lambda case, _actor, data: ReportForm(data, initial={"report": case.report}, prefix="report"),
    "cite": lambda _case, _actor, data: CiteForm(data, prefix="cite"),
}
Run = Callable[[FieldVisit, Any, str, dict[str, Any]], object]
RUNS: Mapping[str, Run] = {
    "arrange": lambda case, form, _reason, by: actions.arrange_visit(case, form.values, form.people, **by),
    "notice": lambda case, _form, _reason, by: actions.notice_visit(case, **by),
    "write_notes": lambda case, form, _reason, by: actions.write_notes(case, form.cleaned_data["notes"], **by),
    "cite": lambda case, form, _reason, by: actions.cite_evidence(case, **form.cleaned_data, **by),
    "file_done": lambda case, _form, _reason, by: actions.file_done(case, **by),
    "write_report": lambda case, form, _reason, by: actions.write_report(case, form.cleaned_data["report"], **by),
    "file_report": lambda case, _form, _reason, by: actions.file_report(case, **by),
    "cancel": lambda case, _form, reason, by: actions.cancel_visit(case, reason=reason, **by),
}


@page(DESK_GRANT)
@require_POST
def step(request: Request, code: str, verb: str) -> HttpResponse:
    """Take one step; what was typed stays on the page when it is refused."""
    case = found(request, code)
    if verb not in RUNS:
        raise NotFound
    form = FORMS[verb](case, request.actor, request.POST) if verb in FORMS else None
    if form is None or form.is_valid():
        try:
            RUNS[verb](case, form, request.POST.get("reason", ""), {"actor": request.actor, "at": request.at})
        except Refusal as refusal:
            if form is None:
                messages.error(request, refusal.text(language_of(request)))
                return HttpResponseRedirect(reverse("fieldwork:visit", args=[code]))
            form.add_error(None, refusal.text(language_of(request)))
        else:
            messages.success(request, _("办好了：%(act)s") % {"act": label_of(verb)})
            return HttpResponseRedirect(reverse("fieldwork:visit", args=[code]))
    return show(request, found(request, code), verb, form)


@page(DESK_GRANT)
@require_POST
def photo(request: Request, code: str) -> HttpResponse:
    """Add a photo."""
    case, form = found(request, code), PhotoForm(request.POST, request.FILES, prefix="photo")
    if form.is_valid():
        try:
            actions.add_photo(case, actor=request.actor, at=request.at, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.text(language_of(request)))
        else:
            messages.success(request, _("照片加好了，拍摄位置等信息已经去掉。"))
            return HttpResponseRedirect(reverse("fieldwork:visit", args=[code]))
    return show(request, case, photo_form=form)


def label_of(verb: str) -> str:
    """Return the name of a verb in the language of the moment."""
    first = VISIT.by_verb[verb][0]
    return first.label if (get_language() or "zh").startswith("zh") else first.label_en


def acts_of(request: Request, case: FieldVisit) -> list[Act]:
    """Return what the actor may do with a visit now, each with its form; photos have a form of their own."""

    def url(verb: str) -> str:
        return reverse("fieldwork:step", args=[case.code, verb])

    found_acts = []
    for one in buttons(case, request.actor, url, queries.met_of(case, request.at)):
        form = FORMS[one.verb](case, request.actor, None) if one.verb in FORMS and one.is_ready else None
        if one.verb in RUNS:
            found_acts.append(
                Act(one.verb, one.label, one.url, one.is_ready, one.missing, one.needs_reason, one.tone, form)
            )
    return found_acts


def show(
    request: Request,
    case: FieldVisit,
    verb: str = "",
    form: forms.Form | None = None,
    photo_form: PhotoForm | None = None,
) -> HttpResponse:
    """Render the page; with a form that was refused, open above everything."""
    events = list(events_of("visit", case.code))
    reasons = reasons_of(events)
    may_add_photo = any(one.verb == "add_photo" for one in buttons(case, request.actor, str))
    context = {
        "visit": case,
        "kind": dict(kinds())[case.kind],
        "acts": acts_of(request, case),
        "refused": form,
        "refused_verb": verb,
        "refused_label": label_of(verb) if verb else "",
        "people": [(row, part_word(row)) for row in queries.people_of(case)],
        "photos": list(queries.photos_of(case)),
        "photo_form": (photo_form or PhotoForm(prefix="photo")) if may_add_photo else None,
        "evidence": list(queries.evidence_of(case.topic).filter(visit=case)),
        "log": [
            {
                "when": f"{local(event.at):%m-%d %H:%M}",
                "text": f"{label_of(event.verb)}　{event.body}　{reasons.get(event.pk, '')}".rstrip("　"),
                "hash": event.leaf_hash,
            }
            for event in reversed(events)
        ],
        "here": "visits",
    }
    status = 422 if form is not None or photo_form is not None else 200
    return render(request, "fieldwork/visit.html", context, status=status)


def part_word(row: VisitPerson) -> str:
    """Return the name of somebody's part."""
    return str(row.get_part_display())


def topic_panel(request: HttpRequest, case: object) -> str:
    """Return the visits and the evidence of a topic, for its desk page."""
    if not isinstance(case, Topic):
        return ""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # people.faces.Request names it
    context = {
        "topic": case,
        "visits": [(visit, dict(kinds())[visit.kind]) for visit in queries.visits_of(case)],
        "evidence": list(queries.evidence_of(case)) if case.visits_done else [],
        "least": LEAST_VISITS,
        "may_plan": may(actor, PLAN_GRANT) and case.state in TOPIC_STATES,
        "may_open": may(actor, DESK_GRANT),
    }
    return render_to_string("fieldwork/panel.html", context, request)
