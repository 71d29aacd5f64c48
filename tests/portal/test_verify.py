"""Verification: what a pasted text opens, the proof step by step, the record as it stood, and what stays closed."""

import json

import pytest
from tests.portal import whole

from shangliang.engines import merkle
from shangliang.ledger.models import Event
from shangliang.ledger.queries import head
from shangliang.portal.queries import record
from shangliang.voices.models import Voice


@pytest.fixture
def kept(found):
    """A record with some entries."""
    whole.topic(found)
    whole.idea(found)
    return found


def first_public() -> Event:
    return Event.objects.filter(is_public=True)[0]


def test_a_fingerprint_opens_its_entry_and_the_steps_lead_to_the_root(kept):
    event = first_public()
    found = record.checked(event.leaf_hash[:10])
    assert found.event == event
    assert found.is_proven
    assert found.proof["root"] == head().root
    page = whole.text_of(whole.browser(kept), f"/verify?f={event.leaf_hash}")
    assert all(step.result in page for step in found.steps)
    assert "服务器算的：这一条在账本里。" in page


def test_every_entry_of_the_record_can_be_proven(kept):
    for event in Event.objects.all():
        assert record.checked(event.leaf_hash).is_proven


def test_a_code_opens_the_newest_public_entry_of_its_case(kept):
    found = record.checked(f" {kept.topic.code} ")
    assert (found.event.kind, found.event.code) == ("topic", kept.topic.code)
    assert found.event == found.events[-1]


def test_the_query_code_of_a_receipt_opens_every_entry_of_its_voice(kept):
    Voice.objects.update(query_code="ABCD2345")
    voice = Voice.objects.get()
    found = record.checked("sl-abcd 2345")
    assert {event.code for event in found.events} == {voice.code}
    assert found.is_holder


def test_an_entry_that_is_not_public_needs_its_whole_fingerprint(kept):
    event = first_public()
    Event.objects.filter(pk=event.pk).update(is_public=False)
    assert record.checked(event.leaf_hash[:20]) is None
    assert record.checked(event.leaf_hash).event == event


@pytest.mark.parametrize("typed", ["", "  ", "zzz", "ffffffff", "18-99", "%", "' OR 1=1 --", "\x00", "测" * 300])
def test_what_leads_nowhere_says_so(kept, typed):
    client = whole.browser(kept)
    answer = client.get("/verify", {"f": typed})
    assert answer.status_code == 200
    assert ("没有找到" in answer.content.decode()) == bool(typed.strip())


def test_the_record_as_it_stood_gives_the_root_of_that_day(kept):
    event, size = first_public(), head().size
    then = record.checked(event.leaf_hash, 5)
    leaves = [merkle.leaf_hash(text.encode()) for text in Event.objects.values_list("leaf", flat=True)[:5]]
    assert then.proof["root"] == merkle.root(leaves).hex() != head().root
    assert then.is_proven
    assert record.checked(event.leaf_hash, size).proof["root"] == head().root


@pytest.mark.parametrize("size", ["0", "999999", "x", "-1", "1.5", "１２"])
def test_a_size_that_the_record_never_had_is_refused_in_words(kept, size):
    event = Event.objects.order_by("-seq")[0]
    answer = whole.browser(kept).get("/verify", {"f": event.leaf_hash, "size": size})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_the_proof_for_programs_can_be_checked_by_anybody(kept):
    event = first_public()
    proof = json.loads(whole.text_of(whole.browser(kept), f"/verify.json?f={event.leaf_hash}"))
    leaf = merkle.leaf_hash(proof["leaf"].encode())
    path = [bytes.fromhex(step) for step in proof["path"]]
    root = bytes.fromhex(proof["root"])
    assert leaf.hex() == proof["leaf_hash"]
    assert merkle.verify_inclusion(leaf, proof["index"], proof["size"], path, root)
    assert not merkle.verify_inclusion(merkle.leaf_hash(b"other"), proof["index"], proof["size"], path, root)


def test_the_proof_for_programs_says_what_is_wrong(kept):
    client = whole.browser(kept)
    assert client.get("/verify.json?f=ffffffff").status_code == 404
    assert client.get(f"/verify.json?f={first_public().leaf_hash}&size=x").status_code == 422


def test_names_and_original_words_are_not_on_the_page(kept):
    voice = Voice.objects.get()
    for event in Event.objects.all():
        page = whole.text_of(whole.browser(kept), f"/verify?f={event.leaf_hash}")
        assert voice.body_original not in page
        assert "市民小李" not in page


def test_verification_keeps_its_number_of_statements(kept):
    client = whole.browser(kept)
    event = first_public()
    assert whole.cost(client, f"/verify?f={event.leaf_hash}") <= 6
    assert whole.cost(client, "/verify") <= 1


def test_the_ledger_shows_its_head_and_only_public_entries(kept):
    hidden = first_public()
    Event.objects.filter(pk=hidden.pk).update(is_public=False)
    client = whole.browser(kept)
    page = whole.text_of(client, "/ledger")
    assert head().root in page
    assert hidden.leaf_hash not in page
    assert Event.objects.filter(is_public=True).latest("seq").leaf_hash in page
    assert whole.cost(client, "/ledger") <= 2


def test_the_ledger_goes_on_page_by_page(kept, monkeypatch):
    monkeypatch.setattr(record, "PAGE", 3)
    client = whole.browser(kept)
    seqs = list(Event.objects.filter(is_public=True).order_by("-seq").values_list("seq", flat=True))
    assert f"before={seqs[2]}" in whole.text_of(client, "/ledger")
    second = whole.text_of(client, f"/ledger?before={seqs[2]}")
    assert Event.objects.get(seq=seqs[3]).leaf_hash in second
    assert Event.objects.get(seq=seqs[0]).leaf_hash not in second
