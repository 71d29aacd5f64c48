"""Much in little room: compressed blocks, on disk when they are many, and numbers by the mark of a text or word."""

import zlib
from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

_IN_MEMORY = 16 << 20
"""Bytes of blocks up to which they stay in memory; more stand in a file that goes with the process."""
_LEVEL = 3

Tickets = NDArray[np.int32]


def packed(told: str) -> bytes:
    """A text as a compressed block, broken surrogates and all."""
    return zlib.compress(told.encode("utf-8", "surrogatepass"), _LEVEL)


def unpacked(block: bytes) -> str:
    """The text that was packed."""
    return zlib.decompress(block).decode("utf-8", "surrogatepass")


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


class Marks:
    """Tickets by the mark of a text, a few bytes each: the newest in a dictionary, the others as sorted arrays."""

    def __init__(self, marks: NDArray[np.int64] | None = None, tickets: Tickets | None = None) -> None:
        self.marks: NDArray[np.int64] = np.zeros(0, dtype=np.int64) if marks is None else marks
        self.tickets: Tickets = np.zeros(0, dtype=np.int32) if tickets is None else tickets
        self._fresh: dict[int, int] = {}

    def get(self, mark: int) -> int | None:
        """The ticket last given for a mark."""
        ticket = self._fresh.get(mark)
        if ticket is None and len(self.marks):
            place = int(self.marks.searchsorted(mark))
            if place < len(self.marks) and self.marks[place] == mark:
                return int(self.tickets[place])
        return ticket

    def __setitem__(self, mark: int, ticket: int) -> None:
        self._fresh[mark] = ticket

    def fold(self, is_wanted: Callable[[Tickets], NDArray[np.bool_]] | None = None, *, least: int = -1) -> None:
        """Sort the newest in where there are more than `least`, and forget the tickets that are not wanted."""
        if len(self._fresh) <= least:
            return
        listed = sorted(self._fresh.items())
        self._fresh = {}
        marks = np.array([mark for mark, _ in listed], dtype=np.int64)
        tickets = np.array([ticket for _, ticket in listed], dtype=np.int32)
        places = self.marks.searchsorted(marks)
        known = np.zeros(len(marks), dtype=np.bool_)
        if len(self.marks):
            known = self.marks[np.minimum(places, len(self.marks) - 1)] == marks
        self.tickets[places[known]] = tickets[known]
        self.marks = np.insert(self.marks, places[~known], marks[~known])
        self.tickets = np.insert(self.tickets, places[~known], tickets[~known])
        if is_wanted is not None:
            wanted = is_wanted(self.tickets)
            self.marks, self.tickets = self.marks[wanted], self.tickets[wanted]
