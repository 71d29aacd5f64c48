"""What a reader is shown of an issue: title, kind, terms, samples."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shangliang.engines.hotspots.copies import Sent
from shangliang.engines.hotspots.guard import PlaceProfile
from shangliang.engines.hotspots.parameters import Parameters
from shangliang.engines.hotspots.places import COMMUNITY, SITE, core_of
from shangliang.engines.hotspots.records import EVENT, POLICY, REPEAT, Message
from shangliang.engines.hotspots.texts import Text
from shangliang.engines.hotspots.vectors import dot
from shangliang.engines.hotspots.words import Vocabulary, counted, tidy

_QUESTION = re.compile(
    "咨询|请问|问问|想问|询问|建议|希望能|什么时候|何时|如何|怎么办理|怎样|能否|能不能|可否|是否|可以吗|吗$|呢$|政策|规划|申请|条件"
)
_GRIEVANCE = re.compile("投诉|举报|扰民|违规|违法|违建|欺诈|诈骗|拖欠|强制|捆绑|反对|隐患|严重|污染|抗议|侵")
_EDGES = " ，。！？!?,.;；:：、~～…“”\"'"
_BEST_LENGTHS = (10, 32)
_LONGEST_TITLE = 60
_JUDGED = 40
BLANK_TITLE = "（空白留言）"


class Titled(NamedTuple):
    """The title of an issue and the message that it was taken from."""

    title: str
    text: Text


def shown_title(text: Text) -> str:
    """The title as its author wrote it, else the first sentence of the body, else a word for nothing."""
    first = text.messages[0]
    own = tidy(first.title).strip(_EDGES)
    if not own:
        own = re.split("[。！？!?;；]", tidy(first.body).lstrip(_EDGES), maxsplit=1)[0].strip(_EDGES)
    return own[:_LONGEST_TITLE] or BLANK_TITLE


def choose_title(
    texts: Sequence[Text],
    centroid: Mapping[int, float],
    places: PlaceProfile,
    vocabulary: Vocabulary,
    parameters: Parameters,
) -> Titled:
    """The most central real title: like the issue in words, naming its place, neither curt nor endless."""
    if len(texts) == 1:
        return Titled(shown_title(texts[0]), texts[0])
    norm = math.sqrt(sum(weight * weight for weight in centroid.values())) or 1.0
    central = sorted(texts, key=lambda text: -dot(text.vector, centroid))[:_JUDGED]
    names = [core_of(n) for level in (SITE, COMMUNITY) for n in places.main(level, parameters)[:2]]

    def merit(text: Text) -> float:
        title = shown_title(text)
        own = counted(vocabulary.numbers(title))
        telling = sum(centroid.get(word, 0.0) for word in own) / norm
        whole = dot(text.vector, centroid) / norm
        placed = 0.3 if any(name in title for name in names) else 0.0
        return telling / math.sqrt(len(own) or 1) + whole + placed - _length_fault(title)

    best = max(central, key=merit)
    return Titled(shown_title(best), best)


def _length_fault(title: str) -> float:
    shortest, longest = _BEST_LENGTHS
    return 0.02 * max(shortest - len(title), len(title) - longest, 0)


def kind_of_issue(texts: Sequence[Text], sent: Sequence[Sent], places: PlaceProfile, parameters: Parameters) -> str:
    """单人重复 when one person wrote most of it, 政策咨询 when most ask and no one place is meant, else 事件."""
    most = max(Counter(one.person for one in sent).values())
    if most > 1 and most > parameters.repeat_share * len(sent):
        return REPEAT
    asking = sum(1 for t in texts if _QUESTION.search(t.title) and not _GRIEVANCE.search(t.title))
    placed = any(places.main(level, parameters) for level in (SITE, COMMUNITY))
    return POLICY if asking >= parameters.question_share * len(texts) and not placed else EVENT


def sample_ids(best: Text, messages: Sequence[Message], limit: int) -> tuple[str, ...]:
    """At most `limit` ids: the most central message, the most liked, the newest, the oldest, then others."""
    liked = max(messages, key=lambda message: message.likes)
    wanted = [best.messages[0], liked, messages[-1], messages[0], *messages]
    distinct: dict[tuple[str, str], str] = {}
    for message in wanted:
        distinct.setdefault((message.title, message.body), message.id)
        if len(distinct) == limit:
            break
    return tuple(distinct.values())


def _counted(texts: Sequence[Text]) -> tuple[NDArray[np.int32], NDArray[Any]]:
    """The words of several texts together, and how often each stands in them."""
    if len(texts) == 1:
        return texts[0].words, texts[0].numbers
    words, places = np.unique(np.concatenate([text.words for text in texts]), return_inverse=True)
    return words, np.bincount(places, weights=np.concatenate([text.numbers for text in texts]))


class TermRanker:
    """The words that set an issue apart from the others (class-based TF-IDF, Grootendorst 2022)."""

    def __init__(self, issues: Sequence[Sequence[Text]], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        counts = np.zeros(len(vocabulary))
        for texts in issues:
            for text in texts:
                counts[text.words] += text.numbers
        mean = counts.sum() / max(len(issues), 1)
        self._weights = np.log1p(mean / np.maximum(counts, 1))
        self._weights[sorted(vocabulary.codes)] = 0.0

    def top(self, texts: Sequence[Text], limit: int) -> tuple[str, ...]:
        """At most `limit` words by tf x ln(1 + mean words of an issue / count in all); no place codes."""
        words, counts = _counted(texts)
        weights = counts * self._weights[words]
        least = np.partition(weights, -limit)[-limit] if len(weights) > limit else 0.0
        wanted = np.flatnonzero((weights >= least) & (weights > 0))
        word_of = self._vocabulary.word
        ranked = zip((-weights[wanted]).tolist(), map(word_of, words[wanted].tolist()), strict=True)
        return tuple(word for _, word in sorted(ranked)[:limit])


def commonest_category(messages: Sequence[Message]) -> str:
    """The category that most messages carry, the alphabetically first of equals; empty when none carries one."""
    counts = Counter(tidy(message.category) for message in messages if message.category.strip())
    return min(counts, key=lambda name: (-counts[name], name), default="")
