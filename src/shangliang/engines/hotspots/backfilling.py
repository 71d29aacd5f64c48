"""Years of voices at once: parts by category and district, issues within each part, then a merge of centroids only.

Every step is a pure function of files and plain values, so that one machine and many give the same result and a part
whose machine dies is simply computed again. How rare a word is must be the same everywhere, so words are counted over
all parts first. What travels between machines is a count of words and, for each issue, the heaviest words of its
centroid, its places and its counts: issues are far fewer than messages.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2s
from pathlib import Path
from sys import intern
from typing import Any

import numpy as np

from shangliang.engines.hotspots.classifier import Classifier
from shangliang.engines.hotspots.grouping import Group, Grouping
from shangliang.engines.hotspots.guard import PlaceProfile, places_of
from shangliang.engines.hotspots.heat import heat_terms
from shangliang.engines.hotspots.links import Links
from shangliang.engines.hotspots.parameters import DEFAULTS, Parameters
from shangliang.engines.hotspots.places import DISTRICT, Gazetteer
from shangliang.engines.hotspots.records import Issue, Message
from shangliang.engines.hotspots.texts import Text, in_order, mark_of, read_texts, weigh
from shangliang.engines.hotspots.vectors import Frequencies, pack
from shangliang.engines.hotspots.words import Vocabulary, normalise
from shangliang.engines.hotspots.writing import DAY_SECONDS, IssueWriter

_BLOCK = 2000
_ROUNDS = 3

Each = Callable[[Callable[[Any], Any], Sequence[Any]], list[Any]]
"""Applies a function to every item and gives the results in order; on one machine or on many."""


@dataclass(frozen=True, slots=True)
class LocalIssue:
    """An issue of one part: what a reader sees of it, and what the merge needs."""

    issue: Issue
    words: tuple[str, ...]
    weights: bytes
    """The weights of the words, each a 32-bit float."""
    texts: int
    places: tuple[int, dict[str, dict[str, int]], dict[str, int]]
    people: frozenset[int]
    severe: float


@dataclass(frozen=True, slots=True)
class Backfilled:
    """The issues by heat, the issue key of every message, and how many parts and local issues there were."""

    issues: list[Issue]
    assignment: dict[str, str]
    parts: int
    local_issues: int


@dataclass(frozen=True, slots=True)
class _Task:
    """One part with what is the same for all."""

    path: Path
    parameters: Parameters
    gazetteer: Gazetteer | None
    now: datetime | None
    counts: Path | None = None
    """Where it is written in how many texts each word stands; every part needs all of it, so it does not travel."""


def each_here(function: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
    """The results of a function, one after the other in this process."""
    return [function(item) for item in items]


def each_on(client: Any) -> Each:  # noqa: ANN401 - distributed.Client, which this package does not need
    """What computes on the cluster of a Dask client; the parts of a worker that dies are computed elsewhere."""

    def each(function: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
        return list(client.gather(client.map(function, list(items), pure=False, retries=3)))

    return each


def backfill(
    messages: Iterable[Message],
    folder: Path,
    *,
    each: Each = each_here,
    gazetteer: Gazetteer | None = None,
    classifier: Classifier | None = None,
    parameters: Parameters = DEFAULTS,
) -> Backfilled:
    """The issues of all messages, computed part by part with `each`.

    `folder` is an empty folder that every process of `each` can read; the parts stand there as files. The result does
    not depend on the order of the messages nor on `each`. Raises ValueError for an id that comes twice in a part.
    """
    paths, newest = split(messages, folder, gazetteer, classifier, parameters)
    tasks = [_Task(path, parameters, gazetteer, newest) for path in paths]
    found: Counter[str] = Counter()
    texts = 0
    for words, count in each(count_words, tasks):
        found.update(words)
        texts += count
    counts = folder / f"counts-{mark_of(str(sorted(found.items()))):016x}.json"
    counts.write_text(json.dumps([texts, found]), "ascii")
    tasks = [replace(task, counts=counts) for task in tasks]
    local = [_shared(one) for listed in each(group_part, tasks) for one in listed]
    issues = merge(local, parameters, newest)
    assignment = {one: issue.key for issue in issues for one in issue.member_ids}
    return Backfilled(issues, assignment, len(paths), len(local))


def split(
    messages: Iterable[Message],
    folder: Path,
    gazetteer: Gazetteer | None,
    classifier: Classifier | None,
    parameters: Parameters,
) -> tuple[list[Path], datetime | None]:
    """Write the messages into one file for each category and district; returns the files and the newest moment."""
    newest: datetime | None = None
    paths: dict[Path, None] = {}
    for block in _blocks(messages):
        newest = max([message.at for message in block] + ([newest] if newest else []))
        rows: dict[Path, list[str]] = {}
        for message, category in zip(block, _categories(block, classifier), strict=True):
            message = replace(message, body=message.body[: 2 * parameters.body_chars], category=category)  # noqa: PLW2901
            part = folder / f"{_part(message, gazetteer, parameters)}.jsonl"
            rows.setdefault(part, []).append(json.dumps(_row(message), ensure_ascii=True))
        for path, lines in rows.items():
            paths[path] = None
            with path.open("a", encoding="ascii") as file:
                file.write("\n".join(lines) + "\n")
    return sorted(paths), newest


def _blocks(messages: Iterable[Message]) -> Iterator[list[Message]]:
    block: list[Message] = []
    for message in messages:
        block.append(message)
        if len(block) == _BLOCK:
            yield block
            block = []
    if block:
        yield block


def _categories(block: Sequence[Message], classifier: Classifier | None) -> list[str]:
    if classifier is None:
        return [message.category for message in block]
    guesses = classifier.guess([f"{message.title}\n{message.body}" for message in block])
    return [m.category or ("" if g.for_person else g.category) for m, g in zip(block, guesses, strict=True)]


def _part(message: Message, gazetteer: Gazetteer | None, parameters: Parameters) -> str:
    """The name of the part that a message belongs to: its category and the first district that it names."""
    title = normalise(message.title, parameters.title_chars)
    body = normalise(message.body, parameters.body_chars)
    places = places_of(title, body, message.places, gazetteer)
    district = next((place.name for place in places if place.kind == DISTRICT), "")
    return blake2s(f"{message.category}\x00{district}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _row(m: Message) -> list[Any]:
    return [m.id, m.reporter, m.title, m.body, m.at.isoformat(), m.likes, m.category, list(m.places)]


def read_part(path: Path) -> list[Message]:
    """The messages of one part, in order of time and id."""
    found = []
    for line in path.read_text("ascii").splitlines():
        one, who, title, body, at, likes, category, places = json.loads(line)
        found.append(Message(one, who, title, body, datetime.fromisoformat(at), likes, category, tuple(places)))
    return in_order(found)


def count_words(task: _Task) -> tuple[dict[str, int], int]:
    """In how many texts of a part each word stands, and how many texts there are."""
    texts, vocabulary = read_texts(read_part(task.path), Links((), ()), task.gazetteer, task.parameters)
    found = Counter(word for text in texts for word in text.words.tolist())
    return {vocabulary.words[word]: count for word, count in found.items()}, len(texts)


@lru_cache(maxsize=1)
def _counted(path: Path) -> tuple[int, Mapping[str, int]]:
    """How many texts there are and in how many each word stands; its name says what it holds."""
    texts, found = json.loads(path.read_text("ascii"))
    return texts, found


def group_part(task: _Task) -> list[LocalIssue]:
    """The issues of one part, once the words of all parts are counted."""
    if task.counts is None:
        raise ValueError(task)
    links = Links((), ())
    all_texts, found = _counted(task.counts)
    texts, vocabulary = read_texts(read_part(task.path), links, task.gazetteer, task.parameters)
    frequencies = Frequencies(vocabulary, task.parameters)
    frequencies.found = np.array([found[word] for word in vocabulary.words], dtype=np.int32)
    frequencies.texts = all_texts
    weigh(texts, frequencies)
    grouping = Grouping(links, task.parameters)
    grouping.run(texts)
    moment = task.now or texts[-1].founder.at
    issues = IssueWriter(grouping.groups, vocabulary, task.parameters, moment).write(())
    numbers = {text.founder.id: number for number, group in grouping.groups.items() for text in group.texts}
    return [_local(issue, numbers[issue.member_ids[0]], grouping, vocabulary) for issue in issues]


def _local(issue: Issue, number: int, grouping: Grouping, vocabulary: Vocabulary) -> LocalIssue:
    group, parameters = grouping.groups[number], grouping.parameters
    core = grouping.index.core(number, parameters.centroid_terms)
    counted = issue.message_count - issue.copy_count
    return LocalIssue(
        issue,
        tuple(vocabulary.words[word] for word in core[0].tolist()),
        core[1].tobytes(),
        len(group.texts),
        (group.places.texts, group.places.names, group.places.covered),
        frozenset(_person(text, one) for text in group.texts for one in text.messages),
        issue.heat_terms["severity"] / parameters.weight_severity * counted if parameters.weight_severity else 0.0,
    )


def _shared(one: LocalIssue) -> LocalIssue:
    """The same with its words as objects that all issues share, which came from another process one by one."""
    return replace(one, words=tuple(map(intern, one.words)))


def _person(text: Text, message: Message) -> int:
    """A reporter as a number; one who is not known is told by what he wrote."""
    return mark_of(message.reporter) if message.reporter else text.mark


def merge(local: Sequence[LocalIssue], parameters: Parameters, now: datetime | None) -> list[Issue]:
    """The issues of all parts, those alike by their centroids and not kept apart by places as one, by heat."""
    local = sorted(local, key=lambda one: (one.issue.first_at, one.issue.key))
    grouping = Grouping(Links((), ()), parameters)
    vocabulary = Vocabulary()
    for place, one in enumerate(local):
        number = grouping.index.found()
        words = np.array([vocabulary.number_of(word) for word in one.words], dtype=np.int32)
        grouping.index.fill(number, pack(words, np.frombuffer(one.weights, dtype=np.float32)), one.texts)
        # The merge carries along which local issues came together in the set that decisions use; there are none here.
        profile = PlaceProfile.counted(*_copied(one.places))
        grouping.groups[number] = Group(
            places=profile, decided=frozenset((str(place),)), message_count=one.issue.message_count
        )
        grouping.changed[number] = None
    for _ in range(_ROUNDS):
        grouping.settle()
    families = [sorted(int(place) for place in group.decided) for group in grouping.groups.values()]
    issues = [_united([local[place] for place in family], parameters, now) for family in families]
    return sorted(issues, key=lambda issue: (-issue.heat, issue.first_at, issue.key))


def _copied(places: tuple[int, dict[str, dict[str, int]], dict[str, int]]) -> Any:  # noqa: ANN401
    texts, names, covered = places
    return texts, {level: dict(listed) for level, listed in names.items()}, dict(covered)


def _united(parts: Sequence[LocalIssue], parameters: Parameters, now: datetime | None) -> Issue:
    """One issue of several local ones, with the title of the largest; what they counted is added up."""
    if len(parts) == 1:
        return parts[0].issue
    issues = [part.issue for part in parts]
    largest = max(issues, key=lambda issue: (issue.message_count, issue.key))
    first_week, weekly = _weekly(issues)
    messages = sum(issue.message_count for issue in issues)
    copies = sum(issue.copy_count for issue in issues)
    people = len(frozenset().union(*(part.people for part in parts)))
    likes = sum(issue.likes for issue in issues)
    last = max(issue.last_at for issue in issues)
    terms = heat_terms(
        messages=messages - copies,
        reporters=people,
        likes=likes,
        weekly=weekly,
        severe=round(sum(part.severe for part in parts)),
        days_since=((now or last) - last).total_seconds() / DAY_SECONDS,
        parameters=parameters,
    )
    return replace(
        largest,
        key=issues[0].key,
        heat=terms["total"],
        heat_terms=terms,
        message_count=messages,
        reporter_count=people,
        copy_count=copies,
        likes=likes,
        first_at=issues[0].first_at,
        last_at=last,
        member_ids=tuple(one for issue in issues for one in issue.member_ids),
        weekly=weekly,
        first_week=first_week,
        districts=tuple(dict.fromkeys(name for issue in issues for name in issue.districts)),
    )


def _weekly(issues: Sequence[Issue]) -> tuple[Any, tuple[int, ...]]:
    """The first Monday of all issues and their counts by week added up."""
    first = min(issue.first_week for issue in issues)
    counts: Counter[int] = Counter()
    for issue in issues:
        start = (issue.first_week - first) // timedelta(weeks=1)
        counts.update({start + place: count for place, count in enumerate(issue.weekly)})
    return first, tuple(counts[week] for week in range(max(counts) + 1))
