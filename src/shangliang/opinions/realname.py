"""The demonstration's real-name service: one of five made-up people, chosen on a page of our own; it asks for nothing.

It exists in demonstration mode only. A real service is an adapter that fills `ports.RealNameService`.
"""

from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.urls import reverse

from shangliang.opinions.ports import Vouched

SALT: Final = "opinions.realname.demonstration"
SECONDS: Final = 600
MADE_UP: Final = ("甲", "乙", "丙", "丁", "戊")
"""The people that the demonstration can vouch for: choosing the same one twice shows that one person counts once."""


class Demonstration:
    """Fills the port without any outside service."""

    def address(self, *, key: str, back: str) -> str:
        """Return our own page that plays the service."""
        return f"{reverse('opinions:demo_service')}?{urlencode({'key': key, 'back': back})}"

    def result(self, ticket: str, *, key: str) -> Vouched | None:
        """Return what the page vouched for, unless the ticket is forged, old, or for somebody else's key."""
        if not settings.DEMO:
            return None
        try:
            found = signing.loads(ticket, salt=SALT, max_age=SECONDS)
        except signing.BadSignature:
            return None
        return Vouched(f"demo:{found['who']}", "demonstration") if found["key"] == key else None


def ticket_for(key: str, who: int) -> str:
    """Return the ticket with which a person comes back from the demonstration's service."""
    return signing.dumps({"key": key, "who": who}, salt=SALT)
