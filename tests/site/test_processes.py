"""The program that watches the others, and what a page process loads."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.conftest import free_port

import shangliang.site
from shangliang.engines.lazy import names_of

WATCHER = Path(shangliang.site.__file__).with_name("watching.py")
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
LARGE = "('scipy', 'sklearn', 'rjieba', 'docx', 'lxml', 'xlsxwriter', 'duckdb', 'weasyprint')"


def watcher(lines):
    import json

    return subprocess.Popen([sys.executable, "-I", str(WATCHER), json.dumps(lines)])


def is_running(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def children_of(pid):
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def until(fact, seconds=10):
    end = time.monotonic() + seconds
    while not fact() and time.monotonic() < end:
        time.sleep(0.05)
    return fact()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_all_and_is_no_failure(number):
    running = watcher([SLEEPER, SLEEPER])
    assert until(lambda: len(children_of(running.pid)) == 2)
    children = children_of(running.pid)
    running.send_signal(number)
    assert running.wait(timeout=10) == 0
    assert not any(is_running(child) for child in children)


def test_one_that_is_killed_is_started_anew_and_the_others_go_on():
    running = watcher([SLEEPER, SLEEPER])
    try:
        assert until(lambda: len(children_of(running.pid)) == 2)
        first, second = children_of(running.pid)
        os.kill(second, signal.SIGKILL)
        assert until(lambda: not is_running(second) and len(children_of(running.pid)) == 2)
        assert first in children_of(running.pid)
        assert is_running(first)
    finally:
        running.terminate()
        assert running.wait(timeout=10) == 0


def test_one_that_keeps_ending_ends_all_and_its_code_is_told(capfd):
    running = watcher([SLEEPER, [sys.executable, "-c", "raise SystemExit(7)"]])
    assert until(lambda: len(children_of(running.pid)) == 2)
    other = children_of(running.pid)[0]
    assert running.wait(timeout=30) == 7
    assert not is_running(other)
    assert capfd.readouterr().err.count("进程意外结束（7）") == 6


def test_the_watcher_holds_next_to_nothing():
    running = watcher([SLEEPER])
    try:
        assert until(lambda: len(children_of(running.pid)) == 1)
        pages = int(Path(f"/proc/{running.pid}/statm").read_text().split()[1])
        assert pages * os.sysconf("SC_PAGESIZE") < 25e6
    finally:
        running.terminate()
        running.wait(timeout=10)


def loaded(before="pass"):
    words = f"""
import os, sys
from shangliang.site import cli
cli.start_django()
from shangliang.site.wsgi import application
from django.urls import get_resolver
get_resolver().url_patterns
{before}
print(" ".join(name for name in {LARGE} if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True, timeout=120)
    return done.stdout.split()


def test_a_process_of_pages_loads_none_of_the_large_libraries_before_it_needs_them():
    assert loaded() == []
    assert {"rjieba", "scipy"} <= set(loaded("from shangliang.engines import hotspots; hotspots.Stream"))


def test_a_lazy_package_gives_its_names_and_no_others():
    find = names_of("shangliang.engines.hotspots", {"records": "Message"})
    assert find("Message").__name__ == "Message"
    with pytest.raises(AttributeError):
        find("Nothing")
    with pytest.raises(ValueError, match="records"):
        names_of("shangliang.engines.hotspots", {"records": "Message records"})


def test_a_timer_that_fails_is_told_and_the_others_pass(capfd):
    from shangliang.site.commands.processes import run_timers

    passed = []

    def broken(at):
        raise ValueError(f"{at} is no day")

    run_timers([broken, passed.append], "now")
    assert passed == ["now"]
    assert "ValueError: now is no day" in capfd.readouterr().err


def test_a_locked_database_is_left_to_the_worker(capfd):
    from django.db import OperationalError

    from shangliang.site.commands.processes import run_timers

    def locked(at):
        raise OperationalError("database is locked")

    with pytest.raises(OperationalError):
        run_timers([locked], "now")


def told_after(port, seconds):
    words = f"""
import time
from shangliang.site.commands import processes
processes.TELL_SECONDS = {seconds}
began = time.monotonic()
processes.tell_when_served("127.0.0.1", {port}, lambda: print("served", flush=True))
print("went on" if time.monotonic() - began < 1 else "waited", flush=True)
time.sleep(0.5)
print("still here", flush=True)
"""
    return subprocess.Popen([sys.executable, "-c", words], stdout=subprocess.PIPE, text=True)


def test_what_is_told_is_told_once_the_port_answers():
    port = free_port()
    with told_after(port, 20) as running:
        lines = [running.stdout.readline().strip() for _ in range(2)]
        assert lines == ["went on", "still here"]
        with socket.create_server(("127.0.0.1", port)):
            assert running.stdout.readline().strip() == "served"
        assert running.stdout.read() == ""
    assert running.returncode == 0


def test_nothing_is_told_when_the_port_never_answers():
    with told_after(free_port(), 1) as running:
        assert running.stdout.read().split("\n") == ["went on", "still here", ""]
    assert running.returncode == 0
