"""Django's name for this slice."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers the slice."""

    name = "shangliang.documents"
    verbose_name = "公文"
