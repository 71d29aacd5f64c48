"""Official papers from the rows of any case: what a paper would say, issuing it, many in one go."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shangliang.dispatch.queries import visible_to as visible_orders
from shangliang.documents.actions import request_batch
from shangliang.documents.rules import KINDS, read_facts
from shangliang.documents.workflow import ISSUING
from shangliang.kernel.refusals import Invalid, Words
from shangliang.people.faces import Request, form_words, page, take
from shangliang.portal.actions import issue_case_paper
from shangliang.portal.forms import LettersForm, PaperForm
from shangliang.portal.queries.papers import draft_of
from shangliang.portal.reactions import PAPERS


@page(ISSUING)
@require_safe
def new(request: Request) -> HttpResponse:
    """Show what a paper would say before it gets a number; without a kind and a code, the form that asks for them."""
    kind, code = (request.GET.get(name, "").strip()[:40] for name in ("kind", "code"))
    draft = draft_of(kind, code, request.actor) if kind and code else None
    context = {
        "form": PaperForm(initial={"kind": kind, "code": code}, auto_id="paper-%s"),
        "letters": LettersForm(auto_id="letters-%s"),
        "kind": kind,
        "code": code,
        "draft": draft,
        "said": read_facts(draft.facts) if draft else None,
        "what": KINDS.get(kind),
        "here": "papers",
    }
    return render(request, "portal/paper_new.html", context)


@page(ISSUING)
@require_POST
def issue(request: Request) -> HttpResponse:
    """Issue the paper and show it."""
    kind, code = (request.POST.get(name, "").strip()[:40] for name in ("kind", "code"))
    paper = issue_case_paper(kind, code, actor=request.actor, at=request.at)
    return HttpResponseRedirect(reverse("documents:paper", args=[paper.code]))


@page(ISSUING)
@require_POST
def transfer_letters(request: Request) -> HttpResponse:
    """Queue the letters that hand over the golden ideas of a session, or of all sessions."""
    form = LettersForm(request.POST)

    def act() -> None:
        if not form.is_valid():
            raise Invalid(form_words(form))
        number = form.cleaned_data["session"]
        orders = visible_orders(request.actor).filter(idea__isnull=False)
        orders = orders.filter(idea__issue_number=number) if number else orders
        codes = list(orders.order_by("pk").values_list("code", flat=True))
        if not codes:
            raise Invalid(Words("这一期还没有转办的金点子。", "No golden idea of that session was handed over."))
        request_batch("transfer_letter", codes, topic=PAPERS, actor=request.actor, at=request.at)

    return take(request, act, done=_("已经开始编发，做好后在这里下载。"), back=reverse("documents:batches"))
