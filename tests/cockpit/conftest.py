"""The small world is written once; every test sees it whole and leaves it so."""

import pytest
from django.db import transaction
from tests.cast import cast
from tests.cockpit.world import world


@pytest.fixture(scope="package")
def written(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        found = cast()
        world(found)
        yield found
        transaction.set_rollback(True)


@pytest.fixture
def people(written, db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return written
