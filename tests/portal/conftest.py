"""What the tests of the portal share: nothing kept from the page before, quick password hashes."""

import pytest
from django.core.cache import cache
from tests.portal.whole import World, world


@pytest.fixture(autouse=True)
def _nothing_kept(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def found(db) -> World:
    return world()
