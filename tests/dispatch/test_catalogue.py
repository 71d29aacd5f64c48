"""The dispatch catalogue: it suggests the unit, says why, and learns from wrong assignments by a person's decision."""

from datetime import date, timedelta

import pytest
from tests.cast import MONDAY, cast
from tests.dispatch import orders
from tests.dispatch.orders import DAY

from shangliang.dispatch import actions, queries
from shangliang.dispatch.models import CatalogueChange, CatalogueEntry
from shangliang.dispatch.queries.catalogue import entry_for, waiting_changes
from shangliang.kernel.refusals import Forbidden, NotNow
from shangliang.voices.models import Voice

pytestmark = pytest.mark.django_db
TODAY = date(2022, 9, 26)


@pytest.fixture
def people(db):
    orders.limits()
    return cast()


def placed(people, category="城市管理", district=None):
    voice = orders.voice(people)
    Voice.objects.filter(pk=voice.pk).update(category=category, district=district)
    voice.refresh_from_db()
    return voice


def entry(people, unit="park", district=None, at=MONDAY, **more):
    given = {"basis": "三定方案第 3 条", "actor": people.zhou, "at": at, **more}
    return actions.set_entry("城市管理", people.org(district) if district else None, people.org(unit), **given)


def test_the_district_comes_before_the_city_and_the_reason_is_told(people):
    entry(people, "roads")
    entry(people, "park", "shinan")
    here = queries.suggested_units(placed(people, district=people.org("shinan")), TODAY)
    there = queries.suggested_units(placed(people, district=people.org("laoshan")), TODAY)
    assert (here[0].name, here[0].entry, here[0].basis) == ("市园林和林业局", "城市管理 × 市南区 v1", "三定方案第 3 条")
    assert (there[0].name, there[0].entry) == ("市城市管理局", "城市管理 v1")
    assert queries.suggested_units(placed(people, category="教育"), TODAY) == []


def test_the_list_of_what_waits_names_the_unit_of_the_newest_line_else_that_of_its_words(people):
    entry(people, "roads")
    entry(people, "park", at=MONDAY + DAY)
    entry(people, "roads", "shinan", at=MONDAY)
    city, here, other = placed(people), placed(people, district=people.org("shinan")), placed(people, category="教育")
    Voice.objects.filter(pk=other.pk).update(title="口袋公园的灯坏了")
    barred = placed(people, district=people.org("shinan"))
    Voice.objects.filter(pk=barred.pk).update(unit=people.org("roads"), title="没有人管")
    rows = [("voice", Voice.objects.get(pk=one.pk)) for one in (city, here, other, barred)]
    leads = queries.suggested_leads(rows, TODAY + timedelta(days=2))
    by_words = queries.suggested_units(rows[2][1], TODAY)
    assert leads.get(f"voice {city.code}") == "市园林和林业局"
    assert leads.get(f"voice {here.code}") == "市城市管理局"
    assert leads.get(f"voice {other.code}") == (by_words[0].name if by_words else None)
    assert leads.get(f"voice {barred.code}") != "市城市管理局", "never the unit that is accused"


def test_a_change_is_a_new_version_and_the_former_one_ends_the_day_before(people):
    entry(people, "park")
    entry(people, "roads", at=MONDAY + 10 * DAY)
    assert list(CatalogueEntry.objects.order_by("version").values_list("version", "until")) == [
        (1, date(2022, 10, 5)),
        (2, None),
    ]
    assert entry_for("城市管理", None, date(2022, 10, 5)).unit == people.org("park")
    assert entry_for("城市管理", None, date(2022, 10, 6)).unit == people.org("roads")
    assert entry(people, "roads", at=MONDAY + 11 * DAY).version == 2


def returned(people):
    order = orders.issued(people, placed(people))
    actions.request_return(
        order, reason="不归我管", basis="三定", suggested=people.org("roads"), actor=people.wu, at=MONDAY
    )
    actions.grant_return(order, unit=people.org("roads"), reason="归城管", actor=people.zhou, at=MONDAY)
    return order


def test_a_wrong_assignment_proposes_a_change_that_a_person_decides(people):
    entry(people, "park")
    order = returned(people)
    change = CatalogueChange.objects.get(dispatch=order)
    assert (change.unit_before, change.unit) == (people.org("park"), people.org("roads"))
    assert queries.suggested_units(placed(people), TODAY)[0].name == "市园林和林业局", "nothing changes by itself"
    with pytest.raises(Forbidden):
        actions.decide_change(change, is_accepted=True, actor=people.wu, at=MONDAY + DAY)
    actions.decide_change(change, is_accepted=True, actor=people.zhou, at=MONDAY + DAY)
    later = TODAY + timedelta(days=1)
    assert queries.suggested_units(placed(people), later)[0].name == "市城市管理局"
    with pytest.raises(NotNow):
        actions.decide_change(change, is_accepted=False, actor=people.zhou, at=MONDAY + DAY)
    assert waiting_changes() == []


def test_a_change_that_is_left_alone_changes_nothing(people):
    entry(people, "park")
    actions.decide_change(CatalogueChange.objects.get(dispatch=returned(people)), is_accepted=False,
                          actor=people.zhou, at=MONDAY + DAY)  # fmt: skip
    assert queries.suggested_units(placed(people), TODAY)[0].name == "市园林和林业局"


def test_only_those_who_keep_it_write_in_it(people):
    with pytest.raises(Forbidden):
        entry(people, actor=people.chen)
