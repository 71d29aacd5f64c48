"""Writing what the machine found: issues with their voices and districts, after a run or after a person's act."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from shangliang.engines import hotspots
from shangliang.kernel.calendar import local
from shangliang.kernel.text import clip, redact
from shangliang.ledger.actions import next_number
from shangliang.people.models import Organization
from shangliang.topics import rules
from shangliang.topics.models import DiscoveryRun, HotIssue, IssueDistrict, IssueSuggestion, IssueVoice
from shangliang.topics.queries import last_run
from shangliang.voices.models import Voice
from shangliang.voices.queries import messages_of

LEVELS = {"city": "city", "district": "district", "town": "street", "community": "community"}
CHUNK = 500


def gazetteer() -> hotspots.Gazetteer:
    """Return the places that the organisation tree knows, each with its district."""
    regions = list(Organization.objects.filter(kind=Organization.REGION, is_active=True))
    districts = {row.pk: row.name for row in regions if row.level == "district"}
    places = []
    for row in regions:
        above = next((districts[pk] for pk in row.line if pk in districts), "")
        places.append(hotspots.Place(row.name, LEVELS[row.level], above))
    return hotspots.Gazetteer(places)


@transaction.atomic
def write_issues(issues: Sequence[hotspots.Issue], run: DiscoveryRun, at: datetime) -> None:
    """Write issues and their voices; rows that people renamed, hid or made topics of keep all that."""
    members = {issue.key: [int(one) for one in issue.member_ids] for issue in issues}
    rows = rows_by_key(issues, members)
    districts = districts_of(members)
    monday = week_of(run.newest_at)
    fresh: list[HotIssue] = []
    for issue in issues:
        row = rows.get(issue.key)
        if row is None:
            row = rows[issue.key] = HotIssue(found_at=at)
            fresh.append(row)
        fill(row, issue, districts.get(issue.key, ()), monday, at)
    number_issues(fresh, at)
    known = [row for row in rows.values() if row.pk]
    shelve_others({row.pk for row in known})
    HotIssue.objects.bulk_update(known, MACHINE_COLUMNS, batch_size=200)
    HotIssue.objects.bulk_create(fresh, batch_size=200)
    write_members(issues, members, rows)
    write_districts(list(rows.values()), {rows[key].pk: found for key, found in districts.items()})
    suggest_merges(issues, rows, at)


def chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield keys in parts that fit into one query."""
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


def shelve_others(known: set[int]) -> None:
    """Put the listed issues that a run did not find on the shelf of the past."""
    gone = [pk for pk in HotIssue.objects.filter(shelf="shown").values_list("pk", flat=True) if pk not in known]
    for part in chunks(gone):
        HotIssue.objects.filter(pk__in=part).update(shelf="past")


MACHINE_COLUMNS = (
    "key", "title", "kind", "category", "heat", "heat_terms", "message_count", "copy_count", "reporter_count", "likes",
    "first_at", "last_at", "places", "districts", "terms", "weekly", "first_week", "shelf",
    "is_private", "computed_at",
)  # fmt: skip


def rows_by_key(issues: Sequence[hotspots.Issue], members: Mapping[str, Sequence[int]]) -> dict[str, HotIssue]:
    """Return the known row of each issue: by its key, else by half of the members shared with a row left over."""
    keys = {issue.key for issue in issues}
    rows = {row.key: row for row in HotIssue.objects.all() if row.key in keys}
    found = {row.pk for row in rows.values()}
    left: dict[int, set[int]] = defaultdict(set)
    for issue_id, voice_id in IssueVoice.objects.values_list("issue_id", "voice_id"):
        if issue_id not in found:
            left[issue_id].add(voice_id)
    home = {voice: issue for issue, voices in left.items() for voice in voices}
    taken: set[int] = set()
    for key in (issue.key for issue in issues):
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


Where = Sequence[tuple[int, str, int]]
"""The districts of an issue: primary key, name, people; most people first."""


def districts_of(members: Mapping[str, Sequence[int]]) -> dict[str, Where]:
    """Return for each issue its districts with the number of people who spoke there."""
    where: dict[int, tuple[int, str, str]] = {}
    for part in chunks([voice for listed in members.values() for voice in listed]):
        rows = Voice.objects.filter(pk__in=part, district__isnull=False)
        for pk, district, name, speaker, key in rows.values_list(
            "pk", "district_id", "district__name", "speaker_id", "reporter_key"
        ):
            where[pk] = (district, name, str(speaker or key or f"voice {pk}"))
    return {issue: counted([where[voice] for voice in listed if voice in where]) for issue, listed in members.items()}


def counted(said: Iterable[tuple[int, str, str]]) -> Where:
    """Return how many people spoke in each district, most first."""
    people: dict[tuple[int, str], set[str]] = defaultdict(set)
    for district, name, who in said:
        people[district, name].add(who)
    rows = [(district, name, len(who)) for (district, name), who in people.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0]))


def week_of(moment: datetime | None) -> date | None:
    """Return the Monday of a moment's week."""
    if moment is None:
        return None
    day = local(moment).date()
    return day - timedelta(days=day.weekday())


def fill(row: HotIssue, issue: hotspots.Issue, districts: Where, monday: date | None, at: datetime) -> None:
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
    row.places, row.terms = list(issue.places), list(issue.terms)
    row.districts = [[name, people] for _pk, name, people in districts]
    row.weekly, row.first_week = weekly, issue.first_week
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
    for part in chunks([row.pk for row in rows.values()]):
        IssueVoice.objects.filter(issue__in=part).delete()
    fresh = []
    for issue in issues:
        ranks = {int(one): place for place, one in enumerate(issue.sample_ids, 1)}
        fresh += [
            IssueVoice(issue=rows[issue.key], voice_id=voice, rank=ranks.get(voice, 0)) for voice in members[issue.key]
        ]
    IssueVoice.objects.bulk_create(fresh, batch_size=1000)


def write_districts(rows: Sequence[HotIssue], found: Mapping[int, Where]) -> None:
    """Write how many people speak of each issue in each district."""
    for part in chunks([row.pk for row in rows]):
        IssueDistrict.objects.filter(issue__in=part).delete()
    fresh = [
        IssueDistrict(issue_id=issue, district_id=district, people=people)
        for issue, listed in found.items()
        for district, _name, people in listed
    ]
    IssueDistrict.objects.bulk_create(fresh, batch_size=1000)


def suggest_merges(issues: Iterable[hotspots.Issue], rows: Mapping[str, HotIssue], at: datetime) -> None:
    """Keep the pairs that the machine holds for one matter; what a person answered is not asked again."""
    pairs: dict[tuple[int, int], IssueSuggestion] = {}
    for issue in issues:
        for one in issue.suggestions:
            if one.other in rows and issue.key in rows:
                made = merge_suggestion(rows[issue.key], rows[one.other], one, at)
                pairs.setdefault((made.issue_id, made.other_id or 0), made)
    listed = IssueSuggestion.objects.filter(kind="merge")
    known = {(one.issue_id, one.other_id or 0): one for one in listed}
    gone = [one.pk for pair, one in known.items() if pair not in pairs and not one.answer]
    for part in chunks(gone):
        IssueSuggestion.objects.filter(pk__in=part).delete()
    IssueSuggestion.objects.bulk_create([one for pair, one in pairs.items() if pair not in known], batch_size=CHUNK)
    for pair, made in pairs.items():
        if pair in known and not known[pair].answer and known[pair].similarity != made.similarity:
            IssueSuggestion.objects.filter(pk=known[pair].pk).update(similarity=made.similarity, facts=made.facts)


def merge_suggestion(row: HotIssue, other: HotIssue, one: hotspots.MergeSuggestion, at: datetime) -> IssueSuggestion:
    """Return the unsaved suggestion of a pair in a fixed order, so that a pair is one row in every run."""
    here, there = list(one.here), list(one.there)
    if row.pk > other.pk:
        row, other, here, there = other, row, there, here
    facts = {"here": here, "there": there}
    return IssueSuggestion(
        kind="merge", issue=row, other=other, similarity=round(one.similarity, 3), facts=facts, made_at=at
    )


def recount(row: HotIssue, at: datetime) -> None:
    """Read the voices of an issue again, as one matter, and write its heat, title, terms and districts.

    An issue without a voice that discovery may read leaves the lists.
    """
    ids = list(IssueVoice.objects.filter(issue=row).values_list("voice_id", flat=True))
    messages = messages_of(ids)
    if not messages:
        HotIssue.objects.filter(pk=row.pk).update(shelf="past", key=spare_key(row))
        row.refresh_from_db()
        return
    run = last_run()
    chain = [(messages[0].id, message.id) for message in messages[1:]]
    newest = run.newest_at if run and run.newest_at else messages[-1].at
    issue = hotspots.run(messages, gazetteer=gazetteer(), must_link=chain, now=max(newest, messages[-1].at)).issues[0]
    members = {issue.key: [int(one) for one in issue.member_ids]}
    districts = districts_of(members)
    fill(row, issue, districts[issue.key], week_of(newest), at)
    free_key(row)
    row.save(update_fields=MACHINE_COLUMNS)
    write_members([issue], members, {issue.key: row})
    write_districts([row], {row.pk: districts[issue.key]})


def spare_key(row: HotIssue) -> str:
    """Return a key that no run gives: for issues that stand for nothing at present."""
    return f"was {row.code}"


def free_key(row: HotIssue) -> None:
    """Take the key of an issue away from a row of the past that still has it."""
    for other in HotIssue.objects.filter(key=row.key).exclude(pk=row.pk or 0):
        HotIssue.objects.filter(pk=other.pk).update(key=spare_key(other))
