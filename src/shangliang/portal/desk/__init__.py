"""What waits for the person who looks: today's desk, the leader's page, the member's page, the search over cases."""

from datetime import datetime, time, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shangliang.engines.workdays import Calendar
from shangliang.kernel.calendar import local
from shangliang.kernel.workflow import may
from shangliang.ledger.queries import calendar
from shangliang.people.faces import Request, page
from shangliang.portal import rules, workflow
from shangliang.portal.forms import InstructionForm
from shangliang.portal.queries.cases import search_cases
from shangliang.portal.queries.day import Day, Duty, day_of
from shangliang.portal.queries.desks import leader_page, member_page
from shangliang.portal.queries.duty import duty_record
from shangliang.portal.queries.instructions import subjects_of, written_by

DESKS = (
    (workflow.DESK, "portal:desk", "day"),
    (workflow.LEADER_DESK, "portal:leader", "leader"),
    (workflow.MEMBER_DESK, "portal:member", "member"),
)
INSTANT = timedelta(microseconds=1)
"""Limits end exclusively: one that ends at midnight ends with the day before."""
TONES = {"red": "red", "black": "red", "yellow": "amb"}


def tabs(request: Request) -> list[tuple[str, str, str, int | None]]:
    """Return the tabs over today's pages."""
    found: list[tuple[str, str, str, int | None]] = [(_("今天"), reverse("portal:desk"), "day", None)]
    if may(request.actor, workflow.LEADER_DESK):
        found.append((_("一页纸"), reverse("portal:leader"), "leader", None))
    if may(request.actor, workflow.MEMBER_DESK):
        found.append((_("委员履职"), reverse("portal:member"), "member", None))
        found.append((_("履职记录"), reverse("portal:duty"), "duty", None))
    if may(request.actor, workflow.TASKS):
        found.append((_("任务"), reverse("portal:tasks"), "tasks", None))
    return found


def left_words(duty: Duty, request: Request, days: Calendar) -> str:
    """Return how much time is left, or how late it is, in working days; hours on the last day."""
    if duty.due_at is None:
        return ""
    if duty.is_late(request.at):
        over = days.workdays_between(local(duty.due_at).date(), local(request.at).date())
        return _("逾期 %(n)s 个工作日") % {"n": over} if over else _("今天逾期")
    left = days.remaining_workdays(request.at, duty.due_at)
    if left > 1:
        return _("剩 %(n)s 个工作日") % {"n": left}
    hours = max(int((duty.due_at - request.at).total_seconds() // 3600), 0)
    return _("剩 %(n)s 小时") % {"n": hours} if hours < 48 else _("剩 %(n)s 个工作日") % {"n": left}


def month_day(at: datetime | None) -> str:
    """Return the last day of a limit as the narrow columns of a desk show it: 12-23."""
    return f"{local(at - INSTANT):%m-%d}" if at else "—"


def last_clock(due: datetime) -> str:
    """Return the clock time at which a limit ends on its last day; the end of a day is 24:00."""
    return f"{local(due):%H:%M}" if local(due).time() != time(0) else "24:00"


def row_of(duty: Duty, request: Request, days: Calendar) -> dict[str, object]:
    """Return a case as one row of the queue."""
    is_chinese = (get_language() or "zh").startswith("zh")
    is_today = duty.due_at is not None and local(duty.due_at - INSTANT).date() == local(request.at).date()
    when = "" if duty.due_at is None else last_clock(duty.due_at) if is_today else month_day(duty.due_at)
    return {
        "kind": duty.lamp,
        "when": when or "—",
        "act": duty.step.label if is_chinese else duty.step.label_en,
        "title": duty.title,
        "href": rules.desk_place(duty.kind, duty.code),
        "note": f"{duty.kind_name if is_chinese else duty.kind_name_en} {duty.code}",
        "left": left_words(duty, request, days),
        "tone": TONES.get(duty.lamp, ""),
    }


def groups_of(day: Day, request: Request, days: Calendar) -> list[dict[str, object]]:
    """Return the parts of the queue that hold something."""
    parts = (
        (_("已逾期"), day.late, True),
        (_("今天到期"), day.today, False),
        (_("以后到期"), day.later, False),
        (_("没有期限"), day.undated, False),
    )
    return [
        {"word": word, "rows": [row_of(duty, request, days) for duty in duties], "is_late": is_late}
        for word, duties, is_late in parts
        if duties
    ]


@page(workflow.DESK)
@require_safe
def today(request: Request) -> HttpResponse:
    """Show what waits for the person who looks, over every kind of case, the earliest due first."""
    days = calendar()
    day = day_of(request.actor, request.at, days)
    context = {
        "queue_day": day,
        "groups": groups_of(day, request, days),
        "tabs": tabs(request),
        "here": "day",
        "more": day.more,
    }
    return render(request, "portal/today.html", context)


@page(workflow.LEADER_DESK)
@require_safe
def leader(request: Request) -> HttpResponse:
    """Show the leader's one page: what waits for a decision, figures n/N, units with late orders, what was decided."""
    days = calendar()
    found = leader_page(request.actor, request.at, days)
    context = {
        "found": found,
        "next_words": month_day,
        "decisions": [row_of(duty, request, days) | {"code": duty.code, "case": duty.kind} for duty in found.decisions],
        "subjects": subjects_of(request.actor, found.promised),
        "written": written_by(request.actor, found.acts),
        "form": InstructionForm(),
        "asked": request.GET.get("on", ""),
        "tabs": tabs(request),
        "here": "leader",
    }
    return render(request, "portal/leader.html", context)


@page(workflow.MEMBER_DESK)
@require_safe
def member(request: Request) -> HttpResponse:
    """Show a member's sessions, visits, ideas and their fate, and what waits to be judged."""
    found = member_page(request.actor)
    context = {"found": found, "desk_place": rules.desk_place, "tabs": tabs(request), "here": "member"}
    return render(request, "portal/member.html", context)


@page(workflow.MEMBER_DESK)
@require_safe
def duty(request: Request) -> HttpResponse:
    """Show a member's duty record of a year, made from events."""
    asked = request.GET.get("year", "")
    this_year = local(request.at).year
    year = int(asked) if asked.isdecimal() and 2000 < int(asked) <= this_year else this_year
    names = {
        "session": _("参加协商"),
        "visit": _("调研"),
        "idea": _("金点子"),
        "proposal": _("提交提案、社情民意"),
        "cosign": _("联名"),
        "adopt": _("认领百姓点子"),
        "clue": _("报议题线索"),
        "score": _("议题评分"),
        "evaluate": _("评价答复"),
        "follow_up": _("三方追访"),
        "lookback": _("回头看"),
    }
    found = duty_record(request.actor, year)
    context = {
        "found": found,
        "names": names,
        "years": [this_year - n for n in range(4)],
        "desk_place": rules.desk_place,
        "tabs": tabs(request),
        "here": "duty",
    }
    return render(request, "portal/duty.html", context)


@page(workflow.DESK_SEARCH)
@require_safe
def find(request: Request) -> HttpResponse:
    """Search the cases that the person who looks may see."""
    words = rules.search_words(request.GET.get("q", ""))
    hits = search_cases(request.actor, words) if words else []
    rows = [(hit, rules.desk_place(hit.kind, hit.code)) for hit in hits]
    context = {"words": words, "rows": rows, "tabs": tabs(request), "here": "find"}
    return render(request, "portal/desk_search.html", context)
