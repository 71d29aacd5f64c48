"""Writes over several slices: official papers drafted from the rows of any case, one or many at a time."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime

from django.core.files.base import ContentFile

from shangliang.documents.actions import issue_draft, show_batch
from shangliang.documents.models import Paper, PaperBatch
from shangliang.documents.printing import printed
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Refusal
from shangliang.kernel.workflow import Actor
from shangliang.people.queries import actor_of
from shangliang.portal.queries.papers import draft_of

EVERY = 10


def issue_case_paper(kind: str, code: str, *, actor: Actor, at: datetime) -> Paper:
    """Issue the paper of a kind about a case and return it; the same version of a case is issued once.

    Raises Forbidden, NotFound, and Invalid where the case does not hold yet what the paper needs.
    """
    return issue_draft(draft_of(kind, code, actor), actor, at)


def pack_papers(
    kind: str, codes: Sequence[str], *, actor: Actor, at: datetime, shown: Callable[[int], object]
) -> tuple[bytes, list[list[str]]]:
    """Issue and print papers of a kind; return a ZIP of DOCX files, and code and reason of each that was refused.

    `shown` is told how many are done, every ten.
    """
    content = io.BytesIO()
    left_out: list[list[str]] = []
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for place, code in enumerate(codes, start=1):
            try:
                paper = issue_case_paper(kind, code, actor=actor, at=at)
            except Refusal as refusal:
                left_out.append([code, refusal.words.zh])
            else:
                archive.writestr(f"{paper.full_number}.docx", printed(paper, "docx"))
            if place % EVERY == 0:
                shown(place)
    return content.getvalue(), left_out


def print_batch(batch: PaperBatch, at: datetime) -> PaperBatch:
    """Issue and print the papers of a batch into one file, and return the finished batch.

    It may run again after a breakdown: papers issued already are printed again, not issued again.
    """
    actor = actor_of(batch.asked_by, local_date(at))
    show_batch(batch, status=PaperBatch.RUNNING, done_count=0)
    content, left_out = pack_papers(
        batch.kind, batch.codes, actor=actor, at=at, shown=lambda count: show_batch(batch, done_count=count)
    )
    batch.file.save(f"{batch.number}.zip", ContentFile(content), save=False)
    return show_batch(
        batch,
        status=PaperBatch.DONE,
        done_count=len(batch.codes),
        left_out=left_out,
        done_at=at,
        file=batch.file.name,
    )
