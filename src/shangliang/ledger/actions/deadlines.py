"""Deadlines as data: filling and changing the calendar and the policy table."""

from collections.abc import Iterable
from datetime import date

from django.core.cache import cache
from django.db import transaction

from shangliang.ledger.models import CalendarDay, DeadlinePolicy
from shangliang.ledger.queries import CALENDAR, POLICIES

Clause = tuple[str, str, int, str, str]
"""policy, clause, number, unit, basis"""


@transaction.atomic
def seed_policies(clauses: Iterable[Clause], *, since: date) -> int:
    """Write the clauses that the table does not know yet, as version 1, and return how many; known ones stay."""
    known = set(DeadlinePolicy.objects.values_list("policy", "clause"))
    rows = [
        DeadlinePolicy(policy=policy, clause=clause, number=number, unit=unit, basis=basis, since=since)
        for policy, clause, number, unit, basis in clauses
        if (policy, clause) not in known
    ]
    DeadlinePolicy.objects.bulk_create(rows)
    cache.delete(POLICIES)
    return len(rows)


@transaction.atomic
def change_policy(policy: str, clause: str, *, number: int, unit: str, basis: str, since: date) -> DeadlinePolicy:
    """Write a new version of a clause and return it; running cases keep the moment they were given."""
    newest = DeadlinePolicy.objects.filter(policy=policy, clause=clause).order_by("-version").first()
    row = DeadlinePolicy.objects.create(
        policy=policy,
        clause=clause,
        number=number,
        unit=unit,
        basis=basis,
        since=since,
        version=newest.version + 1 if newest else 1,
    )
    cache.delete(POLICIES)
    return row


@transaction.atomic
def set_calendar_day(day: date, *, is_workday: bool, name: str, notice: str) -> CalendarDay:
    """Write one day of a notice and return it."""
    row, _ = CalendarDay.objects.update_or_create(
        day=day, defaults={"is_workday": is_workday, "name": name, "notice": notice}
    )
    cache.delete(CALENDAR)
    return row
