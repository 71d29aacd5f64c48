"""The program that watches the others, and what a page process loads."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

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


def test_when_one_ends_the_others_end_and_its_code_is_told():
    running = watcher([SLEEPER, [sys.executable, "-c", "raise SystemExit(7)"]])
    assert running.wait(timeout=15) == 7


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
