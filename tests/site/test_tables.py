"""The tables of a first start: laid at once, and the very same as the migrations make."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import ROOT

BY_MIGRATIONS = "from shangliang.site.cli import start_django; start_django(); from django.core.management import "
BY_MIGRATIONS += "call_command; call_command('migrate', verbosity=0)"


def schema(folder: Path) -> tuple[set, set, set]:
    """Read columns, indexes and checks of a database, whatever the order in which they were made."""
    base = sqlite3.connect(folder / "shangliang.sqlite3")
    found = base.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    tables = {name for kind, name, _, _ in found if kind == "table"}
    columns = {(table, *row[1:]) for table in tables for row in base.execute(f'PRAGMA table_info("{table}")')}
    keys = {(table, *row[2:7]) for table in tables for row in base.execute(f'PRAGMA foreign_key_list("{table}")')}
    indexes = {(name, table, sql) for kind, name, table, sql in found if kind == "index" and sql}
    checks = {(name, sql.count("CHECK"), sql.count("UNIQUE")) for kind, name, _, sql in found if kind == "table"}
    applied = set(base.execute("SELECT app, name FROM django_migrations"))
    return columns | keys, indexes, checks | applied


def make(folder: Path, *words: str) -> tuple[set, set, set]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "SHANGLIANG_DATA": str(folder), "DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return schema(folder)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    return make(tmp_path_factory.mktemp("migrated"), "-c", BY_MIGRATIONS)


@pytest.fixture(scope="module")
def laid(tmp_path_factory):
    return make(tmp_path_factory.mktemp("laid"), "-m", "shangliang.site.cli", "migrate")


@pytest.mark.parametrize("part", range(3))
def test_tables_laid_at_once_are_those_of_the_migrations(migrated, laid, part):
    assert laid[part] - migrated[part] == set()
    assert migrated[part] - laid[part] == set()


def test_a_missing_column_would_be_seen(migrated, laid):
    columns = {row for row in laid[0] if row[:2] != ("ledger_event", "verb")}
    assert migrated[0] - columns != set()
