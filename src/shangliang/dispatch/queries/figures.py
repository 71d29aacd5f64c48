"""Figures for the public: how far the golden ideas came, unit by unit, always n/N with what was left out."""

from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import Count, F, Q, QuerySet

from shangliang.dispatch.models import Dispatch, Milestone, Outcome, OutcomeMetric
from shangliang.dispatch.queries.judging import counted
from shangliang.dispatch.rules import Rate, may_rank, satisfaction_rate, solved_rate
from shangliang.kernel.refusals import NotFound
from shangliang.ledger.queries import head

LEDGER_ROWS = 50
KEPT_SECONDS = 600
PROMISE = (
    "text", "due_on", "progress", "dispatch__code", "dispatch__title", "dispatch__accepted_at", "dispatch__opened_at",
    "dispatch__lead_unit__name", "dispatch__idea__code",
)  # fmt: skip
OUTCOME = (
    "code", "kind", "title", "before", "after", "document_no", "source_url", "project", "achieved_on",
    "dispatch__code", "dispatch__lead_unit__name", "dispatch__idea__code",
)  # fmt: skip
"""What is read of a promise and of an outcome, with the order, unit and idea that they belong to."""


@dataclass(frozen=True)
class UnitProgress:
    """One unit's orders of golden ideas: how many, replied, in time, by class, and open promises."""

    unit: int
    name: str
    total: int
    replied: int
    in_time: int
    classes: dict[str, int]
    promises: int
    late: int
    kept: int

    @property
    def squares(self) -> str:
        """Return one letter for each answered order, A first."""
        return "".join(letter * self.classes[letter] for letter in "ABCD")


@dataclass(frozen=True)
class Progress:
    """The whole: figures over all units, and each unit."""

    units: list[UnitProgress]
    satisfaction: Rate
    solved: Rate

    def rate(self, name: str) -> Rate:
        """Return replied, in_time or a class letter over all orders."""
        total = sum(unit.total for unit in self.units)
        if name in "ABCD":
            return Rate(sum(unit.classes[name] for unit in self.units), total)
        return Rate(sum(getattr(unit, name) for unit in self.units), total)

    @property
    def promises(self) -> Rate:
        """Return kept promises of the ledger over all."""
        return Rate(sum(unit.kept for unit in self.units), sum(unit.promises for unit in self.units))

    @property
    def may_rank(self) -> bool:
        """Return whether units may be ranked at all."""
        return may_rank([unit.total for unit in self.units])


def progress_by_unit(today: date) -> Progress:
    """Return how far the golden ideas came, unit by unit, by number of orders (never a rank).

    Counted anew, in four queries, whenever the record has grown or a day has passed.
    """
    key = f"dispatch.progress:{head().size}:{today}"
    return cache.get_or_set(key, lambda: count_progress(today), KEPT_SECONDS) or count_progress(today)


def count_progress(today: date) -> Progress:
    """Return the figures of `progress_by_unit`, counted from the rows."""
    orders = Dispatch.objects.filter(idea__isnull=False).exclude(state="terminated").order_by()
    accepted = Q(accepted_at__isnull=False)
    rows = orders.values("lead_unit", "lead_unit__name").annotate(
        total=Count("pk"),
        replied=Count("pk", filter=accepted),
        in_time=Count("pk", filter=accepted & Q(replied_at__lte=F("reply_due_at"))),
        A=Count("pk", filter=accepted & Q(reply_class="A")),
        B=Count("pk", filter=accepted & Q(reply_class="B")),
        C=Count("pk", filter=accepted & Q(reply_class="C")),
        D=Count("pk", filter=accepted & Q(reply_class="D")),
    )
    ledger = (
        Milestone.objects.filter(is_void=False, dispatch__idea__isnull=False)
        .order_by()
        .values("dispatch__lead_unit")
        .annotate(
            promises=Count("pk"),
            kept=Count("pk", filter=Q(done_on__isnull=False)),
            late=Count("pk", filter=Q(done_on=None, due_on__lt=today)),
        )
    )
    promises = {row["dispatch__lead_unit"]: (row["promises"], row["late"], row["kept"]) for row in ledger}
    units = [
        UnitProgress(
            row["lead_unit"],
            row["lead_unit__name"],
            row["total"],
            row["replied"],
            row["in_time"],
            {"A": row["A"], "B": row["B"], "C": row["C"], "D": row["D"]},
            *promises.get(row["lead_unit"], (0, 0, 0)),
        )
        for row in rows
    ]
    results, solved = dict(counted("result")), dict(counted("solved"))
    invited = sum(results.values())
    units.sort(key=lambda unit: (-unit.total, unit.unit))
    return Progress(units, satisfaction_rate(results, invited), solved_rate(solved, invited))


def open_promises() -> list[Milestone]:
    """Return the promises of the ledger that are still to be kept, the earliest first."""
    rows = Milestone.objects.filter(done_on=None, is_void=False, dispatch__idea__isnull=False)
    rows = rows.select_related("dispatch__lead_unit", "dispatch__idea").only(*PROMISE)
    return list(rows.order_by("due_on", "pk")[:LEDGER_ROWS])


def outcomes() -> QuerySet[Outcome]:
    """Return all outcomes whose matter is public, newest first."""
    public = Q(dispatch__idea__isnull=False) | Q(dispatch__voice__publication="public")
    rows = Outcome.objects.filter(public).select_related("dispatch__lead_unit", "dispatch__idea").only(*OUTCOME)
    return rows.order_by("-achieved_on", "-pk")


def outcomes_after(code: str, count: int) -> list[Outcome]:
    """Return the next outcomes behind the one with a code, newest first; from the beginning without a code."""
    rows = outcomes()
    last = Outcome.objects.filter(code=code).first() if code else None
    if last is not None:
        rows = rows.filter(Q(achieved_on__lt=last.achieved_on) | Q(achieved_on=last.achieved_on, pk__lt=last.pk))
    return list(rows[:count])


def outcome(code: str) -> Outcome:
    """Return one public outcome; raises NotFound when there is none."""
    found = outcomes().filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def metrics_of(rows: list[Outcome]) -> dict[int, list[OutcomeMetric]]:
    """Return the figures of some outcomes, by outcome, in one query."""
    found: dict[int, list[OutcomeMetric]] = {row.pk: [] for row in rows}
    for metric in OutcomeMetric.objects.filter(outcome__in=found).order_by("pk"):
        found[metric.outcome_id].append(metric)
    return found


def outcomes_of(order_ids: list[int]) -> list[Outcome]:
    """Return the outcomes of some orders, oldest first."""
    return list(Outcome.objects.filter(dispatch__in=order_ids).order_by("achieved_on", "pk"))
