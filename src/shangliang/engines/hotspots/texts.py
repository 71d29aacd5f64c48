"""Messages to texts: equal messages are read once, however often they were sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from hashlib import blake2b
from typing import Any

import ahocorasick_rs
import numpy as np
from numpy.typing import NDArray

from shangliang.engines.hotspots.guard import PlaceProfile, places_of
from shangliang.engines.hotspots.links import Links
from shangliang.engines.hotspots.parameters import Parameters
from shangliang.engines.hotspots.places import Gazetteer, Place, Recogniser
from shangliang.engines.hotspots.records import Message
from shangliang.engines.hotspots.vectors import Counts, Frequencies, Packed, Vector, unpack
from shangliang.engines.hotspots.words import Vocabulary, counted, normalise, word_list

_KEPT_BODY = 40
_NONE: frozenset[str] = frozenset()
_MOST_COUNTED = 255
_LOOKED_THROUGH = 1000


@dataclass(slots=True)
class Text:
    """One distinct text with all messages that carry it, the earliest first; words by weight, the heaviest first.

    Of a body only the opening is kept, for a title where none was given. `groups` are the decided groups of its
    messages, `mark` is equal for equal texts at equal places, `times` is how often each word stands in it, at most 255.
    """

    title: str
    messages: list[Message]
    places: PlaceProfile
    packed: Packed
    times: bytes
    is_severe: bool = False
    mark: int = 0
    groups: frozenset[str] = _NONE
    category: str = ""
    issue: int = -1
    key: str = ""

    @property
    def words(self) -> NDArray[np.int32]:
        """The numbers of its words, the heaviest first."""
        words: NDArray[np.int32] = self.packed[0]
        return words

    @property
    def vector(self) -> Vector:
        """The words with their weights, the heaviest first, of length 1 (or empty)."""
        return unpack(self.packed)

    @property
    def numbers(self) -> NDArray[np.uint8]:
        """How often each word stands in it, in the same order."""
        return np.frombuffer(self.times, dtype=np.uint8)

    @property
    def founder(self) -> Message:
        """Its first message."""
        return self.messages[0]

    def without(self, message: Message) -> "Text":
        """Take a message out; returns a text of that message alone."""
        self.messages.remove(message)
        return replace(self, messages=[message], mark=alone(self.mark, message.id), groups=_NONE, issue=-1)

    def holds(self, one: str) -> bool:
        """Whether it has a message of this id; of many copies only the newest are looked through."""
        return any(message.id == one for message in self.messages[-_LOOKED_THROUGH:])


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


class Reader:
    """Reads messages into texts: normalised, cut into words, with the places that they name."""

    def __init__(
        self,
        links: Links,
        gazetteer: Gazetteer | None,
        parameters: Parameters,
        recogniser: Recogniser | None = None,
    ) -> None:
        self.links = links
        self._recogniser = recogniser
        self.vocabulary = Vocabulary()
        self._gazetteer = gazetteer
        self._set = parameters

    def normalised(self, message: Message) -> tuple[str, str, int]:
        """Title and body as they are compared, and a mark that equal texts at equal places share."""
        title = normalise(message.title, self._set.title_chars)
        body = normalise(message.body, self._set.body_chars)
        mark = mark_of("\x00".join((title, body, *message.places)))
        if message.id in self.links.kept_alone or not (title or body):
            mark = alone(mark, message.id)
        return title, body, mark

    def read(self, message: Message, title: str, body: str, mark: int) -> Text:
        """The text of a message that was not read before, without weights."""
        numbers = self.vocabulary.numbers
        counts = counted(numbers(title) * self._set.title_weight + numbers(body))
        places = PlaceProfile(places_of(title, body, message.places, self._gazetteer, self._recogniser))
        severe = is_severe(f"{title}\n{body}")
        return Text(title, [], places, *unweighed(counts), severe, mark)

    def attach(self, message: Message, text: Text) -> None:
        """Add a message to its text."""
        category = message.category or text.category
        title = text.title if message.title == text.title else message.title
        if len(message.body) > _KEPT_BODY or title is not message.title or category != message.category:
            message = replace(message, title=title, body=message.body[:_KEPT_BODY], category=category)
        text.messages.append(message)
        group = self.links.group(message.id)
        if group is not None:
            text.groups |= {group}


def read_texts(
    messages: Sequence[Message], links: Links, gazetteer: Gazetteer | None, parameters: Parameters
) -> tuple[list[Text], Vocabulary]:
    """The distinct texts in order of their first message, with weights, and the words they are made of."""
    reader = Reader(links, gazetteer, parameters)
    texts: dict[int, Text] = {}
    for message in messages:
        title, body, mark = reader.normalised(message)
        text = texts.get(mark)
        if text is None:
            text = texts[mark] = reader.read(message, title, body, mark)
        reader.attach(message, text)
    frequencies = Frequencies(reader.vocabulary, parameters)
    frequencies.add(text.words for text in texts.values())
    listed = list(texts.values())
    weigh(listed, frequencies)
    return listed, reader.vocabulary


def weigh(texts: Sequence[Text], frequencies: Frequencies) -> None:
    """Give the words of texts their weights by how rare they are."""
    weighed = frequencies.weigh([text.words for text in texts], [text.numbers for text in texts])
    for text, (packed, numbers) in zip(texts, weighed, strict=True):
        text.packed, text.times = packed, numbers.tobytes()


def unweighed(counts: Counts) -> tuple[Packed, bytes]:
    """Words without weights yet, and how often each stands in a text."""
    packed = np.zeros((2, len(counts)), dtype=np.int32)
    packed[0] = list(counts)
    return packed, bytes([min(count, _MOST_COUNTED) for count in counts.values()])


def alone(mark: int, one: str) -> int:
    """The mark of a text that must stand apart from equal ones."""
    return mark_of(f"{mark}\x00{one}")


def mark_of(told: str) -> int:
    """A number of 63 bits that equal strings share."""
    return int.from_bytes(blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1


@cache
def _severity() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(sorted(word_list("severity.txt")))


def is_severe(text: str) -> bool:
    """Whether a text has a word of danger or hardship."""
    return bool(_severity().find_matches_as_indexes(text))


def written(text: Text) -> list[object]:
    """A text without weights as plain lists."""
    places = [[place.name, place.kind, place.district] for place in text.places.places]
    messages = [
        [m.id, m.reporter, None if m.title == text.title else m.title, m.body, m.at.isoformat(), m.likes, m.category,
         list(m.places)]
        for m in text.messages
    ]  # fmt: skip
    return [text.title, text.words.tolist(), list(text.times), int(text.is_severe), text.mark, text.category,
            places, messages]  # fmt: skip


def text_of(fields: list[Any]) -> Text:
    """The text that `written` wrote."""
    title, words, numbers, severe, mark, category, places, messages = fields
    return Text(
        title,
        [
            Message(one, who, title if own is None else own, body, datetime.fromisoformat(at), likes, its, tuple(given))
            for one, who, own, body, at, likes, its, given in messages
        ],
        PlaceProfile(Place(*place) for place in places),
        *unweighed(dict(zip(words, numbers, strict=True))),
        bool(severe),
        mark,
        category=category,
    )
