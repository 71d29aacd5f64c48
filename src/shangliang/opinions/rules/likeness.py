"""Statements that say nearly the same: what is there already, and which of those that wait belong together.

Likeness is the mean of two: the cosine of words weighed by their rarity, which finds the same matter said otherwise,
and the share of pairs of signs, which keeps one common word in a short text from deciding alone.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from shangliang.engines import hotspots

NEAR: Final = 0.29
"""Likeness from which somebody is shown a statement that is there before sending another."""
TOGETHER: Final = 0.32
"""Likeness from which two statements stand in one group of the queue."""
SAME: Final = 0.7
"""Likeness from which two statements are near-copies: whoever answered one is not asked the other."""
AT_MOST: Final = 3
LOOKED_AT: Final = 12

Numbered = tuple[int, str]


class Likeness:
    """Numbered statements that can be asked for those like a text."""

    def __init__(self, rows: Sequence[Numbered]) -> None:
        """Read the statements."""
        self.index = hotspots.Index.build((str(number), words) for number, words in rows)
        self.pairs = {number: pairs_of(words) for number, words in rows}

    def near(self, text: str, floor: float) -> list[tuple[int, float]]:
        """Return (number, likeness) of what is like a text, the likest first."""
        mine = pairs_of(text)
        words = ((int(number), likeness) for number, likeness in self.index.similar(text, LOOKED_AT, 0.0))
        found = [(number, (likeness + overlap(mine, self.pairs[number])) / 2) for number, likeness in words]
        return sorted((row for row in found if row[1] >= floor), key=lambda row: (-row[1], row[0]))


def pairs_of(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring signs of a text, without punctuation."""
    return frozenset(one + two for one, two in pairwise(sign.lower() for sign in text if sign.isalnum()))


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how many pairs two texts share, as a part of what they have (Dice)."""
    return 2 * len(one & other) / max(len(one) + len(other), 1)


def near_copies(text: str, there: Sequence[Numbered]) -> list[tuple[int, float]]:
    """Return at most three (number, likeness) of statements like a text, the likest first."""
    return Likeness(there).near(text, NEAR)[:AT_MOST]


def groups(rows: Sequence[Numbered]) -> list[list[int]]:
    """Return the numbers of statements in groups of like ones, larger groups first, then by number.

    Whoever is like a member is in its group.
    """
    likeness, above = Likeness(rows), {number: number for number, _ in rows}

    def root(number: int) -> int:
        while above[number] != number:
            number = above[number]
        return number

    for number, words in rows:
        for other, _ in likeness.near(words, TOGETHER):
            one, two = sorted((root(number), root(other)))
            above[two] = one
    found: dict[int, list[int]] = {}
    for number, _ in rows:
        found.setdefault(root(number), []).append(number)
    return sorted((sorted(group) for group in found.values()), key=lambda group: (-len(group), group[0]))


def families(rows: Sequence[Numbered]) -> dict[int, int]:
    """Return for every statement that has near-copies the number of its family: one of a family is asked."""
    likeness, found = Likeness(rows), dict[int, int]()
    for number, words in rows:
        copies = [other for other, _ in likeness.near(words, SAME) if other != number]
        if copies:
            found[number] = min(number, *(found.get(other, other) for other in copies))
    return found
