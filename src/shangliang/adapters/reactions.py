"""What follows entries of orders for systems outside: hand-over, messages; asking them for progress by the clock."""

from datetime import datetime, timedelta

from django.conf import settings

from shangliang.adapters import queries
from shangliang.adapters.actions import (
    FETCH,
    SEND,
    TELL,
    forget_requests,
    mark_read,
    note_delivery,
    note_sent,
    queue_deliveries,
    take_update,
)
from shangliang.adapters.lines import desk_of
from shangliang.adapters.models import Delivery, Partner
from shangliang.adapters.webhooks import send
from shangliang.dispatch.models import Dispatch
from shangliang.dispatch.queries.orders import find_any
from shangliang.ledger.actions import Reaction, Work, enqueue
from shangliang.ledger.models import Event, Job
from shangliang.people import sealing

HANDED = frozenset(("dispatch", verb) for verb in ("issue", "grant_return", "designate"))
OURS = ("outside_number", "outside_update")
EVERY = timedelta(minutes=5)
OVERLAP = timedelta(minutes=10)


def hand_over(event: Event, at: datetime) -> None:
    """Queue the hand-over of an order to the systems that take it; once for each unit that it goes to."""
    order = find_any(event.code)
    if order is None:
        return
    works = [
        Work(f"{SEND}:{row.pk}:{order.code}:{order.lead_unit_id}", SEND, {"partner": row.pk, "order": order.code})
        for row in queries.takers(order)
    ]
    enqueue(works, at=at)


def tell(event: Event, at: datetime) -> None:
    """Queue an event of an order for the systems that are told of it; what came from outside is not told again."""
    if event.verb in OURS or not event.is_public or not queries.has_hearers():
        return
    order = find_any(event.code)
    if order is not None:
        queue_deliveries(queries.hearers(order), event, event_facts(event, order), at=at)


def event_facts(event: Event, order: Dispatch) -> dict[str, object]:
    """Return what a message says: what happened to which order, its state and limits."""
    return {
        "code": order.code,
        "verb": event.verb,
        "from": event.frm,
        "to": event.to,
        "title": order.title,
        "unit": order.lead_unit.code,
        "round": order.round,
        "due_at": order.due_at.isoformat() if order.due_at else None,
        "reply_due_at": order.reply_due_at.isoformat() if order.reply_due_at else None,
        "seq": event.seq,
        "leaf_hash": event.leaf_hash,
    }


def send_order(job: Job, at: datetime) -> str:
    """Hand an order over and return its number there."""
    row = Partner.objects.get(pk=job.payload["partner"])
    order, desk = find_any(job.payload["order"]), desk_of(row)
    if order is None or desk is None or not row.is_active:
        return "off"
    number = desk.hand_over(queries.facts_of(order), key=job.key)
    return note_sent(row, order, number, at=at).number


def fetch(job: Job, at: datetime) -> str:
    """Ask an outside system for progress since it was last asked, and return how much was new."""
    row = Partner.objects.get(pk=job.payload["partner"])
    desk = desk_of(row)
    if desk is None or not row.is_active:
        return "off"
    since = (row.read_until or row.made_at) - OVERLAP
    count = sum(take_update(row, said, at=at) for said in desk.updates(since, at))
    mark_read(row, at)
    return str(count)


def deliver(job: Job, at: datetime) -> str:
    """Send one message and return what came back; a failure is kept and raised, so that it is tried again."""
    row = Delivery.objects.select_related("partner").get(partner=job.payload["partner"], seq=job.payload["seq"])
    if not row.partner.is_active or not row.partner.hook_url:
        return "off"
    secret = sealing.unseal(row.partner.hook_sealed, settings.PEPPER)
    try:
        answer = send(row.partner.hook_url, secret, row.message_id, row.body, at)
    except OSError as error:
        note_delivery(row, str(error), is_done=False, at=at)
        raise
    note_delivery(row, answer, is_done=True, at=at)
    return answer


def ask_when_due(at: datetime) -> int:
    """Queue a question to each system that orders go to, every five minutes, and return how many are new."""
    slot = int(at.timestamp() // EVERY.total_seconds())
    rows = Partner.objects.filter(is_active=True).exclude(line="").values_list("pk", flat=True)
    return enqueue([Work(f"{FETCH}:{pk}:{slot}", FETCH, {"partner": pk}, None, 3) for pk in rows], at=at)


REACTIONS = (
    Reaction("adapters.hand_over", HANDED, hand_over),
    Reaction("adapters.tell", frozenset({("dispatch", "*")}), tell),
)
HANDLERS = {SEND: send_order, FETCH: fetch, TELL: deliver}
TIMERS = (ask_when_due, forget_requests)
