"""The cast with the deadlines of every installation, and an exchange folder of its own."""

import pytest
from tests.cast import cast


@pytest.fixture
def people(db, settings, tmp_path):
    settings.DEMO = True
    settings.DATA = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from shangliang.site.seeding import seed_rules

    seed_rules()
    return cast()
