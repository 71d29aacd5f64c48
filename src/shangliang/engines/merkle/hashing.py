"""Hashes of leaves, nodes and whole lists (RFC 6962, section 2.1)."""

from collections.abc import Sequence
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256().digest()


def leaf_hash(entry: bytes) -> bytes:
    """Give the hash of one entry: SHA-256 of 0x00 and the entry's bytes as stored."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Give the hash of two neighbours: SHA-256 of 0x01 and both hashes."""
    return sha256(b"\x01" + left + right).digest()


def root(leaf_hashes: Sequence[bytes]) -> bytes:
    """Give the root of a list of leaf hashes, computed from the start; of an empty list SHA-256 of nothing."""
    level = list(leaf_hashes)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        paired = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
        # A last node without neighbour rises unchanged: the split at the largest power of two, seen from below.
        level = paired + level[len(paired) * 2 :]
    return level[0]
