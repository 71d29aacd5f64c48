"""Django's name for this slice."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    """Registers the slice."""

    name = "shangliang.media"
    verbose_name = "传播"
