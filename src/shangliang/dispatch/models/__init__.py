"""Rows of handing over and supervising.

`orders` are the cases, `replies` what units answered, `judging` what people said of it, `watching` how it was chased,
`effects` what came of it, `catalogue` which unit has which duty.
"""

from shangliang.dispatch.models.catalogue import CatalogueChange, CatalogueEntry
from shangliang.dispatch.models.effects import (
    Generalization,
    GeneralizedVoice,
    KeyProject,
    Milestone,
    Outcome,
    OutcomeMetric,
)
from shangliang.dispatch.models.judging import Appeal, Evaluation
from shangliang.dispatch.models.orders import CoHandling, Dispatch, Extension, ReturnRequest, SheetRow
from shangliang.dispatch.models.replies import Reply, ReplyPoint
from shangliang.dispatch.models.watching import FollowUpVisit, LookBack, Reminder, Supervision

__all__ = [
    "Appeal",
    "CatalogueChange",
    "CatalogueEntry",
    "CoHandling",
    "Dispatch",
    "Evaluation",
    "Extension",
    "FollowUpVisit",
    "Generalization",
    "GeneralizedVoice",
    "KeyProject",
    "LookBack",
    "Milestone",
    "Outcome",
    "OutcomeMetric",
    "Reminder",
    "Reply",
    "ReplyPoint",
    "ReturnRequest",
    "SheetRow",
    "Supervision",
]
