"""The demonstration's inbox: messages that the embedded sender would have sent."""

from datetime import datetime

from shangliang.people.models import Message


def keep_message(*, channel: str, to: str, subject: str, body: str, key: str, at: datetime) -> Message:
    """Keep a message for the inbox and return it; a repeated key is kept once."""
    row, _ = Message.objects.get_or_create(
        key=key[:200],
        defaults={"channel": channel, "to": to[:80], "subject": subject[:200], "body": body, "sent_at": at},
    )
    return row
