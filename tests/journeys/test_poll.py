"""A quick poll as people meet it: on a phone by the live process, on a phone without scripts, on the hall screen."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import ROOT, product

PHONE = {"width": 360, "height": 740}
MAKE = """
import django, json; django.setup()
from tests.live.voting import hall
here = hall()
row = here.poll("single")
print(json.dumps(row.number))
"""
COUNT = """
import django, json; django.setup()
from shangliang.sessions.models import Poll
from shangliang.sessions.queries import poll_counts, recount_poll
row = Poll.objects.get()
both = poll_counts(row), recount_poll(row)
print(json.dumps([sorted((*cell, n) for cell, n in found.items() if n) for found in both]))
"""


def run(script: str, data: Path):
    environment = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "SHANGLIANG_DATA": str(data), "PATH": "/usr/bin:/bin",
                   "DJANGO_SETTINGS_MODULE": "shangliang.site.settings", "DATABASE_URL": ""}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with product(tmp_path_factory.mktemp("poll")) as served:
        number = run(MAKE, served.data)
        yield served, f"{served.url}/sessions/18/polls/{number}"


def test_a_phone_votes_by_the_live_process_and_the_hall_sees_it_at_once(running, browser):
    served, address = running
    hall = browser.new_page(viewport={"width": 1920, "height": 1080})
    hall.goto(f"{served.url}/sessions/18/hall")
    phone = browser.new_page(viewport=PHONE)
    faults: list[str] = []
    phone.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
    sent: list[str] = []
    phone.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    phone.goto(address)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.get_by_label("先种树").check()
    phone.get_by_role("button", name="投票").click()
    phone.get_by_text("投好了").wait_for()
    phone.locator("[data-poll-box]").wait_for(state="visible")
    phone.locator("[data-poll-result] li", has_text="100%").wait_for()
    assert (faults, [url.endswith("/live/18/votes") for url in sent]) == ([], [True])
    assert run(COUNT, served.data) == [[[0, 0, 0, 1], [2, 1, 0, 1]]] * 2
    hall.locator(".qpoll .pl", has_text="100%").wait_for()


def test_without_scripts_the_form_does_the_same(running, browser):
    served, address = running
    plain = browser.new_context(java_script_enabled=False, viewport=PHONE).new_page()
    plain.goto(address)
    plain.get_by_label("先装灯").check()
    plain.get_by_role("button", name="投票").click()
    plain.get_by_text("投好了").wait_for()
    assert plain.locator("[data-poll-box]").is_visible()
    assert run(COUNT, served.data)[0][0] == [0, 0, 0, 2]


def test_when_the_live_process_is_away_the_form_is_sent_as_it_stands(running, browser):
    served, address = running
    page = browser.new_page(viewport=PHONE)
    page.route("**/live/**", lambda route: route.abort())
    page.goto(address)
    page.get_by_label("先修路").check()
    page.get_by_role("button", name="投票").click()
    page.get_by_role("button", name="改成这样").wait_for()
    assert run(COUNT, served.data)[0][0] == [0, 0, 0, 3]
