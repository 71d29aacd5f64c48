"""What came of an order: promises with dates, outcomes with figures, and similar voices that were helped as well."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shangliang.dispatch.models.orders import Dispatch
from shangliang.dispatch.models.replies import ReplyPoint
from shangliang.people.models import Person
from shangliang.voices.models import Voice


class Milestone(models.Model):
    """One promise of the ledger of commitments (承诺事项台账): what, by when, how far, and when it was done."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="+", verbose_name="转办")
    point = models.ForeignKey(
        ReplyPoint, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="逐点答复"
    )
    text = models.CharField("答应的事", max_length=200)
    due_on = models.DateField("目标日期", db_index=True)
    progress = models.CharField("下一步", max_length=200, blank=True, default="")
    reported_at = models.DateTimeField("最近报进度", null=True, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    evidence = models.CharField("证据", max_length=300, blank=True, default="")
    is_void = models.BooleanField("已被新答复替代", default=False)

    class Meta:
        verbose_name = "承诺事项台账"
        verbose_name_plural = "承诺事项台账"
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["done_on", "due_on"], name="dispatch_milestone_open")]

    def __str__(self) -> str:
        """Return what was promised."""
        return self.text


class KeyProject(models.Model):
    """A project of the city's list of the year: 重点项目, or 为民办实事; what was achieved can be part of it."""

    KINDS = [("key", _("重点项目")), ("livelihood", _("为民办实事"))]

    code = models.CharField("编号", max_length=20, unique=True)
    kind = models.CharField("类别", max_length=10, choices=KINDS)
    year = models.PositiveSmallIntegerField("年度")
    name = models.CharField("名称", max_length=120)
    source = models.CharField("出处", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "重点项目"
        verbose_name_plural = "重点项目"
        ordering = ["-year", "kind", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "year", "name"], name="dispatch_project_once")]

    def __str__(self) -> str:
        """Return kind, year and name."""
        return f"{self.year} {self.get_kind_display()} {self.name}"


class Outcome(models.Model):
    """What was achieved, in one sentence with a date; `before` and `after` are what people could see."""

    KINDS = [
        ("decision", _("纳入决策")),
        ("policy", _("出台政策")),
        ("project", _("项目落地")),
        ("fix", _("问题解决")),
        ("mechanism", _("建立机制")),
    ]

    code = models.CharField("编号", max_length=20, unique=True)
    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="+", verbose_name="转办")
    kind = models.CharField("成效类别", max_length=10, choices=KINDS)
    title = models.CharField("标题", max_length=120)
    before = models.TextField("办之前", blank=True, default="")
    after = models.TextField("办之后", blank=True, default="")
    document_no = models.CharField("文件名或文号", max_length=120, blank=True, default="")
    source_url = models.URLField("来源地址", blank=True, default="")
    project = models.ForeignKey(
        KeyProject, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="重点项目"
    )
    achieved_on = models.DateField("日期")
    recorded_at = models.DateTimeField("登记时刻")

    class Meta:
        verbose_name = "成效"
        verbose_name_plural = "成效"
        ordering = ["-achieved_on", "-pk"]
        indexes = [models.Index(fields=["-achieved_on", "-id"], name="dispatch_outcome_list")]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class OutcomeMetric(models.Model):
    """One figure of an outcome: its unit, its value, what was aimed at, when it was read and where it is shown."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="+", verbose_name="成效")
    name = models.CharField("指标", max_length=80)
    unit = models.CharField("单位", max_length=20)
    value = models.DecimalField("数值", max_digits=14, decimal_places=2)
    target = models.DecimalField("目标", max_digits=14, decimal_places=2, null=True, blank=True)
    read_on = models.DateField("读数日期")
    evidence = models.CharField("证据", max_length=300)

    class Meta:
        verbose_name = "成效指标"
        verbose_name_plural = "成效指标"
        ordering = ["outcome", "pk"]

    def __str__(self) -> str:
        """Return the name and its figure."""
        return f"{self.name} {self.value.normalize():f}{self.unit}"


class Generalization(models.Model):
    """举一反三: from one solved matter to a policy, or to the set of similar voices that people chose."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="+", verbose_name="转办")
    title = models.CharField("标题", max_length=120)
    policy_document = models.CharField("政策文件", max_length=200, blank=True, default="")
    made_at = models.DateTimeField("时刻")
    made_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    voice_count = models.PositiveIntegerField("同类诉求数", default=0)
    covered_count = models.PositiveIntegerField("已覆盖数", default=0)

    class Meta:
        verbose_name = "举一反三"
        verbose_name_plural = "举一反三"
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class GeneralizedVoice(models.Model):
    """A similar voice that a person confirmed; covered once the same cure reached it."""

    generalization = models.ForeignKey(
        Generalization, on_delete=models.CASCADE, related_name="+", verbose_name="举一反三"
    )
    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="+", verbose_name="民声")
    similarity = models.FloatField("相似度", default=0.0)
    order = models.ForeignKey(
        Dispatch, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="带去办法的转办"
    )
    covered_at = models.DateTimeField("覆盖时刻", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "举一反三的民声"
        verbose_name_plural = "举一反三的民声"
        ordering = ["-similarity", "pk"]
        constraints = [models.UniqueConstraint(fields=["generalization", "voice"], name="dispatch_generalized_once")]

    def __str__(self) -> str:
        """Return which voice."""
        return f"{self.generalization_id} {self.voice_id}"
