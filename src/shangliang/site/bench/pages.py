"""Pages over many rows: what a request costs, how much of it is the frame, and how fast the cache of pages answers.

Every figure is of processor time, so that a busy machine changes it little. Runs in a child process over a data
folder of its own; nothing of this installation is touched.
"""

import gc
import gzip
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shangliang.kernel.calendar import now
from shangliang.site.bench.load import cached_rate
from shangliang.site.bench.server import COMMAND, ourselves, own_environment

if TYPE_CHECKING:
    from django.test import Client

REPEATS = 40
WARMING = 5
COLD = 10
"""How often a page is asked for that finds nothing kept."""


@dataclass(frozen=True)
class Page:
    """A page to be measured: its address, who of the cast asks, and what each of its rows links to."""

    path: str
    who: str = ""
    row: str = ""


FRAMES = (Page("/v"), Page("/desk/search", "liaison"))
"""Pages with hardly anything but the frame, the public one and the desk's."""
LISTS = (
    Page("/hot", row=r"/hot/[\w-]+"),
    Page("/topics", row=r"/topics/[\w-]+"),
    Page("/sessions", row=r"/sessions/\d+"),
    Page("/opinions", row=r"/opinions/[\w-]+"),
    Page("/ideas", row=r"/ideas/[\w-]+"),
    Page("/media", row=r"https://example.com/[\w/-]+"),
    Page("/progress", row=r"/ideas/[\w-]+"),
    Page("/outcomes", row=r"/outcomes/[\w-]+"),
    Page("/ledger", row=r"/verify\?[^\"]+"),
    Page("/desk/voices", "agent", r"/desk/voices/[\w-]+"),
    Page("/desk/hot", "agent", r"/desk/hot/[\w-]+"),
    Page("/desk/topics", "liaison", r"/desk/topics/[\w-]+"),
    Page("/desk/topics/list", "liaison", r"/desk/topics/[\w-]+"),
    Page("/desk/sessions", "liaison", r"/desk/sessions/\d+"),
    Page("/desk/ideas", "liaison", r"/desk/ideas/[\w-]+"),
    Page("/desk/dispatch", "dispatcher", r"/desk/dispatch/[\w/-]+"),
    Page("/desk/cases", "park-clerk", r"/desk/cases/[\w-]+"),
    Page("/desk/supervision", "supervisor", r"/desk/[\w/-]+"),
    Page("/desk/media", "editor", r"/desk/media/[\w-]+"),
    Page("/desk/review", "reviewer", r"/desk/review/[\w/-]+"),
    Page("/desk/people/persons", "sysadmin", r"/desk/people/[\w/-]+"),
)
"""The lists, public and of the desks."""


def run(rows: int, _parts: Sequence[str] = ()) -> dict[str, Any]:
    """Return the figures of all pages over `rows` rows of each kind beside the demonstration.

    SHANGLIANG_BENCH_DATA names a folder whose rows are kept for the next time; it is filled when it is empty.
    """
    with tempfile.TemporaryDirectory() as own:
        folder = os.environ.get("SHANGLIANG_BENCH_DATA", "") or own
        filled(folder, rows)
        return {
            "rows": rows,
            **json.loads(in_child(folder, "pages.print_costs()")),
            "cached": cached_rate(folder, json.loads(in_child(folder, "pages.print_anonymous()"))),
        }


def filled(folder: str, rows: int) -> None:
    """Load the demonstration and the rows into a folder, unless they are there."""
    if (Path(folder) / "bench-rows").exists():
        return
    print("装载示例……", file=sys.stderr)
    ourselves([*COMMAND, "demo", "--load-only"], own_environment(folder))
    print(f"写入各 {rows} 行……", file=sys.stderr)
    in_child(folder, f"pages.write_rows({rows})")
    (Path(folder) / "bench-rows").write_text(str(rows))


def in_child(folder: str, what: str) -> str:
    """Run one function of this module in a process of its own over a data folder and return what it printed."""
    script = f"from shangliang.site import cli; cli.start_django(); from shangliang.site.bench import pages; {what}"
    return ourselves([sys.executable, "-c", script], own_environment(folder))


def write_rows(rows: int) -> None:
    """Write the rows and let the database look at them, as it does by itself on a running installation."""
    from django.db import connection

    from shangliang.site.bench.rows import fill

    fill(rows, now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def print_costs() -> None:
    """Print what each page costs as JSON: frames, lists, composed pages; and the weight of the heaviest."""
    found: dict[str, Any] = {"frames": {}, "lists": {}, "composed": {}}
    heaviest, weights = 0, set()
    for kind, pages in (("frames", FRAMES), ("lists", LISTS), ("composed", composed())):
        for page in pages:
            cost, html = measured(page)
            found[kind][page.path] = asdict(cost)
            heaviest = max(heaviest, cost.html_bytes)
            weights.add(assets_bytes(html))
    found["largest_html_bytes"] = heaviest
    found["largest_assets_gzip_bytes"] = max(weights)
    print(json.dumps(found))


def print_anonymous() -> None:
    """Print the addresses of public pages that may be kept as JSON: those that set no cookie, as forms do."""
    visitor = client_of("")
    open_pages = [page.path for page in (*LISTS, *composed()) if not page.who]
    print(json.dumps([path for path in open_pages if not visitor.get(path).cookies]))


def composed() -> tuple[Page, ...]:
    """Return the pages that put several slices together, with cases of the demonstration that have come far."""
    from shangliang.ideas.models import GoldenIdea
    from shangliang.sessions.models import Session
    from shangliang.topics.models import Topic

    ideas = GoldenIdea.objects.filter(is_shown=True, voice_count__gt=0).order_by("-voice_count", "pk")
    topic = Topic.objects.filter(audience="all", idea_count__gt=0).order_by("-idea_count", "pk")[0]
    session = Session.objects.exclude(ended_at=None).order_by("pk")[0]
    return (
        Page("/"),
        Page(f"/ideas/{ideas[0].code}"),
        Page(f"/topics/{topic.code}"),
        Page(f"/sessions/{session.number}"),
        Page("/desk", "liaison"),
    )


@dataclass(frozen=True)
class Cost:
    """What one request of a page costs: its answer, rows shown, CPU ms (median and least), statements, bytes.

    `cold_cpu_ms` and `cold_sql` are those of a request that finds nothing kept by requests before it.
    """

    status: int
    rows: int
    cpu_ms: float
    least_cpu_ms: float
    sql: int
    html_bytes: int
    cold_cpu_ms: float
    cold_sql: int


def measured(page: Page) -> tuple[Cost, str]:
    """Return the cost of a page and its text; RuntimeError when it is not served or shows no rows."""
    from django.core.cache import cache

    client = client_of(page.who)
    answer = client.get(page.path)
    html = answer.content.decode()
    rows = len(set(re.findall(f'href="({page.row})', html))) if page.row else 0
    if answer.status_code != 200:
        raise RuntimeError(f"{page.path} answered {answer.status_code}")
    if page.row and not rows:
        raise RuntimeError(f"{page.path} shows no rows")
    count = statements_of(partial(client.get, page.path))
    median, least = cpu_ms(partial(client.get, page.path))
    cache.clear()
    cold_count = statements_of(partial(client.get, page.path))
    cold, _ = cpu_ms(partial(client.get, page.path), before=cache.clear, times=COLD)
    size = len(answer.content)
    return Cost(200, rows, round(median, 2), round(least, 2), count, size, round(cold, 2), cold_count), html


def statements_of(act: Callable[[], object]) -> int:
    """Return how many statements one call sends."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as statements:
        act()
    return len(statements)


def client_of(who: str) -> "Client":
    """Return a visitor, who has stepped in as one of the cast when named."""
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    if who and client.post(f"/demo/{who}").status_code != 302:
        raise RuntimeError(f"nobody can step in as {who}")
    return client


def cpu_ms(
    act: Callable[[], object], *, before: Callable[[], object] = lambda: None, times: int = REPEATS
) -> tuple[float, float]:
    """Return the CPU milliseconds of one call after some for warming up: the median of many, and the least.

    What is done `before` each call is not counted.

    What else runs on the machine makes processors slower; the least is what it costs when they are left alone.
    """
    for _ in range(WARMING):
        act()
    gc.collect()
    spent = []
    for _ in range(times):
        before()
        begin = time.process_time()
        act()
        spent.append(time.process_time() - begin)
    spent.sort()
    return 1000 * spent[len(spent) // 2], 1000 * spent[0]


def assets_bytes(html: str) -> int:
    """Return the weight of a page's styles and scripts, compressed as any server in front would."""
    from django.contrib.staticfiles import finders

    total = 0
    for name in set(re.findall(r'"/static/([^"?]+\.(?:css|js))', html)):
        total += len(gzip.compress(Path(str(finders.find(name))).read_bytes(), mtime=0))
    return total
