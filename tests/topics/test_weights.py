"""Other weights tried on the hot issues as they stand."""

import pytest
from tests.topics.builders import World, voices, world
from tests.topics.test_pages import browser, issues

from shangliang.engines.hotspots import Parameters
from shangliang.engines.hotspots.heat import reweighted
from shangliang.topics import queries
from shangliang.topics.models import HotIssue

TERMS = {"count": 2.0, "reporters": 3.0, "likes": 1.0, "burst": 0.7, "severity": 0.5, "recency": 0.8, "damping": 0.5}


@pytest.fixture
def found(db, settings) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return world()


def test_terms_are_weighed_anew_and_the_count_and_the_discount_stay():
    assert reweighted(TERMS, {}, Parameters()) == pytest.approx(0.5 * (2 + 3 + 1 + 0.7 + 0.5 + 0.8))
    assert reweighted(TERMS, {"reporters": 3.0}, Parameters()) == pytest.approx(0.5 * (2 + 6 + 1 + 0.7 + 0.5 + 0.8))
    assert reweighted(TERMS, {"likes": 0.0}, Parameters()) == pytest.approx(0.5 * (2 + 3 + 0.7 + 0.5 + 0.8))
    assert reweighted(TERMS, {"likes": 9.0}, Parameters(weight_likes=0.0)) == reweighted(
        TERMS, {"likes": 0.0}, Parameters()
    )


def test_other_weights_are_tried_without_changing_anything(found):
    voices(found, ("li", "路灯不亮", "整条街晚上全黑。"), ("qian", "路灯还是不亮", "整条街晚上全黑。"))
    issues(found, 2)
    desk = browser(found, "zhou")
    before = list(queries.hot_issues().values_list("code", "heat", "heat_terms"))
    HotIssue.objects.filter(code=before[-1][0]).update(heat_terms={**before[-1][2], "likes": 9.0})
    as_is = queries.what_if({})
    assert len(before) == 3
    assert (as_is[0].issue.code, as_is[0].place, as_is[0].before, as_is[0].up) == (before[-1][0], 1, 3, 2)
    assert [row.up for row in as_is[1:]] == [-1, -1]
    stands = queries.what_if({"likes": 0.0})
    assert [row.issue.code for row in stands] == [code for code, _heat, _terms in before]
    assert [row.heat for row in stands] == pytest.approx([row.heat_before for row in stands], abs=0.01)
    page = desk.get("/desk/hot/weights?likes=0&burst=0.7").content.decode()
    assert before[0][0] in page
    assert "权重要改" in page
    assert "名次和热点台一样" in desk.get("/desk/hot/weights").content.decode()
    refused = desk.get("/desk/hot/weights?likes=-1").content.decode()
    assert 'role="alert"' in refused
    assert list(queries.hot_issues().values_list("code", "heat")) == [row[:2] for row in before]
    assert 'href="/desk/hot/weights"' in desk.get("/desk/hot").content.decode()
