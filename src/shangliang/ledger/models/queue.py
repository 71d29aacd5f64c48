"""The outbox, which is the queue; the cursors of the reactions; and counters for numbers without gaps."""

from django.db import models


class Job(models.Model):
    """Work to be done after a transaction: written with the event, done at least once, never twice at once."""

    QUEUED, LEASED, DONE, DEAD = "queued", "leased", "done", "dead"
    STATES = [(QUEUED, "待办"), (LEASED, "在办"), (DONE, "办毕"), (DEAD, "无法送达")]

    key = models.CharField("唯一键", max_length=200, unique=True)
    topic = models.CharField("类别", max_length=60)
    payload = models.JSONField("内容", default=dict)
    status = models.CharField("状态", max_length=8, choices=STATES, default=QUEUED)
    due_at = models.DateTimeField("应办时刻")
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    max_attempts = models.PositiveSmallIntegerField("最多次数", default=8)
    lease_by = models.CharField("领取者", max_length=80, blank=True, default="")
    lease_until = models.DateTimeField("领取至", null=True, blank=True)
    error = models.TextField("最近错误", blank=True, default="")
    queued_at = models.DateTimeField("登记时刻")
    done_at = models.DateTimeField("办毕时刻", null=True, blank=True)
    receipt = models.CharField("回执", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "待发事项"
        verbose_name_plural = "待发事项"
        indexes = [models.Index(fields=["status", "due_at"], name="ledger_job_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["queued", "leased", "done", "dead"]), name="ledger_job_status"
            )
        ]

    def __str__(self) -> str:
        """Return topic and key."""
        return f"{self.topic} {self.key}"


class Cursor(models.Model):
    """How far one reaction has read the record, and how its last attempt went."""

    name = models.CharField("反应", max_length=80, primary_key=True)
    seq = models.PositiveBigIntegerField("已读至", default=0)
    attempts = models.PositiveSmallIntegerField("失败次数", default=0)
    retry_at = models.DateTimeField("再试时刻", null=True, blank=True)
    error = models.TextField("最近错误", blank=True, default="")

    class Meta:
        verbose_name = "反应进度"
        verbose_name_plural = "反应进度"

    def __str__(self) -> str:
        """Return the reaction and how far it has read."""
        return f"{self.name} {self.seq}"


class Counter(models.Model):
    """The last number given in one series."""

    name = models.CharField("序列", max_length=80, primary_key=True)
    value = models.PositiveIntegerField("末号", default=0)

    class Meta:
        verbose_name = "编号序列"
        verbose_name_plural = "编号序列"

    def __str__(self) -> str:
        """Return the series and its last number."""
        return f"{self.name} {self.value}"
