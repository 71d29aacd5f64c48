"""Where signed-in visits are kept: as Django keeps sessions, and read together with who it is and what they hold.

Every page of somebody signed in asks for these three things; one statement brings them.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, cast

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from shangliang.kernel.calendar import local_date, now
from shangliang.kernel.workflow import Actor
from shangliang.people.models import Account, Visit
from shangliang.people.queries import Known, actor_of, visit_of

BACKEND = "shangliang.people.signin.Door"


@dataclass(frozen=True)
class Stash:
    """Who a visit belongs to, with what they held on the day it was read."""

    known: Known
    day: date


class SessionStore(DatabaseStore):
    """Django's sessions in a table that names the account."""

    stash: Stash | None = None

    @classmethod
    def get_model_class(cls) -> type[Visit]:
        """Return the table."""
        return Visit

    @cached_property
    def model(self) -> type[Visit]:
        """Return the table."""
        return Visit

    def load(self) -> dict[str, Any]:
        """Return what the visit holds, empty when there is none; who it is comes along."""
        day = local_date(now())
        found = visit_of(self.session_key or "", timezone.now(), day)
        if found is None:
            self._session_key = None
            return {}
        self.stash = Stash(found.known, day) if found.known is not None else None
        return dict(self.decode(found.held))

    def create_model_instance(self, data: dict[str, Any]) -> Visit:
        """Return the row to be saved, with the account named."""
        row = cast("Visit", super().create_model_instance(data))
        row.account_id = int(data[SESSION_KEY]) if data.get(SESSION_KEY) else None
        return row


def account_of_request(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    """Return who is signed in, from what came with the visit where that is certain, or else as Django finds it."""
    return known_account(request) or get_user(request)


def known_account(request: HttpRequest) -> Account | None:
    """Return the account that came with the visit when the visit is that account's and its password still the same."""
    session = request.session
    named, mark, backend = (session.get(name) for name in (SESSION_KEY, HASH_SESSION_KEY, BACKEND_SESSION_KEY))
    stash: Stash | None = getattr(session, "stash", None)
    if stash is None or not mark or backend != BACKEND:
        return None
    account = stash.known.account
    is_certain = str(account.pk) == named and constant_time_compare(mark, account.get_session_auth_hash())
    return account if is_certain and account.is_active else None


def actor_in(request: HttpRequest, account: Account, on: date) -> Actor:
    """Return the account's person as an actor with every seat held on a day; without a query when these came along."""
    stash: Stash | None = getattr(request.session, "stash", None)
    if stash is not None and stash.day == on and stash.known.account.pk == account.pk:
        return stash.known.actor
    return actor_of(account.person, on)
