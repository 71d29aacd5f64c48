"""After it: the minutes with what was agreed and what was not, their signature, promises that were kept."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shangliang.kernel.refusals import Invalid, NotFound
from shangliang.people.faces import Request, buttons, form_words, page, take
from shangliang.people.queries import units
from shangliang.sessions import actions, queries
from shangliang.sessions.desk.plan import may_write, offers_of, session_or_404, tabs
from shangliang.sessions.forms import BroadcastForm, CourseForm, KeptForm, NoteForm
from shangliang.sessions.workflow import MINUTES


@require_safe
@page(MINUTES)
def minutes(request: Request, number: int) -> HttpResponse:
    """Show the minutes at work: course, views, promises, and the steps that follow."""
    session = session_or_404(request, number)
    sheet = queries.sheet_of(session)
    offers = offers_of(session, request, sheet)
    verbs = {row.verb for row in buttons(session, request.actor, lambda verb: verb, sheet.met)}
    may_note = may_write(session, "note", request)
    context = {
        "session": session,
        "sheet": sheet,
        "views": list(queries.viewpoints_of(session)),
        "promises": [(row, queries.promise_lamp(row, request.at)) for row in queries.promises_of(session)],
        "course": CourseForm(initial={"course": session.course}) if may_note else None,
        "note": NoteForm(rows={"unit": units()}) if may_note else None,
        "kept": KeptForm(auto_id=False) if "keep_promise" in verbs else None,
        "offers": offers,
        "broadcast": BroadcastForm(initial={"on": session.broadcast_on}) if "broadcast" in verbs else None,
        "tabs": tabs(session, request),
        "here": "minutes",
    }
    return render(request, "sessions/minutes_desk.html", context)


def back_to(number: int) -> str:
    """Return the address of the minutes at work."""
    return reverse("sessions:minutes_desk", args=[number])


@require_POST
@page(MINUTES)
def course(request: Request, number: int) -> HttpResponse:
    """Write what happened."""
    session, form = session_or_404(request, number), CourseForm(request.POST)

    def act() -> None:
        if not form.is_valid():
            raise Invalid(form_words(form))
        actions.write_course(session, form.cleaned_data["course"], actor=request.actor)

    return take(request, act, done=_("协商经过写好了。"), back=back_to(number))


@require_POST
@page(MINUTES)
def drop_view(request: Request, number: int, order: int) -> HttpResponse:
    """Take back something that was noted by mistake."""
    row = queries.viewpoint_of(session_or_404(request, number), order)
    if row is None:
        raise NotFound
    return take(
        request,
        lambda: actions.drop_viewpoint(row, actor=request.actor, at=request.at),
        done=_("撤下了。"),
        back=back_to(number),
    )


@require_POST
@page(MINUTES)
def keep(request: Request, number: int, order: int) -> HttpResponse:
    """Note that a promise was kept."""
    row, form = queries.promise_of(session_or_404(request, number), order), KeptForm(request.POST)
    if row is None:
        raise NotFound

    def act() -> None:
        if not form.is_valid():
            raise Invalid(form_words(form))
        actions.keep_promise(row, evidence=form.cleaned_data["evidence"], actor=request.actor, at=request.at)

    return take(request, act, done=_("记下了：已兑现。"), back=back_to(number))
