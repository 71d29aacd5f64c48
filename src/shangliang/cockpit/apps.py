"""Django's name for this slice."""

from django.apps import AppConfig


class CockpitConfig(AppConfig):
    """Registers the slice."""

    name = "shangliang.cockpit"
    verbose_name = "驾驶舱"
