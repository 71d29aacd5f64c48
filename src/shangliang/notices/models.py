"""Notices: what a person was told inside the product, in both languages."""

from django.db import models

from shangliang.kernel.refusals import Words
from shangliang.people.models import Person


class Notice(models.Model):
    """One thing that one person was told; `key` makes telling it twice impossible."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name="收件人")
    key = models.CharField("唯一键", max_length=160)
    kind = models.CharField("类别", max_length=32, blank=True, default="")
    zh = models.TextField("中文")
    en = models.TextField("英文", blank=True, default="")
    url = models.CharField("去处", max_length=200, blank=True, default="")
    made_at = models.DateTimeField("时刻")
    read_at = models.DateTimeField("读到时刻", null=True, blank=True)

    class Meta:
        verbose_name = "通知"
        verbose_name_plural = "通知"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notices_notice_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="notices_notice_list"),
            models.Index(fields=["person"], condition=models.Q(read_at=None), name="notices_notice_unread"),
        ]

    def __str__(self) -> str:
        """Return what was told."""
        return self.zh

    @property
    def words(self) -> Words:
        """Return what was told in both languages."""
        return Words(self.zh, self.en or self.zh)
