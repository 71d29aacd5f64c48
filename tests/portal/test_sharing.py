"""What leaves the site: cards, posters, feeds, calendars and facts for machines say what the rows say, and no more."""

import io
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from defusedxml.ElementTree import fromstring
from PIL import Image
from tests.cast import MONDAY
from tests.portal import whole

from shangliang.dispatch.models import Reply
from shangliang.ideas.models import GoldenIdea
from shangliang.portal import rules
from shangliang.portal.drawing import Card, card_png, chinese_font
from shangliang.portal.drawing.card import letters, lines_of, stops_of
from shangliang.sessions.models import AgendaItem, Session

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def told(found):
    """A session whose idea was answered and had an effect."""
    whole.topic(found)
    whole.closed(found)
    return found


def picture(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def linked(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])


def entries(content: bytes) -> list[dict[str, str]]:
    found = []
    for entry in fromstring(content).findall(f"{ATOM}entry"):
        said = {child.tag.removeprefix(ATOM): child.text or child.get("href", "") for child in entry}
        found.append(said)
    return found


def events(text: str) -> list[dict[str, str]]:
    lines = text.replace("\r\n ", "").split("\r\n")
    found: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            found[-1].setdefault(name, value)
    return found


@pytest.mark.parametrize("address", ["/card.png", "/ideas/18-01/card.png", "/sessions/18/card.png"])
def test_cards_are_pictures_of_the_size_that_sharers_expect(told, address):
    answer = whole.browser(told).get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert (picture(answer.content).format, picture(answer.content).size) == ("PNG", (1200, 630))


def test_a_card_changes_with_its_title_and_not_with_the_hour(told):
    client = whole.browser(told)
    before = client.get("/ideas/18-01/card.png").content
    assert client.get("/ideas/18-01/card.png").content == before
    GoldenIdea.objects.update(title="换一个题目")
    if chinese_font():
        assert client.get("/ideas/18-01/card.png").content != before


def test_a_machine_without_chinese_letters_still_draws_a_card():
    bare = card_png(Card("金点子 18-07", "一院一策", "143", "人同问", "市住房和城乡建设局", "18-07"), "")
    assert picture(bare).size == (1200, 630)
    other = card_png(Card("金点子 18-08", "一院一策", "143", "人同问", "市住房和城乡建设局", "18-08"), "")
    assert bare != other


def test_titles_break_at_a_stop_and_end_in_an_ellipsis():
    font = letters("", 20)
    said = "aaaa bbbb， cccc dddd"
    assert stops_of(said) == [10]
    assert lines_of(said, font, font.getlength(said) * 0.7, 2) == ["aaaa bbbb，", " cccc dddd"]
    assert lines_of("abcdefghij" * 3, font, font.getlength("abcdefghij"), 2)[1].endswith("…")


def test_what_is_not_public_has_neither_card_nor_poster(told):
    GoldenIdea.objects.update(state="captured")
    Session.objects.update(state="drafting")
    client = whole.browser(told)
    for address in ("/ideas/18-01/card.png", "/ideas/18-01/poster", "/sessions/18/card.png", "/sessions/18/poster"):
        assert (address, client.get(address).status_code) == (address, 404)


def test_pages_name_their_card_by_its_full_address(told, settings):
    settings.ADDRESS = "https://shangliang.example"
    for address, card in (
        ("/", "/card.png"),
        ("/ideas/18-01", "/ideas/18-01/card.png"),
        ("/sessions/18", "/sessions/18/card.png"),
    ):
        page = whole.text_of(whole.browser(told), address)
        assert f'<meta property="og:image" content="https://shangliang.example{card}">' in page
        assert f'<link rel="canonical" href="https://shangliang.example{address}">' in page


def test_machines_read_a_service_an_event_and_an_article(told):
    client = whole.browser(told)
    assert linked(whole.text_of(client, "/"))["@type"] == "GovernmentService"
    event = linked(whole.text_of(client, "/sessions/18"))
    assert (event["@type"], datetime.fromisoformat(event["startDate"])) == ("Event", MONDAY)
    article = linked(whole.text_of(client, "/ideas/18-01"))
    reply = Reply.objects.get(status="accepted")
    assert article["@type"] == "NewsArticle"
    assert datetime.fromisoformat(article["datePublished"]) == reply.checked_at


def test_a_title_cannot_end_the_block_of_facts(told):
    Session.objects.update(title="</script><b>坏</b>")
    page = whole.text_of(whole.browser(told), "/sessions/18")
    assert "</script><b>坏</b>" not in page
    assert "</script><b>坏</b>" in linked(page)["name"]


def test_posters_carry_the_address_in_words_and_as_a_code(told, settings):
    settings.ADDRESS = "https://shangliang.example"
    for address in ("/ideas/18-01", "/sessions/18"):
        page = whole.text_of(whole.browser(told), f"{address}/poster")
        assert f"https://shangliang.example{address}<" in page
        assert 'class="qr-ink"' in page
        assert "data-print" in page


def test_feeds_hold_what_was_published(told, settings):
    settings.ADDRESS = "https://shangliang.example"
    client = whole.browser(told)
    found = {name: entries(client.get(f"/feeds/{name}.atom").content) for name in ("sessions", "replies", "outcomes")}
    assert [entry["title"] for entry in found["sessions"]] == ["第 18 期　栈道的灯"]
    assert [entry["link"] for entry in found["replies"]] == ["https://shangliang.example/ideas/18-01"]
    assert [entry["title"] for entry in found["outcomes"]] == ["栈道亮了"]
    assert all(entry["id"] and entry["updated"] for rows in found.values() for entry in rows)


def test_a_withheld_reply_stays_out_of_the_feed(told):
    Reply.objects.update(is_withheld=True)
    assert entries(whole.browser(told).get("/feeds/replies.atom").content) == []


def test_the_calendar_has_each_session_at_its_hour(told):
    held = Session.objects.get(number=18)
    AgendaItem.objects.create(session=held, order=1, kind="opening", title="短片", minutes=25)
    answer = whole.browser(told).get("/sessions.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    [event] = events(answer.content.decode())
    assert event["SUMMARY"] == "第 18 期　栈道的灯"
    assert datetime.strptime(event["DTSTART"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) == MONDAY
    assert datetime.strptime(event["DTEND"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) == MONDAY + timedelta(minutes=25)
    assert events(whole.browser(told).get("/sessions/18/event.ics").content.decode()) == [event]


def test_lines_of_a_calendar_keep_to_seventy_five_octets_and_escape_their_signs():
    one = rules.Meeting("a@b", "商量；第一、第二, 第三" * 9, MONDAY, None, MONDAY, note="甲;乙\n丙\\丁")
    text = rules.ics_text("商量", [one])
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    [event] = events(text)
    assert event["SUMMARY"] == one.title.replace(",", "\\,")
    assert event["DESCRIPTION"] == "甲\\;乙\\n丙\\\\丁"
    assert "DTEND" not in event


PAGES = ("/feeds/sessions.atom", "/feeds/replies.atom", "/feeds/outcomes.atom", "/sessions.ics", "/ideas/18-01/poster")


def test_feeds_cost_the_same_with_more_rows(told):
    client = whole.browser(told)
    before = [whole.cost(client, address) for address in PAGES]
    for _ in range(2):
        whole.closed(told)
    assert [whole.cost(client, address) for address in PAGES] == before
    assert max(before) <= 5


@pytest.mark.parametrize(
    "address", ["/progress", "/outcomes", "/hot", "/opinions", "/media", "/report", "/help", "/verify"]
)
def test_every_public_page_has_a_title_and_a_picture_to_share(told, address, settings):
    settings.ADDRESS = "https://shangliang.example"
    page = whole.text_of(whole.browser(told), address)
    assert page.count('property="og:title"') == 1
    assert '<meta property="og:image" content="https://shangliang.example/card.png">' in page


def test_pages_with_a_card_of_their_own_have_no_other(told):
    for address in ("/", "/ideas/18-01", "/sessions/18", "/topics/2022-01"):
        page = whole.text_of(whole.browser(told), address)
        assert (address, page.count('property="og:image"')) == (address, 1)
