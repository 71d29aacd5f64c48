"""端口 ports: what handing over asks of systems outside, such as the hotline's own or that of a unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class OrderFacts:
    """What an outside system gets to know of an order: the matter, who handles it, until when; nobody's name."""

    code: str
    kind: str
    title: str
    text: str
    unit: str
    unit_code: str
    co_units: Sequence[str]
    opened_at: datetime
    reply_due_at: datetime | None
    address: str = ""


@dataclass(frozen=True)
class Progress:
    """What an outside system says of an order that it took: its number there, its state, words, and when."""

    number: str
    update_id: str
    status: str
    words: str
    at: datetime


class HotlineDesk(Protocol):
    """An outside desk that takes orders and tells how far they are."""

    def hand_over(self, order: OrderFacts, *, key: str) -> str:
        """Hand an order over and return its number there, or nothing when the number comes later.

        `key` stays equal when a hand-over is repeated. Raises OSError when the outside cannot be reached.
        """
        ...

    def updates(self, since: datetime, until: datetime) -> Sequence[Progress]:
        """Return what was said of orders in a span of time. Raises OSError when the outside cannot be reached."""
        ...
