"""The embedded sender: every message to the log, and in demonstration mode to the inbox that visitors can open."""

import logging

from django.conf import settings

from shangliang.kernel.calendar import now
from shangliang.kernel.text import mask_phone
from shangliang.people.actions import keep_message

log = logging.getLogger("shangliang.messages")


class EmbeddedSender:
    """Fills the port MessageSender without any outside service; a repeated key is kept once."""

    def __init__(self, channel: str) -> None:
        """Send by one channel: `sms` or `mail`."""
        self.channel = channel

    def send(self, *, to: str, subject: str, body: str, key: str) -> str:
        """Write the message down and return a receipt; a phone number is shortened."""
        shown = mask_phone(to) if self.channel == "sms" else to
        log.info("%s %s %s %s", self.channel, shown, subject, body)
        if settings.DEMO:
            keep_message(channel=self.channel, to=shown, subject=subject, body=body, key=key, at=now())
        return f"embedded:{key}"[:200]
