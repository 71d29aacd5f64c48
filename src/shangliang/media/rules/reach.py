"""Rules of coverage: what a hit is, which links are the same, and that reach is counted once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

HIT_PLAYS: Final = 7_000_000
"""From this many plays a session counts as 爆款 (domain.md 10)."""

KINDS: Final = (
    ("article", "图文稿件", "article"),
    ("special", "专版", "special page"),
    ("notice", "预告", "notice"),
    ("followup", "追访报道", "follow-up report"),
    ("live", "直播全视频", "full video"),
    ("clip", "金句短视频", "quote clip"),
)
VIDEO_KINDS: Final = ("live", "clip")
"""Kinds that are played; all others are read and count as pieces."""

DEADLINES = ()
TRACKING: Final = frozenset({"from", "spm", "isappinstalled", "share_token", "share_source", "scene"})


def is_hit(plays: int) -> bool:
    """Return whether plays make a hit."""
    return plays >= HIT_PLAYS


def link_key(link: str) -> str:
    """Return what two addresses of the same page have in common: no scheme, fragment, or marks of who shared it."""
    parts = urlsplit(link.strip())
    if not parts.netloc:
        return ""
    kept = sorted(
        (key, value) for key, value in parse_qsl(parts.query) if key not in TRACKING and not key.startswith("utm_")
    )
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}{query}"[:400]


def has_place(link: str, page: str, published_on: date | None, today: date) -> bool:
    """Return whether a piece says where and on which day, not later than today, it was published."""
    return bool(link.strip() or page.strip()) and published_on is not None and published_on <= today


@dataclass(frozen=True)
class Reading:
    """What one item showed at one moment."""

    item: int
    read_at: datetime
    plays: int
    reads: int


@dataclass(frozen=True)
class Point:
    """A point of the curve: what all items together showed at a moment."""

    at: datetime
    plays: int
    reads: int


def curve(readings: Iterable[Reading]) -> list[Point]:
    """Return the sum over items at each moment of a reading; every item counts with its newest reading until then."""
    newest: dict[int, Reading] = {}
    points: dict[datetime, Point] = {}
    for one in sorted(readings, key=lambda reading: reading.read_at):
        newest[one.item] = one
        plays, reads = sum(r.plays for r in newest.values()), sum(r.reads for r in newest.values())
        points[one.read_at] = Point(one.read_at, plays, reads)
    return list(points.values())


def thinned(points: Sequence[Point], limit: int = 60) -> list[Point]:
    """Return at most `limit` points, evenly chosen, the first and the last among them."""
    if len(points) <= limit:
        return list(points)
    step = (len(points) - 1) / (limit - 1)
    return [points[round(i * step)] for i in range(limit)]


def short_number(number: int, lang: str = "zh-hans") -> tuple[str, str]:
    """Return a large number as people say it, figure and unit: 1.4071 亿, 711 万; in English 140.71 million."""
    if not lang.startswith("zh"):
        return (shortened(number / 1_000_000, 2), "million") if number >= 1_000_000 else (f"{number:,}", "")
    if number >= 100_000_000:
        return shortened(number / 100_000_000, 4), "亿"
    if number >= 10_000:
        return shortened(number / 10_000, 1), "万"
    return f"{number:,}", ""


def shortened(number: float, digits: int) -> str:
    """Return a number with so many decimals at most."""
    return f"{number:.{digits}f}".rstrip("0").rstrip(".")


def top_of_scale(highest: int) -> int:
    """Return the round number at or above the highest value, at which an axis ends."""
    if highest <= 0:
        return 1
    size = int(10 ** (len(str(highest)) - 1))
    return next(size * step // 2 for step in range(2, 21) if size * step // 2 >= highest)
