"""Hot issues for everybody: the ranking and one issue, with the heat explained."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shangliang.kernel.refusals import NotFound
from shangliang.kernel.text import clip
from shangliang.people.faces import Request, page
from shangliang.topics import drawing, queries, rules
from shangliang.topics.workflow import HOT_GRANT

PAGE = 20


COLUMNS = (
    "pk", "code", "title", "title_set", "heat", "heat_terms", "reporter_count", "message_count", "places", "terms",
    "weekly",
)  # fmt: skip


@page(HOT_GRANT)
@require_GET
def hot(request: Request) -> HttpResponse:
    """Rank the hot issues."""
    after = request.GET.get("after", "")
    start = int(request.GET["from"]) if request.GET.get("from", "").isdigit() else 0
    rows = list(queries.ranked(queries.public_issues(), after).values(*COLUMNS)[: PAGE + 1])
    top = rows[0]["heat"] if rows else 1.0
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    context = {
        "rows": [row_of(row, top) for row in rows[:PAGE]],
        "words": [_("人数"), _("点赞"), _("突增"), _("急难新近")],
        "start": start,
        "more": queries.rank_place(last["heat"], last["pk"]) if last else "",
        "run": queries.last_run(),
        "least": rules.PUBLIC_LEAST_REPORTERS,
        "here": "hot",
    }
    return render(request, "topics/hot.html", context)


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
        raise NotFound
    topic = queries.topic_of_issue(found)
    terms = queries.heat_rows(found)
    context = {
        "issue": found,
        "terms": terms,
        "top_score": max(row.score for row in terms) or 1.0,
        "weeks": queries.week_points(found),
        "sentinel": rules.sentinel(found.weekly),
        "samples": [(voice, clip(voice.body_public, 160)) for voice in queries.public_samples(found)],
        "topic": topic if topic and topic.audience == "all" else None,
        "run": queries.last_run(),
        "here": "hot",
    }
    return render(request, "topics/hot_issue.html", context)
