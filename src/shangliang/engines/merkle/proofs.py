"""Proofs from stored nodes (RFC 9162, sections 2.1.3.1 and 2.1.4.1)."""

from collections.abc import Callable, Mapping, Sequence

from shangliang.engines.merkle.frontier import Frontier
from shangliang.engines.merkle.hashing import EMPTY_ROOT, node_hash

# Gives the hash of the complete subtree at (level, index); level 0 are the leaf hashes.
NodeReader = Callable[[int, int], bytes]


def inclusion_proof(index: int, size: int, node: NodeReader) -> list[bytes]:
    """Give the hashes that lead from leaf ``index`` to the root of the first ``size`` leaves, lowest first."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} among {size}")
    proof: list[bytes] = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            proof.append(_range_root(middle, stop, node))
            stop = middle
        else:
            proof.append(_range_root(start, middle, node))
            start = middle
    return proof[::-1]


def consistency_proof(size1: int, size2: int, node: NodeReader) -> list[bytes]:
    """Give the hashes that show the first ``size1`` leaves unchanged in the first ``size2``; size1 at least 1."""
    if not 0 < size1 <= size2:
        raise ValueError(f"no proof from {size1} to {size2}")
    proof: list[bytes] = []
    start, stop, is_whole = 0, size2, True
    while size1 < stop:
        middle = start + _split(stop - start)
        if size1 <= middle:
            proof.append(_range_root(middle, stop, node))
            stop = middle
        else:
            proof.append(_range_root(start, middle, node))
            start, is_whole = middle, False
    if not is_whole:
        proof.append(_range_root(start, stop, node))
    return proof[::-1]


def root_from_nodes(size: int, node: NodeReader) -> bytes:
    """Give the root of the first ``size`` leaves, read from their complete subtrees."""
    return _range_root(0, size, node) if size else EMPTY_ROOT


def nodes_of(leaf_hashes: Sequence[bytes]) -> Mapping[tuple[int, int], bytes]:
    """Give every complete subtree of a list of leaf hashes by (level, index), for proofs in memory."""
    frontier = Frontier()
    return {(made.level, made.index): made.hash for leaf in leaf_hashes for made in frontier.append(leaf)}


def _split(width: int) -> int:
    """Give the largest power of two below a width of at least 2."""
    return 1 << ((width - 1).bit_length() - 1)


def _range_root(start: int, stop: int, node: NodeReader) -> bytes:
    width = stop - start
    level = width.bit_length() - 1
    if width == 1 << level:
        return node(level, start >> level)
    middle = start + _split(width)
    return node_hash(_range_root(start, middle, node), _range_root(middle, stop, node))
