"""Sessions for everybody: the list of all 期, one 期, its wall, its minutes, and the screen in the hall."""

import hashlib
import json
import secrets
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseNotModified, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shangliang.kernel.refusals import NotFound, Refusal
from shangliang.kernel.text import chinese_number
from shangliang.opinions.public.visitors import Visitor, remember, visitor_of
from shangliang.opinions.rules.tickets import GOOD_SECONDS, Ticket, key_of, sign
from shangliang.people.faces import Request, language_of, page, scannable, take
from shangliang.people.models import Person
from shangliang.sessions import actions, queries
from shangliang.sessions.forms import AskForm, FloorForm
from shangliang.sessions.models import Poll, Session
from shangliang.sessions.models.planned import FORMS
from shangliang.sessions.workflow import ASK, ASKING, LIST, POLL_VOTE, PUBLIC, SIGNED

AT_ONCE = 50
TOP = 6


def said_number(number: int) -> str:
    """Return the number of a 期 as it is written in the language of the moment."""
    return chinese_number(number) if (get_language() or "zh").startswith("zh") else str(number)


def session_or_404(request: Request, number: int) -> Session:
    """Return the session; raises NotFound when there is none that the actor may see."""
    found = queries.session_for(request.actor, number)
    if found is None:
        raise NotFound
    return found


@require_safe
@page(LIST)
def listing(request: Request) -> HttpResponse:
    """List every 期, the newest first, fifty at a time; `series` and `form` show only some."""
    series, form, before = (request.GET.get(name, "") for name in ("series", "form", "before"))
    rows = queries.list_rows(request.actor).filter(state__in=[str(state) for state in PUBLIC])
    all_series = list(queries.series_list())
    chosen = next((row for row in all_series if row.code == series), None)
    rows = rows.filter(series=chosen) if chosen else rows
    rows = rows.filter(form=form) if form in dict(FORMS) else rows
    rows = rows.filter(number__lt=int(before)) if before.isdecimal() else rows
    found = list(rows[: AT_ONCE + 1])
    address = reverse("sessions:list")

    def link(**changed: str) -> str:
        asked = {name: value for name, value in ({"series": series, "form": form} | changed).items() if value}
        return f"{address}?{urlencode(asked)}" if asked else address

    context = {
        "rows": [(row, said_number(row.number)) for row in found[:AT_ONCE]],
        "series": [(_("全部栏目"), link(series=""), not chosen, None)]
        + [(_(row.name), link(series=row.code), row == chosen, None) for row in all_series],
        "forms": [(_("全部形式"), link(form=""), form not in dict(FORMS), None)]
        + [(word, link(form=key), form == key, None) for key, word in FORMS],
        "more": link(before=str(found[AT_ONCE - 1].number)) if len(found) > AT_ONCE else None,
        "here": "sessions",
    }
    return render(request, "sessions/list.html", context)


@require_safe
@page(LIST)
def show(request: Request, number: int) -> HttpResponse:
    """Show one 期: stages, film, agenda, who sits at the table, the wall, promises, what upper slices add."""
    session = session_or_404(request, number)
    agenda = list(queries.agenda_of(session))
    guests = list(queries.guests_of(session, public_only=True))
    promises = list(queries.promises_of(session))
    views = list(queries.viewpoints_of(session)) if session.state in SIGNED else []
    wall = queries.wall_top(session, request.actor.person, limit=TOP)
    slots = queries.slots_of(session, agenda)
    context = {
        "session": session,
        "chinese": said_number(session.number),
        "stages": queries.stage_rows(
            session, guests=len(guests), consensus=sum(view.kind == "consensus" for view in views)
        ),
        "agenda": queries.timed(agenda, slots),
        "line": queries.line_of(session, slots, wall.rows, promises),
        "seats": queries.seats_by_kind(guests),
        "guest_count": len(guests),
        "venues": list(queries.venues_of(session)),
        "wall": wall,
        "views": views,
        "poll": queries.poll_shown(session),
        "promises": [(row, queries.promise_lamp(row, request.at)) for row in promises],
        "kept": sum(row.kept_at is not None for row in promises),
        **doors(request, session),
    }
    return render(request, "sessions/show.html", context)


def doors(request: Request, session: Session) -> dict[str, Any]:
    """Return what a visitor may do with the session now."""
    return {
        "is_asking": session.state in ASKING,
        "is_signed_in": request.actor.is_signed_in,
        "has_minutes": session.state in SIGNED,
        "here": "sessions",
    }


@require_safe
@page(LIST)
def questions(request: Request, number: int) -> HttpResponse:
    """Show the whole wall, fifty questions at a time."""
    session = session_or_404(request, number)
    typed = request.GET.get("after", "")
    after = int(typed) if typed.isdecimal() else 0
    wall = queries.wall_top(session, request.actor.person, limit=AT_ONCE, after=after)
    address = reverse("sessions:questions", args=[number])
    following = after + AT_ONCE
    context = {
        "session": session,
        "wall": wall,
        "form": AskForm(),
        "more": f"{address}?after={following}" if wall.groups > following else None,
        **doors(request, session),
    }
    return render(request, "sessions/questions.html", context)


@page(ASK)
def ask(request: Request, number: int) -> HttpResponse:
    """Ask a question; it goes on the wall when the host has read it."""
    session = session_or_404(request, number)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked_by = form.cleaned_data["asked_by"] or _("市民")
        try:
            actions.ask(session, form.cleaned_data["text"], at=request.at, asked_by=asked_by, person=person_of(request))
        except Refusal as refusal:
            form.add_error("text", refusal.text(language_of(request)))
        else:
            messages.success(request, _("收到了。主持人看过以后上墙；有了答复会告诉您。"))
            return HttpResponseRedirect(reverse("sessions:questions", args=[number]))
    context = {"session": session, "form": form, **doors(request, session)}
    return render(request, "sessions/ask.html", context, status=422 if form.errors else 200)


def person_of(request: Request) -> Person:
    """Return the person who acts; pages that use it ask for a sign-in."""
    return Person.objects.get(pk=request.actor.person or 0)


@page(ASK)
def like(request: Request, number: int, order: int) -> HttpResponse:
    """Say that one asks the same."""
    session = session_or_404(request, number)
    back = f"{reverse('sessions:questions', args=[number])}#q{order}"
    if request.method != "POST":
        return HttpResponseRedirect(back)
    question = queries.question_of(session, order)
    if question is None or not question.is_public:
        raise NotFound
    return take(
        request,
        lambda: actions.like_question(question, person_of(request)),
        done=_("记下了，您也想问这一条。"),
        back=back,
    )


@page(ASK)
def floor(request: Request, number: int) -> HttpResponse:
    """Ask for the microphone."""
    session = session_or_404(request, number)
    form = FloorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.request_floor(session, **form.cleaned_data, person=person_of(request), at=request.at)
        except Refusal as refusal:
            form.add_error(None, refusal.text(language_of(request)))
        else:
            messages.success(request, _("申请收到了，您在候场的队里，主持人会叫您。"))
            return HttpResponseRedirect(reverse("sessions:show", args=[number]))
    context = {"session": session, "form": form, **doors(request, session)}
    return render(request, "sessions/floor.html", context, status=422 if form.errors else 200)


@require_safe
@page(LIST)
def minutes(request: Request, number: int) -> HttpResponse:
    """Show the signed minutes, ready for printing."""
    session = session_or_404(request, number)
    if session.state not in SIGNED:
        raise NotFound
    return render(request, "sessions/minutes.html", minutes_context(session))


def minutes_context(session: Session) -> dict[str, Any]:
    """Return what minutes consist of."""
    return {
        "session": session,
        "chinese": said_number(session.number),
        "guests": list(queries.guests_of(session, public_only=True)),
        "views": list(queries.viewpoints_of(session)),
        "promises": list(queries.promises_of(session)),
        "here": "sessions",
    }


@require_safe
@page(LIST)
def hall(request: Request, number: int) -> HttpResponse:
    """Show the dark screen of the hall; it keeps itself up to date from the snapshot."""
    session = session_or_404(request, number)
    address = request.build_absolute_uri(reverse("sessions:show", args=[number]))
    context = {
        "session": session,
        "snap": queries.snapshot(session),
        "qr": scannable(address),
    }
    return render(request, "sessions/hall.html", context)


@require_safe
@page(LIST)
def snapshot(request: Request, number: int) -> HttpResponse:
    """Give the public facts of the moment as JSON, with a mark of their content so that screens ask cheaply."""
    session = session_or_404(request, number)
    second = int(request.at.timestamp())
    key = f"sessions.snapshot.{number}.{second}.{language_of(request)}"
    body, mark = cache.get(key) or remembered(key, marked(session))
    is_same = request.headers.get("If-None-Match") == mark
    answer: HttpResponse = HttpResponseNotModified() if is_same else HttpResponse(body, content_type="application/json")
    answer["ETag"] = mark
    scope = "public" if session.state in PUBLIC else "private"
    answer["Cache-Control"] = f"{scope}, max-age=1"
    return answer


def marked(session: Session) -> tuple[str, str]:
    """Return the snapshot as JSON text with the mark of its content."""
    body = json.dumps(queries.snapshot(session), ensure_ascii=False, sort_keys=True)
    return body, f'"{hashlib.sha256(body.encode()).hexdigest()[:24]}"'


def remembered(key: str, found: tuple[str, str]) -> tuple[str, str]:
    """Keep a snapshot for the rest of its second, so that a full hall costs one look, and return it."""
    cache.set(key, found, 2)
    return found


@page(POLL_VOTE)
def poll(request: Request, number: int, order: int) -> HttpResponse:
    """Answer a quick poll, once, the last answer counts; then see the result as far as it is counted."""
    session = session_or_404(request, number)
    row = queries.poll_of(session, order)
    if row is None or row.state == "draft":
        raise NotFound
    back = HttpResponseRedirect(reverse("sessions:poll", args=[number, order]))
    visitor = visitor_of(request)
    if request.method == "POST":
        if visitor is None:
            key = secrets.token_urlsafe(16)
            visitor = Visitor(f"browser:{key}", 0)
            remember(back, key)
        token = queries.session_token(session, visitor.who)
        picks = [int(text) for text in request.POST.getlist("pick") if text.isdecimal()]
        try:
            actions.vote_in_poll(row, picks, who=token, level=visitor.level, at=request.at)
        except Refusal as refusal:
            messages.error(request, refusal.text(language_of(request)))
        else:
            messages.success(request, _("投好了；截止以前还能改。"))
        return back
    return render(request, "sessions/poll.html", poll_context(request, session, row, visitor))


def poll_context(request: Request, session: Session, row: Poll, visitor: Visitor | None) -> dict[str, Any]:
    """Return what the page of a poll consists of."""
    answer = queries.answer_of(row, queries.session_token(session, visitor.who)) if visitor else []
    is_taking = row.state == "open" and (row.closes_at is None or request.at < row.closes_at)
    return {
        "session": session,
        "poll": row,
        "choices": queries.choices_of(row),
        "answer": answer,
        "is_taking": is_taking,
        "needs_sign_in": is_taking and row.level > (visitor.level if visitor else 0),
        "shows_result": bool(answer) or not is_taking,
        "result": queries.poll_shown(session, row),
        **doors(request, session),
    }


@require_safe
@page(POLL_VOTE)
def ticket(request: Request, number: int) -> HttpResponse:
    """Give the ticket with which this browser votes at the live process; a browser gets its key with the first."""
    session = session_or_404(request, number)
    visitor, key = visitor_of(request), ""
    if visitor is None:
        key = secrets.token_urlsafe(16)
        visitor = Visitor(f"browser:{key}", 0)
    until = int(request.at.timestamp()) + GOOD_SECONDS
    given = Ticket(
        session.code,
        queries.session_token(session, visitor.who),
        visitor.level,
        until,
        person=request.actor.person or 0,
    )
    text = sign(key_of(settings.PEPPER), given)
    response = JsonResponse({"ticket": text, "until": until, "level": visitor.level})
    response["Cache-Control"] = "no-store"
    if key:
        remember(response, key)
    return response
