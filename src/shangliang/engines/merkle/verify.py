"""Verification of proofs (RFC 9162, sections 2.1.3.2 and 2.1.4.2).

Index, sizes and roots come from what the verifier trusts, never from the proof.
"""

from collections.abc import Sequence

from shangliang.engines.merkle.hashing import HASH_SIZE, node_hash


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Say whether a proof shows the leaf hash at ``index`` in the log of ``size`` leaves with this root."""
    if not 0 <= index < size or not _are_hashes((leaf, root, *proof)):
        return False
    here, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(step, found)
            here, last = _rise_to_right_edge(here, last)
        else:
            found = node_hash(found, step)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(size1: int, size2: int, root1: bytes, root2: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether a proof shows that the log of ``size2`` leaves only added to the log of ``size1``.

    ``size1`` of 0 is refused: an empty log is consistent with any, so such a proof says nothing.
    """
    if not 0 < size1 <= size2:
        return False
    if size1 == size2:
        return not proof and root1 == root2
    if not _are_hashes((root1, root2, *proof)):
        return False
    path = [root1, *proof] if size1.bit_count() == 1 else list(proof)
    return bool(proof) and _joins(size1, size2, path) == (root1, root2)


def _joins(size1: int, size2: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    here, last = size1 - 1, size2 - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return None
        if here & 1 or here == last:
            old, new = node_hash(step, old), node_hash(step, new)
            here, last = _rise_to_right_edge(here, last)
        else:
            new = node_hash(new, step)
        here, last = here >> 1, last >> 1
    return (old, new) if last == 0 else None


def _rise_to_right_edge(here: int, last: int) -> tuple[int, int]:
    # On the right edge a node without neighbour rises unchanged, so levels without a step in the proof are skipped.
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last


def _are_hashes(values: Sequence[bytes]) -> bool:
    return all(len(value) == HASH_SIZE for value in values)
