"""The query code of a receipt, however it is typed."""

import pytest
from tests.cast import MONDAY, cast

from shangliang.voices.models import Voice
from shangliang.voices.queries import by_query_code

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["SLTC93WZ", "sltc-93wz", "SLSLTC93WZ", " SL-SLTC 93WZ "])
def test_a_code_that_begins_like_the_prefix_is_found_with_and_without_it(typed):
    region = cast().org("city")
    voice = Voice.objects.create(
        code="v-1",
        query_code="SLTC93WZ",
        channel="web",
        title="t",
        body_original="b",
        state="accepted",
        region=region,
        received_at=MONDAY,
        opened_at=MONDAY,
        moved_at=MONDAY,
    )
    assert by_query_code(typed) == voice


def test_an_unknown_code_finds_nothing():
    assert by_query_code("SL") is None
    assert by_query_code("ZZZZZZZZ") is None
