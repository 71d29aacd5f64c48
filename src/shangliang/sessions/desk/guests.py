"""Who is invited to a session, who confirmed, who is present."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shangliang.kernel.refusals import Invalid, NotFound
from shangliang.people.faces import Request, form_words, page, take
from shangliang.people.models import Person
from shangliang.people.queries import members, units
from shangliang.sessions import actions, queries, rules
from shangliang.sessions.desk.plan import may_write, offers_of, session_or_404, tabs
from shangliang.sessions.forms import GuestForm
from shangliang.sessions.models import Attendance, Session
from shangliang.sessions.models.planned import PARTICIPANT_KINDS
from shangliang.sessions.workflow import DESK


def form_of(session: Session, data: object = None) -> GuestForm:
    """Return the form of an invitation with the people and places to choose from."""
    rows = {
        "organization": units(),
        "person": Person.objects.filter(pk__in=members().values("person")).order_by("name"),
        "venue": queries.venues_of(session),
    }
    return GuestForm(data, rows=rows)


@require_safe
@page(DESK)
def guests(request: Request, number: int) -> HttpResponse:
    """Show everybody invited by kind, with what to do about each, and who is still needed."""
    session = session_or_404(request, number)
    sheet = queries.sheet_of(session)
    kinds = {guest.kind for guest in sheet.guests}
    present = {guest.kind for guest in sheet.guests if guest.checked_in_at}
    needed = rules.NEEDED_KINDS.get(session.form, rules.TABLE)
    context = {
        "session": session,
        "sheet": sheet,
        "groups": [
            (word, [guest for guest in sheet.guests if guest.kind == kind])
            for kind, word in PARTICIPANT_KINDS
            if kind in kinds
        ],
        "needed": [(word, kind in kinds, kind in present) for kind, word in PARTICIPANT_KINDS if kind in needed],
        "offers": [
            button
            for button in offers_of(session, request, sheet)
            if button.verb in ("announce", "send_materials", "check_in", "open")
        ],
        "may_plan": may_write(session, "plan", request),
        "may_receive": may_write(session, "receive", request),
        "form": form_of(session) if may_write(session, "plan", request) else None,
        "tabs": tabs(session, request),
        "here": "guests",
    }
    return render(request, "sessions/guests.html", context)


@require_POST
@page(DESK)
def invite(request: Request, number: int) -> HttpResponse:
    """Invite somebody."""
    session = session_or_404(request, number)
    form = form_of(session, request.POST)

    def act() -> None:
        if not form.is_valid():
            raise Invalid(form_words(form))
        actions.invite(session, **form.cleaned_data, actor=request.actor)

    return take(request, act, done=_("请上了。"), back=reverse("sessions:guests", args=[number]))


@require_POST
@page(DESK)
def change(request: Request, number: int, order: int, act: str) -> HttpResponse:
    """Confirm somebody, check somebody in, or take somebody off the list."""
    guest = queries.guest_of(session_or_404(request, number), order)
    acts: dict[str, Callable[[Attendance], None]] = {
        "confirm": lambda row: actions.confirm_guest(row, at=request.at, actor=request.actor),
        "check_in": lambda row: actions.check_in_guest(row, at=request.at, actor=request.actor),
        "drop": lambda row: actions.drop_guest(row, actor=request.actor),
    }
    if guest is None or act not in acts:
        raise NotFound
    return take(
        request,
        lambda: acts[act](guest),
        done=_("%(name)s：记下了。") % {"name": guest.name},
        back=f"{reverse('sessions:guests', args=[number])}#g{order}",
    )
