"""Which limit runs in which state of an order."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from shangliang.dispatch.models import Dispatch
from shangliang.dispatch.rules import FROM_START, policy_for
from shangliang.kernel.calendar import local
from shangliang.ledger.queries import Deadline, deadline


def limit(
    order: Dispatch, clause: str, start: datetime, *, pauses: list[tuple[datetime, datetime]] | None = None
) -> Deadline | None:
    """Return when a clause of the order's policy that runs from `start` ends, or None when there is no such clause."""
    return deadline(policy_for(order.policy, clause), clause, start, pauses=pauses or [])


def reply_due(order: Dispatch) -> Deadline | None:
    """Return the limit of the reply as it stands in the row."""
    if order.reply_due_at is None or order.reply_due_from is None:
        return None
    return Deadline(order.reply_due_at, order.reply_due_from, order.reply_due_rule, order.reply_provisional)


def reply_columns(due: Deadline | None) -> dict[str, Any]:
    """Return the columns that hold the limit of the reply."""
    return {
        "reply_due_at": due.at if due else None,
        "reply_due_from": due.start if due else None,
        "reply_due_rule": due.rule if due else "",
        "reply_provisional": due.provisional if due else False,
    }


def first_contact(order: Dispatch, start: datetime) -> Deadline | None:
    """Return by when the person must be called; where the policy has no such clause, the limit of the reply."""
    return limit(order, "first_contact", start) or reply_due(order)


def extended(order: Dispatch) -> Deadline | None:
    """Return the new limit of the reply after an extension, or None when this kind of order has none.

    Ideas and proposals: a total from the hand-over. Voices: the clause is added to the present limit.
    """
    due = reply_due(order)
    if due is None:
        return None
    if order.policy in FROM_START:
        return limit(order, "extend", due.start, pauses=order.pause_spans)
    # A limit in days ends at 24:00, which is the first instant of the next day: count on from its last day.
    is_midnight = local(due.at).strftime("%H%M%S%f") == "000000000000"
    return limit(order, "extend", due.at - timedelta(microseconds=1) if is_midnight else due.at)


def recounted(order: Dispatch, pauses: list[tuple[datetime, datetime]]) -> Deadline | None:
    """Return the limit of the reply counted anew without the suspended time."""
    due = reply_due(order)
    if due is None:
        return None
    policy, _, clause = due.rule.rpartition(".")
    return deadline(policy, clause, due.start, pauses=pauses) or due


def keep(due: Deadline | None) -> Mapping[str, Any]:
    """Return the public facts of a limit: when it ends, by which rule, and whether that is provisional."""
    if due is None:
        return {}
    return {"due": due.at, "rule": due.rule, "provisional": due.provisional}
