"""Accounts: how persons sign in, their second factor, and the lock after failures."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from shangliang.kernel.refusals import Invalid, Missing, Words
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import Entry, append
from shangliang.people import workflow
from shangliang.people.actions.persons import KIND, register_person
from shangliang.people.models import Account, Person, SignInLock
from shangliang.people.rules import SIGN_IN_FAILURES, SIGN_IN_LOCK, require
from shangliang.people.sealing import name_key


def account_of(person: Person) -> Account:
    """Return a person's account, opening one without a password when there is none yet."""
    known = Account.objects.filter(person=person).first()
    if known is not None:
        return known
    account = Account(username=f"p{person.pk}", person=person)
    account.set_unusable_password()
    account.save()
    return account


def open_account(person: Person, username: str, password: str, *, actor: Actor, at: datetime) -> Account:
    """Give a person a sign-in name and a password, and return the account.

    Raises Forbidden for other roles, Invalid for a name that is taken or a password that is too weak.
    """
    seat = require(actor, workflow.OPEN_ACCOUNT)
    account = Account.objects.filter(person=person).first() or Account(person=person)
    if Account.objects.filter(username=username).exclude(pk=account.pk).exists():
        raise Invalid(Words("登录名已被使用。", "This sign-in name is taken."), field="username", value=username)
    account.username = username
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Invalid(Words(*("；".join(error.messages),) * 2), field="password") from error
    account.set_password(password)
    with transaction.atomic():
        account.save()
        append(Entry(KIND, "", "open_account", actor, at, seat, private={"person": person.pk}, is_public=False))
    return account


@transaction.atomic
def admit_person(
    name: str,
    *,
    actor: Actor,
    at: datetime,
    title: str = "",
    email: str = "",
    phone: str = "",
    username: str = "",
    password: str = "",
) -> Person:
    """Register a person who works here, with an account when a sign-in name is given, and return the person."""
    person = register_person(name, actor=actor, at=at, title=title, email=email, phone=phone)
    if username:
        open_account(person, username, password, actor=actor, at=at)
    return person


@transaction.atomic
def reset_second_factor(person: Person, *, actor: Actor, at: datetime, reason: str) -> None:
    """Delete a person's second factor and end the sessions opened with it; a new one is set up at the next sign-in.

    Raises Forbidden for other roles, Missing without a reason.
    """
    seat = require(actor, workflow.RESET_FACTOR)
    if not reason.strip():
        raise Missing(
            Words("“重置第二重验证”还差这些：", "“Reset a second factor” still needs:"),
            [Words("写明理由", "a reason in words")],
        )
    Authenticator.objects.filter(user__person=person).delete()
    Account.objects.filter(person=person).update(factor_reset_at=at)
    append(
        Entry(KIND, "", "reset_factor", actor, at, seat, private={"person": person.pk}, reason=reason, is_public=False)
    )


def give_totp(account: Account, secret: str = "") -> str:
    """Give an account a second factor with recovery codes and return the secret for the authenticator's app.

    Used when the demonstration is loaded; people at work make theirs on the page for it.
    """
    chosen = secret or generate_totp_secret()
    Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(account, chosen)
    RecoveryCodes.activate(account)
    return chosen


def join_cast(person: Person, username: str, *, password: str = "", secret: str = "") -> Account:
    """Give a person of the demonstration an account that /demo offers, and return it.

    With a password it can also be used at the staff door: it gets a second factor whose codes /inbox shows.
    """
    account = Account.objects.filter(person=person).first() or Account(person=person)
    account.username, account.is_cast = username, True
    if password:
        account.set_password(password)
    else:
        account.set_unusable_password()
    account.save()
    if password:
        give_totp(account, secret)
    return account


def note_failure(username: str, at: datetime) -> None:
    """Count a failure to sign in under a name; the fifth locks the name for a quarter of an hour."""
    key = name_key(username, settings.PEPPER)
    with transaction.atomic():
        SignInLock.objects.get_or_create(key=key, defaults={"since": at})
        stale = SignInLock.objects.filter(key=key, since__lt=at - SIGN_IN_LOCK)
        stale.update(failures=0, since=at, until=None)
        SignInLock.objects.filter(key=key).update(failures=F("failures") + 1)
        SignInLock.objects.filter(key=key, failures__gte=SIGN_IN_FAILURES, until=None).update(until=at + SIGN_IN_LOCK)


def clear_failures(username: str) -> None:
    """Forget the failures of a name after a success."""
    SignInLock.objects.filter(key=name_key(username, settings.PEPPER)).delete()
