"""Rules of opinions: how long a statement may be, how many seeds a conversation needs, who counts how."""

import hashlib
import hmac

SHORTEST, LONGEST = 4, 140
SEEDS_NEEDED = 3
"""A conversation opens with at least this many statements, so that the first visitor has something to answer."""

LEVELS = {0: ("匿名", "anonymous"), 1: ("手机", "phone"), 2: ("实名", "real name")}

DEADLINES = ()


def token(key: bytes, conversation: str, who: str) -> str:
    """Return who takes part in one conversation as 64 hex digits that cannot be linked to another conversation."""
    return hmac.new(key, f"{conversation}|{who}".encode(), hashlib.sha256).hexdigest()


def share(part: int, whole: int) -> int:
    """Return a share in whole per cent; 0 of nothing."""
    return round(100 * part / whole) if whole else 0
