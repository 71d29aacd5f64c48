"""Every page of the site map in a real browser: Chinese and English, plain and 长者版, on five widths.

Each page is opened once in each language; the tests below read what that visit found, and the last of them shows that
a page with one fault of each kind would not have passed.
"""

import pytest
from tests.faces.site_map import Stop
from tests.faces.visiting import Sweep
from tests.site.test_site_map import routes

from shangliang.site.middleware import POLICY

pytestmark = pytest.mark.journey


def test_the_sweep_reaches_every_page_that_opens_by_its_address(everywhere: Sweep):
    plain = {"/" + route.pattern for route in routes() if route.is_plain}
    reached = {stop.address.split("?")[0] for stop in everywhere.stops}
    assert len(everywhere.stops) > 140
    assert len(plain & reached) > 70
    for page in (
        "/",
        "/cockpit",
        "/desk/leader",
        "/speak/done",
        "/signin/code",
        "/accounts/2fa/check",
        "/no-such-page",
    ):
        assert page in reached
    for start in ("/ideas/", "/hot/", "/topics/", "/outcomes/", "/help/", "/desk/cases/", "/desk/people/persons/"):
        assert any(address.startswith(start) for address in reached), start


def test_every_page_answers_as_it_should(everywhere: Sweep):
    assert everywhere.faults("status") == []


def test_axe_finds_no_violation_of_wcag_2_2_aa_on_any_page(everywhere: Sweep):
    assert everywhere.faults("axe") == []


def test_no_page_runs_over_the_edge_at_any_width(everywhere: Sweep):
    assert everywhere.faults("width") == []


def test_no_words_lie_on_others_or_stand_in_a_pillar_at_any_width(everywhere: Sweep):
    assert everywhere.faults("overlap") == []


def test_what_is_pressed_on_a_phone_is_44_pixels_high_and_wide(everywhere: Sweep):
    assert everywhere.faults("target") == []


def test_no_page_breaks_its_policy_or_asks_another_host_or_fails_in_its_scripts(everywhere: Sweep):
    assert everywhere.faults("policy", "host", "script") == []


def test_keys_reach_everything_and_show_where_they_are(everywhere: Sweep):
    assert everywhere.faults("keys") == []


def test_words_are_as_large_as_their_screen_asks(everywhere: Sweep):
    assert everywhere.faults("words") == []


@pytest.mark.parametrize("mode", ["elder", "en"])
def test_the_modes_are_what_readers_choose(everywhere: Sweep, mode):
    page = everywhere.window("").page
    everywhere.window("").context.add_cookies(
        [{"name": "elder", "value": "1" if mode == "elder" else "0", "url": everywhere.url},
         {"name": "lang", "value": "en" if mode == "en" else "zh-hans", "url": everywhere.url}]
    )  # fmt: skip
    page.goto("/")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dataset.mode ?? '']") == (
        ["zh-CN", "elder"] if mode == "elder" else ["en", ""]
    )


PAPERS = ("/ideas/01-01", "/sessions/20/minutes", "/sessions/20/poster", "/report", "/verify?f=01-01", "/progress")
NOT_PRINTED = ".sl-head, .sl-tabbar, .sl-foot, .sl-demo, .sl-more, .btn"
A4 = 718
"""Pixels between the margins of an upright sheet."""
SLACK = 3
"""Pixels that a printer's margin takes without anybody seeing it."""


def test_a_page_that_is_a_document_prints_as_one(everywhere: Sweep):
    # A window of its own: the developer's session of the sweep's windows would take the printing away.
    page = everywhere.browser.new_page(base_url=everywhere.url, viewport={"width": A4, "height": 900})
    page.emulate_media(media="print")
    shown = {}
    for address in PAPERS:
        page.goto(address)
        assert page.evaluate("matchMedia('print').matches"), address
        left = page.locator(NOT_PRINTED).evaluate_all("nodes => nodes.filter(one => one.checkVisibility()).length")
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        shown[address] = (left, over <= SLACK, page.locator("h1").first.is_visible())
    page.close()
    assert shown == dict.fromkeys(PAPERS, (0, True, True))


BAD = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<title>bad</title><style>p { color: #ccc }</style>
<link rel="stylesheet" href="/static/css/tokens.css"></head><body>
<main><p class="wide">宽</p><a href="/x"></a><button type="button" class="sl-spark" tabindex="3">小</button>
<p class="tiny">小字 <button type="button">ab</button></p>
<p>压在下面的字</p>
<p class="over">压在上面的字</p><p class="pillar">一字一行立着</p><img src="/static/img/mark.svg"></main>
<script src="/bad.js"></script></body></html>"""
BAD_SCRIPT = """
document.querySelector(".wide").style.width = "4000px";
document.querySelector(".tiny").style.fontSize = "9px";
document.querySelector(".over").style.marginTop = "-27px";
document.querySelector(".pillar").style.width = "1em";
document.querySelector("button").style.outline = "none";
fetch("http://127.0.0.2:9/far").catch(() => 0);
throw new Error("broken");
"""


def test_a_page_with_a_fault_of_each_kind_would_be_noticed(everywhere: Sweep):
    window = everywhere.window("")
    page = {"Content-Security-Policy": POLICY}
    window.context.route("**/bad", lambda route: route.fulfill(content_type="text/html", headers=page, body=BAD))
    window.context.route(
        "**/bad.js", lambda route: route.fulfill(content_type="text/javascript", headers=page, body=BAD_SCRIPT)
    )
    found = {}
    for fault in window.visit(Stop("/bad", "", status=201), "zh"):
        found.setdefault(fault.kind, []).append(fault.words)
    assert set(found) >= {"status", "axe", "width", "target", "policy", "script", "keys", "words", "overlap"}
    assert any("image-alt" in words for words in found["axe"])
    assert any("link-name" in words for words in found["axe"])
    assert any("4000" in words or "40" in words for words in found["width"])
    assert any("connect-src http://127.0.0.2:9" in words for words in found["policy"])
    assert any("style-src" in words for words in found["policy"])
    assert any("broken" in words for words in found["script"])
    assert any("tabindex 3" in words for words in found["keys"])
    assert any("no way past the top" in words for words in found["keys"])
    assert any("压在下面的字" in words and "lies on" in words for words in found["overlap"])
    assert any("6 lines of one or two letters" in words for words in found["overlap"])
    assert any("9.0 px" in words for words in found["words"])


def test_a_picture_from_another_host_would_be_noticed(everywhere: Sweep):
    window = everywhere.window("")
    far = '<!doctype html><html lang="en"><title>far</title><body><img src="http://127.0.0.2:9/far.png" alt="">'
    window.context.route("**/far", lambda route: route.fulfill(content_type="text/html", body=far))
    hosts = [fault.words for fault in window.visit(Stop("/far", ""), "en") if fault.kind == "host"]
    assert hosts == ["http://127.0.0.2:9/far.png"]
