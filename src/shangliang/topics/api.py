"""The open interface of topics."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from shangliang.kernel.refusals import NotFound
from shangliang.people.faces import page
from shangliang.people.listing import AT_ONCE, answer, listing
from shangliang.people.workflow import OPEN_DATA
from shangliang.topics import queries
from shangliang.topics.models import Topic

router = Router()


class TopicOut(Schema):
    """A topic as everybody may read it: where it stands, where it came from, what has come of it so far."""

    code: str
    title: str
    title_en: str
    state: str
    stage: str
    sources: list[str]
    domain: str
    is_urgent: bool
    host: str | None
    voices: int
    visits: int
    ideas: int
    ideas_settled: int
    moved_at: datetime


class TopicPage(Schema):
    """One page of topics; `next` is the cursor of the page behind, or null."""

    items: list[TopicOut]
    next: str | None


def shown(row: Topic) -> dict[str, Any]:
    """Return the public columns of a topic."""
    return {
        "code": row.code,
        "title": row.title,
        "title_en": row.title_en,
        "state": row.state,
        "stage": row.stage,
        "sources": row.sources,
        "domain": row.domain,
        "is_urgent": row.is_urgent,
        "host": row.host.name if row.host else None,
        "voices": row.voice_count,
        "visits": row.visits_done,
        "ideas": row.idea_count,
        "ideas_settled": row.idea_settled,
        "moved_at": row.moved_at.isoformat(),
    }


@router.get("/topics", response=TopicPage, summary="议题 Topics")
@page(OPEN_DATA)
def topics(request: HttpRequest, cursor: str = "", limit: int = AT_ONCE, stage: str = "") -> HttpResponse:
    """Return the public topics, the last moved first; of one of the eight stages when named."""
    rows = queries.public_topics().select_related("host")
    if stage:
        rows = rows.filter(stage=stage)
    return listing(request, rows, by="moved_at", show=shown, cursor=cursor, limit=limit)


@router.get("/topics/{code}", response=TopicOut, summary="一个议题 One topic")
@page(OPEN_DATA)
def topic(request: HttpRequest, code: str) -> HttpResponse:
    """Return one public topic."""
    found = queries.public_topics().select_related("host").filter(code=code).first()
    if found is None:
        raise NotFound
    return answer(request, shown(found))
