"""Alerts of the sentinel: what the machine saw rise, and what a person made of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shangliang.people.models import Organization, Person


class SentinelAlert(models.Model):
    """More voices of one category in one district than the season, the weekday and the weeks before lead to expect.

    `series` and `expected_series` end with the day or week `on`; `because` holds what the expectation was made of.
    """

    SPANS = [("day", _("一天")), ("week", _("一周"))]

    category = models.CharField("事项分类", max_length=60, blank=True, default="")
    district = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="区（市）"
    )
    span = models.CharField("跨度", max_length=4, choices=SPANS)
    on = models.DateField("日期")
    count = models.PositiveIntegerField("条数")
    expected = models.FloatField("常态")
    z = models.FloatField("z 值")
    series = models.JSONField("各期条数", default=list)
    expected_series = models.JSONField("各期常态", default=list)
    because = models.JSONField("为什么", default=dict)
    raised_at = models.DateTimeField("报出时刻")

    class Meta:
        verbose_name = "哨点预警"
        verbose_name_plural = "哨点预警"
        ordering = ["-on", "-z", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "district", "span", "on"],
                condition=Q(district__isnull=False),
                name="topics_alert_once",
            ),
            models.UniqueConstraint(
                fields=["category", "span", "on"], condition=Q(district__isnull=True), name="topics_alert_city_once"
            ),
            models.CheckConstraint(condition=Q(span__in=["day", "week"]), name="topics_alert_span"),
        ]

    def __str__(self) -> str:
        """Return what rose where and when."""
        return f"{self.category} {self.district_id} {self.on:%F}"


class AlertAnswer(models.Model):
    """What a person made of an alert: looked into, or explained; the alert itself stays as it was raised."""

    ANSWERS = [("real", _("属实，已跟进")), ("explained", _("有原因，不必跟进"))]

    alert = models.OneToOneField(SentinelAlert, on_delete=models.CASCADE, related_name="+", verbose_name="哨点预警")
    answer = models.CharField("判断", max_length=10, choices=ANSWERS)
    words = models.CharField("说明", max_length=300)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="判断人")
    answered_at = models.DateTimeField("判断时刻")

    class Meta:
        verbose_name = "哨点判断"
        verbose_name_plural = "哨点判断"
        constraints = [
            models.CheckConstraint(condition=Q(answer__in=["real", "explained"]), name="topics_alert_answer")
        ]

    def __str__(self) -> str:
        """Return which alert was answered how."""
        return f"{self.alert_id} {self.answer}"
