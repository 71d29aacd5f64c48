"""Texts under review: what was typed, what a machine hid, what a person let through."""

from django.db import models

from shangliang.kernel.workflow import Subject
from shangliang.ledger.models import Case, choices_of, state_constraint
from shangliang.people.models import Organization, Person
from shangliang.publication.rules import REASONS
from shangliang.publication.workflow import MODERATION


class ModerationCase(Case):
    """One text of one case (`subject_kind`, `subject_code`, `part`) on its way to the public, or kept from it."""

    workflow = MODERATION

    subject_kind = models.CharField("来源类别", max_length=32)
    subject_code = models.CharField("来源编号", max_length=40)
    part = models.CharField("部分", max_length=32, blank=True, default="")
    text_original = models.TextField("原文")
    text_machine = models.TextField("机器隐去稿")
    text_public = models.TextField("公开稿", blank=True, default="")
    marks_count = models.PositiveSmallIntegerField("机器标出处数", default=0)
    is_sensitive = models.BooleanField("须复审", default=False)
    author = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="作者"
    )
    region = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区域"
    )
    first_reviewer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="初审人"
    )
    reviewer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人"
    )
    reason_code = models.CharField("理由代码", max_length=16, blank=True, default="", choices=choices_of(REASONS))
    reason = models.TextField("理由", blank=True, default="")
    decided_at = models.DateTimeField("审定时刻", null=True, blank=True)

    class Meta:
        verbose_name = "内容审核"
        verbose_name_plural = "内容审核"
        constraints = [state_constraint(MODERATION, "publication_moderation_state")]
        indexes = [
            models.Index(fields=["state", "id"], name="publication_queue"),
            models.Index(fields=["subject_kind", "subject_code"], name="publication_subject"),
        ]

    def subject(self) -> Subject:
        """Return what permission must know: reviewers of the text's region and of those above it."""
        return Subject(self.state, regions=self.region.line if self.region else frozenset())
