"""Reach: readings with source and moment, the newest counts, nothing counts twice."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from tests.cast import MONDAY, cast
from tests.media.pieces import DAY, LATER, PUBLISHED_ON, channel, published, read, session

from shangliang.kernel.refusals import Forbidden, Invalid, Missing
from shangliang.ledger.queries import events_of, leaf_facts
from shangliang.media import actions, queries, rules
from shangliang.media.models import MediaItem, ReachSnapshot


@pytest.fixture
def people(db):
    return cast()


def test_the_newest_reading_counts_whichever_was_entered_last(people):
    item = published(people, kind="live")
    read(people, item, MONDAY + 2 * DAY, plays=200)
    read(people, item, MONDAY + 3 * DAY, plays=500)
    read(people, item, MONDAY + 1 * DAY, plays=90)
    assert queries.reach_total().plays == 500
    assert [one.plays for one in queries.snapshots_of(item)] == [90, 200, 500]


def test_adding_all_readings_would_count_more_than_once(people):
    item = published(people, kind="live")
    for days, plays in ((1, 90), (2, 200), (3, 500)):
        read(people, item, MONDAY + days * DAY, plays=plays)
    naive = sum(ReachSnapshot.objects.values_list("plays", flat=True))
    assert (queries.reach_total().plays, naive) == (500, 790)


def test_a_reading_stands_in_the_public_record_with_its_source_and_moment(people):
    item = published(people)
    read(people, item, MONDAY + DAY, reads=1200, source="观海新闻后台")
    facts = leaf_facts(list(events_of("media", item.code, public_only=True))[-1])
    assert (facts["reads"], facts["source"], facts["read_at"][:10]) == (1200, "观海新闻后台", "2022-09-27")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"source": "  "}, "source"),
        ({"reads": -1}, "reads"),
        ({"read_at": LATER + DAY}, "read_at"),
        ({"read_at": MONDAY - 2 * DAY}, "read_at"),
    ],
)
def test_a_reading_that_cannot_be_is_refused_and_nothing_changes(people, given, field):
    item = published(people)
    reading = {"read_at": MONDAY + DAY, "source": "渠道后台", "reads": 10, **given}
    with pytest.raises(Invalid) as refused:
        actions.read_reach(item, actor=people.han, at=LATER, **reading)
    assert refused.value.field == field
    assert queries.reach_total().reads == 0


def test_one_moment_has_one_reading(people):
    item = published(people)
    read(people, item, MONDAY + DAY, reads=10)
    with pytest.raises(Invalid):
        read(people, item, MONDAY + DAY, reads=11)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReachSnapshot.objects.create(item=item, read_at=MONDAY + DAY, reads=11, source="x")


def test_a_citizen_enters_no_reading(people):
    item = published(people)
    with pytest.raises(Forbidden):
        actions.read_reach(item, read_at=MONDAY + DAY, source="我猜的", reads=9, actor=people.li, at=LATER)


def test_a_copy_is_shown_and_counts_in_no_sum(people):
    original = published(people, 1, kind="live", session=session(people))
    copy = published(people, 2, kind="live", session=original.session, channel=channel("people", "人民号"))
    read(people, original, MONDAY + DAY, plays=1000)
    read(people, copy, MONDAY + DAY, plays=700)
    assert queries.reach_total().plays == 1700
    copy.refresh_from_db()
    actions.mark_copy(copy, original, actor=people.han, at=LATER)
    coverage = queries.coverage()
    assert (coverage.whole.plays, coverage.whole.videos, coverage.whole.copies) == (1000, 1, 1)
    assert {one.code: (one.plays, one.copies) for one in coverage.channels} == {"daily": (1000, 0), "people": (0, 1)}
    assert [(one.code, one.plays) for one in coverage.sessions] == [("18", 1000)]
    assert queries.reach_of_session(original.session).plays == 1000
    assert [point.plays for point in queries.curve_of(original.session)] == [1000]


def test_sums_by_channel_and_by_session_agree_with_the_whole(people):
    first, second = session(people, 18), session(people, 19)
    for number, (code, held) in enumerate([("daily", first), ("guanhai", first), ("daily", second), ("qd", second)]):
        item = published(
            people, number, kind="clip" if number % 2 else "article", session=held, channel=channel(code, code)
        )
        read(people, item, MONDAY + DAY, plays=10**number, reads=number)
    coverage = queries.coverage()
    for rows in (coverage.channels, coverage.sessions):
        assert (sum(one.plays for one in rows), sum(one.reads for one in rows)) == (1111, 6)
    assert (coverage.whole.plays, coverage.whole.reads, coverage.whole.articles, coverage.whole.videos) == (
        1111,
        6,
        2,
        2,
    )
    assert queries.reach_total() == coverage.whole


def test_no_copy_of_itself_of_a_copy_or_over_its_own_copies(people):
    a, b, c = (published(people, number) for number in range(3))
    with pytest.raises(Missing):
        actions.mark_copy(a, a, actor=people.han, at=LATER)
    actions.mark_copy(b, a, actor=people.han, at=LATER)
    with pytest.raises(Missing):
        actions.mark_copy(c, b, actor=people.han, at=LATER)
    with pytest.raises(Missing):
        actions.mark_copy(a, c, actor=people.han, at=LATER)


@pytest.mark.parametrize(
    "again",
    [
        "https://news.example.cn/a/1",
        "http://www.news.example.cn/a/1/",
        "https://NEWS.example.cn/a/1?utm_source=wx&from=timeline#top",
    ],
)
def test_one_link_is_registered_once_however_it_was_shared(people, again):
    published(people, 1)
    with pytest.raises(Invalid) as refused:
        published(people, 2, link=again)
    assert refused.value.field == "link"
    assert MediaItem.objects.count() == 1


def test_the_database_itself_holds_a_link_once(people):
    item = published(people, 1)
    twin = actions.new_item(
        title="x", kind="article", channel=item.channel, region=item.region, author=None, link=item.link,
        published_on=PUBLISHED_ON,
    )  # fmt: skip
    twin.opened_at = twin.moved_at = LATER
    with pytest.raises(IntegrityError), transaction.atomic():
        MediaItem.objects.bulk_create([twin])  # left in no state: the link is what is refused


def test_links_that_differ_in_what_they_show_are_two():
    key = rules.link_key
    assert key("https://mp.example.com/s?__biz=1&mid=2") != key("https://mp.example.com/s?__biz=1&mid=3")
    assert key("https://a.example.com/x") != key("https://b.example.com/x")
    assert key("") == key("第三版") == ""


def test_a_withdrawn_piece_counts_no_more(people):
    item = published(people, kind="live")
    read(people, item, MONDAY + DAY, plays=100)
    item.refresh_from_db()
    actions.take_step(item, "withdraw", actor=people.han, at=LATER, reason="用错了画面")
    assert queries.reach_total().plays == 0


def test_seven_million_plays_are_a_hit_and_one_less_is_none():
    assert (rules.is_hit(7_000_000), rules.is_hit(6_999_999)) == (True, False)


def test_the_curve_adds_each_pieces_newest_reading_at_every_moment():
    at = [datetime(2022, 10, day, tzinfo=UTC) for day in (1, 2, 3)]
    readings = [rules.Reading(1, at[0], 10, 0), rules.Reading(2, at[1], 5, 0), rules.Reading(1, at[2], 30, 0)]
    assert [point.plays for point in rules.curve(reversed(readings))] == [10, 15, 35]


def test_a_long_curve_keeps_its_ends():
    points = [rules.Point(MONDAY + n * DAY, n, 0) for n in range(500)]
    thin = rules.thinned(points, 60)
    assert (len(thin), thin[0], thin[-1]) == (60, points[0], points[-1])


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (140_710_000, ("1.4071", "亿"), ("140.71", "million")),
        (19_976_000, ("1997.6", "万"), ("19.98", "million")),
        (7_190_000, ("719", "万"), ("7.19", "million")),
        (9_999, ("9,999", ""), ("9,999", "")),
    ],
)
def test_large_numbers_are_said_as_people_say_them(number, zh, en):
    assert (rules.short_number(number), rules.short_number(number, "en")) == (zh, en)


@pytest.mark.parametrize(("highest", "top"), [(0, 1), (1, 1), (7, 7), (711, 750), (7_110_000, 7_500_000), (1000, 1000)])
def test_an_axis_ends_at_a_round_number(highest, top):
    assert rules.top_of_scale(highest) == top
