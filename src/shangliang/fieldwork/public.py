"""What everybody may read of field visits: filed reports and their photos."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shangliang.fieldwork import queries
from shangliang.fieldwork.forms import kinds
from shangliang.fieldwork.workflow import DESK_GRANT, PUBLIC_GRANT
from shangliang.kernel.refusals import NotFound
from shangliang.kernel.workflow import ANYONE, may
from shangliang.people.faces import Request, page
from shangliang.topics.rules import PUBLIC_STATES


@page(PUBLIC_GRANT)
@require_GET
def visit(request: Request, code: str) -> HttpResponse:
    """Show the filed report of a visit."""
    found = queries.visit_for(ANYONE, code)
    if found is None:
        raise NotFound
    counts: dict[str, int] = {}
    for row in queries.people_of(found):
        word = str(row.get_part_display())
        counts[word] = counts.get(word, 0) + 1
    context = {
        "visit": found,
        "kind": dict(kinds())[found.kind],
        "parts": list(counts.items()),
        "photos": list(queries.photos_of(found, public=True)),
        "evidence": list(queries.evidence_of(found.topic).filter(visit=found)),
        "topic": found.topic if found.topic.state in PUBLIC_STATES else None,
        "here": "topics",
    }
    return render(request, "fieldwork/public.html", context)


@page(PUBLIC_GRANT)
@require_GET
def photo(request: Request, code: str, mark: str) -> HttpResponse:
    """Send one photo: to everybody when it may be shown and the report is filed, else to the desks of its region."""
    found = queries.visit_for(request.actor if may(request.actor, DESK_GRANT) else ANYONE, code)
    photos = queries.photos_of(found, public=not queries.sees_inside(request.actor, found)) if found else None
    row = photos.filter(sha256__startswith=mark).first() if photos is not None and len(mark) >= 12 else None
    if row is None:
        raise NotFound
    with row.file.open("rb") as file:
        return HttpResponse(file.read(), content_type="image/jpeg")
