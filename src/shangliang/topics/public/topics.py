"""Topics for everybody: the list, the vote, the call for topics."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from shangliang.kernel.refusals import NotFound, Refusal
from shangliang.kernel.workflow import may
from shangliang.people.faces import Request, language_of, page
from shangliang.topics import actions, queries, rules
from shangliang.topics.forms import BallotForm, CallClueForm, named
from shangliang.topics.models import Topic, TopicBallot
from shangliang.topics.workflow import BALLOT_GRANT, CALL_GRANT, CLUE_GRANT, LIST_GRANT, TOPIC, VOTE_GRANT, TopicState

PAGE = 20
HELD = (TopicState.CONCLUDED, TopicState.TRACKING, TopicState.CLOSED)


@page(LIST_GRANT)
@require_GET
def listed(request: Request) -> HttpResponse:
    """List the topics that everybody may see, with the stage each has reached."""
    stages, domains = dict(named(rules.STAGES)), dict(named(rules.DOMAINS))
    stage, domain = request.GET.get("stage", ""), request.GET.get("domain", "")
    stage, domain = stage if stage in stages else "", domain if domain in domains else ""
    found = queries.public_listed(stage=stage, domain=domain, after=request.GET.get("after", ""))
    rows = list(found[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    lines = Lines(language_of(request), stages, domains, dict(named(rules.SOURCES)))
    context = {
        "rows": [lines.of(row) for row in rows[:PAGE]],
        "stages": stages,
        "domains": domains,
        "stage": stage,
        "domain": domain,
        "after": queries.list_place(last["moved_at"], last["pk"]) if last else "",
        "call": queries.open_call(request.at),
        "here": "topics",
    }
    return render(request, "topics/list.html", context)


@dataclass(frozen=True)
class Lines:
    """Turns rows of the list into what the page shows, with the words of the language looked up once."""

    lang: str
    stages: Mapping[str, str]
    domains: Mapping[str, str]
    sources: Mapping[str, str]

    def of(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return one line: number, title, where it comes from, which step it has reached."""
        step = rules.stage_index(row["stage"]) + 1
        about = ["、".join(self.sources.get(key, "") for key in row["sources"])]
        about += [self.domains.get(row["domain"], ""), row["host__name"] or ""]
        return {
            "code": row["code"],
            "title": row["title_en"] if self.lang == "en" and row["title_en"] else row["title"],
            "about": "　".join(part for part in about if part),
            "step": step,
            "width": step * 12.5,
            "word": self.stages[row["stage"]],
            "state": TOPIC.state(row["state"]).text(self.lang),
            "is_voting": row["state"] == TopicState.VOTING,
            "is_closed": row["state"] == TopicState.CLOSED,
            "is_urgent": row["is_urgent"],
            "voices": row["voice_count"],
        }


@page(LIST_GRANT)
@require_GET
def plan(request: Request) -> HttpResponse:
    """Show a year's plan: which topic in which month, by which committee."""
    years = queries.plan_years()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else (years[0] if years else 0)
    rows = queries.planned_topics(request.actor, year)
    zh = language_of(request).startswith("zh")
    context = {
        "year": year,
        "years": years,
        "rows": [(row, row.title if zh or not row.title_en else row.title_en) for row in rows],
        "stages": dict(named(rules.STAGES)),
        "held": sum(row.state in HELD for row in rows),
        "here": "topics",
    }
    return render(request, "topics/plan.html", context)


def voted_on(code: str) -> Topic:
    """Return a topic on which there is or was a public vote, or raise NotFound."""
    topic = queries.public_topics().filter(code=code, vote_until__isnull=False).first()
    if topic is None:
        raise NotFound
    return topic


@page(VOTE_GRANT)
@require_GET
def vote(request: Request, code: str) -> HttpResponse:
    """Show the public vote of a topic."""
    topic = voted_on(code)
    mine = queries.ballot_of(topic, request.actor)
    is_open = topic.state == TopicState.VOTING and topic.vote_until is not None and request.at < topic.vote_until
    context = {
        "topic": topic,
        "form": BallotForm(),
        "mine": mine,
        "is_open": is_open,
        "shows_count": not is_open or mine is not None,
        "total": topic.for_count + topic.against_count,
        "levels": queries.ballots_by_level(topic),
        "level_words": dict(TopicBallot.LEVELS),
        "may_vote": may(request.actor, BALLOT_GRANT),
        "here": "topics",
    }
    return render(request, "topics/vote.html", context)


@page(BALLOT_GRANT)
@require_http_methods(["GET", "POST"])
def ballot(request: Request, code: str) -> HttpResponse:
    """Take one ballot; somebody who comes back from signing in lands on the page of the vote."""
    topic, back = voted_on(code), reverse("topics:vote", args=[code])
    if request.method == "POST":
        try:
            actions.vote(topic, request.POST.get("choice", ""), actor=request.actor, at=request.at)
        except Refusal as refusal:
            messages.error(request, refusal.text(language_of(request)))
        else:
            messages.success(request, _("收到您的一票。投票只作参考，最后由主席会议审定。"))
    return HttpResponseRedirect(back)


@page(CALL_GRANT)
@require_GET
def call(request: Request) -> HttpResponse:
    """Show the public call for topics that is open."""
    context = {"call": queries.open_call(request.at), "form": CallClueForm(), "here": "topics"}
    return render(request, "topics/call.html", context)


@page(CLUE_GRANT)
@require_http_methods(["GET", "POST"])
def clue(request: Request) -> HttpResponse:
    """Take a clue for the open call."""
    open_now = queries.open_call(request.at)
    form = CallClueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            topic = actions.answer_call(
                form.cleaned_data["title"], note=form.cleaned_data["note"], actor=request.actor, at=request.at
            )
        except Refusal as refusal:
            form.add_error(None, refusal.text(language_of(request)))
        else:
            return render(request, "topics/call_done.html", {"topic": topic, "here": "topics"})
    context = {"call": open_now, "form": form, "is_writing": True, "here": "topics"}
    return render(request, "topics/call.html", context, status=422 if form.errors else 200)
