"""What units answer: a reply in versions, point by point."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shangliang.dispatch.models.orders import Dispatch
from shangliang.ideas.models import ADOPTIONS, REPLY_CLASSES
from shangliang.people.models import Organization, Person

CONTACT_MODES = [("meeting", _("面商")), ("phone", _("电话")), ("letter", _("书面")), ("online", _("网上"))]


class Reply(models.Model):
    """One version of a unit's answer. It is not changed after it was signed: a later answer is a new version."""

    STATUSES = [
        ("draft", _("草稿")),
        ("proposed", _("待签发")),
        ("submitted", _("待审核")),
        ("returned", _("已退回")),
        ("accepted", _("已送达")),
        ("superseded", _("已被新答复替代")),
    ]
    MODES = CONTACT_MODES

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="+", verbose_name="转办")
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="答复单位")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    version = models.PositiveSmallIntegerField("版本", default=1)
    status = models.CharField("状态", max_length=12, choices=STATUSES, default="draft")
    reply_class = models.CharField("答复类别", max_length=1, choices=REPLY_CLASSES, blank=True, default="")
    summary = models.TextField("总的答复", blank=True, default="")
    contact_name = models.CharField("联系人", max_length=40, blank=True, default="")
    contact_phone = models.CharField("联系电话", max_length=40, blank=True, default="")
    owner_post = models.CharField("责任人职务", max_length=80, blank=True, default="")
    met_speaker = models.BooleanField("与提出人当面沟通过", default=False)
    saved_at = models.DateTimeField("保存时刻")
    signed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签发人"
    )
    signed_at = models.DateTimeField("签发时刻", null=True, blank=True)
    checked_at = models.DateTimeField("审核时刻", null=True, blank=True)
    check_words = models.TextField("审核意见", blank=True, default="")
    public_text = models.TextField("公开稿", blank=True, default="")
    is_withheld = models.BooleanField("不公开", default=False)
    withhold_reason = models.CharField("不公开的理由", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "答复"
        verbose_name_plural = "答复"
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "version"], name="dispatch_reply_version"),
            models.CheckConstraint(
                condition=Q(status__in=("draft", "proposed", "returned")) | ~Q(public_text=""),
                name="dispatch_reply_words",
            ),
        ]
        indexes = [models.Index(fields=["dispatch", "-version"], name="dispatch_reply_newest")]

    def __str__(self) -> str:
        """Return which order and version."""
        return f"{self.dispatch_id} v{self.version}"

    @property
    def is_editable(self) -> bool:
        """Return whether the words may still be changed."""
        return self.status in ("draft", "proposed")

    @property
    def is_public(self) -> bool:
        """Return whether everybody may read it, when the case itself is public."""
        return self.status == "accepted" and not self.is_withheld


class ReplyPoint(models.Model):
    """The answer to one point: whether it is adopted, the words, the measure, its date and the proof."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="+", verbose_name="答复")
    order = models.PositiveSmallIntegerField("序")
    question = models.TextField("原件要点")
    adoption = models.CharField("采纳情况", max_length=16, choices=ADOPTIONS, blank=True, default="")
    text = models.TextField("答复内容", blank=True, default="")
    measure = models.CharField("措施", max_length=200, blank=True, default="")
    due_on = models.DateField("完成时间", null=True, blank=True)
    evidence = models.CharField("证据", max_length=300, blank=True, default="")
    done_on = models.DateField("完成日期", null=True, blank=True)

    class Meta:
        verbose_name = "逐点答复"
        verbose_name_plural = "逐点答复"
        ordering = ["reply", "order"]
        constraints = [models.UniqueConstraint(fields=["reply", "order"], name="dispatch_point_order")]

    def __str__(self) -> str:
        """Return its place and question."""
        return f"{self.order} {self.question[:20]}"
