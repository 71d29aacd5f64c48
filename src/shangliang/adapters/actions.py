"""Writes about outside systems: connecting one, handing orders over, taking in what it says, telling it of events."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from shangliang.adapters.models import (
    AnsweredRequest,
    Delivery,
    OutsideNumber,
    OutsideUpdate,
    Partner,
    PartnerVoice,
)
from shangliang.adapters.rules import KEPT_DAYS, ReturnedRow, is_safe_address, key_fingerprint, row_mark
from shangliang.adapters.workflow import CONNECT, RETURNS
from shangliang.dispatch.models import Dispatch
from shangliang.dispatch.ports import Progress
from shangliang.kernel.refusals import Invalid, NotNow, Words
from shangliang.kernel.text import clip, redact
from shangliang.kernel.workflow import SYSTEM, Actor, Role, Seat
from shangliang.ledger.actions import Entry, Work, append, enqueue
from shangliang.ledger.models import Event
from shangliang.people import sealing
from shangliang.people.models import Organization
from shangliang.people.queries import city
from shangliang.people.rules import require
from shangliang.voices.actions import Saying, submit_voice
from shangliang.voices.models import Voice

SEND, FETCH, TELL = "adapters.send", "adapters.fetch", "adapters.tell"
ATTEMPTS = 12


@dataclass(frozen=True)
class Connection:
    """What an administrator sets of an outside system; secrets left empty stay as they are."""

    code: str
    name: str
    organization: Organization | None = None
    may_file: bool = False
    takes: str = ""
    line: str = ""
    address: str = ""
    secret: str = ""
    hook_url: str = ""
    hook_secret: str = ""


@transaction.atomic
def connect(wanted: Connection, *, actor: Actor, at: datetime) -> tuple[Partner, str]:
    """Register an outside system and return it with its key, which is shown this once and kept nowhere.

    Raises Forbidden for other roles, Invalid for a code that is taken or an address over which secrets may not travel.
    """
    seat = require(actor, CONNECT)
    check(wanted)
    if Partner.objects.filter(code=wanted.code).exists():
        raise Invalid(Words("这个代号已经用了。", "That code is taken."), field="code")
    key = secrets.token_urlsafe(32)
    row = Partner(code=wanted.code, made_at=at, key_hash=key_fingerprint(key, settings.PEPPER), read_until=at)
    fill(row, wanted)
    row.save()
    append(Entry("partner", row.code, "connect", actor, at, seat, public={"name": row.name}))
    return row, key


@transaction.atomic
def change(row: Partner, wanted: Connection, *, is_active: bool, actor: Actor, at: datetime) -> Partner:
    """Change what is set of an outside system, or switch it off, and return it. Raises as `connect`."""
    seat = require(actor, CONNECT)
    check(wanted)
    fill(row, wanted)
    row.is_active = is_active
    row.save()
    append(Entry("partner", row.code, "change", actor, at, seat, public={"name": row.name, "active": is_active}))
    return row


@transaction.atomic
def renew_key(row: Partner, *, actor: Actor, at: datetime) -> str:
    """Give an outside system a new key and return it; the old one opens nothing any more."""
    seat = require(actor, CONNECT)
    key = secrets.token_urlsafe(32)
    Partner.objects.filter(pk=row.pk).update(key_hash=key_fingerprint(key, settings.PEPPER))
    append(Entry("partner", row.code, "renew_key", actor, at, seat, public={"name": row.name}))
    return key


def check(wanted: Connection) -> None:
    """Raise Invalid for addresses over which secrets may not travel, and a line that leads nowhere."""
    for name in ("address", "hook_url"):
        given = getattr(wanted, name)
        if given and not is_safe_address(given):
            raise Invalid(Words("地址要用 https。", "The address must use https."), field=name)
    if wanted.line == "open311" and not wanted.address:
        raise Invalid(Words("Open311 线路要填对方地址。", "An Open311 line needs an address."), field="address")


def fill(row: Partner, wanted: Connection) -> None:
    """Put what is wanted into the row; secrets are sealed."""
    for name in ("name", "organization", "may_file", "takes", "line", "address", "hook_url"):
        setattr(row, name, getattr(wanted, name))
    if wanted.secret:
        row.secret_sealed = sealing.seal(wanted.secret, settings.PEPPER)
    if wanted.hook_secret:
        row.hook_sealed = sealing.seal(wanted.hook_secret, settings.PEPPER)
    elif row.hook_url and not row.hook_sealed:
        row.hook_sealed = sealing.seal(secrets.token_urlsafe(32), settings.PEPPER)


@transaction.atomic
def note_sent(row: Partner, order: Dispatch, number: str, *, at: datetime) -> OutsideNumber:
    """Keep that an order was handed over, with its number there, and return that; repeated, it changes nothing."""
    made, is_new = OutsideNumber.objects.get_or_create(
        partner=row, dispatch=order, defaults={"number": number, "sent_at": at}
    )
    if number and made.number != number:
        OutsideNumber.objects.filter(pk=made.pk).update(number=number)
        made.number = number
    elif not is_new:
        return made
    facts = {"system": row.name, "number": number}
    append(Entry("dispatch", order.code, "outside_number", SYSTEM, at, public=facts))
    return made


@transaction.atomic
def take_update(row: Partner, said: Progress, *, at: datetime) -> bool:
    """Keep what an outside system says of an order and return whether it is new; the order itself is moved by people.

    `said.number` is the number there, or the order's own code; what belongs to no order of that system is passed over.
    """
    number, _, given = said.update_id.partition("|")
    held = OutsideNumber.objects.select_related("dispatch").filter(partner=row)
    found = held.filter(number=said.number).first() or held.filter(dispatch__code=said.number).first()
    if found is None or not said.number:
        return False
    if given:
        note_sent(row, found.dispatch, given, at=at)
    words = clip(redact(said.words), 1000)
    _, is_new = OutsideUpdate.objects.get_or_create(
        partner=row,
        update_id=number[:80],
        defaults={
            "dispatch": found.dispatch,
            "status": said.status[:40],
            "words": words,
            "said_at": said.at,
            "taken_at": at,
        },
    )
    if is_new and (said.status or words):
        OutsideNumber.objects.filter(pk=found.pk).update(status=said.status[:40], heard_at=at)
        facts = {"system": row.name, "status": said.status[:40]}
        append(Entry("dispatch", found.dispatch.code, "outside_update", SYSTEM, at, public=facts, reason=words))
    return is_new


@dataclass(frozen=True)
class Returned:
    """What a list that came back held: rows read, new and known ones, and those that belong to nothing here."""

    read: int = 0
    taken: int = 0
    known: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)


@transaction.atomic
def take_list(
    row: Partner, rows: Sequence[ReturnedRow], *, actor: Actor, at: datetime, dry_run: bool = False
) -> Returned:
    """Take in the rows of a list that came back and return the counts; the same list twice changes nothing.

    Raises Forbidden for other roles.
    """
    require(actor, RETURNS)
    orders = {order.code: order for order in Dispatch.objects.filter(code__in=[one.code for one in rows])}
    known = set(OutsideUpdate.objects.filter(partner=row).values_list("update_id", flat=True))
    errors = [
        {"row": one.row, "field": "转办编号", "reason": "没有这个转办件", "value": one.code}
        for one in rows
        if one.code not in orders
    ]
    good = [one for one in rows if one.code in orders]
    fresh = [one for one in good if row_mark(one) not in known]
    if not dry_run:
        for one in fresh:
            note_sent(row, orders[one.code], one.number, at=at)
            take_update(row, Progress(one.code, row_mark(one), one.status, one.words, at), at=at)
    return Returned(len(rows), len(fresh), len(good) - len(fresh), errors)


@transaction.atomic
def queue_deliveries(hearers: Sequence[Partner], event: Event, facts: Mapping[str, Any], *, at: datetime) -> int:
    """Queue an event for outside systems and return for how many it is new."""
    count = 0
    for row in hearers:
        message = f"msg_{row.code}_{event.seq}"[:40]
        body = json.dumps({"type": f"{event.kind}.{event.verb}", "timestamp": event.at.isoformat(), "data": facts})
        _, is_new = Delivery.objects.get_or_create(
            partner=row, seq=event.seq, defaults={"message_id": message, "body": body, "made_at": at}
        )
        if is_new:
            work = Work(f"{TELL}:{row.pk}:{event.seq}", TELL, {"partner": row.pk, "seq": event.seq}, None, ATTEMPTS)
            enqueue([work], at=at)
            count += 1
    return count


def note_delivery(row: Delivery, answer: str, *, is_done: bool, at: datetime) -> None:
    """Keep what came back of a delivery."""
    Delivery.objects.filter(pk=row.pk).update(
        status=Delivery.DONE if is_done else Delivery.FAILED,
        attempts=row.attempts + 1,
        answer=answer[:200],
        done_at=at if is_done else None,
    )


@transaction.atomic
def replay(row: Delivery, *, actor: Actor, at: datetime) -> None:
    """Send a delivery again, with the same number, so that a receiver that has it knows it."""
    require(actor, CONNECT)
    Delivery.objects.filter(pk=row.pk).update(status=Delivery.WAITING)
    key = f"{TELL}:{row.partner_id}:{row.seq}:{int(at.timestamp() * 1000)}"
    enqueue([Work(key, TELL, {"partner": row.partner_id, "seq": row.seq}, None, ATTEMPTS)], at=at)


@transaction.atomic
def file_request(row: Partner, saying: Saying, *, key: str, at: datetime) -> dict[str, str]:
    """Open a voice for an outside system and return its number; the same key and content give the first answer.

    Raises Invalid for a key that came with another content, and for what `submit_voice` refuses.
    """
    content = hashlib.sha256(f"{saying.text}\x1f{saying.category}\x1f{saying.place_text}".encode()).hexdigest()
    if key:
        known = AnsweredRequest.objects.filter(partner=row, key=key).first()
        if known is not None:
            return first_answer(known, content)
    seats = (Seat(Role.AGENT, org=row.organization_id, region=city().pk, org_name=row.name),)
    voice: Voice = submit_voice(saying, actor=Actor(name=row.name, seats=seats), at=at)
    PartnerVoice.objects.create(partner=row, voice=voice)
    answer = {"service_request_id": voice.code, "account_id": voice.query_code or ""}
    if key:
        AnsweredRequest.objects.create(partner=row, key=key, content_hash=content, answer=answer, made_at=at)
    return answer


def first_answer(known: AnsweredRequest, content: str) -> dict[str, str]:
    """Return the answer that a key got; NotNow when it comes with another content now."""
    if known.content_hash != content:
        raise NotNow(Words("这个幂等键已经用在另一份内容上。", "This key was used with another content."))
    answer: dict[str, str] = known.answer
    return answer


def forget_requests(at: datetime) -> int:
    """Forget answered requests older than they must be kept, and return how many."""
    return AnsweredRequest.objects.filter(made_at__lt=at - timedelta(days=KEPT_DAYS)).delete()[0]


def mark_read(row: Partner, until: datetime) -> None:
    """Keep up to when an outside system was asked for updates."""
    Partner.objects.filter(pk=row.pk).update(read_until=until)
