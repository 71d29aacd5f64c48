"""Opinions for everybody: answer one statement at a time, write one's own, see the map."""

import csv
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shangliang.kernel.refusals import NotFound, Refusal
from shangliang.opinions import actions, queries, rules
from shangliang.opinions.forms import AnswerForm, StatementForm
from shangliang.opinions.models import Conversation, OpinionMap, Participant
from shangliang.opinions.workflow import LIST, PROPOSE, TAKE_PART
from shangliang.people.faces import Request, language_of, page

COOKIE = "voter"
YEAR = 365 * 24 * 3600
SHAPES = ("dot", "ring", "plus", "square", "wedge")


@dataclass(frozen=True)
class Visitor:
    """Under which key somebody answers: the person's when signed in, else the browser's."""

    who: str
    level: int
    browser: str = ""


def visitor_of(request: Request) -> Visitor | None:
    """Return who answers, or None for a browser that never did."""
    cookie = request.get_signed_cookie(COOKIE, default="", salt=COOKIE)
    browser = f"browser:{cookie}" if cookie else ""
    if request.actor.person is not None:
        return Visitor(f"person:{request.actor.person}", 1, browser)
    return Visitor(browser, 0) if browser else None


def participant_of(conversation: Conversation, visitor: Visitor | None) -> Participant | None:
    """Return the participation of a visitor: as a person, or as the browser before signing in."""
    if visitor is None:
        return None
    found = queries.participant(conversation, visitor.who)
    return found or (queries.participant(conversation, visitor.browser) if visitor.browser else None)


def conversation_or_404(request: Request, code: str) -> Conversation:
    """Return the conversation; raises NotFound when there is none that the actor may see."""
    found = queries.conversation_for(request.actor, code)
    if found is None:
        raise NotFound
    return found


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
    someone = participant_of(conversation, visitor_of(request))
    newest = queries.newest_map(conversation)
    standpoint = queries.standpoint(conversation, someone, newest)
    again = request.GET.get("n", "")
    statement = queries.statement_of(conversation, int(again)) if again.isdecimal() else standpoint.next
    context = {
        **board(newest, standpoint.answered),
        "conversation": conversation,
        "standpoint": standpoint,
        "statement": statement,
        "before": standpoint.answered.get(statement.number) if statement else None,
        "lacking": max(rules.enough(standpoint.total) - len(standpoint.answered), 0),
        "here": "opinions",
    }
    return render(request, "opinions/show.html", context)


def board(newest: OpinionMap | None, answered: dict[int, int] | Any) -> dict[str, Any]:  # noqa: ANN401 - a mapping of answers
    """Return what the templates of the map need."""
    view = newest.view if newest else None
    is_shown = bool(view and view["stability"]["publishable"])
    return {
        "newest": newest,
        "view": view,
        "is_shown": is_shown,
        "spot": queries.spot_of(newest, answered) if newest and is_shown else None,
        "shapes": SHAPES,
        "levels": rules.LEVELS,
        "answered": answered,
    }


@page(TAKE_PART)
def answer(request: Request, code: str) -> HttpResponse:
    """Take one answer and go on to the next statement; a browser gets its key with its first answer."""
    conversation = conversation_or_404(request, code)
    response = HttpResponseRedirect(reverse("opinions:show", args=[code]))
    if request.method != "POST":
        return response
    form = AnswerForm(request.POST)
    statement = queries.statement_of(conversation, form.cleaned_data["statement"]) if form.is_valid() else None
    if statement is None:
        raise NotFound
    visitor = visitor_of(request)
    if visitor is None:
        key = secrets.token_urlsafe(16)
        visitor = Visitor(f"browser:{key}", 0)
        remember(response, key)
    try:
        actions.cast_vote(
            statement,
            form.cleaned_data["value"],
            who=visitor.who,
            level=visitor.level,
            browser=visitor.browser,
            at=request.at,
        )
    except Refusal as refusal:
        messages.error(request, refusal.text(language_of(request)))
    return response


def remember(response: HttpResponse, key: str) -> None:
    """Give the browser the key under which it answers; nobody else can make one."""
    response.set_signed_cookie(
        COOKIE,
        key,
        salt=COOKIE,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


@page(PROPOSE)
def own(request: Request, code: str) -> HttpResponse:
    """Write a statement of one's own; a person reads it before it is shown."""
    conversation = conversation_or_404(request, code)
    form = StatementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_statement(conversation, form.cleaned_data["text"], actor=request.actor, at=request.at)
        except Refusal as refusal:
            form.add_error("text", refusal.text(language_of(request)))
        else:
            messages.success(request, _("收到了。工作室看过以后，大家就能表态；采用不采用都会告诉您。"))
            return HttpResponseRedirect(reverse("opinions:show", args=[code]))
    context = {"conversation": conversation, "form": form, "here": "opinions"}
    return render(request, "opinions/own.html", context, status=422 if form.errors else 200)


@require_safe
@page(LIST)
def opinion_map(request: Request, code: str) -> HttpResponse:
    """Show the map with common ground and what divides; `view=table` gives the same as a table."""
    conversation = conversation_or_404(request, code)
    someone = participant_of(conversation, visitor_of(request))
    context = {
        **board(queries.newest_map(conversation), queries.answers_of(someone)),
        "conversation": conversation,
        "as_table": request.GET.get("view") == "table",
        "here": "opinions",
    }
    return render(request, "opinions/map.html", context)


@require_safe
@page(LIST)
def votes_file(request: Request, code: str) -> HttpResponse:
    """Give the votes of the newest map as CSV, without anything that names a person, to compute it again."""
    conversation = conversation_or_404(request, code)
    newest = queries.newest_map(conversation)
    if newest is None:
        raise NotFound
    columns = queries.vote_columns(conversation, until=newest.log_position)
    rows = zip(*columns, strict=True)
    return as_csv(f"{code}-votes.csv", ("participant", "statement", "vote"), rows)


@require_safe
@page(LIST)
def statements_file(request: Request, code: str) -> HttpResponse:
    """Give the statements with their counts as CSV."""
    conversation = conversation_or_404(request, code)
    rows = ((row.number, row.agree, row.disagree, row.passed, row.text) for row in queries.standings(conversation))
    return as_csv(f"{code}-statements.csv", ("statement", "agree", "disagree", "pass", "text"), rows)


def as_csv(name: str, head: tuple[str, ...], rows: Any) -> HttpResponse:  # noqa: ANN401 - any rows
    """Return rows as a CSV file, sent as they are written."""

    def lines() -> Iterator[str]:
        yield "\ufeff"
        for row in (head, *()):
            yield line(row)
        for row in rows:
            yield line(row)

    answer_ = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer_["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer_  # type: ignore[return-value]  # a response that streams


def line(row: Any) -> str:  # noqa: ANN401 - any values
    """Return one line of CSV."""
    out = StringIO()
    csv.writer(out).writerow(row)
    return out.getvalue()
