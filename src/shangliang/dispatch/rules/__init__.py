"""Pure rules of handing over and supervising: time limits, checks before a reply, conditions, reminders, rates."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shangliang.engines.workdays import Calendar, local_day

TABLE = "平台办理时限表"
DEADLINES = (
    ("voice.emergency", "sign", 30, "min", TABLE),
    ("voice.emergency", "return", 30, "min", TABLE),
    ("voice.emergency", "first_contact", 1, "h", TABLE),
    ("voice.emergency", "due", 2, "h", TABLE),
    ("voice.emergency", "second", 2, "h", TABLE),
    ("voice.utility", "sign", 2, "h", TABLE),
    ("voice.utility", "return", 2, "h", TABLE),
    ("voice.utility", "first_contact", 4, "h", TABLE),
    ("voice.utility", "due", 24, "h", TABLE),
    ("voice.utility", "extend", 24, "h", TABLE),
    ("voice.utility", "second", 24, "h", TABLE),
    ("voice.consult", "sign", 4, "wh", TABLE),
    ("voice.consult", "return", 1, "wd", TABLE),
    ("voice.consult", "due", 3, "wd", TABLE),
    ("voice.consult", "extend", 2, "wd", TABLE),
    ("voice.consult", "second", 2, "wd", TABLE),
    ("voice.normal", "sign", 1, "wd", TABLE),
    ("voice.normal", "return", 2, "wd", "潍坊市12345政务服务便民热线条例第22条"),
    ("voice.normal", "first_contact", 1, "wd", TABLE),
    ("voice.normal", "co_opinion", 3, "wd", TABLE),
    ("voice.normal", "due", 5, "wd", "济南市12345市民服务热线条例第24条"),
    ("voice.normal", "extend", 10, "wd", "济南市12345市民服务热线条例第24条"),
    ("voice.normal", "second", 3, "wd", TABLE),
    ("voice.enterprise", "sign", 2, "h", "青岛企业诉求“2115”"),
    ("voice.enterprise", "return", 1, "wd", TABLE),
    ("voice.enterprise", "first_contact", 2, "h", "青岛企业诉求“2115”"),
    ("voice.enterprise", "co_opinion", 5, "wd", TABLE),
    ("voice.enterprise", "feedback", 1, "wd", "青岛企业诉求“2115”"),
    ("voice.enterprise", "due", 15, "wd", "青岛企业诉求“2115”"),
    ("voice.enterprise", "extend", 10, "wd", TABLE),
    ("voice.enterprise", "second", 5, "wd", TABLE),
    ("idea.onsite", "sign", 4, "wh", TABLE),
    ("idea.onsite", "return", 1, "wd", TABLE),
    ("idea.onsite", "due", 1, "month", "青岛市人大代表建议办理条例第32条"),
    ("idea.onsite", "extend", 2, "month", TABLE),
    ("idea.onsite", "second", 1, "month", TABLE),
    ("idea.normal", "sign", 2, "wd", TABLE),
    ("idea.normal", "return", 5, "wd", "青岛市人大代表建议办理条例第19条"),
    ("idea.normal", "first_contact", 15, "wd", TABLE),
    ("idea.normal", "co_opinion", 1, "month", "青岛市人大代表建议办理条例第24条"),
    ("idea.normal", "due", 3, "month", "青岛市人大代表建议办理条例第25条"),
    ("idea.normal", "extend", 6, "month", "青岛市人大代表建议办理条例第25条"),
    ("idea.normal", "second", 1, "month", TABLE),
    ("proposal", "sign", 5, "wd", TABLE),
    ("proposal", "return", 5, "wd", TABLE),
    ("proposal", "first_contact", 15, "wd", TABLE),
    ("proposal", "co_opinion", 1, "month", TABLE),
    ("proposal", "due", 3, "month", TABLE),
    ("proposal", "extend", 6, "month", TABLE),
    ("proposal", "second", 1, "month", TABLE),
    ("report.leader", "sign", 1, "wd", TABLE),
    ("report.leader", "return", 1, "wd", TABLE),
    ("report.leader", "first_contact", 1, "wd", TABLE),
    ("dispatch", "decide_return", 1, "wd", "平台办理规则"),
    ("dispatch", "designate", 3, "wd", "平台办理规则"),
    ("dispatch", "check", 2, "wd", "平台办理规则"),
    ("dispatch", "evaluate", 15, "wd", "平台办理规则"),
    ("dispatch", "write_off", 5, "wd", "平台办理规则"),
    ("dispatch", "appeal", 3, "wd", "平台办理规则"),
)
"""Policy, clause, number, unit, basis: defaults that an administrator may change."""

FROM_START = frozenset({"idea.normal", "idea.onsite", "proposal"})
"""Policies whose extension is a total counted from the hand-over; the others add to the due moment."""

OWN_CLAUSES = frozenset({"decide_return", "designate", "check", "evaluate", "write_off", "appeal"})
"""Clauses that are the same for every kind of order."""

LONGEST_PAUSE = timedelta(days=180)
QUARTER = timedelta(days=91)
"""How long a promise of the ledger may go without a report of progress."""
LOOK_BACK_DAYS = (30, 180)
RANKING_MINIMUM = 30
GRADES = ("satisfied", "basically_satisfied", "dissatisfied")
SOLVED = ("solved", "partly", "unsolved", "explained")
LEVELS = ("remind", "warn", "notice", "list", "interview")
EDIT_DAYS = 7


def dispatch_code(day: date, number: int) -> str:
    """Return an order's number, such as ZB220930-0003: its day and its place in that day."""
    return f"ZB{day:%y%m%d}-{number:04d}"


def policy_for(policy: str, clause: str) -> str:
    """Return the policy that holds a clause for an order under `policy`."""
    return "dispatch" if clause in OWN_CLAUSES else policy


@dataclass(frozen=True)
class Suggestion:
    """A unit that may have the duty: its id, its name, and what speaks for it: a line of the catalogue, or words."""

    unit: int
    name: str
    words: tuple[str, ...] = ()
    entry: str = ""
    basis: str = ""


def suggest_units(text: str, duties: Iterable[tuple[int, str, str]], *, limit: int = 3) -> list[Suggestion]:
    """Return the units whose duty words stand in a text, most words first.

    `duties` holds (id, name, words parted by blanks or 、). A person always decides; the words are shown.
    """
    found = []
    for unit, name, words in duties:
        hits = tuple(word for word in words.replace("、", " ").replace("，", " ").split() if word in text)
        if hits:
            found.append(Suggestion(unit, name, hits))
    return sorted(found, key=lambda one: (-len(one.words), -max(map(len, one.words)), one.unit))[:limit]


@dataclass(frozen=True)
class Point:
    """One answered point as the checks see it."""

    number: int
    text: str
    measure: str
    due_on: date | None
    needs_measure: bool = True
    evidence: str = ""

    @property
    def lacks(self) -> tuple[str, ...]:
        """Return what the point lacks: text, measure, date."""
        wanted = [("text", bool(self.text.strip()))]
        if self.needs_measure:
            wanted += [("measure", bool(self.measure.strip())), ("date", self.due_on is not None)]
        return tuple(name for name, is_there in wanted if not is_there)


def needs_measure(*, adoption: str, reply_class: str, is_question: bool) -> bool:
    """Return whether a point must name measure and date: not when it is declined, and not to answer a question."""
    return not (is_question or reply_class == "D" or adoption in ("not_adopted", "for_reference"))


def agrees(reply_class: str, adoption: str) -> bool:
    """Return whether a class fits what is adopted: A and B promise work, D promises none, C may do either."""
    is_work = adoption in ("adopted", "partly_adopted")
    return reply_class == "C" or is_work == (reply_class in ("A", "B"))


def reply_checks(
    points: Sequence[Point],
    *,
    reply_class: str,
    is_contacted: bool,
    contact: str,
    phone: str,
    holds_personal: bool,
    opinions: tuple[int, int],
) -> dict[str, bool]:
    """Return which needs of a reply are met; `opinions` is (given, asked)."""
    return {
        "classed": reply_class in ("A", "B", "C", "D"),
        "every_point": bool(points) and all("text" not in point.lacks for point in points),
        "measures": bool(points) and not any({"measure", "date"} & set(point.lacks) for point in points),
        "contacted": is_contacted,
        "contact_person": bool(contact.strip() and phone.strip()),
        "no_personal": not holds_personal,
        "co_opinions": opinions[0] == opinions[1],
        "proof": reply_class != "A" or any(point.evidence.strip() for point in points),
    }


def write_off_checks(
    *, is_accepted: bool, results: Collection[str], reply_class: str, evidence: bool, open_milestones: int, signed: bool
) -> dict[str, bool]:
    """Return which of the four conditions of a write-off are met.

    `results` are the grades given in this round; class D needs no evidence beyond its reasons.
    """
    proven = {"A": evidence, "B": evidence and not open_milestones, "C": evidence and not open_milestones, "D": True}
    return {
        "accepted": is_accepted,
        "no_complaint": "dissatisfied" not in results,
        "evidence": proven.get(reply_class, False),
        "signature": signed,
    }


def is_return_in_time(at: datetime, limit: datetime | None) -> bool:
    """Return whether a return may still be asked for."""
    return limit is None or at < limit


SURELY_FAR = timedelta(days=21)
"""Farther off than this, the end is never within a working day and never less than five working days ago."""


def reminders_due(calendar: Calendar, at: datetime, start: datetime, due: datetime, *, provisional: bool) -> list[str]:
    """Return the reminders that an open order should have had by now, in order.

    half 50 %, most 80 % of the limit, last the working day before the end (only for limits of more than two working
    days), overdue the day after (催办通知书), listed five working days after. A provisional moment is never overdue.
    """
    span = due - start
    found = []
    if at >= start + span * 0.5:
        found.append("half")
    if at >= start + span * 0.8:
        found.append("most")
    if span > timedelta(days=2) and at < due <= at + SURELY_FAR and calendar.remaining_workdays(at, due) <= 1:
        found.append("last")
    if provisional:
        return found
    if at >= due + timedelta(days=1):
        found.append("overdue")
    if at >= due and is_long_over(calendar, at, due):
        found.append("listed")
    return found


def is_long_over(calendar: Calendar, at: datetime, due: datetime) -> bool:
    """Return whether a limit ended five working days ago or more."""
    if at - due > SURELY_FAR:
        return True
    return calendar.workdays_between(local_day(due - timedelta(microseconds=1)), local_day(at)) >= 5


@dataclass(frozen=True)
class Rate:
    """A share with its numerator, denominator and what was left out of both."""

    n: int
    total: int
    left_out: int = 0

    @property
    def share(self) -> float | None:
        """Return n/N from 0 to 1, or None when nothing was counted."""
        return self.n / self.total if self.total else None


def satisfaction_rate(results: Mapping[str, int], invited: int) -> Rate:
    """Return (满意 + 基本满意) / valid judgements; those who did not judge are left out, never counted as content."""
    valid = sum(results.get(grade, 0) for grade in GRADES)
    return Rate(valid - results.get("dissatisfied", 0), valid, max(invited - valid, 0))


def solved_rate(answers: Mapping[str, int], invited: int) -> Rate:
    """Return solved / (solved + partly + unsolved) by the person's own statement; `explained` is left out."""
    total = sum(answers.get(answer, 0) for answer in ("solved", "partly", "unsolved"))
    return Rate(answers.get("solved", 0), total, max(invited - total, 0))


def may_rank(counts: Collection[int]) -> bool:
    """Return whether units may be ranked: only when every one has at least thirty cases."""
    return bool(counts) and min(counts) >= RANKING_MINIMUM


def coverage(confirmed: int, covered: int) -> Rate:
    """Return how many of the confirmed similar voices were helped."""
    return Rate(covered, confirmed)


def next_level(used: Collection[str]) -> str | None:
    """Return the next step of the supervision ladder, or None at its top."""
    reached = max((LEVELS.index(level) for level in used if level in LEVELS), default=-1)
    return LEVELS[reached + 1] if reached + 1 < len(LEVELS) else None


def level_below_used(level: str, used: Collection[str]) -> bool:
    """Return whether the step below a step of the ladder was used, as 挂牌 and 约谈 demand."""
    place = LEVELS.index(level)
    return place == 0 or LEVELS[place - 1] in used
