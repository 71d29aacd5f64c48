"""Django's name for this slice."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the slice."""

    name = "shangliang.people"
    verbose_name = "人员与机构"
