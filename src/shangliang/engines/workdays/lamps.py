"""Lamps: how near a limit is, as one of four words."""

from datetime import datetime, timedelta
from typing import Literal

from shangliang.engines.workdays.days import Calendar
from shangliang.engines.workdays.moments import local_day
from shangliang.engines.workdays.shipped import shipped

Lamp = Literal["green", "yellow", "red", "black"]

NEAR_WORKDAYS = 2
IGNORED_CHASE_WORKDAYS = 5
# The longest run of rest days is nine; two working days are never further off than this.
SURELY_FAR = timedelta(days=21)


def lamp(
    at: datetime,
    opened: datetime,
    due: datetime,
    provisional: bool = False,
    *,
    calendar: Calendar | None = None,
    chased_at: datetime | None = None,
    explained: bool = False,
    listed: bool = False,
) -> Lamp:
    """Give the lamp of a case at a moment.

    green: more than a quarter of the limit is left; yellow: a quarter or less, or two working days or less (the
    latter only for limits of two working days and more); red: the moment has passed; black: listed (挂牌), or
    overdue and more than five working days after a chase without an explanation. A provisional moment is never
    overdue: it stays yellow. ``calendar`` defaults to the shipped one.
    """
    calendar = calendar or shipped()
    if listed:
        return "black"
    if at >= due and not provisional:
        return "black" if not explained and _chase_ignored(calendar, chased_at, at) else "red"
    return "yellow" if _is_near(calendar, at, opened, due) else "green"


def _chase_ignored(calendar: Calendar, chased_at: datetime | None, at: datetime) -> bool:
    if chased_at is None:
        return False
    return calendar.workdays_between(local_day(chased_at), local_day(at)) > IGNORED_CHASE_WORKDAYS


def _is_near(calendar: Calendar, at: datetime, opened: datetime, due: datetime) -> bool:
    left = due - at
    if left * 4 <= due - opened:
        return True
    if left > SURELY_FAR or calendar.remaining_workdays(opened, due) < NEAR_WORKDAYS:
        return False
    return calendar.remaining_workdays(at, due) <= NEAR_WORKDAYS
