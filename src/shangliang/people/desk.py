"""Desks of the three administrators: bodies, persons and seats; and the audit of everything that was done."""

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Invalid, NotFound, Refusal
from shangliang.kernel.workflow import may
from shangliang.people import actions, queries, workflow
from shangliang.people import audit as auditing
from shangliang.people.faces import Request, form_words, language_of, page, take
from shangliang.people.forms import AuditForm, MemberForm, OrganizationForm, PersonForm, ReasonForm, SeatForm
from shangliang.people.models import Person

DESKS = ((workflow.DESK, "people:desk", "people"), (workflow.AUDIT, "people:audit", "audit"))


def tabs() -> list[tuple[str, str, str, None]]:
    """Return the tabs of the people desk."""
    return [
        (_("机构"), reverse("people:desk"), "bodies", None),
        (_("人员"), reverse("people:persons"), "persons", None),
    ]


@page(workflow.DESK)
def tree(request: Request) -> HttpResponse:
    """Show the root of the tree and the bodies directly below it."""
    root, rows = queries.top_bodies(request.at)
    context = {
        "rows": rows,
        "root": root,
        "tabs": tabs(),
        "here": "bodies",
        "may_add": may(request.actor, workflow.ORGANIZE),
    }
    return render(request, "people/tree.html", context)


@page(workflow.DESK)
def body(request: Request, code: str) -> HttpResponse:
    """Show one body: where it stands, its duties, who sits in it, what hangs on it."""
    found = queries.body(code)
    if found is None:
        raise NotFound
    context = {
        "body": found,
        "seats": queries.seats_of_body(found, request.at),
        "rows": queries.bodies_below(found, request.at),
        "tabs": tabs(),
        "here": "bodies",
    }
    return render(request, "people/body.html", context)


@page(workflow.ORGANIZE)
def new_body(request: Request) -> HttpResponse:
    """Register a body."""
    form = OrganizationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_organization(**form.cleaned_data, actor=request.actor, at=request.at)
        except Refusal as refusal:
            form.add_error(field_of(refusal, form), refusal.text(language_of(request)))
        else:
            return HttpResponseRedirect(reverse("people:body", args=[made.code]))
    context = {"form": form, "heading": _("登记机构"), "tabs": tabs(), "here": "bodies"}
    return render(request, "people/new.html", context, status=422 if form.errors else 200)


def field_of(refusal: Refusal, form: object) -> str | None:
    """Return the form's field that a refusal names, or None for the form as a whole."""
    field = refusal.field if isinstance(refusal, Invalid) else ""
    return field if field in getattr(form, "fields", {}) else None


@page(workflow.DESK)
def persons(request: Request) -> HttpResponse:
    """List people at work, fifty at a time; `q` looks in names, titles and bodies, `after` goes on from a person."""
    words, after = request.GET.get("q", "").strip(), request.GET.get("after", "")
    found = queries.persons_at_work(request.at, words=words, after=after)
    more = (
        f"{reverse('people:persons')}?{urlencode({'q': words, 'after': found.rows[-1].code})}" if found.more else None
    )
    context = {
        "rows": found.rows,
        "more": more,
        "words": words,
        "tabs": tabs(),
        "here": "persons",
        "may_add": may(request.actor, workflow.REGISTER),
    }
    return render(request, "people/persons.html", context)


@page(workflow.OPEN_ACCOUNT)
def new_person(request: Request) -> HttpResponse:
    """Register a person at work, with an account when a sign-in name is given."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.admit_person(**form.cleaned_data, actor=request.actor, at=request.at)
        except Refusal as refusal:
            form.add_error(field_of(refusal, form), refusal.text(language_of(request)))
        else:
            return HttpResponseRedirect(reverse("people:person", args=[made.code]))
    context = {"form": form, "heading": _("登记人员"), "tabs": tabs(), "here": "persons"}
    return render(request, "people/new.html", context, status=422 if form.errors else 200)


@page(workflow.DESK)
def person(request: Request, code: str) -> HttpResponse:
    """Show one person: seats past and present, membership, account."""
    found = person_or_404(code)
    context = {
        "person": found,
        "seats": queries.seats_of(found),
        "today": local_date(request.at),
        "member": queries.member_of(found),
        "account": queries.account_with_factor(found),
        "seat_form": SeatForm() if may(request.actor, workflow.SEAT) else None,
        "member_form": MemberForm() if may(request.actor, workflow.ENROL) else None,
        "may_reset": may(request.actor, workflow.RESET_FACTOR),
        "may_check": may(request.actor, workflow.REAL_NAME),
        "tabs": tabs(),
        "here": "persons",
    }
    return render(request, "people/person.html", context)


def person_or_404(code: str) -> Person:
    """Return the person with this code; raises NotFound."""
    found = queries.person_by_code(code)
    if found is None:
        raise NotFound
    return found


@require_POST
@page(workflow.REAL_NAME)
def check_name(request: Request, code: str) -> HttpResponse:
    """Note that a person's real name was checked."""
    found = person_or_404(code)
    return take(
        request,
        lambda: actions.confirm_real_name(found, actor=request.actor, at=request.at),
        done=_("已登记实名核验。"),
        back=reverse("people:person", args=[code]),
    )


@require_POST
@page(workflow.SEAT)
def give(request: Request, code: str) -> HttpResponse:
    """Give a person a seat."""
    found, form = person_or_404(code), SeatForm(request.POST)

    def act() -> None:
        if not form.is_valid():
            raise Invalid(form_words(form))
        actions.give_seat(found, **form.cleaned_data, actor=request.actor, at=request.at)

    return take(request, act, done=_("席位已安排。"), back=reverse("people:person", args=[code]))


@require_POST
@page(workflow.SEAT)
def end(request: Request, code: str, number: int) -> HttpResponse:
    """End the seat that stands at this place of the person's list."""
    held = queries.seats_of(person_or_404(code))
    if not 1 <= number <= len(held):
        raise NotFound
    return take(
        request,
        lambda: actions.end_seat(held[number - 1], actor=request.actor, at=request.at),
        done=_("席位已结束。"),
        back=reverse("people:person", args=[code]),
    )


@require_POST
@page(workflow.ENROL)
def enrol(request: Request, code: str) -> HttpResponse:
    """Register a person as a CPPCC member."""
    found, form = person_or_404(code), MemberForm(request.POST)

    def act() -> None:
        if not form.is_valid():
            raise Invalid(form_words(form))
        actions.add_member(found, **form.cleaned_data, actor=request.actor, at=request.at)

    return take(request, act, done=_("委员已登记。"), back=reverse("people:person", args=[code]))


@require_POST
@page(workflow.RESET_FACTOR)
def reset(request: Request, code: str) -> HttpResponse:
    """Take a lost second factor away, so that the person sets up a new one at the next sign-in."""
    found, form = person_or_404(code), ReasonForm(request.POST)

    def act() -> None:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        actions.reset_second_factor(found, actor=request.actor, at=request.at, reason=reason)

    return take(request, act, done=_("第二重验证已重置。"), back=reverse("people:person", args=[code]))


@page(workflow.AUDIT)
def audit(request: Request) -> HttpResponse:
    """Show what was done, by whom and why, newest first, fifty at a time."""
    form = AuditForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = auditing.entries(
        kind=asked.get("kind", ""),
        verb=asked.get("verb", ""),
        code=asked.get("code", ""),
        who=asked.get("who", ""),
        day=asked.get("day"),
        before=asked.get("before"),
    )
    kept = {key: value for key, value in request.GET.items() if key != "before" and value}
    more = f"{reverse('people:audit')}?{urlencode({**kept, 'before': found.rows[-1].seq})}" if found.more else None
    return render(request, "people/audit.html", {"rows": found.rows, "more": more, "form": form})
