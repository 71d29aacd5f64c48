"""One vote as it comes over the line: read, checked against its ticket, and what it is answered."""

import hashlib
import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from shangliang.kernel.refusals import Words
from shangliang.opinions.rules.tickets import BadTicketError, Ticket, open_ticket

MOST_BYTES: Final = 4096
MOST_PICKS: Final = 10
LARGEST: Final = 1_000_000
KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
SESSION: Final = re.compile(r"\d{1,6}")

Value = int | tuple[int, ...]


class RefusedError(Exception):
    """A vote that is not counted: the status and the words of its answer."""

    def __init__(self, status: HTTPStatus, reason: str, zh: str, en: str) -> None:
        """Keep what is answered."""
        super().__init__(reason)
        self.status, self.reason, self.words = status, reason, Words(zh, en)

    @property
    def body(self) -> bytes:
        """Return the answer as JSON."""
        words = {"zh": self.words.zh, "en": self.words.en}
        return json.dumps({"counted": False, "reason": self.reason, "words": words}, ensure_ascii=False).encode()


UNREADABLE = RefusedError(HTTPStatus.BAD_REQUEST, "unreadable", "读不懂这一票。", "This vote cannot be read.")
TICKET = RefusedError(HTTPStatus.UNAUTHORIZED, "ticket", "票过期了，请刷新页面。", "The ticket is not good; reload.")
LEVEL = RefusedError(HTTPStatus.FORBIDDEN, "level", "要先核验身份。", "This asks for a verified person.")
UNKNOWN = RefusedError(HTTPStatus.NOT_FOUND, "unknown", "没有这一题。", "There is nothing of that number.")
CLOSED = RefusedError(HTTPStatus.CONFLICT, "closed", "现在不收票。", "It takes no votes now.")
CHOICE = RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "choice", "选项不对。", "There is no such choice.")
BUSY = RefusedError(
    HTTPStatus.SERVICE_UNAVAILABLE, "busy", "人太多，没有计入，请稍后再投。", "Busy: not counted; please try again."
)


@dataclass(frozen=True, slots=True)
class Ballot:
    """A vote that may be counted: by whom, on what, which way; `receipt` is empty without an idempotency key."""

    ticket: Ticket
    on: str
    number: int
    value: Value
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a counted vote is answered: whether it moved anything, whether it was known, the counts as they are now."""

    changed: bool
    repeated: bool
    counts: dict[str, Any]

    @property
    def body(self) -> bytes:
        """Return the answer as JSON."""
        said = {"counted": True, "changed": self.changed, "repeated": self.repeated, "counts": self.counts}
        return json.dumps(said).encode()


Outcome = Taken | RefusedError


def read_ballot(secret: bytes, place: str, body: bytes, key: str, now: float) -> Ballot:
    """Return the vote that a request carries; RefusedError when it cannot be read or its ticket is not good."""
    try:
        said = json.loads(body)
        text, on, number = said["ticket"], said["on"], said["number"]
        value, key = said["value"], said.get("key", key)
    except (ValueError, TypeError, KeyError, RecursionError, AttributeError):
        raise UNREADABLE from None
    if type(text) is not str or type(number) is not int or not 0 < number <= LARGEST:
        raise UNREADABLE
    if type(key) is not str or (key and not KEY.fullmatch(key)):
        raise UNREADABLE
    try:
        ticket = open_ticket(secret, text, place=place, now=now)
    except (BadTicketError, UnicodeEncodeError):
        raise TICKET from None
    return Ballot(ticket, *checked(on, place, value, number), receipt_of(ticket.token, key))


def checked(on: object, place: str, value: object, number: int) -> tuple[str, int, Value]:
    """Return what is voted on and which way; RefusedError when that does not go together."""
    is_session = SESSION.fullmatch(place) is not None
    if on == "statement" and not is_session:
        if type(value) is not int or value not in (1, -1, 0):
            raise CHOICE
        return "statement", number, value
    if on == "question" and is_session:
        if type(value) is not int or value != 1:
            raise CHOICE
        return "question", number, value
    if on == "poll" and is_session:
        picks = [value] if type(value) is int else value
        if type(picks) is not list or len(picks) > MOST_PICKS or any(type(pick) is not int for pick in picks):
            raise CHOICE
        return "poll", number, tuple(picks)
    raise UNREADABLE


def receipt_of(token: str, key: str) -> str:
    """Return the digest under which a vote with this key is known; empty without a key."""
    return hashlib.sha256(f"{token}|{key}".encode()).hexdigest()[:32] if key else ""
