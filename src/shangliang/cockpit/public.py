"""The phase report 阶段答卷: every figure of a period with its definition, and the rows behind each."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shangliang.cockpit import queries
from shangliang.cockpit.forms import PeriodForm
from shangliang.cockpit.lines import line_of
from shangliang.cockpit.rules import DEFINITIONS, GROUPS, VERSION, Period, quick_periods
from shangliang.cockpit.workflow import REPORT
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import NotFound
from shangliang.media.rules import short_number
from shangliang.people.faces import Request, language_of, page
from shangliang.people.listing import answer

BIG = frozenset({"reads", "plays"})
"""Figures that people say in 万 and 亿."""


@dataclass(frozen=True)
class Shown:
    """A figure as a page shows it: number and unit, what it is a part of, its words, where its rows are."""

    code: str
    number: str
    unit: str
    total: str | None
    parts: str
    left_out: int | None
    label: str
    words: str
    href: str


def words_of(period: Period) -> dict[str, str]:
    """Return the words of an address that carry the period."""
    told = {"since": period.since, "until": period.until}
    return {name: day.isoformat() for name, day in told.items() if day}


def shown(request: Request, figure: queries.Figure, period: Period) -> Shown:
    """Return a figure in the language of the moment."""
    said, lang = figure.definition_of, language_of(request)
    zh = lang.startswith("zh")
    unit = said.unit if zh else said.unit_en
    number, total, parts = f"{figure.numerator:,}", None, ""
    if figure.code in BIG:
        number, scale = short_number(figure.numerator, lang)
        unit = f"{scale}{unit}" if zh else scale
    elif said.per > 1:
        number = "—" if figure.value is None else f"{figure.value:.2f}"
    elif said.is_rate:
        number, unit = ("—", "") if figure.value is None else (f"{figure.value * 100:.1f}".removesuffix(".0"), "%")
        parts = f"{figure.numerator:,}/{figure.denominator:,}"
    elif figure.denominator is not None:
        total = f"{figure.denominator:,}"
    words = urlencode(words_of(period))
    href = reverse("cockpit:rows", args=[figure.code]) + (f"?{words}" if words else "")
    label, text = (said.label, said.words) if zh else (said.label_en, said.words_en)
    return Shown(figure.code, number, unit, total, parts, figure.left_out, label, text, href)


@page(REPORT)
@require_GET
def report(request: Request) -> HttpResponse:
    """Show every figure of a period."""
    form = PeriodForm(request.GET)
    period = form.period
    figures = [shown(request, figure, period) for figure in queries.figures(period.since, period.until)]
    by_code = {figure.code: figure for figure in figures}
    zh = language_of(request).startswith("zh")
    groups = [
        (key, name if zh else name_en, [by_code[one.code] for one in DEFINITIONS if one.group == key])
        for key, name, name_en in GROUPS
    ]
    context = {
        "form": form,
        "period": period,
        "groups": groups,
        "picks": picks(request, period),
        "charts": charts_of(request, period),
        "source": f"{reverse('cockpit:report_charts')}?{urlencode(words_of(period))}".rstrip("?"),
        "version": VERSION,
        "here": "report",
    }
    return render(request, "cockpit/report.html", context, status=422 if form.errors else 200)


def picks(request: Request, period: Period) -> list[tuple[str, str, bool, None]]:
    """Return the periods that are one tap away."""
    names = {"all": _("开办以来"), "year": _("今年"), "last_year": _("去年"), "quarter": _("近 90 天")}
    base = reverse("cockpit:report")
    return [
        (names[key], f"{base}?{urlencode(words_of(one))}".rstrip("?"), one == period, None)
        for key, one in quick_periods(local_date(request.at))
    ]


@page(REPORT)
@require_GET
def report_charts(request: Request) -> HttpResponse:
    """Give what the drawings of a period show, with a mark of its content."""
    charts = charts_of(request, PeriodForm(request.GET).period)
    return answer(request, {"charts": {name: chart.as_json() for name, chart in charts.items()}})


def charts_of(request: Request, period: Period) -> dict[str, queries.Chart]:
    """Return the drawings of the phase report."""
    lang = language_of(request)
    return {"plays": queries.plays_chart(lang, period), "answers": queries.answers_chart(lang, period)}


@page(REPORT)
@require_GET
def rows(request: Request, code: str) -> HttpResponse:
    """List the rows behind a figure; those that the public may not read are named as such."""
    if code not in queries.MEASURES:
        raise NotFound
    period = PeriodForm(request.GET).period
    found = queries.rows_of(code, period, request.GET.get("after", ""))
    words = words_of(period)
    more = {**words, "after": found.next} if found.next else {}
    context = {
        "figure": shown(request, queries.figure(code, period), period),
        "period": period,
        "lines": [line_of(found.kind, row) for row in found.rows],
        "back": f"{reverse('cockpit:report')}?{urlencode(words)}".rstrip("?"),
        "next": f"?{urlencode(more)}" if more else None,
        "version": VERSION,
        "here": "report",
    }
    return render(request, "cockpit/rows.html", context)
