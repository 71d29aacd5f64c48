"""Rules of topics: sources, domains, stages, scores, the alert of a hot issue. No Django, no clock."""

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shangliang.kernel.text import marked as _

DEADLINES: Final = (
    ("topic", "score", 5, "wd", "候选议题 5 个工作日内评分（平台办理规则）"),
    ("topic", "decide", 10, "wd", "评分后提请主席会议审定，建议值"),
    ("topic", "vote", 14, "d", "公众投票 7 至 14 天（平台办理规则）"),
    ("topic", "research", 60, "d", "一线倾听与实地调研 30 至 60 天（平台办理规则）"),
    ("topic", "publish", 7, "wd", "协商后 7 个工作日内发布成果（平台办理规则）"),
    ("topic", "review", 12, "month", "成果发布后 12 个月内复核成效（平台办理规则）"),
)

SOURCES: Final = (
    ("party", "党政所需", "what the party and the government need"),
    ("development", "发展所要", "what development asks"),
    ("public", "群众所盼", "what people hope for"),
    ("cppcc", "政协所能", "what the CPPCC can do"),
)
"""The four sources of a topic; at least one is obligatory before it becomes a candidate."""

DOMAINS: Final = (
    ("economy", "经济", "economy"),
    ("politics", "政治", "politics"),
    ("society", "社会", "society"),
    ("culture", "文化", "culture"),
    ("ecology", "生态", "ecology"),
    ("livelihood", "民生", "livelihood"),
)

CRITERIA: Final = (
    ("heat", "热度", "heat", "有多少人在说"),
    ("growth", "增长", "growth", "说的人是不是越来越多"),
    ("feasibility", "小切口", "feasibility", "切口小，一期能商量出办法"),
    ("effect", "预期成效", "expected effect", "办成了，能解决多少人的事"),
    ("readiness", "部门准备", "unit readiness", "相关部门有没有条件接着办"),
)
"""The five criteria of a score, each from 1 to 5 (小切口、高关注、见实效; domain.md 1.1 and 5.2)."""

LOWEST: Final = 1
HIGHEST: Final = 5
LEAST_SCORERS: Final = 3
"""Different people without an interest who must have scored (domain.md 5.2)."""

LEAST_VISITS: Final = 3
"""Field visits before research may end: the rule of Jinan's 商量, each topic three trips or more (domain.md 1.2)."""

LEAST_GROUP: Final = 1
"""People in the deliberation group before research may start; a city sets more by its own rule."""

CLUES_PER_PERSON: Final = 10
"""Clues that one person may give to one public call, so that nobody floods it."""

VOTE_DAYS: Final = (7, 14)
"""The shortest and the longest public vote, in days (domain.md 5.2)."""

CONVERSIONS: Final = (
    ("proposal", "提案", "proposal"),
    ("brief", "社情民意信息", "public opinion brief"),
    ("work_order", "12345 工单", "hotline work order"),
)

ORIGINS: Final = (
    ("citizen", _("市民")),
    ("member", _("委员")),
    ("committee", _("专委会")),
    ("hotline", _("热线")),
    ("studio", _("联络室")),
    ("call", _("议题征集")),
    ("machine", _("热点发现")),
)

STAGES: Final = (
    ("collect", "民意征集", "Collect"),
    ("select", "选题确定", "Select"),
    ("listen", "一线倾听", "Listen"),
    ("research", "实地调研", "Research"),
    ("deliberate", "现场协商", "Deliberate"),
    ("consensus", "凝聚共识", "Consensus"),
    ("dispatch", "融合力量", "Dispatch"),
    ("supervise", "督办反馈", "Supervise"),
)
"""The eight stages that everybody is shown, in order (glossary: Stage)."""

STAGE_OF_STATE: Final[Mapping[str, str]] = {
    "clue": "collect",
    "candidate": "select",
    "scored": "select",
    "voting": "select",
    "approved": "select",
    "deferred": "select",
    "rejected": "select",
    "converted": "select",
    "scheduled": "listen",
    "researching": "listen",
    "ready": "deliberate",
    "in_session": "deliberate",
    "concluded": "consensus",
    "tracking": "dispatch",
    "closed": "supervise",
    "suspended": "listen",
    "cancelled": "select",
}

OUT_OF_FLOW: Final = frozenset({"deferred", "rejected", "converted", "suspended", "cancelled"})
"""States in which a topic waits or has left the eight stages."""

PUBLIC_STATES: Final = (
    "voting", "approved", "scheduled", "researching", "ready", "in_session", "concluded", "tracking", "closed",
)  # fmt: skip
"""States in which everybody may see a topic; clues and candidates are for the desks."""

PUBLIC_LEAST_REPORTERS: Final = 3
"""People behind a hot issue before it is shown to everybody: fewer could be recognised."""

SENTINEL_COUNT: Final = 10
SENTINEL_Z: Final = 3.0
SENTINEL_WEEKS: Final = 8
"""An issue raises an alert at ten or more voices in a week and z of 3 or more against 8 weeks (domain.md 10)."""

DISCOVER_EVERY: Final = timedelta(hours=1)
DISCOVER_WINDOW: Final = timedelta(days=730)
"""Discovery reads the voices of two years up to the newest one; what is old loses heat by itself (half in 90 days)."""

STREAM_LASTS: Final = timedelta(hours=24)
"""After this long everything in the window is read anew, so that likes, categories and the window itself move on."""

DISCOVER_PATIENCE: Final = timedelta(minutes=30)
"""After this long without an end a run counts as lost, and another may be asked for."""

LEAST_MESSAGES: Final = 2
"""Voices that make a matter worth a row; one alone is no hot issue."""


@dataclass(frozen=True)
class Sentinel:
    """The alert of a hot issue: the newest week against the eight weeks before it."""

    count: int
    mean: float
    z: float
    threshold: int

    @property
    def is_raised(self) -> bool:
        """Return whether the newest week is an alert."""
        return self.count >= SENTINEL_COUNT and self.z >= SENTINEL_Z


def topic_code(year: int, number: int) -> str:
    """Return a topic's code, such as 2026-03: its year and its place in that year."""
    return f"{year}-{number:02d}"


def issue_code(at: datetime, number: int) -> str:
    """Return a hot issue's code, such as HT-2209-031: the month it was found in and its place in that month."""
    return f"HT-{at:%y%m}-{number:03d}"


def stage_key(state: str, *, visits: int = 0, ideas: int = 0, dispatched: int = 0) -> str:
    """Return the key of the stage in which a topic stands.

    Research begins with the first visit done; the stage of dispatch ends when every idea is dispatched.
    """
    if state == "researching" and visits > 0:
        return "research"
    if state == "tracking" and dispatched >= ideas:
        return "supervise"
    return STAGE_OF_STATE[state]


def audience_of(state: str, *, was_voted: bool = False, was_decided: bool = False) -> str:
    """Return who may see a topic in a state: all, or the desks.

    What was put to a public vote stays open to all, and so does what the leaders decided not to take up, with its
    reason; a clue that the studio put aside was never open.
    """
    is_open = state in PUBLIC_STATES or was_voted or (was_decided and state in OUT_OF_FLOW)
    return "all" if is_open else "desk"


def is_private(reporters: int, kind: str) -> bool:
    """Return whether a hot issue is of so few people that it is not shown to everybody."""
    return reporters < PUBLIC_LEAST_REPORTERS or kind == "单人重复"


def stage_index(key: str) -> int:
    """Return the place of a stage, 0 to 7."""
    return [name for name, *_words in STAGES].index(key)


def mean_score(marks: Iterable[Mapping[str, int]]) -> float:
    """Return the mean over scorers of the mean over the five criteria, 1 to 5; 0 without scores."""
    totals = [statistics.fmean(mark[key] for key, *_words in CRITERIA) for mark in marks]
    return round(statistics.fmean(totals), 2) if totals else 0.0


def mark_faults(marks: Mapping[str, int]) -> list[str]:
    """Return the keys of the criteria that have no mark from 1 to 5."""
    return [key for key, *_words in CRITERIA if not LOWEST <= marks.get(key, 0) <= HIGHEST]


def enough_scorers(count: int) -> bool:
    """Return whether so many scorers without an interest are enough."""
    return count >= LEAST_SCORERS


def unknown_sources(sources: Iterable[str]) -> list[str]:
    """Return the tags that are none of the four sources."""
    known = {key for key, *_words in SOURCES}
    return [source for source in sources if source not in known]


def sentinel(weekly: Sequence[int]) -> Sentinel:
    """Return how far the newest week stands above the eight before it, in Poisson standard deviations.

    z = (count - mean) / sqrt(max(mean, 1)); `threshold` is the smallest count that would be an alert.
    """
    count = weekly[-1] if weekly else 0
    before = list(weekly[:-1][-SENTINEL_WEEKS:])
    mean = sum(before) / SENTINEL_WEEKS
    spread = math.sqrt(max(mean, 1.0))
    threshold = max(SENTINEL_COUNT, math.ceil(mean + SENTINEL_Z * spread))
    return Sentinel(count, round(mean, 2), round((count - mean) / spread, 1), threshold)


def change_percent(weekly: Sequence[int]) -> int | None:
    """Return how many percent more voices the last four weeks brought than the four before; None without a base."""
    now, before = sum(weekly[-4:]), sum(weekly[-8:-4])
    return round((now - before) * 100 / before) if before else None


def recent_weeks(weekly: Sequence[int], count: int = 12) -> list[int]:
    """Return the newest `count` weeks, oldest first, filled with zeros in front."""
    tail = list(weekly[-count:])
    return [0] * (count - len(tail)) + tail


def overlap(old: frozenset[int], new: frozenset[int]) -> float:
    """Return the share of the smaller set that lies in the other (0 to 1)."""
    smaller = min(len(old), len(new))
    return len(old & new) / smaller if smaller else 0.0


SAME_ISSUE: Final = 0.5
"""Half of the smaller member set must be shared before an issue of a new run inherits what people decided."""


def consistent_links(verdicts: Sequence[tuple[str, int, int]]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the pairs that must and that must not be together, without contradictions.

    `verdicts` are (must|cannot, one, other), the newest first; a verdict that contradicts newer ones is left out.
    """
    sides = Sides()
    must: list[tuple[int, int]] = []
    cannot: list[tuple[int, int]] = []
    for kind, one, other in verdicts:
        if kind == "cannot" and sides.part(one, other):
            cannot.append((one, other))
        elif kind == "must" and sides.join(one, other):
            must.append((one, other))
    return must, cannot


class Sides:
    """Which voices are together and which groups are apart, as verdicts come in."""

    def __init__(self) -> None:
        """Begin with everybody alone."""
        self.home: dict[int, int] = {}
        self.apart: dict[int, set[int]] = defaultdict(set)

    def root(self, one: int) -> int:
        """Return the voice that stands for the group of another."""
        while self.home.setdefault(one, one) != one:
            self.home[one] = self.home[self.home[one]]
            one = self.home[one]
        return one

    def part(self, one: int, other: int) -> bool:
        """Keep two groups apart and return whether they were not one already."""
        here, there = self.root(one), self.root(other)
        if here == there:
            return False
        self.apart[here].add(there)
        self.apart[there].add(here)
        return True

    def join(self, one: int, other: int) -> bool:
        """Make two groups one and return whether nothing kept them apart."""
        here, there = self.root(one), self.root(other)
        if there in self.apart[here]:
            return False
        if here != there:
            self.home[here] = there
            for far in self.apart.pop(here, set()):
                self.apart[far].discard(here)
                self.apart[far].add(there)
                self.apart[there].add(far)
        return True


WEIGHINGS: Final[tuple[tuple[str, Mapping[str, float]], ...]] = (
    (_("现行的权重"), {}),
    (_("不算点赞"), {"likes": 0.0}),
    (_("更看重人数"), {"reporters": 3.0}),
    (_("更看重突增"), {"burst": 2.0}),
    (_("更看重紧要词"), {"severity": 4.0}),
)
"""Sets of weights that are offered to be tried: words, what differs from those in force."""
