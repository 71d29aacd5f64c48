"""The embedded sender: every message to the log, and in demonstration mode to the inbox that visitors can open."""

import logging

from django.conf import settings

from shangliang.kernel.calendar import now
from shangliang.kernel.text import mask_phone
from shangliang.people.models import Message

log = logging.getLogger("shangliang.messages")


class EmbeddedSender:
    """Fills the port MessageSender without any outside service; a repeated key is kept once."""

    def __init__(self, channel: str) -> None:
        """Send by one channel: `sms` or `mail`."""
        self.channel = channel

    def send(self, *, to: str, subject: str, body: str, key: str) -> str:
        """Write the message down and return a receipt; the receiver's address is shortened."""
        shown = mask_phone(to) if self.channel == "sms" else to
        log.info("%s %s %s %s", self.channel, shown, subject, body)
        if settings.DEMO:
            Message.objects.get_or_create(
                key=key,
                defaults={
                    "channel": self.channel,
                    "to": shown,
                    "subject": subject[:200],
                    "body": body,
                    "sent_at": now(),
                },
            )
        return f"embedded:{key}"[:200]
