"""Staff pages of coverage: the desk with its press ledger, a new piece, one piece, a file of readings."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shangliang.kernel.calendar import local
from shangliang.kernel.refusals import NotFound, Refusal
from shangliang.kernel.workflow import Actor, may
from shangliang.ledger.queries import events_of, reasons_of
from shangliang.media import actions, queries
from shangliang.media.forms import CopyForm, PieceForm, PlaceForm, ReadingForm, ReadingsForm, kinds
from shangliang.media.models import MediaItem
from shangliang.media.workflow import DESK, MEDIA, WRITE
from shangliang.people.faces import Act, Request, buttons, language_of, page

DESKS = ((DESK, "media:desk", "media"),)
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(DESK)
@require_GET
def desk(request: Request) -> HttpResponse:
    """List the pieces; the published ones are the press ledger."""
    view, after = request.GET.get("view", ""), request.GET.get("after", "")
    rows = queries.desk_rows(request.actor, view or "mine", after)
    if view in ("", "mine") and not after and len(rows) <= queries.PAGE:
        waiting = len(rows)  # all of them stand on this page
    else:
        waiting = queries.waiting_count(request.actor)
    view = view or ("mine" if waiting else "published")
    if view == "published" and not request.GET.get("view"):
        rows = queries.desk_rows(request.actor, view, after)
    base, shown = reverse("media:desk"), rows[: queries.PAGE]
    choices = [
        ("mine", _("等我办的"), waiting),
        ("draft", _("拟稿"), None),
        ("review", _("三审中"), None),
        ("scheduled", _("待刊发"), None),
        ("published", _("刊发台账"), None),
        ("withdrawn", _("已撤回"), None),
        ("all", _("全部"), None),
    ]
    more = f"{base}?view={view}&after={queries.place_of(shown[-1], view)}" if len(rows) > queries.PAGE else None
    context = {
        "rows": shown,
        "kinds": dict(kinds()),
        "view": view,
        "waiting": waiting,
        "chips": [(word, f"{base}?view={key}", key == view, count) for key, word, count in choices],
        "reach": queries.coverage(),
        "next": more,
        "may_write": may(request.actor, WRITE),
        "here": "media",
    }
    return render(request, "media/desk.html", context)


@page(WRITE)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Write a piece for review, or record one that is out already."""
    form = PieceForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            item = save_new(request, form)
        except Refusal as refusal:
            form.add_error(None, refusal.text(language_of(request)))
        else:
            messages.success(request, _("登记好了：%(code)s") % {"code": item.code})
            return HttpResponseRedirect(reverse("media:item", args=[item.code]))
    context = {"form": form, "here": "media"}
    return render(request, "media/new.html", context, status=422 if form.errors else 200)


def save_new(request: Request, form: PieceForm) -> MediaItem:
    """Save what was typed, as a draft or as published elsewhere."""
    item = actions.new_item(**vars(form.piece), region=queries.region_of(request.actor), author=request.actor.person)
    if request.POST.get("how") == "record":
        actions.record_items([item], actor=request.actor, at=request.at)
    else:
        actions.write_item(item, actor=request.actor, at=request.at)
    return item


def found(request: Request, code: str) -> MediaItem:
    """Return the piece, or raise NotFound."""
    item = queries.item_for(request.actor, code)
    if item is None:
        raise NotFound
    return item


@page(DESK)
@require_GET
def item(request: Request, code: str) -> HttpResponse:
    """Show one piece."""
    return show(request, found(request, code))


Make = Callable[[MediaItem, Actor, Any], forms.Form]
FORMS: Mapping[str, Make] = {
    "revise": lambda case, actor, data: PieceForm(data, actor=actor, item=case, prefix="revise"),
    "publish": lambda case, _actor, data: PlaceForm(data, initial=place_initial(case), prefix="publish"),
    "read_reach": lambda _case, _actor, data: ReadingForm(data, prefix="reach"),
    "mark_copy": lambda _case, _actor, data: CopyForm(data, prefix="copy"),
}
Run = Callable[[MediaItem, Any, str, dict[str, Any]], object]
RUNS: Mapping[str, Run] = {
    "revise": lambda case, form, _reason, by: actions.revise(case, form.piece, **by),
    "publish": lambda case, form, _reason, by: actions.publish(case, **form.cleaned_data, **by),
    "read_reach": lambda case, form, _reason, by: actions.read_reach(case, **form.values, **by),
    "mark_copy": lambda case, form, _reason, by: mark_copy(case, form.cleaned_data["original"], by),
}


def place_initial(case: MediaItem) -> dict[str, object]:
    """Return what is known of a piece's place."""
    return {"link": case.link, "page": case.page, "published_on": case.published_on}


def mark_copy(case: MediaItem, code: str, by: dict[str, Any]) -> None:
    """Mark a piece as a copy of the one with a code."""
    original = queries.item_for(by["actor"], code.strip())
    actions.mark_copy(case, original or case, **by)


@page(DESK)
@require_POST
def step(request: Request, code: str, verb: str) -> HttpResponse:
    """Take one step; what was typed stays on the page when it is refused."""
    case = found(request, code)
    if verb not in MEDIA.by_verb or verb in ("write", "record"):
        raise NotFound
    form = FORMS[verb](case, request.actor, request.POST) if verb in FORMS else None
    if form is None or form.is_valid():
        reason = request.POST.get("reason", "")
        by: dict[str, Any] = {"actor": request.actor, "at": request.at}
        try:
            if verb in RUNS:
                RUNS[verb](case, form, reason, by)
            else:
                actions.take_step(case, verb, reason=reason, **by)
        except Refusal as refusal:
            if form is None:
                messages.error(request, refusal.text(language_of(request)))
                return HttpResponseRedirect(reverse("media:item", args=[code]))
            form.add_error(None, refusal.text(language_of(request)))
        else:
            messages.success(request, _("办好了：%(act)s") % {"act": label_of(verb)})
            return HttpResponseRedirect(reverse("media:item", args=[code]))
    return show(request, found(request, code), verb, form)


def label_of(verb: str) -> str:
    """Return the name of a verb in the language of the moment."""
    first = MEDIA.by_verb[verb][0]
    return first.label if (get_language() or "zh").startswith("zh") else first.label_en


def acts_of(request: Request, case: MediaItem) -> list[Act]:
    """Return what the actor may do with a piece now, each with its form."""
    met = {**queries.met_needs(case, request.actor, request.at), "place": True}
    offered = buttons(case, request.actor, lambda verb: reverse("media:step", args=[case.code, verb]), met)
    return [
        Act(
            one.verb, one.label, one.url, one.is_ready, one.missing, one.needs_reason, one.tone,
            FORMS[one.verb](case, request.actor, None) if one.verb in FORMS and one.is_ready else None,
        )
        for one in offered
    ]  # fmt: skip


def reviews_of(case: MediaItem) -> list[tuple[str, str, str, str]]:
    """Return the way of a piece for the macro `steps`: writing, three reviews, publishing."""
    order = ("draft", "first", "second", "final", "scheduled", "published")
    at = order.index(case.state) if case.state in order else len(order)
    people = (case.author, case.first_reviewer, case.second_reviewer, case.final_reviewer, None)
    words = (_("拟稿"), _("一审"), _("二审"), _("终审"), _("刊发"))
    # A piece that was recorded after it appeared went through the reviews of its own newspaper.
    is_recorded = case.first_reviewer is None and at >= order.index("scheduled")
    rows = []
    for place, (word, person) in enumerate(zip(words, people, strict=True)):
        look = "done" if place < at else "now" if place == at else ""
        note = str(person) if person else ""
        if is_recorded and 0 < place < 4:
            look, note = "", _("补录")
        rows.append((word, note, look, ""))
    return rows


def show(request: Request, case: MediaItem, verb: str = "", form: forms.Form | None = None) -> HttpResponse:
    """Render the page; with a form that was refused, open above everything."""
    events = list(events_of("media", case.code))
    reasons = reasons_of(events)
    readings = list(queries.snapshots_of(case))
    context = {
        "item": case,
        "kind": dict(kinds())[case.kind],
        "reviews": reviews_of(case),
        "acts": acts_of(request, case),
        "refused": form,
        "refused_verb": verb,
        "refused_label": label_of(verb) if verb else "",
        "readings": readings,
        "points": [one.plays or one.reads for one in readings],
        "log": [
            {
                "when": f"{local(event.at):%m-%d %H:%M}",
                "text": f"{label_of(event.verb)}　{event.body}　{reasons.get(event.pk, '')}".rstrip("　"),
                "hash": event.leaf_hash,
            }
            for event in reversed(events)
        ],
        "here": "media",
    }
    return render(request, "media/item.html", context, status=422 if form is not None else 200)


@page(WRITE)
@require_http_methods(["GET", "POST"])
def readings(request: Request) -> HttpResponse:
    """Bring in a file of readings: all rows or none."""
    form = ReadingsForm(request.POST or None, request.FILES or None)
    brought = None
    if request.method == "POST" and form.is_valid():
        source = form.cleaned_data["source"]
        try:
            brought = actions.import_readings(form.table(), source=source, actor=request.actor, at=request.at)
        except Refusal as refusal:
            form.add_error("file", refusal.text(language_of(request)))
        else:
            if not brought.errors:
                told = {"n": brought.entered, "old": brought.unchanged}
                messages.success(request, _("登记了 %(n)s 个读数，%(old)s 个以前登记过。") % told)
                return HttpResponseRedirect(f"{reverse('media:desk')}?view=published")
    context = {"form": form, "brought": brought, "here": "media"}
    return render(request, "media/readings.html", context, status=422 if form.errors or brought else 200)


@page(DESK)
@require_GET
def ledger(request: Request) -> HttpResponse:
    """Give the press ledger as a workbook."""
    answer = HttpResponse(actions.ledger_workbook(queries.ledger()), content_type=SHEET)
    answer.headers["Content-Disposition"] = f'attachment; filename="press-ledger-{local(request.at):%Y%m%d}.xlsx"'
    return answer
