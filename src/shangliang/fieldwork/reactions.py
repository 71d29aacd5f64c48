"""What fieldwork does after entries of topics: visits of a cancelled topic are cancelled."""

from datetime import datetime

from shangliang.fieldwork.actions import cancel_visit
from shangliang.fieldwork.models import FieldVisit
from shangliang.fieldwork.workflow import VisitState
from shangliang.kernel.workflow import SYSTEM
from shangliang.ledger.actions import Reaction
from shangliang.ledger.models import Event


def cancel_with_topic(event: Event, at: datetime) -> None:
    """Cancel the visits that were still to come."""
    to_come = FieldVisit.objects.filter(topic__code=event.code, state__in=(VisitState.PLANNED, VisitState.NOTICED))
    for visit in to_come.select_related("topic", "region"):
        cancel_visit(visit, actor=SYSTEM, at=at, reason="议题已取消")


REACTIONS = (Reaction("fieldwork.cancel_with_topic", frozenset({("topic", "cancel")}), cancel_with_topic),)
