"""What the Open311 server tells of voices and orders: services, requests, updates."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shangliang.adapters.models import Partner, PartnerVoice
from shangliang.adapters.rules import CLOSED, EXTENDED, MOST_DAYS, OPEN
from shangliang.dispatch.models import Dispatch
from shangliang.kernel.refusals import Invalid, Words
from shangliang.ledger.models import Event
from shangliang.voices.models import Voice
from shangliang.voices.rules import CATEGORIES
from shangliang.voices.workflow import VOICE

MOST = 1000
CODES = {f"{place:02d}": str(name) for place, name in enumerate(CATEGORIES, start=1)}
"""Service codes, and the category of each."""

NUMBERS = {name: code for code, name in CODES.items()}


def services() -> list[dict[str, object]]:
    """Return the services: one for each category of voices."""
    return [
        {
            "service_code": code,
            "service_name": _(name),
            "description": _(name),
            "metadata": False,
            "type": "realtime",
            "keywords": "",
            "group": "12345",
        }
        for code, name in CODES.items()
    ]


def seen_by(partner: Partner | None) -> QuerySet[Voice]:
    """Return the voices that a question may tell of: released ones, and those that the asking system sent."""
    seen = Q(publication="public")
    if partner is not None:
        seen |= Q(pk__in=PartnerVoice.objects.filter(partner=partner).values("voice"))
    return Voice.objects.filter(seen)


def span_of(given: Mapping[str, str], at: datetime) -> tuple[datetime, datetime]:
    """Return the span that a question covers: at most 90 days, by default the last 90. Invalid for what is no time."""
    end = moment_of(given.get("end_date", ""), "end_date") or at
    start = moment_of(given.get("start_date", ""), "start_date") or end - timedelta(days=MOST_DAYS)
    if end - start > timedelta(days=MOST_DAYS):
        raise Invalid(Words("一次最多问 90 天。", "At most 90 days can be asked at once."), field="start_date")
    return start, end


def moment_of(text: str, name: str) -> datetime | None:
    """Return a moment in W3C format, or None for nothing; Invalid for anything else."""
    if not text:
        return None
    try:
        read = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as fault:
        raise Invalid(Words(f"{name} 不是时间。", f"{name} is no time."), field=name) from fault
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def requests(partner: Partner | None, given: Mapping[str, str], at: datetime) -> list[dict[str, object]]:
    """Return service requests: by number, or of a span, a service and a state; at most a thousand, newest first."""
    rows = seen_by(partner).select_related("district", "handler")
    if given.get("service_request_id"):
        rows = rows.filter(code__in=given["service_request_id"].split(",")[:100])
    else:
        rows = rows.filter(received_at__range=span_of(given, at))
    if given.get("service_code"):
        rows = rows.filter(category__in=[CODES.get(code, "") for code in given["service_code"].split(",")])
    wanted = set(given.get("status", "").split(",")) & {OPEN, CLOSED}
    if len(wanted) == 1:
        ended = [str(state) for state in VOICE.terminal]
        rows = rows.exclude(state__in=ended) if OPEN in wanted else rows.filter(state__in=ended)
    found = list(rows.order_by("-received_at", "-pk")[:MOST])
    return told(found)


def told(found: Sequence[Voice]) -> list[dict[str, object]]:
    """Return voices as service requests, with the newest order of each in one more query."""
    orders: dict[int, Dispatch] = {}
    rows = Dispatch.objects.filter(voice__in=[voice.pk for voice in found]).select_related("lead_unit").order_by("pk")
    for order in rows:
        orders[order.voice_id or 0] = order
    return [request_of(voice, orders.get(voice.pk)) for voice in found]


def request_of(voice: Voice, order: Dispatch | None) -> dict[str, object]:
    """Return one voice as a service request; only words that a reviewer released."""
    is_public = voice.publication == "public"
    return {
        "service_request_id": voice.code,
        "status": OPEN if voice.is_open else CLOSED,
        "extended_status": EXTENDED.get(voice.state, OPEN),
        "status_notes": VOICE.state(voice.state).label,
        "service_name": voice.category,
        "service_code": NUMBERS.get(voice.category, ""),
        "description": voice.body_public if is_public else "",
        "agency_responsible": (order.lead_unit.name if order else "") or (voice.handler.name if voice.handler else ""),
        "service_notice": "",
        "requested_datetime": voice.received_at.isoformat(),
        "updated_datetime": voice.moved_at.isoformat() if voice.moved_at else voice.received_at.isoformat(),
        "expected_datetime": order.reply_due_at.isoformat() if order and order.reply_due_at else None,
        "address": voice.district.name if voice.district else "",
        "zipcode": "",
        "media_url": None,
    }


def updates(partner: Partner | None, given: Mapping[str, str], at: datetime) -> list[dict[str, object]]:
    """Return the public steps of voices in a span, oldest first, at most a thousand."""
    start, end = span_of(given, at)
    events = Event.objects.filter(kind="voice", is_public=True, at__range=(start, end)).order_by("seq")
    if given.get("service_request_id"):
        events = events.filter(code__in=given["service_request_id"].split(",")[:100])
    codes = set(seen_by(partner).filter(code__in=events.values("code")).values_list("code", flat=True))
    return [update_of(event) for event in events.filter(code__in=codes)[:MOST]]


def update_of(event: Event) -> dict[str, object]:
    """Return one step of a voice as an update."""
    return {
        "update_id": str(event.seq),
        "service_request_id": event.code,
        "status": EXTENDED.get(event.to, OPEN) if event.to else "",
        "updated_datetime": event.at.isoformat(),
        "description": VOICE.state(event.to).label if event.to in VOICE.values else "",
        "media_url": None,
    }


def attributes(given: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Yield the attributes of a request: `attribute[name]=value`."""
    for name, value in given.items():
        if name.startswith("attribute[") and name.endswith("]"):
            yield name[10:-1], str(value)
