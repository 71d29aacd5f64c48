"""A small world, written anew for each test."""

import pytest
from tests.cast import cast
from tests.cockpit.world import world


@pytest.fixture
def people(db, settings):
    """The cast, with cases at every end that a figure counts."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    found = cast()
    world(found)
    return found
