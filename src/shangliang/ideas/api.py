"""The open interface of golden ideas."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from shangliang.ideas import queries
from shangliang.ideas.models import GoldenIdea
from shangliang.kernel.refusals import NotFound
from shangliang.people.faces import page
from shangliang.people.listing import AT_ONCE, answer, listing
from shangliang.people.workflow import OPEN_DATA

router = Router()


class IdeaOut(Schema):
    """A golden idea as everybody may read it; who spoke, as that person chose to be called."""

    code: str
    official_no: str | None
    title: str
    quote: str
    speaker: str
    speaker_kind: str
    session: int
    domain: str
    lead_unit: str | None
    state: str
    adoption: str
    reply_class: str
    opened_at: datetime


class IdeaPage(Schema):
    """One page of golden ideas; `next` is the cursor of the page behind, or null."""

    items: list[IdeaOut]
    next: str | None


def shown(row: GoldenIdea) -> dict[str, Any]:
    """Return the public columns of a golden idea."""
    return {
        "code": row.code,
        "official_no": row.official_no,
        "title": row.title,
        "quote": row.quote,
        "speaker": row.speaker_name,
        "speaker_kind": row.speaker_kind,
        "session": row.session.number,
        "domain": row.domain,
        "lead_unit": row.lead_unit.name if row.lead_unit else None,
        "state": row.state,
        "adoption": row.adoption,
        "reply_class": row.reply_class,
        "opened_at": row.opened_at.isoformat(),
    }


@router.get("/ideas", response=IdeaPage, summary="金点子 Golden ideas")
@page(OPEN_DATA)
def ideas(
    request: HttpRequest, cursor: str = "", limit: int = AT_ONCE, session: int | None = None, reply_class: str = ""
) -> HttpResponse:
    """Return the approved ideas, newest first; of one session or one class of reply when named."""
    rows = queries.public_ideas()
    if session is not None:
        rows = rows.filter(session__number=session)
    if reply_class:
        rows = rows.filter(reply_class=reply_class)
    return listing(request, rows, by="opened_at", show=shown, cursor=cursor, limit=limit)


@router.get("/ideas/{code}", response=IdeaOut, summary="一条金点子 One golden idea")
@page(OPEN_DATA)
def idea(request: HttpRequest, code: str) -> HttpResponse:
    """Return one approved idea."""
    found = queries.public_ideas().filter(code=code).first()
    if found is None:
        raise NotFound
    return answer(request, shown(found))
