"""The launcher that people type: it must also be read by the processes that it starts."""

import json
import subprocess
import sys
from pathlib import Path

from tests.engines.hotspots.voices import city

from shangliang.site.bench.hotspots import material

LAUNCHER = Path(sys.executable).with_name("shangliang")


def backfilled(table, out, *options, launcher=LAUNCHER):
    command = [sys.executable, launcher, "hotspots", "backfill", table, "--out", out, "--json", *options]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120, check=False)
    return done, out.read_text("utf-8") if out.exists() else ""


def test_a_backfill_on_processes_of_this_machine_finds_what_one_process_finds(tmp_path):
    table = tmp_path / "voices.csv"
    material.write(iter(city()), table)
    here, expected = backfilled(table, tmp_path / "here.csv")
    there, found = backfilled(table, tmp_path / "there.csv", "--engine", "dask", "--workers", "2")
    assert here.returncode == there.returncode == 0, there.stderr[-2000:]
    assert expected == found != ""
    assert json.loads(there.stdout)["messages"] == len(city())


def test_a_launcher_that_begins_again_in_every_process_would_be_seen(tmp_path):
    careless = tmp_path / "shangliang"
    careless.write_text("from shangliang.site.cli import main\nraise SystemExit(main())\n", "utf-8")
    table = tmp_path / "voices.csv"
    material.write(iter(city()), table)
    done, found = backfilled(table, tmp_path / "out.csv", "--engine", "dask", "--workers", "1", launcher=careless)
    assert done.returncode != 0
    assert found == ""
