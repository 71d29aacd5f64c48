"""Trees, proofs and verification on the eight standard leaves of RFC 6962 and on random logs."""

import random

import pytest

from shangliang.engines import merkle

LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
# The published root of the eight leaves, and of the first.
ROOT_OF_EIGHT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
ROOT_OF_ONE = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
SEED = 20220929


def hashes(count: int) -> list[bytes]:
    return [merkle.leaf_hash(n.to_bytes(4, "big")) for n in range(count)]


def reader(leaves: list[bytes]) -> merkle.NodeReader:
    nodes = merkle.nodes_of(leaves)
    return lambda level, index: nodes[level, index]


def test_the_standard_leaves_have_the_published_roots():
    leaves = [merkle.leaf_hash(leaf) for leaf in LEAVES]
    assert merkle.root(leaves).hex() == ROOT_OF_EIGHT
    assert merkle.root(leaves[:1]).hex() == ROOT_OF_ONE
    assert merkle.root([]) == merkle.EMPTY_ROOT


def test_leaves_and_nodes_are_hashed_apart_so_a_node_cannot_pass_as_a_leaf():
    left, right = hashes(2)
    assert merkle.node_hash(left, right) != merkle.leaf_hash(left + right)


def test_the_frontier_the_stored_nodes_and_the_plain_root_agree_at_every_size():
    leaves = hashes(130)
    frontier = merkle.Frontier()
    for size, leaf in enumerate(leaves, start=1):
        frontier.append(leaf)
        assert frontier.root() == merkle.root(leaves[:size]) == merkle.root_from_nodes(size, reader(leaves[:size]))
    assert merkle.root_from_nodes(0, reader([])) == merkle.Frontier().root() == merkle.EMPTY_ROOT


def test_a_stored_frontier_goes_on_where_it_stood():
    leaves = hashes(77)
    first = merkle.Frontier()
    for leaf in leaves[:50]:
        first.append(leaf)
    again = merkle.Frontier(first.size, first.hashes)
    for leaf in leaves[50:]:
        again.append(leaf)
    assert (again.size, again.root()) == (77, merkle.root(leaves))


def test_a_frontier_with_the_wrong_number_of_hashes_is_refused():
    with pytest.raises(ValueError, match="complete subtrees"):
        merkle.Frontier(3, [bytes(32)])


def test_an_appended_leaf_gives_each_completed_node_once():
    frontier = merkle.Frontier()
    made = [node for leaf in hashes(64) for node in frontier.append(leaf)]
    assert len({(node.level, node.index) for node in made}) == len(made) == 127


def test_every_inclusion_proof_up_to_forty_leaves_verifies_and_is_short():
    leaves = hashes(40)
    node = reader(leaves)
    for size in range(1, 41):
        root = merkle.root(leaves[:size])
        for index in range(size):
            proof = merkle.inclusion_proof(index, size, node)
            assert len(proof) <= (size - 1).bit_length()
            assert merkle.verify_inclusion(leaves[index], index, size, proof, root)


def test_every_consistency_proof_up_to_forty_leaves_verifies():
    leaves = hashes(40)
    node = reader(leaves)
    roots = [merkle.root(leaves[:size]) for size in range(41)]
    for size2 in range(1, 41):
        for size1 in range(1, size2 + 1):
            proof = merkle.consistency_proof(size1, size2, node)
            assert merkle.verify_consistency(size1, size2, roots[size1], roots[size2], proof)


def test_a_proof_reads_only_complete_nodes_and_few_of_them():
    leaves = hashes(1000)
    nodes = merkle.nodes_of(leaves)
    read = []

    def node(level: int, index: int) -> bytes:
        read.append((level, index))
        return nodes[level, index]

    merkle.inclusion_proof(123, 1000, node)
    assert len(read) <= 16


def test_a_hundred_thousand_mutated_proofs_verify_none():
    source = random.Random(SEED)
    leaves = hashes(100)
    node = reader(leaves)
    roots = [merkle.root(leaves[:size]) for size in range(101)]
    fooled = 0
    for _ in range(2_000):
        size = source.randrange(2, 101)
        index = source.randrange(size)
        proof = merkle.inclusion_proof(index, size, node)
        for _ in range(50):
            fooled += merkle.verify_inclusion(leaves[index], index, size, mutated(proof, source), roots[size])
    assert fooled == 0, SEED


def mutated(proof: list[bytes], source: random.Random) -> list[bytes]:
    place = source.randrange(len(proof))
    kind = source.randrange(4)
    if kind == 0:
        return [*proof[:place], *proof[place + 1 :]]
    if kind == 1:
        return [*proof[:place], source.randbytes(32), *proof[place:]]
    changed = bytearray(proof[place])
    changed[source.randrange(32)] ^= 1 << source.randrange(8)
    return [*proof[:place], bytes(changed), *proof[place + 1 :]]


def test_a_leaf_at_another_index_or_in_another_log_is_refused():
    leaves = hashes(10)
    node = reader(leaves)
    root = merkle.root(leaves)
    proof = merkle.inclusion_proof(3, 10, node)
    assert not merkle.verify_inclusion(leaves[3], 4, 10, proof, root)
    assert not merkle.verify_inclusion(leaves[4], 3, 10, proof, root)
    assert not merkle.verify_inclusion(leaves[3], 3, 10, proof, merkle.root(leaves[:9]))
    assert not merkle.verify_inclusion(leaves[3], 10, 10, proof, root)
    assert not merkle.verify_inclusion(leaves[3], -1, 10, proof, root)
    assert not merkle.verify_inclusion(leaves[3], 3, 10, [step[:31] for step in proof], root)


def test_a_rewritten_log_cannot_be_shown_as_a_continuation():
    leaves = hashes(20)
    forged = [merkle.leaf_hash(b"forged"), *leaves[1:]]
    old, new = merkle.root(leaves[:13]), merkle.root(forged)
    for source in (leaves, forged):
        proof = merkle.consistency_proof(13, 20, reader(source))
        assert not merkle.verify_consistency(13, 20, old, new, proof)


def test_a_proof_from_the_empty_log_is_refused_because_it_says_nothing():
    root = merkle.root(hashes(5))
    assert not merkle.verify_consistency(0, 5, merkle.EMPTY_ROOT, root, [])
    assert not merkle.verify_consistency(0, 0, merkle.EMPTY_ROOT, merkle.EMPTY_ROOT, [])
    with pytest.raises(ValueError, match="no proof"):
        merkle.consistency_proof(0, 5, reader(hashes(5)))


def test_a_leaf_outside_the_log_has_no_proof():
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion_proof(5, 5, reader(hashes(5)))
