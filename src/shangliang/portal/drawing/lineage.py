"""What the lineage of a topic is drawn from: voices, stops on one line, and a branch for each golden idea."""

import math
from dataclasses import dataclass

from shangliang.portal.drawing.pen import disc, per_mark, words

MOST_LINES = 60
MOST_BRANCHES = 24
MOST_VISITS = 6


@dataclass(frozen=True)
class Channel:
    """One way by which voices came, and how many."""

    name: str
    voices: int


@dataclass(frozen=True)
class Stop:
    """One place on the line: its name, what stands below it, and where its record is."""

    title: str
    notes: tuple[str, ...] = ()
    href: str = ""


@dataclass(frozen=True)
class Round:
    """One session: its number in the ring, and the stop beside it."""

    number: int
    guests: int
    stop: Stop
    is_held: bool = True


@dataclass(frozen=True)
class Branch:
    """One golden idea and what became of it.

    `reply_class` is empty while no answer is public; `judged` of `invited` people judged it; `end` is closed, open or
    "" when it was not handed over yet.
    """

    code: str
    title: str
    unit: str = ""
    co_units: int = 0
    reply_class: str = ""
    judged: int = 0
    invited: int = 0
    end: str = ""
    state: str = ""
    href: str = ""


@dataclass(frozen=True)
class Lineage:
    """The whole line of a topic. Stops that were not reached are None; heads name the columns of the branches."""

    label: str
    voices: Stop
    key: str
    channels: tuple[Channel, ...]
    issue: Stop | None
    topic: Stop
    visit: Stop | None
    visits: int
    rounds: tuple[Round, ...]
    branches: tuple[Branch, ...]
    heads: tuple[str, str, str, str, str]
    pending: str
    more: str = ""

    @property
    def voices_per_line(self) -> int:
        """Return how many voices one thin line stands for."""
        return per_mark(sum(one.voices for one in self.channels), MOST_LINES)

    @property
    def drawn(self) -> tuple[Branch, ...]:
        """Return the branches that are drawn; the rest is named in words."""
        return self.branches[:MOST_BRANCHES]


TONES = {"A": "pine", "B": "river", "C": "amber-ink", "D": "ink-3"}
LINES = {"A": "pine", "B": "river", "C": "amber", "D": "grey"}


def badge(x: float, y: float, letter: str, *, paper: str) -> str:
    """Return the class of a reply in its ring; an open dashed ring while there is none."""
    if not letter:
        return disc(x, y, 7, paper, "ink", 1.5, "2 3")
    ring = disc(x, y, 12, paper, LINES.get(letter, "ink"), 2)
    return ring + words(x, y + 5, letter, anchor="middle", serif=14)


def judgements(x: float, y: float, judged: int, invited: int, *, paper: str) -> str:
    """Return up to three dots for the people asked to judge: filled for those who did."""
    shown = min(invited, 3)
    filled = min(judged, shown) if invited <= 3 else math.ceil(judged / invited * 3)
    return "".join(disc(x + place * 12, y, 4.5, "pine" if place < filled else paper, "pine", 1.5)
                   for place in range(shown))  # fmt: skip


def finish(x: float, y: float, end: str, *, paper: str) -> str:
    """Return the end of a branch: filled when written off, dashed while it goes on, nothing before the hand-over."""
    if end == "closed":
        return disc(x, y, 8, "pine", "pine")
    return disc(x, y, 8, paper, "ink", 2, "3 3") if end else ""
