"""Django's name for this slice."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Registers the slice."""

    name = "shangliang.sessions"
    verbose_name = "协商活动"
    label = "deliberation"  # Django keeps the label "sessions" for sign-in sessions
