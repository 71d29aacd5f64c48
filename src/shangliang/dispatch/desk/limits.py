"""Limits and calendar on the desk: every clause in its versions, a new version, a notice of holidays, what it moved."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shangliang.dispatch.forms.clauses import CLAUSES, POLICIES, UNITS
from shangliang.dispatch.forms.limits import CalendarForm, PolicyForm
from shangliang.dispatch.workflow import LIMITS_DESK
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Refusal
from shangliang.ledger.actions import change_calendar, change_policy
from shangliang.ledger.models import CalendarChange
from shangliang.ledger.queries import calendar, in_force, versions
from shangliang.people.faces import Request, language_of, page

CHANGES = 20


@page(LIMITS_DESK)
@require_http_methods(["GET", "POST"])
def desk(request: Request) -> HttpResponse:
    """Show limits and calendar; take a new version of a clause or the days of a notice."""
    which = request.POST.get("which", "")
    policy = PolicyForm(request.POST if which == "policy" else None, prefix="policy")
    notice = CalendarForm(request.POST if which == "calendar" else None, prefix="calendar")
    if (which == "policy" and save_policy(request, policy)) or (which == "calendar" and save_notice(request, notice)):
        return HttpResponseRedirect(reverse("dispatch:limits"))
    today = local_date(request.at)
    known = calendar()
    context = {
        "groups": groups(today),
        "policy": policy,
        "notice": notice,
        "changes": list(CalendarChange.objects.all()[:CHANGES]),
        "years": sorted(known.known_years),
        "is_known": known.is_known(today.year + 1),
        "next_year": today.year + 1,
        "today": today,
        "here": "limits",
        "names": POLICIES,
        "clauses": CLAUSES,
        "units": UNITS,
    }
    return render(request, "dispatch/limits.html", context, status=422 if which else 200)


def groups(today):  # noqa: ANN001, ANN201 - read by the template alone
    """Return the clauses by policy: the version in force today, what comes, and how many there were."""
    found: dict[str, list[tuple[object, object, int]]] = {}
    for (name, _clause), rows in sorted(versions().items()):
        coming = rows[-1] if rows[-1].since > today else None
        found.setdefault(name, []).append((in_force(rows, today), coming, len(rows)))
    return found


def save_policy(request: Request, form: PolicyForm) -> bool:
    """Write a new version of a clause and return whether it was written."""
    if not form.is_valid():
        return False
    try:
        row = change_policy(**form.values, actor=request.actor, at=request.at)
    except Refusal as refusal:
        form.add_error(None, refusal.text(language_of(request)))
        return False
    said = {"rule": f"{row.policy}.{row.clause}", "n": row.version, "day": row.since}
    messages.success(request, _("%(rule)s 第 %(n)s 版，%(day)s 起生效；正在跑的期限不变。") % said)
    return True


def save_notice(request: Request, form: CalendarForm) -> bool:
    """Write the days of a notice and return whether they were written."""
    if not form.is_valid():
        return False
    try:
        change_calendar(form.days, notice=form.cleaned_data["notice"], actor=request.actor, at=request.at)
    except Refusal as refusal:
        form.add_error(None, refusal.text(language_of(request)))
        return False
    messages.success(request, _("日历已更新，正在重算没有办完的期限，改了几件会列在下面。"))
    return True
