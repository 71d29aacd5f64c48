"""Rules of coverage: what a hit is, and that reach is counted once."""

HIT_PLAYS = 7_000_000
"""From this many plays a session counts as 爆款 (domain.md 10)."""

DEADLINES = ()


def is_hit(plays: int) -> bool:
    """Return whether plays make a hit."""
    return plays >= HIT_PLAYS
