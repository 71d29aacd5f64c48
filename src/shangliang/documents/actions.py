"""Writes of documents: numbers without gaps, and papers that stay as they were issued."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from shangliang.documents.models import Paper
from shangliang.documents.rules import kind_of, read_facts
from shangliang.documents.workflow import ISSUE
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Invalid, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import Entry, append, next_number
from shangliang.people.models import Organization
from shangliang.people.rules import require


def issue_number(register: str, year: int) -> int:
    """Return the next number of a register in a year, from 1 and without gaps.

    Call it inside the transaction that uses the number: when that fails, the number was never given.
    """
    return next_number(f"paper:{register}:{year}")


@transaction.atomic
def issue_paper(
    kind: str,
    case_code: str,
    title: str,
    facts: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    *,
    case_kind: str = "",
    region: Organization | None = None,
    to_unit: Organization | None = None,
    from_unit: Organization | None = None,
    key: str = "",
) -> Paper:
    """Issue an official paper about a case and return it, numbered; it never changes afterwards.

    `kind` is one of `documents.rules.KINDS`; `facts` may hold to, body, rows, points, annexes, cc, sender, signer,
    contact. With a `key`, issuing the same paper again returns the first. Raises Forbidden for other roles, Invalid
    for an unknown kind or part, an empty paper, or a missing title.
    """
    seat = require(actor, ISSUE)
    said = read_facts(facts)
    what = kind_of(kind)
    if not tidy(title):
        raise Invalid(Words("公文要有标题。", "A paper needs a title."), field="title")
    issued = Paper.objects.filter(key=key).first() if key else None
    if issued is not None:
        return issued
    year = local_date(at).year
    number = issue_number(what.code, year)
    paper = Paper.objects.create(
        kind=what.code,
        year=year,
        number=number,
        key=key or f"{what.code}:{year}:{number}",
        case_kind=case_kind,
        case_code=case_code,
        title=tidy(title)[:200],
        facts=said.stored(),
        region=region,
        to_unit=to_unit,
        from_unit=from_unit,
        issued_by_id=actor.person,
        issued_at=at,
    )
    append(
        Entry(
            "paper",
            paper.code,
            "issue",
            actor,
            at,
            seat,
            public={"kind": what.code, "number": paper.full_number, "case": f"{case_kind} {case_code}".strip()},
        )
    )
    return paper
