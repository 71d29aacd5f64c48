"""Rules of quick polls: what an answer may look like, how it is written down, in which cells it counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

SINGLE, MULTIPLE, RANK, SCALE = "single", "multiple", "rank", "scale"
KINDS: Final = (SINGLE, MULTIPLE, RANK, SCALE)
LEVELS: Final = (0, 1, 2)
"""0 anonymous, 1 phone, 2 real name; their columns are never added up."""

FEWEST_CHOICES, MOST_CHOICES = 2, 10
LONGEST_QUESTION, LONGEST_CHOICE = 60, 30
SCALE_WORDS: Final = ("很不同意", "不太同意", "说不好", "比较同意", "很同意")
SCALE_WORDS_EN: Final = ("strongly disagree", "rather disagree", "hard to say", "rather agree", "strongly agree")

PEOPLE: Final = (0, 0)
"""The cell in which people are counted, whatever they chose."""

Cell = tuple[int, int]
"""A choice and the place that somebody gave it; the place is 1 but for a rank."""


def cleaned(kind: str, choices: int, value: Sequence[int]) -> str | None:
    """Return an answer as it is written down ("3", "1,3", "2,1,3"), or None when it is no answer to such a poll.

    Several ticks are put in order; a rank keeps its order, most wanted first, and names every choice once.
    """
    picked = list(value)
    if not picked or len(set(picked)) != len(picked) or any(not 1 <= number <= choices for number in picked):
        return None
    if kind in (SINGLE, SCALE) and len(picked) != 1:
        return None
    if kind == RANK and len(picked) != choices:
        return None
    return ",".join(str(number) for number in (picked if kind == RANK else sorted(picked)))


def cells(kind: str, answer: str) -> list[Cell]:
    """Return the cells in which a written answer counts, that of the people first; none for no answer."""
    if not answer:
        return []
    numbers = [int(part) for part in answer.split(",")]
    places = range(1, len(numbers) + 1) if kind == RANK else [1] * len(numbers)
    return [PEOPLE, *zip(numbers, places, strict=True)]


def moves(kind: str, before: str, before_level: int, answer: str, level: int) -> dict[tuple[int, int, int], int]:
    """Return by how much each cell (choice, place, level) changes when an answer takes the place of another."""
    found: dict[tuple[int, int, int], int] = {}
    for choice, place in cells(kind, before):
        key = (choice, place, before_level)
        found[key] = found.get(key, 0) - 1
    for choice, place in cells(kind, answer):
        key = (choice, place, level)
        found[key] = found.get(key, 0) + 1
    return {key: change for key, change in found.items() if change}


def recounted(kind: str, answers: Iterable[tuple[str, int]]) -> dict[tuple[int, int, int], int]:
    """Return the cells counted anew from every (answer, level)."""
    found: dict[tuple[int, int, int], int] = {}
    for answer, level in answers:
        for choice, place in cells(kind, answer):
            key = (choice, place, level)
            found[key] = found.get(key, 0) + 1
    return found


@dataclass(frozen=True)
class Line:
    """One choice of a result at one level: how many chose it, of how many people, and its score.

    `score` is the share in whole per cent; of a rank the points (first of k gets k - 1, last none) as a share of the
    most that it could have.
    """

    number: int
    count: int
    people: int
    score: int


def result(kind: str, choices: int, counts: Mapping[tuple[int, int, int], int], level: int) -> list[Line]:
    """Return a line for each choice as the people of one level answered."""
    people = counts.get((*PEOPLE, level), 0)
    lines = []
    for number in range(1, choices + 1):
        places = {place: n for (choice, place, at), n in counts.items() if choice == number and at == level}
        if kind == RANK:
            points = sum((choices - place) * n for place, n in places.items())
            score = percent(points, people * (choices - 1))
            lines.append(Line(number, places.get(1, 0), people, score))
        else:
            count = sum(places.values())
            lines.append(Line(number, count, people, percent(count, people)))
    return lines


def mean(choices: int, counts: Mapping[tuple[int, int, int], int], level: int) -> float | None:
    """Return the mean of a scale at one level to two places, or None of nobody."""
    people = counts.get((*PEOPLE, level), 0)
    total = sum(number * counts.get((number, 1, level), 0) for number in range(1, choices + 1))
    return round(total / people, 2) if people else None


def percent(part: int, whole: int) -> int:
    """Return a share in whole per cent; 0 of nothing."""
    return round(100 * part / whole) if whole else 0
