"""Signing in: the doors, what each of them opens, and how allauth is told the rules of this house.

A session remembers its door. The staff door (password and second factor) opens every seat; the phone door opens only
what belongs to one's own cases; the demonstration's door opens every seat, in demonstration mode only.
"""

import time
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shangliang.kernel.calendar import now
from shangliang.kernel.workflow import ANYONE, Actor
from shangliang.people import actions, sealing
from shangliang.people.models import Account, Person
from shangliang.people.queries import sign_in_locked
from shangliang.people.rules import local_path, own_case_only
from shangliang.people.visits import BACKEND, actor_in

DOOR = "door"
PHONE, DEMO = "phone", "demo"
SECOND_FACTOR = "second_factor"


class Door(ModelBackend):
    """Checks passwords as Django does, and loads the person with the account."""

    def get_user(self, user_id: int) -> Account | None:
        """Return the account with its person in one query."""
        account = Account.objects.select_related("person").filter(pk=user_id).first()
        return account if account is not None and self.user_can_authenticate(account) else None


def sign_in_person(request: HttpRequest, person: Person, *, door: str = PHONE) -> Account:
    """Sign a person in without a password, after a phone code (or in the demonstration), and return the account."""
    account = actions.account_of(person)
    login(request, account, backend=BACKEND)
    request.session[DOOR] = door
    return account


def actor_of_request(request: HttpRequest, on: date) -> tuple[Actor, bool]:
    """Return who acts in a request, and whether staff seats were held back for want of a second factor."""
    account = request.user
    if not isinstance(account, Account) or account.person is None:
        return ANYONE, False
    actor = actor_in(request, account, on)
    if not actor.is_staff:
        return actor, False
    door = request.session.get(DOOR)
    if door == PHONE:
        return own_case_only(actor), False
    if door == DEMO:
        return (actor if settings.DEMO else own_case_only(actor)), False
    if has_second_factor(request, account):
        return actor, False
    return own_case_only(actor), True


def has_second_factor(request: HttpRequest, account: Account) -> bool:
    """Return whether the account has a second factor; asked once per session, and again after it was reset.

    An account that has one cannot get past the staff door without it: allauth's second step sees to that.
    """
    mark = f"{account.pk} {account.factor_reset_at}"
    if request.session.get(SECOND_FACTOR) == mark:
        return True
    found = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists()
    if found:
        request.session[SECOND_FACTOR] = mark
    return found


class StaffAdapter(DefaultAccountAdapter):
    """Tells allauth: no sign-up, five failures lock a name, only local addresses to go on to, our own words."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("登录名或密码不对。"),
        "incorrect_password": _("密码不对。"),
        "too_many_login_attempts": _("连续失败 5 次，已锁定 15 分钟。忘记密码请找系统管理员。"),
        "incorrect_code": _("动态口令不对，请看验证器上的最新 6 位数字。"),
        "rate_limited": _("试得太快，请稍等再试。"),
        "account_inactive": _("这个账号已停用。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Return False: accounts are opened by the system administrator."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Return whether the address is a path of this site."""
        return bool(url) and local_path(url, default="") == url

    def add_message(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - allauth's signature
        """Say nothing: the pages themselves say what was done."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - allauth's signature
        """Send nothing: notices are the business of `notices`."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:  # noqa: ANN401, ARG002 - allauth's signature
        """Return whether the password is asked again: not while the sign-in is fresh."""
        # allauth stamps its records by the machine's clock, not by the product's.
        records = get_authentication_records(self.request, self.request.user)
        return not records or time.time() - float(records[-1]["at"]) > settings.FRESH_SIGN_IN

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401 - allauth's signature
        """Refuse a locked name before the password is looked at."""
        super().pre_authenticate(request, **credentials)
        if sign_in_locked(credentials.get("username", ""), moment_of(request)):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401 - allauth's signature
        """Count the failure."""
        actions.note_failure(credentials.get("username", ""), moment_of(request))

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> Any:  # noqa: ANN401 - allauth's signature
        """Forget the failures, leave any other door, go on."""
        actions.clear_failures(user.get_username())
        request.session.pop(DOOR, None)
        return super().post_login(request, user, **kwargs)

    def get_login_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth's signature
        """Return where staff begin."""
        return str(settings.LOGIN_REDIRECT_URL)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Tells allauth's second factor: secrets are sealed at rest, the label is the sign-in name."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("动态口令不对，请看验证器上的最新 6 位数字。"),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:  # noqa: ARG002 - allauth's signature
        """Return False: nobody at work is left without a second factor; the security administrator resets it."""
        return False

    def encrypt(self, text: str) -> str:
        """Return the secret sealed."""
        return sealing.seal(text, settings.PEPPER)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the sealed secret opened."""
        return sealing.unseal(encrypted_text, settings.PEPPER)


@dataclass(frozen=True)
class OneTime:
    """The one-time password of an account of the cast, now, and how many seconds it still lasts."""

    account: Account
    code: str
    seconds: int


def totp_codes() -> list[OneTime]:
    """Return the present one-time password of everybody in the demonstration's cast who has a second factor."""
    moment = int(time.time())
    period = 30
    rows = Authenticator.objects.filter(type=Authenticator.Type.TOTP, user__is_cast=True)
    adapter = SecondFactorAdapter()
    return [
        OneTime(
            row.user,
            format_hotp_value(hotp_value(adapter.decrypt(row.data["secret"]), moment // period)),
            period - moment % period,
        )
        for row in rows.select_related("user__person").order_by("user")
    ]


def moment_of(request: HttpRequest) -> datetime:
    """Return the moment of the request."""
    return getattr(request, "at", None) or now()


def second_factor_page(target: str) -> str:
    """Return the address at which a second factor is set up, with where to go on."""
    return f"{reverse('mfa_activate_totp')}?next={local_path(target)}"
