"""The report as page, paper and table; a conversation in and out in the Polis format; a map computed again outside."""

import csv
import io
import subprocess
import sys
import zipfile

import pytest
from docx import Document
from tests.cast import MONDAY
from tests.conftest import ROOT
from tests.opinions.crowds import browser, opened, people, prepared, statements, two_camps

from shangliang.engines import consensus
from shangliang.kernel.refusals import Invalid, NotNow
from shangliang.ledger.queries import events_of, leaf_facts
from shangliang.opinions import actions, queries
from shangliang.opinions.models import (
    Conversation,
    OpinionMap,
    Statement,
    VoteLog,
)
from shangliang.opinions.queries import charts, exports
from shangliang.opinions.rules import charting
from shangliang.site import middleware

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(settings, monkeypatch):
    settings.DEMO = True
    settings.REAL_NAME_SERVICE = "shangliang.opinions.realname.Demonstration"
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(middleware, "now", lambda: MONDAY)


def text_of(client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_report_says_the_same_as_page_as_word_file_and_as_table():
    found = people()
    conversation = opened(found)
    two_camps(conversation)
    row = actions.compute_map(conversation, at=MONDAY)
    client, base = browser(found), f"/opinions/{conversation.code}/report"
    page = text_of(client, base)
    paper = Document(io.BytesIO(client.get(f"{base}.docx").content))
    words = {cell.text for table in paper.tables for line in table.rows for cell in line.cells}
    table = list(csv.reader(io.StringIO(b"".join(client.get(f"{base}.csv").streaming_content).decode("utf-8-sig"))))
    filed = {cell for line in table for cell in line}
    for said in (*row.view["agreed"], *row.view["apart"]):
        for group in said["groups"]:
            share = f"{group['share']}% ({group['low']}–{group['high']}) {group['agree']}/{group['seen']}"
            assert share in page
            assert share in words
            assert share in filed
    assert row.digest in page
    assert row.digest in "".join(paragraph.text for paragraph in paper.paragraphs)


def test_a_report_without_stable_groups_says_so_and_names_none():
    found = people()
    conversation = opened(found)
    two_camps(conversation, 3, noise=0)
    row = actions.compute_map(conversation, at=MONDAY)
    assert not row.view["stability"]["publishable"]
    page = text_of(browser(found), f"/opinions/{conversation.code}/report")
    assert "还没有稳定的意见群体" in page
    assert "少数人的看法" not in page
    assert browser(found).get(f"/opinions/{conversation.code}/points").status_code == 404


def polis_zip(**files: str) -> io.BytesIO:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as out:
        for name, text in files.items():
            out.writestr(f"export/{name}.csv", text)
    box.seek(0)
    box.name = "export.zip"
    return box


COMMENTS = "comment-id,moderated,comment-body\n0,1,Trams for all.\n1,-1,Spam.\n2,0,More trees.\n"
VOTES = "timestamp,comment-id,voter-id,vote\n1,0,0,1\n2,2,0,-1\n3,0,5,-1\n4,0,5,1\n5,1,5,1\n"


def test_a_polis_export_is_taken_in_with_its_numbers_its_moderation_and_every_vote():
    found = people()
    conversation = prepared(found)
    client = browser(found, "chen")
    client.post(f"/desk/opinions/{conversation.code}/import", {"export": polis_zip(comments=COMMENTS, votes=VOTES)})
    assert list(Statement.objects.order_by("number").values_list("number", "text", "state")) == [
        (0, "Trams for all.", "live"), (1, "Spam.", "removed"), (2, "More trees.", "live")]  # fmt: skip
    assert queries.recount(conversation) == {0: (2, 0, 0), 1: (1, 0, 0), 2: (0, 1, 0)}
    assert queries.vote_columns(conversation) == ([0, 0, 5, 5, 5], [0, 2, 0, 0, 1], [1, -1, -1, 1, 1])
    conversation.refresh_from_db()
    assert (conversation.vote_count, conversation.participant_count) == (4, 2)
    facts = leaf_facts(events_of("conversation", conversation.code).get(verb="import_votes"))
    assert facts["digest"] == actions.digest(*queries.vote_columns(conversation))
    assert {row.agree: row.seen for row in queries.standings(conversation)} == {2: 2, 0: 1}
    assert actions.compute_map(conversation, at=MONDAY) is not None


@pytest.mark.parametrize("box", [polis_zip(comments=COMMENTS), io.BytesIO(b"no zip"), polis_zip(votes="a,b\n1,2\n")])
def test_an_export_that_cannot_be_read_changes_nothing(box):
    found = people()
    conversation = prepared(found)
    box.seek(0)
    with pytest.raises(Invalid):
        actions.import_polis(conversation, box, actor=found.chen, at=MONDAY)
    assert (Statement.objects.count(), VoteLog.objects.count()) == (0, 0)
    with pytest.raises(NotNow):
        actions.import_polis(opened(found), polis_zip(comments=COMMENTS, votes=VOTES), actor=found.chen, at=MONDAY)


def unzipped(content: bytes, folder) -> consensus.VoteTable:
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        box.extractall(folder)
    return consensus.read_polis(next(path for path in folder.iterdir() if path.is_dir()))


def recounted_outside(folder) -> int:
    """Count an exported conversation again by the script that knows nothing of the product."""
    script = ROOT / "tools" / "recount_votes.py"
    return subprocess.run([sys.executable, str(script), str(folder)], check=False, stdout=subprocess.PIPE).returncode


def test_a_vote_changed_in_an_exported_file_is_seen_by_the_recount(tmp_path):
    found = people()
    conversation = opened(found)
    two_camps(conversation, 4)
    row = actions.compute_map(conversation, at=MONDAY)
    row.conversation = conversation
    unzipped(exports.polis_zip(row), tmp_path)
    votes = tmp_path / conversation.code / "votes.csv"
    lines = votes.read_text().splitlines()
    votes.write_text("\n".join([*lines[:-1], lines[-1].rsplit(",", 1)[0] + ",0"]))
    assert recounted_outside(tmp_path / conversation.code) == 1


def same(one: consensus.VoteTable, other: consensus.VoteTable) -> bool:
    columns = all(
        getattr(one, name).tolist() == getattr(other, name).tolist()
        for name in ("participants", "statements", "values")
    )
    return columns and (one.texts, one.moderated_out) == (other.texts, other.moderated_out)


def test_a_conversation_goes_out_in_the_polis_format_and_comes_back_equal(tmp_path):
    found = people()
    conversation = opened(found)
    two_camps(conversation, 8)
    formula = actions.add_statement(conversation, "=1+1 也是看法吗", actor=found.li, at=MONDAY)
    actions.moderate(formula, "remove", actor=found.chen, at=MONDAY, kind="fact")
    actions.add_statement(conversation, "还没有人看过的一条。", actor=found.li, at=MONDAY)
    actions.cast_vote(statements(conversation)[0], -1, who="late", level=0, at=MONDAY)
    actions.cast_vote(statements(conversation)[0], 1, who="late", level=0, at=MONDAY)
    actions.compute_map(conversation, at=MONDAY)
    actions.cast_vote(statements(conversation)[1], -1, who="later than the map", level=0, at=MONDAY)
    client = browser(found, "chen")
    sent = client.get(f"/opinions/{conversation.code}/polis.zip").content
    assert "还没有人看过" not in sent.decode("latin-1")
    out = unzipped(sent, tmp_path / "one")
    assert recounted_outside(tmp_path / "one" / conversation.code) == 0
    assert out.moderated_out == {12}
    until = queries.newest_map(conversation).log_position
    assert queries.vote_columns(conversation, until=until) == (
        out.participants.tolist(), out.statements.tolist(), out.values.tolist())  # fmt: skip
    again = prepared(found)
    box = io.BytesIO(sent)
    box.name = "polis.zip"
    client.post(f"/desk/opinions/{again.code}/import", {"export": box})
    actions.compute_map(again, at=MONDAY)
    assert Statement.objects.get(conversation=again, number=12).text == formula.text
    actions.start(again, actor=found.chen, at=MONDAY)
    back = unzipped(client.get(f"/opinions/{again.code}/polis.zip").content, tmp_path / "two")
    assert same(out, back)
    assert not same(out, unzipped(polis_zip(comments=COMMENTS, votes=VOTES).getvalue(), tmp_path / "three"))


@pytest.mark.realdata
def test_a_real_conversation_goes_in_and_out_with_every_vote(shared, tmp_path):
    folder = shared / "data" / "polis" / "scoop-hivemind.freshwater"
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as out:
        for path in folder.glob("*.csv"):
            out.write(path, path.name)
    box.seek(0)
    found = people()
    conversation = prepared(found)
    actions.import_polis(conversation, box, actor=found.chen, at=MONDAY)
    row = actions.compute_map(conversation, at=MONDAY)
    row.conversation = conversation
    table, back = consensus.read_polis(folder), unzipped(exports.polis_zip(row), tmp_path / "out")
    assert (back.participants == table.participants).all()
    assert (back.statements == table.statements).all()
    assert (back.values == table.values).all()
    assert back.moderated_out == table.moderated_out & set(back.texts)
    assert charts.recheck(row).is_equal


def test_what_a_map_was_computed_from_can_be_downloaded_and_gives_the_same_map():
    found = people()
    conversation = opened(found)
    two_camps(conversation)
    actions.compute_map(conversation, at=MONDAY)
    actions.cast_vote(statements(conversation)[0], 0, who="late", level=0, at=MONDAY)
    row = actions.compute_map(conversation, at=MONDAY)
    told = browser(found).get(f"/opinions/{conversation.code}/conditions.json").json()
    sent = browser(found).get(f"/opinions/{conversation.code}/votes.csv")
    lines = list(csv.DictReader(io.StringIO(b"".join(sent.streaming_content).decode("utf-8-sig"))))
    columns = [[int(line[name]) for line in lines] for name in ("participant", "statement", "vote")]
    counted = {int(line["participant"]) for line in lines if line["counted"] == "1"}
    texts = {int(number): text for number, text in told["texts"].items()}
    again = charting.chart(columns, counted, texts, charting.Asked.read(told["asked"]), told["memory"])
    assert again.digest == told["digest"] == row.digest


def test_counters_are_mended_from_the_votes():
    conversation = opened(people())
    two_camps(conversation, 3)
    before = list(Statement.objects.order_by("number").values_list("agree_count", "disagree_count", "pass_count"))
    Statement.objects.update(agree_count=99)
    Conversation.objects.update(vote_count=0)
    actions.recount_votes(conversation)
    after = list(Statement.objects.order_by("number").values_list("agree_count", "disagree_count", "pass_count"))
    assert (after, conversation.vote_count) == (before, 66)
    assert OpinionMap.objects.count() == 0
