"""Rules of sessions: who must be at the table, when things are due, how a plan is complete."""

from collections.abc import Iterable

NEEDED_KINDS = frozenset({"citizen", "member", "unit_head"})
"""A consultation takes at least one of each: those who ask, those who advise, those who answer."""

NOTICE = ("session.notice", "announce")

DEADLINES = (
    ("session", "minutes_draft", 3, "wd", "协商结束后 3 个工作日内写成纪要（默认，可改）"),
    ("session", "minutes_sign", 7, "wd", "协商纪要 7 个工作日内签发（默认，可改）"),
    ("session", "report", 7, "wd", "纪要签发后 7 个工作日内报送（默认，可改）"),
    ("session", "broadcast", 10, "d", "协商后 10 天内播出（默认，可改）"),
)


def is_quorate(kinds: Iterable[str]) -> bool:
    """Return whether a citizen, a member and a unit head are among the kinds."""
    return set(kinds) >= NEEDED_KINDS


def is_planned(*, purpose: str, use_of_results: str, place: str, has_time: bool) -> bool:
    """Return whether the plan says when, where, what for and how the results are used."""
    return bool(purpose.strip() and use_of_results.strip() and place.strip() and has_time)
