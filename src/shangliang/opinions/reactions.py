"""What opinions do by themselves: maps of open conversations are computed again when votes have come in."""

from datetime import datetime

from shangliang.opinions.actions import compute_map
from shangliang.opinions.models import Conversation


def refresh_maps(at: datetime) -> int:
    """Compute the maps of open conversations anew and return how many there are."""
    return sum(
        compute_map(conversation, at=at) is not None for conversation in Conversation.objects.filter(state="open")
    )


TIMERS = (refresh_maps,)
