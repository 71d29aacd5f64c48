"""Statements that say nearly the same: what is there already, and which of those that wait belong together."""

from collections.abc import Sequence
from typing import Final

from shangliang.engines.hotspots import Index

NEAR: Final = 0.3
"""Likeness from which somebody is shown a statement that is there before sending another."""
TOGETHER: Final = 0.35
"""Likeness from which two statements stand in one group of the queue."""
SAME: Final = 0.8
"""Likeness from which two statements are near-copies: whoever answered one is not asked the other."""
AT_MOST: Final = 3

Numbered = tuple[int, str]


def near_copies(text: str, there: Sequence[Numbered]) -> list[tuple[int, float]]:
    """Return at most three (number, likeness) of statements like a text, the likest first."""
    index = Index.build((str(number), words) for number, words in there)
    return [(int(number), likeness) for number, likeness in index.similar(text, AT_MOST, NEAR)]


def groups(rows: Sequence[Numbered]) -> list[list[int]]:
    """Return the numbers of statements in groups of like ones, larger groups first, then by number.

    Whoever is like a member is in its group.
    """
    index = Index.build((str(number), words) for number, words in rows)
    above = {number: number for number, _ in rows}

    def root(number: int) -> int:
        while above[number] != number:
            number = above[number]
        return number

    for number, words in rows:
        for other, _ in index.similar(words, AT_MOST + 5, TOGETHER):
            one, two = sorted((root(number), root(int(other))))
            above[two] = one
    found: dict[int, list[int]] = {}
    for number, _ in rows:
        found.setdefault(root(number), []).append(number)
    return sorted((sorted(group) for group in found.values()), key=lambda group: (-len(group), group[0]))


def copies(rows: Sequence[Numbered]) -> dict[int, list[int]]:
    """Return the near-copies of every statement that has some."""
    index = Index.build((str(number), words) for number, words in rows)
    found = {
        number: sorted(int(other) for other, _ in index.similar(words, AT_MOST + 5, SAME) if int(other) != number)
        for number, words in rows
    }
    return {number: others for number, others in found.items() if others}
