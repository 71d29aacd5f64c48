"""What the people concerned say of an answer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shangliang.dispatch.models.orders import Dispatch
from shangliang.people.models import Organization, Person
from shangliang.voices.models import SATISFACTIONS, SOLUTIONS

KINDS = [("citizen", _("诉求人")), ("speaker", _("提出人")), ("member", _("政协委员")), ("expert", _("专家"))]
REASONS = [
    ("late", _("太慢")),
    ("no_contact", _("没有联系我")),
    ("off_point", _("答非所问")),
    ("not_done", _("说了没有做")),
    ("attitude", _("态度不好")),
    ("other", _("其他")),
]


class Evaluation(models.Model):
    """One person asked to judge an answer. Until `judged_at` is set it counts as 未评价, never as content."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="+", verbose_name="转办")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="评价人")
    kind = models.CharField("评价人身份", max_length=8, choices=KINDS, default="citizen")
    invited_at = models.DateTimeField("请评时刻")
    judged_at = models.DateTimeField("评价时刻", null=True, blank=True)
    attitude = models.CharField("办理态度", max_length=20, choices=SATISFACTIONS, blank=True, default="")
    result = models.CharField("办理结果", max_length=20, choices=SATISFACTIONS, blank=True, default="")
    solved = models.CharField("是否解决", max_length=10, choices=SOLUTIONS, blank=True, default="")
    reasons = models.JSONField("不满意的原因", default=list, blank=True)
    comment = models.TextField("评价的话", blank=True, default="")

    class Meta:
        verbose_name = "评价"
        verbose_name_plural = "评价"
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "round", "person"], name="dispatch_evaluation_once"),
            models.CheckConstraint(
                condition=Q(judged_at=None, result="") | Q(judged_at__isnull=False) & ~Q(result=""),
                name="dispatch_evaluation_whole",
            ),
        ]
        indexes = [models.Index(fields=["person", "judged_at"], name="dispatch_evaluation_person")]

    def __str__(self) -> str:
        """Return which order and round."""
        return f"{self.dispatch_id} {self.round}"


class Appeal(models.Model):
    """A unit's objection to one judgement, and what the panel decided; what the person first said is kept."""

    evaluation = models.OneToOneField(Evaluation, on_delete=models.CASCADE, related_name="+", verbose_name="评价")
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="提出单位")
    reason = models.TextField("理由")
    evidence = models.CharField("证据", max_length=300)
    made_at = models.DateTimeField("提出时刻")
    original = models.JSONField("原评价", default=dict)
    decided_at = models.DateTimeField("决定时刻", null=True, blank=True)
    is_revised = models.BooleanField("改评", null=True, blank=True)
    panel = models.CharField("评议组（写职务，含一名委员、一名市民）", max_length=200, blank=True, default="")
    decision_reason = models.TextField("决定的理由", blank=True, default="")

    class Meta:
        verbose_name = "评价申诉"
        verbose_name_plural = "评价申诉"

    def __str__(self) -> str:
        """Return which judgement."""
        return f"{self.evaluation_id}"
