"""Texts as the search index holds them: every two signs that stand beside one another, in order. No Django.

Chinese is written without blanks and its commonest words have two signs, so that neither words nor triples of signs
can be looked for. Pairs in order find exactly what a search for the same signs in a row finds.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

LONGEST_PART: Final = 250
"""Signs of one part: PostgreSQL keeps 256 places of a token, so that none of a part's is ever left out."""
OVERLAP: Final = 60
"""Signs that two parts of a text share: no query is longer, so none falls between two parts."""
DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
BREAK: Final = "\n"
"""What parts the columns of a row: no query holds one, so none runs from one column into the next."""


def normal(text: str) -> str:
    """Return a text as it is compared: upper and lower case are the same."""
    return text.lower()


def joined(columns: Iterable[object]) -> str:
    """Return the columns of a row as one text."""
    return BREAK.join(str(one) for one in columns if one)


def parts(text: str) -> list[str]:
    """Return a text in parts of at most 250 signs, each beginning with the last 60 of the one before."""
    step = LONGEST_PART - OVERLAP
    return [text[start : start + LONGEST_PART] for start in range(0, max(len(text) - OVERLAP, 1), step)]


@lru_cache(maxsize=32768)
def sign(char: str) -> str:
    """Return a sign as four letters or digits, so that no tokenizer cuts or drops it."""
    number, found = ord(char), ""
    for _ in range(4):
        number, digit = divmod(number, 36)
        found = DIGITS[digit] + found
    return found


def pairs(text: str) -> Iterator[str]:
    """Return a token for every sign of a text: the sign with the next one, the last sign alone."""
    signs = [*(sign(char) for char in normal(text)), ""]
    yield from (one + following for one, following in pairwise(signs))


def phrase(word: str) -> tuple[list[str], bool]:
    """Return the tokens that stand one after the other wherever a word stands; True when a sign's beginning is meant.

    A word of one sign is the beginning of every pair that starts with it.
    """
    signs = [sign(char) for char in normal(word)]
    if len(signs) == 1:
        return signs, True
    return [one + following for one, following in pairwise(signs)], False


def holds(text: str, words: Iterable[str]) -> bool:
    """Return whether a text holds every word."""
    lowered = normal(text)
    return all(normal(word) in lowered for word in words)


def mark(name: str) -> str:
    """Return a token that says something of the whole part; no sign begins with z."""
    return f"z{name}"
