"""Persons: register, name, consent, and open a phone number for a reason."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from shangliang.kernel.refusals import Invalid, Missing, Words
from shangliang.kernel.text import tidy
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import Entry, append
from shangliang.people import sealing, workflow
from shangliang.people.models import Consent, Person
from shangliang.people.rules import clean_phone, require

KIND = "people"


def register_person(
    name: str,
    *,
    actor: Actor,
    at: datetime,
    phone: str = "",
    email: str = "",
    shown_as: str = "",
    title: str = "",
    language: str = "zh-hans",
    is_minor: bool = False,
) -> Person:
    """Save a new person and return the row; the phone is kept as fingerprint and sealed.

    Raises Forbidden when the actor may not register people, Invalid for an empty name, a phone number that is none,
    or one that belongs to somebody already.
    """
    seat = require(actor, workflow.REGISTER)
    called = tidy(name)[:40]
    if not called:
        raise Invalid(Words("请填姓名。", "Enter a name."), field="name")
    person = Person(
        name=called,
        shown_as=tidy(shown_as)[:40],
        email=email.strip(),
        title=tidy(title)[:80],
        language=language,
        is_minor=is_minor,
        joined_at=at,
    )
    if phone:
        write_phone(person, phone)
    try:
        with transaction.atomic():
            person.save()
            entry = Entry(KIND, "", "register", actor, at, seat, private={"person": person.pk}, is_public=False)
            append(entry)
    except IntegrityError as error:
        raise Invalid(
            Words("这个手机号已经登记过。", "This phone number is registered already."), field="phone"
        ) from error
    return person


def write_phone(person: Person, phone: str) -> None:
    """Put a phone number into a row that is not saved yet."""
    digits = clean_phone(phone)
    person.phone_key = sealing.phone_key(digits, settings.PEPPER)
    person.phone_sealed = sealing.seal(digits, settings.PEPPER)


def name_person(person: Person, name: str, *, shown_as: str | None = None) -> Person:
    """Change what a person is called, and how the public sees the name; the person asks for it."""
    called = tidy(name)[:40]
    if not called:
        raise Invalid(Words("请填姓名或称呼。", "Enter a name."), field="name")
    person.name = called
    if shown_as is not None:
        person.shown_as = tidy(shown_as)[:40]
    person.save(update_fields=["name", "shown_as"])
    return person


def choose_language(person: Person, language: str) -> None:
    """Keep the language in which a person wants to be told things."""
    if language in dict(settings.LANGUAGES):
        Person.objects.filter(pk=person.pk).update(language=language)


def record_consent(person: Person, purpose: str, wording: str, at: datetime) -> Consent:
    """Keep that a person agreed to a purpose in these words (their version); agreeing twice keeps the first."""
    standing = Consent.objects.filter(person=person, purpose=purpose, wording=wording, withdrawn_at=None).first()
    return standing or Consent.objects.create(person=person, purpose=purpose, wording=wording, given_at=at)


def withdraw_consent(person: Person, purpose: str, at: datetime) -> int:
    """Withdraw every standing consent of a purpose and return how many there were."""
    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).update(withdrawn_at=at)


@transaction.atomic
def confirm_real_name(person: Person, *, actor: Actor, at: datetime) -> Person:
    """Note that a person's real name was checked by the city's identity service, and return the person.

    Only the result is kept, never a number or a document.
    """
    seat = require(actor, workflow.REAL_NAME)
    Person.objects.filter(pk=person.pk, real_name_at=None).update(real_name_at=at)
    person.refresh_from_db(fields=["real_name_at"])
    append(Entry(KIND, person.code, "confirm_real_name", actor, at, seat, is_public=False))
    return person


@transaction.atomic
def open_phone(person: Person, actor: Actor, reason: str, at: datetime) -> str:
    """Return a person's phone number; who opened whose, and why, is recorded before it is shown.

    Raises Forbidden for other roles, Missing without a reason. Returns nothing when no phone is known.
    """
    seat = require(actor, workflow.OPEN_PHONE)
    if not reason.strip():
        raise Missing(
            Words("查看电话还差这些：", "Opening a phone number still needs:"),
            [Words("写明理由", "a reason in words")],
        )
    append(
        Entry(
            KIND,
            "",
            "open_phone",
            actor,
            at,
            seat,
            private={"person": person.pk},
            reason=tidy(reason)[:500],
            is_public=False,
        )
    )
    return sealing.unseal(person.phone_sealed, settings.PEPPER)
