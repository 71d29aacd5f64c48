"""The ticket of a page: what lets its reader vote at the live process, signed, so that it needs no session there.

A ticket binds the place (a conversation or a session), the token under which the reader counts there, the level of
verification and the moment until which it is good. It names nobody: whoever holds it can vote as that token in that
place and do nothing else. `place.token.level.until.before.person.signature`, all but the signature in plain text.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Final

GOOD_SECONDS: Final = 6 * 3600
"""For how long a ticket is good: an evening's session, with time to spare."""

HIGHEST_LEVEL: Final = 2
SIGNATURE_BYTES: Final = 18
SHAPE: Final = re.compile(r"([a-z0-9-]{1,20})\.([0-9a-f]{64})\.([0-2])\.(\d{1,12})\.([0-9a-f]{64})?\.(\d{0,12})")


class BadTicketError(ValueError):
    """A ticket that is not ours, not for this place, or no longer good."""


@dataclass(frozen=True)
class Ticket:
    """Who may vote where, until when.

    `token` is the reader's 64 hex digits in this place, `level` 0 anonymous, 1 phone, 2 real name, `until` seconds
    since 1970. `before` is the token under which the same reader answered before signing in, `person` the number of a
    person who is signed in (for what only a known person may do, such as asking the same question); both may be
    absent.
    """

    place: str
    token: str
    level: int
    until: int
    before: str = ""
    person: int = 0


def key_of(secret: str) -> bytes:
    """Return the signing key made of the installation's secret; it signs tickets and nothing else."""
    return hmac.new(secret.encode(), b"shangliang ticket of a page 1", hashlib.sha256).digest()


def sign(key: bytes, ticket: Ticket) -> str:
    """Return the ticket as the text that a page carries; ValueError for a ticket that could not be opened again."""
    person = str(ticket.person) if ticket.person else ""
    text = f"{ticket.place}.{ticket.token}.{ticket.level}.{ticket.until}.{ticket.before}.{person}"
    if not SHAPE.fullmatch(text):
        raise ValueError(text)
    return f"{text}.{signature(key, text)}"


def open_ticket(key: bytes, text: str, *, place: str, now: float) -> Ticket:
    """Return what a ticket says; BadTicketError unless we signed it, for this place, and it is still good.

    `now` is seconds since 1970.
    """
    said, _, seal = text.rpartition(".")
    if not hmac.compare_digest(signature(key, said).encode(), seal.encode()):
        raise BadTicketError("signature")
    match = SHAPE.fullmatch(said)
    if match is None or match[1] != place:
        raise BadTicketError("place")
    if int(match[4]) <= now:
        raise BadTicketError("until")
    return Ticket(match[1], match[2], int(match[3]), int(match[4]), match[5] or "", int(match[6] or 0))


def signature(key: bytes, text: str) -> str:
    """Return the signature of a ticket's text: 144 bits of HMAC-SHA-256, as 24 letters."""
    made = hmac.digest(key, text.encode(), "sha256")[:SIGNATURE_BYTES]
    return urlsafe_b64encode(made).decode()
