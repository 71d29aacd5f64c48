"""The reviewer's desk: the queue, and one text at a time."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shangliang.kernel.refusals import Invalid, NotFound
from shangliang.ledger.queries import events_of, reasons_of
from shangliang.people.faces import Request, buttons, form_words, page, take
from shangliang.publication import actions, queries, workflow
from shangliang.publication.forms import ReviewForm
from shangliang.publication.models import ModerationCase
from shangliang.publication.rules import needs_met, spans

DESKS = ((workflow.REVIEW, "publication:queue", "review"),)


@page(workflow.REVIEW)
def queue(request: Request) -> HttpResponse:
    """Show what waits, oldest first; `?show=second` what waits for a second reviewer, `?show=done` what was decided."""
    show = request.GET.get("show", "")
    if show == "done":
        rows = queries.decided(request.actor)
    else:
        rows = queries.queue(request.actor, queries.WAITING[1:] if show == "second" else queries.WAITING)
    context = {
        "rows": rows[: queries.AT_ONCE],
        "is_more": len(rows) > queries.AT_ONCE,
        "show": show,
        "is_done": show == "done",
        "overdue": sum(row.is_overdue(request.at) for row in rows),
        "here": "review",
    }
    return render(request, "publication/queue.html", context)


@page(workflow.REVIEW)
def text(request: Request, code: str) -> HttpResponse:
    """Show one text: the original with the machine's marks, the public text to edit, the verdicts."""
    case = text_or_404(request, code)
    events = list(events_of("moderation", case.code))
    context = {
        "case": case,
        "spans": spans(case.text_original),
        "form": ReviewForm(initial={"redacted": case.text_public or case.text_machine}),
        "offers": offers(request, case),
        "events": events,
        "reasons": reasons_of(events),
        "here": "review",
    }
    return render(request, "publication/text.html", context)


def text_or_404(request: Request, code: str) -> ModerationCase:
    """Return the text with this code when the reader may review it; raises NotFound."""
    case = queries.find(request.actor, code)
    if case is None:
        raise NotFound
    return case


def offers(request: Request, case: ModerationCase) -> list[object]:
    """Return the verdicts open to the reviewer; what stands in the form is taken as given until it is posted."""
    met = needs_met(
        public_text=case.text_public or case.text_machine,
        reviewer=request.actor.person,
        author=case.author_id,
        first_reviewer=case.first_reviewer_id,
        is_sensitive=case.is_sensitive,
        reason_code="personal",
    )
    met |= {"clean": True, "text": True}
    return list(buttons(case, request.actor, lambda verb: reverse("publication:step", args=[case.code, verb]), met))


@require_POST
@page(workflow.REVIEW)
def step(request: Request, code: str, verb: str) -> HttpResponse:
    """Take one verdict, then go on to the next text that waits."""
    case, form = text_or_404(request, code), ReviewForm(request.POST)
    if verb not in actions.VERDICTS:
        raise NotFound
    before = case.state

    def act() -> None:
        if not form.is_valid():
            raise Invalid(form_words(form))
        actions.review(case, verb, **form.cleaned_data, actor=request.actor, at=request.at)

    answer = take(request, act, done=_("已办，请看下一件。"), back=reverse("publication:text", args=[code]))
    if case.state == before:
        return answer
    following = queries.next_waiting(request.actor, case)
    return HttpResponseRedirect(
        reverse("publication:text", args=[following.code]) if following else reverse("publication:queue")
    )
