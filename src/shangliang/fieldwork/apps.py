"""Django's name for this slice."""

from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    """Registers the slice."""

    name = "shangliang.fieldwork"
    verbose_name = "一线倾听与实地调研"
