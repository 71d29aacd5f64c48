"""Deadlines as data: the working calendar and the policy table that administrators edit."""

from django.db import models


class CalendarDay(models.Model):
    """One day that differs from Monday-to-Friday, with the notice that says so."""

    day = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("上班")
    name = models.CharField("说明", max_length=40)
    notice = models.CharField("依据", max_length=80)

    class Meta:
        verbose_name = "工作日历"
        verbose_name_plural = "工作日历"
        ordering = ["day"]

    def __str__(self) -> str:
        """Return the day and what it is."""
        return f"{self.day} {'班' if self.is_workday else '休'} {self.name}"


class DeadlinePolicy(models.Model):
    """One clause of one policy: `voice.normal` + `due` = 5 wd. Units: wd, wh, d, h, min, month."""

    policy = models.CharField("规则", max_length=40)
    clause = models.CharField("条目", max_length=40)
    number = models.PositiveIntegerField("数量")
    unit = models.CharField("单位", max_length=8)
    basis = models.CharField("依据", max_length=200, blank=True, default="")
    version = models.PositiveIntegerField("版本", default=1)
    since = models.DateField("生效日")

    class Meta:
        verbose_name = "时限规则"
        verbose_name_plural = "时限规则"
        constraints = [
            models.UniqueConstraint(fields=["policy", "clause", "version"], name="ledger_policy_version"),
            models.CheckConstraint(
                condition=models.Q(unit__in=["wd", "wh", "d", "h", "min", "month"]), name="ledger_policy_unit"
            ),
        ]

    def __str__(self) -> str:
        """Return the clause and its limit."""
        return f"{self.policy}.{self.clause} {self.number}{self.unit}"


class CalendarChange(models.Model):
    """A change of the working calendar, and how many open limits it moved once they were counted anew."""

    days = models.JSONField("日期", default=list)
    words = models.CharField("依据", max_length=200)
    person = models.BigIntegerField("改动人", null=True, blank=True)
    made_at = models.DateTimeField("改动时刻")
    recounted_at = models.DateTimeField("重算时刻", null=True, blank=True)
    moved_count = models.PositiveIntegerField("改期件数", default=0)

    class Meta:
        verbose_name = "工作日历改动"
        verbose_name_plural = "工作日历改动"
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        """Return on which basis."""
        return self.words
