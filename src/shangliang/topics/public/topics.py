"""Topics for everybody: the list, the vote, the call for topics."""

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
from shangliang.topics.models import Topic
from shangliang.topics.workflow import BALLOT_GRANT, CALL_GRANT, CLUE_GRANT, LIST_GRANT, VOTE_GRANT, TopicState

PAGE = 30


@page(LIST_GRANT)
@require_GET
def listed(request: Request) -> HttpResponse:
    """List the topics that everybody may see, with the stage each has reached."""
    stage, domain, after = (request.GET.get(name, "") for name in ("stage", "domain", "after"))
    stages, domains, sources = dict(named(rules.STAGES)), dict(named(rules.DOMAINS)), dict(named(rules.SOURCES))
    stage, domain = stage if stage in stages else "", domain if domain in domains else ""
    topics = list(queries.public_listed(stage=stage, domain=domain, after=after)[: PAGE + 1])
    more = topics[PAGE - 1] if len(topics) > PAGE else None
    context = {
        "rows": [(topic, rules.stage_index(topic.stage) + 1, stages[topic.stage]) for topic in topics[:PAGE]],
        "stages": stages,
        "domains": domains,
        "sources": sources,
        "stage": stage,
        "domain": domain,
        "after": f"{more.moved_at.timestamp():.6f}-{more.pk}" if more else "",
        "call": queries.open_call(request.at),
        "here": "topics",
    }
    return render(request, "topics/list.html", context)


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
