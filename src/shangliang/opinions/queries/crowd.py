"""Reads of who takes part: numbers over time, classes of people beside the population."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max
from django.utils.translation import get_language

from shangliang.kernel.refusals import Words
from shangliang.opinions.models import Conversation, Participant, PopulationCell, VoteLog
from shangliang.opinions.rules import crowd
from shangliang.people.models import Organization
from shangliang.people.queries import districts

COLUMNS = {"age": "age_band", "gender": "gender", "district": "district__code"}
HOURS = 24


def classes(region: Organization) -> dict[str, dict[str, str]]:
    """Return the classes of every dimension with their names in the language of the moment: districts of a region."""
    lang = get_language() or "zh-hans"
    named = {
        "age": {key: Words(zh, en).text(lang) for key, zh, en in crowd.AGES},
        "gender": {key: Words(zh, en).text(lang) for key, zh, en in crowd.GENDERS},
    }
    below = {row.code: Words(row.name, row.name_en or row.name).text(lang) for row in districts_of(region)}
    return named | ({"district": below} if below else {})


def districts_of(region: Organization) -> list[Organization]:
    """Return the districts below a region; none below a district."""
    return list(districts().filter(path__startswith=region.path).exclude(pk=region.pk))


def population(region: Organization) -> list[PopulationCell]:
    """Return the population table of a region."""
    return list(PopulationCell.objects.filter(region=region).order_by("dimension", "pk"))


def comparisons(conversation: Conversation) -> list[crowd.Comparison]:
    """Return who takes part beside the population, for each dimension, with small cells hidden."""
    people = Participant.objects.filter(conversation=conversation)
    total = people.count()
    cells: dict[str, dict[str, int]] = {}
    for cell in population(conversation.region):
        cells.setdefault(cell.dimension, {})[cell.key] = cell.number
    found = []
    for dimension, named in classes(conversation.region).items():
        rows = people.order_by().values_list(COLUMNS[dimension]).annotate(n=Count("pk"))
        counts = {key: number for key, number in rows if key}
        found.append(crowd.compare(dimension, list(named), counts, total, cells.get(dimension, {})))
    return found


@dataclass(frozen=True)
class Pulse:
    """How a conversation is doing now: votes by the hour, the newest vote, how many answered enough for the map."""

    hours: tuple[tuple[datetime, int], ...]
    newest: datetime | None
    placed: int
    people: int
    votes: int

    @property
    def most(self) -> int:
        """Return the busiest hour's number, at least 1."""
        return max((number for _, number in self.hours), default=0) or 1


def pulse(conversation: Conversation, at: datetime, enough: int) -> Pulse:
    """Return the last 24 hours of a conversation, hour by hour, in four statements."""
    start = at.replace(minute=0, second=0, microsecond=0) - timedelta(hours=HOURS - 1)
    log = VoteLog.objects.filter(conversation=conversation)
    counts: dict[int, int] = {}
    for cast_at in log.filter(cast_at__gte=start, cast_at__lte=at).values_list("cast_at", flat=True).iterator():
        hour = int((cast_at - start).total_seconds() // 3600)
        counts[hour] = counts.get(hour, 0) + 1
    people = Participant.objects.filter(conversation=conversation)
    return Pulse(
        hours=tuple((start + timedelta(hours=hour), counts.get(hour, 0)) for hour in range(HOURS)),
        newest=log.aggregate(newest=Max("cast_at"))["newest"],
        placed=people.filter(vote_count__gte=enough).count(),
        people=conversation.participant_count,
        votes=conversation.vote_count,
    )
