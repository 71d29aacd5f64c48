"""Chinese text to words: what a message is compared by."""

import json
import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import islice
from typing import Self

import rjieba

from shangliang.engines.hotspots.blocks import Blocks, Marks, packed, unpacked

CODE = re.compile(r"([A-Za-z]\d{0,3}[市区县])")
"""Masked place codes of published hotline data: A市, A3区, K9县."""

_BLANKS = re.compile(r"[\s\u200b-\u200f\u3000\ufeff]+")
_WORDY = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")
_REMEMBERED = 4
"""Characters up to which a word that tells nothing is remembered; telephone numbers without end are not."""
_LAID_TOGETHER = 2000
"""Words that are laid by in one block."""
_MANY = 20_000
"""Words newly laid by, beyond which they are sorted in among the others."""
_LONG_NUMBER = re.compile(r"\d{4,}$|\d+\.\d+$")


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of a list that ships with the engine (`stopwords.txt`, `severity.txt`, `general_places.txt`)."""
    return frozenset(resources.files(__package__).joinpath(name).read_text("utf-8").split())


def tidy(text: str, limit: int | None = None) -> str:
    """The text with every run of blanks as one space and broken surrogates gone, cut at `limit` characters."""
    return _BLANKS.sub(" ", text).strip()[:limit].encode("utf-8", "ignore").decode("utf-8")


def normalise(text: str, limit: int | None = None) -> str:
    """The tidy text in NFKC (full-width letters and signs become ASCII), cut at `limit` characters."""
    return unicodedata.normalize("NFKC", tidy(text, limit))[:limit]


def _is_telling(word: str) -> bool:
    """Whether a word says anything of the matter: no single character, number, sign or stop word."""
    return (
        len(word) > 1
        and word not in word_list("stopwords.txt")
        and _WORDY.search(word) is not None
        and _LONG_NUMBER.match(word) is None
    )


class LaidBy:
    """Words that nobody uses, on disk by their numbers; a few bytes each in memory tell whether one stands here."""

    def __init__(self) -> None:
        self._blocks = Blocks()
        self._numbers = Marks()
        self._places = array("i")
        """By number of a word the block that it stands in; below nought for one that does not."""
        self._opened: tuple[int, dict[str, str]] = (-1, {})

    def add(self, words: Mapping[int, str]) -> None:
        """Take in more words by number."""
        block = len(self._blocks)
        self._blocks.append(packed(json.dumps(words, ensure_ascii=False)))
        missing = max(words) + 1 - len(self._places)
        self._places.extend([-1] * missing)
        for number, word in words.items():
            self._places[number] = block
            self._numbers[_hash(word)] = number
        self._numbers.fold(least=_MANY)

    def number_of(self, word: str) -> int | None:
        """The number of a word, if it was ever laid by."""
        return self._numbers.get(_hash(word))

    def word(self, number: int) -> str:
        """The word of a number that stands here."""
        block = self._places[number]
        if self._opened[0] != block:
            self._opened = block, json.loads(unpacked(self._blocks[block]))
        return self._opened[1][str(number)]


def _hash(word: str) -> int:
    return hash(word) & 0x7FFF_FFFF_FFFF_FFFF


class Vocabulary:
    """Words and their numbers, growing while texts are read.

    A masked place code is a word of its own and listed in `codes`. Cutting is the cost of a run, so the
    verdict on each distinct word is kept. Words that nobody uses may be laid by; each keeps its number, under which it
    is known again when somebody writes it.
    """

    def __init__(self) -> None:
        self.words: list[str] = []
        """The words by number; empty for one that is laid by, which `word` tells."""
        self.codes: set[int] = set()
        self.code_flags = bytearray()
        """For each word whether it is in `codes`."""
        self._numbers: dict[str, int] = {}
        self._grows = True
        self._laid_by: LaidBy | None = None

    @classmethod
    def fixed(cls, words: Iterable[str]) -> Self:
        """A vocabulary of exactly these words, which learns no others; threads may share it."""
        made = cls()
        made.learn(words, ())
        made._grows = False
        return made

    def learn(self, words: Iterable[str], codes: Iterable[int]) -> None:
        """Begin with these words, numbered in this order, of which these are place codes."""
        self.words = list(words)
        self.codes.update(codes)
        self._flag()
        self._numbers = {word: number for number, word in enumerate(self.words)}

    def __len__(self) -> int:
        return len(self.words)

    def word(self, number: int) -> str:
        """The word of a number."""
        return self.words[number] or (self._laid_by.word(number) if self._laid_by else "")

    def all_words(self) -> list[str]:
        """All words by number."""
        return [word or self.word(number) for number, word in enumerate(self.words)]

    def lay_by(self, numbers: Iterable[int]) -> None:
        """Keep the words of these numbers out of the way until somebody writes them."""
        leaving = (number for number in numbers if self.words[number])
        while block := {number: self.words[number] for number in islice(leaving, _LAID_TOGETHER)}:
            if self._laid_by is None:
                self._laid_by = LaidBy()
            self._laid_by.add(block)
            for number, word in block.items():
                self.words[number] = ""
                del self._numbers[word]

    def _again(self, word: str) -> int | None:
        """The number of a word that was laid by and is written again."""
        number = self._laid_by.number_of(word) if self._laid_by else None
        if number is not None and not self.words[number]:
            self.words[number] = word
            return number
        return None

    def _flag(self) -> None:
        self.code_flags = bytearray(len(self.words))
        for number in self.codes:
            self.code_flags[number] = 1

    def known(self, word: str) -> int:
        """The number of a word as it stands in `words`; -1 when it does not."""
        return self._numbers.get(word, -1)

    def number_of(self, word: str) -> int:
        """The number of a word as it stands in `words`, made when new."""
        number = self._numbers.get(word)
        if number is None:
            number = self._again(word)
            if number is None:
                number = len(self.words)
                self.words.append(word)
                self.code_flags.append(0)
            self._numbers[word] = number
        return number

    def keep(self, numbers: Sequence[int]) -> None:
        """Forget all words but these, which are numbered anew in the order given."""
        self.codes = {place for place, number in enumerate(numbers) if number in self.codes}
        self.words = [self.words[number] for number in numbers]
        self._flag()
        self._numbers = {word: number for number, word in enumerate(self.words)}

    def _number(self, raw: str) -> int:
        """The number of a word, made when new; -1 for a word that tells nothing."""
        known = self._numbers.get(raw)
        if known is not None:
            return known
        if not self._grows:
            return self._numbers.get(raw.strip().lower(), -1)
        word = raw.strip().lower()
        number = -1
        if _is_telling(word):
            number = self.number_of(word)
        if number >= 0 or len(raw) <= _REMEMBERED:
            self._numbers[raw] = number
        return number

    def numbers(self, text: str) -> list[int]:
        """The numbers of the words of a normalised text, one after the other; -1 for one that tells nothing."""
        found: list[int] = []
        for position, part in enumerate(CODE.split(text)):
            if position % 2:
                found.append(number := self._number(part.upper()))
                if number >= 0:
                    self.codes.add(number)
                    self.code_flags[number] = 1
            else:
                found += self._numbers_of(rjieba.cut(part))
        return found

    def _numbers_of(self, words: Sequence[str]) -> list[int]:
        known, number_of = self._numbers, self._number
        return [known[word] if word in known else number_of(word) for word in words]


def counted(numbers: Iterable[int]) -> dict[int, int]:
    """How often each of the words stands among these numbers, but for -1."""
    counts = Counter(numbers)
    counts.pop(-1, None)
    return counts
