"""The drawings of cockpit and report: they show what the rows say, to whom may see it, and say when nothing changed."""

import pytest
from tests.cockpit.test_cockpit_pages import signed_in
from tests.cockpit.world import LATE

from shangliang.ideas.models import GoldenIdea
from shangliang.media.queries import coverage


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch):
    from shangliang.site import middleware

    monkeypatch.setattr(middleware, "now", lambda: LATE)


def charts(client, address="/report.json"):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.json()["charts"]


def test_every_public_idea_stands_in_the_drawing_of_answers(client, people):
    found = charts(client)["answers"]
    shown = sum(sum(one["values"]) for one in found["series"])
    assert shown == GoldenIdea.objects.filter(is_shown=True).count() > 0
    assert {len(one["values"]) for one in found["series"]} == {len(found["names"])}


def test_the_plays_are_those_of_the_sessions(client, people):
    found = charts(client)["plays"]
    known = {one.code: one.plays for one in coverage().sessions if one.plays}
    assert dict(zip(found["names"], found["series"][0]["values"], strict=True)) == known


def test_a_period_without_sessions_draws_nothing(client, people):
    assert charts(client, "/report.json?since=2030-01-01")["answers"]["names"] == []
    assert "data-chart" not in client.get("/report?since=2030-01-01").content.decode()


def test_who_has_the_snapshot_is_told_that_nothing_changed(client, people):
    mark = client.get("/report.json")["ETag"]
    assert client.get("/report.json", headers={"if-none-match": mark}).status_code == 304
    GoldenIdea.objects.filter(is_shown=True).update(reply_class="D")
    assert client.get("/report.json", headers={"if-none-match": mark}).status_code == 200


def test_the_cockpits_snapshot_is_for_its_people_and_in_no_shared_cache(client, people):
    assert client.get("/cockpit.json").status_code == 302
    answer = signed_in(client, people, "leader").get("/cockpit.json")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-cache")
    assert "Access-Control-Allow-Origin" not in answer
    assert set(answer.json()["charts"]) == {"plays"}


def test_the_same_stands_in_a_table_that_needs_no_script(client, people):
    page = client.get("/report").content.decode()
    names = charts(client)["answers"]["names"]
    assert len(names) > 1
    assert all(f'<th scope="row">{name}</th>' in page for name in names)
    assert "vendor/echarts/echarts.common.min.js" in page
