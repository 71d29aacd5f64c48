"""Rows of the live process: which votes were taken already, by the key that their sender gave them."""

from django.db import models


class Receipt(models.Model):
    """A vote that was taken: its digest of token and idempotency key, kept for an hour."""

    key = models.CharField("幂等键摘要", max_length=32, primary_key=True)
    cast_at = models.DateTimeField("收票时刻", db_index=True)

    class Meta:
        verbose_name = "收票凭据"
        verbose_name_plural = "收票凭据"

    def __str__(self) -> str:
        """Return the key."""
        return self.key
