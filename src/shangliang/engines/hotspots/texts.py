"""Messages to texts: equal messages are read once, however often they were sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shangliang.engines.hotspots.guard import PlaceProfile, places_of
from shangliang.engines.hotspots.links import Links
from shangliang.engines.hotspots.parameters import Parameters
from shangliang.engines.hotspots.places import Gazetteer
from shangliang.engines.hotspots.records import Message
from shangliang.engines.hotspots.vectors import Counts, Vector, vectors_of
from shangliang.engines.hotspots.words import Vocabulary, normalise


@dataclass(slots=True)
class Text:
    """One distinct text with all messages that carry it, the earliest first."""

    title: str
    body: str
    messages: list[Message]
    places: PlaceProfile
    counts: Counts
    groups: set[str] = field(default_factory=set)
    vector: Vector = field(default_factory=list)


def in_order(messages: Iterable[Message]) -> list[Message]:
    """The messages by time and id, so that a run does not depend on the order of its input.

    Raises ValueError for an id that comes twice and for a mixture of naive and aware moments.
    """
    listed = list(messages)
    seen: set[str] = set()
    for message in listed:
        if message.id in seen:
            raise ValueError(f"留言编号重复：{message.id}")
        seen.add(message.id)
    if len({message.at.tzinfo is None for message in listed}) > 1:
        raise ValueError("留言时间有的带时区、有的不带，无法比较")
    return sorted(listed, key=lambda message: (message.at, message.id))


def read_texts(
    messages: Sequence[Message], links: Links, gazetteer: Gazetteer | None, parameters: Parameters
) -> tuple[list[Text], Vocabulary]:
    """The distinct texts in order of their first message, with vectors, and the words they are made of."""
    vocabulary = Vocabulary()
    texts: dict[object, Text] = {}
    for message in messages:
        title = normalise(message.title, parameters.title_chars)
        body = normalise(message.body, parameters.body_chars)
        alone = message.id if message.id in links.kept_alone or not (title or body) else ""
        key = (title, body, message.places, alone)
        text = texts.get(key)
        if text is None:
            text = texts[key] = _read(title, body, message, vocabulary, gazetteer, parameters)
        text.messages.append(message)
        group = links.group(message.id)
        if group is not None:
            text.groups.add(group)
    listed = list(texts.values())
    counts = [text.counts for text in listed]
    vectors = vectors_of(counts, vocabulary, parameters.code_weight, parameters.rare_code)
    for text, vector in zip(listed, vectors, strict=True):
        text.vector = vector
    return listed, vocabulary


def _read(
    title: str,
    body: str,
    message: Message,
    vocabulary: Vocabulary,
    gazetteer: Gazetteer | None,
    parameters: Parameters,
) -> Text:
    counts: Counts = {}
    vocabulary.count(title, counts, parameters.title_weight)
    vocabulary.count(body, counts)
    places = PlaceProfile.of(places_of(title, body, message.places, gazetteer))
    return Text(title, body, [], places, counts)
