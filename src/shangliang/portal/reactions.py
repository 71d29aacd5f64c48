"""What the worker does for the portal: papers in batches."""

from datetime import datetime

from shangliang.documents.models import PaperBatch
from shangliang.ledger.models import Job
from shangliang.portal.actions import print_batch

PAPERS = "portal.papers"


def print_papers(job: Job, at: datetime) -> str:
    """Do a queued batch of papers and return how many were printed."""
    batch = PaperBatch.objects.select_related("asked_by").get(number=job.payload["batch"])
    done = batch if batch.status == PaperBatch.DONE else print_batch(batch, at)
    return f"{done.total_count - len(done.left_out)}"


HANDLERS = {PAPERS: print_papers}
