"""The administrator's pages of outside systems: who is connected, what goes to and fro, sending again."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shangliang.adapters import actions, queries, workflow
from shangliang.adapters.forms import ChangeForm, ListForm, PartnerForm
from shangliang.adapters.models import Delivery, Partner
from shangliang.adapters.rules import returned_rows
from shangliang.dispatch.models import Dispatch
from shangliang.kernel.refusals import Invalid, NotFound, Refusal, Words
from shangliang.people.faces import Request, form_words, language_of, page, take
from shangliang.voices.rules import sheets

DESKS = ((workflow.DESK, "adapters:desk", "partners"),)
COLUMNS = ("name", "organization", "may_file", "takes", "line", "address", "hook_url", "is_active")


@page(workflow.DESK)
def desk(request: Request) -> HttpResponse:
    """List the outside systems, and connect another."""
    form = PartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row, key = actions.connect(form.connection(), actor=request.actor, at=request.at)
        except Refusal as refusal:
            messages.error(request, refusal.text(language_of(request)))
        else:
            return shown(request, row, key)
    context = {"rows": Partner.objects.select_related("organization"), "form": form, "here": "partners"}
    return render(request, "adapters/desk.html", context)


@page(workflow.DESK)
def partner(request: Request, code: str) -> HttpResponse:
    """Show one outside system with its newest deliveries."""
    return shown(request, queries.partner(code))


def shown(request: Request, row: Partner, key: str = "") -> HttpResponse:
    """Show an outside system; a new key is shown this once."""
    context = {
        "row": row,
        "key": key,
        "form": ChangeForm(initial={name: getattr(row, name) for name in COLUMNS}),
        "upload": ListForm(auto_id="list-%s"),
        "deliveries": queries.deliveries_of(row),
        "here": "partners",
    }
    return render(request, "adapters/partner.html", context)


@page(workflow.DESK)
@require_POST
def change(request: Request, code: str) -> HttpResponse:
    """Change what is set of an outside system."""
    row, form = queries.partner(code), ChangeForm(request.POST)

    def act() -> None:
        if not form.is_valid():
            raise Invalid(form_words(form))
        is_active = form.cleaned_data["is_active"]
        actions.change(row, form.connection(row.code), is_active=is_active, actor=request.actor, at=request.at)

    return take(request, act, done=_("改好了。"), back=reverse("adapters:partner", args=[code]))


@page(workflow.DESK)
@require_POST
def renew(request: Request, code: str) -> HttpResponse:
    """Give an outside system a new key and show it this once."""
    row = queries.partner(code)
    return shown(request, row, actions.renew_key(row, actor=request.actor, at=request.at))


@page(workflow.DESK)
@require_POST
def replay(request: Request, code: str, message: str) -> HttpResponse:
    """Send a delivery again."""
    row = Delivery.objects.filter(partner=queries.partner(code), message_id=message).first()
    if row is None:
        raise NotFound
    return take(
        request,
        lambda: actions.replay(row, actor=request.actor, at=request.at),
        done=_("已排队重发。"),
        back=reverse("adapters:partner", args=[code]),
    )


@page(workflow.DESK)
@require_POST
def returns(request: Request, code: str) -> HttpResponse:
    """Read a list that came back."""
    row, form = queries.partner(code), ListForm(request.POST, request.FILES)
    back = HttpResponseRedirect(reverse("adapters:partner", args=[code]))
    try:
        if not form.is_valid():
            raise Invalid(form_words(form))
        told = read_upload(row, form, request)
    except Refusal as refusal:
        messages.error(request, refusal.text(language_of(request)))
        return back
    words = _("读 %(read)s 行：新 %(taken)s 行，已有 %(known)s 行，有错 %(bad)s 行。") % {
        "read": told.read, "taken": told.taken, "known": told.known, "bad": len(told.errors)
    }  # fmt: skip
    messages.success(request, words)
    for fault in told.errors[:20]:
        messages.warning(
            request, _("第 %(row)s 行：没有这个转办件 %(code)s") % {"row": fault["row"], "code": fault["value"]}
        )
    return back


def read_upload(row: Partner, form: ListForm, request: Request) -> actions.Returned:
    """Take in an uploaded list, or only look at it; raises Invalid for one that cannot be read."""
    upload = form.cleaned_data["file"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        path.write_bytes(upload.read())
        table = sheets.read_table(path, name=upload.name)
    rows, lacking = returned_rows(table.header, list(table.rows))
    if lacking:
        raise Invalid(Words(f"没有“{lacking}”一列。", f"The column {lacking} is missing."), field="file")
    return actions.take_list(row, rows, actor=request.actor, at=request.at, dry_run=form.cleaned_data["dry_run"])


def order_panel(request: HttpRequest, order: object) -> str:
    """Return the numbers that an order has elsewhere and what was said of it there; nothing when it went nowhere."""
    assert isinstance(order, Dispatch)  # noqa: S101 - the place says what it gives
    numbers = list(queries.numbers_of(order))
    if not numbers:
        return ""
    context = {"numbers": numbers, "updates": queries.updates_of(order)}
    return render_to_string("adapters/order_panel.html", context, request)
