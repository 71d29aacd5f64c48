"""Discovery: the machine reads the voices and suggests hot issues; what people decided about them stays."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from shangliang.engines import hotspots
from shangliang.kernel.calendar import local
from shangliang.kernel.refusals import Forbidden, Words
from shangliang.kernel.text import clip, redact
from shangliang.kernel.workflow import SYSTEM, Actor, may
from shangliang.ledger.actions import enqueue, next_number
from shangliang.ledger.actions.queue import Work
from shangliang.people.models import Organization
from shangliang.topics import rules
from shangliang.topics.models import DiscoveryRun, HotIssue, IssueLink, IssueVoice
from shangliang.topics.queries import current_run
from shangliang.topics.workflow import HOT_EDIT_GRANT
from shangliang.voices.models import Voice
from shangliang.voices.queries import messages_for_hotspots

JOB = "topics.discover"
LEVELS = {"city": "city", "district": "district", "town": "street", "community": "community"}


@transaction.atomic
def request_discovery(*, actor: Actor, at: datetime) -> DiscoveryRun:
    """Queue a discovery for the worker and return its run; one that waits or works already is returned instead."""
    if actor is not SYSTEM and not may(actor, HOT_EDIT_GRANT):
        raise Forbidden(Words("重算热点由热线或联络室发起。", "The hotline or the studio asks for a new discovery."))
    waiting = current_run(at)
    if waiting is not None:
        return waiting
    run = DiscoveryRun.objects.create(number=next_number("discovery"), asked_by_id=actor.person, asked_at=at)
    enqueue([Work(f"{JOB}:{run.number}", JOB, {"run": run.number})], at=at)
    return run


def discover_when_due(at: datetime) -> int:
    """Ask for a discovery when the last is older than an hour and voices came since; return how many were asked."""
    last = DiscoveryRun.objects.exclude(status=DiscoveryRun.FAILED).first()
    if last is not None and last.asked_at > at - rules.DISCOVER_EVERY:
        return 0
    newest = newest_voice(at)
    if newest is None or (last is not None and not Voice.objects.filter(opened_at__gt=last.asked_at).exists()):
        return 0
    request_discovery(actor=SYSTEM, at=at)
    return 1


def newest_voice(at: datetime) -> datetime | None:
    """Return when the newest voice up to a moment was received, or None."""
    newest: datetime | None = Voice.objects.filter(received_at__lte=at).aggregate(top=Max("received_at"))["top"]
    return newest


def discover_issues(at: datetime, *, run: DiscoveryRun | None = None) -> DiscoveryRun:
    """Read the voices of the window, write the hot issues found, and return the finished run.

    A failure is kept in the run and raised again.
    """
    if run is None:
        run = DiscoveryRun.objects.create(number=next_number("discovery"), asked_at=at)
    show(run, status=DiscoveryRun.RUNNING, started_at=at, step="读民声", error="")
    try:
        found = read_and_group(run, at)
        show(run, step="写入热点", total_count=len(found.issues))
        write_issues(found, run, at)
    except Exception as error:
        show(run, status=DiscoveryRun.FAILED, done_at=at, error=f"{type(error).__name__}: {error}"[:2000])
        raise
    return show(run, status=DiscoveryRun.DONE, done_at=at + timedelta(seconds=run.seconds), step="")


def show(run: DiscoveryRun, **values: Any) -> DiscoveryRun:  # noqa: ANN401 - any columns of a run
    """Write how far a run is, and return it."""
    DiscoveryRun.objects.filter(pk=run.pk).update(**values)
    for name, value in values.items():
        setattr(run, name, value)
    return run


def read_and_group(run: DiscoveryRun, at: datetime) -> hotspots.RunResult:
    """Return what the engine finds in the voices of the window; the run keeps the figures of what was read."""
    newest = newest_voice(at)
    since = newest - rules.DISCOVER_WINDOW if newest else None
    messages = messages_for_hotspots(since, until=at) if since else []
    show(run, step="归成热点", since=since, newest_at=newest, total_count=len(messages), message_count=len(messages))
    must, cannot = links()
    found = hotspots.run(messages, gazetteer=gazetteer(), must_link=must, cannot_link=cannot)
    kept = [issue for issue in found.issues if issue.message_count >= rules.LEAST_MESSAGES]
    show(
        run,
        reporter_count=len({message.reporter for message in messages}),
        copy_count=sum(issue.copy_count for issue in found.issues),
        issue_count=len(kept),
        kinds=dict(Counter(issue.kind for issue in kept)),
        seconds=round(found.seconds, 3),
        parameters=asdict(found.parameters),
    )
    return hotspots.RunResult(kept, found.assignment, found.seconds, found.parameters)


def gazetteer() -> hotspots.Gazetteer:
    """Return the places that the organisation tree knows, each with its district."""
    regions = list(Organization.objects.filter(kind=Organization.REGION, is_active=True))
    districts = {row.pk: row.name for row in regions if row.level == "district"}
    places = []
    for row in regions:
        above = next((districts[pk] for pk in row.line if pk in districts), "")
        places.append(hotspots.Place(row.name, LEVELS[row.level], above))
    return hotspots.Gazetteer(places)


def links() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the pairs of voices that people judged to be one matter, and those judged to be two."""
    verdicts = IssueLink.objects.order_by("-decided_at", "-pk").values_list("kind", "one_id", "other_id")
    must, cannot = rules.consistent_links(list(verdicts))
    return [(str(one), str(other)) for one, other in must], [(str(one), str(other)) for one, other in cannot]


@transaction.atomic
def write_issues(found: hotspots.RunResult, run: DiscoveryRun, at: datetime) -> None:
    """Write issues and their voices; rows that people renamed, hid or made topics of keep all that."""
    members = {issue.key: [int(one) for one in issue.member_ids] for issue in found.issues}
    rows = rows_by_key(found.issues, members)
    districts = districts_of(members)
    monday = week_of(run.newest_at)
    fresh: list[HotIssue] = []
    for issue in found.issues:
        row = rows.get(issue.key)
        if row is None:
            row = rows[issue.key] = HotIssue(found_at=at)
            fresh.append(row)
        fill(row, issue, districts.get(issue.key, []), monday, at)
    number_issues(fresh, at)
    known = [row for row in rows.values() if row.pk]
    HotIssue.objects.filter(shelf="shown").exclude(pk__in=[row.pk for row in known]).update(shelf="past")
    HotIssue.objects.bulk_update(known, MACHINE_COLUMNS, batch_size=200)
    HotIssue.objects.bulk_create(fresh, batch_size=200)
    write_members(found.issues, members, rows)
    show(run, done_count=len(found.issues))


MACHINE_COLUMNS = (
    "key", "title", "kind", "category", "heat", "heat_terms", "message_count", "copy_count", "reporter_count", "likes",
    "first_at", "last_at", "places", "districts", "terms", "weekly", "first_week", "suggestions", "shelf",
    "is_private", "computed_at",
)  # fmt: skip


def rows_by_key(issues: Sequence[hotspots.Issue], members: Mapping[str, Sequence[int]]) -> dict[str, HotIssue]:
    """Return the known row of each issue: by its key, else by half of the members shared with a row left over."""
    keys = [issue.key for issue in issues]
    rows = {row.key: row for row in HotIssue.objects.filter(key__in=keys)}
    left: dict[int, set[int]] = defaultdict(set)
    for issue_id, voice_id in IssueVoice.objects.exclude(issue__in=[row.pk for row in rows.values()]).values_list(
        "issue_id", "voice_id"
    ):
        left[issue_id].add(voice_id)
    home = {voice: issue for issue, voices in left.items() for voice in voices}
    taken: set[int] = set()
    for key in keys:
        if key in rows or not home:
            continue
        shared = Counter(home[voice] for voice in members[key] if voice in home)
        for issue_id, _count in shared.most_common():
            alike = rules.overlap(frozenset(left[issue_id]), frozenset(members[key]))
            if issue_id not in taken and alike >= rules.SAME_ISSUE:
                taken.add(issue_id)
                rows[key] = HotIssue.objects.get(pk=issue_id)
                break
    return rows


def districts_of(members: Mapping[str, Sequence[int]]) -> dict[str, list[list[Any]]]:
    """Return for each issue its districts with the number of people who spoke there: [[name, people], ...]."""
    wanted = [voice for listed in members.values() for voice in listed]
    where: dict[int, tuple[str, str]] = {}
    for start in range(0, len(wanted), 500):
        rows = Voice.objects.filter(pk__in=wanted[start : start + 500], district__isnull=False)
        for pk, name, speaker, key in rows.values_list("pk", "district__name", "speaker_id", "reporter_key"):
            where[pk] = (name, str(speaker or key or f"voice {pk}"))
    found: dict[str, list[list[Any]]] = {}
    for issue, listed in members.items():
        people: dict[str, set[str]] = defaultdict(set)
        for voice in listed:
            if voice in where:
                people[where[voice][0]].add(where[voice][1])
        found[issue] = [[name, len(who)] for name, who in sorted(people.items(), key=lambda item: -len(item[1]))]
    return found


def week_of(moment: datetime | None) -> date | None:
    """Return the Monday of a moment's week."""
    if moment is None:
        return None
    day = local(moment).date()
    return day - timedelta(days=day.weekday())


def fill(row: HotIssue, issue: hotspots.Issue, districts: list[list[Any]], monday: date | None, at: datetime) -> None:
    """Write what the machine says of an issue into its row; quiet weeks up to the newest voice count as zero."""
    weekly = list(issue.weekly)
    if monday is not None:
        weekly += [0] * max(0, (monday - issue.first_week).days // 7 + 1 - len(weekly))
    row.key, row.kind, row.category = issue.key, issue.kind, issue.category
    row.title = clip(redact(issue.title), 200)
    row.heat, row.heat_terms = round(issue.heat, 4), {name: round(one, 4) for name, one in issue.heat_terms.items()}
    row.message_count, row.copy_count, row.likes = issue.message_count, issue.copy_count, issue.likes
    row.reporter_count = issue.reporter_count
    row.first_at, row.last_at, row.computed_at = issue.first_at, issue.last_at, at
    row.places, row.districts, row.terms = list(issue.places), districts, list(issue.terms)
    row.weekly, row.first_week = weekly, issue.first_week
    row.suggestions = [
        {"key": one.other, "similarity": round(one.similarity, 3), "here": list(one.here), "there": list(one.there)}
        for one in issue.suggestions
    ]
    row.is_private = rules.is_private(issue.reporter_count, issue.kind)
    row.shelf = row.shelf if row.is_hidden else "shown"


def number_issues(rows: Sequence[HotIssue], at: datetime) -> None:
    """Give new issues their codes."""
    if not rows:
        return
    first = next_number(f"issue:{local(at):%y%m}", count=len(rows))
    for place, row in enumerate(rows):
        row.code = rules.issue_code(local(at), first + place)


def write_members(
    issues: Iterable[hotspots.Issue], members: Mapping[str, Sequence[int]], rows: Mapping[str, HotIssue]
) -> None:
    """Write which voices belong to each issue, the samples with their rank."""
    IssueVoice.objects.filter(issue__in=[row.pk for row in rows.values()]).delete()
    fresh = []
    for issue in issues:
        ranks = {int(one): place for place, one in enumerate(issue.sample_ids, 1)}
        fresh += [
            IssueVoice(issue=rows[issue.key], voice_id=voice, rank=ranks.get(voice, 0)) for voice in members[issue.key]
        ]
    IssueVoice.objects.bulk_create(fresh, batch_size=1000)
