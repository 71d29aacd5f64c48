"""Django's name for this slice."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Registers the slice."""

    name = "shangliang.live"
    verbose_name = "现场进程"
