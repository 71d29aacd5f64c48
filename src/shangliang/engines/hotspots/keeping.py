"""The state of a stream as bytes: numbers as arrays, words as JSON, nothing that is executed when read."""

import io
import json
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shangliang.engines.hotspots.freezer import Freezer
from shangliang.engines.hotspots.grouping import Group, Grouping, HeldBack
from shangliang.engines.hotspots.leader import CentroidIndex
from shangliang.engines.hotspots.parameters import Parameters
from shangliang.engines.hotspots.texts import text_of, written
from shangliang.engines.hotspots.vectors import Frequencies
from shangliang.engines.hotspots.words import Vocabulary

_FORMAT = 1
_Arrays = dict[str, NDArray[Any]]


def pack(
    facts: dict[str, Any], vocabulary: Vocabulary, frequencies: Frequencies, grouping: Grouping, freezer: Freezer
) -> bytes:
    """Everything that a stream knows, in the order in which it knows it."""
    texts = [text for group in grouping.groups.values() for text in group.texts]
    held = [[pair.one, pair.other, pair.similarity, pair.here, pair.there] for pair in grouping.held.values()]
    facts = facts | {
        "format": _FORMAT,
        "parameters": asdict(grouping.parameters),
        "words": vocabulary.words,
        "codes": sorted(vocabulary.codes),
        "texts_counted": frequencies.texts,
        "texts": [written(text) for text in texts],
        "groups": [[number, len(group.texts)] for number, group in grouping.groups.items()],
        "changed": list(grouping.changed),
        "held": held,
        "waiting": freezer.waiting,
        "gone": list(freezer.gone),
        "frozen": freezer.count,
        "findable": [
            [found, number, block, written_places(group)] for found, (number, block, group) in freezer.findable.items()
        ],
    }
    arrays: _Arrays = {
        "facts": np.frombuffer(zlib.compress(json.dumps(facts).encode(), 6), dtype=np.uint8),
        "found": np.array(frequencies.found, dtype=np.int32),
        "weights": _joined((text.weights for text in texts), np.float32),
        "blocks": np.frombuffer(b"".join(freezer.blocks), dtype=np.uint8),
        "block_ends": np.cumsum([len(block) for block in freezer.blocks], dtype=np.int64),
    }
    file = io.BytesIO()
    arrays |= _index_arrays("live", grouping.index) | _index_arrays("cold", freezer.index)
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()


def written_places(group: Group) -> list[object]:
    """The places of a group that holds no texts any more."""
    profile = group.places
    return [profile.texts, profile.names, profile.covered]


def _joined(parts: Iterable[Sequence[float]], kind: type) -> NDArray[Any]:
    listed: list[NDArray[Any]] = [np.asarray(part, dtype=kind) for part in parts]
    return np.concatenate(listed) if listed else np.zeros(0, dtype=kind)


def _index_arrays(name: str, index: CentroidIndex) -> _Arrays:
    """Sums and lists of an index as arrays: packed sums apart from those that are dictionaries."""
    state = index.state()
    return {
        f"{name}_sizes": np.array(index.sizes, dtype=np.int32),
        f"{name}_kinds": np.array([kind for kind, _, _ in state.sums], dtype=np.int8),
        f"{name}_lengths": np.array([len(words) for _, words, _ in state.sums], dtype=np.int32),
        f"{name}_words": _joined((words for _, words, _ in state.sums), np.int32),
        f"{name}_weights": _joined((weights for _, _, weights in state.sums), np.float64),
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

    def fill(self, vocabulary: Vocabulary, frequencies: Frequencies, grouping: Grouping, freezer: Freezer) -> None:
        """Give the parts of a new stream what was kept."""
        vocabulary.learn(self.facts["words"], self.facts["codes"])
        frequencies.texts = self.facts["texts_counted"]
        frequencies.found = array("i", self._arrays["found"].tolist())
        self._fill_index("live", grouping.index)
        self._fill_index("cold", freezer.index)
        self._fill_groups(grouping)
        self._fill_freezer(freezer)

    def _fill_groups(self, grouping: Grouping) -> None:
        weights, place = self._arrays["weights"], 0
        texts = iter(self.facts["texts"])
        for number, count in self.facts["groups"]:
            group = grouping.groups[number] = Group()
            for _ in range(count):
                text = text_of(next(texts))
                text.weights = array("f", weights[place : place + len(text.words)].tolist())
                place += len(text.words)
                text.groups = grouping.links.groups(message.id for message in text.messages)
                text.issue = number
                group.add(text)
        grouping.changed = dict.fromkeys(self.facts["changed"])
        for one, other, similarity, here, there in self.facts["held"]:
            grouping.held[one, other] = HeldBack(one, other, similarity, tuple(here), tuple(there))

    def _fill_freezer(self, freezer: Freezer) -> None:
        ends = [0, *self._arrays["block_ends"].tolist()]
        every = self._arrays["blocks"].tobytes()
        freezer.blocks = [every[start:end] for start, end in pairwise(ends)]
        freezer.waiting = self.facts["waiting"]
        freezer.gone = dict.fromkeys(self.facts["gone"])
        freezer.count = self.facts["frozen"]
        for found, number, block, (texts, names, covered) in self.facts["findable"]:
            freezer.hold(found, number, block, texts, names, covered)

    def _fill_index(self, name: str, index: CentroidIndex) -> None:
        part = {key.removeprefix(f"{name}_"): array_ for key, array_ in self._arrays.items() if key.startswith(name)}
        words, weights = _cut(part["words"], part["lengths"]), _cut(part["weights"], part["lengths"])
        index.restore(
            part["sizes"].tolist(),
            zip(part["kinds"].tolist(), words, weights, strict=True),
            zip(part["posted"].tolist(), _cut(part["postings"], part["posted_lengths"]), strict=True),
            part["counts"].tolist(),
        )


def _cut(joined: NDArray[Any], lengths: NDArray[Any]) -> Iterable[list[Any]]:
    place = 0
    for length in lengths.tolist():
        yield joined[place : place + length].tolist()
        place += length
