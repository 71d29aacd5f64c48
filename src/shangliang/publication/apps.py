"""Django's name for this slice."""

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    """Registers the slice."""

    name = "shangliang.publication"
    verbose_name = "公开"
