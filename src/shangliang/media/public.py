"""What everybody may read of coverage: `/media`, and the panel “多少人看见” on a session's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shangliang.kernel.calendar import local
from shangliang.media import queries, rules
from shangliang.media.forms import kinds
from shangliang.media.workflow import LIST
from shangliang.people.faces import Request, language_of, page
from shangliang.sessions.models import Session

SESSIONS_SHOWN = 30
"""How many sessions, the newest, the page counts one by one."""
CHART = (640, 226)
"""Width and height of the drawing's own measure."""
LEFT, RIGHT, TOP, BOTTOM = 46, 597, 42, 190


@page(LIST)
@require_GET
def listed(request: Request) -> HttpResponse:
    """Show what was published, how far it reached, by channel and by session."""
    asked = {name: request.GET.get(name, "")[:20] for name in ("channel", "session", "kind")}
    rows = queries.public_rows(**asked, after=request.GET.get("after", ""))
    coverage = queries.coverage()
    shown, lang = rows[: queries.PAGE], language_of(request)
    keep = {key: value for key, value in asked.items() if value}
    place = queries.place_of(shown[-1], "published") if len(rows) > queries.PAGE else ""
    context = {
        "coverage": coverage,
        "sessions": coverage.sessions[:SESSIONS_SHOWN],
        "items": shown,
        "kinds": dict(kinds()),
        "picks": [
            (word, address({**keep, "kind": key}), asked["kind"] == key, None)
            for key, word in [("", _("全部")), *kinds()]
        ],
        "filters": filters_on(asked, coverage),
        "next": address({**keep, "after": place}) if place else None,
        "hit": rules.short_number(rules.HIT_PLAYS, lang),
        "short": lambda number: rules.short_number(number, lang),
        "here": "media",
    }
    return render(request, "media/list.html", context)


def address(asked: dict[str, str]) -> str:
    """Return the address of the list with some filters on."""
    words = {key: value for key, value in asked.items() if value}
    return f"{reverse('media:list')}?{urlencode(words)}#items" if words else f"{reverse('media:list')}#items"


def filters_on(asked: dict[str, str], coverage: queries.Coverage) -> list[tuple[str, str]]:
    """Return the filters that are on, with the address without each."""
    names = {one.code: one.name for one in coverage.channels}
    words = {
        "channel": names.get(asked["channel"], asked["channel"]),
        "session": _("第 %(n)s 期") % {"n": asked["session"]},
    }
    return [
        (words[key], address({name: value for name, value in asked.items() if name != key}))
        for key in words
        if asked[key]
    ]


def session_reach(request: HttpRequest, session: object) -> str:
    """Return how far the coverage of a session reached: the curve of its plays, and its channels."""
    if not isinstance(session, Session):
        return ""
    items = queries.published().filter(session=session)
    coverage = queries.coverage_of(items)
    whole = coverage.whole
    if not (whole.articles or whole.videos):
        return ""
    lang = language_of(request)
    context = {
        "session": session,
        "coverage": coverage,
        "sessions": coverage.sessions[:SESSIONS_SHOWN],
        "top": max((one.plays or one.reads for one in coverage.channels), default=0) or 1,
        "sources": queries.sources_of(session),
        "drawing": drawing(rules.thinned(queries.curve_of(session)), lang),
        "short": lambda number: rules.short_number(number, lang),
    }
    return render_to_string("media/session_reach.html", context, request)


def drawing(points: list[rules.Point], lang: str) -> dict[str, object] | None:
    """Return the curve of plays (of reads where nothing was played) as places in the drawing, or None before two."""
    if len(points) < 2:
        return None
    is_played = any(point.plays for point in points)
    values = [point.plays if is_played else point.reads for point in points]
    top = rules.top_of_scale(max(values))
    span = (points[-1].at - points[0].at).total_seconds() or 1
    places = [
        (
            round(LEFT + (point.at - points[0].at).total_seconds() / span * (RIGHT - LEFT), 1),
            round(BOTTOM - value / top * (BOTTOM - TOP), 1),
        )
        for point, value in zip(points, values, strict=True)
    ]
    grid = [(rules.short_number(top * part // 2, lang), BOTTOM - (BOTTOM - TOP) * part // 2) for part in range(3)]
    return {
        "size": CHART,
        "left": LEFT,
        "right": RIGHT,
        "points": " ".join(f"{x},{y}" for x, y in places),
        "end": places[-1],
        "value": rules.short_number(values[-1], lang),
        "is_played": is_played,
        "grid": grid,
        "count": len(points),
        "since": local(points[0].at),
        "until": local(points[-1].at),
    }
