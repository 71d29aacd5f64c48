"""Issues that nobody spoke of for a while: packed small, and the larger ones findable by their words."""

import json
import zlib
from collections.abc import Callable, Collection, Iterator
from tempfile import SpooledTemporaryFile
from weakref import finalize

from shangliang.engines.hotspots.grouping import Group
from shangliang.engines.hotspots.guard import PlaceProfile
from shangliang.engines.hotspots.leader import CentroidIndex
from shangliang.engines.hotspots.parameters import Parameters
from shangliang.engines.hotspots.texts import Text, text_of, written
from shangliang.engines.hotspots.vectors import Packed

_BLOCK = 500
_LEVEL = 3
_IN_MEMORY = 16 << 20
"""Bytes of blocks up to which they stay in memory; more stand in a file that goes with the process."""

MayMeet = Callable[[frozenset[str], PlaceProfile, Group, float], bool]


class Blocks:
    """Compressed blocks one after the other: few in memory, many in a nameless file of the system's own folder."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with these blocks
        self.ends = [0]
        finalize(self, self._file.close)

    def __len__(self) -> int:
        return len(self.ends) - 1

    def append(self, block: bytes) -> None:
        """Put a block behind the others."""
        self._file.seek(self.ends[-1])
        self._file.write(block)
        self.ends.append(self.ends[-1] + len(block))

    def __getitem__(self, number: int) -> bytes:
        self._file.seek(self.ends[number])
        return self._file.read(self.ends[number + 1] - self.ends[number])

    def joined(self) -> bytes:
        """All of them."""
        self._file.seek(0)
        return self._file.read()


class Freezer:
    """Frozen issues by the number that they had.

    Texts are kept in compressed blocks without weights, which depend on how rare words are when an issue opens again.
    Issues of `reopen_messages` messages and more are found by the words of their centroid.
    """

    def __init__(self, parameters: Parameters) -> None:
        self._set = parameters
        self.blocks = Blocks()
        self.waiting: list[str] = []
        self.gone: dict[int, None] = {}
        self.count = 0
        self.index = CentroidIndex(parameters)
        self.findable: dict[int, tuple[int, int, Group]] = {}
        """By number in `index`: the number that the issue had, its block, and a group of its places without texts."""
        self._found: dict[int, int] = {}

    def __len__(self) -> int:
        return self.count

    def freeze(self, number: int, group: Group, core: Packed) -> None:
        """Take an issue in; `core` are the heaviest words of its centroid."""
        if group.message_count >= self._set.reopen_messages:
            found = self.index.found()
            self.index.fill(found, core, len(group.texts))
            self.findable[found] = (number, len(self.blocks), Group(places=group.places))
            self._found[number] = found
        self.waiting.append(json.dumps([number, [written(text) for text in group.texts]], ensure_ascii=False))
        self.count += 1
        if len(self.waiting) == _BLOCK:
            self.blocks.append(zlib.compress("\n".join(self.waiting).encode("utf-8", "surrogatepass"), _LEVEL))
            self.waiting = []

    def nearest(self, text: Text, may_meet: MayMeet) -> int | None:
        """The number of the frozen issue that a text may join and resembles most."""
        if not self.findable:
            return None

        def may_join(found: int, resemblance: float) -> bool:
            return may_meet(text.groups, text.places, self.findable[found][2], resemblance)

        found = self.index.nearest(text.packed, may_join)
        return None if found is None else self.findable[found][0]

    def thaw(self, number: int) -> list[Text]:
        """The texts of an issue, without weights; it is frozen no more."""
        found = self._found.pop(number, None)
        blocks: Collection[int] = range(len(self.blocks) + 1)
        if found is not None:
            blocks = (self.findable.pop(found)[1],)
            self.index.remove(found)
        for had, texts in (pair for block in blocks for pair in self._read(block)):
            if had == number:
                self.gone[number] = None
                self.count -= 1
                return texts
        raise LookupError(number)

    def hold(
        self,
        found: int,
        number: int,
        block: int,
        texts: int,
        names: dict[str, dict[str, int]],
        covered: dict[str, int],
    ) -> None:
        """Know again a findable issue that stands in a block."""
        self.findable[found] = (number, block, Group(places=PlaceProfile.counted(texts, names, covered)))
        self._found[number] = found

    def items(self) -> Iterator[tuple[int, list[Text]]]:
        """All frozen issues with their texts, without weights."""
        for block in range(len(self.blocks) + 1):
            yield from self._read(block)

    def holding(self, ids: Collection[str]) -> list[int]:
        """The numbers of the issues that hold any of these messages."""
        if not ids or not self.count:
            return []
        wanted = set(ids)
        return [n for n, texts in self.items() if any(m.id in wanted for text in texts for m in text.messages)]

    def _read(self, block: int) -> Iterator[tuple[int, list[Text]]]:
        lines = self.waiting
        if block < len(self.blocks):
            lines = zlib.decompress(self.blocks[block]).decode("utf-8", "surrogatepass").split("\n")
        for line in lines:
            number, texts = json.loads(line)
            if number not in self.gone:
                yield number, [text_of(fields) for fields in texts]
