"""The demonstration as all its visitors see it at once: its pages found by test clients, shown by a served product."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import override_settings
from tests.conftest import django_reading, product
from tests.faces.site_map import Walker
from tests.faces.visiting import Sweep


def secret(folder: Path, name: str) -> str:
    return (folder / f"{name}.key").read_text("ascii")


@pytest.fixture(scope="module")
def everywhere(loaded_demonstration: Path, tmp_path_factory, django_db_blocker, browser) -> Iterator[Sweep]:
    """Every page of the site map and a browser in which it can be visited by whoever may open it."""
    folder = tmp_path_factory.mktemp("everywhere")
    data = folder / "data"
    shutil.copytree(loaded_demonstration, data)
    keys = {"PEPPER": secret(data, "pepper"), "SECRET_KEY": secret(data, "secret"), "DEMO": True}
    with django_db_blocker.unblock(), override_settings(**keys), django_reading(data):
        walker = Walker(datetime.now(UTC), data)
        stops = walker.walk()
        cookies = {stop.who: walker.cookie(stop.who) for stop in stops}
    with product(folder, "--alone", DATABASE_URL="") as running:
        sweep = Sweep(browser, running.url, stops, cookies)
        yield sweep
        sweep.close()
