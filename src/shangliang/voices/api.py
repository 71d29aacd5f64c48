"""The open interface of voices: what a reviewer released, and nothing else of it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from shangliang.people.faces import page
from shangliang.people.listing import AT_ONCE, listing
from shangliang.people.workflow import OPEN_DATA
from shangliang.voices import queries
from shangliang.voices.models import Voice

router = Router()


class VoiceOut(Schema):
    """A voice as everybody may read it."""

    code: str
    text: str
    state: str
    demand_type: str
    category: str
    district: str | None
    received_at: datetime
    also_count: int
    likes: int


class VoicePage(Schema):
    """One page of voices; `next` is the cursor of the page behind, or null."""

    items: list[VoiceOut]
    next: str | None


def shown(row: Voice) -> dict[str, Any]:
    """Return the public columns of a voice; its title and place are as they were typed and stay inside."""
    return {
        "code": row.code,
        "text": row.body_public,
        "state": row.state,
        "demand_type": row.demand_type,
        "category": row.category,
        "district": row.district.name if row.district else None,
        "received_at": row.received_at.isoformat(),
        "also_count": row.also_count,
        "likes": row.likes,
    }


@router.get("/voices", response=VoicePage, summary="公开的民声 Public voices")
@page(OPEN_DATA)
def voices(
    request: HttpRequest, cursor: str = "", limit: int = AT_ONCE, district: str = "", category: str = ""
) -> HttpResponse:
    """Return the voices that a reviewer released, newest first; of one district (by code) or category when named."""
    rows = queries.public_voices().select_related("district")
    if district:
        rows = rows.filter(district__code=district)
    if category:
        rows = rows.filter(category=category)
    return listing(request, rows, by="received_at", show=shown, cursor=cursor, limit=limit)
