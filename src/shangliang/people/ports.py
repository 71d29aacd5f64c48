"""Ports of people: how a message leaves the product.

`settings.SENDERS` names for each channel (`sms`, `mail`) the class that fills the port; the embedded default writes
to the log, and in demonstration mode to the inbox.
"""

from functools import lru_cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from shangliang.kernel.ports import MessageSender

__all__ = ["MessageSender", "sender"]


@lru_cache(maxsize=8)
def made(path: str, channel: str) -> MessageSender:
    """Return the sender of a dotted path, made once per channel."""
    return cast("MessageSender", import_string(path)(channel))


def sender(channel: str) -> MessageSender:
    """Return who sends by this channel."""
    return made(settings.SENDERS[channel], channel)
