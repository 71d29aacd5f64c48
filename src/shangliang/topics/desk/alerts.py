"""The sentinel's alerts on the desk: what rose, how much was to be expected and why, and what people made of it."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shangliang.kernel.refusals import NotFound
from shangliang.kernel.workflow import may
from shangliang.people.faces import Request, page, take
from shangliang.topics import actions, drawing, queries
from shangliang.topics.forms import AlertForm
from shangliang.topics.models import AlertAnswer, SentinelAlert
from shangliang.topics.workflow import HOT_DESK_GRANT, HOT_EDIT_GRANT

MOST = 40


@dataclass(frozen=True)
class Drawn:
    """One alert as the page shows it."""

    row: SentinelAlert
    bars: drawing.Bars
    reasons: tuple[str, ...]
    answer: AlertAnswer | None


def reasons_of(alert: SentinelAlert) -> tuple[str, ...]:
    """Return in words what the expectation was made of."""
    why = alert.because
    unit = _("一天") if alert.span == "day" else _("一周")
    found = [
        _("前八周的常态：%(unit)s %(level).1f 条") % {"unit": unit, "level": why.get("level", alert.expected)},
        _("星期几：× %(x).2f") % {"x": why.get("weekday", 1)},
        _("往年这时候：× %(x).2f") % {"x": why.get("season", 1)},
    ]
    held = why.get("held_back", 0)
    found.append(_("假期压下的：+ %(n).1f 条") % {"n": held} if held else _("不是假期后的补报"))
    found.append(_("平时的起伏：%(x).2f 倍") % {"x": why.get("spread", 1)})
    return tuple(found)


@page(HOT_DESK_GRANT)
@require_GET
def alerts(request: Request) -> HttpResponse:
    """Show the alerts of the last two weeks."""
    rows = list(queries.recent_alerts()[:MOST])
    answers = queries.alert_answers(rows)
    drawn = [
        Drawn(row, drawing.bars(row.series, row.expected_series), reasons_of(row), answers.get(row.pk)) for row in rows
    ]
    context = {
        "open": [one for one in drawn if one.answer is None],
        "answered": [one for one in drawn if one.answer is not None],
        "may_edit": may(request.actor, HOT_EDIT_GRANT),
        "form": AlertForm(),
        "here": "hot",
    }
    return render(request, "topics/alerts.html", context)


@page(HOT_EDIT_GRANT)
@require_POST
def answer(request: Request, number: int) -> HttpResponse:
    """Take what a person makes of an alert."""
    row = SentinelAlert.objects.filter(pk=number).first()
    if row is None:
        raise NotFound

    def act() -> object:
        chosen, words = request.POST.get("answer", ""), request.POST.get("words", "")
        return actions.answer_alert(row, chosen, words, actor=request.actor, at=request.at)

    return take(request, act, done=_("记下了。"), back=reverse("topics:alerts"))
