"""Reads of handing over and supervising.

`orders` one order and lists, `queue` a unit's day, `replies` what is written, `judging` what people said, `effects`
what came of it, `figures` the public's figures, `cases` what one page shows.
"""

from shangliang.dispatch.queries.cases import counting_of, marks_of, record_of, record_of_order
from shangliang.dispatch.queries.effects import (
    appeals_of,
    board,
    generalizations_of,
    lookbacks_of,
    milestones_of,
    similar_voices,
    supervisions_of,
    visits_of,
)
from shangliang.dispatch.queries.figures import (
    metrics_of,
    open_promises,
    outcome,
    outcomes,
    outcomes_after,
    outcomes_of,
    progress_by_unit,
)
from shangliang.dispatch.queries.judging import conditions_of, evaluations_of, invitations_of, verdicts
from shangliang.dispatch.queries.orders import (
    co_handlings,
    dispatches_of_idea,
    dispatches_of_proposal,
    extension_of,
    find,
    find_waiting,
    of_voice,
    order_of_voice,
    parts_of,
    return_request,
    suggested_leads,
    suggested_units,
    visible_to,
    waiting,
)
from shangliang.dispatch.queries.queue import QUEUE, closed_orders, unit_queue, waiting_items
from shangliang.dispatch.queries.replies import checks_of, current_reply, delivered_reply, points_of, reading_of

__all__ = [
    "QUEUE",
    "appeals_of",
    "board",
    "checks_of",
    "closed_orders",
    "co_handlings",
    "conditions_of",
    "counting_of",
    "current_reply",
    "delivered_reply",
    "dispatches_of_idea",
    "dispatches_of_proposal",
    "evaluations_of",
    "extension_of",
    "find",
    "find_waiting",
    "generalizations_of",
    "invitations_of",
    "lookbacks_of",
    "marks_of",
    "metrics_of",
    "milestones_of",
    "of_voice",
    "open_promises",
    "order_of_voice",
    "outcome",
    "outcomes",
    "outcomes_after",
    "outcomes_of",
    "parts_of",
    "points_of",
    "progress_by_unit",
    "reading_of",
    "record_of",
    "record_of_order",
    "return_request",
    "similar_voices",
    "suggested_leads",
    "suggested_units",
    "supervisions_of",
    "unit_queue",
    "verdicts",
    "visible_to",
    "visits_of",
    "waiting",
    "waiting_items",
]
