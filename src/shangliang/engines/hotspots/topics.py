"""Candidate topics: one matter that stands in several districts over weeks, or comes back after a reply.

Issues are one matter at one place. Here those about like matters are rolled up across places, within a category. What
stands in one place and was never answered in vain is a dispute for dispatch, not a topic.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shangliang.engines.hotspots.grouping import Grouping
from shangliang.engines.hotspots.guard import PlaceProfile
from shangliang.engines.hotspots.links import Links
from shangliang.engines.hotspots.parameters import DEFAULTS, Parameters
from shangliang.engines.hotspots.places import Gazetteer, core_of
from shangliang.engines.hotspots.records import REPEAT, Issue
from shangliang.engines.hotspots.similar import without_places
from shangliang.engines.hotspots.texts import Text, unweighed, weigh
from shangliang.engines.hotspots.vectors import Counts, Frequencies, dot
from shangliang.engines.hotspots.words import Vocabulary, counted

WIDE = "wide"
"""The matter stands in enough districts over enough weeks."""
REOPENED = "reopened"
"""Somebody spoke of it again after a reply."""
_TERMS = 8


@dataclass(frozen=True, slots=True)
class CandidateTopic:
    """A matter worth deliberating: its issues, where, how long, how many spoke, and why it is proposed.

    `title` is that of the most typical issue, `terms` the words that its issues share, the commonest first.
    `issue_keys` begin with the hottest issue. `weeks` counts weeks in which somebody spoke, `reporters` adds the people
    of the issues up, so somebody who spoke of two places counts twice. `because` holds `WIDE`, `REOPENED` or both.
    """

    title: str
    issue_keys: tuple[str, ...]
    districts: tuple[str, ...]
    weeks: int
    messages: int
    reporters: int
    because: tuple[str, ...]
    terms: tuple[str, ...] = ()
    category: str = ""


def candidate_topics(
    issues: Iterable[Issue],
    *,
    reopened: Collection[str] = frozenset(),
    gazetteer: Gazetteer | None = None,
    parameters: Parameters = DEFAULTS,
) -> list[CandidateTopic]:
    """The matters that qualify, the widest first; `reopened` holds keys of issues that came back after a reply.

    What one person repeats makes no topic. Issues without a category are rolled up among themselves.
    """
    by_category: dict[str, list[Issue]] = {}
    for issue in sorted(issues, key=lambda one: (-one.heat, one.first_at, one.key)):
        if issue.kind != REPEAT or issue.key in reopened:
            by_category.setdefault(issue.category, []).append(issue)
    found = []
    for listed in by_category.values():
        for matter in _matters(listed, gazetteer, parameters):
            topic = _topic(matter, reopened, parameters)
            if topic.because:
                found.append(topic)
    return sorted(found, key=lambda topic: (-len(topic.districts), -topic.reporters, topic.issue_keys))


@dataclass(frozen=True, slots=True)
class _Matter:
    """Issues about one matter, the hottest first, and the words of each."""

    issues: Sequence[Issue]
    title: str
    terms: tuple[str, ...]


def _matters(issues: Sequence[Issue], gazetteer: Gazetteer | None, parameters: Parameters) -> list[_Matter]:
    """The issues rolled up by the words that say what, not where."""
    vocabulary = Vocabulary()
    titles = without_places([issue.title for issue in issues], gazetteer)
    counts = [_words(issue, title, vocabulary) for issue, title in zip(issues, titles, strict=True)]
    frequencies = Frequencies(vocabulary, parameters)
    texts = [Text(title, [], PlaceProfile(), *unweighed(count)) for title, count in zip(titles, counts, strict=True)]
    frequencies.add(text.words for text in texts)
    weigh(texts, frequencies)
    loose = replace(parameters, guard_places=False, join=parameters.topic_join, merge=parameters.topic_merge)
    grouping = Grouping(Links((), ()), loose)
    grouping.run(texts)
    number_of = {id(text): number for number, text in enumerate(texts)}
    found = []
    for number, group in grouping.groups.items():
        members = sorted(number_of[id(text)] for text in group.texts)
        centre = grouping.index.centroid(number)
        typical = max(members, key=lambda n: (dot(texts[n].vector, centre), -n))
        heavy = sorted(centre, key=lambda word: (-centre[word], word))[:_TERMS]
        terms = tuple(vocabulary.words[word] for word in heavy)
        found.append(_Matter([issues[n] for n in members], issues[typical].title, terms))
    return found


def _words(issue: Issue, title: str, vocabulary: Vocabulary) -> Counts:
    """The words of the title and the terms of an issue without those that belong to its places."""
    where = "".join(core_of(place) for place in issue.places)
    numbers = 2 * vocabulary.numbers(title)
    for term in issue.terms:
        if term not in where:
            numbers += vocabulary.numbers(term)
    return {word: count for word, count in counted(numbers).items() if word not in vocabulary.codes}


def _topic(matter: _Matter, reopened: Collection[str], parameters: Parameters) -> CandidateTopic:
    issues = matter.issues
    districts = tuple(sorted({name for issue in issues for name in issue.districts}))
    weeks = len({week for issue in issues for week in _weeks(issue)})
    because = []
    if len(districts) >= parameters.topic_districts and weeks >= parameters.topic_weeks:
        because.append(WIDE)
    if any(issue.key in reopened for issue in issues):
        because.append(REOPENED)
    return CandidateTopic(
        title=matter.title,
        issue_keys=tuple(issue.key for issue in issues),
        districts=districts,
        weeks=weeks,
        messages=sum(issue.message_count for issue in issues),
        reporters=sum(issue.reporter_count for issue in issues),
        because=tuple(because),
        terms=matter.terms,
        category=issues[0].category,
    )


def _weeks(issue: Issue) -> set[date]:
    """The Mondays of the weeks in which somebody spoke of an issue."""
    return {issue.first_week + timedelta(weeks=number) for number, count in enumerate(issue.weekly) if count}
