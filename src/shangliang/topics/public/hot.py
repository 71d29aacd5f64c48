"""Hot issues for everybody: the ranking and one issue, with the heat explained."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shangliang.kernel.refusals import NotFound
from shangliang.kernel.text import clip
from shangliang.people.faces import Request, page
from shangliang.topics import queries, rules
from shangliang.topics.workflow import HOT_GRANT

PAGE = 30


@page(HOT_GRANT)
@require_GET
def hot(request: Request) -> HttpResponse:
    """Rank the hot issues."""
    after = request.GET.get("after", "")
    start = int(request.GET["from"]) if request.GET.get("from", "").isdigit() else 0
    rows = list(queries.ranked(queries.public_issues(), after).defer("suggestions", "districts")[: PAGE + 1])
    groups = [(row, queries.heat_groups(row), rules.recent_weeks(row.weekly)) for row in rows[:PAGE]]
    context = {
        "rows": groups,
        "words": [word for word, _score in groups[0][1]] if groups else [],
        "top": rows[0].heat if rows else 1.0,
        "start": start,
        "more": queries.place_of(rows[PAGE - 1]) if len(rows) > PAGE else "",
        "run": queries.last_run(),
        "least": rules.PUBLIC_LEAST_REPORTERS,
        "here": "hot",
    }
    return render(request, "topics/hot.html", context)


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
        "topic": topic if topic and topic.state in rules.PUBLIC_STATES else None,
        "run": queries.last_run(),
        "here": "hot",
    }
    return render(request, "topics/hot_issue.html", context)
