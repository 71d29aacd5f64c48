"""One golden idea for everybody: question card, answer point by point, days counted, verdicts, effect, receipt."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shangliang.dispatch import queries
from shangliang.dispatch.drawing import Field, field, weeks
from shangliang.dispatch.forms import JudgeForm
from shangliang.dispatch.models import Dispatch
from shangliang.dispatch.queries.cases import Counting, Told
from shangliang.dispatch.queries.orders import is_fit
from shangliang.dispatch.queries.story import (
    answer_of,
    first_voice,
    next_of,
    order_of,
    parts_told,
    public_record,
    shown,
)
from shangliang.dispatch.workflow import DISPATCH, IDEA_PAGE
from shangliang.ideas.models import GoldenIdea
from shangliang.ideas.queries import find, points_of
from shangliang.kernel.calendar import local, local_date
from shangliang.kernel.workflow import Role
from shangliang.ledger.queries import calendar
from shangliang.people.faces import Request, language_of, page, scannable

LONGEST_CALENDAR, LONGEST_FIELD = 31, 190
WEEKDAYS = "一二三四五六日"


@page(IDEA_PAGE)
@require_GET
def idea(request: Request, code: str) -> HttpResponse:
    """Show one golden idea; before its approval only those who work on it see it."""
    case = find(request.actor, code)
    return render(request, "dispatch/idea.html", idea_context(request, case))


def idea_context(request: Request, case: GoldenIdea) -> dict[str, Any]:
    """Return what the page of an idea needs."""
    order = order_of(case)
    answer = answer_of(order)
    evaluations = queries.evaluations_of(order) if order is not None and order.accepted_at is not None else []
    outcomes = queries.outcomes_of([order.pk]) if order is not None else []
    counting = queries.counting_of(order) if order is not None else None
    points = points_of(case)
    parts = parts_told(order, [point.text for point in points]) if order is not None else []
    record = public_record(case, order, parts)
    return {
        "idea": case,
        "order": order,
        "points": points,
        "parts": parts,
        "parts_answered": sum(part.is_answered for part in parts),
        "answer": answer,
        "co_units": queries.co_handlings(order) if order is not None else [],
        "voice": first_voice(case) if case.voice_count else None,
        "next": next_of(case, order),
        "record": [line_of(line, language_of(request)) for line in shown(record)],
        "receipt": receipt_of(record),
        "evaluations": evaluations,
        "rates": queries.verdicts(evaluations),
        "milestones": queries.milestones_of(order) if order is not None else [],
        "outcomes": outcomes,
        "metrics": queries.metrics_of(outcomes),
        "counting": counting,
        "days": days_of(counting, order) if counting and order else [],
        "long_days": field_of(counting, order) if counting and order else None,
        "early": early_days(order) if order else None,
        "judge": judge_form(request, order),
        "here": "ideas",
    }


def line_of(line: Told, lang: str) -> dict[str, str]:
    """Return one line of the record as the page shows it."""
    facts = line.facts
    names = {str(role): role.label if lang.startswith("zh") else role.label_en for role in Role}
    parts = [
        _(line.body) if line.body else names.get(line.role, ""),
        str(facts.get("unit", "")),
        _("%(letter)s 类") % {"letter": facts["class"]} if facts.get("class") else "",
    ]
    shown = "　".join(dict.fromkeys(part for part in parts if part))
    return {"when": f"{local(line.at):%Y-%m-%d %H:%M}", "verb": line.words(lang), "text": shown}


def receipt_of(record: list[Told]) -> dict[str, Any] | None:
    """Return the receipt: how many events, the last one's fingerprint, and the address that checks it as a QR code."""
    if not record:
        return None
    last = record[-1]
    path = f"/verify?f={last.hash[:16]}"
    return {
        "count": len(record),
        "at": last.at,
        "hash": last.hash,
        "path": path,
        "qr": scannable(f"{settings.ADDRESS}{path}"),
    }


def days_of(counting: Counting, order: Dispatch) -> list[dict[str, Any]]:
    """Return the days of a short limit one by one, as the calendar line shows them; nothing for long limits."""
    if counting.is_by_clock or not 0 < len(counting.days) <= LONGEST_CALENDAR:
        return []
    if counting.days[-1].kind == "last":
        return []
    replied = local_date(order.replied_at) if order.replied_at else None
    rows = [day_cell(counting.start, None, "start", "")]
    for step in counting.days:
        kind = "due" if step.day == counting.last else "reply" if step.day == replied else ""
        kind = kind or ("off" if step.number is None else "")
        note = {"due": _("期限"), "reply": _("答复")}.get(kind, _("调休上班") if step.kind == "makeup" else "")
        rows.append(day_cell(step.day, step.number, kind, note))
    return rows


def field_of(counting: Counting, order: Dispatch) -> Field | None:
    """Return the days of a long limit, week by week; nothing for limits that are shown day by day."""
    if counting.is_by_clock or days_of(counting, order) or (counting.last - counting.start).days > LONGEST_FIELD:
        return None
    replied = local_date(order.replied_at) if order.replied_at else None
    if replied is not None and (replied - counting.start).days > LONGEST_FIELD:
        replied = None
    return field(weeks(counting.start, counting.last, replied, calendar().is_workday))


def day_cell(day: date, number: int | None, kind: str, note: str) -> dict[str, Any]:
    """Return one cell of the calendar line."""
    return {"weekday": WEEKDAYS[day.weekday()], "day": day.day, "n": number or "", "kind": kind, "note": note}


def early_days(order: Dispatch) -> int | None:
    """Return how many days before its limit an order was replied to (negative: late), or None before the reply."""
    if order.replied_at is None or order.reply_due_at is None or order.accepted_at is None:
        return None
    last = local_date(order.reply_due_at - timedelta(microseconds=1))
    return (last - local_date(order.replied_at)).days


def judge_form(request: Request, order: Dispatch | None) -> JudgeForm | None:
    """Return the form to judge with when the visitor is asked for it, or None."""
    if order is None or not request.actor.is_signed_in or not is_fit("evaluate", order):
        return None
    if not any(offer.verb == "evaluate" for offer in DISPATCH.offers(request.actor, order.subject())):
        return None
    return JudgeForm()
