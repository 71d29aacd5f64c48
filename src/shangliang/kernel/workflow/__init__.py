"""工作流 workflow: one table per kind of case says who may do what, when, and what it needs.

`table` holds the table and its checks, `roles` who acts, `drawing` what the manual shows of it.
"""

from shangliang.kernel.workflow.roles import ANYONE, SYSTEM, Actor, Grant, Relation, Role, Seat, may
from shangliang.kernel.workflow.table import (
    BadTableError,
    Decision,
    Need,
    Offer,
    State,
    Step,
    Subject,
    Workflow,
)

__all__ = [
    "ANYONE",
    "SYSTEM",
    "Actor",
    "BadTableError",
    "Decision",
    "Grant",
    "Need",
    "Offer",
    "Relation",
    "Role",
    "Seat",
    "State",
    "Step",
    "Subject",
    "Workflow",
    "may",
]
