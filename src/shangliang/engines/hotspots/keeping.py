"""The state of a stream as bytes: numbers as arrays, words as JSON, nothing that is executed when read."""

import io
import json
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shangliang.engines.hotspots.blocks import Marks
from shangliang.engines.hotspots.freezer import Freezer
from shangliang.engines.hotspots.grouping import Group, Grouping, HeldBack
from shangliang.engines.hotspots.guard import PlaceProfile
from shangliang.engines.hotspots.leader import CentroidIndex, State
from shangliang.engines.hotspots.parameters import Parameters
from shangliang.engines.hotspots.shelf import Shelf
from shangliang.engines.hotspots.texts import text_of, written
from shangliang.engines.hotspots.vectors import Frequencies
from shangliang.engines.hotspots.words import Vocabulary

_FORMAT = 2
_Arrays = dict[str, NDArray[Any]]


def pack(
    facts: dict[str, Any],
    vocabulary: Vocabulary,
    frequencies: Frequencies,
    grouping: Grouping,
    freezer: Freezer,
    shelf: Shelf,
    marks: Marks,
) -> bytes:
    """Everything that a stream knows, in the order in which it knows it; `marks` are folded."""
    texts = [text for group in grouping.groups.values() for text in group.texts]
    held = [[pair.one, pair.other, pair.similarity, pair.here, pair.there] for pair in grouping.held.values()]
    facts = facts | {
        "format": _FORMAT,
        "parameters": asdict(grouping.parameters),
        "words": vocabulary.all_words(),
        "codes": sorted(vocabulary.codes),
        "texts_counted": frequencies.texts,
        "texts": [written(text) for text in texts],
        "groups": [[number, *written_group(group)] for number, group in grouping.groups.items()],
        "changed": list(grouping.changed),
        "held": held,
        "waiting": shelf.waiting,
        "frozen": freezer.count,
        "findable": [
            [found, number, group.places.speaking(grouping.parameters), group.tickets]
            for found, (number, group) in freezer.findable.items()
        ],
    }
    arrays: _Arrays = {
        "facts": np.frombuffer(zlib.compress(json.dumps(facts).encode(), 6), dtype=np.uint8),
        "found": frequencies.found,
        "weights": _joined((text.packed[1] for text in texts), np.int32),
        "blocks": np.frombuffer(shelf.blocks.joined(), dtype=np.uint8),
        "block_ends": np.array(shelf.blocks.ends[1:], dtype=np.int64),
        "owners": np.array(shelf.owners, dtype=np.int32),
        "marks": marks.marks,
        "tickets": marks.tickets,
    }
    file = io.BytesIO()
    arrays |= _index_arrays("live", grouping.index) | _index_arrays("cold", freezer.index)
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()


def written_group(group: Group) -> list[object]:
    """What a group knows beside its texts and its tickets, and how many texts it holds."""
    if group.first is None or group.last is None:
        raise LookupError("no message")
    moment, founder = group.first
    return [len(group.texts), group.message_count, moment.isoformat(), founder, group.last.isoformat(),
            group.places.written()]  # fmt: skip


def _joined(parts: Iterable[Sequence[float]], kind: type) -> NDArray[Any]:
    listed: list[NDArray[Any]] = [np.asarray(part, dtype=kind) for part in parts]
    return np.concatenate(listed) if listed else np.zeros(0, dtype=kind)


def _index_arrays(name: str, index: CentroidIndex) -> _Arrays:
    """Sums and lists of an index as arrays."""
    state = index.state()
    sums = [total for total in state.sums if total is not None]
    return {
        f"{name}_sizes": np.array(state.sizes, dtype=np.int32),
        f"{name}_lengths": np.array([-1 if t is None else t.shape[1] for t in state.sums], dtype=np.int32),
        f"{name}_sums": np.concatenate(sums, axis=1) if sums else np.zeros((2, 0), dtype=np.int32),
        f"{name}_posted": np.array([word for word, _ in state.postings], dtype=np.int32),
        f"{name}_posted_lengths": np.array([len(posted) for _, posted in state.postings], dtype=np.int32),
        f"{name}_postings": _joined((posted for _, posted in state.postings), np.int32),
        f"{name}_counts": np.array(state.counts, dtype=np.int64),
    }


class Kept:
    """What `pack` wrote, read back. Raises ValueError for another format."""

    def __init__(self, kept: bytes) -> None:
        with np.load(io.BytesIO(kept), allow_pickle=False) as archive:
            self._arrays: _Arrays = {name: archive[name] for name in archive.files}
        self.facts: dict[str, Any] = json.loads(zlib.decompress(self._arrays["facts"].tobytes()))
        if self.facts["format"] != _FORMAT:
            raise ValueError(f"状态的格式是 {self.facts['format']}，这里只认 {_FORMAT}")
        self.parameters = Parameters(**self.facts["parameters"])

    def fill(
        self,
        vocabulary: Vocabulary,
        frequencies: Frequencies,
        grouping: Grouping,
        freezer: Freezer,
        shelf: Shelf,
    ) -> None:
        """Give the parts of a new stream what was kept."""
        vocabulary.learn(self.facts["words"], self.facts["codes"])
        frequencies.texts = self.facts["texts_counted"]
        frequencies.found = self._arrays["found"]
        self._fill_index("live", grouping.index)
        self._fill_index("cold", freezer.index)
        self._fill_shelf(shelf)
        self._fill_groups(grouping)
        self._fill_freezer(freezer)
        for ticket, issue in shelf.belonging():
            if (living := grouping.groups.get(issue)) is not None:
                living.tickets = (*living.tickets, ticket)

    def marks(self) -> Marks:
        """The tickets by the mark of a text."""
        return Marks(self._arrays["marks"], self._arrays["tickets"])

    def _fill_groups(self, grouping: Grouping) -> None:
        weights, place = self._arrays["weights"], 0
        texts = iter(self.facts["texts"])
        for number, members, messages, moment, founder, last, places in self.facts["groups"]:
            group = grouping.groups[number] = Group(
                places=PlaceProfile.of_written(places),
                first=(datetime.fromisoformat(moment), founder),
                last=datetime.fromisoformat(last),
                message_count=messages,
            )
            for _ in range(members):
                text = text_of(next(texts))
                count = text.packed.shape[1]
                text.packed[1] = weights[place : place + count]
                place += count
                text.groups = grouping.links.groups(message.id for message in text.messages)
                text.issue = number
                group.texts.append(text)
                group.decided |= text.groups
            grouping.tell_district(number)
            if group.texts:
                grouping.at_hand.add(number)
        grouping.changed = dict.fromkeys(self.facts["changed"])
        for one, other, similarity, here, there in self.facts["held"]:
            grouping.held[one, other] = HeldBack(-similarity, one, other, tuple(here), tuple(there))

    def _fill_shelf(self, shelf: Shelf) -> None:
        ends = [0, *self._arrays["block_ends"].tolist()]
        every = self._arrays["blocks"].tobytes()
        for start, end in pairwise(ends):
            shelf.blocks.append(every[start:end])
        shelf.waiting = self.facts["waiting"]
        shelf.owners = array("i", self._arrays["owners"].tobytes())

    def _fill_freezer(self, freezer: Freezer) -> None:
        freezer.count = self.facts["frozen"]
        for found, number, places, tickets in self.facts["findable"]:
            freezer.hold(found, number, Group(places=PlaceProfile.speaking_of(places), tickets=tuple(tickets)))

    def _fill_index(self, name: str, index: CentroidIndex) -> None:
        part = {key.removeprefix(f"{name}_"): array_ for key, array_ in self._arrays.items() if key.startswith(name)}
        gone, swept = part["counts"].tolist()
        lists = zip(part["posted"].tolist(), _cut(part["postings"], part["posted_lengths"]), strict=True)
        sums = [None if total is None else np.ascontiguousarray(total) for total in _cut(part["sums"], part["lengths"])]
        postings = [(word, posted.tolist()) for word, posted in lists if posted is not None]
        index.restore(State(array("i", part["sizes"].tolist()), sums, postings, (gone, swept)))


def _cut(joined: NDArray[Any], lengths: NDArray[Any]) -> Iterator[NDArray[Any] | None]:
    """The parts of these lengths along the last axis; None for a length below nought."""
    place = 0
    for length in lengths.tolist():
        if length < 0:
            yield None
            continue
        yield joined[..., place : place + length]
        place += length
