"""Django's name for this slice."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """Registers the slice."""

    name = "shangliang.proposals"
    verbose_name = "提案"
