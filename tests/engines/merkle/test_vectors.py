"""Proofs against published vectors: 98 inclusion and 98 consistency probes, and the eight standard leaves."""

import json
from base64 import b64decode
from pathlib import Path

import pytest

from shangliang.engines import merkle

pytestmark = pytest.mark.realdata


@pytest.fixture
def vectors(shared: Path) -> Path:
    return shared / "data" / "merkle"


def probes(folder: Path) -> list[dict]:
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.rglob("*.json"))]


def decoded(probe: dict, *names: str) -> list[bytes]:
    return [b64decode(probe[name] or "") for name in names]


def steps(probe: dict) -> list[bytes]:
    return [b64decode(step) for step in probe["proof"] or ()]


def test_every_inclusion_probe_is_judged_as_published(vectors):
    found = probes(vectors / "transparency-dev-merkle" / "inclusion")
    wrong = []
    for probe in found:
        leaf, root = decoded(probe, "leafHash", "root")
        verdict = merkle.verify_inclusion(leaf, probe["leafIdx"], probe["treeSize"], steps(probe), root)
        if verdict == probe["wantErr"]:
            wrong.append(probe["desc"])
    assert wrong == []
    assert (len(found), sum(probe["wantErr"] for probe in found)) == (98, 92)


def test_every_consistency_probe_is_judged_as_published(vectors):
    found = probes(vectors / "transparency-dev-merkle" / "consistency")
    wrong = []
    for probe in found:
        old, new = decoded(probe, "root1", "root2")
        verdict = merkle.verify_consistency(probe["size1"], probe["size2"], old, new, steps(probe))
        if verdict == probe["wantErr"]:
            wrong.append(probe["desc"])
    assert wrong == []
    assert (len(found), sum(probe["wantErr"] for probe in found)) == (98, 92)


def test_the_eight_standard_leaves_give_every_published_root_and_proof(vectors):
    published = json.loads((vectors / "rfc6962_8leaf.json").read_text("utf-8"))
    leaves = [merkle.leaf_hash(bytes.fromhex(text)) for text in published["leaves_hex"]]
    nodes = merkle.nodes_of(leaves)

    def node(level: int, index: int) -> bytes:
        return nodes[level, index]

    assert [leaf.hex() for leaf in leaves] == published["leaf_hashes"]
    assert [merkle.root(leaves[:n]).hex() for n in range(1, 9)] == published["roots_size_1_to_8"]
    for case in published["inclusion"]:
        assert [step.hex() for step in merkle.inclusion_proof(case["index"], case["size"], node)] == case["proof"]
    for case in published["consistency"]:
        assert [step.hex() for step in merkle.consistency_proof(case["m"], case["n"], node)] == case["proof"]
