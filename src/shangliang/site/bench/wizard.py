"""A large file through the import page: read and written by the worker, then discovery; and the pages meanwhile."""

import json
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from typing import Any

from shangliang.site.bench.importing import invented
from shangliang.site.bench.server import COMMAND, ourselves, own_environment

LOOK_EVERY = 0.5


def run(rows: int, _parts: Sequence[str] = ()) -> dict[str, Any]:
    """Measure a file of `rows` invented voices in an installation of its own: seconds of each step, progress seen.

    `progress_seen` counts the different states of progress that another connection read while the rows were written,
    `slowest_look` the longest time in seconds that such a look took.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = own_environment(folder)
        ourselves([*COMMAND, "migrate"], environment)
        inside = "import sys; from shangliang.site.bench import wizard; wizard.inside(int(sys.argv[1]))"
        told = subprocess.run(  # noqa: S603 - our own program with our own words
            [sys.executable, "-c", inside, str(rows)], env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
    found: dict[str, Any] = json.loads(told.stdout.strip().splitlines()[-1])
    return found


def inside(rows: int) -> None:
    """Do the measuring in a process whose settings name the new data folder, and print one JSON object."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shangliang.site.settings")
    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile

    from shangliang.kernel.calendar import now
    from shangliang.ledger.actions import work_once
    from shangliang.site import wiring
    from shangliang.topics.models import DiscoveryRun, HotIssue
    from shangliang.voices import actions
    from shangliang.voices.models import ImportRun

    account, actor = somebody()
    upload = SimpleUploadedFile("wizard.csv", sheet(rows))

    def step(name: str, act: Any) -> Any:  # noqa: ANN401 - whatever the step returns
        begun, cpu = time.perf_counter(), time.process_time()
        found = act()
        seconds[name] = {"seconds": round(time.perf_counter() - begun, 2), "cpu": round(time.process_time() - cpu, 2)}
        return found

    def work() -> int:
        return work_once(wiring.handlers(), worker="bench", at=now())

    seconds: dict[str, dict[str, float]] = {}
    run_ = step("upload", lambda: actions.check_upload(upload, account=account, actor=actor, at=now(), source="bench"))
    step("read", work)
    run_.refresh_from_db()
    actions.import_upload(run_, actor=actor, at=now())
    watcher = Watcher(ImportRun, run_.pk)
    watcher.start()
    step("write", work)
    watcher.stop()
    work()
    step("discover", work)
    run_.refresh_from_db()
    newest = DiscoveryRun.objects.get()
    told = {
        "rows": rows,
        "created": run_.result["created"],
        "steps": seconds,
        "rows_per_second": round(rows / seconds["write"]["seconds"]),
        "progress_seen": len(watcher.seen),
        "slowest_look": round(watcher.slowest, 3),
        "messages": newest.message_count,
        "issues": HotIssue.objects.count(),
        "grouping_seconds": newest.seconds,
    }
    print(json.dumps(told, ensure_ascii=False))


class Watcher:
    """Another reader, who looks at the progress again and again."""

    def __init__(self, model: Any, key: int) -> None:  # noqa: ANN401 - the model of the run
        """Keep what to look at."""
        self.model, self.key, self.seen, self.slowest = model, key, set[int](), 0.0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.look)

    def start(self) -> None:
        """Begin to look."""
        self.thread.start()

    def look(self) -> None:
        """Look until asked to stop."""
        from django.db import connection

        while not self.ended.wait(LOOK_EVERY):
            begun = time.perf_counter()
            done = self.model.objects.filter(pk=self.key).values_list("done_count", flat=True).first()
            self.slowest = max(self.slowest, time.perf_counter() - begun)
            self.seen.add(int(done or 0))
        connection.close()

    def stop(self) -> None:
        """Stop looking."""
        self.ended.set()
        self.thread.join()


def sheet(rows: int) -> bytes:
    """Return invented voices as CSV."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "点赞数"])
    for number, title, body, at in invented(rows):
        writer.writerow([number, f"U{number % 9000}", title, f"{at:%Y/%m/%d %H:%M:%S}", body, number % 7])
    return out.getvalue().encode()


def somebody() -> tuple[Any, Any]:
    """Return an account and an actor who may import, in a city that is made for them."""
    from datetime import timedelta

    from shangliang.kernel.calendar import local_date, now
    from shangliang.kernel.workflow import SYSTEM, Role
    from shangliang.people.actions import add_organization, give_seat, open_account, register_person
    from shangliang.people.queries import actor_of

    at = now()
    by: dict[str, Any] = {"actor": SYSTEM, "at": at}
    city = add_organization(code="bench", name="测试市", kind="region", level="city", parent=None, **by)
    hotline = add_organization(code="bench-hotline", name="测试热线", kind="hotline", level="city", parent=city, **by)
    person = register_person(name="测试派单员", **by)
    since = local_date(at) - timedelta(days=1)
    give_seat(person, hotline, Role.DISPATCHER, since=since, **by)
    account = open_account(person, username="bench", password=secrets.token_urlsafe(), **by)
    return account, actor_of(person, local_date(at))
