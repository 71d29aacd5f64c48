"""The host's console: agenda, microphone, question wall, lines, and the one line in which everything is noted."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shangliang.kernel.refusals import Invalid, NotFound
from shangliang.people.faces import Request, form_words, page, take
from shangliang.people.queries import units
from shangliang.sessions import actions, queries
from shangliang.sessions.desk.plan import may_write, offers_of, session_or_404, tabs
from shangliang.sessions.forms import AnswerForm, DeskFloorForm, DeskQuestionForm, LineTestForm, NoteForm, PollForm
from shangliang.sessions.models import FloorRequest, Poll, Question, Session, Venue
from shangliang.sessions.workflow import HOST

SHOWN = 30
"""Groups of questions that the console shows at once."""


@require_safe
@page(HOST)
def host(request: Request, number: int) -> HttpResponse:
    """Show the console of a session."""
    session = session_or_404(request, number)
    sheet = queries.sheet_of(session)
    floor = list(queries.floor_of(session))
    wall = list(queries.wall_of(session)[: SHOWN + 1])
    promises = list(queries.promises_of(session))
    polls = list(queries.polls_of(session))
    shown = queries.shown_of(polls)
    speaking = next((row for row in floor if row.status == "speaking"), None)
    context = {
        "session": session,
        "sheet": sheet,
        "agenda": sheet.timed,
        "clock": clock_of(session, sheet),
        "floor": floor,
        "speaking": speaking,
        "waiting": [row for row in floor if row.status == "waiting"],
        "spoken": sum(row.status == "done" for row in floor),
        "shares": queries.speaking_shares(floor, request.at),
        "wall": wall[:SHOWN],
        "has_more": len(wall) > SHOWN,
        "counts": queries.wall_counts(session),
        "promises": promises,
        "offers": {row.verb: row for row in offers_of(session, request, sheet)},
        "may_host": may_write(session, "host", request),
        "may_wall": may_write(session, "keep_wall", request),
        "poll": queries.poll_shown(session, shown) if shown else {},
        "polls": [row for row in polls if row.state != "closed"],
        "poll_forms": poll_forms(polls) if may_write(session, "host", request) else {},
        "note": NoteForm(rows={"unit": units()}) if may_write(session, "note", request) else None,
        "floor_form": DeskFloorForm(),
        "question_form": DeskQuestionForm(rows={"venue": queries.venues_of(session)}),
        "answer_form": AnswerForm(auto_id=False),
        "tabs": tabs(session, request),
        "here": "host",
    }
    return render(request, "sessions/host.html", context)


def poll_forms(polls: Sequence[Poll]) -> dict[int, PollForm]:
    """Return the form of each poll that can still be changed, and under 0 that of a new one."""
    found = {0: PollForm(auto_id="id_poll_%s")}
    drafts = [row for row in polls if row.state == "draft"]
    words = queries.words_of(drafts)
    for row in drafts:
        names = ("question", "kind", "level", "seconds")
        written = {name: getattr(row, name) for name in names} | {"choices": "\n".join(words[row.pk])}
        found[row.number] = PollForm(initial=written, auto_id=f"id_poll{row.number}_%s")
    return found


def clock_of(session: Session, sheet: queries.Sheet) -> dict[str, Any]:
    """Return when the agenda as it runs ends, and by how many minutes that is later than planned."""
    if not sheet.slots or session.held_at is None:
        return {}
    ends = sheet.slots[-1].ends
    planned = (ends - session.held_at).total_seconds() / 60 - sheet.minutes
    return {"ends": ends, "late": round(planned)}


def go(request: Request, number: int, act: Callable[[], object], done: str, place: str = "") -> HttpResponse:
    """Do one act of the console and go back to it."""
    back = reverse("sessions:host", args=[number])
    return take(request, act, done=done, back=f"{back}#{place}" if place else back)


@require_POST
@page(HOST)
def run(request: Request, number: int, order: int) -> HttpResponse:
    """Make an item of the agenda the running one."""
    item = queries.agenda_item(session_or_404(request, number), order)
    if item is None:
        raise NotFound
    done = _("正在进行：%(title)s。") % {"title": item.title}
    return go(request, number, lambda: actions.run_item(item, at=request.at, actor=request.actor), done, "agenda")


@require_POST
@page(HOST)
def line(request: Request, number: int, place: int, act: str) -> HttpResponse:
    """Switch a place on or off the air, or write down a test of its line."""
    venue, form = queries.venue_of(session_or_404(request, number), place), LineTestForm(request.POST)
    acts: dict[str, Callable[[Venue], None]] = {
        "on": lambda row: actions.put_on_air(row, on=True, actor=request.actor),
        "off": lambda row: actions.put_on_air(row, on=False, actor=request.actor),
        "test": lambda row: actions.note_line_test(row, **form.cleaned_data, at=request.at, actor=request.actor),
    }
    if venue is None or act not in acts or not form.is_valid():
        raise NotFound
    return go(request, number, lambda: acts[act](venue), _("%(name)s：办好了。") % {"name": venue.name}, "air")


@require_POST
@page(HOST)
def add_question(request: Request, number: int) -> HttpResponse:
    """Put a question on the wall that came in by hand."""
    session = session_or_404(request, number)
    form = DeskQuestionForm(request.POST, rows={"venue": queries.venues_of(session)})

    def act() -> None:
        if not form.is_valid():
            raise Invalid(form_words(form))
        actions.ask(session, **form.cleaned_data, is_public=True, at=request.at)

    return go(request, number, act, _("提问上墙了。"), "wall")


@require_POST
@page(HOST)
def question(request: Request, number: int, order: int, act: str) -> HttpResponse:
    """Show, hide, merge or answer a question."""
    session = session_or_404(request, number)
    row = queries.question_of(session, order)
    acts: dict[str, Callable[[Question], None]] = {
        "show": lambda row: actions.show_question(row, shown=True, actor=request.actor),
        "hide": lambda row: actions.show_question(row, shown=False, actor=request.actor),
        "merge": lambda row: actions.merge_question(row, other(session, request), actor=request.actor),
        "answer": lambda row: answer(row, request),
    }
    if row is None or act not in acts:
        raise NotFound
    return go(request, number, lambda: acts[act](row), _("第 %(n)s 问：办好了。") % {"n": order}, "wall")


def other(session: Session, request: Request) -> Question:
    """Return the question into which another is merged."""
    typed = request.POST.get("into", "")
    found = queries.question_of(session, int(typed)) if typed.isdecimal() else None
    if found is None:
        raise NotFound
    return found


def answer(row: Question, request: Request) -> None:
    """Give a question the end that was typed."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Invalid(form_words(form))
    actions.answer_question(row, **form.cleaned_data, actor=request.actor, at=request.at)


@require_POST
@page(HOST)
def add_floor(request: Request, number: int) -> HttpResponse:
    """Put somebody into the queue at the microphone."""
    session, form = session_or_404(request, number), DeskFloorForm(request.POST)

    def act() -> None:
        if not form.is_valid():
            raise Invalid(form_words(form))
        actions.request_floor(session, **form.cleaned_data, at=request.at)

    return go(request, number, act, _("排上了。"), "floor")


@require_POST
@page(HOST)
def floor(request: Request, number: int, order: int, act: str) -> HttpResponse:
    """Give somebody the microphone, give a minute more, or take somebody off the queue."""
    row = queries.floor_request(session_or_404(request, number), order)
    acts: dict[str, Callable[[FloorRequest], None]] = {
        "give": lambda row: actions.give_floor(row, at=request.at, actor=request.actor),
        "more": lambda row: actions.lengthen_speech(row, actor=request.actor),
        "decline": lambda row: actions.decline_floor(row, at=request.at, actor=request.actor),
    }
    if row is None or act not in acts:
        raise NotFound
    return go(request, number, lambda: acts[act](row), _("%(name)s：办好了。") % {"name": row.name}, "floor")


@require_POST
@page(HOST)
def stop(request: Request, number: int) -> HttpResponse:
    """End the present speech."""
    session = session_or_404(request, number)
    return go(
        request,
        number,
        lambda: actions.take_floor_back(session, at=request.at, actor=request.actor),
        _("停表了。"),
        "floor",
    )


@require_POST
@page(HOST)
def note(request: Request, number: int) -> HttpResponse:
    """Note one line: a promise, a view, a consensus or a differing view."""
    session = session_or_404(request, number)
    form = NoteForm(request.POST, rows={"unit": units()})
    back = "sessions:minutes_desk" if request.POST.get("back") == "minutes" else "sessions:host"

    def act() -> None:
        if not form.is_valid():
            raise Invalid(form_words(form))
        actions.note_line(session, **form.cleaned_data, actor=request.actor, at=request.at)

    return take(request, act, done=_("记下了。"), back=f"{reverse(back, args=[number])}#note")
