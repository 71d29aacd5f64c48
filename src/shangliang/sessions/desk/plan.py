"""The list of sessions at work, a new 期, its plan: words, agenda, venues, and the steps of its table."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Invalid, NotFound, Refusal, Words
from shangliang.kernel.workflow import may
from shangliang.ledger.queries import events_of
from shangliang.opinions import queries as opinions
from shangliang.people.faces import Button, Request, buttons, form_words, language_of, page, take
from shangliang.people.queries import organizations, regions
from shangliang.sessions import actions, queries, rules
from shangliang.sessions.forms import (
    AgendaForm,
    BroadcastForm,
    LineTestForm,
    PlanForm,
    SeriesForm,
    SessionForm,
    StreamForm,
    VenueForm,
)
from shangliang.sessions.models import Session
from shangliang.sessions.workflow import BEFORE_LIVE, CREATE, DESK, HELD, HOST, MINUTES, RUNNING, SESSION, STAYING
from shangliang.topics import queries as topics

AT_ONCE = 50
EVENTS = 10
PHASES = {
    "before": (*BEFORE_LIVE, "postponed"),
    "running": RUNNING,
    "after": HELD,
}


def session_or_404(request: Request, number: int) -> Session:
    """Return the session; raises NotFound when there is none that the actor may see."""
    found = queries.session_for(request.actor, number)
    if found is None:
        raise NotFound
    return found


def tabs(session: Session, request: Request) -> list[tuple[str, str, str, None]]:
    """Return the pages of one session at work that the actor may open."""
    rows = [
        (_("方案"), reverse("sessions:case", args=[session.number]), "plan", None),
        (_("嘉宾和签到"), reverse("sessions:guests", args=[session.number]), "guests", None),
    ]
    if may(request.actor, HOST):
        rows.append((_("主持台"), reverse("sessions:host", args=[session.number]), "host", None))
    if may(request.actor, MINUTES):
        rows.append((_("纪要"), reverse("sessions:minutes_desk", args=[session.number]), "minutes", None))
    return [*rows, (_("会场大屏"), reverse("sessions:hall", args=[session.number]), "hall", None)]


def may_write(session: Session, verb: str, request: Request) -> bool:
    """Return whether the table allows the actor this kind of writing now."""
    return SESSION.decide(request.actor, verb, session.subject()).step is not None


@require_safe
@page(DESK)
def desk(request: Request) -> HttpResponse:
    """List sessions of the actor's region, newest first, fifty at a time; `phase` shows only some."""
    phase, before = request.GET.get("phase", ""), request.GET.get("before", "")
    rows = queries.list_rows(request.actor)
    rows = rows.filter(state__in=[str(state) for state in PHASES[phase]]) if phase in PHASES else rows
    rows = rows.filter(number__lt=int(before)) if before.isdecimal() else rows
    found = list(rows[: AT_ONCE + 1])
    address = reverse("sessions:desk")
    words = (("", _("全部")), ("before", _("筹备")), ("running", _("正在协商")), ("after", _("已举行")))
    shown = found[:AT_ONCE]
    following = {"phase": phase, "before": found[AT_ONCE - 1].number if len(found) > AT_ONCE else ""}
    context = {
        "rows": shown,
        "preparing": sum(row.state in PHASES["before"] for row in shown),
        "running": sum(row.state in RUNNING for row in shown),
        "late": sum(row.is_overdue(request.at) for row in shown),
        "chips": [(word, f"{address}?phase={key}" if key else address, phase == key, None) for key, word in words],
        "more": f"{address}?{urlencode(following)}" if len(found) > AT_ONCE else None,
        "may_create": may(request.actor, CREATE),
        "here": "sessions",
    }
    return render(request, "sessions/desk.html", context)


@page(CREATE)
def new(request: Request) -> HttpResponse:
    """Make a new 期."""
    rows = {
        "series": queries.series_list(),
        "topic": topics.visible_to(request.actor).filter(state__in=("ready", "in_session", "concluded", "tracking")),
        "host": organizations("committee", "cppcc"),
        "region": regions(),
    }
    first = {"number": queries.next_number_of_session(), "topic": request.GET.get("topic"), "form": "media_convergence"}
    form = SessionForm(request.POST or None, initial=first, rows=rows)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_session(**form.values(), actor=request.actor, at=request.at)
        except Refusal as refusal:
            field = refusal.field if isinstance(refusal, Invalid) else None
            form.add_error(field or None, refusal.text(language_of(request)))
        else:
            messages.success(request, _("第 %(n)s 期建好了，接着写方案。") % {"n": made.number})
            return HttpResponseRedirect(reverse("sessions:case", args=[made.number]))
    context = {"form": form, "series_form": SeriesForm(), "here": "sessions"}
    return render(request, "sessions/new.html", context, status=422 if form.errors else 200)


@require_POST
@page(CREATE)
def series(request: Request) -> HttpResponse:
    """Add a series."""
    form = SeriesForm(request.POST)

    def act() -> None:
        if not form.is_valid():
            raise Invalid(form_words(form))
        actions.add_series(**form.cleaned_data)

    return take(request, act, done=_("栏目已加上。"), back=reverse("sessions:new"))


@require_safe
@page(DESK)
def case(request: Request, number: int) -> HttpResponse:
    """Show the plan of one session: words, agenda, venues, what the next step needs, the record."""
    session = session_or_404(request, number)
    sheet = queries.sheet_of(session)
    may_plan = may_write(session, "plan", request)
    conversations = opinions.visible_to(request.actor).select_related(None).only("title", "code")
    context = {
        "session": session,
        "sheet": sheet,
        "agenda": sheet.timed,
        "offers": offers_of(session, request, sheet),
        "nexts": nexts_of(session, request, sheet),
        "plan": PlanForm.of(session, {"conversation": conversations}) if may_plan else None,
        "agenda_form": AgendaForm() if may_plan else None,
        "venue_form": VenueForm() if may_plan else None,
        "stream_form": stream_form(session, request),
        "line_form": LineTestForm() if may_plan else None,
        "notice": notice_words(session, request),
        "events": events_of("session", session.code).order_by("-seq")[:EVENTS],
        "tabs": tabs(session, request),
        "here": "plan",
    }
    return render(request, "sessions/case.html", context)


def stream_form(session: Session, request: Request) -> StreamForm | None:
    """Return the form of the film's address for those who may set it."""
    if not may_write(session, "set_stream", request):
        return None
    return StreamForm(initial={"stream_url": session.stream_url})


def notice_words(session: Session, request: Request) -> str:
    """Return a word of care when the public would hear of the day too late; nothing otherwise."""
    if session.held_at is None or session.state not in ("drafting", "plan_approved"):
        return ""
    left = rules.notice_days(local_date(request.at), local_date(session.held_at))
    if left >= rules.NOTICE_DAYS:
        return ""
    return _("离开场只有 %(left)s 天，预告应提前 %(days)s 天。") % {"left": max(left, 0), "days": rules.NOTICE_DAYS}


def offers_of(session: Session, request: Request, sheet: queries.Sheet) -> list[Button]:
    """Return the steps of the session as buttons, each with what it still needs; the broadcast asks for its day."""
    found = buttons(
        session, request.actor, lambda verb: reverse("sessions:step", args=[session.number, verb]), sheet.met
    )
    return [button for button in found if button.verb not in {*STAYING, "broadcast"}]


def nexts_of(session: Session, request: Request, sheet: queries.Sheet) -> list[tuple[str, str, list[str]]]:
    """Return what others do next: the step, who does it, what it still needs; the actor's own stand as buttons."""
    lang = language_of(request)
    mine = {button.verb for button in offers_of(session, request, sheet)}
    found = []
    for row in SESSION.steps:
        if session.state in row.frm and row.verb not in {*STAYING, *mine, "postpone", "cancel", "return_minutes"}:
            who = "、".join(Words(role.label, role.label_en).text(lang) for role in row.by)
            missing = [need.words.text(lang) for need in row.needs if not sheet.met.get(need.code)]
            found.append((Words(row.label, row.label_en).text(lang), who, missing))
    return found


@require_POST
@page(DESK)
def step(request: Request, number: int, verb: str) -> HttpResponse:
    """Take a step of the session's table."""
    session = session_or_404(request, number)
    if verb not in STEPS:
        raise NotFound
    back = request.POST.get("back", "")
    return take(
        request,
        lambda: STEPS[verb](session, request),
        done=_("办好了：%(state)s。") % {"state": step_words(verb, request)},
        back=reverse(BACK.get(back, "sessions:case"), args=[number]),
    )


BACK = {"host": "sessions:host", "minutes": "sessions:minutes_desk", "guests": "sessions:guests"}


def step_words(verb: str, request: Request) -> str:
    """Return what a step is called."""
    row = SESSION.by_verb[verb][0]
    return Words(row.label, row.label_en).text(language_of(request))


def broadcast(session: Session, request: Request) -> None:
    """Note the broadcast of the day that was typed."""
    form = BroadcastForm(request.POST)
    if not form.is_valid():
        raise Invalid(form_words(form))
    actions.broadcast_session(session, on=form.cleaned_data["on"], actor=request.actor, at=request.at)


def plain(act: Callable[..., None]) -> Callable[[Session, Request], None]:
    """Return a step that needs nothing but who and when."""
    return lambda session, request: act(session, actor=request.actor, at=request.at)


def reasoned(act: Callable[..., None]) -> Callable[[Session, Request], None]:
    """Return a step that needs a reason."""
    return lambda session, request: act(
        session, actor=request.actor, at=request.at, reason=request.POST.get("reason", "")
    )


STEPS: dict[str, Callable[[Session, Request], Any]] = {
    "approve_plan": plain(actions.approve_plan),
    "announce": plain(actions.announce),
    "send_materials": plain(actions.send_materials),
    "check_in": plain(actions.close_check_in),
    "open": plain(actions.open_session),
    "pause": plain(actions.pause_session),
    "resume": plain(actions.resume_session),
    "end": plain(actions.end_session),
    "draft_minutes": plain(actions.draft_minutes),
    "return_minutes": reasoned(actions.return_minutes),
    "sign_minutes": plain(actions.sign_minutes),
    "report": plain(actions.report_session),
    "broadcast": broadcast,
    "archive": plain(actions.archive_session),
    "postpone": reasoned(actions.postpone),
    "resume_plan": plain(actions.resume_plan),
    "cancel": reasoned(actions.cancel_session),
}


def written(request: Request, number: int, form: Any, act: Callable[..., object], done: str) -> HttpResponse:  # noqa: ANN401 - any bound form
    """Do an act with what a form says, or tell what is wrong with it; back to the plan."""

    def go() -> None:
        if not form.is_valid():
            raise Invalid(form_words(form))
        act()

    return take(request, go, done=done, back=reverse("sessions:case", args=[number]))


@require_POST
@page(DESK)
def edit(request: Request, number: int) -> HttpResponse:
    """Write the words of the plan."""
    session = session_or_404(request, number)
    form = PlanForm(request.POST, rows={"conversation": opinions.visible_to(request.actor)})
    return written(
        request,
        number,
        form,
        lambda: actions.edit_plan(session, **form.values(), actor=request.actor),
        _("方案写好了。"),
    )


@require_POST
@page(DESK)
def stream(request: Request, number: int) -> HttpResponse:
    """Set where the film can be watched."""
    session, form = session_or_404(request, number), StreamForm(request.POST)
    return written(
        request,
        number,
        form,
        lambda: actions.set_stream(session, form.cleaned_data["stream_url"], actor=request.actor),
        _("地址放好了。"),
    )


@require_POST
@page(DESK)
def add_item(request: Request, number: int) -> HttpResponse:
    """Add an item to the agenda."""
    session, form = session_or_404(request, number), AgendaForm(request.POST)
    return written(
        request,
        number,
        form,
        lambda: actions.add_agenda_item(session, **form.cleaned_data, actor=request.actor),
        _("议程加上了。"),
    )


@require_POST
@page(DESK)
def lay_agenda(request: Request, number: int) -> HttpResponse:
    """Lay out the usual run of the session's form."""
    session = session_or_404(request, number)
    return take(
        request,
        lambda: actions.lay_agenda(session, actor=request.actor),
        done=_("照这种协商形式的常用议程铺好了，可以增减。"),
        back=reverse("sessions:case", args=[number]),
    )


@require_POST
@page(DESK)
def arrange(request: Request, number: int, order: int, act: str) -> HttpResponse:
    """Move an item of the agenda up or down, or take it out."""
    item = queries.agenda_item(session_or_404(request, number), order)
    acts: dict[str, Callable[..., None]] = {
        "up": lambda item, actor: actions.move_agenda_item(item, -1, actor=actor),
        "down": lambda item, actor: actions.move_agenda_item(item, 1, actor=actor),
        "drop": lambda item, actor: actions.drop_agenda_item(item, actor=actor),
    }
    if item is None or act not in acts:
        raise NotFound
    back = "sessions:host" if request.POST.get("back") == "host" else "sessions:case"
    return take(
        request,
        lambda: acts[act](item, request.actor),
        done=_("议程改好了。"),
        back=f"{reverse(back, args=[number])}#agenda",
    )


@require_POST
@page(DESK)
def add_venue(request: Request, number: int) -> HttpResponse:
    """Add a place."""
    session, form = session_or_404(request, number), VenueForm(request.POST)
    return written(
        request,
        number,
        form,
        lambda: actions.add_venue(session, **form.cleaned_data, actor=request.actor),
        _("会场加上了。"),
    )


@require_POST
@page(DESK)
def change_venue(request: Request, number: int, place: int, act: str) -> HttpResponse:
    """Write down a test of a place's line, or take the place out."""
    venue, form = queries.venue_of(session_or_404(request, number), place), LineTestForm(request.POST)
    if venue is None or act not in ("test", "drop"):
        raise NotFound
    if act == "drop":
        return written(request, number, form, lambda: actions.drop_venue(venue, actor=request.actor), _("会场去掉了。"))
    return written(
        request,
        number,
        form,
        lambda: actions.note_line_test(venue, **form.cleaned_data, at=request.at, actor=request.actor),
        _("试通情况记下了。"),
    )
