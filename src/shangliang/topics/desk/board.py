"""The board of topics, its list, new clues and public calls."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from shangliang.kernel.refusals import Refusal
from shangliang.kernel.workflow import may
from shangliang.people.faces import Request, language_of, page, take
from shangliang.topics import actions, queries, rules
from shangliang.topics.desk.cards import Drawer, in_chinese, number_of
from shangliang.topics.desk.steps import Asked, acts_of
from shangliang.topics.forms import CallForm, ClueForm
from shangliang.topics.models import Topic
from shangliang.topics.workflow import BOARD_GRANT, CALL_DESK_GRANT, CLUE_DESK_GRANT

PAGE = 50


def column_notes() -> dict[str, str]:
    """Return what stands under the name of each column."""
    return {
        "collect": _("线索，等着归类"),
        "select": _("评分 ≥ %(least)s 人 · 领导审定") % {"least": rules.LEAST_SCORERS},
        "listen": _("列入计划，组成小组"),
        "research": _("调研 ≥ %(least)s 次") % {"least": rules.LEAST_VISITS},
        "deliberate": _("待协商与协商中"),
        "consensus": _("纪要与金点子清单"),
        "dispatch": _("金点子转办"),
        "supervise": _("至全部销号或入台账"),
    }


@page(BOARD_GRANT)
@require_GET
def board(request: Request) -> HttpResponse:
    """Show the eight columns of the board."""
    show = request.GET.get("show", "all")
    only = {"mine": queries.mine(request.actor), "soon": queries.due_soon(request.at)}.get(show)
    columns = queries.board(request.actor, only=only)
    notes = column_notes()
    zh = in_chinese()
    names = {key: name if zh else name_en for key, name, name_en in rules.STAGES}
    drawer = Drawer(request.at)
    cards = {column.key: [drawer.card(row) for row in column.rows] for column in columns}
    top = max((card.heat for listed in cards.values() for card in listed), default=0.0)
    picked = picked_topic(request)
    context = {
        "columns": [(column, names[column.key], notes[column.key], cards[column.key]) for column in columns],
        "total": sum(column.count for column in columns),
        "scale": 100 / (top or 1.0),
        "show": show,
        "picked": picked,
        "picked_number": number_of(picked) if picked else "",
        "acts": acts_of(Asked(picked, request.actor, request.at)) if picked else [],
        "stage_names": names,
        "may_add": may(request.actor, CLUE_DESK_GRANT),
        "may_call": may(request.actor, CALL_DESK_GRANT),
        "here": "topics",
    }
    return render(request, "topics/board.html", context)


def picked_topic(request: Request) -> Topic | None:
    """Return the topic that was picked up on the board."""
    code = request.GET.get("pick", "")
    return queries.topic_for(request.actor, code) if code else None


@page(BOARD_GRANT)
@require_GET
def listed(request: Request) -> HttpResponse:
    """List topics by state or words, fifty at a time."""
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()
    rows = queries.listed(request.actor, state=state, words=words, after=request.GET.get("after", ""))[: PAGE + 1]
    topics, drawer = list(rows), Drawer(request.at)
    more = topics[PAGE - 1] if len(topics) > PAGE else None
    context = {
        "cards": [drawer.card(row) for row in topics[:PAGE]],
        "state": state,
        "words": words,
        "states": [(value, Topic.workflow.state(value).text(language_of(request))) for value in Topic.workflow.values],
        "after": queries.list_place(more["moved_at"], more["pk"]) if more else "",
        "here": "topics",
    }
    return render(request, "topics/desk_list.html", context)


@page(CLUE_DESK_GRANT)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Write down a clue."""
    form = ClueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            topic = actions.collect_clue(actor=request.actor, at=request.at, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.text(language_of(request)))
        else:
            return HttpResponseRedirect(reverse("topics:desk_topic", args=[topic.code]))
    status = 422 if form.errors else 200
    return render(request, "topics/new.html", {"form": form, "here": "topics"}, status=status)


@page(CALL_DESK_GRANT)
@require_http_methods(["GET", "POST"])
def call(request: Request) -> HttpResponse:
    """Announce a public call for topics."""
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> object:
            return actions.announce_call(actor=request.actor, at=request.at, **form.cleaned_data)

        return take(request, act, done=_("征集已经发布。"), back=reverse("topics:call_desk"))
    context = {"form": form, "calls": queries.calls(), "here": "topics"}
    return render(request, "topics/call_desk.html", context, status=422 if form.errors else 200)
