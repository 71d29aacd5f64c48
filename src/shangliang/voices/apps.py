"""Django's name for this slice."""

from django.apps import AppConfig


class VoicesConfig(AppConfig):
    """Registers the slice."""

    name = "shangliang.voices"
    verbose_name = "民声"
