"""The cockpit 驾驶舱: one dark screen with the figures of everything."""

from collections.abc import Sequence
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shangliang.cockpit import queries
from shangliang.cockpit.public import shown
from shangliang.cockpit.rules import VERSION, Period
from shangliang.cockpit.workflow import COCKPIT
from shangliang.kernel.calendar import local
from shangliang.media.queries import Sums
from shangliang.media.rules import short_number
from shangliang.people.faces import Request, language_of, page
from shangliang.people.listing import answer
from shangliang.topics.drawing import bars
from shangliang.topics.rules import change_percent

DESKS = ((COCKPIT, "cockpit:cockpit", "cockpit"),)
REFRESH_SECONDS = 300
PLACES = (46.0, 550.0, 24.0, 170.0)
"""Left, right, top and bottom of the line of plays in its drawing."""


@page(COCKPIT)
@require_GET
def cockpit(request: Request) -> HttpResponse:
    """Show the hall screen; `?wall=1` makes it look again every five minutes."""
    screen = queries.screen(request.at)
    figures = {code: shown(request, figure, Period()) for code, figure in screen.figures.items()}
    lang = language_of(request)
    weekdays = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
    context = {
        "screen": screen,
        "figures": figures,
        "fill": {code: filled(one) for code, one in screen.figures.items()},
        "heard": sum(number for _name, number in screen.districts),
        "alerted": {row.district.name for row in screen.alerts if row.district},
        "rises": [(row, bars(row.series, row.expected_series)) for row in screen.alerts],
        "changes": [change_percent(issue.weekly) for issue in screen.issues],
        "plays": plays_line(screen.coverage.sessions, lang),
        "short": lambda number: short_number(number, lang),
        "weekday": weekdays[local(request.at).weekday()],
        "next_at": request.at + timedelta(seconds=REFRESH_SECONDS),
        "version": VERSION,
    }
    shown_page = render(request, "cockpit/cockpit.html", context)
    if request.GET.get("wall") == "1":
        shown_page.headers["Refresh"] = str(REFRESH_SECONDS)
    return shown_page


@page(COCKPIT)
@require_GET
def cockpit_charts(request: Request) -> HttpResponse:
    """Give what the drawings of the hall screen show, with a mark of its content; for nobody else's cache."""
    charts = {"plays": queries.plays_chart(language_of(request), Period())}
    found = answer(request, {"charts": {name: chart.as_json() for name, chart in charts.items()}})
    found.headers["Cache-Control"] = "private, no-cache"
    del found.headers["Access-Control-Allow-Origin"]
    return found


def filled(figure: queries.Figure) -> float:
    """Return how much of its bar a figure fills: its part of the whole, or all of it when it is no part."""
    if figure.denominator is None:
        return 1.0 if figure.numerator else 0.0
    return figure.numerator / (figure.denominator or 1)


def is_peak(told: Sequence[int], place: int) -> bool:
    """Return whether a number stands above both its neighbours and above most of the others."""
    around = told[max(place - 1, 0) : place + 2]
    return told[place] == max(around) and sorted(told)[len(told) // 2] < told[place]


def plays_line(sessions: Sequence[Sums], lang: str) -> dict[str, object] | None:
    """Return the plays of each session as places in a drawing, first 期 first; None before two sessions."""
    rows = sorted((one for one in sessions if one.plays), key=lambda one: int(one.code))[-24:]
    if len(rows) < 2:
        return None
    left, right, top, bottom = PLACES
    told = [one.plays for one in rows]
    lowest, highest = min(told), max(told)
    span = (highest - lowest) or 1
    step = (right - left) / (len(rows) - 1)
    points = [
        {
            "x": round(left + i * step, 1),
            "y": round(bottom - (one.plays - lowest) / span * (bottom - top), 1),
            "number": one.code,
            "said": "".join(short_number(one.plays, lang)),
            "is_hit": one.is_hit,
            "is_marked": is_peak(told, i),
        }
        for i, one in enumerate(rows)
    ]
    every = max(len(points) // 6, 1)
    ends = ["".join(short_number(number, lang)) for number in (lowest, highest)]
    return {
        "points": points,
        "every": every,
        "low": ends[0],
        "high": ends[1],
        "line": " ".join(f"{one['x']},{one['y']}" for one in points),
    }
