"""Hot issues on the desk: the ranking, one issue with its reasons, what people decide about it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shangliang.kernel.refusals import NotFound, Refusal
from shangliang.kernel.text import clip, redact
from shangliang.kernel.workflow import may
from shangliang.people.faces import Request, form_words, language_of, page, take
from shangliang.topics import actions, drawing, queries, rules
from shangliang.topics.forms import ReasonForm, RenameForm, SuggestForm
from shangliang.topics.models import HotIssue
from shangliang.topics.workflow import CLUE_DESK_GRANT, HOT_DESK_GRANT, HOT_EDIT_GRANT

PAGE = 10
SUGGESTIONS = 4


def found(code: str) -> HotIssue:
    """Return the issue, or raise NotFound."""
    issue = queries.issue_by_code(code)
    if issue is None:
        raise NotFound
    return issue


@page(HOT_DESK_GRANT)
@require_GET
def hot(request: Request, code: str = "") -> HttpResponse:
    """Show the ranking with one issue beside it: the one named, or the hottest."""
    kind, after = request.GET.get("kind", ""), request.GET.get("after", "")
    is_hidden = kind == "hidden"
    rows = queries.ranked(queries.hot_issues(kind="" if is_hidden else kind, hidden=is_hidden), after)
    listed = list(rows[: PAGE + 1])
    chosen = next((row for row in listed if row.code == code), None) or (found(code) if code else None)
    chosen = chosen or (listed[0] if listed else None)
    run = queries.last_run()
    context: dict[str, Any] = {
        "rows": [
            (row, rules.change_percent(row.weekly), rules.sentinel(row.weekly), trend(row)) for row in listed[:PAGE]
        ],
        "more": queries.rank_place(listed[PAGE - 1].heat, listed[PAGE - 1].pk) if len(listed) > PAGE else "",
        "start": int(request.GET["from"]) if request.GET.get("from", "").isdigit() else 0,
        "kind": kind,
        "kinds": run.kinds if run else {},
        "run": run,
        "running": queries.current_run(request.at),
        "chosen": chosen,
        "may_edit": may(request.actor, HOT_EDIT_GRANT),
        "may_suggest": may(request.actor, CLUE_DESK_GRANT),
        "here": "hot",
        **(one(chosen) if chosen else {}),
        "suggestions": queries.open_suggestions(listed, SUGGESTIONS),
    }
    return render(request, "topics/hot_desk.html", context)


def trend(issue: HotIssue) -> drawing.Spark:
    """Return the trend line of an issue's row."""
    return drawing.spark(rules.recent_weeks(issue.weekly), width=78, height=26)


def one(issue: HotIssue) -> dict[str, Any]:
    """Return what the page says of the chosen issue."""
    topic = queries.topic_of_issue(issue)
    terms = queries.heat_rows(issue)
    return {
        "terms": terms,
        "top_score": max((row.score for row in terms), default=1.0) or 1.0,
        "sentinel": rules.sentinel(issue.weekly),
        "weeks": queries.week_points(issue),
        "samples": [(voice, clip(redact(voice.body_original), 120)) for voice in queries.samples_of(issue)],
        "topic": topic,
        "forms": {
            "suggest": SuggestForm(
                initial={"title": clip(issue.shown_title, 120), "sources": ["public"]}, prefix="suggest"
            ),
            "rename": RenameForm(initial={"title": issue.shown_title}, prefix="rename"),
            "hide": ReasonForm(prefix="hide"),
        },
    }


@page(HOT_EDIT_GRANT)
@require_POST
def discover(request: Request) -> HttpResponse:
    """Ask the worker to find hot issues again."""

    def act() -> object:
        return actions.request_discovery(actor=request.actor, at=request.at)

    return take(request, act, done=_("已经交给后台去算，可以离开，回头再看。"), back=reverse("topics:hot_desk"))


@page(CLUE_DESK_GRANT)
@require_POST
def suggest(request: Request, code: str) -> HttpResponse:
    """Make a hot issue a clue."""
    issue, form = found(code), SuggestForm(request.POST, prefix="suggest")
    back = reverse("topics:hot_issue_desk", args=[code])
    if not form.is_valid():
        messages.error(request, form_words(form).text(language_of(request)))
        return HttpResponseRedirect(back)
    try:
        topic = actions.suggest_topic(issue, actor=request.actor, at=request.at, **form.cleaned_data)
    except Refusal as refusal:
        messages.error(request, refusal.text(language_of(request)))
        return HttpResponseRedirect(back)
    messages.success(request, _("已经成为线索 %(code)s。") % {"code": topic.code})
    return HttpResponseRedirect(reverse("topics:desk_topic", args=[topic.code]))


@page(HOT_EDIT_GRANT)
@require_POST
def rename(request: Request, code: str) -> HttpResponse:
    """Give an issue another title."""
    issue, form = found(code), RenameForm(request.POST, prefix="rename")
    title = form.cleaned_data["title"] if form.is_valid() else request.POST.get("rename-title", "")

    def act() -> object:
        return actions.rename_issue(issue, title, actor=request.actor, at=request.at)

    return take(
        request, act, done=_("标题改好了，以后重算也不会变。"), back=reverse("topics:hot_issue_desk", args=[code])
    )


@page(HOT_EDIT_GRANT)
@require_POST
def hide(request: Request, code: str) -> HttpResponse:
    """Take an issue out of the lists."""
    issue = found(code)

    def act() -> object:
        reason = request.POST.get("hide-reason", "")
        return actions.hide_issue(issue, actor=request.actor, at=request.at, reason=reason)

    return take(request, act, done=_("已经隐藏，以后重算也不再出现。"), back=reverse("topics:hot_desk"))


@page(HOT_EDIT_GRANT)
@require_POST
def unhide(request: Request, code: str) -> HttpResponse:
    """Put an issue back into the lists."""
    issue = found(code)

    def act() -> object:
        return actions.show_issue(issue, actor=request.actor, at=request.at)

    return take(request, act, done=_("已经恢复。"), back=reverse("topics:hot_issue_desk", args=[code]))


@page(HOT_EDIT_GRANT)
@require_POST
def judge(request: Request, code: str) -> HttpResponse:
    """Keep whether two issues are one matter or two."""
    issue, other = found(code), found(request.POST.get("other", ""))

    def act() -> object:
        is_same = request.POST.get("verdict") == "same"
        return actions.judge_pair(issue, other, is_same=is_same, actor=request.actor, at=request.at)

    return take(request, act, done=_("记下了，以后重算也照办。"), back=reverse("topics:hot_issue_desk", args=[code]))
