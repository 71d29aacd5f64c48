"""Django's name for this slice."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Registers the slice."""

    name = "shangliang.ledger"
    verbose_name = "流转记录"
