"""The open interface of what came of it all: outcomes with their figures."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from shangliang.dispatch import queries
from shangliang.dispatch.models import Outcome
from shangliang.people.faces import page
from shangliang.people.listing import AT_ONCE, answer, listing
from shangliang.people.workflow import OPEN_DATA

router = Router()


class OutcomeOut(Schema):
    """An outcome as everybody may read it."""

    code: str
    kind: str
    title: str
    before: str
    after: str
    document_no: str
    source_url: str
    achieved_on: date
    unit: str
    idea: str | None


class MetricOut(Schema):
    """One figure of an outcome: value and target as written, when it was read and where that is shown."""

    name: str
    unit: str
    value: str
    target: str | None
    read_on: date
    evidence: str


class OutcomeWhole(OutcomeOut):
    """An outcome with its figures."""

    metrics: list[MetricOut]


class OutcomePage(Schema):
    """One page of outcomes; `next` is the cursor of the page behind, or null."""

    items: list[OutcomeOut]
    next: str | None


def shown(row: Outcome) -> dict[str, Any]:
    """Return the public columns of an outcome."""
    return {
        "code": row.code,
        "kind": row.kind,
        "title": row.title,
        "before": row.before,
        "after": row.after,
        "document_no": row.document_no,
        "source_url": row.source_url,
        "achieved_on": row.achieved_on.isoformat(),
        "unit": row.dispatch.lead_unit.name,
        "idea": row.dispatch.idea.code if row.dispatch.idea else None,
    }


@router.get("/outcomes", response=OutcomePage, summary="成效 Outcomes")
@page(OPEN_DATA)
def outcomes(request: HttpRequest, cursor: str = "", limit: int = AT_ONCE, kind: str = "") -> HttpResponse:
    """Return the outcomes of public matters, newest first; of one kind when named."""
    rows = queries.outcomes()
    if kind:
        rows = rows.filter(kind=kind)
    return listing(request, rows, by="achieved_on", show=shown, cursor=cursor, limit=limit)


@router.get("/outcomes/{code}", response=OutcomeWhole, summary="一项成效 One outcome")
@page(OPEN_DATA)
def outcome(request: HttpRequest, code: str) -> HttpResponse:
    """Return one outcome with its figures."""
    found = queries.outcome(code)
    metrics = [
        {
            "name": one.name,
            "unit": one.unit,
            "value": f"{one.value.normalize():f}",
            "target": f"{one.target.normalize():f}" if one.target is not None else None,
            "read_on": one.read_on.isoformat(),
            "evidence": one.evidence,
        }
        for one in queries.metrics_of([found])[found.pk]
    ]
    return answer(request, {**shown(found), "metrics": metrics})
