"""The sentinel: a burst is raised with its reasons, told once, shown on desk and cockpit, answered once."""

from datetime import date, timedelta

import pytest
from tests.topics.builders import DAY, World, voices, world
from tests.topics.test_pages import browser

from shangliang.kernel.refusals import Forbidden, Invalid, NotNow
from shangliang.notices.models import Notice
from shangliang.topics import actions, queries
from shangliang.topics.models import AlertAnswer, SentinelAlert

WEEKS = 12


def speak_daily(found: World, category: str, each_day: int, last_day: int) -> None:
    """Let so many people speak of a category in 市南区 every day for twelve weeks, and more of them on the last."""
    district = found.cast.org("shinan")
    for back in range(WEEKS * 7, -1, -1):
        count = last_day if back == 0 else each_day
        start = found.at - back * DAY - timedelta(minutes=1)
        texts = [
            (f"{category}{back}-{n}", f"{category} 第 {back} 天 {n}", f"{category}的事 {back} {n}")
            for n in range(count)
        ]
        voices(found, *texts, at=start - timedelta(hours=count), district=district, category=category)


@pytest.fixture
def found(db, settings) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    here = world()
    here.at += timedelta(hours=14)
    speak_daily(here, "供热", 1, 14)
    speak_daily(here, "噪音", 1, 1)
    return here


def test_a_burst_is_raised_once_with_its_reasons_and_the_quiet_series_is_not(found):
    fresh = actions.watch_over(found.at, found.at)
    assert {(row.category, row.district.name) for row in fresh} == {("供热", "市南区")}
    day = SentinelAlert.objects.get(span="day")
    assert (day.count, day.on, day.series[-1], len(day.series)) == (14, date(2022, 9, 26), 14, 57)
    assert day.z >= 3
    assert day.expected == pytest.approx(day.expected_series[-1], abs=0.02)
    assert set(day.because) == {"level", "weekday", "season", "held_back", "spread"}
    assert Notice.objects.filter(person=found.cast.people["zhou"], url="/desk/hot/alerts").count() == 1
    assert actions.watch_over(found.at, found.at) == []
    assert Notice.objects.filter(url="/desk/hot/alerts").count() == 1


def test_discovery_watches_and_desk_and_cockpit_show_the_series_and_why(found):
    actions.discover_issues(found.at)
    desk = browser(found, "zhou")
    page = desk.get("/desk/hot/alerts").content.decode()
    for words in ("供热", "市南区", "为什么报", "前八周的常态", "往年这时候", "不是假期后的补报", "<polyline"):
        assert words in page
    assert "噪音" not in page
    assert "/desk/hot/alerts" in desk.get("/desk/hot").content.decode()
    cockpit = browser(found, "leader").get("/cockpit").content.decode()
    assert "供热" in cockpit
    assert 'class="al-s"' in cockpit


def test_a_person_answers_once_and_the_alert_stays_as_it_was_raised(found):
    (alert, *_more) = actions.watch_over(found.at, found.at)
    before = SentinelAlert.objects.filter(pk=alert.pk).values().get()
    for name in ("li", "wu", "leader"):
        with pytest.raises(Forbidden):
            actions.answer_alert(alert, "real", "派给热力公司", **found.by(name))
    for answer, words in (("real", " "), ("maybe", "派给热力公司")):
        with pytest.raises(Invalid):
            actions.answer_alert(alert, answer, words, **found.by("zhou"))
    browser(found, "zhou").post(f"/desk/hot/alerts/{alert.pk}", {"answer": "real", "words": "派给热力公司"})
    assert AlertAnswer.objects.get(alert=alert).words == "派给热力公司"
    assert alert not in queries.recent_alerts(unanswered=True)
    with pytest.raises(NotNow):
        actions.answer_alert(alert, "explained", "停热检修", **found.by("zhou"))
    actions.watch_over(found.at, found.at)
    assert SentinelAlert.objects.filter(pk=alert.pk).values().get() == before
