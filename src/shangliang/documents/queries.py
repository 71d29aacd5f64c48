"""Reads of papers: the registers, one paper, the papers of a case."""

import re
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from shangliang.documents.models import Paper, PaperBatch
from shangliang.documents.workflow import DESK
from shangliang.kernel.workflow import Actor, Relation

AT_ONCE = 50
LISTED = ("kind", "year", "number", "case_kind", "case_code", "title", "issued_at", "to_unit__name")
CODE = re.compile(r"([a-z-]+)-(\d{4})-(\d{1,9})")


@dataclass(frozen=True)
class Page:
    """One page of a register, and whether there is more."""

    rows: list[Paper]
    more: bool


def visible_to(actor: Actor) -> QuerySet[Paper]:
    """Return the papers that the actor may read: of the regions of some seats, and to or from the units of others."""
    inside = Q(pk__in=[])
    for seat in actor.seats:
        if seat.role not in DESK.by:
            continue
        if seat.role.relation is Relation.REGION:
            inside |= Q(region=None) | Q(region__path__contains=f"/{seat.region}/")
        elif seat.org is not None:
            inside |= Q(to_unit=seat.org) | Q(from_unit=seat.org)
    return Paper.objects.filter(inside)


def register(actor: Actor, *, kind: str = "", words: str = "", before: int | None = None) -> Page:
    """Return up to fifty papers, newest first, of one kind when given, with the words in title or case code."""
    rows = visible_to(actor).select_related("to_unit").only(*LISTED).order_by("-pk")
    if kind:
        rows = rows.filter(kind=kind)
    if words:
        rows = rows.filter(Q(title__contains=words) | Q(case_code=words))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: AT_ONCE + 1])
    return Page(found[:AT_ONCE], len(found) > AT_ONCE)


def paper(actor: Actor, code: str) -> Paper | None:
    """Return the paper with this code when the actor may read it, or None."""
    match = CODE.fullmatch(code)
    if match is None:
        return None
    rows = visible_to(actor).select_related("to_unit", "from_unit", "issued_by")
    return rows.filter(kind=match[1].replace("-", "_"), year=int(match[2]), number=int(match[3])).first()


def papers_of(kind: str, code: str) -> QuerySet[Paper]:
    """Return the papers of one case, oldest first, for pages that show the case to those who may see it."""
    return Paper.objects.filter(case_kind=kind, case_code=code).order_by("pk")


def batches(actor: Actor) -> QuerySet[PaperBatch]:
    """Return what the actor asked to be printed in one go, newest first."""
    return PaperBatch.objects.filter(asked_by_id=actor.person).order_by("-number")
