"""The open interface of sessions."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from shangliang.kernel.refusals import NotFound
from shangliang.kernel.workflow import ANYONE
from shangliang.people.faces import page
from shangliang.people.listing import AT_ONCE, answer, listing
from shangliang.people.workflow import OPEN_DATA
from shangliang.sessions import queries
from shangliang.sessions.models import Session

router = Router()


class SessionOut(Schema):
    """One 期 as everybody may read it."""

    number: int
    title: str
    title_en: str
    form: str
    series: str | None
    topic: str | None
    state: str
    held_at: datetime | None
    broadcast_on: date | None
    place: str
    stream_url: str


class SessionPage(Schema):
    """One page of sessions; `next` is the cursor of the page behind, or null."""

    items: list[SessionOut]
    next: str | None


def shown(row: Session) -> dict[str, Any]:
    """Return the public columns of a session; its topic is named once the topic is public."""
    return {
        "number": row.number,
        "title": row.title,
        "title_en": row.title_en,
        "form": row.form,
        "series": row.series.name if row.series else None,
        "topic": row.topic.code if row.topic and row.topic.audience == "all" else None,
        "state": row.state,
        "held_at": row.held_at.isoformat() if row.held_at else None,
        "broadcast_on": row.broadcast_on.isoformat() if row.broadcast_on else None,
        "place": row.place,
        "stream_url": row.stream_url,
    }


@router.get("/sessions", response=SessionPage, summary="协商活动 Sessions")
@page(OPEN_DATA)
def sessions(request: HttpRequest, cursor: str = "", limit: int = AT_ONCE, form: str = "") -> HttpResponse:
    """Return the announced and held sessions, the newest 期 first; of one form when named."""
    rows = queries.visible_to(ANYONE)
    if form:
        rows = rows.filter(form=form)
    return listing(request, rows, by="number", show=shown, cursor=cursor, limit=limit)


@router.get("/sessions/{int:number}", response=SessionOut, summary="一期协商活动 One session")
@page(OPEN_DATA)
def session(request: HttpRequest, number: int) -> HttpResponse:
    """Return one announced or held session."""
    found = queries.session_for(ANYONE, number)
    if found is None:
        raise NotFound
    return answer(request, shown(found))
