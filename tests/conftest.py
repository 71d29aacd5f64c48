"""What the tests share: the real data folder, a real PostgreSQL, a real browser, the product being served.

What a machine lacks is named in the header, and the tests that need it are skipped with that name.
"""

import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = (ROOT / os.environ.get("SHANGLIANG_SHARED", "../shared")).resolve()
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# A browser driven from a test leaves a running event loop in the thread, which Django takes for an asynchronous
# program and refuses to query from; the tests are not one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
LOAD_SECONDS = 600
START_SECONDS = 60
STOP_SECONDS = 20


def chromium() -> str | None:
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def postgres_programs() -> Path | None:
    """Give the folder of initdb and pg_ctl, the newest where several are installed."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return installed[-1].parent if installed else Path(on_path).resolve().parent if on_path else None


MISSING = {
    "realdata": None
    if (SHARED / "data").is_dir()
    else f"real data folder is absent: {SHARED.name}/data (SHANGLIANG_SHARED)",
    "postgres": None if postgres_programs() else "PostgreSQL is not installed (initdb not found)",
    "journey": None if chromium() else "Chromium is not installed (or name it in CHROMIUM)",
}


def pytest_report_header() -> list[str]:
    return [f"{name}: {MISSING[name] or 'available'}" for name in MISSING]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="leave out what touches no database")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator:
    """Put the end of the product's log beside a failure, which is all that is left of a process that ended."""
    report = yield
    if report.failed:
        for value in getattr(item, "funcargs", {}).values():
            log = getattr(getattr(value, "served", value), "log", None)
            if isinstance(log, Path) and log.is_file():
                report.sections.append(("log of the product", log.read_text("utf-8", "replace")[-4000:]))
    return report


def touches_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db")) or bool({"db", "transactional_db"} & set(item.fixturenames))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--database-only"):
        others = [item for item in items if not touches_database(item)]
        items[:] = [item for item in items if touches_database(item)]
        config.hook.pytest_deselected(items=others)
    journeys = ROOT / "tests" / "journeys"
    for item in items:
        if journeys in item.path.parents:
            item.add_marker("journey")
        for marker, reason in MISSING.items():
            if reason and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))
    # Long files first, so that the processes that share the tests end together; a stable order within.
    long = {item.path for item in items if any(item.get_closest_marker(name) for name in ("postgres", "journey"))}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the real data and the design; mark the test ``realdata``."""
    return SHARED


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """Begin every test with an empty cache, so that none counts on what another left there."""
    from django.core.cache import cache

    cache.clear()


# --- PostgreSQL -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Postgres:
    """A running server of the tests' own; everybody on loopback is trusted."""

    programs: Path
    folder: Path
    port: int

    def url(self, database: str = "shangliang") -> str:
        return f"postgres://shangliang@127.0.0.1:{self.port}/{database}"

    def new_database(self, name: str) -> str:
        """Make an empty database and give its address for DATABASE_URL."""
        address = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "shangliang")
        self.run("createdb", *address, name)
        return self.url(name)

    def run(self, program: str, *words: str) -> None:
        owner = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        with (self.folder / "log").open("ab") as log:
            subprocess.run(
                [str(self.programs / program), *words],
                check=True,
                timeout=120,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **owner,
            )


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL with an empty database ``shangliang``; mark the test ``postgres``."""
    programs = postgres_programs()
    if programs is None:
        pytest.skip(MISSING["postgres"])
    folder = Path(tempfile.mkdtemp(prefix="shangliang-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    server = Postgres(programs, folder, free_port())
    data = str(folder / "data")
    settings = f"-p {server.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    server.run("initdb", "-D", data, "-U", "shangliang", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
    try:
        server.run("pg_ctl", "-D", data, "-w", "-t", str(START_SECONDS), "-o", settings, "start")
        server.new_database("shangliang")
        yield server
    finally:
        server.run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


# --- The demonstration, loaded ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def loaded_demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demonstration in it, loaded once in a run by its own command; copy it before you write."""
    own = tmp_path_factory.getbasetemp()
    shared_by_workers = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    data = shared_by_workers / "demonstration"
    with (shared_by_workers / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not data.exists():
            fresh = shared_by_workers / "demonstration.new"
            shutil.rmtree(fresh, ignore_errors=True)
            load_demonstration(fresh)
            fresh.rename(data)
    return data


def load_demonstration(data: Path) -> None:
    """Load the demonstration into a folder, and fail with the command's own words."""
    done = subprocess.run(
        [sys.executable, "-m", "shangliang.site.cli", "demo", "--load-only"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "SHANGLIANG_DATA": str(data), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        timeout=LOAD_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]


@contextmanager
def django_reading(data: Path) -> Iterator[None]:
    """Let Django read and write the database of a data folder until the block ends; unblock the database before."""
    from django.core.cache import cache
    from django.db import connection

    def turn_to(name: Path | str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = name
        cache.clear()

    kept = connection.settings_dict["NAME"]
    turn_to(data / "shangliang.sqlite3")
    try:
        yield
    finally:
        turn_to(kept)


# --- The product, served ----------------------------------------------------------------------------------------


class Clock:
    """The clock of a served product: real time plus what the file says, in seconds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.path.write_text("0", "utf-8")

    def offset(self) -> timedelta:
        return timedelta(seconds=float(self.path.read_text("utf-8")))

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset()

    def advance(self, **parts: float) -> None:
        """Move the product's time forward: ``clock.advance(days=5)``."""
        seconds = (self.offset() + timedelta(**parts)).total_seconds()
        fresh = self.path.with_suffix(".new")
        fresh.write_text(str(seconds), "utf-8")
        fresh.replace(self.path)


@dataclass(frozen=True)
class Served:
    """A running product: its address without a slash at the end, its data folder, its clock and its log."""

    url: str
    data: Path
    clock: Clock
    log: Path


@contextmanager
def product(folder: Path, *words: str, **settings: str) -> Iterator[Served]:
    """Serve the product from `folder`/data until the block ends; ``words`` are added to ``serve``."""
    port = free_port()
    data, log, clock = folder / "data", folder / "log.txt", Clock(folder / "clock")
    data.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUNBUFFERED": "1",
        "SHANGLIANG_DATA": str(data),
        "SHANGLIANG_HOST": "127.0.0.1",
        "SHANGLIANG_PORT": str(port),
        "SHANGLIANG_DEMO": "1",
        "SHANGLIANG_CLOCK": str(clock.path),
        **settings,
    }
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "shangliang.site.cli", "serve", "--port", str(port), *words],
            env=environment,
            cwd=folder,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_healthy(process, url, log)
        yield Served(url, data, clock, log)
    finally:
        stop(process)


def wait_until_healthy(process: subprocess.Popen, url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if is_healthy(url):
            return
        time.sleep(0.1)
    pytest.fail(f"the product did not start:\n{log.read_text('utf-8')[-4000:]}")


def is_healthy(url: str) -> bool:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def stop(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(STOP_SECONDS)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The product on a free port with an empty data folder, in demonstration mode, one for each test module."""
    with product(tmp_path_factory.mktemp("served")) as running:
        yield running


# --- Browser ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator:
    """A real Chromium without a window; ``browser.new_page(viewport=…)`` gives a page."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    if path is None:
        pytest.skip(MISSING["journey"])
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield running
        running.close()
