"""What figures count of sessions: one definition for every page that shows them."""

from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

from shangliang.sessions.models import Attendance, Session
from shangliang.sessions.workflow import HELD

HELD_STATES = [str(state) for state in HELD]


def counted(**when: Any) -> QuerySet[Session]:  # noqa: ANN401 - lookups of `held_at`
    """Return the sessions that figures count: those that were held to their end, of the moments `when`."""
    return Session.objects.filter(state__in=HELD_STATES, **when)


def present(**when: Any) -> QuerySet[Any]:  # noqa: ANN401 - lookups of `session__held_at`
    """Return who was present at these sessions, with a key `who`: the person, or the name with the post."""
    rows = Attendance.objects.filter(checked_in_at__isnull=False, session__state__in=HELD_STATES, **when)
    written = Concat("name", Value("，"), "title")
    return rows.annotate(who=Coalesce(Cast("person_id", CharField()), written, output_field=CharField()))
