"""The demonstration as the world of the site's tests: loaded by the command itself, then read through Django."""

import shutil
from datetime import UTC, datetime

import pytest
from tests.conftest import django_reading


@pytest.fixture(scope="session")
def demonstration_folder(loaded_demonstration, tmp_path_factory):
    """A copy of the data folder into which `shangliang demo --load-only` has loaded the demonstration."""
    folder = tmp_path_factory.mktemp("copied") / "data"
    shutil.copytree(loaded_demonstration, folder)
    return folder


@pytest.fixture(scope="module")
def demonstration(demonstration_folder, django_db_blocker):
    """The moment at which the demonstration was looked at; Django reads and writes its database meanwhile."""
    from django.test import override_settings

    pepper = (demonstration_folder / "pepper.key").read_text(encoding="ascii")
    with django_db_blocker.unblock(), override_settings(PEPPER=pepper), django_reading(demonstration_folder):
        yield datetime.now(UTC)
