"""Accounts: how persons sign in, their second factor, and the lock after failures."""

from datetime import datetime

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from shangliang.kernel.refusals import Invalid, Words
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import Entry, append
from shangliang.people import workflow
from shangliang.people.actions.persons import KIND
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


def give_totp(account: Account, secret: str = "") -> str:
    """Give an account a second factor with recovery codes and return the secret for the authenticator's app.

    Used when the demonstration is loaded; people at work make theirs on the page for it.
    """
    chosen = secret or generate_totp_secret()
    TOTP.activate(account, chosen)
    RecoveryCodes.activate(account)
    return chosen


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
