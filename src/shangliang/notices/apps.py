"""Django's name for this slice."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Registers the slice."""

    name = "shangliang.notices"
    verbose_name = "通知"
