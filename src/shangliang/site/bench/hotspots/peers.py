"""The same messages given to packages that others would use: DBSCAN of scikit-learn, and BERTopic where installed."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from shangliang.engines.hotspots import Message, evaluate
from shangliang.engines.hotspots import run as discover
from shangliang.site.bench.hotspots import material, quality

MORE = 1000
"""Messages that come when the others are grouped already."""
Grouper = Callable[[Sequence[Message]], dict[str, str]]


def compare(rows: int) -> dict[str, Any]:
    """Return seconds on so many messages and the agreement with the reference, for the engine and its peers."""
    many = list(material.Replicas(material.real_messages()).rows(rows))
    found: dict[str, Any] = {"goal": "5 times faster than DBSCAN at 35,000 with better B-cubed F", "rows": rows}
    found["engine"] = one(ours, many)
    found["dbscan"] = one(dbscan, many)
    found["times_faster"] = times(found["dbscan"]["cpu_seconds"], found["engine"]["cpu_seconds"])
    found["from_words_alone"] = alone(many)
    found["when_more_come"] = arrival(many, found["dbscan"]["cpu_seconds"])
    try:
        found["bertopic"] = one(bertopic, many)
    except ImportError:
        found["bertopic"] = {"skipped": "bertopic is not installed"}
    return found


def times(theirs: float, ours: float) -> float:
    """Return how many times less the second takes."""
    return round(theirs / ours, 1)


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what some work gives, and its seconds of the processor."""
    before = time.process_time()
    found = work()
    return found, round(time.process_time() - before, 2)


def alone(many: Sequence[Message]) -> dict[str, Any]:
    """Return the seconds of grouping alone, both from words that are already cut and weighed."""
    from shangliang.engines.hotspots.grouping import Grouping
    from shangliang.engines.hotspots.links import Links
    from shangliang.engines.hotspots.parameters import DEFAULTS
    from shangliang.engines.hotspots.texts import in_order, read_texts

    links = Links((), ())
    texts, _ = read_texts(in_order(many), links, None, DEFAULTS)
    _, mine = timed(lambda: Grouping(links, DEFAULTS).run(texts))
    rows = weighed(words_of(many))
    _, theirs = timed(lambda: clustered(rows))
    return {"engine_cpu_seconds": mine, "dbscan_cpu_seconds": theirs, "times_faster": times(theirs, mine)}


def arrival(many: Sequence[Message], anew: float) -> dict[str, Any]:
    """Return the seconds until the last thousand belong somewhere when the others do already; DBSCAN begins anew."""
    from shangliang.engines.hotspots import Stream

    stream = Stream()
    stream.take_many(many[:-MORE])
    _, mine = timed(lambda: stream.take_many(many[-MORE:]))
    return {"more": MORE, "engine_cpu_seconds": mine, "dbscan_cpu_seconds": anew, "times_faster": times(anew, mine)}


def one(group: Grouper, many: Sequence[Message]) -> dict[str, Any]:
    """Return the seconds of one way to group, and its B-cubed and pair F on the real messages."""
    _, seconds = timed(lambda: group(many))
    score = evaluate(group(quality.messages()), material.reference())
    return {"cpu_seconds": seconds, "bcubed_f": round(score["bcubed"]["f"], 3),
            "pair_f": round(score["pair"]["f"], 3)}  # fmt: skip


def ours(messages: Sequence[Message]) -> dict[str, str]:
    """Return the grouping of the engine, issues described and ranked as well."""
    return dict(discover(messages).assignment)


def words_of(messages: Sequence[Message]) -> list[str]:
    """Return the texts cut into words by the engine's own vocabulary, so that all start from the same words."""
    from shangliang.engines.hotspots.words import Vocabulary, normalise

    vocabulary, cut = Vocabulary(), []
    for message in messages:
        numbers = 2 * vocabulary.numbers(normalise(message.title, 200)) + vocabulary.numbers(
            normalise(message.body, 400)
        )
        cut.append(" ".join(vocabulary.words[number] for number in numbers if number >= 0))
    return cut


def labelled(messages: Sequence[Message], labels: Sequence[int]) -> dict[str, str]:
    """Return labels as a grouping; what a method leaves out (-1) stands alone."""
    return {
        message.id: str(label) if label >= 0 else f"alone {message.id}"
        for message, label in zip(messages, labels, strict=True)
    }


def weighed(texts: Sequence[str]) -> Any:  # noqa: ANN401 - a sparse matrix of scikit-learn
    """Return cut texts as rows of TF-IDF."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer=str.split, sublinear_tf=True).fit_transform(texts)


def clustered(rows: Any) -> list[int]:  # noqa: ANN401 - a sparse matrix
    """Return the labels of DBSCAN by cosine, with the constants that did best on the reference."""
    from sklearn.cluster import DBSCAN

    labels: list[int] = DBSCAN(eps=0.65, min_samples=3, metric="cosine").fit_predict(rows).tolist()
    return labels


def dbscan(messages: Sequence[Message]) -> dict[str, str]:
    """Return the grouping of DBSCAN over TF-IDF."""
    return labelled(messages, clustered(weighed(words_of(messages))))


def bertopic(messages: Sequence[Message]) -> dict[str, str]:
    """Return the grouping of BERTopic over 150 dimensions of TF-IDF, which needs no model from elsewhere."""
    from bertopic import BERTopic
    from sklearn.decomposition import TruncatedSVD

    texts = words_of(messages)
    places = TruncatedSVD(150, random_state=0).fit_transform(weighed(texts))
    labels, _ = BERTopic(min_topic_size=3).fit_transform(texts, places)
    return labelled(messages, labels)
