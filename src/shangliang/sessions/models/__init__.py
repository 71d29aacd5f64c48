"""Rows of sessions: `planned` the session with its plan, `spoken` what is said on the floor, `polled` quick polls."""

from shangliang.sessions.models.planned import AgendaItem, Attendance, Series, Session, Venue
from shangliang.sessions.models.polled import Poll, PollChoice, PollCount, PollLog, PollVote
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
    "Poll",
    "PollChoice",
    "PollCount",
    "PollLog",
    "PollVote",
    "Question",
    "QuestionLike",
    "Series",
    "Session",
    "Venue",
    "Viewpoint",
]
