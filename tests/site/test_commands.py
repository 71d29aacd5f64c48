"""The command line as a person runs it: real processes, real files, exit codes, one JSON object on stdout."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Shangliang:
    """Runs commands in one data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.said = ""

    def __call__(self, *words: str, expect: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "shangliang.site.cli", *words],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "SHANGLIANG_DATA": str(self.data), "DATABASE_URL": ""},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == expect, done.stdout[-2000:] + done.stderr[-2000:]
        self.said = done.stderr
        return done.stdout

    def json(self, *words: str, expect: int = 0) -> dict:
        return json.loads(self(*words, "--json", expect=expect))


@pytest.fixture
def run(tmp_path):
    return Shangliang(tmp_path / "data")


@pytest.fixture(scope="module")
def loaded(demonstration_folder, tmp_path_factory):
    """A copy of the folder into which the command itself loaded the demonstration."""
    copy = tmp_path_factory.mktemp("loaded") / "data"
    shutil.copytree(demonstration_folder, copy)
    return Shangliang(copy)


def test_every_command_explains_itself(run):
    named = ("demo", "serve", "worker", "migrate", "live", "voices import", "ledger verify", "figures", "hotspots run",
             "hotspots evaluate", "hotspots classify-eval", "hotspots backfill", "opinions analyze",
             "bench")  # fmt: skip
    for words in map(str.split, named):
        assert "usage:" in run(*words, "--help")


def test_unknown_words_answer_two(run):
    run("fly", expect=2)
    assert "usage:" in run.said


def test_a_second_loading_changes_nothing(loaded):
    before = loaded.json("ledger", "verify")
    loaded("demo", "--load-only")
    assert loaded.json("ledger", "verify") == before


def test_the_record_of_the_demonstration_verifies(loaded):
    found = loaded.json("ledger", "verify")
    assert found["ok"]
    assert found["size"] > 1000
    assert len(found["root"]) == 64


def test_a_tampered_record_answers_one(loaded, tmp_path):
    copy = Shangliang(tmp_path / "copy")
    shutil.copytree(loaded.data, copy.data)
    with sqlite3.connect(copy.data / "shangliang.sqlite3") as database:
        database.execute("UPDATE ledger_event SET verb = 'refuse' WHERE seq = 7")
    found = copy.json("ledger", "verify", expect=1)
    assert not found["ok"]
    assert found["faults"] == ["第 7 条的列与原文不符"]


def test_a_dry_run_writes_nothing_and_an_import_is_idempotent(loaded, tmp_path):
    sheet = tmp_path / "voices.csv"
    sheet.write_text(
        "留言编号,留言用户,留言主题,留言时间,留言详情,点赞数\n"
        "1,U1,路灯不亮,2022/9/20 8:30:00,巷子里五盏路灯不亮,3\n"
        "2,U2,井盖松动,2022-09-21 09:00:00,井盖一踩就响,0\n",
        encoding="utf-8",
    )
    first = loaded.json("voices", "import", str(sheet), "--dry-run")
    assert (first["read"], first["rejected"]) == (2, 0)
    taken = loaded.json("voices", "import", str(sheet))
    again = loaded.json("voices", "import", str(sheet))
    assert (taken["created"], again["created"], again["unchanged"]) == (2, 0, 2)


def test_a_faulty_row_is_named_and_nothing_is_half_imported(loaded, tmp_path):
    sheet = tmp_path / "faulty.csv"
    sheet.write_text(
        "留言编号,留言主题,留言时间,留言详情\n1,好的,2022-09-20,正文\n2,坏的,不是日期,正文\n", encoding="utf-8"
    )
    found = loaded.json("voices", "import", str(sheet), expect=1)
    assert [(fault["row"], fault["field"]) for fault in found["errors"]] == [(3, "留言时间")]
    assert found["created"] == 0


def test_a_missing_file_answers_one_in_plain_words(loaded):
    loaded("voices", "import", "no-such-file.xlsx", expect=1)
    assert "找不到文件" in loaded.said


def test_the_worker_does_what_is_there_and_ends(loaded):
    loaded("worker", "--once")
    assert loaded.json("ledger", "verify")["ok"]


def test_figures_are_numbers_computed_from_rows(loaded):
    found = loaded.json("figures")
    assert found["sessions"] >= 1
    assert found["golden_ideas"] >= 5


@pytest.mark.realdata
def test_hotspots_run_and_evaluate_speak_the_stable_format(run, shared, tmp_path):
    out = tmp_path / "issues.csv"
    found = run.json("hotspots", "run", str(shared / "data/hotline/fj3_messages.xlsx"), "--out", str(out))
    assert found["messages"] == 4326
    assert set(found["issues"][0]) == {
        "issue_id", "title", "heat", "heat_terms", "messages", "reporters", "likes", "first_at", "last_at", "places",
        "category", "kind", "sample_ids",
    }  # fmt: skip
    assert any("搅拌站" in issue["title"] for issue in found["issues"][:10])
    scores = run.json(
        "hotspots", "evaluate", str(out), "--reference", str(shared / "data/hotline/fj3_reference_dev.csv")
    )
    assert scores["bcubed"]["f"] >= 0.88


@pytest.mark.realdata
def test_opinions_analyze_writes_the_stable_format(run, shared, tmp_path):
    out = tmp_path / "map.json"
    run("opinions", "analyze", str(shared / "data/polis/vtaiwan.uberx"), "--out", str(out))
    found = json.loads(out.read_text(encoding="utf-8"))
    assert {"participants", "statements", "groups", "consensus", "pca", "stability", "engine"} <= set(found)
