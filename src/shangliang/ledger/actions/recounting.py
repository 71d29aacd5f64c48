"""Counting open limits anew after the working calendar has changed, and logging every date that moves."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Q

from shangliang.kernel.refusals import Stale
from shangliang.ledger.actions.cases import correct
from shangliang.ledger.models import CalendarChange, Case, RunningLimit
from shangliang.ledger.queries import Deadline, deadline

INSTANT = timedelta(microseconds=1)


def case_models() -> list[type[Case]]:
    """Return every kind of case that there is."""
    return [model for model in apps.get_models() if issubclass(model, Case)]


def recount_open(at: datetime) -> int:
    """Count all open limits anew for calendar changes that wait for it, and return how many cases were moved."""
    waiting = list(CalendarChange.objects.filter(recounted_at=None).order_by("pk"))
    if not waiting:
        return 0
    why = "；".join(change.words for change in waiting)
    moved = sum(recount(case, at=at, why=why) for case in open_cases())
    rows = CalendarChange.objects.filter(pk__in=[change.pk for change in waiting])
    rows.update(recounted_at=at, moved_count=moved)
    return moved


def open_cases() -> Iterator[Case]:
    """Return every case that is not at its end and carries a limit."""
    for model in case_models():
        ends = [str(state) for state in model.workflow.terminal]
        rows = model._default_manager.exclude(state__in=ends).filter(~Q(due_rule=""), due_at__isnull=False)  # noqa: SLF001 - Django's public-in-practice name
        yield from rows.iterator(chunk_size=500)


def recount(case: Case, *, at: datetime, why: str) -> bool:
    """Move the limits of a case that the calendar counts differently now, and return whether there were any."""
    columns: dict[str, Any] = {}
    moves = []
    for limit in case.running_limits():
        found = counted_anew(limit)
        before = getattr(case, limit.columns[0])
        if found is None or (found.at == before and found.provisional == getattr(case, limit.columns[3])):
            continue
        columns |= dict(zip(limit.columns, (found.at, found.start, limit.rule, found.provisional), strict=True))
        moves.append({"rule": limit.rule, "before": before, "after": found.at, "provisional": found.provisional})
    if not columns:
        return False
    try:
        correct(case, columns, at=at, facts={"why": why, "moves": moves})
    except Stale:  # it was moved in this very moment, by the new calendar
        return False
    return True


def counted_anew(limit: RunningLimit) -> Deadline | None:
    """Return when a limit ends by the calendar of now, or None when its rule is no clause of a policy."""
    start = limit.start
    if limit.after is not None:
        before = deadline(*parted(limit.after[0]), limit.after[1], pauses=limit.pauses)
        start = before.at - INSTANT if before else start
    return deadline(*parted(limit.rule), start, pauses=limit.pauses)


def parted(rule: str) -> tuple[str, str]:
    """Return the policy and the clause of a rule's name."""
    policy, _, clause = rule.rpartition(".")
    return policy, clause
