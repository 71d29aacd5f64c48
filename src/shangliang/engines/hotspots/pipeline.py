"""The whole run: messages in, issues with heat out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from hashlib import blake2s
from time import perf_counter

import ahocorasick_rs

from shangliang.engines.hotspots.copies import sent_messages, without_own_copies
from shangliang.engines.hotspots.describe import (
    TermRanker,
    choose_title,
    commonest_category,
    kind_of_issue,
    sample_ids,
)
from shangliang.engines.hotspots.grouping import Group, Grouping, HeldBack
from shangliang.engines.hotspots.heat import heat_terms, weekly_counts
from shangliang.engines.hotspots.links import Links, Pair
from shangliang.engines.hotspots.parameters import DEFAULTS, Parameters
from shangliang.engines.hotspots.places import DISTRICT, Gazetteer
from shangliang.engines.hotspots.records import Issue, MergeSuggestion, Message, RunResult
from shangliang.engines.hotspots.texts import Text, in_order, read_texts
from shangliang.engines.hotspots.words import Vocabulary, word_list

_SHOWN_PLACES = 6
_DAY_SECONDS = 86_400


def run(
    messages: Iterable[Message],
    *,
    gazetteer: Gazetteer | None = None,
    now: datetime | None = None,
    must_link: Iterable[Pair] = (),
    cannot_link: Iterable[Pair] = (),
    parameters: Parameters = DEFAULTS,
) -> RunResult:
    """The issues that the messages speak of, ordered by heat, and the issue of every message.

    The result does not depend on the order of the messages. `now` is the moment for which recency counts,
    by default that of the latest message. Pairs of message ids in `must_link` and `cannot_link` are what
    people decided: they win over every guard and threshold; ids that are not in the run are ignored.

    Raises ValueError for an id that comes twice, for naive beside aware moments, and for two messages that
    must and must not be together.
    """
    started = perf_counter()
    ordered = in_order(messages)
    links = Links(must_link, cannot_link)
    texts, vocabulary = read_texts(ordered, links, gazetteer, parameters)
    grouping = Grouping(texts, links, parameters, len(vocabulary))
    held = grouping.run()
    issues: list[Issue] = []
    if ordered:
        moment = ordered[-1].at if now is None else now
        issues = _Writer(texts, vocabulary, grouping, parameters, moment).write(held)
    assignment = {one: issue.key for issue in issues for one in issue.member_ids}
    return RunResult(issues, assignment, perf_counter() - started, parameters)


@cache
def _severity() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(sorted(word_list("severity.txt")))


def _is_severe(text: Text) -> bool:
    return bool(_severity().find_matches_as_indexes(f"{text.title}\n{text.body}"))


def issue_key(first: Message) -> str:
    """The key of the issue that a message founded: 12 hex digits of its id."""
    return blake2s(first.id.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


class _Writer:
    """Turns finished groups into issues."""

    def __init__(
        self,
        texts: Sequence[Text],
        vocabulary: Vocabulary,
        grouping: Grouping,
        parameters: Parameters,
        now: datetime,
    ) -> None:
        self._texts = texts
        self._vocabulary = vocabulary
        self._grouping = grouping
        self._set = parameters
        self._now = now
        self._groups = {n: [texts[t] for t in sorted(group.texts)] for n, group in grouping.alive()}
        self._ranker = TermRanker(list(self._groups.values()), vocabulary)

    def write(self, held: Iterable[HeldBack]) -> list[Issue]:
        """All issues, the hottest first."""
        issues = {number: self._issue(number, group) for number, group in self._grouping.alive()}
        for number, suggestions in self._suggestions(held, issues).items():
            issues[number] = replace(issues[number], suggestions=suggestions)
        return sorted(issues.values(), key=lambda issue: (-issue.heat, issue.first_at, issue.key))

    def _issue(self, number: int, group: Group) -> Issue:
        texts = self._groups[number]
        sent = sent_messages(texts, len(self._vocabulary), self._set.copy_similarity)
        counted = without_own_copies(sent)
        messages = sorted((one.message for one in sent), key=lambda message: (message.at, message.id))
        reporters = len({one.person for one in sent})
        likes = sum(max(message.likes, 0) for message in messages)
        first_week, weekly = weekly_counts([one.message.at for one in counted])
        terms = heat_terms(
            messages=len(counted),
            reporters=reporters,
            likes=likes,
            weekly=weekly,
            severe=sum(1 for one in counted if _is_severe(one.text)),
            days_since=(self._now - messages[-1].at).total_seconds() / _DAY_SECONDS,
            parameters=self._set,
        )
        best = choose_title(texts, self._grouping.index.sums[number], group.places, self._vocabulary, self._set)
        return Issue(
            key=issue_key(messages[0]),
            title=best.title,
            heat=terms["total"],
            heat_terms=terms,
            message_count=len(messages),
            reporter_count=reporters,
            copy_count=len(messages) - len(counted),
            likes=likes,
            first_at=messages[0].at,
            last_at=messages[-1].at,
            places=group.places.commonest(_SHOWN_PLACES),
            category=commonest_category(messages),
            kind=kind_of_issue(texts, sent, group.places, self._set),
            sample_ids=sample_ids(best.text, messages, self._set.samples),
            member_ids=tuple(message.id for message in messages),
            terms=self._ranker.top(texts, self._set.terms),
            weekly=weekly,
            first_week=first_week,
            districts=group.places.frequent(DISTRICT, self._set),
        )

    def _suggestions(
        self, held: Iterable[HeldBack], issues: dict[int, Issue]
    ) -> dict[int, tuple[MergeSuggestion, ...]]:
        """For each issue the likest issues at other places."""
        found: dict[int, list[MergeSuggestion]] = {}
        for pair in sorted(held, key=lambda pair: (-pair.similarity, pair.one, pair.other)):
            if pair.one not in issues or pair.other not in issues:
                continue
            for mine, other, here, there in (
                (pair.one, pair.other, pair.here, pair.there),
                (pair.other, pair.one, pair.there, pair.here),
            ):
                suggestion = MergeSuggestion(issues[other].key, pair.similarity, here, there)
                found.setdefault(mine, []).append(suggestion)
        return {number: tuple(listed[: self._set.suggestions]) for number, listed in found.items()}
