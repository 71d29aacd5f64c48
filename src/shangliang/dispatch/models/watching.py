"""How orders are watched: reminders by the clock, the ladder of supervision, visits on site, looking back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shangliang.dispatch.models.orders import Dispatch
from shangliang.people.models import Organization, Person


class Reminder(models.Model):
    """One reminder that the clock sent; unique for its due moment, so that a timer may run twice."""

    KINDS = [
        ("unsigned", _("到期未签收")),
        ("half", _("期限过半")),
        ("most", _("期限已过八成")),
        ("last", _("还剩一个工作日")),
        ("overdue", _("催办通知书")),
        ("listed", _("逾期五个工作日通报")),
        ("opinion", _("会办意见逾期")),
        ("quarter", _("台账满一季度没有报进度")),
    ]

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="+", verbose_name="转办")
    kind = models.CharField("种类", max_length=8, choices=KINDS)
    for_due = models.DateTimeField("对应到期时刻")
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    made_at = models.DateTimeField("时刻")

    class Meta:
        verbose_name = "提醒"
        verbose_name_plural = "提醒"
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "kind", "for_due", "unit"], name="dispatch_reminder_once")
        ]

    def __str__(self) -> str:
        """Return which order and kind."""
        return f"{self.dispatch_id} {self.kind}"


class Supervision(models.Model):
    """One step of the ladder: 催办, 预警, 督办单, 挂牌, 约谈; by whom, and how it ended."""

    KINDS = [
        ("democratic", _("政协民主监督")),
        ("administrative", _("政府行政监督")),
        ("public_opinion", _("媒体舆论监督")),
    ]
    LEVELS = [
        ("remind", _("催办")),
        ("warn", _("预警")),
        ("notice", _("督办单")),
        ("list", _("挂牌督办")),
        ("interview", _("约谈")),
    ]

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="+", verbose_name="转办")
    kind = models.CharField("监督方式", max_length=16, choices=KINDS, default="administrative")
    level = models.CharField("层级", max_length=12, choices=LEVELS)
    joint = models.JSONField("联合的监督方式", default=list, blank=True)
    addressed_to = models.CharField("发给的职务", max_length=120, blank=True, default="")
    words = models.TextField("内容", blank=True, default="")
    made_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发出人"
    )
    made_at = models.DateTimeField("时刻")
    resolved_at = models.DateTimeField("解除时刻", null=True, blank=True)

    class Meta:
        verbose_name = "督办"
        verbose_name_plural = "督办"
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["dispatch", "made_at"], name="dispatch_supervision_case")]

    def __str__(self) -> str:
        """Return which order and level."""
        return f"{self.dispatch_id} {self.level}"


class FollowUpVisit(models.Model):
    """A visit of reporter, member and unit to see what was done."""

    FINDINGS = [("solved", _("已办成")), ("partly", _("办了一部分")), ("false", _("与答复不符")), ("none", _("没有办"))]

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="+", verbose_name="转办")
    visited_on = models.DateField("日期")
    place = models.CharField("地点", max_length=120, blank=True, default="")
    people = models.CharField("同行（写职务）", max_length=200, blank=True, default="")
    next_on = models.DateField("下次追访日期", null=True, blank=True)
    before_photo = models.FileField("办之前的照片", upload_to="visits", blank=True)
    after_photo = models.FileField("办之后的照片", upload_to="visits", blank=True)
    finding = models.CharField("所见", max_length=8, choices=FINDINGS)
    notes = models.TextField("记录", blank=True, default="")
    article_url = models.URLField("报道地址", blank=True, default="")
    made_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="记录人"
    )

    class Meta:
        verbose_name = "追访"
        verbose_name_plural = "追访"
        ordering = ["visited_on", "pk"]

    def __str__(self) -> str:
        """Return which order and day."""
        return f"{self.dispatch_id} {self.visited_on}"


class LookBack(models.Model):
    """A look at a written-off matter after thirty and after 180 days."""

    FINDINGS = [("held", _("没有反弹")), ("rebound", _("又出现了"))]

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="+", verbose_name="转办")
    after_days = models.PositiveSmallIntegerField("销号后天数")
    due_on = models.DateField("应看日期")
    done_at = models.DateTimeField("已看时刻", null=True, blank=True)
    finding = models.CharField("所见", max_length=8, choices=FINDINGS, blank=True, default="")
    notes = models.TextField("记录", blank=True, default="")
    done_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回看人"
    )

    class Meta:
        verbose_name = "回头看"
        verbose_name_plural = "回头看"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "after_days", "due_on"], name="dispatch_lookback_once")
        ]

    def __str__(self) -> str:
        """Return which order and how many days after."""
        return f"{self.dispatch_id} +{self.after_days}"
