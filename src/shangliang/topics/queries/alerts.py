"""Reads of the sentinel's alerts."""

from datetime import timedelta

from django.db.models import Max, QuerySet

from shangliang.topics.models import AlertAnswer, SentinelAlert

SHOWN_DAYS = 14
"""An alert is shown for two weeks after the day it is about, counted to the newest alert."""


def recent_alerts(*, unanswered: bool = False) -> QuerySet[SentinelAlert]:
    """Return the alerts of the last two weeks, the newest and strongest first; only open ones when asked."""
    newest = SentinelAlert.objects.aggregate(top=Max("on"))["top"]
    rows = SentinelAlert.objects.select_related("district")
    if newest is None:
        return rows.none()
    rows = rows.filter(on__gt=newest - timedelta(days=SHOWN_DAYS))
    return rows.exclude(pk__in=AlertAnswer.objects.values("alert")) if unanswered else rows


def alert_answers(alerts: list[SentinelAlert]) -> dict[int, AlertAnswer]:
    """Return what people made of some alerts, by the alert's primary key."""
    rows = AlertAnswer.objects.filter(alert__in=[row.pk for row in alerts]).select_related("answered_by")
    return {row.alert_id: row for row in rows}
