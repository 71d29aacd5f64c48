"""The search over a hundred thousand voices: what indexing and searching cost, and that what LIKE finds is found.

SQLite in a data folder of its own; with SHANGLIANG_BENCH_DATABASE the address of an empty PostgreSQL database is
measured beside it. Nothing of this installation is touched.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from typing import Any

from shangliang.kernel.calendar import now
from shangliang.site.bench.importing import invented
from shangliang.site.bench.server import ourselves, own_environment

ROWS = 100_000
WORDS: dict[str, Sequence[Sequence[str]]] = {
    "two_signs": [["停车"], ["路灯"], ["噪音"], ["电梯"], ["学校"]],
    "three_and_more": [["停车位"], ["香港中路"], ["公交车"], ["老旧小区"], ["垃圾桶"]],
    "one_sign": [["灯"], ["路"]],
    "two_words": [["路灯", "市南区"], ["停车", "学校"]],
    "nothing": [["没有这样的话"]],
}
TIMES = 30


def run(rows: int, _parts: Sequence[str] = ()) -> dict[str, Any]:
    """Return the figures for `rows` voices, on SQLite and on the PostgreSQL that was named."""
    address = os.environ.get("SHANGLIANG_BENCH_DATABASE", "")
    found: dict[str, Any] = {"rows": rows}
    for name, database in (("sqlite", ""), ("postgresql", address)):
        if name == "sqlite" or database:
            with tempfile.TemporaryDirectory() as folder:
                environment = own_environment(folder) | {"DATABASE_URL": database}
                script = f"from shangliang.site import cli; cli.start_django(); from shangliang.site.bench import search; search.print_costs({rows})"  # noqa: E501
                found[name] = json.loads(ourselves([sys.executable, "-c", script], environment))
    return found


def print_costs(rows: int) -> None:
    """Fill an empty database, index it and print what searches cost and find as JSON."""
    from django.core.management import call_command

    from shangliang.portal.actions import rebuild

    call_command("migrate", verbosity=0)
    print(f"写入 {rows} 条……", file=sys.stderr)
    fill(rows)
    before = time.process_time(), time.perf_counter()
    rebuild()
    after = time.process_time(), time.perf_counter()
    analyze()
    print(
        json.dumps(
            {
                "indexing_cpu_seconds": round(after[0] - before[0], 1),
                "indexing_seconds": round(after[1] - before[1], 1),
                "public": {name: costs(public, words) for name, words in WORDS.items()},
                "staff": {name: costs(staff(), words) for name, words in WORDS.items()},
                "hits": {" ".join(one): hits(one) for words in WORDS.values() for one in words},
                "like_ms": round(1000 * like_seconds(), 1),
            },
            ensure_ascii=False,
        )
    )


def fill(rows: int) -> None:
    """Write voices with invented words, half of them released to the public."""
    from shangliang.kernel.workflow import SYSTEM
    from shangliang.people.actions import add_organization
    from shangliang.site.bench.rows import write
    from shangliang.voices.models import Voice

    at = now()
    city = add_organization("city", "青岛市", "region", "city", actor=SYSTEM, at=at)
    made = []
    for number, title, body, received in invented(rows):
        is_open = number % 2 == 0
        made.append(
            Voice(
                code=f"b-{number}", channel="import", title=title[:120], body_original=body,
                body_public=title if is_open else "", publication="public" if is_open else "private", region=city,
                district=city, received_at=received,
            )
        )  # fmt: skip
    write(made, "import", SYSTEM, at)


def analyze() -> None:
    """Let the database look at its rows, as it does by itself on a running installation."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def public(words: Sequence[str]) -> object:
    """Search as everybody does."""
    from shangliang.portal.queries.search import search

    return search(words)


def staff() -> Callable[[Sequence[str]], object]:
    """Return the search of an agent of the city's hotline."""
    from shangliang.kernel.workflow import Actor, Role, Seat
    from shangliang.people.queries import city
    from shangliang.portal.queries.cases import search_cases

    agent = Actor(1, "", (Seat(Role.AGENT, city().pk, city().pk),))
    return lambda words: search_cases(agent, words)


def costs(act: Callable[[Sequence[str]], object], queries: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return milliseconds of one search: median and worst twentieth of CPU time, median by the clock."""
    spent, passed = [], []
    for words in queries:
        act(words)
        for _ in range(TIMES):
            before = time.process_time(), time.perf_counter()
            act(words)
            spent.append(time.process_time() - before[0])
            passed.append(time.perf_counter() - before[1])
    return {
        "p50_cpu_ms": round(1000 * middle(spent), 2),
        "p95_cpu_ms": round(1000 * sorted(spent)[len(spent) * 95 // 100], 2),
        "p50_ms": round(1000 * middle(passed), 2),
    }


def middle(values: Sequence[float]) -> float:
    """Return the median."""
    return sorted(values)[len(values) // 2]


def hits(words: Sequence[str]) -> dict[str, int]:
    """Return how many public voices the index finds, and how many LIKE finds."""
    from shangliang.portal.queries import index

    return {"index": index.counted(words, index.OPEN, "voice"), "like": read_by_like(words)}


def read_by_like(words: Sequence[str]) -> int:
    """Return how many public voices hold every word, reading them all."""
    from django.db.models import Q

    from shangliang.voices.queries import public_voices

    names = ("body_public__icontains", "code__icontains", "district__name__icontains")
    held = [Q(*((name, word) for name in names), _connector=Q.OR) for word in words]
    return public_voices().filter(*held).count()


def like_seconds() -> float:
    """Return how long it takes to count one word by reading every row."""
    before = time.perf_counter()
    read_by_like(["停车"])
    return time.perf_counter() - before
