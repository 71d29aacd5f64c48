"""Orders in great number: the pass of the timers, the supervisor's board and a unit's desk, the table of figures."""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from shangliang.kernel.calendar import now
from shangliang.site.bench.server import COMMAND, ourselves, own_environment

PASSES = 5
OPEN_CASES = 10_000
TIMER_GOAL = 2
"""Processor seconds of one pass."""


def timers(rows: int, _parts: Sequence[str] = ()) -> dict[str, Any]:
    """Return how long the timers take over open orders: all reminders at once, nothing to do, and the next days."""
    return in_child("orders", f"print_timers({rows})")


def run(rows: int, parts: Sequence[str] = ()) -> dict[str, Any]:
    """Return the figures of the boards, or of the parts that are named."""
    from shangliang.site.bench import killing

    measures: dict[str, Callable[[int], dict[str, Any]]] = {"boards": boards, "kill": killing.run}
    found = {name: measures[name](rows) for name in parts or ("boards",)}
    return {**found, "ok": all(figures.get("ok", True) for figures in found.values())}


def boards(rows: int) -> dict[str, Any]:
    """Return how long the boards take over many cases, and how many statements they send."""
    return in_child("orders", f"print_boards({rows})")


def in_child(module: str, call: str, **more: str) -> dict[str, Any]:
    """Run a function of this folder in a process of its own over an empty database and return what it printed."""
    start = "from shangliang.site import cli; cli.start_django(); "
    script = f"{start}from shangliang.site.bench import {module}; {module}.{call}"
    with tempfile.TemporaryDirectory() as folder:
        environment = {**own_environment(folder), **more}
        ourselves([*COMMAND, "migrate"], environment)
        found: dict[str, Any] = json.loads(ourselves([sys.executable, "-c", script], environment))
    return found


def spent(act: Callable[[], object]) -> tuple[float, object]:
    """Return the processor seconds of one call and what it gave."""
    before = time.process_time()
    given = act()
    return time.process_time() - before, given


def filled(rows: int, at: datetime, span: int) -> Any:  # noqa: ANN401 - a town
    """Return a town with so many orders in it, and let the database look at them as it does by itself."""
    from django.db import connection

    from shangliang.ledger.actions import gathered
    from shangliang.site.bench import town

    with gathered():
        place = town.build(at - timedelta(days=span + 1))
        town.staff("督办", "supervisor", place.city, at, username="supervisor")
        town.staff("联络员", "unit_clerk", place.units[0], at, username="clerk")
        town.hand_out(place, town.speak(place, rows, at - timedelta(days=span + 1)), at, span=span)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return place


def print_timers(rows: int) -> None:
    """Print the passes of the timers as JSON, in processor seconds."""
    from shangliang.dispatch.actions import run_timers
    from shangliang.dispatch.models import Dispatch

    at = now()
    filled(rows, at, span=30)
    first, sent = spent(lambda: run_timers(at))
    idle = [spent(lambda: run_timers(at + timedelta(minutes=1)))[0] for _ in range(PASSES)]
    days: list[tuple[object, float]] = []
    for day in range(1, 4):
        seconds, count = spent(lambda day=day: run_timers(at + timedelta(days=day)))  # type: ignore[misc]
        days.append((count, seconds))
    slowest = max([first, *idle, *(seconds for _, seconds in days)])
    print(
        json.dumps(
            {
                "ok": slowest <= TIMER_GOAL,
                "open_cases": Dispatch.objects.count(),
                "first_pass": {"sent": sent, "cpu_seconds": round(first, 3)},
                "idle_pass_cpu_seconds": round(sorted(idle)[PASSES // 2], 3),
                "next_days": [{"sent": count, "cpu_seconds": round(seconds, 3)} for count, seconds in days],
                "goal_seconds": TIMER_GOAL,
            }
        )
    )


def print_boards(rows: int) -> None:
    """Print what the boards cost over many cases as JSON: milliseconds of processor time, and statements."""
    from shangliang.dispatch import queries
    from shangliang.dispatch.models import Dispatch
    from shangliang.dispatch.queries.facts import facts_of_rows
    from shangliang.dispatch.queries.kpis import counted_table
    from shangliang.people.queries import actor_of

    at = now()
    filled(rows, at, span=60)
    supervisor, clerk = (actor_of(person_of(name), at.date()) for name in ("supervisor", "clerk"))
    facts_seconds, facts = spent(facts_of_rows)
    table_seconds, _ = spent(lambda: counted_table(facts, at))  # type: ignore[arg-type]
    reads = {
        "overdue_board": measured(lambda: queries.board(supervisor, at), goal=50),
        "unit_queue": measured(lambda: queries.unit_queue(clerk, at), goal=80),
    }
    print(
        json.dumps(
            {
                "ok": all(one["cpu_ms"] <= one["goal_ms"] for one in reads.values()),
                "cases": Dispatch.objects.count(),
                **reads,
                "supervision_page": page_cost("supervisor", "/desk/supervision"),
                "unit_desk_page": page_cost("clerk", "/desk/cases"),
                "figures": {
                    "facts_cpu_seconds": round(facts_seconds, 2),
                    "table_cpu_seconds": round(table_seconds, 2),
                    "kept_seconds": 300,
                },
            }
        )
    )


def person_of(username: str) -> Any:  # noqa: ANN401 - a person
    """Return the person behind an account."""
    from shangliang.people.models import Account

    return Account.objects.select_related("person").get(username=username).person


def measured(act: Callable[[], object], *, goal: int) -> dict[str, Any]:
    """Return what a read costs: median and least milliseconds of processor time, statements, and the goal."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from shangliang.site.bench.pages import cpu_ms

    with CaptureQueriesContext(connection) as statements:
        act()
    count = len(statements)
    median, least = cpu_ms(act)
    return {"cpu_ms": round(median, 2), "least_cpu_ms": round(least, 2), "sql": count, "goal_ms": goal}


def page_cost(who: str, path: str) -> dict[str, Any]:
    """Return what a whole page costs to somebody of the town."""
    from shangliang.site.bench.pages import client_of, cpu_ms

    client = client_of(who)
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    median, least = cpu_ms(lambda: client.get(path))
    return {"cpu_ms": round(median, 2), "least_cpu_ms": round(least, 2)}
