"""The pages of coverage: who opens them, what they cost, what a click does."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import MONDAY, cast
from tests.media.pieces import DAY, LATER, channel, draft, newsroom, published, read, session

from shangliang.media import actions, queries
from shangliang.media.models import MediaItem
from shangliang.media.public import drawing, session_reach
from shangliang.media.rules import Point
from shangliang.people.actions import give_totp

DESK_PAGES = ["/desk/media", "/desk/media/new", "/desk/media/readings", "/desk/media/ledger.xlsx"]
OUTSIDERS = ["li", "zhou", "chen", "zhao", "wu", "head", "leader", "sun", "gov", "sysadmin", "auditor"]


@pytest.fixture
def people(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return cast()


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch):
    from shangliang.site import middleware

    monkeypatch.setattr(middleware, "now", lambda: LATER)


def signed_in(client, people, name):
    account = people.account(name)
    give_totp(account)
    client.force_login(account)
    client.get("/desk/media")
    return client


def cost(client, address: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


@pytest.mark.parametrize("address", DESK_PAGES)
def test_the_newspaper_opens_its_desk(client, people, address):
    assert signed_in(client, people, "han").get(address).status_code == 200


@pytest.mark.parametrize("name", OUTSIDERS)
def test_others_do_not(client, people, name):
    item = published(people)
    browser = signed_in(client, people, name)
    assert [browser.get(address).status_code for address in [*DESK_PAGES, f"/desk/media/{item.code}"]] == [403] * 5


def test_a_reviewer_sees_the_desk_and_writes_nothing(client, people):
    browser = signed_in(client, people, "reviewer")
    assert [browser.get(address).status_code for address in DESK_PAGES] == [200, 403, 403, 200]


def test_strangers_are_asked_to_sign_in_and_read_the_public_page(client, people):
    for address in DESK_PAGES:
        assert client.get(address)["Location"].startswith("/accounts/login?next=")
    assert client.get("/media").status_code == 200


def test_the_lists_cost_the_same_at_one_and_three_pieces(client, people):
    held = session(people)
    read(people, published(people, 1, session=held), MONDAY + DAY, reads=1)
    browser = signed_in(client, people, "han")
    cache.clear()  # both times nothing is kept from requests before
    before = cost(browser, "/desk/media?view=published"), cost(browser, "/media")
    for number in (2, 3):
        read(people, published(people, number, session=held, channel=channel(f"c{number}")), MONDAY + DAY, reads=1)
    cache.clear()
    after = cost(browser, "/desk/media?view=published"), cost(browser, "/media")
    assert after == before
    client.logout()
    # Two of its own: visit, account and seats together, and once in a while which region is the whole city.
    assert (before[0] <= 5 + 2, cost(client, "/media") <= 3) == (True, True)


def test_one_piece_costs_the_same_at_one_and_three_readings(client, people):
    item = published(people)
    read(people, item, MONDAY + DAY, reads=1)
    browser = signed_in(client, people, "han")
    before = cost(browser, f"/desk/media/{item.code}")
    for days in (2, 3):
        read(people, item, MONDAY + days * DAY, reads=days)
    assert (cost(browser, f"/desk/media/{item.code}"), before <= 12) == (before, True)


def test_a_piece_is_written_reviewed_and_published_by_clicks(client, people):
    room = newsroom(people)
    browser = signed_in(client, people, "han")
    told = {
        "title": "一块边角地的变化",
        "kind": "article",
        "channel": channel().pk,
        "words": "先做两块。",
        "how": "write",
    }
    address = browser.post("/desk/media/new", told)["Location"]
    item = MediaItem.objects.get()
    assert (address, item.state, item.author_id) == (f"/desk/media/{item.code}", "draft", people.people["han"].pk)
    assert "送审" in browser.get(address).content.decode()
    browser.post(f"{address}/steps/submit")
    item.refresh_from_db()
    for verb, who in (("pass_first", "first"), ("pass_second", "second"), ("pass_final", "chief")):
        actions.take_step(item, verb, actor=room[who], at=LATER)
    editor = signed_in(client, people, "reviewer")
    assert editor.post(f"{address}/steps/publish", {"publish-page": "3 版"}).status_code == 422
    item.refresh_from_db()
    assert item.state == "scheduled"
    actions.publish(item, actor=room["editor"], at=LATER, page="3 版")
    assert "一块边角地的变化" in client.get("/media").content.decode()


def test_the_page_says_who_must_review_when_the_author_may_not(client, people):
    item = draft(people, people.han)
    MediaItem.objects.filter(pk=item.pk).update(author=people.people["reviewer"])
    item.refresh_from_db()
    actions.take_step(item, "submit", actor=people.han, at=LATER)
    words = signed_in(client, people, "reviewer").get(f"/desk/media/{item.code}").content.decode()
    assert "由撰稿人和前几审以外的另一人审" in words
    assert 'disabled aria-describedby="miss-pass_first"' in words


def test_a_recorded_piece_needs_place_and_day(client, people):
    browser = signed_in(client, people, "han")
    told = {"title": "专版", "kind": "special", "channel": channel().pk, "how": "record"}
    assert browser.post("/desk/media/new", told).status_code == 422
    assert not MediaItem.objects.exists()
    ready = {**told, "page": "4 版", "published_on": "2022-09-29"}
    assert browser.post("/desk/media/new", ready).status_code == 302
    assert MediaItem.objects.get().state == "published"


def test_a_reading_is_entered_on_the_page_and_a_wrong_one_keeps_what_was_typed(client, people):
    item = published(people, kind="live")
    browser = signed_in(client, people, "han")
    address = f"/desk/media/{item.code}/steps/read_reach"
    told = {"reach-read_at": "2022-10-01T18:00", "reach-plays": "7190000", "reach-source": "观海新闻后台"}
    assert browser.post(address, told).status_code == 302
    again = browser.post(address, {**told, "reach-plays": "1"})
    assert (again.status_code, "已有一次读数" in again.content.decode(), 'value="1"' in again.content.decode()) == (
        422,
        True,
        True,
    )
    words = client.get("/media").content.decode()
    assert ("719 万" in words, "观海新闻后台" in words, "2022年10月1日 18:00" in words) == (True, True, True)


def test_a_file_of_readings_is_brought_in_or_refused_whole(client, people):
    item = published(people)
    browser = signed_in(client, people, "han")

    def hand_in(rows: str):
        file = SimpleUploadedFile("r.csv", f"编号,读数时刻,阅读量\n{rows}".encode())
        return browser.post("/desk/media/readings", {"file": file, "source": "后台"})

    wrong = hand_in(f"{item.code},2022-10-01,5\nm404,2022-10-01,5\n")
    assert (wrong.status_code, "m404" in wrong.content.decode(), queries.reach_total().reads) == (422, True, 0)
    assert hand_in(f"{item.code},2022-10-01,5\n").status_code == 302
    assert queries.reach_total().reads == 5


def test_drafts_are_not_public(client, people):
    item = draft(people, people.han, title="还没审的稿件")
    assert "还没审的稿件" not in client.get("/media").content.decode()
    assert queries.item_for(people.li, item.code) is None
    assert queries.item_for(people.han, item.code) == item


def test_filters_and_pages_go_on_where_they_stopped(client, people):
    held = session(people)
    for number in range(53):
        published(people, number, session=held if number % 2 else None, kind="clip" if number == 3 else "article")
    first = client.get("/media").content.decode()
    assert ("after=" in first, first.count('data-label="渠道"')) == (True, 50)
    last = queries.public_rows()[queries.PAGE - 1]
    rest = client.get(f"/media?after={queries.place_of(last, 'published')}").content.decode()
    assert rest.count('data-label="渠道"') == 3
    assert client.get("/media?session=18").content.decode().count('data-label="渠道"') == 26
    assert client.get("/media?kind=clip").content.decode().count('data-label="渠道"') == 1


@pytest.mark.parametrize("query", ["after=x", "after=2022-99-01_3", "session=abc", "channel='--", "kind=nope"])
def test_wrong_words_in_the_address_break_nothing(client, people, query):
    published(people)
    assert client.get(f"/media?{query}").status_code == 200


def test_the_panel_of_a_session_shows_its_reach_and_nothing_before_coverage(rf, people):
    held = session(people)
    request = rf.get("/sessions/18")
    request.actor, request.at = people.li, LATER
    assert session_reach(request, held) == ""
    item = published(people, kind="live", session=held)
    for days, plays in ((1, 3_000_000), (9, 7_190_000)):
        read(people, item, MONDAY + days * DAY, plays=plays, source="观海新闻后台")
    panel = session_reach(request, held)
    assert [word in panel for word in ("719 万", "来源：观海新闻后台", "爆款", "<polyline", "青岛日报")] == [True] * 5
    with CaptureQueriesContext(connection) as counted:
        session_reach(request, held)
    assert len(counted) <= 3


def test_a_drawing_stays_inside_its_measure():
    points = [Point(MONDAY + n * DAY, 10**n, 0) for n in range(8)]
    places = [tuple(map(float, pair.split(","))) for pair in drawing(points, "zh-hans")["points"].split()]
    assert all(46 <= x <= 597 and 42 <= y <= 190 for x, y in places)
    assert drawing(points[:1], "zh-hans") is None
