"""The parts that depend on the database, run once more on a real PostgreSQL."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATABASE_TESTS = [
    f"tests/{name}"
    for name in ("ledger", "people", "notices", "publication", "voices", "topics", "fieldwork", "opinions", "sessions",
                 "ideas", "proposals", "dispatch", "media", "documents", "live/test_votes.py",
                 "portal/test_search_index.py")
]  # fmt: skip


@pytest.mark.postgres
def test_everything_that_touches_the_database_passes_on_postgresql_too(postgres, tmp_path):
    folders = [name for name in DATABASE_TESTS if (ROOT / name).is_file() or any((ROOT / name).glob("test_*.py"))]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not realdata", "--database-only",
         "--durations=0", "--durations-min=60", *folders],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": postgres.url(), "SHANGLIANG_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=1500,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    found = re.search(r"(\d+) passed", done.stdout)
    assert found, done.stdout[-2000:]
    assert int(found[1]) > 300


@pytest.mark.postgres
def test_the_settings_really_lead_to_postgresql(postgres, tmp_path):
    script = "import django; django.setup(); from django.db import connection; print(connection.vendor)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "shangliang.site.settings",
            "DATABASE_URL": postgres.url(),
            "SHANGLIANG_DATA": str(tmp_path),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "postgresql"
