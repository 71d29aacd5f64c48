"""One tap on a signed link counts as the verdict at once; what else one wants to say is asked on the page behind it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shangliang.dispatch import actions
from shangliang.dispatch.actions.judging import TAPS
from shangliang.dispatch.forms import JudgeForm
from shangliang.dispatch.models import Evaluation
from shangliang.dispatch.queries.story import answer_of
from shangliang.dispatch.workflow import ONE_TAP
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import NotFound, Refusal
from shangliang.kernel.workflow import Actor
from shangliang.people.faces import Request, language_of, page
from shangliang.people.queries import actor_of

PRIVATE = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


def is_only_looking(request: HttpRequest) -> bool:
    """Return whether a program fetches ahead of a person: such a visit is no verdict."""
    purposes = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    return request.method == "HEAD" or any("prefetch" in text or "preview" in text for text in purposes)


def invitation(token: str) -> Evaluation:
    """Return the invitation of a link; NotFound when the link is forged, too old, or of an earlier round."""
    found = actions.invited_by(token)
    if found is None:
        raise NotFound
    return found


def judge_of(request: Request, row: Evaluation) -> Actor:
    """Return the invited person as the one who judges, with the seats of today: nobody judges his own unit."""
    return actor_of(row.person, local_date(request.at))


@page(ONE_TAP)
@require_http_methods(["GET", "HEAD"])
def tap(request: Request, token: str, grade: str) -> HttpResponse:
    """Count the tap, then show what was counted and how to change it."""
    row = invitation(token)
    if grade not in TAPS:
        raise NotFound
    if row.judged_at is None and not is_only_looking(request):
        try:
            actions.tap(row, grade, actor=judge_of(request, row), at=request.at)
        except Refusal as refusal:
            messages.error(request, refusal.text(language_of(request)))
        else:
            messages.success(request, _("记下了，谢谢您。七天内可以在这里改。"))
        return HttpResponseRedirect(reverse("dispatch:tapped", args=[token]), headers=PRIVATE)
    return tapped(request, token)


@page(ONE_TAP)
@require_http_methods(["GET", "HEAD", "POST"])
def tapped(request: Request, token: str) -> HttpResponse:
    """Show the answer with three links to tap, or what was said already with the form to change it."""
    row = invitation(token)
    given = {"attitude": row.attitude, "result": row.result, "solved": row.solved, "reasons": row.reasons}
    form = JudgeForm(request.POST or None, initial=given if row.judged_at else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.judge(row.dispatch, form.judgement, actor=judge_of(request, row), at=request.at)
        except Refusal as refusal:
            form.add_error(None, refusal.text(language_of(request)))
        else:
            messages.success(request, _("改好了，谢谢您。"))
            return HttpResponseRedirect(reverse("dispatch:tapped", args=[token]), headers=PRIVATE)
    context = {
        "row": row,
        "order": row.dispatch,
        "form": form,
        "token": token,
        "answer": answer_of(row.dispatch),
        "grades": [
            (grade, label) for grade, label in Evaluation._meta.get_field("result").choices or ()  # noqa: SLF001 - Django's name for the model's description
        ],
        "here": "mine",
    }  # fmt: skip
    answer = render(request, "dispatch/tap.html", context, status=422 if form.is_bound else 200)
    for name, value in PRIVATE.items():
        answer.headers[name] = value
    return answer
