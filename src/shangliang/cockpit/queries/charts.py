"""What the drawings of the cockpit and of the phase report show: plays and answers of each session, from rows."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from shangliang.cockpit.rules import Period
from shangliang.ideas.models import GoldenIdea
from shangliang.media.queries import coverage
from shangliang.media.rules import short_number
from shangliang.sessions.models import Session
from shangliang.sessions.workflow import HELD

MOST = 24
"""How many sessions, the newest, a drawing shows."""
NAMED = 3
"""How many of the highest values stand in the drawing as numbers."""


@dataclass(frozen=True)
class Series:
    """One line or one colour of the bars: its name, its colour, a value for each name of the chart."""

    name: str
    tone: str
    values: Sequence[int]


@dataclass(frozen=True)
class Chart:
    """One drawing: `line` or `stack`, what stands along it, its series, the places named in it, all in words."""

    title: str
    kind: str
    names: Sequence[str]
    series: Sequence[Series]
    marks: Sequence[int] = field(default=())
    said: str = ""

    @property
    def is_drawn(self) -> bool:
        """Return whether there is enough to be drawn."""
        return len(self.names) > 1

    @property
    def rows(self) -> list[tuple[str, list[int]]]:
        """Return the same as rows of a table: what stands along the drawing, and its values."""
        return [(name, [one.values[place] for one in self.series]) for place, name in enumerate(self.names)]

    def as_json(self) -> dict[str, Any]:
        """Return the chart as the page's script reads it."""
        return asdict(self)


def held_in(period: Period) -> list[int]:
    """Return the numbers of the newest sessions that were held in a period, the first first."""
    rows = Session.objects.filter(state__in=[str(state) for state in HELD], **period.moments("held_at"))
    return sorted(rows.order_by("-number").values_list("number", flat=True)[:MOST])


def plays_chart(lang: str, period: Period) -> Chart:
    """Return the plays of each session of a period; the three highest are named."""
    known = {int(one.code): one for one in coverage().sessions if one.plays}
    shown = [known[number] for number in held_in(period) if number in known]
    highest = sorted((one.plays for one in shown), reverse=True)[:NAMED]
    marks = [place for place, one in enumerate(shown) if one.plays in highest]
    said = "，".join(f"{one.code} {''.join(short_number(one.plays, lang))}" for one in shown)
    plays = Series(_("播放"), "river", [one.plays for one in shown])
    return Chart(_("每期播放"), "line", [one.code for one in shown], [plays], marks, said)


def answers_chart(_lang: str, period: Period) -> Chart:
    """Return how the golden ideas of each session of a period were answered: class A to D, and not yet."""
    numbers = held_in(period)
    rows = GoldenIdea.objects.filter(is_shown=True, issue_number__in=numbers).order_by()
    groups = rows.values_list("issue_number", "reply_class").annotate(n=Count("pk"))
    counted = {(number, letter): n for number, letter, n in groups}
    tones = {"A": "pine", "B": "river", "C": "amber", "D": "grey", "": "line-2"}
    series = [
        Series(
            _("%(letter)s 类") % {"letter": letter} if letter else _("还没有答复"),
            tone,
            [counted.get((number, letter), 0) for number in numbers],
        )
        for letter, tone in tones.items()
    ]
    said = "；".join(f"{one.name} {sum(one.values)}" for one in series)
    return Chart(_("每期金点子的答复"), "stack", [str(number) for number in numbers], series, said=said)
