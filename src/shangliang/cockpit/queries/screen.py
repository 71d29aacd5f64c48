"""What the hall screen shows beside the figures: districts, hot issues, units at work, coverage of each session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from shangliang.cockpit.queries.figures import Figure, figures
from shangliang.dispatch.models import Dispatch, Outcome
from shangliang.dispatch.queries import outcomes
from shangliang.dispatch.queries.owing import AT_WORK, UnitLine, units_at_work
from shangliang.kernel.calendar import local_date, moment
from shangliang.media.queries import Coverage, coverage
from shangliang.topics.models import HotIssue, SentinelAlert
from shangliang.topics.queries import public_issues, recent_alerts
from shangliang.voices.models import Voice

DAYS, ISSUES, LANDED = 90, 5, 3
"""Days of voices, hot issues shown, alerts and outcomes shown."""


@dataclass(frozen=True)
class Screen:
    """One look at everything, as of a moment."""

    figures: dict[str, Figure]
    districts: Sequence[tuple[str, int]]
    issues: Sequence[HotIssue]
    alerts: Sequence[SentinelAlert]
    landed: Sequence[Outcome]
    today: Mapping[str, int]
    units: Sequence[UnitLine]
    coverage: Coverage


def screen(at: datetime) -> Screen:
    """Return the hall screen at a moment, in some ten statements."""
    return Screen(
        {figure.code: figure for figure in figures()},
        by_district(at),
        list(public_issues()[:ISSUES]),
        list(recent_alerts(unanswered=True)[:LANDED]),
        list(outcomes()[:LANDED]),
        of_today(at),
        units_at_work(at),
        coverage(),
    )


def by_district(at: datetime) -> list[tuple[str, int]]:
    """Return how many voices of the last ninety days speak of each district, most first."""
    rows = Voice.objects.filter(received_at__gte=at - timedelta(days=DAYS), district__isnull=False)
    counted = rows.exclude(state="withdrawn").order_by().values("district__name").annotate(n=Count("pk"))
    return [(row["district__name"], row["n"]) for row in counted.order_by("-n", "district__name")]


def of_today(at: datetime) -> dict[str, int]:
    """Return what the day brought and asks for: new voices, orders that end today, replies that were signed."""
    begin = moment(local_date(at))
    end = begin + timedelta(days=1)
    orders = Dispatch.objects.aggregate(
        due=Count("pk", filter=Q(due_at__gt=begin, due_at__lte=end, state__in=AT_WORK)),
        replied=Count("pk", filter=Q(replied_at__gte=begin, replied_at__lt=end)),
    )
    return {"voices": Voice.objects.filter(received_at__gte=begin, received_at__lt=end).count(), **orders}
