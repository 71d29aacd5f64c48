"""Reads of hot issues: the ranking, one issue, its heat term by term, its voices as people may read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from shangliang.engines.hotspots.heat import reweighted
from shangliang.engines.hotspots.parameters import Parameters
from shangliang.kernel.calendar import local
from shangliang.ledger.queries import kept, record_mark
from shangliang.topics import rules
from shangliang.topics.models import (
    DiscoveryRun,
    HotIssue,
    IssueDecision,
    IssueDistrict,
    IssueSuggestion,
    IssueVoice,
    Topic,
)
from shangliang.voices.models import Voice

WIDE = ("heat_terms", "places", "districts", "terms", "weekly")
"""Columns of an issue that have to be read out of JSON, which a list of names does without."""
SUGGESTED = (
    "kind", "similarity", "facts", "issue__code", "issue__title", "issue__title_set",
    "other__code", "other__title", "other__title_set",
)  # fmt: skip
"""What is shown of a suggestion."""
LIKE = ("code", "title", "title_set", "shelf", "places", "reporter_count", "message_count")
"""Columns of issues that are offered to be joined with another."""


@dataclass(frozen=True)
class HeatRow:
    """One term of the heat: its name, the value it is made of, how it is computed, what it adds."""

    word: str
    value: str
    formula: str
    score: float


@dataclass(frozen=True)
class Wanted:
    """What a list of hot issues is narrowed to; empty parts leave everything in.

    `days` counts back from the newest voice of the last run, so that a file of last year can be looked at too.
    """

    kind: str = ""
    category: str = ""
    district: str = ""
    days: int = 0
    is_hidden: bool = False


def hot_issues(wanted: Wanted | None = None, *, run: DiscoveryRun | None = None) -> QuerySet[HotIssue]:
    """Return the issues of the last run, the hottest first, narrowed to what is wanted."""
    asked = wanted or Wanted()
    rows = HotIssue.objects.filter(shelf="hidden" if asked.is_hidden else "shown")
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.category:
        rows = rows.filter(category=asked.category)
    if asked.district:
        spoken = IssueDistrict.objects.filter(district__code=asked.district).values("issue")
        rows = rows.filter(pk__in=spoken)
    if asked.days and run is not None and run.newest_at is not None:
        rows = rows.filter(last_at__gte=run.newest_at - timedelta(days=asked.days))
    return rows.order_by("-heat", "pk")


def public_issues(wanted: Wanted | None = None, *, run: DiscoveryRun | None = None) -> QuerySet[HotIssue]:
    """Return the issues that everybody may see: not hidden, of enough people that nobody is recognised."""
    return hot_issues(wanted, run=run).filter(is_private=False)


def categories_of(rows: QuerySet[HotIssue]) -> list[str]:
    """Return the categories of some issues, the commonest first."""
    counted = rows.exclude(category="").order_by().values("category").annotate(n=Count("pk"))
    return [row["category"] for row in counted.order_by("-n", "category")]


def people_by_district(rows: QuerySet[HotIssue]) -> list[tuple[str, str, int]]:
    """Return code and name of each district in which some issues are spoken of, with the people; most first."""
    spoken = IssueDistrict.objects.filter(issue__in=rows.order_by().values("pk"))
    counted = spoken.values("district__code", "district__name").annotate(n=Sum("people"))
    return [
        (row["district__code"], row["district__name"], row["n"]) for row in counted.order_by("-n", "district__code")
    ]


def everywhere() -> tuple[list[tuple[str, str, int]], list[str]]:
    """Return the districts and the categories of all public issues, counted anew after each entry and each run.

    What people decide about an issue writes an entry; a run writes none, and while one works nothing is kept.
    """

    def count() -> tuple[list[tuple[str, str, int]], list[str]]:
        rows = public_issues()
        return people_by_district(rows), categories_of(rows)

    newest = DiscoveryRun.objects.values_list("pk", "status", "done_at").first()
    if newest is not None and newest[1] == DiscoveryRun.RUNNING:
        return count()
    return kept("topics.everywhere", count, beside=f"{record_mark()} {newest}")


def issue_by_code(code: str, *, public: bool = False) -> HotIssue | None:
    """Return one issue by its code, or None; `public` leaves out what not everybody may see."""
    rows = public_issues() if public else HotIssue.objects.select_related("merged_into")
    return rows.filter(code=code).first()


def joined_with(code: str) -> HotIssue | None:
    """Return the public issue in which a merged one stands now, however often it was merged on, or None."""
    found = HotIssue.objects.filter(code=code, shelf="merged").select_related("merged_into").first()
    seen: set[int] = set()
    while found is not None and found.shelf == "merged" and found.pk not in seen:
        seen.add(found.pk)
        found = found.merged_into
    return public_issues().filter(pk=found.pk).first() if found is not None else None


def voices_of_issue(issue: HotIssue) -> QuerySet[Voice]:
    """Return the voices of an issue, the newest first."""
    return voices_of_issues([issue.pk])


def voices_of_issues(keys: Iterable[int]) -> QuerySet[Voice]:
    """Return the voices of some issues, by primary key, the newest first."""
    members = IssueVoice.objects.filter(issue__in=list(keys)).values("voice")
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
    # Issues first, topics after: with an "or" over both the database would go through all topics.
    same = HotIssue.objects.filter(Q(pk=issue.pk) | Q(merged_into=issue)).order_by().values("pk")
    rows = Topic.objects.filter(issue__in=same).exclude(state__in=rules.OUT_OF_FLOW)
    return max(rows.only("code", "title", "state", "audience").order_by(), key=lambda row: row.pk, default=None)


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


@dataclass(frozen=True)
class Moved:
    """An issue with its places and its heat as they are, and under other weights."""

    issue: HotIssue
    place: int
    before: int
    heat: float
    heat_before: float

    @property
    def up(self) -> int:
        """How many places it rises; below nought when it falls."""
        return self.before - self.place


def what_if(weights: Mapping[str, float], limit: int = 20) -> list[Moved]:
    """Return what would stand on the first `limit` places of the last run under other weights.

    Nothing is written: the terms that the run kept are weighed anew.
    """
    rows = hot_issues().values_list("pk", "heat", "heat_terms")
    ranked_anew = sorted(
        (-reweighted(terms, weights, Parameters()), before, heat, pk)
        for before, (pk, heat, terms) in enumerate(rows, 1)
    )[:limit]
    issues = HotIssue.objects.only(*LIKE).in_bulk([pk for _cold, _before, _heat, pk in ranked_anew])
    return [
        Moved(issues[pk], place, before, -cold, heat) for place, (cold, before, heat, pk) in enumerate(ranked_anew, 1)
    ]


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


def open_suggestions(limit: int, *, kind: str = "merge") -> list[IssueSuggestion]:
    """Return up to `limit` suggestions of listed issues that nobody answered yet, the most alike first."""
    rows = IssueSuggestion.objects.filter(answer="", kind=kind, issue__shelf="shown")
    rows = rows.filter(Q(other=None) | Q(other__shelf="shown"))
    return list(rows.select_related("issue", "other").only(*SUGGESTED)[:limit])


def suggestions_of_each_kind(limit: int) -> tuple[dict[str, list[IssueSuggestion]], int]:
    """Return up to `limit` open suggestions of each kind, the most alike first, and how many are open, in one query."""
    place = Window(RowNumber(), partition_by="kind", order_by=("-similarity", "pk"))
    rows = IssueSuggestion.objects.filter(answer="", issue__shelf="shown")
    rows = rows.filter(Q(other=None) | Q(other__shelf="shown")).annotate(place=place, whole=Window(Count("pk")))
    found = list(rows.filter(place__lte=limit).select_related("issue", "other").only(*SUGGESTED))
    kinds: dict[str, list[IssueSuggestion]] = {}
    for row in found:
        kinds.setdefault(row.kind, []).append(row)
    return kinds, int(found[0].whole) if found else 0


def open_suggestion_count() -> int:
    """Return how many suggestions wait for a person."""
    rows = IssueSuggestion.objects.filter(answer="", issue__shelf="shown")
    return rows.filter(Q(other=None) | Q(other__shelf="shown")).count()


def decisions_on(issue: HotIssue, limit: int = 20) -> list[IssueDecision]:
    """Return what people decided about an issue, the newest first, with who and about which other issue."""
    rows = IssueDecision.objects.filter(Q(issue=issue) | Q(other=issue))
    rows = rows.select_related("issue", "other", "decided_by")
    unread = [f"{one}__{name}" for one in ("issue", "other") for name in WIDE]
    return list(rows.defer(*unread)[:limit])


def members_page(issue: HotIssue, *, words: str = "", after: int = 0, limit: int = 50) -> list[IssueVoice]:
    """Return one page of the voices of an issue and one more when there is another; samples first, then the newest."""
    rows = IssueVoice.objects.filter(issue=issue).select_related("voice", "voice__district")
    if words:
        rows = rows.filter(Q(voice__title__icontains=words) | Q(voice__body_original__icontains=words))
    return list(rows.order_by("-voice__received_at", "-pk")[after : after + limit + 1])


def others_like(issue: HotIssue, limit: int = 12) -> list[HotIssue]:
    """Return listed issues with which an issue may be joined: suggested ones first, then those of like words."""
    pairs = IssueSuggestion.objects.filter(Q(issue=issue) | Q(other=issue), kind="merge")
    shown = [f"{one}__{name}" for one in ("issue", "other") for name in LIKE]
    pairs = pairs.select_related("issue", "other").only("similarity", *shown)
    first = [one.other if one.issue_id == issue.pk else one.issue for one in pairs]
    listed = [one for one in first if one is not None and one.shelf == "shown"]
    known = {issue.pk, *(one.pk for one in listed)}
    mine = set(issue.terms)
    if len(listed) >= limit:
        return listed[:limit]
    hottest = [row for row in hot_issues().values_list("pk", "heat", "terms")[:200] if row[0] not in known]
    hottest.sort(key=lambda row: (-len(mine.intersection(row[2])), -row[1]))
    chosen = [row[0] for row in hottest[: limit - len(listed)]]
    # Asked for with the issue itself: a page costs the same statements whether or not there is another.
    alike = {row.pk: row for row in HotIssue.objects.filter(pk__in=[issue.pk, *chosen]).only(*LIKE)}
    return listed + [alike[pk] for pk in chosen if pk in alike]


def running_runs(limit: int = 20) -> list[DiscoveryRun]:
    """Return the newest runs of discovery, whatever became of them."""
    return list(DiscoveryRun.objects.select_related("asked_by")[:limit])
