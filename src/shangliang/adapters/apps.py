"""Django's name for the adapters."""

from django.apps import AppConfig


class AdaptersConfig(AppConfig):
    """Registers the adapters."""

    name = "shangliang.adapters"
    verbose_name = "外部系统"
