"""Django's name for this slice."""

from django.apps import AppConfig


class OpinionsConfig(AppConfig):
    """Registers the slice."""

    name = "shangliang.opinions"
    verbose_name = "说说看法"
