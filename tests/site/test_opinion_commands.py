"""The opinion engine from the command line, without a database."""

import json

import numpy as np
import pytest
from tests.engines.consensus.conversations import camps

from shangliang.engines import consensus
from shangliang.site import cli


@pytest.fixture
def folder(tmp_path):
    (people, statements, values), _ = camps(people=40, statements=10)
    consensus.write_polis(tmp_path / "in", consensus.VoteTable(people, statements, values, texts={1: "多设休息座椅"}))
    return tmp_path / "in"


def answered(capsys, *words):
    assert cli.main([*map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_report_is_printed_or_written(folder, tmp_path, capsys):
    printed = answered(capsys, "opinions", "report", folder)
    assert printed["people"] == 40
    assert len(printed["selected"]["chosen"]) == 7
    assert [cohort["people"] for cohort in printed["cohorts"]] == [8] * 5
    answered(capsys, "opinions", "report", folder, "--places", 5, "--out", tmp_path / "report.json")
    written = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert len(written["selected"]["chosen"]) == 5


def test_only_verified_people_count_where_a_list_of_them_is_given(folder, tmp_path, capsys):
    people = np.unique(consensus.read_polis(folder).participants)[:30].tolist()
    known = tmp_path / "known.csv"
    known.write_text("participant\n" + "\n".join(map(str, people)), encoding="utf-8")
    found = answered(capsys, "opinions", "analyze", folder, "--verified", known)
    assert [one["id"] for one in found["participants"] if one["verified"]] == people
    assert answered(capsys, "opinions", "report", folder, "--verified", known)["unverified"] == 10


def test_cohorts_come_from_a_file(folder, tmp_path, capsys):
    people = np.unique(consensus.read_polis(folder).participants).tolist()
    rows = [f"{person},{'甲链接' if place < 25 else '乙链接'}" for place, person in enumerate(people)]
    (tmp_path / "cohorts.csv").write_text("participant,cohort\n" + "\n".join(rows), encoding="utf-8")
    found = answered(capsys, "opinions", "report", folder, "--cohorts", tmp_path / "cohorts.csv")
    assert [(one["cohort"], one["people"]) for one in found["cohorts"]] == [("甲链接", 25), ("乙链接", 15)]


def test_an_export_is_read_back_the_same(folder, tmp_path, capsys):
    answered(capsys, "opinions", "export", folder, "--out", tmp_path / "out")
    for name in ("votes.csv", "comments.csv", "participants-votes.csv"):
        assert (tmp_path / "out" / name).read_bytes() == (folder / name).read_bytes()


def test_a_file_that_holds_no_votes_is_refused(tmp_path, capsys):
    (tmp_path / "votes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    for command in ("analyze", "report"):
        assert cli.main(["opinions", command, str(tmp_path / "votes.csv")]) == 1
        assert "row 1" in capsys.readouterr().err
    assert cli.main(["opinions", "report", str(tmp_path / "absent")]) == 1
