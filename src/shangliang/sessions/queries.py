"""Reads of sessions: what the public may see, what a step still needs, what stands on the wall."""

from collections.abc import Mapping

from django.db.models import Count, Q, QuerySet

from shangliang.kernel.workflow import Actor, Role
from shangliang.sessions import rules
from shangliang.sessions.models import AgendaItem, Attendance, Commitment, Question, Session, Venue, Viewpoint
from shangliang.sessions.workflow import PUBLIC
from shangliang.topics.models import Topic

STAFF = (Role.LIAISON, Role.COMMITTEE, Role.LEADER, Role.EDITOR, Role.REVIEWER, Role.REPORTER, Role.SUPERVISOR)


def visible_to(actor: Actor) -> QuerySet[Session]:
    """Return the sessions that the actor may see, newest 期 first."""
    rows = Session.objects.select_related("series", "topic", "host", "region").order_by("-number")
    return rows if actor.holds(*STAFF) else rows.filter(state__in=[str(state) for state in PUBLIC])


def sessions_of(topic: Topic) -> QuerySet[Session]:
    """Return the sessions of a topic."""
    return Session.objects.filter(topic=topic).select_related("series").order_by("number")


def agenda_of(session: Session) -> QuerySet[AgendaItem]:
    """Return the run of show, in order."""
    return AgendaItem.objects.filter(session=session).order_by("order")


def guests_of(session: Session, *, public_only: bool = False) -> QuerySet[Attendance]:
    """Return who was invited; in public nobody who may not be shown."""
    rows = Attendance.objects.filter(session=session).select_related("organization", "venue").order_by("kind", "pk")
    return rows.filter(is_public=True) if public_only else rows


def venues_of(session: Session) -> QuerySet[Venue]:
    """Return the places of the session."""
    return Venue.objects.filter(session=session).order_by("pk")


def wall_of(session: Session, *, public_only: bool = False) -> QuerySet[Question]:
    """Return the questions, the most asked first; merged ones are counted with the one they joined."""
    rows = Question.objects.filter(session=session, merged_into=None).order_by("-like_count", "pk")
    return rows.filter(is_public=True) if public_only else rows


def viewpoints_of(session: Session, *kinds: str) -> QuerySet[Viewpoint]:
    """Return what was held at the table, in the order in which it was said."""
    rows = Viewpoint.objects.filter(session=session).order_by("pk")
    return rows.filter(kind__in=kinds) if kinds else rows


def promises_of(session: Session) -> QuerySet[Commitment]:
    """Return the promises made on the floor."""
    return Commitment.objects.filter(session=session).select_related("unit").order_by("pk")


def promises_to(units: frozenset[int]) -> QuerySet[Commitment]:
    """Return the open promises of some units, the earliest due first."""
    return (
        Commitment.objects.filter(unit__in=units, kept_at=None)
        .select_related("unit", "session")
        .order_by("due_on", "pk")
    )


def met_needs(session: Session) -> Mapping[str, bool]:
    """Return which needs of the table are met, from rows."""
    invited = set(Attendance.objects.filter(session=session).values_list("kind", flat=True))
    present = set(
        Attendance.objects.filter(session=session, checked_in_at__isnull=False).values_list("kind", flat=True)
    )
    views = Viewpoint.objects.filter(session=session).aggregate(
        consensus=Count("pk", filter=Q(kind="consensus")), dissent=Count("pk", filter=Q(kind="dissent"))
    )
    return {
        "plan": rules.is_planned(
            purpose=session.purpose,
            use_of_results=session.use_of_results,
            place=session.place,
            has_time=session.held_at is not None,
        ),
        "guests": rules.is_quorate(invited),
        "agenda": AgendaItem.objects.filter(session=session).exists(),
        "quorum": rules.is_quorate(present),
        "questions": not Question.objects.filter(session=session, status="open", merged_into=None).exists(),
        "consensus": views["consensus"] > 0 and views["dissent"] > 0,
    }
