"""What screens show of a running session: one snapshot of public facts, the same for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shangliang.kernel.calendar import local
from shangliang.opinions import queries as opinions
from shangliang.sessions import rules
from shangliang.sessions.models import AgendaItem, Commitment, FloorRequest, Question, Session
from shangliang.sessions.queries.cases import agenda_of, slots_of
from shangliang.sessions.queries.floor import floor_of, promises_of, wall_top
from shangliang.sessions.queries.polls import poll_shown

QUESTIONS, STATEMENTS = 3, 3
"""How many of each a hall screen has room for."""


def snapshot(session: Session) -> dict[str, Any]:
    """Return what the hall screen shows: title, running item, speaker, questions, promises, opinions.

    Moments are ISO texts; nothing in it depends on who asks or on the present moment.
    """
    agenda, floor = list(agenda_of(session)), list(floor_of(session))
    wall = wall_top(session, None, limit=QUESTIONS)
    poll = poll_shown(session)
    return {
        "number": session.number,
        "title": session.title,
        "state": session.state,
        "place": session.place,
        "item": running_item(session, agenda),
        "speaker": speaker(floor),
        "next": next((str(row.get_kind_display()) for row in floor if row.status == "waiting"), ""),
        "asked": wall.asked,
        "questions": [{"likes": row.like_count, "text": row.text, "end": end_words(row)} for row in wall.rows],
        "promises": [{"text": row.text, "unit": row.unit.name, "due": due_words(row)} for row in promises_of(session)],
        "opinions": shares(session) if not poll else {},
        "poll": poll,
    }


def end_words(row: Question) -> str:
    """Return what became of a question and when, in short words; nothing while it waits."""
    if row.status == "open" or row.answered_at is None:
        return ""
    return f"{date_format(local(row.answered_at), 'H:i')} {row.get_status_display()}"


def due_words(row: Commitment) -> str:
    """Return by when a promise is to be kept, in short words."""
    return _("%(day)s前") % {"day": date_format(row.due_on, _("n月j日"))} if row.due_on else ""


def iso(at: datetime | None) -> str:
    """Return a moment as Shanghai ISO text to the second, or nothing."""
    return local(at).isoformat(timespec="seconds") if at else ""


def running_item(session: Session, agenda: Sequence[AgendaItem]) -> dict[str, Any]:
    """Return the running item of the agenda with its place and its times; nothing between two items."""
    for place, (item, slot) in enumerate(zip(agenda, slots_of(session, agenda), strict=False), 1):
        if item.is_running:
            return {
                "title": item.title,
                "speaker": item.speaker,
                "place": place,
                "of": len(agenda),
                "begins": iso(slot.begins),
                "ends": iso(slot.ends),
            }
    return {}


def speaker(floor: Sequence[FloorRequest]) -> dict[str, Any]:
    """Return who has the microphone, since when and for how many seconds; as they chose to be called."""
    row = next((row for row in floor if row.status == "speaking"), None)
    if row is None or row.started_at is None:
        return {}
    turns = [other for other in floor if other.status != "waiting"]
    return {
        "kind": str(row.get_kind_display()),
        "name": row.name,
        "about": row.about,
        "begins": iso(row.started_at),
        "seconds": row.seconds,
        "turn": len(turns),
        "of": len(floor),
    }


def shares(session: Session) -> dict[str, Any]:
    """Return the most answered statements of the session's conversation with the share that agrees."""
    if session.conversation is None:
        return {}
    rows = sorted(opinions.standings(session.conversation), key=lambda row: (-row.seen, row.number))[:STATEMENTS]
    return {
        "people": session.conversation.participant_count,
        "rows": [{"text": row.text, "share": row.agree_share, "seen": row.seen} for row in rows],
    }


@dataclass(frozen=True)
class Chapter:
    """A mark on the film: what it is (item, question, promise), where (0 to 1), its time code, its words."""

    kind: str
    share: float
    code: str
    words: str


def line_of(
    session: Session, slots: Sequence[rules.Slot], questions: Sequence[Question], promises: Sequence[Commitment]
) -> list[Chapter]:
    """Return what happened when on the film of a session that is over; nothing before."""
    began, ended = session.began_at, session.ended_at
    if began is None or ended is None or ended <= began:
        return []
    whole = (ended - began).total_seconds()
    moments = [("item", slot.begins, "") for slot in slots]
    moments += [("question", row.answered_at, row.text) for row in questions if row.answered_at]
    moments += [("promise", row.made_at, row.text) for row in promises]
    return [
        Chapter(kind, (at - began).total_seconds() / whole, rules.time_code(at, began), words)
        for kind, at, words in moments
        if began <= at <= ended
    ]
