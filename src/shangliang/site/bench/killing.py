"""Handing over while web and worker are killed at random: nothing lost, nothing done twice, doubtful mails marked.

A client posts the form of the dispatch desk over loopback and posts it again when the answer does not come. Every few
hand-overs a web or a worker is killed by signal 9 and started anew. In the end everything is counted: orders, events,
notices, mails at a server of the measurement's own. Two naive ways of having effects are killed in the same manner,
and must fail.
"""

import http.client
import json
import os
import random
import secrets
import smtplib  # noqa: F401 - loaded before the forks
import socket
import socketserver
import tempfile
import threading
import time
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from shangliang.kernel.calendar import now
from shangliang.site.bench.nursery import Nursery, kill
from shangliang.site.bench.orders import in_child

SEED = 20_201_009
PER_KILL = 8
"""How many hand-overs come on one kill, on average."""
LEASE_OVER = 61
PATIENCE = 3600


def run(rows: int) -> dict[str, Any]:
    """Return what became of `rows` hand-overs under an eighth as many kills."""
    with tempfile.TemporaryDirectory() as folder:
        clock = Path(folder) / "clock"
        clock.write_text("0")
        port = free()
        return in_child(
            "killing", f"print_kills({rows}, {port})", SHANGLIANG_CLOCK=str(clock),
            SHANGLIANG_SMTP=f"smtp://127.0.0.1:{port}", SHANGLIANG_MAIL_FROM="shangliang@example.com",
        )  # fmt: skip


def free() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Letters(socketserver.StreamRequestHandler):
    """A mail server that keeps the Message-ID of every mail it has taken."""

    taken: Counter[str] = Counter()

    def handle(self) -> None:
        """Talk with one sender."""
        self.wfile.write(b"220 bench\r\n")
        try:
            while line := self.rfile.readline():
                word = line.strip().upper()
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    self.keep()
                    self.wfile.write(b"250 kept\r\n")
                elif word == b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                else:
                    self.wfile.write(b"250 ok\r\n")
        except OSError:
            return  # the sender was killed

    def keep(self) -> None:
        """Read one mail to its end and keep its mark; a mail whose end does not come was not sent."""
        mark = ""
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise OSError("the sender is gone")
            if line.lower().startswith(b"message-id:"):
                mark = line.split(b":", 1)[1].strip().decode()
        self.taken[mark] += 1


class Talks(socketserver.ThreadingTCPServer):
    """Takes mails of several senders at once."""

    allow_reuse_address, daemon_threads = True, True


def print_kills(rows: int, mail_port: int) -> None:
    """Hand over, kill, count, and print what was found as JSON."""
    from django.db import connections

    at = now()
    town, cookie = prepared(rows, at)
    connections.close_all()
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    with tempfile.TemporaryDirectory() as folder:
        nursery = Nursery(Path(folder), listening)
        threading.Thread(target=Talks(("127.0.0.1", mail_port), Letters).serve_forever, daemon=True).start()
        killer = Killer(nursery, random.Random(SEED))  # noqa: S311 - the same kills every time
        started = time.monotonic()
        client = Desk(listening.getsockname()[1], cookie)
        for n in range(rows):
            client.hand_over(f"m-{n}", town.units[n % 3].pk)
            killer.after_one()
        waited = killer.let_finish()
        controls = {kind: killer.naive(kind, Path(folder)) for kind in ("naive-first", "naive-last")}
        nursery.close()
    found = counted(rows, killer.kills)
    found |= {
        "retries": client.retries,
        "seconds": round(time.monotonic() - started, 1),
        "drain_seconds": round(waited, 1),
        "negative_controls": controls,
    }
    found["ok"] = bool(found["ok"] and controls["naive-first"]["doubled"] and controls["naive-last"]["lost"])
    print(json.dumps(found))


def prepared(rows: int, at: datetime) -> tuple[Any, str]:
    """Return a town with voices that wait to be handed over, and the cookie of its dispatcher."""
    from django.conf import settings
    from django.test import Client

    from shangliang.ledger.actions import gathered, pass_over
    from shangliang.site import wiring
    from shangliang.site.bench import town

    with gathered():
        place = town.build(at)
        for n, unit in enumerate(place.units[:3]):
            town.staff(f"联络员{n}", "unit_clerk", unit, at)
        town.staff("派单员", "dispatcher", place.city, at, username="dispatcher")
        town.speak(place, rows, at)
    pass_over(wiring.reactions())
    client = Client(SERVER_NAME="127.0.0.1")
    client.post("/demo/dispatcher")
    return place, client.cookies[settings.SESSION_COOKIE_NAME].value


class Desk:
    """The dispatcher's browser: posts a form until it was answered."""

    def __init__(self, port: int, cookie: str) -> None:
        """Step up to the desk with a cookie."""
        self.port, self.retries = port, 0
        self.token = secrets.token_hex(16)
        self.cookies = f"sessionid={cookie}; csrftoken={self.token}"

    def hand_over(self, code: str, unit: int) -> None:
        """Hand one voice over; an answer that never came is asked for again, and “not there” means that it was done."""
        body = urlencode({"csrfmiddlewaretoken": self.token, "lead": unit})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookies}
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                status = self.ask(f"/desk/dispatch/voice/{code}", body, headers)
            except (OSError, http.client.HTTPException):
                self.retries += 1
                continue
            if status in (302, 404):
                return
            if status < 500:
                raise RuntimeError(f"{code} answered {status}")
            self.retries += 1
        raise RuntimeError(f"{code} was never answered")

    def ask(self, path: str, body: str, headers: dict[str, str]) -> int:
        """Post once and return the status."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request("POST", path, body, headers)
            answer = line.getresponse()
            answer.read()
            return answer.status
        finally:
            line.close()


class Killer:
    """Keeps a web and a worker running, and kills one of them every few hand-overs, at a random moment."""

    def __init__(self, nursery: Nursery, rng: random.Random) -> None:
        """Start them."""
        self.nursery, self.rng = nursery, rng
        self.running = [(kind, nursery.start(kind)) for kind in ("web", "worker")]
        self.kills: Counter[str] = Counter()
        self.done, self.lock, self.over = 0, threading.Condition(), False
        self.thread = threading.Thread(target=self.go_on)
        self.thread.start()

    def after_one(self) -> None:
        """Note that one more was handed over."""
        with self.lock:
            self.done += 1
            self.lock.notify()

    def go_on(self) -> None:
        """Wait for some hand-overs and a few milliseconds more, kill, start anew."""
        aim = 0.0
        while not self.over:
            aim += self.rng.expovariate(1 / PER_KILL)
            with self.lock:
                self.lock.wait_for(lambda: self.done >= aim or self.over)  # noqa: B023 - read while it holds
            if not self.over:
                time.sleep(self.rng.uniform(0, 0.02))
                self.kill_one()

    def kill_one(self) -> None:
        """Kill one process and start another of its kind; the clock goes on past the leases of the dead."""
        place = self.rng.randrange(len(self.running))
        kind, pid = self.running[place]
        kill(pid)
        self.kills[kind] += 1
        move_clock(LEASE_OVER)
        self.running[place] = (kind, self.nursery.start(kind))

    def let_finish(self) -> float:
        """Stop killing, let the workers do what is left, end everything, and return how long that took."""
        with self.lock:
            self.over = True
            self.lock.notify()
        self.thread.join()
        begin = time.monotonic()
        while is_anything_left() and time.monotonic() < begin + PATIENCE:
            move_clock(LEASE_OVER)
            time.sleep(0.2)
        for _, pid in self.running:
            kill(pid)
        return time.monotonic() - begin

    def naive(self, kind: str, folder: Path, kills: int = 60) -> dict[str, int]:
        """Kill a naive worker some times and return how many of its effects came twice or never."""
        for name in ("naive-place", "naive-effects"):
            (folder / name).unlink(missing_ok=True)
        for _ in range(kills):
            pid = self.nursery.start(kind)
            time.sleep(self.rng.uniform(0.005, 0.02))
            kill(pid)
        place = folder / "naive-place"
        had = Counter(int(line) for line in (folder / "naive-effects").read_text().split())
        reached = int(place.read_text()) if place.exists() else 0
        return {
            "effects": reached,
            "doubled": sum(count > 1 for count in had.values()),
            "lost": sum(n not in had for n in range(reached)),
        }


def move_clock(seconds: int) -> None:
    """Move the product's clock forward."""
    path = Path(os.environ["SHANGLIANG_CLOCK"])
    fresh = path.with_suffix(".new")
    fresh.write_text(str(float(path.read_text()) + seconds))
    fresh.replace(path)


def is_anything_left() -> bool:
    """Return whether a reaction has not read to the end or a job is not done."""
    from django.db import OperationalError, connection

    from shangliang.ledger.models import Cursor, Job
    from shangliang.ledger.queries import head

    try:
        size = head().size
        behind = Cursor.objects.filter(seq__lt=size).exists()
        return behind or Job.objects.exclude(status__in=(Job.DONE, Job.DEAD)).exists()
    except OperationalError:
        return True
    finally:
        connection.close()


def counted(rows: int, kills: Counter[str]) -> dict[str, Any]:
    """Return what was lost, what was done twice, and how many mails are marked as possibly sent."""
    from shangliang.adapters.mail.sender import message_id
    from shangliang.dispatch.models import Dispatch
    from shangliang.ledger.actions.queue import POSSIBLY_DONE
    from shangliang.ledger.models import Event, Job
    from shangliang.ledger.queries import verify
    from shangliang.notices.models import Notice

    by_voice = Counter(Dispatch.objects.values_list("voice__code", flat=True))
    issued = Counter(Event.objects.filter(kind="dispatch", verb="issue").values_list("code", flat=True))
    moved = Counter(Event.objects.filter(kind="voice", verb="dispatch").values_list("code", flat=True))
    wanted = {f"m-{n}" for n in range(rows)}
    notices = Counter(Notice.objects.filter(kind="dispatch").values_list("person", "key"))
    jobs = Job.objects.filter(topic="notice.mail")
    marks = {message_id(f"notice:{key}"[:200], os.environ["SHANGLIANG_MAIL_FROM"]) for key in (
        f"{person}:{name}" for person, name in notices)}  # fmt: skip
    marked = jobs.filter(error=POSSIBLY_DONE).count()
    twice = sum(count - 1 for mark, count in Letters.taken.items() if mark in marks)
    found: dict[str, Any] = {
        "handed_over": len(by_voice),
        "kills": dict(kills),
        "lost": {
            "orders": len(wanted - set(by_voice)),
            "events": len(wanted - set(moved)),
            "notices": 2 * rows - len(notices),
            "mails": len(marks - set(Letters.taken)),
            "dead_letters": Job.objects.filter(status=Job.DEAD).count(),
        },
        "doubled": {
            "orders": sum(count - 1 for count in by_voice.values()),
            "events": sum(count - 1 for count in (*issued.values(), *moved.values())),
            "notices": sum(count - 1 for count in notices.values()),
        },
        "mails": {"sent": sum(Letters.taken.values()), "sent_twice": twice, "marked_possibly_sent": marked},
        "record_is_whole": verify().ok,
    }
    is_clean = not any(found["lost"].values()) and not any(found["doubled"].values())
    found["ok"] = is_clean and twice <= marked <= sum(kills.values()) and found["record_is_whole"]
    return found
