"""The live process over real HTTP: snapshot, stream, limits, and a clean end."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing

import pytest
from django.db import connection
from tests.cast import MONDAY, cast
from tests.conftest import ROOT, free_port
from tests.live.served import Stream, live

from shangliang.live import board as boards
from shangliang.live.reading import read_state
from shangliang.sessions.actions import create_session
from shangliang.sessions.models import Session
from shangliang.sessions.queries import snapshot

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(transactional_db):
    people = cast()
    row = create_session(
        number=18, title="边角地怎样建口袋公园", actor=people.chen, at=MONDAY, region=people.org("city"), held_at=MONDAY
    )
    Session.objects.filter(pk=row.pk).update(state="live")
    row.refresh_from_db()
    return row


def get(port: int, path: str, *, method: str = "GET", headers: dict | None = None):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as browser:
        browser.request(method, path, headers=headers or {})
        answer = browser.getresponse()
        return answer.status, answer.headers, answer.read()


def test_the_snapshot_is_the_one_of_the_pages_with_a_mark_and_a_second_of_life(session):
    with live() as (_server, port):
        status, headers, body = get(port, "/live/18.json")
        again = get(port, "/live/18.json", headers={"If-None-Match": headers["ETag"]})
        head = get(port, "/live/18.json", method="HEAD")
    assert (status, headers["Cache-Control"]) == (200, "public, max-age=1")
    assert json.loads(body) == json.loads(json.dumps(snapshot(session)))
    assert (again[0], again[2], again[1]["ETag"]) == (304, b"", headers["ETag"])
    assert (head[0], head[2], head[1]["Content-Length"]) == (200, b"", str(len(body)))


def test_one_connection_answers_again_and_again(session):
    with live() as (_server, port), closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as browser:
        for _ in range(3):
            browser.request("GET", "/live/18.json")
            assert browser.getresponse().read()


def test_a_stream_begins_with_the_state_and_goes_on_with_what_changes(session):
    with live() as (_server, port), closing(Stream(port, 18)) as stream:
        assert "text/event-stream" in stream.head
        assert "retry: 3000" in stream.buffer.decode() + stream.part(b"\n\n").decode()
        name, first = stream.event()
        Session.objects.filter(pk=session.pk).update(title="改过的题目")
        changed = stream.event()[1]
    assert (name, first["title"], changed["title"]) == ("state", session.title, "改过的题目")


def test_many_changes_in_one_second_come_as_one_state(session):
    with live() as (_server, port), closing(Stream(port, 18)) as stream:
        stream.event()
        begin = time.monotonic()
        for number in range(20):
            Session.objects.filter(pk=session.pk).update(title=f"题目{number}")
        seen = []
        while not seen or seen[-1] != "题目19":
            seen.append(stream.event()[1]["title"])
        assert len(seen) <= time.monotonic() - begin + 2


def test_any_number_of_screens_cost_one_look_a_second(session, monkeypatch):
    looks = []
    monkeypatch.setattr("shangliang.live.server.read_state", lambda place: looks.append(place) or read_state(place))
    with live() as (_server, port):
        streams = [Stream(port, 18) for _ in range(25)]
        for stream in streams:
            stream.event()
        begin = time.monotonic()
        count = len(looks)
        time.sleep(2.2)
        assert len(looks) - count <= time.monotonic() - begin + 1
        for stream in streams:
            stream.close()


def test_a_screen_that_knows_the_state_already_is_not_told_again(session):
    with live(heartbeat=0.3) as (_server, port):
        mark = get(port, "/live/18.json")[1]["ETag"].strip('"')
        with closing(Stream(port, 18, headers=f"Last-Event-ID: {mark}\r\n")) as stream:
            stream.part(b"\n\n")
            assert stream.part(b"\n\n") == b": still here"


def test_a_quiet_stream_shows_signs_of_life(session):
    with live(heartbeat=0.3) as (_server, port), closing(Stream(port, 18)) as stream:
        stream.event()
        assert stream.part(b"\n\n") == b": still here"


def test_a_session_that_is_over_says_so_and_closes(session):
    with live() as (_server, port), closing(Stream(port, 18)) as stream:
        stream.event()
        Session.objects.filter(pk=session.pk).update(state="ended")
        assert [stream.event()[0], stream.event()[0]] == ["state", "end"]
        assert stream.part(b"\n\n") == b""


@pytest.mark.parametrize("state", ["drafting", "plan_approved", "cancelled"])
def test_what_the_public_may_not_see_is_not_found(session, state):
    Session.objects.filter(pk=session.pk).update(state=state)
    with live() as (_server, port):
        assert [get(port, f"/live/18{end}")[0] for end in (".json", "/stream")] == [404, 404]
        Session.objects.filter(pk=session.pk).update(state="live")
        time.sleep(boards.SECOND + 0.1)
        assert get(port, "/live/18.json")[0] == 200


@pytest.mark.parametrize(
    "path", ["/", "/live/18", "/live/x.json", "/live/99999999.json", "/live/19.json", "/live/../18"]
)
def test_other_addresses_are_not_found(session, path):
    with live() as (_server, port):
        assert get(port, path)[0] == 404


def test_only_reading_is_answered(session):
    with live() as (_server, port):
        assert get(port, "/live/18.json", method="DELETE")[0] == 405
        assert get(port, "/live/18.json", method="GET", headers={"Content-Length": "3"})[0] == 400


@pytest.mark.parametrize(
    ("sent", "status"),
    [(b"nonsense\r\n\r\n", b"400"), (b"GET /a HTTP/1.1\r\nX: " + b"a" * 9000 + b"\r\n\r\n", b"431")],
)
def test_what_is_no_request_is_refused(session, sent, status):
    with live() as (_server, port), closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as line:
        line.sendall(sent)
        assert line.recv(100).split(b" ")[1] == status


def test_no_more_screens_than_allowed_are_held(session):
    with live(screens=2) as (_server, port), closing(Stream(port, 18)), closing(Stream(port, 18)):
        status, headers, _body = get(port, "/live/18.json")
        assert (status, headers["Retry-After"]) == (503, "5")


def test_a_screen_that_takes_nothing_is_cut_off_and_the_others_go_on(session, monkeypatch):
    monkeypatch.setattr("shangliang.live.wire.WRITE_SECONDS", 0.5)
    monkeypatch.setattr("shangliang.live.wire.BUFFER", 1024)
    big = "很长的说明" * 400_000
    monkeypatch.setattr(
        "shangliang.live.reading.snapshot", lambda row: {"title": row.title, "big": big if row.title == "大" else ""}
    )
    with live() as (server, port), closing(socket.socket()) as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", port))
        slow.sendall(b"GET /live/18/stream HTTP/1.1\r\nHost: x\r\n\r\n")
        with closing(Stream(port, 18)) as quick:
            quick.event()
            assert len(server.open) == 2
            Session.objects.filter(pk=session.pk).update(title="大")
            assert quick.event()[1]["big"] == big
            deadline = time.monotonic() + 10
            while len(server.open) > 1 and time.monotonic() < deadline:
                time.sleep(0.1)
            assert len(server.open) == 1
            Session.objects.filter(pk=session.pk).update(title="小")
            assert quick.event()[1]["title"] == "小"


def test_addresses_that_lead_nowhere_fill_no_memory(session, monkeypatch):
    monkeypatch.setattr("shangliang.live.server.MOST_BOARDS", 5)
    with live() as (server, port):
        for number in range(100, 130):
            assert get(port, f"/live/{number}.json")[0] == 404
        assert len(server.boards) <= 5
        assert get(port, "/live/18.json")[0] == 200


def test_a_database_that_does_not_answer_keeps_what_is_known_on_the_screens(session, monkeypatch):
    from shangliang.live.reading import UnreadableError

    def broken(_place):
        raise UnreadableError

    with live() as (_server, port):
        known = get(port, "/live/18.json")
        monkeypatch.setattr("shangliang.live.server.read_state", broken)
        time.sleep(boards.SECOND + 0.1)
        assert get(port, "/live/18.json")[2] == known[2]
        assert get(port, "/live/21.json")[0] == 503


def environment(data) -> dict[str, str]:
    told = {"PYTHONPATH": str(ROOT / "src"), "SHANGLIANG_DATA": str(data)}
    return {**os.environ, **told, "DJANGO_SETTINGS_MODULE": "shangliang.site.settings"}


def first_answer(process: subprocess.Popen, port: int, path: str):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return get(port, path)
        except OSError:
            time.sleep(0.2)
    return pytest.fail("the process did not answer")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="hands a copy of the test's file to another process")
def test_the_process_ends_cleanly_when_asked(session, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(tmp_path / "shangliang.sqlite3")])
    port = free_port()
    line = [sys.executable, "-m", "shangliang.site.cli", "live", "--port", str(port)]
    process = subprocess.Popen(line, env=environment(tmp_path), cwd=tmp_path)
    try:
        status, _headers, body = first_answer(process, port, "/live/18.json")
        with closing(Stream(port, 18)) as stream:
            stream.event()
            process.send_signal(signal.SIGTERM)
            assert stream.part(b"never") == b""
        assert (process.wait(10), status, json.loads(body)["number"]) == (0, 200, 18)
    finally:
        process.kill()
        process.wait(10)


def test_the_live_process_loads_no_page(tmp_path):
    code = (
        "import django, sys\ndjango.setup()\nimport shangliang.live.server\n"
        "faces = ('.desk', '.public', '.urls', '.forms', '.api')\n"
        "print(*sorted(name for name in sys.modules if name.startswith('shangliang.') and name.endswith(faces)))"
    )
    line = [sys.executable, "-c", code]
    asked = subprocess.run(line, env=environment(tmp_path), capture_output=True, text=True, timeout=120, check=False)
    assert (asked.returncode, asked.stdout.strip()) == (0, "")
