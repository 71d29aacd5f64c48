"""Official papers as they were issued: number, facts, for whom; never changed afterwards."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shangliang.documents.rules import KINDS, Facts, PaperKind, paper_number, read_facts
from shangliang.people.models import Organization, Person


class Paper(models.Model):
    """One issued paper. Its number runs without gaps within kind and year; a mistake is mended by a new paper."""

    kind = models.CharField("文种", max_length=32, choices=[(kind.code, kind.name) for kind in KINDS.values()])
    year = models.PositiveSmallIntegerField("年份")
    number = models.PositiveIntegerField("序号")
    key = models.CharField("唯一键", max_length=160, unique=True)
    case_kind = models.CharField("案件类别", max_length=32, blank=True, default="")
    case_code = models.CharField("案件编号", max_length=40)
    title = models.CharField("标题", max_length=200)
    facts = models.JSONField("内容")
    region = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区域"
    )
    to_unit = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主送单位"
    )
    from_unit = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发文单位"
    )
    issued_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人"
    )
    issued_at = models.DateTimeField("成文时刻", db_index=True)

    class Meta:
        verbose_name = "公文"
        verbose_name_plural = "公文"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "year", "number"], name="documents_paper_number")]
        indexes = [
            models.Index(fields=["case_kind", "case_code"], name="documents_paper_case"),
            models.Index(fields=["kind", "-id"], name="documents_paper_kind"),
        ]

    def __str__(self) -> str:
        """Return the full number."""
        return self.full_number

    @property
    def what(self) -> PaperKind:
        """Return the kind of paper."""
        return KINDS[self.kind]

    @property
    def full_number(self) -> str:
        """Return the number as it stands on the paper."""
        return paper_number(self.what, self.year, self.number)

    @property
    def said(self) -> Facts:
        """Return the facts in order."""
        return read_facts(self.facts)

    @property
    def code(self) -> str:
        """Return the paper's code in addresses, such as transfer-letter-2022-15."""
        return f"{self.kind.replace('_', '-')}-{self.year}-{self.number}"


class PaperBatch(models.Model):
    """Many papers issued and printed in one go by the worker: how far it is, and the file with all of them."""

    QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"
    STATES = [(QUEUED, _("排队")), (RUNNING, _("在做")), (DONE, _("做好")), (FAILED, _("没有做成"))]

    number = models.PositiveIntegerField("序号", unique=True)
    kind = models.CharField("文种", max_length=32)
    codes = models.JSONField("案件编号", default=list)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="发起人")
    asked_at = models.DateTimeField("发起时刻")
    status = models.CharField("进度", max_length=8, choices=STATES, default=QUEUED)
    done_count = models.PositiveIntegerField("已做", default=0)
    total_count = models.PositiveIntegerField("共有", default=0)
    left_out = models.JSONField("没有做的", default=list, help_text="编号和原因")
    done_at = models.DateTimeField("完成时刻", null=True, blank=True)
    file = models.FileField("文件", upload_to="papers", blank=True)

    class Meta:
        verbose_name = "成批公文"
        verbose_name_plural = "成批公文"
        ordering = ["-number"]

    def __str__(self) -> str:
        """Return the number and how far it is."""
        return f"{self.number} {self.get_status_display()}"
