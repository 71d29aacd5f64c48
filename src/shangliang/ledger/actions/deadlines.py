"""Deadlines as data: filling and changing the calendar and the policy table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache
from django.db import transaction

from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Forbidden, Invalid, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import Actor, Role, Seat
from shangliang.ledger.actions.record import Entry, append
from shangliang.ledger.models import CalendarChange, CalendarDay, DeadlinePolicy
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


EDITORS = (Role.SYSADMIN, Role.SUPERVISOR)
"""Who may change deadlines and the calendar."""
UNITS = ("wd", "wh", "d", "h", "min", "month")


def editor_seat(actor: Actor) -> Seat:
    """Return the seat under which the actor changes deadlines; Forbidden when there is none."""
    seat = actor.seat_as(*EDITORS)
    if seat is None:
        raise Forbidden(
            Words("时限和日历由系统管理员或督办专员改。", "Limits are changed by administrators and supervisors.")
        )
    return seat


@transaction.atomic
def change_policy(
    policy: str, clause: str, *, number: int, unit: str, basis: str, since: date, actor: Actor, at: datetime
) -> DeadlinePolicy:
    """Write a new version of a clause and return it; it holds for limits that begin on `since` or later.

    Running cases keep the moment they were given. Raises Invalid for a clause that no slice declares, for a wrong
    unit or number, without a basis, and for a day in the past.
    """
    seat = editor_seat(actor)
    newest = DeadlinePolicy.objects.filter(policy=policy, clause=clause).order_by("-version").first()
    if newest is None:
        raise Invalid(Words("没有这一条时限。", "There is no such limit."), field="clause", value=clause)
    if unit not in UNITS or not 0 < number < 1000:
        raise Invalid(Words("数量和单位不对。", "The number or its unit is wrong."), field="number", value=str(number))
    if not basis.strip():
        raise Invalid(Words("要写依据。", "Please give the basis."), field="basis")
    if since < local_date(at):
        raise Invalid(Words("生效日不能早于今天。", "It cannot begin before today."), field="since")
    row = DeadlinePolicy.objects.create(
        policy=policy,
        clause=clause,
        number=number,
        unit=unit,
        basis=tidy(basis),
        since=since,
        version=newest.version + 1,
    )
    facts = {"before": f"{newest.number}{newest.unit}", "after": f"{number}{unit}", "since": since, "basis": row.basis}
    append(Entry("deadline", f"{policy}.{clause}", "change_policy", actor, at, seat, public=facts))
    cache.delete(POLICIES)
    return row


@dataclass(frozen=True)
class NamedDay:
    """One day of a notice: worked or not, and what it is called."""

    day: date
    is_workday: bool
    name: str


@transaction.atomic
def change_calendar(days: Sequence[NamedDay], *, notice: str, actor: Actor, at: datetime) -> CalendarChange:
    """Write the days of a notice into the working calendar and return the change; open limits are counted anew by it.

    The counting anew is done by the worker (`recount_open`), which logs every date that it moves.
    """
    seat = editor_seat(actor)
    if not days or not notice.strip():
        raise Invalid(Words("要写放假通知的文号和日期。", "Please give the notice and its days."), field="notice")
    for one in days:
        CalendarDay.objects.update_or_create(
            day=one.day,
            defaults={"is_workday": one.is_workday, "name": one.name[:40], "notice": tidy(notice)[:80]},
        )
    said = [f"{one.day:%Y-%m-%d}{'班' if one.is_workday else '休'}" for one in sorted(days, key=lambda one: one.day)]
    change = CalendarChange.objects.create(days=said, words=tidy(notice)[:200], person=actor.person, made_at=at)
    append(Entry("calendar", str(change.pk), "change_calendar", actor, at, seat, public={"days": said, "by": notice}))
    cache.delete(CALENDAR)
    return change
