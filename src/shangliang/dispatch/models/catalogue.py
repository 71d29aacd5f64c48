"""The dispatch catalogue (派单目录): which unit has the duty for which category in which district, in versions."""

from django.db import models

from shangliang.dispatch.models.orders import Dispatch
from shangliang.people.models import Organization, Person


class CatalogueEntry(models.Model):
    """One line: matters of a category, in a district or the whole city, belong to a unit; on which basis, since when.

    A change ends the line with `until` and writes a new one with the next version; nothing is overwritten.
    """

    category = models.CharField("事项分类", max_length=40)
    district = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区（市）"
    )
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="承办单位")
    basis = models.CharField("职责依据", max_length=200, blank=True, default="")
    version = models.PositiveIntegerField("版本", default=1)
    since = models.DateField("生效日")
    until = models.DateField("止于", null=True, blank=True)

    class Meta:
        verbose_name = "派单目录"
        verbose_name_plural = "派单目录"
        ordering = ["category", "district", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["category", "district", "version"], name="dispatch_catalogue_version")
        ]
        indexes = [models.Index(fields=["until", "category"], name="dispatch_catalogue_now")]

    def __str__(self) -> str:
        """Return the category and its version."""
        return f"{self.category} v{self.version}"


class CatalogueChange(models.Model):
    """A change of the catalogue that an order brought up, because it went to the wrong unit first; a person decides."""

    dispatch = models.OneToOneField(Dispatch, on_delete=models.CASCADE, related_name="+", verbose_name="转办")
    category = models.CharField("事项分类", max_length=40)
    district = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区（市）"
    )
    unit_before = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="原派单位")
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="建议单位")
    reason = models.TextField("理由", blank=True, default="")
    made_at = models.DateTimeField("提出时刻")
    decided_at = models.DateTimeField("决定时刻", null=True, blank=True)
    is_accepted = models.BooleanField("采用", null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )

    class Meta:
        verbose_name = "派单目录改动"
        verbose_name_plural = "派单目录改动"
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        """Return category and unit."""
        return f"{self.category} {self.unit_id}"
