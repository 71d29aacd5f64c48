"""Pure rules of outside systems: keys, signatures (Standard Webhooks), states of Open311, lists that come back."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

TOLERANCE: Final = timedelta(minutes=5)
KEPT_DAYS: Final = 180
MOST_DAYS: Final = 90
"""The longest span of time that one Open311 question may cover."""

OPEN, CLOSED = "open", "closed"
EXTENDED: Final[Mapping[str, str]] = {
    "awaiting_guardian": "open",
    "submitted": "open",
    "refusal_review": "open",
    "accepted": "investigating",
    "dispatched": "in_progress",
    "replied": "action_scheduled",
    "answered": "no_further_action",
    "callback": "action_scheduled",
    "redo": "in_progress",
    "review": "in_progress",
    "closed": "fixed",
    "closed_unrated": "fixed",
    "merged": "duplicate",
    "withdrawn": "closed",
    "not_accepted": "not_councils_responsibility",
    "emergency_referred": "not_councils_responsibility",
    "terminated": "no_further_action",
}
"""What the states of a voice are called in the extension of Open311 by states and updates."""


def key_fingerprint(key: str, pepper: str) -> str:
    """Return the fingerprint under which a partner's key is kept."""
    return hmac.new(pepper.encode(), b"partner:" + key.encode(), hashlib.sha256).hexdigest()


def signature(secret: str, message_id: str, at: datetime, body: str) -> str:
    """Return the signature of a message: `v1,` and base64 of HMAC-SHA256 over id, seconds and body joined by dots."""
    signed = f"{message_id}.{int(at.timestamp())}.{body}".encode()
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def is_authentic(secret: str, headers: Mapping[str, str], body: str, at: datetime) -> bool:
    """Return whether a message was signed with the secret within five minutes; for receivers and tests."""
    seconds = headers.get("webhook-timestamp", "")
    if not seconds.isascii() or not seconds.isdigit() or abs(at.timestamp() - int(seconds)) > TOLERANCE.total_seconds():
        return False
    said = datetime.fromtimestamp(int(seconds), tz=at.tzinfo)
    right = signature(secret, headers.get("webhook-id", ""), said, body)
    return any(hmac.compare_digest(right, one) for one in headers.get("webhook-signature", "").split(" "))


def is_safe_address(address: str) -> bool:
    """Return whether secrets may travel there: over HTTPS, or within this machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1"))
    )


@dataclass(frozen=True)
class ReturnedRow:
    """One row of a list that came back: our code, the number there, the state there, words."""

    row: int
    code: str
    number: str
    status: str
    words: str


COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("转办编号", "order"),
    "number": ("热线编号", "对方编号", "工单编号", "number"),
    "status": ("办理状态", "对方状态", "status"),
    "words": ("办理说明", "说明", "notes"),
}


def returned_rows(header: Sequence[str], rows: Sequence[tuple[int, Sequence[object]]]) -> tuple[list[ReturnedRow], str]:
    """Return the rows of a list that came back, and the name of the column that is missing, or nothing."""
    plain = [re.sub(r"\s", "", str(cell)) for cell in header]
    places = {
        name: next((plain.index(word) for word in words if word in plain), None) for name, words in COLUMNS.items()
    }
    lacking = next((COLUMNS[name][0] for name in ("code", "number") if places[name] is None), "")
    if lacking:
        return [], lacking
    found = []
    for number, cells in rows:
        said = {name: str(cells[at] or "").strip() if at is not None else "" for name, at in places.items()}
        found.append(ReturnedRow(number, said["code"], said["number"], said["status"], said["words"]))
    return found, ""


def row_mark(row: ReturnedRow) -> str:
    """Return what makes a returned row the same as one read before."""
    return (
        "list:" + hashlib.sha256(f"{row.code}\x1f{row.number}\x1f{row.status}\x1f{row.words}".encode()).hexdigest()[:40]
    )
