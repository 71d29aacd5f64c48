"""Rules of sessions: who must be at the table, how each form runs, when things are due, what the clock says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

DEADLINES = (
    ("session", "minutes_draft", 3, "wd", "协商结束后 3 个工作日内写成纪要（默认，可改）"),
    ("session", "minutes_sign", 7, "wd", "协商纪要 7 个工作日内签发（默认，可改）"),
    ("session", "report", 7, "wd", "纪要签发后 7 个工作日内报送（默认，可改）"),
    ("session", "broadcast", 10, "d", "协商后 10 天内播出（默认，可改）"),
)

FORM_KEYS: Final = (
    "standing_committee", "thematic", "bimonthly", "remote", "proposal_handling", "media_convergence", "micro",
    "sector", "expert",
)  # fmt: skip
"""The nine forms of consultation (glossary: ConsultationForm)."""

TABLE: Final = frozenset({"citizen", "member", "unit_head"})
"""Those who ask, those who advise, those who answer."""

NEEDED_KINDS: Final[Mapping[str, frozenset[str]]] = {
    "standing_committee": frozenset({"leader", "member", "unit_head"}),
    "proposal_handling": frozenset({"member", "unit_head"}),
    "sector": frozenset({"member", "unit_head"}),
    "expert": frozenset({"expert", "member"}),
    "micro": frozenset({"citizen", "unit_head"}),
}
"""Kinds of people without whom a form is not held; all other forms need the whole table."""

OPENING: Final = ("opening", "开场，说明议题", 3)
SUMMARY: Final = ("summary", "归纳共识和不同意见", 8)
AGENDAS: Final[Mapping[str, tuple[tuple[str, str, int], ...]]] = {
    "standing_committee": (
        ("opening", "主持人说明议题", 5), ("report", "政府有关负责人通报情况", 20), ("report", "专题调研组汇报", 15),
        ("speech", "常委、委员大会发言", 60), ("answer", "部门现场回应", 30), ("summary", "主席会议成员归纳", 20),
    ),
    "thematic": (
        ("opening", "主持人说明议题", 5), ("report", "部门通报情况", 15), ("speech", "委员、专家发言", 45),
        ("exchange", "互动商量", 40), ("summary", "归纳共识和不同意见", 15),
    ),
    "bimonthly": (
        ("opening", "主持人说明议题", 5), ("report", "调研组汇报", 10), ("speech", "委员、专家发言", 40),
        ("exchange", "部门与委员面对面", 30), ("summary", "归纳共识和不同意见", 10),
    ),
    "remote": (
        ("opening", "主会场开场，点验各分会场", 8), ("report", "部门通报情况", 10), ("speech", "各分会场发言", 40),
        ("answer", "部门连线回应", 20), SUMMARY,
    ),
    "proposal_handling": (
        ("opening", "宣读提案", 5), ("speech", "提案者说明", 10), ("answer", "承办单位逐条答复", 25),
        ("exchange", "提办双方商量", 20), ("summary", "提案者表态", 5),
    ),
    "media_convergence": (
        ("opening", "开场短片", 6), ("report", "情况通报", 12), ("question", "市民提问，部门答", 35),
        ("speech", "委员、专家建言", 25), ("exchange", "诸葛会连线", 12), SUMMARY,
        ("exchange", "现场认领与承诺", 12), ("summary", "结束语", 3),
    ),
    "micro": (("opening", "说清楚商量什么", 3), ("question", "居民提问", 15), ("answer", "部门答", 15), SUMMARY),
    "sector": (
        OPENING, ("speech", "界别委员发言", 40), ("answer", "部门回应", 20), ("exchange", "互动商量", 20), SUMMARY,
    ),
    "expert": (
        OPENING, ("report", "资料说明", 10), ("speech", "专家发言", 50), ("exchange", "头脑风暴", 30), SUMMARY,
    ),
}  # fmt: skip
"""The usual run of each form: kind of item, what it is, minutes. A desk lays it out and changes it."""

NOTICE_DAYS: Final = 4
"""The public is told at least so many days before (domain.md 5.3)."""

QUESTION_LENGTH: Final = (4, 300)
OPEN_QUESTIONS: Final = 5
"""Questions that one person may have waiting on one wall."""

FLOOR_SECONDS: Final = 180
"""How long somebody speaks unless the host says otherwise."""


def is_quorate(kinds: Iterable[str], form: str = "") -> bool:
    """Return whether everybody whom the form needs is among the kinds."""
    return set(kinds) >= NEEDED_KINDS.get(form, TABLE)


def is_planned(*, purpose: str, use_of_results: str, place: str, has_time: bool) -> bool:
    """Return whether the plan says when, where, what for and how the results are used."""
    return bool(purpose.strip() and use_of_results.strip() and place.strip() and has_time)


def notice_days(announced_on: date, held_on: date) -> int:
    """Return how many days the public has from the notice to the day."""
    return (held_on - announced_on).days


@dataclass(frozen=True)
class Slot:
    """An item's place on the clock: from when to when, planned or as it was."""

    begins: datetime
    ends: datetime


def slots(begin: datetime, items: Sequence[tuple[int, datetime | None, datetime | None]]) -> list[Slot]:
    """Return a slot for each item given as (minutes, started, ended).

    Items that ran stand where they ran; those still to come follow one another from there.
    """
    found, cursor = [], begin
    for minutes, started, ended in items:
        first = started or cursor
        last = ended or first + timedelta(minutes=minutes)
        found.append(Slot(first, last))
        cursor = last
    return found


def clock_words(seconds: int) -> str:
    """Return seconds as 1:38 or 1:02:05; below zero with a minus."""
    sign, left = ("-" if seconds < 0 else ""), abs(seconds)
    hours, minutes = left // 3600, left % 3600 // 60
    return f"{sign}{hours}:{minutes:02d}:{left % 60:02d}" if hours else f"{sign}{minutes}:{left % 60:02d}"


def time_code(at: datetime, began: datetime) -> str:
    """Return how long after the beginning a moment is, as 00:11:40."""
    left = max(int((at - began).total_seconds()), 0)
    return f"{left // 3600:02d}:{left % 3600 // 60:02d}:{left % 60:02d}"


def shares(seconds: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return each key's part of the whole in per cent, the largest first; nothing when nobody spoke."""
    whole = sum(seconds.values())
    return (
        [(key, round(100 * n / whole)) for key, n in sorted(seconds.items(), key=lambda row: -row[1])] if whole else []
    )
