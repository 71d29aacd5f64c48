"""One message over the line: signed, with its number, no redirects followed."""

from datetime import datetime

import httpx

from shangliang.adapters.rules import signature

SECONDS = 10.0


def send(address: str, secret: str, message_id: str, body: str, at: datetime) -> str:
    """Send a message and return what came back in a word. Raises OSError when it did not arrive or was not taken."""
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Shangliang",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature(secret, message_id, at, body),
    }
    try:
        with httpx.Client(timeout=SECONDS, follow_redirects=False) as line:
            answer = line.post(address, content=body.encode(), headers=headers)
    except httpx.HTTPError as error:
        raise OSError(f"{type(error).__name__}: {error}") from error
    if not answer.is_success:
        raise OSError(f"HTTP {answer.status_code}")
    return f"HTTP {answer.status_code}"
