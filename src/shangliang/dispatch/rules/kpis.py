"""The figures of handling (domain.md 10): each defined once over plain facts of one order, with n, N, what is left out.

The facts come from rows or from the record of events; the same definitions count both, so that they can be compared.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Final

from shangliang.dispatch.rules import Rate
from shangliang.engines.workdays import Calendar, local_day

VERSION: Final = "2026-11"
"""The version of the definitions, printed beneath them; it changes when one of them does."""
MINIMUM: Final = 30
"""A rate is given as a percentage, and units are compared, from so many cases of one kind on."""
WEIGHTS: Final = (("response", 2), ("solved", 5), ("satisfied", 3))
"""Tenths of the three rates in the composite; a proposal of ours, to be changed by those who use it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the figures must know of one order. `judgements` are those of its last round: (attitude, result, solved)."""

    code: str
    kind: str
    policy: str
    unit: str
    state: str
    opened_at: datetime
    due_at: datetime | None = None
    first_due_at: datetime | None = None
    is_provisional: bool = False
    sign_by: datetime | None = None
    signed_at: datetime | None = None
    contact_by: datetime | None = None
    contacted_at: datetime | None = None
    replied_at: datetime | None = None
    accepted_at: datetime | None = None
    letter: str = ""
    adoption: str = ""
    is_return_asked: bool = False
    is_misassigned: bool = False
    is_extended: bool = False
    redo_count: int = 0
    was_answered: bool = False
    chase_count: int = 0
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    invited: int = 0
    judgements: tuple[tuple[str, str, str], ...] = ()
    promises: tuple[date, ...] = ()
    looked: int = 0
    rebounds: int = 0
    repeats: int = 0


Count = Callable[[Facts, datetime], int]


def in_cohort(facts: Facts) -> bool:
    """Return whether an order counts at all: those that ended by an approved termination do not."""
    return facts.state != "terminated"


def is_due(f: Facts, at: datetime) -> bool:
    """Return whether the reply should be there by now: its limit is past and certain, or it is there already."""
    return f.accepted_at is not None or (f.due_at is not None and not f.is_provisional and f.due_at <= at)


def is_in_time(f: Facts, limit: datetime | None) -> bool:
    """Return whether an order was answered before a limit; without a limit every answer is in time."""
    return f.accepted_at is not None and f.replied_at is not None and (limit is None or f.replied_at < limit)


def is_overdue(f: Facts, at: datetime) -> bool:
    """Return whether the reply is late or came late."""
    if f.due_at is None or f.is_provisional:
        return False
    return (f.replied_at or at) >= f.due_at


def before(moment: datetime | None, limit: datetime | None) -> bool:
    """Return whether something happened before its limit."""
    return moment is not None and limit is not None and moment < limit


def results(f: Facts, *grades: str) -> int:
    """Return how many judgements give one of some results."""
    return sum(result in grades for _, result, _ in f.judgements)


def solved(f: Facts, *answers: str) -> int:
    """Return how many judgements answer the question of fact in one of some ways."""
    return sum(answer in answers for _, _, answer in f.judgements)


def is_ready_to_write_off(f: Facts) -> bool:
    """Return whether an order is written off or should be: judged or past the time for it, nothing promised open."""
    return f.state == "closed" or (f.state == "evaluated" and not f.promises)


def is_on_track(f: Facts, at: datetime) -> bool:
    """Return whether a reply is kept: class A, or class B with no promise past its day."""
    return f.letter == "A" or (f.letter == "B" and all(day >= local_day(at) for day in f.promises))


@dataclass(frozen=True)
class Kpi:
    """One figure: how it is named and defined, what n and N count of an order, and what is left out of both.

    `left_out` None means: the orders of the cohort that N does not count.
    """

    code: str
    label: str
    label_en: str
    words: str
    words_en: str
    n: Count
    whole: Count
    left_out: Count | None = None
    more_is_better: bool = True

    def of(self, rows: Iterable[Facts], at: datetime) -> Rate:
        """Return n, N and what is left out, over the cohort."""
        cohort = [f for f in rows if in_cohort(f)]
        whole = sum(self.whole(f, at) for f in cohort)
        n = sum(self.n(f, at) for f in cohort)
        if self.left_out is None:
            return Rate(n, whole, sum(not self.whole(f, at) for f in cohort))
        return Rate(n, whole, sum(self.left_out(f, at) for f in cohort))

    def rows(self, rows: Iterable[Facts], at: datetime) -> list[tuple[Facts, bool]]:
        """Return the orders that N counts, each with whether n counts it too."""
        return [(f, bool(self.n(f, at))) for f in rows if in_cohort(f) and self.whole(f, at)]


def every(_facts: Facts, _at: datetime) -> int:
    """Count every order of the cohort."""
    return 1


def unrated(f: Facts, _at: datetime) -> int:
    """Count the invitations that were not answered (未评价)."""
    return f.invited - len(f.judgements)


KPIS: Final = (
    Kpi("echo", "回音率（件件有回音）", "reply rate", "至少有一次送达的答复 / 转办的件；批准终止的不算。",
        "With at least one delivered reply / handed over; terminated ones are left out.",
        lambda f, _at: f.was_answered, every),
    Kpi("response", "响应率", "response rate", "在首次联系期限之前联系了本人的 / 要联系本人的。",
        "Person contacted within the limit / those that require it.",
        lambda f, _at: before(f.contacted_at, f.contact_by), lambda f, _at: f.contact_by is not None),
    Kpi("signed", "按时签收率", "signed for in time", "在签收期限之前签收的 / 有签收期限的。",
        "Signed for within the limit / those with such a limit.",
        lambda f, _at: before(f.signed_at, f.sign_by), lambda f, _at: f.sign_by is not None),
    Kpi("completed", "办结率", "completion rate", "答复已审核送达的 / 应当答复的；期限未到又没有答复的另列。",
        "Replied and accepted / due by now; those not due yet stand apart.",
        lambda f, _at: f.accepted_at is not None, is_due),
    Kpi("on_time", "按期办结率", "replied in time", "在期限（含批准的延期）之前答复的 / 应当答复的。",
        "Replied before the limit, granted extensions included / due by now.",
        lambda f, _at: is_in_time(f, f.due_at), is_due),
    Kpi("on_first_time", "按原期限办结率", "replied in the first time",
        "在最初的期限之前答复的 / 应当答复的；延期不算按期。",
        "Replied before the first limit / due by now; an extension is not in time here.",
        lambda f, _at: is_in_time(f, f.first_due_at), is_due),
    Kpi("overdue", "逾期率", "overdue rate", "答复晚于期限、或过了期限还没有答复的 / 有确定期限的。",
        "Replied late or still not replied / those with a certain limit.",
        is_overdue, lambda f, _at: f.due_at is not None and not f.is_provisional, more_is_better=False),
    Kpi("solved", "解决率", "solved", "本人说已解决 /（已解决、部分解决、未解决）；已解释和未评价的另列。",
        "Solved / (solved, partly, unsolved) by the person's statement; explained and unrated stand apart.",
        lambda f, _at: solved(f, "solved"), lambda f, _at: solved(f, "solved", "partly", "unsolved"),
        lambda f, _at: f.invited - solved(f, "solved", "partly", "unsolved")),
    Kpi("satisfied", "满意率", "satisfied", "满意和基本满意 / 有效评价；未评价的另列，不当作满意。",
        "Satisfied or basically satisfied / valid judgements; unrated stand apart.",
        lambda f, _at: results(f, "satisfied", "basically_satisfied"), lambda f, _at: len(f.judgements), unrated),
    Kpi("fully_satisfied", "其中满意", "fully satisfied", "满意 / 有效评价；基本满意不算。",
        "Satisfied / valid judgements; basically satisfied is not counted.",
        lambda f, _at: results(f, "satisfied"), lambda f, _at: len(f.judgements), unrated),
    Kpi("rated", "评价率", "rated", "已评价的 / 请评的。", "Judged / asked to judge.",
        lambda f, _at: len(f.judgements), lambda f, _at: f.invited, lambda _f, _at: 0),
    Kpi("implemented", "落实率", "implementation rate", "A 类 / 已答复的。", "Class A / all replied.",
        lambda f, _at: f.letter == "A" and f.accepted_at is not None, lambda f, _at: f.accepted_at is not None),
    Kpi("on_track", "落实率（含按期的 B 类）", "implemented or on track", "A 类和没有逾期承诺的 B 类 / 已答复的。",
        "Class A, and class B without a promise past its day / all replied.",
        lambda f, at: f.accepted_at is not None and is_on_track(f, at),
        lambda f, _at: f.accepted_at is not None),
    Kpi("adopted", "采纳率", "adoption rate", "采纳和部分采纳的金点子 / 已决定的金点子。",
        "Ideas adopted whole or in part / ideas decided.",
        lambda f, _at: f.adoption in ("adopted", "partly_adopted"), lambda f, _at: bool(f.adoption)),
    Kpi("returned", "退单率", "return rate", "申请过退单的 / 转办的。", "Returns asked for / handed over.",
        lambda f, _at: f.is_return_asked, every, more_is_better=False),
    Kpi("misassigned", "错派率", "wrongly assigned", "退单获准、改派别的单位的 / 转办的。",
        "Granted returns / handed over.",
        lambda f, _at: f.is_misassigned, every, more_is_better=False),
    Kpi("extended", "延期率", "extension rate", "批准过延期的 / 转办的。", "Extensions granted / handed over.",
        lambda f, _at: f.is_extended, every, more_is_better=False),
    Kpi("redone", "重办率", "redo rate", "退回重办过的 / 有过送达答复的。", "Handled again / replied at least once.",
        lambda f, _at: f.was_answered and f.redo_count > 0, lambda f, _at: f.was_answered, more_is_better=False),
    Kpi("repeated", "重复诉求率", "repeat rate", "转办 30 天之内又有同一诉求并入的民声 / 转办的民声。",
        "Voices into which the same was merged within 30 days / voices handed over.",
        lambda f, _at: f.repeats > 0, lambda f, _at: f.kind == "voice", more_is_better=False),
    Kpi("written_off", "销号率", "written off", "已销号的 / 到了可以销号的（评过或评价期已过，台账没有未完的）。",
        "Written off / due for it: judged or past the time to judge, nothing promised open.",
        lambda f, _at: f.state == "closed", lambda f, _at: is_ready_to_write_off(f)),
    Kpi("rebound", "回头看反弹率", "rebound rate", "回头看发现又出现的次数 / 已经回头看的次数。",
        "Look-backs that found it again / look-backs done.",
        lambda f, _at: f.rebounds, lambda f, _at: f.looked, lambda _f, _at: 0, more_is_better=False),
)  # fmt: skip
"""Every rate of handling, in the order in which it is shown."""

BY_CODE: Final[Mapping[str, Kpi]] = {kpi.code: kpi for kpi in KPIS}


@dataclass(frozen=True)
class Durations:
    """How long answers took, in working days from the hand-over: how many, median, the ninth tenth."""

    count: int
    median: float | None
    ninetieth: int | None


def working_days(f: Facts, days: Calendar) -> int | None:
    """Return the working days from the hand-over to the accepted reply without suspended ones; None before it."""
    if f.accepted_at is None:
        return None
    whole = days.workdays_between(local_day(f.opened_at), local_day(f.accepted_at))
    held = sum(days.workdays_between(local_day(begin), local_day(end)) for begin, end in f.pauses)
    return max(whole - held, 0)


def durations(rows: Iterable[Facts], days: Calendar) -> Durations:
    """Return how long the answers of a cohort took."""
    spans = sorted(span for f in rows if in_cohort(f) and (span := working_days(f, days)) is not None)
    if not spans:
        return Durations(0, None, None)
    return Durations(len(spans), float(median(spans)), spans[max(-(-9 * len(spans) // 10) - 1, 0)])


def chases(rows: Iterable[Facts]) -> int:
    """Return how often the orders of a cohort were chased, by people and by the clock."""
    return sum(f.chase_count for f in rows if in_cohort(f))


def composite(rates: Mapping[str, Rate]) -> float | None:
    """Return the three rates of the hotline weighed together, from 0 to 1, or None when one of them counts nothing."""
    shares = [(rates[code].share, weight) for code, weight in WEIGHTS]
    if any(share is None for share, _ in shares):
        return None
    return sum((share or 0.0) * weight for share, weight in shares) / sum(weight for _, weight in shares)


@dataclass(frozen=True)
class Fair:
    """A unit's rate beside what the same mix of cases has on average over all units."""

    unit: str
    rate: Rate
    expected: float

    @property
    def is_comparable(self) -> bool:
        """Return whether there are enough cases to compare at all."""
        return self.rate.total >= MINIMUM


def fair_rates(kpi: Kpi, rows: Sequence[Facts], at: datetime) -> list[Fair]:
    """Return each unit's rate and the n that the average of every kind of case would give it, in order of name.

    Comparing a unit with its own expectation is fair to its mix: who handles hard kinds is measured by hard kinds.
    """
    by_policy: dict[str, list[Facts]] = {}
    by_unit: dict[str, list[Facts]] = {}
    for f in rows:
        by_policy.setdefault(f.policy, []).append(f)
        by_unit.setdefault(f.unit, []).append(f)
    shares = {policy: kpi.of(mine, at).share or 0.0 for policy, mine in by_policy.items()}
    found = []
    for unit, mine in sorted(by_unit.items()):
        counted = [f for f in mine if in_cohort(f)]
        expected = sum(shares[f.policy] * kpi.whole(f, at) for f in counted)
        found.append(Fair(unit, kpi.of(mine, at), expected))
    return found
