"""All figures of a period in one statement, and the rows behind each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model

from shangliang.cockpit.queries.measures import MEASURES, Measure, Tally
from shangliang.cockpit.rules import DEFINITIONS, Definition, Period, share
from shangliang.ledger.models import TreeHead

PAGE = 50
ALSO, JOINING = "also-", "joining"
MOST_DIGITS = 19


@dataclass(frozen=True)
class Figure:
    """One figure with its parts. `value` is a count, or for a rate n/N (None when N is 0)."""

    definition_of: Definition
    numerator: int
    denominator: int | None = None
    left_out: int | None = None

    @property
    def code(self) -> str:
        """Return the name under which programs ask for it."""
        return self.definition_of.code

    @property
    def label(self) -> str:
        """Return its Chinese name."""
        return self.definition_of.label

    @property
    def label_en(self) -> str:
        """Return its English name."""
        return self.definition_of.label_en

    @property
    def definition(self) -> str:
        """Return how it is counted, in Chinese."""
        return self.definition_of.words

    @property
    def value(self) -> int | float | None:
        """Return the count, or the share of a rate."""
        if not self.definition_of.is_rate:
            return self.numerator
        return share(self.numerator, self.denominator or 0, self.definition_of.per)


def figures(since: date | None = None, until: date | None = None) -> list[Figure]:
    """Return every figure of the phase report for the days from `since` until `until`, in one statement."""
    return counted(DEFINITIONS, Period(since, until))


def figure(code: str, period: Period) -> Figure:
    """Return one figure of a period."""
    return counted([one for one in DEFINITIONS if one.code == code], period)[0]


def counted(definitions: Sequence[Definition], period: Period) -> list[Figure]:
    """Return some figures of a period, counted in one statement."""
    columns: dict[str, Any] = {}
    for one in definitions:
        for name, make in parts_of(MEASURES[one.code]):
            columns[f"{one.code}_of_{name}"] = make(period).expression()
    found: Mapping[str, Any] = TreeHead.objects.filter(pk=1).values(**columns).first() or {}
    return [figure_of(one, found) for one in definitions]


def parts_of(measure: Measure) -> list[tuple[str, Any]]:
    """Return the counts that a measure is made of, by name."""
    named = (("n", measure.n), ("whole", measure.whole), ("left", measure.left_out), ("also", measure.also))
    return [(name, make) for name, make in named if make is not None]


def figure_of(definition: Definition, found: Mapping[str, Any]) -> Figure:
    """Return one figure from the counts; on an empty record every count is 0."""
    measure, code = MEASURES[definition.code], definition.code
    number = int(found.get(f"{code}_of_n") or 0) + int(found.get(f"{code}_of_also") or 0)
    whole = int(found.get(f"{code}_of_whole") or 0) if measure.whole else None
    left = int(found.get(f"{code}_of_left") or 0) if measure.left_out else None
    return Figure(definition, number, whole, left)


RELATED = {
    "voice": ("district",),
    "guest": ("session", "organization"),
    "idea": ("session", "lead_unit"),
    "order": ("idea", "lead_unit"),
    "promise": ("dispatch__idea", "dispatch__lead_unit"),
    "outcome": ("dispatch__idea", "dispatch__lead_unit"),
    "generalization": ("dispatch__idea",),
    "similar": ("generalization", "voice__district"),
    "evaluation": ("dispatch__idea",),
    "piece": ("channel", "session"),
    "visit": ("district",),
    JOINING: ("voice__district",),
}
"""What the page of rows needs beside each kind of row."""


@dataclass(frozen=True)
class Listed:
    """One page of the rows behind a figure: the kind of row, the rows, and after what the next page begins."""

    kind: str
    rows: Sequence[Model]
    next: str = ""


def rows_of(code: str, period: Period, after: str = "") -> Listed:
    """Return a page of the rows behind a figure, newest first, one for each that it counts; those added come last."""
    measure = MEASURES[code]
    if after.startswith(ALSO) and measure.also:
        return page_of(measure.also(period), JOINING, after.removeprefix(ALSO), ALSO)
    found = page_of(measure.n(period), measure.rows, after)
    has_more = found.next or not measure.also
    return found if has_more else Listed(found.kind, found.rows, ALSO)


def page_of(tally: Tally, kind: str, after: str, mark: str = "") -> Listed:
    """Return the rows of a tally below an id; `mark` stands before the id with which the next page begins."""
    rows = tally.each().select_related(*RELATED.get(kind, ()))
    if after.isdecimal() and len(after) < MOST_DIGITS:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk")[: PAGE + 1])
    more = f"{mark}{found[PAGE - 1].pk}" if len(found) > PAGE else ""
    return Listed(kind, found[:PAGE], more)
