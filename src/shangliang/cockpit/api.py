"""The open interface of the figures."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from shangliang.cockpit import queries
from shangliang.cockpit.rules import VERSION
from shangliang.people.faces import page
from shangliang.people.listing import answer
from shangliang.people.workflow import OPEN_DATA

router = Router()


class FigureOut(Schema):
    """A figure with its parts: a rate is n/whole; `left_out` stands outside of both, such as the unrated."""

    code: str
    label: str
    label_en: str
    value: float | int | None
    n: int
    whole: int | None
    left_out: int | None
    definition: str


class Figures(Schema):
    """Every figure of a period, and the version of their definitions."""

    version: str
    since: date | None
    until: date | None
    items: list[FigureOut]


def shown(one: queries.Figure) -> dict[str, Any]:
    """Return a figure as programs read it."""
    return {
        "code": one.code,
        "label": one.label,
        "label_en": one.label_en,
        "value": one.value,
        "n": one.numerator,
        "whole": one.denominator,
        "left_out": one.left_out,
        "definition": one.definition,
    }


@router.get("/figures", response=Figures, summary="阶段答卷的数字 Figures of the phase report")
@page(OPEN_DATA)
def figures(request: HttpRequest, since: date | None = None, until: date | None = None) -> HttpResponse:
    """Return every figure for the days from `since` until `until`, both counted; all time without them."""
    told = {"version": VERSION, "since": since, "until": until}
    return answer(request, {**told, "items": [shown(one) for one in queries.figures(since, until)]})
