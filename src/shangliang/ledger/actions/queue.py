"""The outbox as queue: leases with heartbeat, attempts with backoff, dead letters."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from shangliang.ledger.models import Job

LEASE = timedelta(seconds=60)
BEGUN = "begun"
"""Stands beside a leased job from the moment at which its worker takes it up until it is done or fails."""
POSSIBLY_DONE = "possibly done before: the worker that had leased it never reported back"
"""Stands beside a job whose worker died: what it does outside (a mail, a text message) may have happened already."""
FIRST_RETRY = timedelta(seconds=10)
LAST_RETRY = timedelta(hours=6)


@dataclass(frozen=True)
class Work:
    """A piece of work: `key` makes it unique for ever, `topic` names who does it."""

    key: str
    topic: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None
    max_attempts: int = 8


def enqueue(works: Iterable[Work], *, at: datetime) -> int:
    """Queue work in the caller's transaction and return how many were new; a known key changes nothing."""
    rows = [
        Job(
            key=w.key,
            topic=w.topic,
            payload=dict(w.payload),
            due_at=w.due_at or at,
            queued_at=at,
            max_attempts=w.max_attempts,
        )
        for w in works
    ]
    if not rows:
        return 0
    before = Job.objects.filter(key__in=[row.key for row in rows]).count()
    Job.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len({row.key for row in rows}) - before


@transaction.atomic
def claim(worker: str, *, at: datetime, topics: Iterable[str], limit: int = 20) -> list[Job]:
    """Lease due jobs to a worker and return them; jobs of a worker that died come back when their lease ends."""
    due = Job.objects.filter(topic__in=list(topics)).filter(
        Q(status=Job.QUEUED, due_at__lte=at) | Q(status=Job.LEASED, lease_until__lt=at)
    )
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    claimed = []
    for job in due.order_by("due_at", "pk")[:limit]:
        mark = {"error": POSSIBLY_DONE} if job.status == Job.LEASED and job.error == BEGUN else {}
        mine = Job.objects.filter(pk=job.pk, status=job.status, attempts=job.attempts).update(
            status=Job.LEASED, lease_by=worker, lease_until=at + LEASE, attempts=F("attempts") + 1, **mark
        )
        if mine:
            job.refresh_from_db()
            claimed.append(job)
    return claimed


def take_up(job: Job, *, at: datetime) -> bool:
    """Note that a leased job is begun now, prolong its lease, and return whether it was still ours.

    When the worker dies before it reports, the next one knows that what the job does outside may have happened.
    """
    word = job.error if job.error == POSSIBLY_DONE else BEGUN
    return bool(leased(job).update(lease_until=at + LEASE, error=word))


def heartbeat(job: Job, *, at: datetime) -> bool:
    """Prolong a lease and return whether it was still ours."""
    return bool(leased(job).update(lease_until=at + LEASE))


def finish(job: Job, *, at: datetime, receipt: str = "") -> bool:
    """Mark a job done and return whether the lease was still ours; a doubt about an earlier attempt stays beside it."""
    doubt = POSSIBLY_DONE if job.error == POSSIBLY_DONE else ""
    return bool(leased(job).update(status=Job.DONE, done_at=at, receipt=receipt, error=doubt, lease_until=None))


def fail(job: Job, error: str, *, at: datetime) -> bool:
    """Put a job back with a growing pause, or among the dead letters after its last attempt."""
    if job.attempts >= job.max_attempts:
        return bool(leased(job).update(status=Job.DEAD, error=error[:2000], lease_until=None))
    pause = min(FIRST_RETRY * 2 ** (job.attempts - 1), LAST_RETRY)
    return bool(leased(job).update(status=Job.QUEUED, due_at=at + pause, error=error[:2000], lease_until=None))


def revive(job: Job, *, at: datetime) -> bool:
    """Queue a dead letter again, by hand, and return whether it was one."""
    return bool(Job.objects.filter(pk=job.pk, status=Job.DEAD).update(status=Job.QUEUED, due_at=at, attempts=0))


def leased(job: Job) -> Any:  # noqa: ANN401 - a queryset of Job; its generic type says nothing more
    """Return the row of a job while its lease is this very one."""
    return Job.objects.filter(pk=job.pk, status=Job.LEASED, lease_by=job.lease_by, attempts=job.attempts)


def work_once(
    handlers: Mapping[str, Callable[[Job, datetime], str]], *, worker: str, at: datetime, limit: int = 20
) -> int:
    """Do the due jobs that have a handler and return how many were claimed; a failing one never stops the others."""
    jobs = claim(worker, at=at, topics=handlers, limit=limit)
    for job in jobs:
        if not take_up(job, at=at):
            continue
        try:
            receipt = handlers[job.topic](job, at)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises belongs to its job, not to the worker
            fail(job, f"{type(error).__name__}: {error}", at=at)
        else:
            finish(job, at=at, receipt=str(receipt or "")[:200])
    return len(jobs)
