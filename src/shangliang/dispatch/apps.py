"""Django's name for this slice."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Registers the slice."""

    name = "shangliang.dispatch"
    verbose_name = "转办督办"
