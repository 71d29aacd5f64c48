"""Writes of notices: tell people something once, deliver it by mail, mark it read."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from shangliang.kernel.refusals import Words
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import enqueue
from shangliang.ledger.actions.queue import Work
from shangliang.notices.models import Notice
from shangliang.notices.queries import visible_to
from shangliang.people import ports
from shangliang.people.models import Person

MAIL = "notice.mail"


def tell(persons: Iterable[Person | int], words: Words, url: str, key: str, at: datetime, *, kind: str = "") -> int:
    """Tell persons (rows or ids) something, inside the product and by mail, and return how many had not been told.

    `url` is a path of this site; `key` names the occasion (`topic:2026-03:approved`): a person is told once per key,
    however often this is called. Mail goes out through the outbox, to those whose address is known.
    """
    asked = {person if isinstance(person, int) else person.pk for person in persons}
    with transaction.atomic():
        told = set(Notice.objects.filter(key=key, person__in=asked).values_list("person", flat=True))
        fresh = asked - told
        Notice.objects.bulk_create(
            [
                Notice(person_id=pk, key=key, kind=kind, zh=words.zh, en=words.en, url=url, made_at=at)
                for pk in sorted(fresh)
            ],
            ignore_conflicts=True,
            batch_size=500,
        )
        reachable = Person.objects.filter(pk__in=fresh).exclude(email="").order_by("pk").values_list("pk", flat=True)
        enqueue([Work(f"{MAIL}:{key}:{pk}", MAIL, {"person": pk, "key": key}) for pk in reachable], at=at)
    return len(fresh)


def deliver(person: int, key: str) -> str:
    """Send a notice by mail in the person's language and return the receipt; raises OSError when mail is down.

    Nothing is sent when the notice or the address is gone by now.
    """
    notice = Notice.objects.select_related("person").filter(person=person, key=key).first()
    if notice is None or not notice.person.email:
        return "nobody to send to"
    language = notice.person.language
    text = notice.words.text(language)
    opening = Words("查看", "See").text(language)
    body = f"{text}\n\n{opening} {settings.ADDRESS}{notice.url}" if notice.url else text
    subject = Words(f"商量：{notice.zh[:40]}", f"Shangliang: {(notice.en or notice.zh)[:60]}").text(language)
    return ports.sender("mail").send(
        to=notice.person.email, subject=subject, body=body, key=f"notice:{person}:{key}"[:200]
    )


def mark_read(actor: Actor, *, at: datetime) -> int:
    """Mark all of the actor's notices read and return how many there were."""
    return visible_to(actor).filter(read_at=None).update(read_at=at)
