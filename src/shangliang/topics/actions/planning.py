"""From the decision to the end: plan, research, session, outcome, close; and the figures upper slices report."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from shangliang.kernel.calendar import local
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import SYSTEM, Actor
from shangliang.ledger.models import Event
from shangliang.people.models import Organization, Person
from shangliang.topics.actions.moving import move, stage_after
from shangliang.topics.models import GroupMember, Topic


def plan(
    topic: Topic,
    *,
    host: Organization | None,
    actor: Actor,
    at: datetime,
    is_reported: bool = False,
    lead: Person | None = None,
    year: int | None = None,
    month: int | None = None,
) -> Event:
    """Put an approved topic into the yearly plan with its hosting committee, and return the event."""
    changes: dict[str, Any] = {
        "host": host,
        "is_reported": is_reported,
        "lead": lead,
        "plan_year": year or local(at).year,
        "plan_month": month,
    }
    public = {"host": host.name if host else "", "year": changes["plan_year"]}
    return move(topic, "plan", actor=actor, at=at, changes=changes, public=public)


@transaction.atomic
def form_group(topic: Topic, persons: Iterable[Person], *, actor: Actor, at: datetime) -> Event:
    """Set who sits in the deliberation group, and return the event."""
    chosen = {person.pk: person for person in persons}
    GroupMember.objects.filter(topic=topic).exclude(person__in=chosen).delete()
    rows = [GroupMember(topic=topic, person=person, joined_at=at) for person in chosen.values()]
    GroupMember.objects.bulk_create(rows, ignore_conflicts=True)
    changes = {"group_count": len(chosen)}
    return move(topic, "form_group", actor=actor, at=at, changes=changes, public={"people": len(chosen)})


def start_research(topic: Topic, *, actor: Actor, at: datetime) -> Event:
    """Begin the research of a planned topic and return the event; needs the deliberation group."""
    return move(topic, "start_research", actor=actor, at=at, public={"group": topic.group_count})


def write_report(topic: Topic, values: Mapping[str, str], *, actor: Actor, at: datetime) -> Event:
    """Write the research report, the list of questions and the units' briefings; return the event."""
    changes = {name: tidy(values[name]) for name in ("report", "questions", "answers") if name in values}
    return move(topic, "write_report", actor=actor, at=at, changes=changes)


def finish_research(topic: Topic, *, actor: Actor, at: datetime) -> Event:
    """End the research and return the event; needs visits, report, questions and briefings."""
    return move(topic, "finish_research", actor=actor, at=at, public={"visits": topic.visits_done})


def mark_in_session(topic: Topic, *, at: datetime, session: str = "", actor: Actor = SYSTEM) -> Event:
    """Say that the session of a topic runs, and return the event."""
    return move(topic, "mark_in_session", actor=actor, at=at, public={"session": session})


def mark_concluded(topic: Topic, *, at: datetime, session: str = "", actor: Actor = SYSTEM) -> Event:
    """Say that the session of a topic has ended, and return the event."""
    return move(topic, "mark_concluded", actor=actor, at=at, public={"session": session})


def publish_outcome(topic: Topic, *, at: datetime, actor: Actor = SYSTEM) -> Event:
    """Publish minutes and golden ideas of a topic and return the event; the tracking of the effect begins."""
    return move(topic, "publish_outcome", actor=actor, at=at, public={"ideas": topic.idea_count})


def report_effect(topic: Topic, effect: str, *, actor: Actor, at: datetime) -> Event:
    """Write what came of a topic, and return the event."""
    return move(topic, "report_effect", actor=actor, at=at, changes={"result": tidy(effect)})


def close(topic: Topic, *, actor: Actor, at: datetime) -> Event:
    """Close a topic and return the event; needs the effect and every idea settled."""
    return move(topic, "close", actor=actor, at=at, public={"ideas": topic.idea_count, "settled": topic.idea_settled})


def suspend(topic: Topic, *, actor: Actor, at: datetime, reason: str) -> Event:
    """Suspend a planned topic and return the event."""
    return move(topic, "suspend", actor=actor, at=at, reason=reason)


def resume(topic: Topic, *, actor: Actor, at: datetime, reason: str) -> Event:
    """Take a suspended topic up again and return the event; it stands in the plan again."""
    return move(topic, "resume", actor=actor, at=at, reason=reason)


def cancel(topic: Topic, *, actor: Actor, at: datetime, reason: str) -> Event:
    """Cancel a topic before its session and return the event."""
    return move(topic, "cancel", actor=actor, at=at, reason=reason)


def note_visits(topic: Topic, *, planned: int, done: int) -> None:
    """Keep how many field visits a topic has; fieldwork reports them in the transaction of each visit."""
    note(topic, {"visits_planned": planned, "visits_done": done})


def note_minutes(topic: Topic, *, is_signed: bool = True) -> None:
    """Keep that the minutes of a topic's session are signed; sessions reports it."""
    note(topic, {"minutes_signed": is_signed})


def note_ideas(topic: Topic, *, total: int, dispatched: int, settled: int) -> None:
    """Keep how many golden ideas a topic has, how many are dispatched, how many settled; ideas reports them.

    Settled means: written off, or in the ledger of commitments.
    """
    note(topic, {"idea_count": total, "idea_dispatched": dispatched, "idea_settled": settled})


@transaction.atomic
def note(topic: Topic, figures: Mapping[str, Any]) -> None:
    """Write figures that upper slices report, with the stage that they mean."""
    row = Topic.objects.select_for_update().get(pk=topic.pk)
    stage = stage_after(row, row.state, figures)
    Topic.objects.filter(pk=topic.pk).update(**figures, stage=stage)
    topic.refresh_from_db(fields=[*figures, "stage"])
