"""What follows in the portal: the search index is brought up to the record; the worker prints papers in batches."""

from collections.abc import Callable
from datetime import datetime

from shangliang.documents.models import PaperBatch
from shangliang.ledger.actions import Follower
from shangliang.ledger.models import Event, Job
from shangliang.portal.actions import follow_record, look_through, print_batch
from shangliang.portal.queries.index import FOLLOWER
from shangliang.portal.queries.shelves import SHELVES

PAPERS = "portal.papers"


def print_papers(job: Job, at: datetime) -> str:
    """Do a queued batch of papers and return how many were printed."""
    batch = PaperBatch.objects.select_related("asked_by").get(number=job.payload["batch"])
    done = batch if batch.status == PaperBatch.DONE else print_batch(batch, at)
    return f"{done.total_count - len(done.left_out)}"


def follow_one(event: Event, at: datetime) -> None:
    """Bring the index up to what one event changed."""
    follow_record([event], at)


HANDLERS = {PAPERS: print_papers}
REACTIONS = (
    Follower(
        FOLLOWER,
        frozenset((kind, "*") for kind in (*(shelf.kind for shelf in SHELVES), "moderation")),
        follow_one,
        follow_record,
        behind=("voices.publish",),
    ),
)
TIMERS: tuple[Callable[[datetime], int], ...] = (look_through,)
