"""Rows of the portal: what the search index knows of the rows of other slices."""

from django.db import models


class SearchPart(models.Model):
    """A part of the text of one row, as it was when it was indexed; the index beside it holds its pairs of signs.

    Its words are found only where the row itself still holds them and the searcher may see it.
    """

    kind = models.CharField("类别", max_length=16)
    row = models.BigIntegerField("行")
    is_open = models.BooleanField("公众可查")
    is_staff = models.BooleanField("工作人员可查")
    is_piece = models.BooleanField("是其中一片", default=False)
    text = models.TextField("文本")

    class Meta:
        verbose_name = "检索片段"
        verbose_name_plural = "检索片段"
        indexes = [models.Index(fields=["kind", "row"], name="portal_search_row")]

    def __str__(self) -> str:
        """Return which row it belongs to."""
        return f"{self.kind} {self.row}"
