"""Discovery: the machine reads the voices and suggests hot issues; what people decided about them stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from django.db import transaction
from django.db.models import Max

from shangliang.engines import hotspots
from shangliang.kernel.refusals import Forbidden, Words
from shangliang.kernel.workflow import SYSTEM, Actor, may
from shangliang.ledger.actions import enqueue, next_number
from shangliang.ledger.actions.queue import Work
from shangliang.topics import rules
from shangliang.topics.actions.suggesting import suggest_topics
from shangliang.topics.actions.watching import watch_over
from shangliang.topics.actions.writing import gazetteer, write_issues
from shangliang.topics.models import DiscoveryRun, IssueLink, StreamState
from shangliang.topics.queries import current_run
from shangliang.topics.workflow import HOT_EDIT_GRANT
from shangliang.voices.models import Voice
from shangliang.voices.queries import discoverable_figures, messages_for_hotspots

JOB = "topics.discover"
READ_TOGETHER = 500
"""Voices after which a run says how far it is."""


@transaction.atomic
def request_discovery(*, actor: Actor, at: datetime) -> DiscoveryRun:
    """Queue a discovery for the worker and return its run; one that waits or works already is returned instead."""
    if actor is not SYSTEM and not may(actor, HOT_EDIT_GRANT):
        raise Forbidden(Words("重算热点由热线或联络室发起。", "The hotline or the studio asks for a new discovery."))
    waiting = current_run(at)
    if waiting is not None:
        return waiting
    run = DiscoveryRun.objects.create(number=next_number("discovery"), asked_by_id=actor.person, asked_at=at)
    enqueue([Work(f"{JOB}:{run.number}", JOB, {"run": run.number})], at=at)
    return run


def discover_when_due(at: datetime) -> int:
    """Ask for a discovery when the last is older than an hour and voices came since; return how many were asked."""
    last = DiscoveryRun.objects.exclude(status=DiscoveryRun.FAILED).first()
    if last is not None and last.asked_at > at - rules.DISCOVER_EVERY:
        return 0
    newest = newest_voice(at)
    if newest is None or (last is not None and not Voice.objects.filter(opened_at__gt=last.asked_at).exists()):
        return 0
    request_discovery(actor=SYSTEM, at=at)
    return 1


def newest_voice(at: datetime) -> datetime | None:
    """Return when the newest voice up to a moment was received, or None."""
    newest: datetime | None = Voice.objects.filter(received_at__lte=at).aggregate(top=Max("received_at"))["top"]
    return newest


def discover_issues(at: datetime, *, run: DiscoveryRun | None = None) -> DiscoveryRun:
    """Read the voices of the window, write the hot issues found, and return the finished run.

    A failure is kept in the run and raised again.
    """
    if run is None:
        run = DiscoveryRun.objects.create(number=next_number("discovery"), asked_at=at)
    show(run, status=DiscoveryRun.RUNNING, started_at=at, step="读民声", error="")
    try:
        found = read_and_group(run, at)
        show(run, step="写入热点", done_count=0, total_count=len(found))
        write_issues(found, run, at)
        show(run, done_count=len(found), step="看哨点和议题")
        suggest_topics(found, at)
        watch_over(run.newest_at, at)
    except Exception as error:
        show(run, status=DiscoveryRun.FAILED, done_at=at, error=f"{type(error).__name__}: {error}"[:2000])
        raise
    return show(run, status=DiscoveryRun.DONE, done_at=at + timedelta(seconds=run.seconds), step="")


def show(run: DiscoveryRun, **values: Any) -> DiscoveryRun:  # noqa: ANN401 - any columns of a run
    """Write how far a run is, and return it."""
    DiscoveryRun.objects.filter(pk=run.pk).update(**values)
    for name, value in values.items():
        setattr(run, name, value)
    return run


def read_and_group(run: DiscoveryRun, at: datetime) -> list[hotspots.Issue]:
    """Return what the engine finds in the voices of the window; the run keeps the figures of what was read.

    Only voices that are new since the last run are read, as long as what is kept of it still holds.
    """
    started = perf_counter()
    newest = newest_voice(at)
    since = newest - rules.DISCOVER_WINDOW if newest else None
    if newest is None or since is None:
        return []
    figures = discoverable_figures(since, at)
    stream, kept = stream_to_feed(since, at)
    messages = messages_for_hotspots(kept.since, until=at, after=kept.last_voice)
    show(run, step="归成热点", since=kept.since, newest_at=newest, total_count=len(messages), done_count=0)
    stream.take_many(counted_in(run, messages))
    must, cannot = links()
    stream.decide(must, cannot)
    stream.settle()
    found = stream.issues(now=newest, least=rules.LEAST_MESSAGES, frozen=True)
    keep(kept, stream, messages, at)
    show(
        run,
        read_count=len(messages),
        message_count=figures.messages,
        reporter_count=figures.people,
        copy_count=sum(issue.copy_count for issue in found),
        issue_count=len(found),
        kinds=dict(Counter(issue.kind for issue in found)),
        seconds=round(perf_counter() - started, 3),
        parameters=asdict(stream.parameters),
    )
    return found


def counted_in(run: DiscoveryRun, messages: Sequence[hotspots.Message]) -> Iterator[hotspots.Message]:
    """Yield the messages while the run says how many were read."""
    for place, message in enumerate(messages):
        if place % READ_TOGETHER == 0:
            show(run, done_count=place)
        yield message
    show(run, done_count=len(messages))


def stream_to_feed(since: datetime, at: datetime) -> tuple[hotspots.Stream, StreamState]:
    """Return the stream of the last run with what is known of it, or a new one when that does not hold any more.

    It does not hold when it is a day old (likes, categories and the window have moved on), or when a voice that it
    read has left: withdrawn, made secret, erased.
    """
    kept = StreamState.objects.filter(pk=1).first()
    if kept is not None and kept.begun_at > at - rules.STREAM_LASTS:
        known = discoverable_figures(kept.since, at, up_to=kept.last_voice).messages
        if known == kept.message_count:
            try:
                return hotspots.Stream.from_bytes(bytes(kept.kept), gazetteer=gazetteer()), kept
            except ValueError:  # kept by another version of the engine
                pass
    return hotspots.Stream(gazetteer=gazetteer()), StreamState(pk=1, since=since, begun_at=at)


def keep(kept: StreamState, stream: hotspots.Stream, messages: Sequence[hotspots.Message], at: datetime) -> None:
    """Keep the stream for the next run."""
    kept.last_voice = max([kept.last_voice, *(int(message.id) for message in messages)])
    kept.message_count += len(messages)
    kept.kept, kept.kept_at = stream.to_bytes(), at
    StreamState.objects.update_or_create(
        pk=1,
        defaults={
            "kept": kept.kept,
            "since": kept.since,
            "last_voice": kept.last_voice,
            "message_count": kept.message_count,
            "begun_at": kept.begun_at,
            "kept_at": kept.kept_at,
        },
    )


def links() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the pairs of voices that people judged to be one matter, and those judged to be two."""
    rows = IssueLink.objects.filter(decision__undone_at=None).order_by("-decision__decided_at", "-decision", "pk")
    verdicts = rows.values_list("kind", "one_id", "other_id")
    must, cannot = rules.consistent_links(list(verdicts))
    return [(str(one), str(other)) for one, other in must], [(str(one), str(other)) for one, other in cannot]
