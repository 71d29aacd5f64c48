"""The sentinel: what rises beyond weekday, season and holidays is kept, told to the hotline, and answered by people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from shangliang.engines import hotspots
from shangliang.kernel.calendar import local_date
from shangliang.kernel.refusals import Invalid, NotNow, Words
from shangliang.kernel.text import clip, tidy
from shangliang.kernel.workflow import Actor, Role
from shangliang.ledger.actions import Entry, append
from shangliang.ledger.queries import calendar
from shangliang.notices.actions import tell
from shangliang.people.queries import districts, people_with
from shangliang.topics.actions.issues import person_of, seat_to_edit
from shangliang.topics.models import AlertAnswer, SentinelAlert
from shangliang.voices.queries import daily_counts

KIND = "alert"
Series = Mapping[tuple[str, str], Mapping[date, int]]


def watch_over(newest: datetime | None, at: datetime) -> list[SentinelAlert]:
    """Look at the newest day of voices, keep what stands out, tell the hotline of what is new, and return that."""
    if newest is None:
        return []
    on = local_date(newest)
    places = {str(row.pk): row for row in districts()}
    found = hotspots.watch(series_until(on), on=on, is_workday=calendar().is_workday)
    fresh = []
    for alert in found:
        told = seen(alert)
        row, is_new = SentinelAlert.objects.update_or_create(
            category=alert.category,
            district=places.get(alert.district),
            span=alert.span,
            on=alert.on,
            defaults=told,
            create_defaults=told | {"raised_at": at},
        )
        fresh += [row] if is_new else []
    tell_the_hotline(fresh, on, at)
    return fresh


def seen(alert: hotspots.Alert) -> dict[str, object]:
    """Return the columns that an alert fills."""
    because = {name: round(value, 3) for name, value in alert.because._asdict().items()}
    return {
        "count": alert.count,
        "expected": round(alert.expected, 2),
        "z": round(alert.z, 2),
        "series": list(alert.series),
        "expected_series": [round(one, 2) for one in alert.expected_series],
        "because": because,
    }


def series_until(on: date) -> Series:
    """Return how many voices each category had in each district on each day, as the engine reads them."""
    found: dict[tuple[str, str], dict[date, int]] = defaultdict(dict)
    for category, district, day, count in daily_counts(on):
        found[category, str(district or "")][day] = count
    return found


def tell_the_hotline(fresh: list[SentinelAlert], on: date, at: datetime) -> None:
    """Tell the dispatchers what was raised anew, in one sentence for each day and set of alerts."""
    if not fresh:
        return
    top = max(fresh, key=lambda row: row.z)
    where = top.district.name if top.district else "全市"
    words = Words(
        f"哨点：{where}“{top.category or '未分类'}”{top.get_span_display()} {top.count} 条，常态 {top.expected:.0f} 条"
        + (f"；另有 {len(fresh) - 1} 个。" if len(fresh) > 1 else "。"),
        f"Sentinel: {top.count} voices on “{top.category}” where {top.expected:.0f} were expected"
        + (f"; {len(fresh) - 1} more." if len(fresh) > 1 else "."),
    )
    persons = people_with(Role.DISPATCHER, local_date(at))
    tell(list(persons), words, "/desk/hot/alerts", f"alert:{on}:{max(row.pk for row in fresh)}", at, kind=KIND)


@transaction.atomic
def answer_alert(alert: SentinelAlert, answer: str, words: str, *, actor: Actor, at: datetime) -> AlertAnswer:
    """Keep what a person made of an alert, with words, and return it; one answer each."""
    seat = seat_to_edit(actor)
    if answer not in dict(AlertAnswer.ANSWERS):
        raise Invalid(Words("选一项再提交。", "Choose one."), field="answer")
    if not tidy(words):
        raise Invalid(Words("写一句为什么，或派给了谁。", "Say why, or who follows it up."), field="words")
    if AlertAnswer.objects.filter(alert=alert).exists():
        raise NotNow(Words("这个哨点已经有人判断过了。", "This alert was answered already."))
    row = AlertAnswer.objects.create(
        alert=alert, answer=answer, words=clip(tidy(words), 300), answered_by=person_of(actor), answered_at=at
    )
    code, told = f"{alert.on}-{alert.pk}", {"answer": answer}
    append(Entry(KIND, code, "answer", actor, at, seat, public=told, private={"words": row.words}))
    return row
