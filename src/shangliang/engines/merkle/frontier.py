"""The growing edge of a log: what must be kept to append the next leaf."""

from collections.abc import Sequence
from dataclasses import dataclass

from shangliang.engines.merkle.hashing import EMPTY_ROOT, node_hash


@dataclass(frozen=True, slots=True)
class Node:
    """A complete subtree: 2**level leaves beginning at leaf index * 2**level, and its hash."""

    level: int
    index: int
    hash: bytes


class Frontier:
    """The roots of the complete subtrees of a log, largest first: at most log2(size) + 1 hashes.

    ``Frontier()`` is an empty log; ``Frontier(size, hashes)`` takes up where a stored one stood.
    """

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """Begin at a size with the hashes of its complete subtrees; ValueError when their number is wrong."""
        if size < 0 or len(hashes) != size.bit_count():
            raise ValueError(f"a log of {size} leaves has not {len(hashes)} complete subtrees")
        self.size = size
        self.hashes = list(hashes)

    def append(self, leaf_hash: bytes) -> list[Node]:
        """Add one leaf and give the nodes that became complete, the leaf first; they never change again."""
        index, level, node = self.size, 0, leaf_hash
        made = [Node(0, index, node)]
        while index & 1:
            node = node_hash(self.hashes.pop(), node)
            level, index = level + 1, index >> 1
            made.append(Node(level, index, node))
        self.hashes.append(node)
        self.size += 1
        return made

    def root(self) -> bytes:
        """Give the root of the log as it stands."""
        if not self.hashes:
            return EMPTY_ROOT
        found = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            found = node_hash(left, found)
        return found
