"""A unit's day and two drawings: what stands over the queue, where promises and days stand."""

from datetime import date, datetime, timedelta

from tests.cast import MONDAY

from shangliang.dispatch.desk.day import now_mark, rail_marks, reported, rest_ahead
from shangliang.dispatch.drawing import LAMP, axis, by_month, field, stacked, weeks
from shangliang.dispatch.queries.queue import Item, Queue
from shangliang.engines.workdays import shipped


def test_the_holiday_ahead_is_told_with_the_days_that_are_worked_for_it():
    assert rest_ahead(shipped(), date(2022, 9, 29)) == "国庆节放假 10-01 至 10-07，10-08、10-09 上班"


def test_weeks_without_a_holiday_tell_nothing():
    assert rest_ahead(shipped(), date(2022, 11, 14)) == ""


def test_promises_stand_between_the_first_and_the_last_month():
    found = axis(date(2022, 12, 30), [(date(2022, 12, 23), "red"), (date(2023, 2, 28), "green")])
    assert [month for month, _place in found.months] == [date(2022, 12, 1), date(2023, 1, 1), date(2023, 2, 1)]
    places = [place for place, _row, _kind in found.lamps]
    assert found.months[0][1] < places[0] < found.today < places[1] <= 1190


def test_an_axis_without_promises_still_holds_today():
    found = axis(date(2022, 12, 30), [])
    assert (len(found.months), found.lamps, found.rows) == (1, [], 1)


def test_lamps_of_one_day_stand_over_one_another():
    assert stacked([(10.0, "a"), (10.0, "b"), (12.0, "c"), (10.0 + LAMP, "d")]) == [
        (10.0, 0, "a"),
        (10.0, 1, "b"),
        (12.0, 2, "c"),
        (24.0, 0, "d"),
    ]


def test_a_phone_reads_the_same_promises_month_by_month():
    rows = [(date(2023, 1, 9), "yellow"), (date(2022, 12, 23), "red"), (date(2023, 1, 6), "green")]
    assert by_month(rows) == [(date(2022, 12, 1), ["red"]), (date(2023, 1, 1), ["green", "yellow"])]


def test_the_days_of_a_long_limit_stand_in_their_weeks():
    found = weeks(date(2022, 9, 29), date(2022, 10, 12), date(2022, 10, 11), shipped().is_workday)
    assert len(found) == 14
    assert (found[0].look, found[0].week, found[0].weekday) == ("start", 0, 3)
    assert [square.day.day for square in found if square.look == "off"] == [1, 2, 3, 4, 5, 6, 7]
    assert (found[-2].look, found[-1].look, found[-1].week) == ("reply", "due", 2)


def test_a_reply_after_the_limit_lengthens_the_drawing():
    found = weeks(date(2022, 11, 14), date(2022, 11, 18), date(2022, 11, 22), shipped().is_workday)
    assert [square.look for square in found][-5:] == ["due", "off", "off", "", "reply"]


def test_one_path_draws_all_days_of_a_look():
    found = field(weeks(date(2022, 9, 29), date(2022, 10, 12), None, shipped().is_workday))
    assert found.paths["off"].count("M") == 7
    assert found.paths["work"].count("M") == 5
    assert [found.paths[look].count("M") for look in ("start", "due")] == [1, 1]
    assert [month for month, _x in found.months] == [date(2022, 10, 1)]
    assert found.width == 28 + 3 * 22


def item(due: datetime, act: str = "reply", told: datetime | None = None) -> Item:
    return Item(act, "ZB220926-0001", "口袋公园", "idea", "18-01", "市园林和林业局", due, "yellow", 0, reported_at=told)


MIDNIGHT = datetime.fromisoformat("2022-09-27T00:00:00+08:00")


def test_limits_that_end_with_the_day_share_one_word_and_stand_side_by_side():
    noon = datetime.fromisoformat("2022-09-26T13:00:00+08:00")
    marks = rail_marks([item(noon), item(MIDNIGHT), item(MIDNIGHT), item(MIDNIGHT)], MONDAY)
    assert [count for _place, _lamp, _item, count in marks] == [1, 3, 0, 0]
    places = [place for place, _lamp, _item, _count in marks]
    assert places[1] == 1.0
    assert len(set(places)) == 4


def test_the_moment_stands_on_the_rail_only_in_its_hours():
    assert now_mark(MONDAY) == (1 / 18, "09:00")
    assert now_mark(MONDAY + timedelta(hours=12)) is None


def test_a_limit_tells_its_hour_unless_it_ends_with_the_day():
    assert (item(MIDNIGHT).clock, item(MONDAY).clock) == ("", "09:00")
    assert item(MIDNIGHT).day() == date(2022, 9, 26)


def test_promises_reported_in_this_quarter_are_counted_of_the_open_ones():
    june, july = (datetime.fromisoformat(f"2022-{month}T12:00:00+08:00") for month in ("06-30", "07-01"))
    rows = [item(MIDNIGHT, "progress", told) for told in (None, june, july)]
    queue = Queue([], rows, [], [item(MIDNIGHT)], date(2022, 9, 27), 4, 0)
    assert reported(queue, date(2022, 9, 26)) == (1, 3)
    assert queue.only("reply").todo_count == 0
    assert queue.count("progress", "reply") == 4
