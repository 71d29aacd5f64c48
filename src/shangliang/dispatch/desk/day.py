"""What stands over a unit's cases: the day in one sentence, its rail of limits, the rest days ahead, the tabs."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shangliang.dispatch import queries
from shangliang.dispatch.queries.queue import Item, Queue
from shangliang.engines.workdays import Calendar
from shangliang.kernel.calendar import local, local_date
from shangliang.ledger.queries import calendar
from shangliang.people.faces import Request

OPENS, CLOSES = 8.5, 17.5
"""The hours that the rail of a day shows."""
NEAR = 0.06
"""How near two marks of the rail may stand before they share one word."""
AHEAD = 10
"""How many days ahead a holiday is told."""
PARTS: dict[str, tuple[str, ...]] = {
    "own": ("sign", "start", "reply"),
    "opinion": ("opinion",),
    "ledger": ("progress",),
}
"""Parts of the queue that have a tab of their own, and the acts of their lines."""


def day_context(request: Request, part: str = "") -> dict[str, Any]:
    """Return the queue of the actor's units and what stands above it; `part` keeps one part of the queue."""
    queue, today, days = queries.unit_queue(request.actor, request.at), local_date(request.at), calendar()
    return {
        "queue": queue,
        "shown": queue.only(*PARTS[part]) if part in PARTS else queue,
        "part": part if part in PARTS else "",
        "today": today,
        "day": days.read(today),
        "weekday": weekdays()[today.weekday()],
        "next_word": next_word(queue, today),
        "ahead": rest_ahead(days, today),
        "rail": rail_marks(queue.today, request.at),
        "now": now_mark(request.at),
        "counted": tabs(queue),
        "reported": reported(queue, today),
    }


def tabs(queue: Queue) -> list[tuple[str, str, str, int | None]]:
    """Return the tabs of a unit's desk: label, address, key and count; parts without lines have none."""
    desk = reverse("dispatch:desk")
    parts = [("own", _("在办"), queue.count(*PARTS["own"])), ("opinion", _("会办"), queue.count(*PARTS["opinion"]))]
    parts.append(("ledger", _("承诺台账"), queue.count(*PARTS["ledger"])))
    found: list[tuple[str, str, str, int | None]] = [(_("今天"), desk, "cases", queue.todo_count)]
    found += [(label, f"{desk}?part={key}", f"cases-{key}", count) for key, label, count in parts if count]
    found.append((_("等别人"), reverse("dispatch:waiting"), "waiting", None))
    return [*found, (_("已办结"), reverse("dispatch:closed"), "closed", None)]


def weekdays() -> list[str]:
    """Return the names of the days of a week, Monday first."""
    return [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]


def next_word(queue: Queue, today: date) -> str:
    """Return what the next working day is called: 明天, or by its weekday when days of rest lie between."""
    name = weekdays()[queue.next_day.weekday()]
    return _("明天") if queue.next_day == today + timedelta(days=1) else _("下一个工作日 %(day)s") % {"day": name}


def span_word(days: list[date]) -> str:
    """Return days in a row as 10-01 至 10-07, a single one alone."""
    first, last = f"{days[0]:%m-%d}", f"{days[-1]:%m-%d}"
    return first if first == last else _("%(first)s 至 %(last)s") % {"first": first, "last": last}


def rest_ahead(days: Calendar, today: date) -> str:
    """Return the holiday of the next days with the days that are worked for it, or nothing."""
    near = [days.read(today + timedelta(days=step)) for step in range(1, AHEAD + 1)]
    first = next((read for read in near if read.kind == "holiday"), None)
    if first is None:
        return ""
    rest = walk(first.day, lambda day: not days.is_workday(day))
    worked = [
        f"{day:%m-%d}"
        for step in range(-7, len(rest) + 8)
        if days.read(day := rest[0] + timedelta(days=step)).kind == "makeup" and day >= today
    ]
    told = _("%(name)s放假 %(days)s") % {"name": first.name, "days": span_word(rest)}
    return told + (_("，%(days)s 上班") % {"days": "、".join(worked)} if worked else "")


def walk(day: date, holds: Callable[[date], bool]) -> list[date]:
    """Return the days from one on, as long as something holds of them."""
    found = [day]
    while holds(following := found[-1] + timedelta(days=1)):
        found.append(following)
    return found


def share(at: datetime) -> float:
    """Return where a moment stands on the rail of its day, from 0 to 1."""
    clock = local(at)
    return min(max((clock.hour + clock.minute / 60 - OPENS) / (CLOSES - OPENS), 0.0), 1.0)


def now_mark(at: datetime) -> tuple[float, str] | None:
    """Return the mark of the moment, or None outside the hours of the rail."""
    clock = local(at)
    is_shown = OPENS <= clock.hour + clock.minute / 60 <= CLOSES
    return (share(at), f"{clock:%H:%M}") if is_shown else None


def rail_marks(items: list[Item], at: datetime) -> list[tuple[float, str, Item, int]]:
    """Return today's lines as marks of the rail: place, lamp, line, and how many share the place (0 but for the first).

    A limit that ends with the day stands at the end; marks that would cover one another stand side by side.
    """
    places = [share(item.due) if local_date(item.due) == local_date(at) else 1.0 for item in items]
    found: list[tuple[float, str, Item, int]] = []
    for number, (place, item) in enumerate(zip(places, items, strict=True)):
        near = [other for other, where in enumerate(places) if abs(where - place) < NEAR]
        before = sum(other < number for other in near)
        found.append((max(place - before * NEAR / 4, 0.0), item.lamp, item, 0 if before else len(near)))
    return found


def reported(queue: Queue, today: date) -> tuple[int, int]:
    """Return how many of the open promises were reported on in this quarter, and how many there are."""
    begin = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    rows = [item for item in queue.rows if item.act == "progress"]
    told = sum(item.reported_at is not None and local_date(item.reported_at) >= begin for item in rows)
    return told, len(rows)
