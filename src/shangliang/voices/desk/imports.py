"""The import wizard: file, columns and a look without writing, then in."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shangliang.kernel.refusals import NotFound, Refusal
from shangliang.people.faces import Request, language_of, page, take
from shangliang.people.models import Account
from shangliang.voices import actions, queries
from shangliang.voices.desk.lists import tabs
from shangliang.voices.forms import UploadForm
from shangliang.voices.models import ImportRun
from shangliang.voices.rules.columns import LABELS
from shangliang.voices.workflow import IMPORT


@never_cache
@page(IMPORT)
def start(request: Request) -> HttpResponse:
    """Take a file and look at it; nothing is written yet."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        account = request.user if isinstance(request.user, Account) else None
        try:
            found = actions.check_upload(
                form.cleaned_data["file"], account=account, actor=request.actor, at=request.at,
                source=form.cleaned_data["source"],
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error("file", refusal.text(language_of(request)))
        else:
            return HttpResponseRedirect(reverse("voices:import_run", args=[found.pk]))
    context = {"form": form, "runs": queries.import_runs(), "tabs": tabs(request.actor), "here": "import"}
    return render(request, "voices/import.html", context, status=422 if form.errors else 200)


def run_of(request: Request, number: int) -> ImportRun:
    """Return an import of one's own; raises NotFound for others'."""
    found = ImportRun.objects.filter(pk=number, account=request.user.pk).first()
    if found is None:
        raise NotFound
    return found


@never_cache
@page(IMPORT)
def run(request: Request, number: int) -> HttpResponse:
    """Show what was found in a file: columns, how many rows are new, each fault."""
    found = run_of(request, number)
    columns = [
        (target, _(label), found.mapping.get(target)) for target, label in LABELS.items() if found.result.get("header")
    ]
    context = {"run": found, "columns": columns, "tabs": tabs(request.actor), "here": "import"}
    return render(request, "voices/import_run.html", context)


@require_POST
@page(IMPORT)
def again(request: Request, number: int) -> HttpResponse:
    """Look again with other columns or under another source."""
    found = run_of(request, number)
    chosen = {target: request.POST.get(f"column-{target}", "") for target in LABELS}
    mapping = {target: int(column) for target, column in chosen.items() if column.isascii() and column.isdigit()}
    return take(
        request,
        lambda: actions.look_again(
            found, actor=request.actor, at=request.at, mapping=mapping, source=request.POST.get("source", "")
        ),
        done=_("按新的列对应试读，还没有导入。"),
        back=reverse("voices:import_run", args=[found.pk]),
    )


@require_POST
@page(IMPORT)
def take_in(request: Request, number: int) -> HttpResponse:
    """Bring the file in: all rows, or only the good ones when that was ticked."""
    found = run_of(request, number)
    back = HttpResponseRedirect(reverse("voices:import_run", args=[found.pk]))
    try:
        result = actions.import_upload(
            found, actor=request.actor, at=request.at, keep_good=request.POST.get("keep_good") == "1"
        )
    except Refusal as refusal:
        messages.error(request, refusal.text(language_of(request)))
        return back
    if result is None:
        messages.success(request, _("交给后台去导入了。可以离开，回头在“任务”里看。"))
        return back
    if not result.is_written:
        messages.error(request, _("一条也没有导入：有 %(n)s 行要改。") % {"n": result.rejected})
        return back
    told = {"created": result.created, "updated": result.updated, "unchanged": result.unchanged}
    messages.success(request, _("已导入：新 %(created)s 条，更新 %(updated)s 条，没有变化 %(unchanged)s 条。") % told)
    return back


@require_POST
@page(IMPORT)
def drop(request: Request, number: int) -> HttpResponse:
    """Forget the file."""
    found = run_of(request, number)
    return take(request, lambda: actions.give_up(found), done=_("已放弃，文件删掉了。"), back=reverse("voices:import"))
