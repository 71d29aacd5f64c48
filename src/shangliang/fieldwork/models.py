"""Rows of fieldwork: visits, who took part, photos, and the evidence that was cited."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shangliang.fieldwork.rules import KINDS, PARTS
from shangliang.fieldwork.workflow import VISIT
from shangliang.kernel.workflow import Subject
from shangliang.ledger.models import Case, choices_of, state_constraint
from shangliang.people.models import Organization, Person
from shangliang.topics.models import Topic


class FieldVisit(Case):
    """One visit for a topic: where people went, whom they met, what they saw and what they reported."""

    workflow = VISIT

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+", verbose_name="议题")
    kind = models.CharField("类别", max_length=16, choices=choices_of(KINDS))
    title = models.CharField("标题", max_length=120)
    place = models.CharField("地点", max_length=120, blank=True, default="")
    district = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区（市）"
    )
    region = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="所属区域")
    held_on = models.DateField("日期", null=True, blank=True)
    leader = models.CharField("带队", max_length=80, blank=True, default="")
    purpose = models.TextField("要弄清的问题", blank=True, default="")
    notes = models.TextField("调研记录", blank=True, default="")
    report = models.TextField("调研报告", blank=True, default="")
    people_count = models.PositiveSmallIntegerField("参加人数", default=0)

    class Meta:
        verbose_name = "实地调研"
        verbose_name_plural = "实地调研"
        constraints = [
            state_constraint(VISIT, "fieldwork_visit_state"),
            models.CheckConstraint(condition=Q(kind__in=[key for key, *_ in KINDS]), name="fieldwork_visit_kind"),
        ]
        indexes = [
            models.Index(fields=["topic", "held_on"], name="fieldwork_visit_topic"),
            models.Index(fields=["state", "held_on", "id"], name="fieldwork_visit_list"),
            models.Index(fields=["-held_on", "-id"], name="fieldwork_visit_recent"),
        ]

    def subject(self) -> Subject:
        """Return who stands how to this visit: its region bounds it."""
        return Subject(self.state, regions=self.region.line)


class VisitPerson(models.Model):
    """Somebody who took part: a person of the platform, or a post or name as it may be written."""

    visit = models.ForeignKey(FieldVisit, on_delete=models.CASCADE, related_name="+", verbose_name="实地调研")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    name = models.CharField("称呼或职务", max_length=80)
    part = models.CharField("身份", max_length=12, choices=[(key, _(word)) for key, word in PARTS])

    class Meta:
        verbose_name = "调研参加人"
        verbose_name_plural = "调研参加人"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "person"], condition=Q(person__isnull=False), name="fieldwork_person_once"
            ),
            models.UniqueConstraint(fields=["visit", "name", "part"], name="fieldwork_name_once"),
        ]
        indexes = [models.Index(fields=["person", "visit"], name="fieldwork_person_visits")]

    def __str__(self) -> str:
        """Return the name as it may be written."""
        return self.name


class VisitPhoto(models.Model):
    """A photo drawn anew by the product: no camera data, no position; shown to all only when people agreed."""

    visit = models.ForeignKey(FieldVisit, on_delete=models.CASCADE, related_name="+", verbose_name="实地调研")
    file = models.FileField("文件", upload_to="visits/%Y/%m/")
    width = models.PositiveIntegerField("宽")
    height = models.PositiveIntegerField("高")
    sha256 = models.CharField("指纹", max_length=64)
    caption = models.CharField("说明", max_length=120)
    credit = models.CharField("摄影", max_length=60, blank=True, default="")
    may_show = models.BooleanField("可以公开", default=False)
    added_at = models.DateTimeField("时刻")

    class Meta:
        verbose_name = "调研照片"
        verbose_name_plural = "调研照片"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "sha256"], name="fieldwork_photo_once")]

    def __str__(self) -> str:
        """Return the caption."""
        return self.caption


class Evidence(models.Model):
    """Something a topic rests on: what it is, the words that are cited, and where everybody can look it up."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+", verbose_name="议题")
    visit = models.ForeignKey(
        FieldVisit, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="实地调研"
    )
    title = models.CharField("材料名称", max_length=160)
    quote = models.TextField("引用的原文")
    source = models.CharField("出处", max_length=160)
    source_url = models.URLField("网址", max_length=500, blank=True, default="")
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="引用人", null=True)
    added_at = models.DateTimeField("时刻")

    class Meta:
        verbose_name = "调研依据"
        verbose_name_plural = "调研依据"
        ordering = ["pk"]
        indexes = [models.Index(fields=["topic", "id"], name="fieldwork_evidence_topic")]

    def __str__(self) -> str:
        """Return the title."""
        return self.title
