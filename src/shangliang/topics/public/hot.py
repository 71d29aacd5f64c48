"""Hot issues for everybody: the ranking and one issue, with the heat explained."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shangliang.kernel.refusals import NotFound
from shangliang.kernel.text import clip
from shangliang.people.faces import Request, page
from shangliang.people.queries import districts
from shangliang.topics import drawing, queries, rules
from shangliang.topics.forms import spans_to_choose
from shangliang.topics.workflow import HOT_GRANT

PAGE = 20
FILTERS = ("kind", "category", "district", "days")
KINDS = ("事件", "政策咨询")

COLUMNS = (
    "pk", "code", "title", "title_set", "heat", "heat_terms", "reporter_count", "message_count", "places", "terms",
    "weekly",
)  # fmt: skip


@page(HOT_GRANT)
@require_GET
def hot(request: Request) -> HttpResponse:
    """Rank the hot issues, narrowed as asked, with a map of where they are spoken of."""
    start = int(request.GET["from"]) if request.GET.get("from", "").isdigit() else 0
    run, asked = queries.last_run(), wanted(request)
    found = queries.public_issues(asked, run=run)
    rows = list(queries.ranked(found, request.GET.get("after", "")).values(*COLUMNS)[: PAGE + 1])
    top = rows[0]["heat"] if rows else 1.0
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    where, categories = queries.everywhere()
    if asked != queries.Wanted():
        where = queries.people_by_district(found)
    context = {
        "rows": [row_of(row, top) for row in rows[:PAGE]],
        "words": [_("人数"), _("点赞"), _("突增"), _("急难新近")],
        "start": start,
        "more": kept(request, after=queries.rank_place(last["heat"], last["pk"])) if last else "",
        "run": run,
        "least": rules.PUBLIC_LEAST_REPORTERS,
        "filters": filters(request, where, categories),
        "kept": kept(request),
        "where": [(name, people, f"?{kept(request, district=code)}") for code, name, people in where],
        "here": "hot",
    }
    return render(request, "topics/hot.html", context)


def wanted(request: Request) -> queries.Wanted:
    """Return what the list is narrowed to by the address; nobody outside sees what people struck off."""
    days, kind = request.GET.get("days", ""), request.GET.get("kind", "")
    return queries.Wanted(
        kind=kind if kind in KINDS else "",
        category=request.GET.get("category", "")[:60],
        district=request.GET.get("district", "")[:40],
        days=int(days) if days in dict(spans_to_choose()) and days else 0,
    )


def kept(request: Request, **changed: object) -> str:
    """Return the filters of the address as a query, some of them changed; an empty one falls away."""
    now = {name: request.GET.get(name, "") for name in FILTERS} | {name: str(value) for name, value in changed.items()}
    return urlencode({name: value for name, value in now.items() if value})


def filters(
    request: Request, where: list[tuple[str, str, int]], categories: list[str]
) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """Return the filters as (name, label, value, choices); only what leads to something is offered."""
    now = {name: request.GET.get(name, "") for name in FILTERS}
    places = [(row.code, row.name) for row in districts()] if now["district"] else [row[:2] for row in where]
    return [
        ("kind", _("类别"), now["kind"], [("", _("各类")), ("事件", _("事件")), ("政策咨询", _("政策咨询"))]),
        ("category", _("事项分类"), now["category"], [("", _("各类事项")), *((name, name) for name in categories)]),
        ("district", _("区（市）"), now["district"], [("", _("各区（市）")), *places]),
        ("days", _("最近一次在"), now["days"], spans_to_choose()),
    ]


def row_of(row: dict[str, Any], top: float) -> dict[str, Any]:
    """Return one row of the ranking as the page draws it."""
    return {
        "code": row["code"],
        "title": row["title_set"] or row["title"],
        "where": "、".join(row["places"][:3] or row["terms"][:4]),
        "heat": f"{row['heat']:.1f}",
        "bars": drawing.heat_bars(row["heat_terms"], top),
        "people": row["reporter_count"],
        "messages": row["message_count"],
        "spark": drawing.spark(rules.recent_weeks(row["weekly"])),
    }


@page(HOT_GRANT)
@require_GET
def issue(request: Request, code: str) -> HttpResponse:
    """Show one hot issue, with approved public texts only."""
    found = queries.issue_by_code(code, public=True)
    if found is None:
        after = queries.joined_with(code)
        if after is None:
            raise NotFound
        return HttpResponseRedirect(reverse("topics:hot_issue", args=[after.code]))
    topic = queries.topic_of_issue(found)
    terms = queries.heat_rows(found)
    context = {
        "issue": found,
        "terms": terms,
        "top_score": max(row.score for row in terms) or 1.0,
        "weeks": queries.week_points(found),
        "where": [(name, people, "") for name, people in found.districts],
        "sentinel": rules.sentinel(found.weekly),
        "samples": [(voice, clip(voice.body_public, 160)) for voice in queries.public_samples(found)],
        "topic": topic if topic and topic.audience == "all" else None,
        "run": queries.last_run(),
        "here": "hot",
    }
    return render(request, "topics/hot_issue.html", context)
