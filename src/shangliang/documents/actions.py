"""Writes of documents: numbers without gaps, and papers that stay as they were issued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from shangliang.documents.models import Paper, PaperBatch
from shangliang.documents.rules import kind_of, read_facts
from shangliang.documents.workflow import ISSUE
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Invalid, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import Entry, Work, append, enqueue, next_number
from shangliang.people.models import Organization
from shangliang.people.rules import require

MOST_AT_ONCE = 1000


@dataclass(frozen=True)
class Draft:
    """What a paper about a case would say, before it has a number; the same version of a case gets one paper."""

    kind: str
    case_kind: str
    case_code: str
    title: str
    facts: Mapping[str, Any]
    region: Organization | None = None
    to_unit: Organization | None = None
    from_unit: Organization | None = None
    version: int = 1
    part: str = ""

    @property
    def key(self) -> str:
        """Return what stays equal when the same paper is asked for again."""
        return f"{self.kind}:{self.case_kind}:{self.part or self.case_code}:{self.version}"

    def with_facts(self, **facts: Any) -> "Draft":  # noqa: ANN401 - the parts of a paper
        """Return the draft with further or other parts."""
        return replace(self, facts={**self.facts, **facts})

    def edition(self, version: int) -> "Draft":
        """Return the draft as another version of the case, which gets a paper of its own."""
        return replace(self, version=version)

    def about(self, part: str) -> "Draft":
        """Return the draft for a part of the case, such as one guest, which gets a paper of its own."""
        return replace(self, part=part)

    def addressed(self, to: str) -> "Draft":
        """Return the draft with the words of whom it is for."""
        return self.with_facts(to=to)


def issue_draft(draft: Draft, actor: Actor, at: datetime) -> Paper:
    """Issue what was drafted and return the paper; the same version of a case is issued once.

    Raises Forbidden for other roles, Invalid for a draft that says nothing.
    """
    return issue_paper(
        draft.kind,
        draft.case_code,
        draft.title,
        draft.facts,
        actor,
        at,
        case_kind=draft.case_kind,
        region=draft.region,
        to_unit=draft.to_unit,
        from_unit=draft.from_unit,
        key=draft.key,
    )


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


def show_batch(batch: PaperBatch, **values: Any) -> PaperBatch:  # noqa: ANN401 - any columns of a batch
    """Write how far a batch is, and return it."""
    PaperBatch.objects.filter(pk=batch.pk).update(**values)
    for name, value in values.items():
        setattr(batch, name, value)
    return batch


@transaction.atomic
def request_batch(kind: str, codes: Sequence[str], *, topic: str, actor: Actor, at: datetime) -> PaperBatch:
    """Queue many papers of a kind for the worker and return their batch; `topic` names who does it.

    Raises Forbidden for other roles, Invalid for an unknown kind, none, or more than a thousand.
    """
    require(actor, ISSUE)
    what = kind_of(kind)
    if not 0 < len(codes) <= MOST_AT_ONCE or actor.person is None:
        raise Invalid(
            Words(
                f"一次可以编发 1 到 {MOST_AT_ONCE} 份。", f"Between 1 and {MOST_AT_ONCE} papers can be issued at once."
            ),
            field="codes",
        )
    batch = PaperBatch.objects.create(
        number=next_number("paper-batch"),
        kind=what.code,
        codes=list(codes),
        total_count=len(codes),
        asked_by_id=actor.person,
        asked_at=at,
    )
    enqueue([Work(f"{topic}:{batch.number}", topic, {"batch": batch.number})], at=at)
    return batch
