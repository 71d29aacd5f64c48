"""The record: order without gaps, proofs, tampering found, erasure that leaves every proof valid."""

import json

import pytest
from tests.cast import MONDAY

from shangliang.engines import merkle
from shangliang.kernel.workflow import SYSTEM, Role, Seat
from shangliang.ledger.actions import Entry, append, append_many, erase
from shangliang.ledger.models import Event, Sealed, TreeHead, TreeNode
from shangliang.ledger.queries import events_of, find_event, leaf_facts, private_facts, proof, verify

pytestmark = pytest.mark.django_db


def entry(number=1, **more):
    return Entry("voice", f"220926-{number:04d}", "accept", SYSTEM, MONDAY, SYSTEM.seats[0], **more)


def test_events_are_numbered_without_gaps_and_linked():
    events = [*append_many([entry(n) for n in range(5)]), append(entry(9))]
    assert [event.seq for event in events] == [0, 1, 2, 3, 4, 5]
    assert [event.previous for event in events] == ["", *(event.leaf_hash for event in events[:-1])]


def test_one_by_one_and_all_at_once_grow_the_same_tree():
    for number in range(7):
        append(entry(number))
    hashes = [bytes.fromhex(event.leaf_hash) for event in Event.objects.order_by("seq")]
    assert TreeHead.objects.get().root == merkle.root(hashes).hex()
    assert verify().ok


def test_every_entry_can_be_proved_by_a_stranger():
    append_many([entry(n) for n in range(13)])
    for event in Event.objects.all():
        shown = proof(event)
        path = [bytes.fromhex(step) for step in shown["path"]]
        leaf = merkle.leaf_hash(shown["leaf"].encode())
        assert merkle.verify_inclusion(leaf, shown["index"], shown["size"], path, bytes.fromhex(shown["root"]))


def test_a_changed_leaf_does_not_prove():
    append_many([entry(n) for n in range(5)])
    shown = proof(Event.objects.get(pk=2))
    path = [bytes.fromhex(step) for step in shown["path"]]
    forged = merkle.leaf_hash(shown["leaf"].replace("accept", "refuse").encode())
    assert not merkle.verify_inclusion(forged, 2, 5, path, bytes.fromhex(shown["root"]))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda: Event.objects.filter(pk=2).update(leaf='{"seq":2}'), "第 2 条的指纹与原文不符"),
        (lambda: Event.objects.filter(pk=2).update(leaf="not json"), "第 2 条的列与原文不符"),
        (lambda: Event.objects.filter(pk=2).update(verb="refuse"), "第 2 条的列与原文不符"),
        (lambda: Sealed.objects.filter(pk=3).update(text="{}"), "第 3 条的封存内容与承诺不符"),
        (lambda: TreeHead.objects.update(root="00" * 32), "树顶"),
        (lambda: (Sealed.objects.filter(pk=4).delete(), Event.objects.filter(pk=4).delete()), "树顶记为 5 条"),
    ],
)
def test_tampering_is_found_and_named(change, fault):
    append_many([entry(n) for n in range(5)])
    assert verify().ok
    change()
    verdict = verify()
    assert not verdict.ok
    assert any(text.startswith(fault) or fault in text for text in verdict.faults)


def test_erasing_deletes_what_was_sealed_and_keeps_the_record_whole():
    event = append(entry(private={"phone": "13812345678"}, reason="当事人电话里说的"))
    assert private_facts(event) == {"phone": "13812345678"}
    erase(event, actor=SYSTEM, at=MONDAY)
    assert private_facts(event) == {}
    assert not Sealed.objects.filter(text__contains="13812345678").exists()
    assert verify().ok


def test_private_facts_never_stand_in_the_leaf():
    event = append(entry(public={"unit": "市园林和林业局"}, private={"name": "李某"}, reason="李某来电"))
    assert leaf_facts(event) == {"unit": "市园林和林业局"}
    assert "李某" not in event.leaf


def test_the_person_is_not_in_the_public_bytes_but_the_role_is():
    event = append(
        Entry("voice", "x", "accept", SYSTEM, MONDAY, Seat(Role.AGENT, 3, 1, "热线"), is_public=False, public={"a": 1})
    )
    facts = json.loads(event.leaf)
    assert (facts["role"], facts["body"], facts["public"]) == ("agent", "热线", {})


def test_events_of_a_case_can_be_read_publicly_or_whole():
    append(entry(1))
    append(entry(1, is_public=False))
    assert events_of("voice", "220926-0001").count() == 2
    assert events_of("voice", "220926-0001", public_only=True).count() == 1


def test_a_fingerprint_finds_its_event_when_it_is_long_enough():
    event = append(entry())
    assert find_event(event.leaf_hash[:12]) == event
    assert find_event(event.leaf_hash[:5]) is None
    assert find_event("not a hash") is None


def test_the_nodes_are_enough_to_rebuild_the_root():
    append_many([entry(n) for n in range(11)])
    nodes = {(node.level, node.index): bytes.fromhex(node.hash) for node in TreeNode.objects.all()}
    assert merkle.root_from_nodes(11, lambda level, index: nodes[level, index]).hex() == TreeHead.objects.get().root
