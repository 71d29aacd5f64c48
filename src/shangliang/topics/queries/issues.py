"""Reads of hot issues: the ranking, one issue, its heat term by term, its voices as people may read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shangliang.engines.hotspots import Parameters
from shangliang.kernel.calendar import local
from shangliang.topics import rules
from shangliang.topics.models import DiscoveryRun, HotIssue, IssueVoice, Topic
from shangliang.voices.models import Voice


@dataclass(frozen=True)
class HeatRow:
    """One term of the heat: its name, the value it is made of, how it is computed, what it adds."""

    word: str
    value: str
    formula: str
    score: float


def hot_issues(*, kind: str = "", hidden: bool = False) -> QuerySet[HotIssue]:
    """Return the issues of the last run for a desk, the hottest first; of one kind when named."""
    rows = HotIssue.objects.filter(shelf="hidden" if hidden else "shown")
    return (rows.filter(kind=kind) if kind else rows).order_by("-heat", "pk")


def public_issues() -> QuerySet[HotIssue]:
    """Return the issues that everybody may see: not hidden, of enough people that nobody is recognised."""
    return hot_issues().filter(is_private=False)


def issue_by_code(code: str, *, public: bool = False) -> HotIssue | None:
    """Return one issue by its code, or None; `public` leaves out what not everybody may see."""
    rows = public_issues() if public else HotIssue.objects.all()
    return rows.filter(code=code).first()


def voices_of_issue(issue: HotIssue) -> QuerySet[Voice]:
    """Return the voices of an issue, the newest first."""
    members = IssueVoice.objects.filter(issue=issue).values("voice")
    return Voice.objects.filter(pk__in=members).order_by("-received_at", "-pk")


def samples_of(issue: HotIssue, limit: int = 4) -> list[Voice]:
    """Return the voices that show best what an issue is about, the most central first, for a desk."""
    rows = IssueVoice.objects.filter(issue=issue, rank__gt=0).select_related("voice", "voice__district")
    return [row.voice for row in rows.order_by("rank")[:limit]]


def public_samples(issue: HotIssue, limit: int = 4) -> list[Voice]:
    """Return up to `limit` voices of an issue whose public text a reviewer approved, samples first."""
    rows = (
        IssueVoice.objects.filter(issue=issue, voice__publication="public")
        .select_related("voice", "voice__district")
        .order_by("-rank", "-voice__likes", "pk")
    )
    return [row.voice for row in rows[:limit]]


def topic_of_issue(issue: HotIssue) -> Topic | None:
    """Return the newest topic that was suggested from an issue and is still in the flow, or None."""
    return Topic.objects.filter(issue=issue).exclude(state__in=rules.OUT_OF_FLOW).order_by("-pk").first()


def last_run() -> DiscoveryRun | None:
    """Return the newest run that is done, or None."""
    return DiscoveryRun.objects.filter(status=DiscoveryRun.DONE).first()


def current_run(at: datetime) -> DiscoveryRun | None:
    """Return the run that waits or works now, or None; a run without an end for too long counts as lost."""
    rows = DiscoveryRun.objects.filter(status__in=(DiscoveryRun.QUEUED, DiscoveryRun.RUNNING))
    return rows.filter(asked_at__gt=at - rules.DISCOVER_PATIENCE).first()


def heat_rows(issue: HotIssue) -> list[HeatRow]:
    """Return the terms of an issue's heat; they add up to the heat (the damping is a row of its own)."""
    terms, weights = issue.heat_terms, Parameters()
    counted = issue.message_count - issue.copy_count
    rows = [
        HeatRow(_("条数 n"), str(counted), "ln(1+n)", terms.get("count", 0.0)),
        HeatRow(
            _("不同的人"),
            str(issue.reporter_count),
            _("%(weight)s × ln(1+人)") % {"weight": weights.weight_reporters},
            terms.get("reporters", 0.0),
        ),
        HeatRow(
            _("点赞"),
            str(issue.likes),
            _("%(weight)s × ln(1+赞)") % {"weight": weights.weight_likes},
            terms.get("likes", 0.0),
        ),
        HeatRow(
            _("突增"),
            f"{terms.get('burst', 0.0) / weights.weight_burst:.1f}",
            _("%(weight)s × 周峰与常态之比的对数") % {"weight": weights.weight_burst},
            terms.get("burst", 0.0),
        ),
        HeatRow(
            _("紧要词占比"),
            f"{terms.get('severity', 0.0) / weights.weight_severity:.0%}",
            _("%(weight)s × 占比") % {"weight": weights.weight_severity},
            terms.get("severity", 0.0),
        ),
        HeatRow(
            _("新近"),
            f"{local(issue.last_at):%Y-%m-%d}",
            _("%(weight)s × %(days)s 天半衰") % {"weight": weights.weight_recency, "days": int(weights.recency_days)},
            terms.get("recency", 0.0),
        ),
    ]
    damping = terms.get("damping", 1.0)
    if damping < 1:
        before = sum(row.score for row in rows)
        rows.append(HeatRow(_("人少打折"), f"× {damping:.2f}", _("不足 4 人：√(人 ÷ 条)"), before * (damping - 1)))
    return rows


def rank_place(heat: float, pk: int) -> str:
    """Return an issue's place in the ranking, as a page's address carries it."""
    return f"{heat!r}-{pk}"


def ranked(rows: QuerySet[HotIssue], after: str = "") -> QuerySet[HotIssue]:
    """Return the issues that come after a place of the ranking."""
    heat, _dash, key = after.rpartition("-")
    try:
        place, pk = float(heat), int(key)
    except ValueError:
        return rows
    return rows.filter(Q(heat__lt=place) | Q(heat=place, pk__gt=pk))


def week_points(issue: HotIssue, count: int = 12) -> list[tuple[str, int, bool]]:
    """Return the newest weeks as (Monday, voices, whether above the alert), for the chart."""
    line = rules.sentinel(issue.weekly).threshold
    weekly = rules.recent_weeks(issue.weekly, count)
    last = issue.first_week + timedelta(weeks=len(issue.weekly) - 1)
    mondays = [last - timedelta(weeks=count - 1 - place) for place in range(count)]
    return [(f"{day:%m-%d}", value, value >= line) for day, value in zip(mondays, weekly, strict=True)]


@dataclass(frozen=True)
class Suggestion:
    """Two issues that may be one matter: a person decides."""

    issue: HotIssue
    other: HotIssue
    similarity: float
    here: tuple[str, ...]
    there: tuple[str, ...]


def open_suggestions(issues: Sequence[HotIssue], limit: int) -> list[Suggestion]:
    """Return up to `limit` pairs among the issues' suggestions that nobody decided yet, the most alike first."""
    pairs = {
        tuple(sorted((issue.key, one["key"]))): (issue, one) for issue in reversed(issues) for one in issue.suggestions
    }
    first = sorted(pairs.values(), key=lambda pair: -pair[1]["similarity"])[:limit]
    others = {row.key: row for row in HotIssue.objects.filter(key__in=[one["key"] for _issue, one in first])}
    return [
        Suggestion(issue, others[one["key"]], one["similarity"], tuple(one["here"]), tuple(one["there"]))
        for issue, one in first
        if one["key"] in others
    ]
