"""The base of every case: code, state, version and the moment it is due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.functional import lazy
from django.utils.translation import get_language

from shangliang.kernel.refusals import Words
from shangliang.kernel.workflow import Subject, Workflow


def either(zh: str, en: str) -> str:
    """Return one of two words by the language of the moment."""
    return Words(zh, en).text(get_language() or "zh-hans")


either_later = lazy(either, str)


def choices_of(rows: Iterable[Sequence[str]]) -> list[tuple[str, str]]:
    """Return the choices of a table of rules (key, Chinese, English, …), each in the language of its moment."""
    return [(row[0], either_later(row[1], row[2])) for row in rows]


@dataclass(frozen=True)
class RunningLimit:
    """A limit that a case carries: the columns that hold it (at, from, rule, provisional) and how it was counted.

    `after` is (rule, start) of the limit at whose end this one began, when it began there.
    """

    columns: tuple[str, str, str, str]
    rule: str
    start: datetime
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    after: tuple[str, datetime] | None = None


DUE_COLUMNS = ("due_at", "due_from", "due_rule", "due_provisional")


class Case(models.Model):
    """A row that moves through a workflow table; only `ledger.actions` sets `state`, `version` and the due fields.

    Subclasses name their table in `workflow` and answer `subject()`.
    """

    workflow: Workflow

    code = models.CharField("编号", max_length=40, unique=True)
    state = models.CharField("状态", max_length=32, db_index=True)
    version = models.PositiveIntegerField("版本", default=0)
    opened_at = models.DateTimeField("建立时刻", db_index=True)
    moved_at = models.DateTimeField("最近办理时刻", db_index=True)
    due_at = models.DateTimeField("到期时刻", null=True, blank=True, db_index=True)
    due_from = models.DateTimeField("起算时刻", null=True, blank=True)
    due_rule = models.CharField("时限条目", max_length=60, blank=True, default="")
    due_provisional = models.BooleanField("暂定", default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Return the code that people say aloud."""
        return self.code

    def subject(self) -> Subject:
        """Return what permission must know of this case."""
        return Subject(self.state)

    def running_limits(self) -> list[RunningLimit]:
        """Return the limits of this case that a change of the calendar may move."""
        if self.due_at is None or self.due_from is None or not self.due_rule:
            return []
        return [RunningLimit(DUE_COLUMNS, self.due_rule, self.due_from)]

    @property
    def state_label(self) -> str:
        """Return the state's name in the language of the moment."""
        return self.workflow.state(self.state).text(get_language() or "zh-hans")

    def is_overdue(self, at: datetime) -> bool:
        """Return whether the case is past its due moment; never while the date is provisional."""
        return self.due_at is not None and not self.due_provisional and at >= self.due_at


def state_constraint(workflow: Workflow, name: str) -> models.CheckConstraint:
    """Return the CHECK constraint that lets only the table's states into the column."""
    return models.CheckConstraint(condition=models.Q(state__in=workflow.values), name=name)
