"""Django's name for this slice."""

from django.apps import AppConfig


class IdeasConfig(AppConfig):
    """Registers the slice."""

    name = "shangliang.ideas"
    verbose_name = "金点子"
