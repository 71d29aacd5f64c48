"""Effects: outcomes with figures, carrying a cure on to similar voices, public figures."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.cast import MONDAY, cast
from tests.dispatch import orders
from tests.dispatch.orders import lacking

from shangliang.dispatch import actions, queries
from shangliang.dispatch.models import Generalization, GeneralizedVoice
from shangliang.dispatch.rules import Rate, coverage, may_rank, suggest_units
from shangliang.kernel.refusals import Forbidden, Invalid, NotFound

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
METRIC = actions.Metric("加固栏杆", "米", Decimal(120), date(2022, 9, 29), "验收单 12 号", Decimal(120))


@pytest.fixture
def people(db):
    orders.limits()
    return cast()


def test_an_outcome_carries_its_figures_with_date_and_evidence(people):
    order = orders.evaluated(people)
    effect = actions.Effect("fix", "太平山步道 120 米栏杆加固", date(2022, 9, 29), before="松动", after="牢固")
    bare = actions.Metric("加固栏杆", "米", Decimal(120), date(2022, 9, 29), "")
    with pytest.raises(Invalid, match="证据"):
        actions.publish_outcome(order, effect, [bare], actor=people.sun, at=MONDAY + 4 * DAY)
    with lacking("成效的一句话和日期"):
        later = actions.Effect("fix", "还没有发生", date(2023, 1, 1))
        actions.publish_outcome(order, later, actor=people.sun, at=MONDAY + 4 * DAY)
    outcome = actions.publish_outcome(order, effect, [METRIC], actor=people.sun, at=MONDAY + 4 * DAY)
    assert outcome.code == "CX2022-001"
    assert str(queries.metrics_of([outcome])[outcome.pk][0]) == "加固栏杆 120米"


def test_the_outcome_of_a_private_voice_is_not_public(people):
    order = orders.evaluated(people)
    effect = actions.Effect("fix", "栏杆加固", date(2022, 9, 29))
    outcome = actions.publish_outcome(order, effect, actor=people.sun, at=MONDAY + 4 * DAY)
    with pytest.raises(NotFound):
        queries.outcome(outcome.code)


def test_similar_open_voices_elsewhere_are_proposed_and_unlike_ones_are_not(people):
    order = orders.closed(people)
    near = orders.voice(people, who="qian", text="浮山步道栏杆松动，缺螺栓，老人扶着危险", at=MONDAY + DAY)
    far = orders.voice(people, who="qian", text="食堂饭菜太咸，能不能少放盐", at=MONDAY + DAY)
    found = [voice for voice, _ in queries.similar_voices(order)]
    assert near in found
    assert far not in found
    assert order.voice not in found


def test_a_person_confirms_the_set_and_its_coverage_is_counted(people):
    order = orders.closed(people)
    near = orders.voice(people, who="qian", text="浮山步道栏杆松动，缺螺栓", at=MONDAY + DAY)
    with lacking("同类诉求"):
        actions.generalize(order, title="步道栏杆", voices=[], actor=people.sun, at=MONDAY + 5 * DAY)
    with pytest.raises(Forbidden):
        actions.generalize(order, title="步道栏杆", voices=[(near, 0.6)], actor=people.head, at=MONDAY + 5 * DAY)
    row = actions.generalize(order, title="步道栏杆", voices=[(near, 0.6)], actor=people.sun, at=MONDAY + 5 * DAY)
    assert (row.voice_count, row.covered_count) == (1, 0)
    one = GeneralizedVoice.objects.get()
    actions.cover(order, one, note="同批加固", actor=people.gov, at=MONDAY + 6 * DAY)
    row = Generalization.objects.get()
    assert coverage(row.voice_count, row.covered_count) == Rate(1, 1)
    one.refresh_from_db()
    with lacking("用到这一件"):
        actions.cover(order, one, note="再来一次", actor=people.gov, at=MONDAY + 6 * DAY)
    assert near not in [voice for voice, _ in queries.similar_voices(order)]


def test_the_figures_of_units_count_ideas_only_and_show_what_is_left_out(people):
    orders.closed(people)
    order = orders.handling(people, orders.issued(people, orders.approved(people)))
    orders.answered(people, order, letter="B")
    orders.issued(people, orders.approved(people, held=order.idea.session))
    progress = queries.progress_by_unit(date(2022, 12, 1))
    unit = progress.units[0]
    assert (unit.name, unit.total, unit.replied, unit.in_time, unit.squares) == ("市园林和林业局", 2, 1, 1, "B")
    assert (unit.promises, unit.kept, unit.late) == (2, 0, 2)
    assert progress.satisfaction == Rate(0, 0, 1)
    assert progress.rate("replied") == Rate(1, 2)


def test_units_with_fewer_than_thirty_cases_are_not_ranked():
    assert not may_rank([29, 40])
    assert may_rank([30, 40])
    assert not may_rank([])


def test_a_unit_is_suggested_by_its_duty_words_and_says_which():
    duties = [(1, "市园林和林业局", "步道、公园、绿地"), (2, "市城市管理局", "占道 摊点"), (3, "市教育局", "学校")]
    found = suggest_units("太平山公园步道栏杆松动", duties)
    assert [(one.unit, one.words) for one in found] == [(1, ("步道", "公园"))]
    assert suggest_units("食堂太咸", duties) == []
