"""The registers of papers, and one paper as it is printed."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from shangliang.documents import queries, workflow
from shangliang.documents.rules import KINDS
from shangliang.kernel.refusals import NotFound
from shangliang.people.faces import Request, page

DESKS = ((workflow.DESK, "documents:register", "papers"),)


@page(workflow.DESK)
def register(request: Request) -> HttpResponse:
    """List papers, newest first, of one kind when asked."""
    kind, words, before = (request.GET.get(name, "").strip() for name in ("kind", "q", "before"))
    found = queries.register(
        request.actor,
        kind=kind if kind in KINDS else "",
        words=words,
        before=int(before) if before.isascii() and before.isdigit() else None,
    )
    asked = urlencode({"kind": kind, "q": words, "before": found.rows[-1].pk if found.rows else ""})
    context = {
        "rows": found.rows,
        "more": f"{reverse('documents:register')}?{asked}" if found.more else None,
        "kinds": KINDS.values(),
        "kind": kind,
        "words": words,
        "here": "papers",
    }
    return render(request, "documents/register.html", context)


@page(workflow.DESK)
def paper(request: Request, code: str) -> HttpResponse:
    """Show one paper as it is printed."""
    found = queries.paper(request.actor, code)
    if found is None:
        raise NotFound
    return render(request, "documents/paper.html", {"paper": found, "said": found.said, "here": "papers"})
