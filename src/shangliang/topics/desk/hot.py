"""Hot issues on the desk: the ranking, narrowed as asked; one issue with its reasons; all its voices."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shangliang.kernel.refusals import NotFound
from shangliang.kernel.text import clip, redact
from shangliang.kernel.workflow import may
from shangliang.people.faces import Request, page
from shangliang.people.queries import districts
from shangliang.topics import drawing, queries, rules
from shangliang.topics.forms import MoveForm, ReasonForm, RenameForm, SplitForm, SuggestForm, spans_to_choose
from shangliang.topics.models import DiscoveryRun, HotIssue
from shangliang.topics.workflow import CLUE_DESK_GRANT, HOT_DESK_GRANT, HOT_EDIT_GRANT

PAGE = 10
SUGGESTIONS = 4
VOICES = 50


def found(code: str) -> HotIssue:
    """Return the issue, or raise NotFound."""
    issue = queries.issue_by_code(code)
    if issue is None:
        raise NotFound
    return issue


def wanted(request: Request) -> queries.Wanted:
    """Return what the list is narrowed to by the address."""
    kind, days = request.GET.get("kind", ""), request.GET.get("days", "")
    return queries.Wanted(
        kind="" if kind == "hidden" else kind,
        category=request.GET.get("category", "")[:60],
        district=request.GET.get("district", "")[:40],
        days=int(days) if days in dict(spans_to_choose()) and days else 0,
        is_hidden=kind == "hidden",
    )


def kept(request: Request, **changed: object) -> str:
    """Return the filters of the address as a query, some of them changed; an empty one falls away."""
    names = ("kind", "category", "district", "days")
    now = {name: request.GET.get(name, "") for name in names} | {name: str(value) for name, value in changed.items()}
    return urlencode({name: value for name, value in now.items() if value})


@page(HOT_DESK_GRANT)
@require_GET
def hot(request: Request, code: str = "") -> HttpResponse:
    """Show the ranking with one issue beside it: the one named, or the hottest."""
    run, asked = queries.last_run(), wanted(request)
    rows = queries.ranked(queries.hot_issues(asked, run=run), request.GET.get("after", ""))
    listed = list(rows[: PAGE + 1])
    chosen = next((row for row in listed if row.code == code), None) or (found(code) if code else None)
    chosen = chosen or (listed[0] if listed else None)
    last = listed[PAGE - 1] if len(listed) > PAGE else None
    suggested, open_count = queries.suggestions_of_each_kind(SUGGESTIONS)
    context: dict[str, Any] = {
        "rows": [
            (row, rules.change_percent(row.weekly), rules.sentinel(row.weekly), trend(row)) for row in listed[:PAGE]
        ],
        "more": kept(request, after=queries.rank_place(last.heat, last.pk)) if last else "",
        "start": int(request.GET["from"]) if request.GET.get("from", "").isdigit() else 0,
        "kinds": kind_chips(request, run),
        "filters": filters(request),
        "alerts": queries.recent_alerts(unanswered=True).count(),
        "kept": kept(request),
        "run": run,
        "running": queries.current_run(request.at),
        "chosen": chosen,
        "may_edit": may(request.actor, HOT_EDIT_GRANT),
        "may_suggest": may(request.actor, CLUE_DESK_GRANT),
        "here": "hot",
        **(one(chosen) if chosen else {}),
        "suggestions": suggested.get("merge", []),
        "suggestion_count": open_count,
        "topic_suggestions": suggested.get("topic", []),
    }
    return render(request, "topics/hot_desk.html", context)


def kind_chips(request: Request, run: DiscoveryRun | None) -> list[tuple[str, str, bool, int | None]]:
    """Return the kinds as chips with their counts of the last run."""
    now, counts = request.GET.get("kind", ""), run.kinds if run else {}
    words = [("", _("全部")), ("事件", _("事件")), ("政策咨询", _("政策咨询")), ("单人重复", _("单人重复"))]
    base = reverse("topics:hot_desk")
    chips: list[tuple[str, str, bool, int | None]] = [
        (word, f"{base}?{kept(request, kind=key)}", now == key, counts.get(key, 0) if key else sum(counts.values()))
        for key, word in words
    ]
    return [*chips, (_("不算热点"), f"{base}?{kept(request, kind='hidden')}", now == "hidden", None)]


def filters(request: Request) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """Return the other filters as (name, label, value, choices)."""
    everywhere, of_all = [("", _("各区（市）"))], [("", _("各类事项"))]
    places = everywhere + [(row.code, row.name) for row in districts()]
    categories = of_all + [(name, name) for name in queries.categories_of(queries.hot_issues())]
    return [
        ("category", _("事项分类"), request.GET.get("category", ""), categories),
        ("district", _("区（市）"), request.GET.get("district", ""), places),
        ("days", _("最近一次在"), request.GET.get("days", ""), spans_to_choose()),
    ]


def trend(issue: HotIssue) -> drawing.Spark:
    """Return the trend line of an issue's row."""
    return drawing.spark(rules.recent_weeks(issue.weekly), width=78, height=26)


def one(issue: HotIssue) -> dict[str, Any]:
    """Return what the page says of the chosen issue."""
    terms, decisions = queries.heat_rows(issue), queries.decisions_on(issue)
    return {
        "terms": terms,
        "top_score": max((row.score for row in terms), default=1.0) or 1.0,
        "sentinel": rules.sentinel(issue.weekly),
        "weeks": queries.week_points(issue),
        "samples": [(voice, clip(redact(voice.body_original), 120)) for voice in queries.samples_of(issue)],
        "where": [(name, people, "") for name, people in issue.districts],
        "topic": queries.topic_of_issue(issue),
        "decisions": decisions,
        "last_decision": next((row for row in decisions if not row.is_undone), None),
        "others": queries.others_like(issue),
        "forms": {
            "suggest": SuggestForm(
                initial={"title": clip(issue.shown_title, 120), "sources": ["public"]}, prefix="suggest"
            ),
            "rename": RenameForm(initial={"title": issue.shown_title}, prefix="rename"),
            "hide": ReasonForm(prefix="hide"),
        },
    }


@page(HOT_DESK_GRANT)
@require_GET
def members(request: Request, code: str) -> HttpResponse:
    """Show every voice of an issue, redacted, to be ticked for splitting or moving."""
    issue, words = found(code), request.GET.get("q", "").strip()[:60]
    start = int(request.GET["from"]) if request.GET.get("from", "").isdigit() else 0
    rows = queries.members_page(issue, words=words, after=start, limit=VOICES)
    context = {
        "issue": issue,
        "rows": [(row, clip(redact(row.voice.body_original), 160)) for row in rows[:VOICES]],
        "words": words,
        "start": start,
        "more": f"?{urlencode({'q': words, 'from': start + VOICES})}" if len(rows) > VOICES else "",
        "before": f"?{urlencode({'q': words, 'from': max(start - VOICES, 0)})}" if start else "",
        "split": SplitForm(prefix="split"),
        "move": MoveForm(others=queries.others_like(issue, 40), prefix="move"),
        "may_edit": may(request.actor, HOT_EDIT_GRANT) and issue.shelf in ("shown", "hidden"),
        "here": "hot",
    }
    return render(request, "topics/hot_voices.html", context)


@page(HOT_DESK_GRANT)
@require_GET
def suggestions(request: Request) -> HttpResponse:
    """List what the machine suggests: topics, then pairs, the likest first."""
    context = {
        "topics": queries.open_suggestions(VOICES, kind="topic"),
        "merges": queries.open_suggestions(VOICES),
        "count": queries.open_suggestion_count(),
        "may_edit": may(request.actor, HOT_EDIT_GRANT),
        "here": "hot",
    }
    return render(request, "topics/suggestions.html", context)
