"""Django's name for this slice."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Registers the slice."""

    name = "shangliang.portal"
    verbose_name = "门户"
