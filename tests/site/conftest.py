"""The demonstration as the world of the site's tests: loaded once, rolled back at the end."""

from datetime import UTC, datetime

import pytest
from django.db import transaction


@pytest.fixture(scope="package")
def demonstration(django_db_setup, django_db_blocker, tmp_path_factory):
    """The whole demonstration in the test database, as it stands on one fixed morning."""
    from django.test import override_settings

    from shangliang.site.demo import load
    from shangliang.site.seeding import seed_rules

    at = datetime(2022, 11, 23, 2, 0, tzinfo=UTC)
    with (
        django_db_blocker.unblock(),
        override_settings(DATA=tmp_path_factory.mktemp("demonstration")),
        transaction.atomic(),
    ):
        seed_rules()
        load.load(at)
        yield at
        transaction.set_rollback(True)
