"""What follows in the portal: the index of the search, papers of the ladder of supervision, papers in batches."""

from collections.abc import Callable
from datetime import datetime, timedelta

from shangliang.dispatch.rules import LEVELS
from shangliang.documents.actions import issue_draft
from shangliang.documents.models import PaperBatch
from shangliang.kernel.workflow import SYSTEM
from shangliang.ledger.actions import Follower, Reaction
from shangliang.ledger.models import Event, Job
from shangliang.portal.actions import follow_record, look_through, print_batch
from shangliang.portal.queries.index import FOLLOWER
from shangliang.portal.queries.papers.orders import instruction_notice, step_notice
from shangliang.portal.queries.shelves import SHELVES

PAPERS = "portal.papers"
FRESH = timedelta(days=7)


def print_papers(job: Job, at: datetime) -> str:
    """Do a queued batch of papers and return how many were printed."""
    batch = PaperBatch.objects.select_related("asked_by").get(number=job.payload["batch"])
    done = batch if batch.status == PaperBatch.DONE else print_batch(batch, at)
    return f"{done.total_count - len(done.left_out)}"


def follow_one(event: Event, at: datetime) -> None:
    """Bring the index up to what one event changed."""
    follow_record([event], at)


def issue_notice(event: Event, at: datetime) -> None:
    """Issue the paper of a step of the ladder; the same step has one, also when it is followed again or was clicked.

    A step older than a week gets none by itself: what was done before papers followed stays as it was.
    """
    found = step_notice(event) if at - event.at <= FRESH else None
    if found is not None:
        issue_draft(found, SYSTEM, at)


def issue_instruction(event: Event, at: datetime) -> None:
    """Issue the paper of a leader's instruction on an order, once; one older than a week gets none by itself."""
    found = instruction_notice(event) if at - event.at <= FRESH else None
    if found is not None:
        issue_draft(found, SYSTEM, at)


HANDLERS = {PAPERS: print_papers}
REACTIONS = (
    Reaction("portal.notice", frozenset(("dispatch", level) for level in LEVELS), issue_notice),
    Reaction("portal.instruction", frozenset({("dispatch", "instruct")}), issue_instruction),
    Follower(
        FOLLOWER,
        frozenset((kind, "*") for kind in (*(shelf.kind for shelf in SHELVES), "moderation")),
        follow_one,
        follow_record,
        behind=("voices.publish",),
    ),
)
TIMERS: tuple[Callable[[datetime], int], ...] = (look_through,)
