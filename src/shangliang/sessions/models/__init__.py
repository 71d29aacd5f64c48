"""Rows of sessions: `planned` is the session with its plan, `spoken` what is asked, held and promised on the floor."""

from shangliang.sessions.models.planned import AgendaItem, Attendance, Series, Session, Venue
from shangliang.sessions.models.spoken import (
    Commitment,
    FloorRequest,
    Question,
    QuestionLike,
    Viewpoint,
)

__all__ = [
    "AgendaItem",
    "Attendance",
    "Commitment",
    "FloorRequest",
    "Question",
    "QuestionLike",
    "Series",
    "Session",
    "Venue",
    "Viewpoint",
]
