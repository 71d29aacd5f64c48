"""What people decide on the hot desk: each act takes one action and comes back to where it was taken."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shangliang.kernel.refusals import Invalid, NotFound, Refusal
from shangliang.people.faces import Request, form_words, language_of, page, take
from shangliang.topics import actions, queries
from shangliang.topics.desk.hot import found
from shangliang.topics.forms import MoveForm, RenameForm, SplitForm, SuggestForm
from shangliang.topics.models import HotIssue, IssueDecision, IssueSuggestion
from shangliang.topics.workflow import CLUE_DESK_GRANT, HOT_EDIT_GRANT


def issue_page(code: str) -> str:
    """Return the address of an issue on the desk."""
    return reverse("topics:hot_issue_desk", args=[code])


def valid(form: forms.Form) -> forms.Form:
    """Return the form, or raise what is wrong with it."""
    if not form.is_valid():
        raise Invalid(form_words(form))
    return form


@page(HOT_EDIT_GRANT)
@require_POST
def discover(request: Request) -> HttpResponse:
    """Ask the worker to find hot issues again."""

    def act() -> object:
        return actions.request_discovery(actor=request.actor, at=request.at)

    return take(request, act, done=_("已经交给后台去算，可以离开，回头再看。"), back=reverse("topics:hot_desk"))


@page(CLUE_DESK_GRANT)
@require_POST
def suggest(request: Request, code: str) -> HttpResponse:
    """Make a hot issue a clue."""
    issue, form = found(code), SuggestForm(request.POST, prefix="suggest")
    try:
        topic = actions.suggest_topic(issue, actor=request.actor, at=request.at, **valid(form).cleaned_data)
    except Refusal as refusal:
        messages.error(request, refusal.text(language_of(request)))
        return HttpResponseRedirect(issue_page(code))
    messages.success(request, _("已经成为线索 %(code)s。") % {"code": topic.code})
    return HttpResponseRedirect(reverse("topics:desk_topic", args=[topic.code]))


def edit(request: Request, code: str, act: Callable[[HotIssue], object], done: str, back: str = "") -> HttpResponse:
    """Do one act on an issue, tell how it went, and go back to the issue's page or where `back` says."""
    issue = found(code)
    return take(request, lambda: act(issue), done=done, back=back or issue_page(code))


@page(HOT_EDIT_GRANT)
@require_POST
def rename(request: Request, code: str) -> HttpResponse:
    """Give an issue another title."""

    def act(issue: HotIssue) -> object:
        title = valid(RenameForm(request.POST, prefix="rename")).cleaned_data["title"]
        return actions.rename_issue(issue, title, actor=request.actor, at=request.at)

    return edit(request, code, act, _("标题改好了，以后重算也不会变。"))


@page(HOT_EDIT_GRANT)
@require_POST
def hide(request: Request, code: str) -> HttpResponse:
    """Say that an issue is none."""

    def act(issue: HotIssue) -> object:
        reason = request.POST.get("hide-reason", "")
        return actions.hide_issue(issue, actor=request.actor, at=request.at, reason=reason)

    return edit(request, code, act, _("记下了：不算热点，以后重算也不再列出。可以撤回。"))


@page(HOT_EDIT_GRANT)
@require_POST
def unhide(request: Request, code: str) -> HttpResponse:
    """Put an issue back into the lists."""

    def act(issue: HotIssue) -> object:
        return actions.show_issue(issue, actor=request.actor, at=request.at)

    return edit(request, code, act, _("已经恢复。"))


@page(HOT_EDIT_GRANT)
@require_POST
def merge(request: Request, code: str) -> HttpResponse:
    """Join another issue with this one."""

    def act(issue: HotIssue) -> object:
        other = found(request.POST.get("other", "").strip())
        return actions.merge_issues(issue, other, actor=request.actor, at=request.at)

    return edit(request, code, act, _("已经合并，以后重算也照办。可以撤回。"))


@page(HOT_EDIT_GRANT)
@require_POST
def split(request: Request, code: str) -> HttpResponse:
    """Make an issue of its own from the ticked voices, or put them into another one."""
    issue, back = found(code), reverse("topics:hot_voices", args=[code])
    ticked = [int(pk) for pk in request.POST.getlist("voice") if pk.isascii() and pk.isdigit()]
    by: dict[str, Any] = {"actor": request.actor, "at": request.at}
    try:
        if "to_other" in request.POST:
            form = valid(MoveForm(request.POST, others=queries.others_like(issue, 40), prefix="move"))
            row = actions.move_voices(issue, ticked, found(form.cleaned_data["to"]), **by)
            told = _("移过去了，以后重算也照办。可以撤回。")
        else:
            title = valid(SplitForm(request.POST, prefix="split")).cleaned_data["title"]
            row = actions.split_issue(issue, ticked, title=title, **by)
            told = _("已经拆成新的热点 %(code)s，以后重算也照办。可以撤回。") % {
                "code": row.other.code if row.other else ""
            }
    except Refusal as refusal:
        messages.error(request, refusal.text(language_of(request)))
        return HttpResponseRedirect(back)
    messages.success(request, told)
    return HttpResponseRedirect(issue_page(row.other.code if row.other else code))


@page(HOT_EDIT_GRANT)
@require_POST
def take_back(request: Request, number: int) -> HttpResponse:
    """Take a decision back."""
    row = IssueDecision.objects.filter(pk=number).select_related("issue").first()
    if row is None:
        raise NotFound

    def act() -> object:
        return actions.take_back(row, actor=request.actor, at=request.at)

    return take(request, act, done=_("已经撤回，和原来一样了。"), back=issue_page(row.issue.code))


@page(HOT_EDIT_GRANT)
@require_POST
def answer(request: Request, number: int) -> HttpResponse:
    """Answer a suggestion of the machine: yes or no."""
    row = IssueSuggestion.objects.filter(pk=number).select_related("issue").first()
    if row is None:
        raise NotFound
    is_yes = request.POST.get("answer") == "yes"

    def act() -> object:
        return actions.answer_suggestion(row, is_yes=is_yes, actor=request.actor, at=request.at)

    back = reverse("topics:suggestions") if request.POST.get("list") else issue_page(row.issue.code)
    return take(request, act, done=_("记下了，以后重算也照办。可以撤回。"), back=back)
