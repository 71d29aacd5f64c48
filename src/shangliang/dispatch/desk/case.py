"""One case's page: the matter, the reply editor, how the day was counted, checks, acts, record."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shangliang.dispatch import actions, queries
from shangliang.dispatch.desk.day import day_context
from shangliang.dispatch.desk.steps import BY_FORM, EDITOR, RUNS, acts_of, form_for, offered
from shangliang.dispatch.forms import ReplyForm
from shangliang.dispatch.forms.answering import THEN
from shangliang.dispatch.models import CoHandling, Dispatch, Reply, Supervision
from shangliang.dispatch.queries.orders import find
from shangliang.dispatch.queries.queue import item_of
from shangliang.dispatch.queries.replies import PointRead, questions_of
from shangliang.dispatch.workflow import CASE_PAGE, DISPATCH, UNIT_DESK
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import NotFound, Refusal
from shangliang.kernel.workflow import Role, may
from shangliang.ledger.queries import calendar, policy_limit
from shangliang.people.faces import Request, language_of, page

LOG = 8
"""How many lines of the record are shown at once; the rest folds out."""


@page(CASE_PAGE)
@require_GET
def case(request: Request, code: str) -> HttpResponse:
    """Show one case."""
    return show(request, find(request.actor, code))


@page(CASE_PAGE)
@require_POST
def step(request: Request, code: str, verb: str) -> HttpResponse:
    """Take one step; what was typed stays on the page when it is refused."""
    order = find(request.actor, code)
    if verb not in RUNS:
        raise NotFound
    form = form_for(verb, order, request.POST, request.FILES)
    by = {"actor": request.actor, "at": request.at}
    if form is None or form.is_valid():
        try:
            RUNS[verb](order, form, request.POST.get("reason", ""), by)
        except Refusal as refusal:
            if form is None:
                messages.error(request, refusal.text(language_of(request)))
                return HttpResponseRedirect(reverse("dispatch:case", args=[code]))
            form.add_error(None, refusal.text(language_of(request)))
        else:
            messages.success(request, _("办好了：%(act)s") % {"act": label_of(verb, language_of(request))})
            return HttpResponseRedirect(after(request, order))
    return show(request, find(request.actor, code), verb=verb, form=form)


def after(request: Request, order: Dispatch) -> str:
    """Return the case's page, or the desk when the case has left the actor's reach (a granted return)."""
    if queries.visible_to(request.actor).filter(pk=order.pk).exists():
        return reverse("dispatch:case", args=[order.code])
    return "/desk"


@page(CASE_PAGE)
@require_POST
def draft(request: Request, code: str) -> HttpResponse:
    """Keep a draft of the reply, and send it for signature or sign it when that was asked."""
    order = find(request.actor, code)
    form = ReplyForm(request.POST, questions=questions_of(order), is_idea=order.idea_id is not None)
    then = request.POST.get("then", "save")
    if form.is_valid() and then in THEN:
        try:
            actions.write_reply(order, form.draft, then=then, actor=request.actor, at=request.at)
        except Refusal as refusal:
            messages.error(request, refusal.text(language_of(request)))
        else:
            done = {"save": _("草稿存好了。"), "propose": _("已送签发人。"), "sign": _("已签发，等督办审核。")}
            messages.success(request, done[then])
        return HttpResponseRedirect(reverse("dispatch:case", args=[code]))
    return show(request, order, editor=form)


def label_of(verb: str, lang: str) -> str:
    """Return the name of a verb in a language."""
    first = DISPATCH.by_verb[verb][0]
    return first.label if lang.startswith("zh") else first.label_en


def show(
    request: Request,
    order: Dispatch,
    *,
    verb: str = "",
    form: forms.Form | None = None,
    editor: ReplyForm | None = None,
    day: dict[str, Any] | None = None,
) -> HttpResponse:
    """Render the page; with a form that was refused, open above everything. `day` is a queue that was read already."""
    co_units = queries.co_handlings(order)
    order.known_co_units = frozenset(row.unit_id for row in co_units)  # nothing is changed while a page is drawn
    lang = language_of(request)
    conditions = queries.conditions_of(order, is_signed=False) if order.state == "evaluated" else {}
    context: dict[str, Any] = {
        "order": order,
        "co_units": co_units,
        "item": item_of(order, order.state, calendar(), request.at),
        "marks": queries.marks_of(order, co_units, request.at),
        "refused": form,
        "refused_verb": verb,
        "refused_label": label_of(verb, lang) if verb else "",
        "refused_needs_reason": bool(verb) and DISPATCH.by_verb[verb][0].reason,
        "log": queries.record_of_order(order),
        "logged": LOG,
        "here": "cases",
        **reply_context(request, order, co_units, editor, conditions),
        **due_context(order, request),
        **after_context(order, conditions),
        **watched_context(request, order),
    }
    if order.state == "replied" and request.actor.holds(Role.SUPERVISOR):
        context["reading"] = reading_context(queries.reading_of(order, context["reply"], context["points"]))
    if may(request.actor, UNIT_DESK):
        context |= day or {**day_context(request), "is_asked": True}
    status = 422 if form is not None or editor is not None else 200
    return render(request, "dispatch/case.html", context, status=status)


def reply_context(
    request: Request,
    order: Dispatch,
    co_units: Sequence[CoHandling],
    editor: ReplyForm | None,
    conditions: dict[str, bool],
) -> dict[str, Any]:
    """Return the reply as it stands: the editor for its writers, its text for the others, and what it still lacks."""
    reply = queries.current_reply(order)
    is_new_round = order.state == "handling" and (reply is None or not reply.is_editable)
    points = queries.points_of(reply)
    checks: dict[str, bool] = {}
    if order.state == "handling":
        written = reply if reply is not None and reply.is_editable else Reply(dispatch=order)
        checks = queries.checks_of(order, written, points if written.pk else [], co_units)
    met = {**order_met(order, request), **conditions, **checks, **BY_FORM}
    offers = offered(request, order, met)
    acts = {button.verb: button for button in offers}
    if "draft" in acts and editor is None:
        questions = [point.question for point in points] if points else questions_of(order)
        begun = ReplyForm.begun(reply, points)
        editor = ReplyForm(initial=begun, questions=questions, is_idea=order.idea_id is not None)
    needs = {need.code: need for need in DISPATCH.by_verb["submit_reply"][0].needs}
    return {
        "reply": reply,
        "points": points,
        "is_new_version": is_new_round and reply is not None,
        "editor": editor,
        "editor_acts": {name: acts[name] for name in EDITOR if name in acts},
        "checks": [(needs[code].words, is_met) for code, is_met in checks.items()],
        "met_count": sum(checks.values()),
        "acts": acts_of(order, offers),
    }


def order_met(order: Dispatch, request: Request) -> dict[str, bool]:
    """Return the needs that the order itself meets, apart from those of its reply."""
    return {
        "first_return": order.return_count == 0,
        "not_designated": not order.is_designated,
        "return_time": True,
        "first_extension": not order.is_extension_asked and order.extended_at is None,
        "before_due": order.reply_due_at is not None and request.at < order.reply_due_at,
        "request": order.termination_asked,
        "level_below": True,
        "proof": True,
        "not_own": True,
    }


def due_context(order: Dispatch, request: Request) -> dict[str, Any]:
    """Return how the limit of the reply was counted, and the weeks around its end."""
    counting = queries.counting_of(order)
    if counting is None:
        return {"counting": None, "weeks": []}
    limit = policy_limit(*order.reply_due_rule.rpartition(".")[::2], local_date(order.reply_due_from or request.at))
    return {
        "counting": counting,
        "limit": _("%(n)s %(unit)s") % {"n": limit.number, "unit": limit_units()[limit.unit]} if limit else "",
        "weeks": weeks_around(counting.last, local_date(request.at)),
    }


def limit_units() -> dict[str, str]:
    """Return what the units of a limit are called."""
    return {
        "wd": _("个工作日"),
        "wh": _("工作小时"),
        "d": _("天"),
        "h": _("小时"),
        "min": _("分钟"),
        "month": _("个月，末日遇休顺延"),
    }


def reading_context(rows: Sequence[PointRead]) -> list[dict[str, Any]]:
    """Return what the offline check found in a reply, in words."""
    words = {
        "unanswered": _("没有答"),
        "off_point": _("可能答非所问"),
        "no_measure": _("没有看到措施"),
        "no_date": _("没有看到时间"),
        "stock": _("只有套话"),
        "twin": _("和另一点答得一样，第几点"),
        "copied": _("和以前的答复很像"),
    }
    return [
        {
            "number": row.number,
            "passage": row.passage,
            "marks": [
                {"kind": mark.kind, "word": words[mark.kind], "about": mark.about, "share": mark.share}
                for mark in row.marks
            ],
        }
        for row in rows
    ]


def watched_context(request: Request, order: Dispatch) -> dict[str, Any]:
    """Return how the order is supervised, and the others that handle the same thing separately."""
    is_part = bool(order.part_of_id or order.share or order.share_points)
    found: dict[str, Any] = {"parts": queries.parts_of(order) if is_part else []}
    if order.chased_at or order.is_listed or request.actor.holds(Role.SUPERVISOR, Role.LEADER, Role.GOVOFFICE):
        found["supervisions"] = queries.supervisions_of(order)
        found["kinds_of"] = dict(Supervision.KINDS)
    if order.has_appeal:
        found["appeals"] = queries.appeals_of(order)
    return found


def weeks_around(last: date, today: date) -> list[list[tuple[int, str]]]:
    """Return the weeks from today's to the one after a day, at most three, as cells (day of the month, look)."""
    days = calendar()
    monday = last - timedelta(days=last.weekday())
    first = max(min(monday, today - timedelta(days=today.weekday())), monday - timedelta(days=7))
    weeks = []
    for week in range((monday - first).days // 7 + 2):
        row = []
        for offset in range(7):
            day = first + timedelta(days=week * 7 + offset)
            read = days.read(day)
            look = {"weekend": "off", "holiday": "hol", "makeup": "work"}.get(read.kind, "")
            look = "due" if day == last else "now" if day == today else look
            row.append((day.day, look))
        weeks.append(row)
    return weeks


def after_context(order: Dispatch, conditions: dict[str, bool]) -> dict[str, Any]:
    """Return what came after the answer: judgements, promises, visits, look-backs, similar voices."""
    if order.state in ("issued", "signed", "return_requested", "disputed"):
        return {"return_request": queries.return_request(order)}
    found: dict[str, Any] = {}
    if order.is_extension_asked:
        found["extension"] = queries.extension_of(order)
    if order.accepted_at is not None:
        found["evaluations"] = queries.evaluations_of(order)
        found["rates"] = queries.verdicts(found["evaluations"])
        found["milestones"] = queries.milestones_of(order)
        found["visits"] = queries.visits_of(order)
        found["outcomes"] = queries.outcomes_of([order.pk])
    if order.state == "closed":
        found["lookbacks"] = queries.lookbacks_of(order)
        found["generalizations"] = queries.generalizations_of(order)
    if conditions:
        needs = {need.code: need for need in DISPATCH.by_verb["write_off"][0].needs}
        found["conditions"] = [(needs[code].words, is_met) for code, is_met in conditions.items()]
    return found
