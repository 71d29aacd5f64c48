"""Merkle trees by RFC 6962: hashing, roots, proofs and their verification (RFC 9162, section 2.1).

A log is a list of leaves that only grows. Its root names all of them in 32 bytes; an inclusion proof shows that a
leaf is in it, a consistency proof that a later log only added to an earlier one. Proofs are made from stored nodes
through a callback, so that a proof of a million entries reads some twenty rows.

Pure: no Django, no storage, no clock.
"""

from shangliang.engines.merkle.frontier import Frontier, Node
from shangliang.engines.merkle.hashing import EMPTY_ROOT, HASH_SIZE, leaf_hash, node_hash, root
from shangliang.engines.merkle.proofs import (
    NodeReader,
    consistency_proof,
    inclusion_proof,
    nodes_of,
    root_from_nodes,
)
from shangliang.engines.merkle.verify import verify_consistency, verify_inclusion

__all__ = [
    "EMPTY_ROOT",
    "HASH_SIZE",
    "Frontier",
    "Node",
    "NodeReader",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "nodes_of",
    "root",
    "root_from_nodes",
    "verify_consistency",
    "verify_inclusion",
]
