"""Opinions for everybody: answer one statement at a time, write one's own, see the map.

`visitors` says who answers, `files` gives what can be downloaded, `further` shows what is not used, takes appeals,
proves real names and shows the report.
"""

import json
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shangliang.kernel.refusals import NotFound, Refusal
from shangliang.opinions import actions, queries, rules
from shangliang.opinions.forms import AboutForm, AnswerForm, StatementForm
from shangliang.opinions.models import Conversation, Participant, Statement
from shangliang.opinions.public.visitors import (
    Visitor,
    board,
    conversation_or_404,
    new_visitor,
    participant_of,
    visitor_of,
)
from shangliang.opinions.queries.crowd import classes, districts_of
from shangliang.opinions.rules import likeness, tickets
from shangliang.opinions.workflow import LIST, PROPOSE, TAKE_PART
from shangliang.people.faces import Request, language_of, page


@require_safe
@page(LIST)
def listing(request: Request) -> HttpResponse:
    """List conversations, the newest first; `state` shows the open or the closed ones."""
    state = request.GET.get("state", "")
    rows = queries.visible_to(request.actor).exclude(state="drafting")
    rows = rows.filter(state=state) if state in ("open", "closed") else rows
    found, more = queries.page_of(rows, before=request.GET.get("before", ""))
    address = reverse("opinions:list")
    picks = [
        (word, f"{address}?state={key}" if key else address, state == key, None)
        for key, word in (("", _("全部")), ("open", _("正在征求")), ("closed", _("已截止")))
    ]
    following = f"{address}?{urlencode({'state': state, 'before': more})}" if more else None
    return render(request, "opinions/list.html", {"rows": found, "picks": picks, "more": following, "here": "opinions"})


@require_safe
@page(TAKE_PART)
def show(request: Request, code: str) -> HttpResponse:
    """Show one statement to answer, with the map beside it; `n` opens one that was answered, to change it."""
    conversation = conversation_or_404(request, code)
    visitor = visitor_of(request)
    context = standing(conversation, visitor, again=request.GET.get("n", ""))
    return render(request, "opinions/show.html", context)


def standing(conversation: Conversation, visitor: Visitor | None, *, again: str = "") -> dict[str, Any]:
    """Return what the page of a visitor shows: the statement that comes, what was answered, where that leads."""
    newest = queries.newest_map(conversation)
    standpoint = queries.standpoint(conversation, participant_of(conversation, visitor), newest)
    statement = queries.statement_of(conversation, int(again)) if again.isdecimal() else standpoint.next
    return {
        **board(conversation, newest, standpoint.answered),
        "standpoint": standpoint,
        "statement": statement,
        "before": standpoint.answered.get(statement.number) if statement else None,
        "lacking": max(rules.enough(standpoint.total) - len(standpoint.answered), 0),
        "my_level": visitor.level if visitor else 0,
        "here": "opinions",
    }


@page(TAKE_PART)
def answer(request: Request, code: str) -> HttpResponse:
    """Take one answer and go on to the next statement; a browser gets its key with its first answer.

    The page's own script asks for JSON and gets the next card; a plain form is sent back to the page.
    """
    conversation = conversation_or_404(request, code)
    wants_card = request.headers.get("Accept") == "application/json"
    response = HttpResponseRedirect(reverse("opinions:show", args=[code]))
    if request.method != "POST":
        return response
    form = AnswerForm(request.POST)
    statement = queries.statement_of(conversation, form.cleaned_data["statement"]) if form.is_valid() else None
    if statement is None:
        raise NotFound
    visitor = visitor_of(request) or new_visitor(response)
    refused = answered(request, statement, form.cleaned_data["value"], visitor)
    if not wants_card:
        if refused:
            messages.error(request, refused)
        return response
    made = card(request, conversation, visitor, refused)
    made.cookies.update(response.cookies)
    return made


def answered(request: Request, statement: Statement, value: int, visitor: Visitor) -> str:
    """Take an answer, and return why it was refused, or nothing."""
    at = request.at
    try:
        actions.cast_vote(statement, value, who=visitor.who, level=visitor.level, browser=visitor.browser, at=at)
    except Refusal as refusal:
        return refusal.text(language_of(request))
    return ""


@require_safe
@never_cache
@page(TAKE_PART)
def next_card(request: Request, code: str) -> HttpResponse:
    """Give the next card to the page's script, after the live process took an answer."""
    return card(request, conversation_or_404(request, code), visitor_of(request), "")


def card(request: Request, conversation: Conversation, visitor: Visitor | None, refused: str) -> JsonResponse:
    """Return the next card as the page's script puts it in place, and where the visitor now stands."""
    conversation.refresh_from_db()
    context = standing(conversation, visitor)
    spot = context["spot"]
    place = {"x": spot.x, "y": spot.y, "name": named(request, spot.number, context["names"])} if spot else None
    text = render_to_string("opinions/_card.html", context, request)
    made = JsonResponse({"card": text, "spot": place, "refused": refused}, status=409 if refused else 200)
    made["Cache-Control"] = "no-store"
    return made


def named(request: Request, group: int, names: dict[int, str]) -> str:
    """Return a group's letter with the name that a person gave it."""
    letter = rules.group_name(group, language_of(request))
    return f"{letter}　{names[group]}" if group in names else letter


@require_POST
@page(TAKE_PART)
def ticket(request: Request, code: str) -> HttpResponse:
    """Give the reader the signed ticket with which votes are sent to the live process; a new browser gets its key."""
    conversation = conversation_or_404(request, code)
    made = JsonResponse({})
    visitor = visitor_of(request) or new_visitor(made)
    before = queries.participant_token(conversation, visitor.browser) if visitor.browser else ""
    until = int(request.at.timestamp()) + tickets.GOOD_SECONDS
    mine = tickets.Ticket(
        code, queries.participant_token(conversation, visitor.who), visitor.level, until, before,
        request.actor.person or 0,
    )  # fmt: skip
    text = tickets.sign(tickets.key_of(settings.PEPPER), mine)
    made.content = json.dumps({"ticket": text, "until": until, "level": visitor.level}).encode()
    made["Cache-Control"] = "no-store"
    return made


@page(PROPOSE)
def own(request: Request, code: str) -> HttpResponse:
    """Write a statement of one's own; near-copies that are there are shown first, and a person reads it."""
    conversation = conversation_or_404(request, code)
    form = StatementForm(request.POST or None)
    near: list[Statement] = []
    if request.method == "POST" and form.is_valid():
        near = [] if "anyway" in request.POST else near_copies(conversation, form.cleaned_data["text"])
        if not near and sent(request, conversation, form):
            messages.success(request, _("收到了。工作室看过以后，大家就能表态；采用不采用都会告诉您。"))
            return HttpResponseRedirect(reverse("opinions:show", args=[code]))
    context = {"conversation": conversation, "form": form, "near": near, "here": "opinions"}
    return render(request, "opinions/own.html", context, status=422 if form.errors else 200)


def near_copies(conversation: Conversation, text: str) -> list[Statement]:
    """Return up to three statements that everybody can answer already and that say nearly the same."""
    rows = {row.number: row for row in queries.statements_of(conversation, "live")}
    there = [(number, row.text) for number, row in rows.items()]
    return [rows[number] for number, _likeness in likeness.near_copies(text, there)]


def sent(request: Request, conversation: Conversation, form: StatementForm) -> bool:
    """Send a statement to be read, and return whether it was taken; a refusal stands in the form."""
    try:
        actions.add_statement(conversation, form.cleaned_data["text"], actor=request.actor, at=request.at)
    except Refusal as refusal:
        form.add_error("text", refusal.text(language_of(request)))
        return False
    return True


@require_safe
@page(LIST)
def opinion_map(request: Request, code: str) -> HttpResponse:
    """Show the map with common ground and what divides; `view=table` gives the same as a table."""
    conversation = conversation_or_404(request, code)
    someone = participant_of(conversation, visitor_of(request))
    context = {
        **board(conversation, queries.newest_map(conversation), queries.answers_of(someone)),
        "as_table": request.GET.get("view") == "table",
        "about": about_form(conversation, someone),
        "here": "opinions",
    }
    return render(request, "opinions/map.html", context)


def about_form(conversation: Conversation, someone: Participant | None) -> AboutForm | None:
    """Return the form in which somebody who takes part may say a little more, with what was said."""
    if someone is None or conversation.state != "open":
        return None
    said = {"age_band": someone.age_band, "gender": someone.gender, "district": someone.district_id}
    return AboutForm(initial=said, classes=classes(conversation.region), districts=districts_of(conversation.region))


@require_POST
@page(TAKE_PART)
def about(request: Request, code: str) -> HttpResponse:
    """Keep what somebody who takes part says of age, gender and district; all of it is voluntary."""
    conversation = conversation_or_404(request, code)
    someone = participant_of(conversation, visitor_of(request))
    region = conversation.region
    form = AboutForm(request.POST, classes=classes(region), districts=districts_of(region))
    if someone is None or not form.is_valid():
        raise NotFound
    actions.tell_about(someone, **form.cleaned_data)
    messages.success(request, _("记下了。只用来看参与的人像不像全市的人，不和您的表态一起公布。"))
    return HttpResponseRedirect(f"{reverse('opinions:map', args=[code])}#about")
