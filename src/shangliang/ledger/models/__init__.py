"""Rows of the ledger: events and their tree, the outbox, deadlines as data, and the base of every case."""

from shangliang.ledger.models.case import DUE_COLUMNS, Case, RunningLimit, choices_of, state_constraint
from shangliang.ledger.models.deadlines import CalendarChange, CalendarDay, DeadlinePolicy
from shangliang.ledger.models.events import Event, Sealed, TreeHead, TreeNode
from shangliang.ledger.models.queue import Counter, Cursor, Job

__all__ = [
    "DUE_COLUMNS",
    "CalendarChange",
    "CalendarDay",
    "Case",
    "Counter",
    "Cursor",
    "DeadlinePolicy",
    "Event",
    "Job",
    "RunningLimit",
    "Sealed",
    "TreeHead",
    "TreeNode",
    "choices_of",
    "state_constraint",
]
