"""What a leader may write an instruction on, and what became of the instructions written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from shangliang.dispatch.models import Dispatch
from shangliang.dispatch.queries import visible_to
from shangliang.dispatch.workflow import AT_WORK
from shangliang.kernel.workflow import Actor
from shangliang.ledger.models import Event, Sealed

MOST = 12
DONE = ("answered", "evaluated", "closed", "terminated")


@dataclass(frozen=True)
class Subject:
    """An order that a leader may write on: its code, title, leading unit, and when it is due."""

    code: str
    title: str
    unit: str
    due_at: datetime | None


@dataclass(frozen=True)
class Instruction:
    """An instruction that was written, and its order as it stands now."""

    at: datetime
    words: str
    order: Dispatch

    @property
    def is_done(self) -> bool:
        """Return whether the order was answered since."""
        return self.order.state in DONE


def subject_of(order: Dispatch) -> Subject:
    """Return an order whose promise waits, as something that a leader may write on."""
    return Subject(order.code, order.title, str(order.lead_unit), None)


def subjects_of(actor: Actor, promised: Iterable[Subject]) -> list[Subject]:
    """Return the orders with units that are due first, then those whose promises are, each once; in one statement."""
    columns = ("code", "title", "lead_unit__name", "reply_due_at")
    rows = visible_to(actor).filter(state__in=[str(state) for state in AT_WORK], reply_due_at__isnull=False)
    working = [Subject(*row) for row in rows.order_by("reply_due_at", "pk").values_list(*columns)[:MOST]]
    found = {one.code: one for one in (*working, *islice(promised, MOST))}
    return list(found.values())


def written_by(actor: Actor, acts: Iterable[Event], count: int = 6) -> list[Instruction]:
    """Return the newest instructions that a leader wrote, of these acts, each with its order; in two statements."""
    events = [event for event in acts if event.verb == "instruct" and event.kind == "dispatch"]
    if not events:
        return []
    sealed = Sealed.objects.filter(pk__in=[event.pk for event in events], person=actor.person)
    reasons = dict(sealed.values_list("pk", "reason"))
    mine = [event for event in events if event.pk in reasons][:count]
    rows = Dispatch.objects.filter(code__in={event.code for event in mine}).select_related("lead_unit")
    orders = {order.code: order for order in rows}
    return [Instruction(event.at, reasons[event.pk], orders[event.code]) for event in mine]
