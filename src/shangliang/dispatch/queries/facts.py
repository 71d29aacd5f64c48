"""The facts that the figures count, read from the rows in a dozen queries whatever the number of orders."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, Q, QuerySet

from shangliang.dispatch.models import (
    CoHandling,
    Dispatch,
    Evaluation,
    LookBack,
    Milestone,
    Reminder,
    Reply,
    ReturnRequest,
    Supervision,
)
from shangliang.dispatch.rules.kpis import Facts
from shangliang.kernel.calendar import moment
from shangliang.ledger.queries import head
from shangliang.voices.models import Voice

REPEAT = timedelta(days=30)
KEPT_SECONDS = 600
COLUMNS = (
    "pk", "code", "voice_id", "idea_id", "policy", "lead_unit__name", "state", "opened_at", "reply_due_at",
    "first_due_at", "reply_provisional", "sign_by", "signed_at", "contact_by", "contacted_at", "replied_at",
    "accepted_at", "reply_class", "idea__adoption", "return_count", "extended_at", "redo_count", "pauses",
)  # fmt: skip


def within(since: date | None, until: date | None) -> Q:
    """Return the condition that an order was handed over in a period; both days are counted."""
    found = Q(opened_at__gte=moment(since)) if since else Q()
    return found & Q(opened_at__lt=moment(until + timedelta(days=1))) if until else found


def kept_facts(since: date | None = None, until: date | None = None) -> list[Facts]:
    """Return the facts of all orders of a period, read anew whenever the record has grown."""
    key = f"dispatch.facts:{head().size}:{since}:{until}"
    found: list[Facts] | None = cache.get(key)
    if found is None:
        found = facts_of_rows(since, until)
        cache.set(key, found, KEPT_SECONDS)
    return found


def facts_of_rows(since: date | None = None, until: date | None = None) -> list[Facts]:
    """Return the facts of all orders of a period as the rows say, oldest first."""
    orders = Dispatch.objects.filter(within(since, until))
    rows = list(orders.order_by("pk").values_list(*COLUMNS))
    beside = Beside(orders)
    return [beside.facts(dict(zip(COLUMNS, row, strict=True))) for row in rows]


class Beside:
    """What stands beside some orders in other tables, by order, read once for all of them."""

    def __init__(self, orders: QuerySet[Dispatch]) -> None:
        """Read it."""
        ids = orders.values("pk")
        mine = Q(dispatch__in=ids)
        self.judged: dict[int, list[tuple[str, str, str]]] = {}
        self.invited: dict[int, int] = {}
        judged = Evaluation.objects.filter(mine, round=F("dispatch__round"))
        for order, when, *said in judged.values_list("dispatch", "judged_at", "attitude", "result", "solved"):
            self.invited[order] = self.invited.get(order, 0) + 1
            if when is not None:
                self.judged.setdefault(order, []).append((said[0], said[1], said[2]))
        self.promises: dict[int, list[date]] = {}
        open_ones = Milestone.objects.filter(mine, is_void=False, done_on=None)
        for order, day in open_ones.values_list("dispatch", "due_on"):
            self.promises.setdefault(order, []).append(day)
        self.chased = added(
            tallied(Reminder.objects.filter(mine)),
            tallied(Supervision.objects.filter(mine, made_by__isnull=False)),
            dict(CoHandling.objects.filter(mine, chased_count__gt=0).values_list("dispatch", "chased_count")),
        )
        self.answered = set(
            Reply.objects.filter(mine, status__in=("accepted", "superseded")).values_list("dispatch", flat=True)
        )
        looks = LookBack.objects.filter(mine, done_at__isnull=False)
        self.looked = tallied(looks)
        self.rebounds = tallied(looks.filter(finding="rebound"))
        granted = ReturnRequest.objects.filter(mine, is_granted=True)
        self.misassigned = set(granted.values_list("dispatch", flat=True))
        self.merged: dict[int, list[datetime]] = {}
        voices = Voice.objects.filter(state="merged", merged_into__in=orders.values("voice"))
        for voice, at in voices.values_list("merged_into", "moved_at"):
            if voice is not None:
                self.merged.setdefault(voice, []).append(at)

    def facts(self, row: dict[str, Any]) -> Facts:
        """Return the facts of one order."""
        pk = row["pk"]
        spans = [(datetime.fromisoformat(begin), datetime.fromisoformat(end)) for begin, end in row["pauses"]]
        return Facts(
            code=row["code"],
            kind="voice" if row["voice_id"] else "idea" if row["idea_id"] else "proposal",
            policy=row["policy"],
            unit=row["lead_unit__name"],
            state=row["state"],
            opened_at=row["opened_at"],
            due_at=row["reply_due_at"],
            first_due_at=row["first_due_at"],
            is_provisional=row["reply_provisional"],
            sign_by=row["sign_by"],
            signed_at=row["signed_at"],
            contact_by=row["contact_by"],
            contacted_at=row["contacted_at"],
            replied_at=row["replied_at"],
            accepted_at=row["accepted_at"],
            letter=row["reply_class"],
            adoption=row["idea__adoption"] or "",
            is_return_asked=row["return_count"] > 0,
            is_misassigned=pk in self.misassigned,
            is_extended=row["extended_at"] is not None,
            redo_count=row["redo_count"],
            was_answered=pk in self.answered,
            chase_count=self.chased.get(pk, 0),
            pauses=tuple(spans),
            invited=self.invited.get(pk, 0),
            judgements=tuple(sorted(self.judged.get(pk, ()))),
            promises=tuple(sorted(self.promises.get(pk, ()))),
            looked=self.looked.get(pk, 0),
            rebounds=self.rebounds.get(pk, 0),
            repeats=repeats(self.merged.get(row["voice_id"], ()), row["opened_at"]),
        )


def repeats(merged: Iterable[datetime], opened: datetime) -> int:
    """Return how many of some moments lie within thirty days after the hand-over."""
    return sum(opened <= at <= opened + REPEAT for at in merged)


def tallied(rows: QuerySet[Any]) -> dict[int, int]:
    """Return how many rows there are by order."""
    return dict(rows.order_by().values_list("dispatch").annotate(n=Count("pk")))


def added(*parts: dict[int, int]) -> dict[int, int]:
    """Return the sums of several counts by order."""
    found: dict[int, int] = {}
    for part in parts:
        for order, count in part.items():
            found[order] = found.get(order, 0) + count
    return found


def by_kind(rows: Sequence[Facts]) -> list[tuple[str, list[Facts]]]:
    """Return the facts by kind of case: ideas, proposals, voices; kinds without any are left out."""
    found = [(kind, [f for f in rows if f.kind == kind]) for kind in ("idea", "proposal", "voice")]
    return [(kind, mine) for kind, mine in found if mine]
