"""Processes: demo, serve, live, worker, migrate."""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
import traceback
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from shangliang.kernel.calendar import now
from shangliang.site import cli

TICK_SECONDS = 0.5
TIMER_SECONDS = 30
TELL_SECONDS = 60
"""How long somebody waits for the first page to say that the product runs."""


def add(commands: Any) -> None:  # noqa: ANN401 - argparse keeps this type to itself
    """Add the commands of this group."""
    demo = cli.command(commands, "demo", run_demo, "装载示例并启动全部进程", json_option=False)
    demo.set_defaults(demo=True)
    demo.add_argument("--port", type=int, default=None)
    demo.add_argument("--load-only", action="store_true", help="只装载，不启动")
    serve = cli.command(commands, "serve", run_serve, "启动页面，并带起后台进程", json_option=False)
    serve.add_argument("--port", type=int, default=None)
    serve.add_argument("--host", default=None)
    serve.add_argument("--workers", type=int, default=2)
    serve.add_argument("--alone", action="store_true", help="不带起后台进程")
    worker = cli.command(commands, "worker", run_worker, "后台进程：反应、待发事项、定时", json_option=False)
    worker.add_argument("--once", action="store_true", help="办完眼前的就退出")
    cli.command(commands, "migrate", run_migrate, "建立或升级数据库", json_option=False)
    live = cli.command(commands, "live", run_live, "现场进程：收票，给快照和流", json_option=False)
    live.add_argument("--port", type=int, default=8001)
    live.add_argument("--host", default=None)


def run_migrate(_options: argparse.Namespace) -> None:
    """Bring the database to the newest schema and fill the deadline table."""
    from django.core.management import call_command

    from shangliang.site.seeding import is_unapplied, lay_tables, seed_rules

    lay_tables()
    if is_unapplied():
        call_command("migrate", verbosity=0, interactive=False)
    seed_rules()


def run_demo(options: argparse.Namespace) -> int:
    """Load the demonstration where it is not loaded yet, then serve it."""
    from shangliang.site.demo import guide, load

    if options.load_only:
        run_migrate(options)
        loaded = load.load_once(now())
        print("示例数据已装载" if loaded else "示例数据已在，沿用", file=sys.stderr)
        return 0
    # A process of its own gives the memory of the loading back before anything is served.
    loading = [sys.executable, "-m", "shangliang.site.cli", "demo", "--load-only"]
    code = subprocess.run(loading, check=False).returncode  # noqa: S603 - our own program with our own words
    if code:
        return code
    tell = partial(guide.print_guide, options.port, load.passwords())
    return serve(port=options.port, host=None, workers=2, alone=False, tell=tell)


def run_serve(options: argparse.Namespace) -> int:
    """Serve the pages until asked to stop."""
    run_migrate(options)
    return serve(port=options.port, host=options.host, workers=options.workers, alone=options.alone)


def serve(  # noqa: RET503 - it never comes back
    *, port: int | None, host: str | None, workers: int, alone: bool, tell: Callable[[], None] | None = None
) -> int:
    """Become the program that runs the page server and, unless alone, worker and live process; see `watching`.

    `tell` is called once pages are served. Comes back with 1 when the port is taken, else never.
    """
    from django.conf import settings

    host, port = host or settings.HOST, port or settings.PORT
    if is_taken(host, port):
        print(f"端口 {port} 已被占用；换一个：--port {port + 1}", file=sys.stderr)
        return 1
    pages = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "2", "--no-ws", "--log-level", "warning",
        "--respawn-failed-workers",
        "shangliang.site.wsgi:application",
    ]  # fmt: skip
    ourselves, environment = [sys.executable, "-m", "shangliang.site.cli"], dict(os.environ)
    lines = [pages]
    if not alone:
        beside = port + 1 if not is_taken(host, port + 1) else free_port(host)
        lines += [[*ourselves, "worker"], [*ourselves, "live", "--host", host, "--port", str(beside)]]
        # Without a front server that passes /live/ on, browsers reach the live process at its own port.
        environment.setdefault("SHANGLIANG_LIVE", f":{beside}")
    if tell is not None:
        tell_when_served(host, port, tell)
    become_watcher(lines, environment)


def tell_when_served(host: str, port: int, tell: Callable[[], None]) -> None:
    """Leave somebody behind who waits until the port answers, tells, and is gone; nobody has to wait for him."""
    waiting = os.fork()
    if waiting:
        os.waitpid(waiting, 0)
        return
    if os.fork() == 0:
        until = time.monotonic() + TELL_SECONDS
        while time.monotonic() < until and not is_taken(host, port):
            time.sleep(0.1)
        if is_taken(host, port):
            tell()
    os._exit(0)


def become_watcher(lines: list[list[str]], environment: dict[str, str]) -> NoReturn:
    """Go on, under the same process number, as the small program that starts these and watches them.

    What was loaded so far is of no use while the product runs, and is given back.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    watcher = str(Path(__file__).parent.parent / "watching.py")
    words = [sys.executable, "-I", watcher, json.dumps(lines)]
    os.execve(sys.executable, words, environment)  # noqa: S606 - our own program with our own words


def free_port(host: str) -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def is_taken(host: str, port: int) -> bool:
    """Return whether somebody listens there already."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def run_worker(options: argparse.Namespace) -> int:
    """Do reactions, outbox and timers, again and again until asked to stop."""
    asked: list[int] = []
    if not options.once:
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda number, _frame: asked.append(number))
    me = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:6]}"
    next_timers = 0.0
    while not asked:
        timed = options.once or time.monotonic() >= next_timers
        busy = work(me, timed=timed)
        if timed:
            next_timers = time.monotonic() + TIMER_SECONDS
        if options.once and not busy:
            return 0
        if not busy:
            time.sleep(TICK_SECONDS)
    return 0


def work(me: str, *, timed: bool) -> int:
    """Do one round and return how much there was to do."""
    from django.db import OperationalError

    from shangliang.ledger.actions import run_reactions, work_once
    from shangliang.site import wiring

    at = now()
    try:
        if timed:
            run_timers(wiring.timers(), at)
        return run_reactions(wiring.reactions(), at=at) + work_once(wiring.handlers(), worker=me, at=at)
    except OperationalError as error:
        # A locked or restarting database is no reason to end the process: the next round tries again.
        print(f"数据库暂时不可用：{error}", file=sys.stderr)
        time.sleep(1)
        return 0


def run_timers(timers: Iterable[Callable[[datetime], object]], at: datetime) -> None:
    """Let every timer pass; one that fails is told with its traceback and tried again at the next pass."""
    from django.db import OperationalError

    for timer in timers:
        try:
            timer(at)
        except OperationalError:
            raise
        except Exception:  # noqa: BLE001 - a fault in one timer must not stop the limits that the others keep
            print(f"定时事项出错：{timer}\n{traceback.format_exc()}", file=sys.stderr)


def run_live(options: argparse.Namespace) -> int:
    """Take votes and serve the snapshots and streams of what is running."""
    from shangliang.live.server import serve as serve_live

    return serve_live(options.port, options.host)
