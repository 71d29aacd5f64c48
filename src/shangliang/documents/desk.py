"""The registers of papers, and one paper as it is printed."""

from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from shangliang.documents import queries, workflow
from shangliang.documents.printing import TYPES, printed
from shangliang.documents.rules import KINDS
from shangliang.kernel.refusals import NotFound
from shangliang.kernel.workflow import may
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
        "may_issue": may(request.actor, workflow.ISSUING),
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


@page(workflow.DESK)
def paper_file(request: Request, code: str, form: str) -> HttpResponse:
    """Give one paper as DOCX or PDF, named by its number."""
    found = queries.paper(request.actor, code)
    if found is None or form not in TYPES:
        raise NotFound
    content = printed(found, form)
    name = quote(f"{found.full_number} {found.title}.{form}")
    named = {"Content-Disposition": f"attachment; filename=\"{found.code}.{form}\"; filename*=UTF-8''{name}"}
    return HttpResponse(content, content_type=TYPES[form], headers=named)


@page(workflow.ISSUING)
def batches(request: Request) -> HttpResponse:
    """List what was printed in one go, with how far it is."""
    rows = [(row, KINDS[row.kind]) for row in queries.batches(request.actor)[:20]]
    is_open = any(row.status in ("queued", "running") for row, _kind in rows)
    return render(request, "documents/batches.html", {"rows": rows, "is_open": is_open, "here": "papers"})


@page(workflow.ISSUING)
def batch_file(request: Request, number: int) -> HttpResponse:
    """Give the file of a finished batch to who asked for it."""
    batch = queries.batches(request.actor).filter(number=number).exclude(file="").first()
    if batch is None:
        raise NotFound
    named = {"Content-Disposition": f'attachment; filename="papers-{batch.number}.zip"'}
    with batch.file.open("rb") as content:
        return HttpResponse(content.read(), content_type="application/zip", headers=named)
