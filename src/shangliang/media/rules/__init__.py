"""Pure rules of coverage: `reach` what counts and how it grows, `readings` how a spreadsheet of readings is read."""

from shangliang.media.rules.reach import (
    DEADLINES,
    HIT_PLAYS,
    KINDS,
    VIDEO_KINDS,
    Point,
    Reading,
    curve,
    has_place,
    is_hit,
    link_key,
    short_number,
    thinned,
    top_of_scale,
)

__all__ = [
    "DEADLINES",
    "HIT_PLAYS",
    "KINDS",
    "VIDEO_KINDS",
    "Point",
    "Reading",
    "curve",
    "has_place",
    "is_hit",
    "link_key",
    "short_number",
    "thinned",
    "top_of_scale",
]
