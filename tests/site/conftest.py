"""The demonstration as the world of the site's tests: loaded by the command itself, then read through Django."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def demonstration_folder(tmp_path_factory):
    """A data folder into which `shangliang demo --load-only` has loaded the demonstration."""
    folder = tmp_path_factory.mktemp("demonstration")
    subprocess.run(
        [sys.executable, "-m", "shangliang.site.cli", "demo", "--load-only"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "SHANGLIANG_DATA": str(folder), "DATABASE_URL": ""},
        capture_output=True,
        timeout=400,
        check=True,
    )
    return folder


@pytest.fixture(scope="module")
def demonstration(demonstration_folder, django_db_blocker):
    """The moment at which the demonstration was looked at; Django reads and writes its database meanwhile."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import override_settings

    kept = connection.settings_dict["NAME"]
    pepper = (demonstration_folder / "pepper.key").read_text(encoding="ascii")
    with django_db_blocker.unblock(), override_settings(PEPPER=pepper):
        connection.close()
        connection.settings_dict["NAME"] = demonstration_folder / "shangliang.sqlite3"
        cache.clear()
        yield datetime.now(UTC)
        connection.close()
        connection.settings_dict["NAME"] = kept
        cache.clear()
