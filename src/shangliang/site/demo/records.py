"""What the demonstration's data files say: the twenty sessions with their figures, and the 216 golden ideas."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

CLASSES = {"A": 96, "B": 98, "C": 18, "D": 4}
"""How many of the 216 replies are of each class."""
OPEN_PROMISES = 12
"""How many ideas still stand on the ledger of commitments."""
PROMISED = ("B", "C")
STEPWISE = ("pichai",)
"""Ideas with an outcome that were carried out in steps."""
LATE_SESSIONS = 14
"""From this session on an idea may still have an open promise."""


@dataclass(frozen=True)
class Past:
    """One session that was held: its words, its day and its figures."""

    number: int
    title: str
    held_on: date
    kind: str
    place: str
    series: str
    host: str
    domain: str
    ideas: int
    articles: int
    reads: int
    plays: int
    visits: int
    problem: str


@dataclass(frozen=True)
class Line:
    """One golden idea: its session and place there, title, lead unit, class; `key` where an outcome belongs to it.

    `is_open` says that it still stands on the ledger.
    """

    session: int
    number: int
    title: str
    unit: str
    key: str
    reply_class: str
    is_open: bool

    @property
    def code(self) -> str:
        """Return its number as people say it, such as 18-07."""
        return f"{self.session:02d}-{self.number:02d}"


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of a data file."""
    text = (files(__package__) / "data" / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def past() -> tuple[Past, ...]:
    """Return the sessions, the first first."""
    return tuple(
        Past(
            number=int(row["number"]),
            title=row["title"],
            held_on=date.fromisoformat(row["held_on"]),
            kind=row["kind"],
            place=row["place"],
            series=row["series"],
            host=row["host"],
            domain=row["domain"],
            ideas=int(row["ideas"]),
            articles=int(row["articles"]),
            reads=int(row["reads"]),
            plays=int(row["plays"]),
            visits=int(row["visits"]),
            problem=row["problem"],
        )
        for row in rows_of("sessions.csv")
    )


@cache
def lines() -> tuple[Line, ...]:
    """Return the ideas in the order of their numbers, each with its class."""
    rows = rows_of("ideas.csv")
    classes = classes_of([row["key"] for row in rows])
    late = [i for i, row in enumerate(rows) if int(row["session"]) >= LATE_SESSIONS and not row["key"]]
    still_open = set([i for i in late if classes[i] in PROMISED][-OPEN_PROMISES * 3 :: 3])
    seen: dict[str, int] = {}
    found = []
    for i, row in enumerate(rows):
        number = seen[row["session"]] = seen.get(row["session"], 0) + 1
        is_open = i in still_open
        found.append(Line(int(row["session"]), number, row["title"], row["unit"], row["key"], classes[i], is_open))
    return tuple(found)


def classes_of(keyed: list[str]) -> list[str]:
    """Return a class for each idea: those with an outcome are done, the others follow in turn until each is full."""
    left = dict(CLASSES)
    found = [""] * len(keyed)
    for i, key in enumerate(keyed):
        if key:
            found[i] = "B" if key in STEPWISE else "A"
            left[found[i]] -= 1
    free = [i for i, key in enumerate(keyed) if not key]
    for place, i in enumerate(free):
        wanted = "D" if place % 50 == 40 else "C" if place % 11 == 7 else "B" if place % 2 else "A"
        letter = wanted if left[wanted] else max("ABCD", key=lambda one: left[one])
        found[i] = letter
        left[letter] -= 1
    return found


def lines_of(session: int) -> list[Line]:
    """Return the ideas of one session."""
    return [line for line in lines() if line.session == session]
