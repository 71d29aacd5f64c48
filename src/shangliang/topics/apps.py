"""Django's name for this slice."""

from django.apps import AppConfig


class TopicsConfig(AppConfig):
    """Registers the slice."""

    name = "shangliang.topics"
    verbose_name = "议题"
