"""Finished groups to issues: counted, heated, titled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2s

from shangliang.engines.hotspots.copies import sent_messages, without_own_copies
from shangliang.engines.hotspots.describe import (
    TermRanker,
    choose_title,
    commonest_category,
    kind_of_issue,
    sample_ids,
)
from shangliang.engines.hotspots.grouping import Group, HeldBack
from shangliang.engines.hotspots.heat import heat_terms, weekly_counts
from shangliang.engines.hotspots.parameters import Parameters
from shangliang.engines.hotspots.places import DISTRICT
from shangliang.engines.hotspots.records import Issue, MergeSuggestion
from shangliang.engines.hotspots.texts import Text
from shangliang.engines.hotspots.words import Vocabulary

_SHOWN_PLACES = 6
DAY_SECONDS = 86_400


def issue_key(founder: str) -> str:
    """The key of the issue that the message of this id founded: 12 hex digits."""
    return blake2s(founder.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


class IssueWriter:
    """Turns groups into issues; `now` is the moment for which recency counts."""

    def __init__(
        self, groups: Mapping[int, Group], vocabulary: Vocabulary, parameters: Parameters, now: datetime
    ) -> None:
        self._groups = groups
        self._vocabulary = vocabulary
        self._set = parameters
        self._now = now
        self._texts = {number: _in_time(group.texts) for number, group in groups.items()}
        self._ranker = TermRanker(list(self._texts.values()), vocabulary)

    def write(self, held: Iterable[HeldBack]) -> list[Issue]:
        """All issues, the hottest first."""
        issues = {number: self._issue(number) for number in self._groups}
        for number, suggestions in self._suggestions(held, issues).items():
            issues[number] = replace(issues[number], suggestions=suggestions)
        return sorted(issues.values(), key=lambda issue: (-issue.heat, issue.first_at, issue.key))

    def _issue(self, number: int) -> Issue:
        group, texts = self._groups[number], self._texts[number]
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
            severe=sum(1 for one in counted if one.text.is_severe),
            days_since=(self._now - messages[-1].at).total_seconds() / DAY_SECONDS,
            parameters=self._set,
        )
        best = choose_title(texts, _centroid(texts), group.places, self._vocabulary, self._set)
        return Issue(
            key=issue_key(messages[0].id),
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


def _in_time(texts: Sequence[Text]) -> list[Text]:
    return sorted(texts, key=lambda text: (text.founder.at, text.founder.id))


def _centroid(texts: Sequence[Text]) -> dict[int, float]:
    """The sum of the vectors; of one text nothing, for its title needs no comparison."""
    total: dict[int, float] = {}
    if len(texts) > 1:
        for text in texts:
            for word, weight in text.vector:
                total[word] = total.get(word, 0.0) + weight
    return total
