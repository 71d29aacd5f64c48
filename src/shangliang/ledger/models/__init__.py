"""Rows of the ledger: events and their tree, the outbox, deadlines as data, and the base of every case."""

from shangliang.ledger.models.case import Case, choices_of, state_constraint
from shangliang.ledger.models.deadlines import CalendarDay, DeadlinePolicy
from shangliang.ledger.models.events import Event, Sealed, TreeHead, TreeNode
from shangliang.ledger.models.queue import Counter, Cursor, Job

__all__ = [
    "CalendarDay",
    "Case",
    "Counter",
    "Cursor",
    "DeadlinePolicy",
    "Event",
    "Job",
    "Sealed",
    "TreeHead",
    "TreeNode",
    "choices_of",
    "state_constraint",
]
