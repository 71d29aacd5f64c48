"""The sentinel: what stands out against weekday, season and holidays, and what does not."""

from datetime import date, timedelta

import numpy as np
import pytest

from shangliang.engines.hotspots import Parameters, watch
from shangliang.site.bench import sentinel as bench
from shangliang.site.bench.sentinel import is_workday

LAST = date(2024, 9, 10)
KEY = ("供热", "市北区")


def by_weekday_only(day):
    return day.weekday() < 5


def steady(level=6, *, until=LAST, weeks=30, weekend=0.5, seed=3, key=KEY):
    """A series that sways like a Poisson count, with quiet weekends."""
    rng = np.random.default_rng(seed)
    days = [until - timedelta(days=n) for n in range(weeks * 7)]
    return {key: {day: int(rng.poisson(level * (1 if day.weekday() < 5 else weekend))) for day in days}}


def spans(alerts):
    return [(alert.span, alert.count) for alert in alerts]


def test_a_day_far_above_the_usual_is_told_with_what_was_expected():
    series = steady()
    series[KEY][LAST] = 30
    alert = next(alert for alert in watch(series, on=LAST, is_workday=is_workday) if alert.span == "day")
    assert (alert.category, alert.district, alert.on, alert.count) == (*KEY, LAST, 30)
    assert 4 < alert.expected < 9
    assert alert.z > 3
    assert alert.series == tuple(series[KEY][LAST - timedelta(days=n)] for n in range(56, -1, -1))
    assert len(alert.expected_series) == 57
    because = alert.because
    assert because.level * because.weekday * because.season == pytest.approx(alert.expected)


def test_a_steady_series_says_nothing():
    series = steady()
    assert [watch(series, on=LAST - timedelta(days=n), is_workday=is_workday) for n in range(28)] == [[]] * 28


def test_a_slow_week_of_more_stands_out_though_no_day_does():
    series = steady(level=3)
    for n in range(7):
        series[KEY][LAST - timedelta(days=n)] = 7
    alerts = watch(series, on=LAST, is_workday=is_workday)
    assert spans(alerts) == [("week", 49)]
    assert (len(alerts[0].series), alerts[0].series[-1]) == (9, 49)


def test_a_busy_monday_is_usual_and_the_same_count_on_a_sunday_is_not():
    series = steady(level=24, weekend=0.2)
    monday, sunday = date(2024, 9, 9), date(2024, 9, 8)
    series[KEY][monday] = 28
    assert watch(series, on=monday, is_workday=is_workday) == []
    series[KEY][sunday] = 28
    assert [alert.span for alert in watch(series, on=sunday, is_workday=is_workday)] == ["day"]


def test_less_than_ten_messages_are_never_told():
    series = {**steady(key=("其他", "市南区")), KEY: {LAST: 9}}
    assert watch(series, on=LAST, is_workday=is_workday) == []
    series[KEY][LAST] = 10
    assert [alert.span for alert in watch(series, on=LAST, is_workday=is_workday)] == ["day", "week"]
    more = watch(series, on=LAST, is_workday=is_workday, parameters=Parameters(alert_count=11))
    assert more == []


def test_what_a_holiday_held_back_explains_the_rush_after_it():
    """The week of the National Day keeps messages back; the first working day brings them."""
    after = date(2024, 10, 8)
    series = steady(level=12, until=after)
    for n in range(1, 8):
        series[KEY][after - timedelta(days=n)] = 3
    series[KEY][after] = 45
    assert watch(series, on=after, is_workday=is_workday) == []
    blind = watch(series, on=after, is_workday=by_weekday_only)
    assert ("day", 45) in spans(blind)


def test_a_holiday_does_not_explain_more_than_it_held_back():
    after = date(2024, 10, 8)
    series = steady(level=12, until=after)
    for n in range(1, 8):
        series[KEY][after - timedelta(days=n)] = 3
    series[KEY][after] = 160
    (alert, *_) = watch(series, on=after, is_workday=is_workday)
    assert alert.because.held_back > 20


def test_a_rise_of_every_year_is_no_news():
    """Heating begins in the middle of November, every year."""
    on = date(2024, 11, 20)
    series = steady(level=6, until=on, weeks=120)
    plain = {KEY: dict(series[KEY])}
    for year in (2022, 2023, 2024):
        for n in range(14):
            series[KEY][date(year, 11, 10) + timedelta(days=n)] = 22
    for n in range(14):
        plain[KEY][date(2024, 11, 10) + timedelta(days=n)] = 22
    assert watch(series, on=date(2024, 11, 13), is_workday=is_workday) == []
    assert watch(plain, on=date(2024, 11, 13), is_workday=is_workday) != []


def test_an_earlier_burst_does_not_hide_the_next():
    series = steady()
    series[KEY][LAST - timedelta(days=20)] = 200
    series[KEY][LAST] = 30
    assert [alert.span for alert in watch(series, on=LAST, is_workday=is_workday)] == ["day", "week"]


def test_without_a_month_of_history_nothing_is_said():
    series = steady(weeks=4)
    series[KEY][LAST] = 90
    assert watch(series, on=LAST, is_workday=is_workday) == []
    longer = steady(weeks=9)
    longer[KEY][LAST] = 90
    assert watch(longer, on=LAST, is_workday=is_workday) != []


def test_nothing_and_days_to_come_are_carried():
    assert watch({}, on=LAST, is_workday=is_workday) == []
    assert watch({KEY: {}}, on=LAST, is_workday=is_workday) == []
    series = steady()
    series[KEY][LAST + timedelta(days=1)] = 500
    assert watch(series, on=LAST, is_workday=is_workday) == []


def test_the_strongest_alert_stands_first():
    series = {**steady(key=("噪音", "李沧区")), **steady(seed=4)}
    series[KEY][LAST] = 60
    series["噪音", "李沧区"][LAST] = 30
    alerts = watch(series, on=LAST, is_workday=is_workday)
    assert [alert.z for alert in alerts] == sorted((alert.z for alert in alerts), reverse=True)
    assert alerts[0].category == "供热"


def test_planted_bursts_are_found_and_quiet_series_stay_quiet():
    score = bench.measure()
    assert (score["planted"], score["quiet"]) == (100, 100)
    assert score["recall"] >= 0.9
    assert score["precision"] >= 0.9
