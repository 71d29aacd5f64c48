"""Votes in the live process: how many a second on the disk, how long one waits, and what is left after kill -9.

Parts: `sqlite` and `postgres` (speed), `kill` (100,000 votes and 50 kills, on SQLite), `two` (two processes on
PostgreSQL with NATS between them, one of them killed again and again). Without a part: both speeds. The database is
durable as the product sets it: SQLite `synchronous=FULL`, PostgreSQL with fsync and `synchronous_commit=on`.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from shangliang.site.bench import outside
from shangliang.site.bench.screen import Screen
from shangliang.site.bench.server import COMMAND, cpu_seconds, free_port, ourselves, own_environment

CLIENTS = 512
SECONDS = 10
SPEED_VOTES = 150_000
KILL_VOTES, KILLS, KILL_CLIENTS = 100_000, 50, 64
PATIENCE = 60


def run(_rows: int, parts: Sequence[str] = ()) -> dict[str, Any]:
    """Return the figures of some parts, or of both databases."""
    measures: dict[str, Callable[[], dict[str, Any]]] = {
        "sqlite": lambda: speed(""),
        "postgres": lambda: on_postgres(speed),
        "kill": lambda: killed("", votes=KILL_VOTES, kills=KILLS),
        "two": lambda: on_postgres(lambda url: two(url, votes=KILL_VOTES // 5, kills=KILLS // 5)),
    }
    return {name: measures[name]() for name in parts or ("sqlite", "postgres")}


def on_postgres(measure: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """Return what is measured over a PostgreSQL of its own."""
    with outside.postgres() as url:
        return measure(url)


@dataclass
class Process:
    """A live process on a port of its own that can be killed and started again."""

    environment: Mapping[str, str]
    port: int = field(default_factory=free_port)
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it listens."""
        line = [*COMMAND, "live", "--port", str(self.port)]
        self.running = subprocess.Popen(  # noqa: S603 - our own program
            line, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        outside.wait_for_port(self.running, self.port)

    def kill(self) -> None:
        """End it at once, as a power loss of the process would."""
        if self.running is not None:
            self.running.kill()
            self.running.wait(PATIENCE)

    def stop(self) -> int:
        """Ask it to end and return its exit code."""
        if self.running is None or self.running.poll() is not None:
            return -1
        self.running.send_signal(signal.SIGTERM)
        return self.running.wait(PATIENCE)


@dataclass
class Place:
    """A data folder with a conversation and the votes that will be cast in it."""

    folder: str
    environment: dict[str, str]
    code: str

    @property
    def bodies(self) -> str:
        """Return the file of the votes."""
        return str(Path(self.folder) / "bodies")

    @property
    def acks(self) -> str:
        """Return the file of the acknowledged votes."""
        return str(Path(self.folder) / "acks")

    def crowd(self, ports: list[int], clients: int, seconds: float) -> subprocess.Popen[str]:
        """Start the crowd."""
        words = [",".join(map(str, ports)), str(clients), str(seconds), self.code, self.bodies, self.acks]
        line = [sys.executable, "-m", "shangliang.site.bench.voters", *words]
        return subprocess.Popen(line, env=self.environment, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program

    def recounted(self) -> dict[str, Any]:
        """Return the recount by a process that took no part."""
        found: dict[str, Any] = json.loads(
            script(f"print(json.dumps(hall.recount({self.code!r}, {self.acks!r})))", self)
        )
        return found


def script(what: str, place: Place) -> str:
    """Run a line over the place's data and return what it printed."""
    head = "import json; from shangliang.site import cli; cli.start_django(); from shangliang.site.bench import hall; "
    return ourselves([sys.executable, "-c", head + what], place.environment).strip()


@contextmanager
def prepared(url: str, votes: int, changes: int = 0, **more: str) -> Iterator[Place]:
    """Give a place with a conversation and so many votes to cast."""
    with tempfile.TemporaryDirectory(prefix="shangliang-votes-") as folder:
        environment = {**own_environment(folder), "DATABASE_URL": url, **more}
        ourselves([*COMMAND, "migrate"], environment)
        place = Place(folder, environment, "")
        place.code = script(f"hall.prepare({place.bodies!r}, {votes}, {changes})", place)
        yield place


def speed(url: str, *, votes: int = SPEED_VOTES, clients: int = CLIENTS, seconds: float = SECONDS) -> dict[str, Any]:
    """Return how fast votes are taken by one process, every one of them on the disk before its answer."""
    print(f"准备 {votes} 票……", file=sys.stderr)
    with prepared(url, votes) as place:
        live = Process(place.environment)
        live.start()
        try:
            cpu = cpu_seconds(live.running.pid) if live.running else 0.0
            crowd = place.crowd([live.port], clients, seconds)
            figures = json.loads(crowd.communicate(timeout=seconds + PATIENCE)[0])
            cpu = (cpu_seconds(live.running.pid) if live.running else 0.0) - cpu
        finally:
            code = live.stop()
        counted = place.recounted()
    return {
        "clients": clients,
        **figures,
        "server_cpu_us": round(1e6 * cpu / max(figures["answers"], 1), 1),
        "ceiling_on_one_core": round(figures["answers"] / cpu) if cpu else None,
        "load_average": round(os.getloadavg()[0], 1),
        **counted,
        "exit_code": code,
    }


def killed(url: str, *, votes: int, kills: int, clients: int = KILL_CLIENTS) -> dict[str, Any]:
    """Return what is left when the process is killed again and again while votes come in and are sent again."""
    with prepared(url, votes, votes // 10) as place:
        live = Process(place.environment)
        live.start()
        crowd = place.crowd([live.port], clients, 3600)
        done = kill_often([live], crowd, kills, place, votes)
        figures = json.loads(crowd.communicate(timeout=3600)[0])
        live.stop()
        return {"kills": done, **figures, **place.recounted()}


def two(url: str, *, votes: int, kills: int, clients: int = KILL_CLIENTS) -> dict[str, Any]:
    """Return what is left when two processes share the votes and one after the other is killed."""
    with ExitStack() as stack:
        address = stack.enter_context(outside.nats())
        place = stack.enter_context(prepared(url, votes, votes // 10, SHANGLIANG_NATS=address))
        pair = [Process(place.environment), Process(place.environment)]
        for live in pair:
            live.start()
        ports = [live.port for live in pair]
        screens = [Screen(ports, place.code), Screen(ports[::-1], place.code)]
        for screen in screens:
            screen.start()
        crowd = place.crowd(ports, clients, 3600)
        done = kill_often(pair, crowd, kills, place, votes)
        figures = json.loads(crowd.communicate(timeout=3600)[0])
        shown = [snapshot(port, place.code) for port in ports]
        counted = place.recounted()
        for screen in screens:
            screen.stop()
        for live in pair:
            live.stop()
    return {
        "kills": done,
        **figures,
        **counted,
        "both_show_the_same": shown[0] == shown[1] and json.loads(shown[0])["votes"] == counted["votes"],
        "screens_show_the_same": all(screen.shown == json.loads(shown[0]) for screen in screens),
        "screens_came_back": sum(screen.lines_broken for screen in screens),
        "screens_went_back_in_time": sum(screen.went_back for screen in screens),
    }


def snapshot(port: int, code: str) -> str:
    """Return what a process shows of the place when a look is due after the last vote."""
    from urllib.request import urlopen

    time.sleep(2.5)
    with urlopen(f"http://127.0.0.1:{port}/live/{code}.json", timeout=30) as answer:
        return str(answer.read().decode())


def kill_often(pair: list[Process], crowd: subprocess.Popen[str], kills: int, place: Place, votes: int) -> int:
    """Kill the processes in turn at odd moments spread over the whole of the votes, and return how often."""
    random, done = Random(9), 0  # noqa: S311 - moments, no secret
    while done < kills and crowd.poll() is None:
        due = votes * (done + 1) // (kills + 1)
        while crowd.poll() is None and lines_in(place.acks) < due:
            time.sleep(0.02)
        if crowd.poll() is not None:
            break
        time.sleep(random.uniform(0, 0.03))
        one = pair[done % len(pair)]
        one.kill()
        one.start()
        done += 1
    return done


def lines_in(path: str) -> int:
    """Return about how many votes were acknowledged: the size of their file by the length of its first line."""
    try:
        with Path(path).open("rb") as file:
            first = file.readline()
        return Path(path).stat().st_size // len(first) if first else 0
    except FileNotFoundError:
        return 0
