"""Texts put away: compressed, on disk when they are many, and found again by their ticket.

What decides where a message belongs are the sums of an issue's words, its places and its counts; its texts are needed
to write it down, to take it apart, and when somebody sends one of them again. So they stand here in between.
"""

import json
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator

import ahocorasick_rs
import numpy as np

from shangliang.engines.hotspots.blocks import Blocks, packed, unpacked
from shangliang.engines.hotspots.texts import Text, text_of, written

_BLOCK = 32
"""Lines in a block: more would pack better, fewer are read faster when one of them is wanted."""
_TAKEN = -1


class Shelf:
    """Lines of texts by ticket, each with the number of the issue that it belongs to.

    Texts come back without weights, which depend on how rare words are by then: `ready` is told every text that is
    taken back for good, and gives it what it needs.
    """

    def __init__(self, ready: Callable[[Text], None]) -> None:
        self._ready = ready
        self.blocks = Blocks()
        self.waiting: list[str] = []
        self.owners = array("i")
        """By ticket the number of the issue; below nought when its texts were taken back."""
        self._opened: tuple[int, list[str]] = (-1, [])

    def put(self, issue: int, texts: Iterable[Text]) -> int:
        """Put away texts of an issue; returns their ticket."""
        listed = list(texts)
        told = json.dumps([written(text) for text in listed], ensure_ascii=False)
        self.waiting.append(f"{sum(len(text.messages) for text in listed)} {told}")
        self.owners.append(issue)
        if len(self.waiting) == _BLOCK:
            self.blocks.append(packed("\n".join(self.waiting)))
            self.waiting = []
        return len(self.owners) - 1

    def hand_over(self, tickets: Iterable[int], issue: int) -> None:
        """Let these belong to another issue from now on."""
        for ticket in tickets:
            self.owners[ticket] = issue

    def take(self, tickets: Iterable[int]) -> list[Text]:
        """Take texts back for good, made ready."""
        found: list[Text] = []
        for ticket in tickets:
            issue, self.owners[ticket] = self.owners[ticket], _TAKEN
            for text in self._texts(ticket):
                text.issue = issue
                self._ready(text)
                found.append(text)
        return found

    def read(self, tickets: Iterable[int]) -> Iterator[tuple[int, list[Text]]]:
        """Every ticket with its texts, without weights; they stay here."""
        for ticket in sorted(tickets):
            yield ticket, self._texts(ticket)

    def tickets_of(self, issue: int) -> tuple[int, ...]:
        """All tickets of an issue."""
        return tuple(np.flatnonzero(np.frombuffer(self.owners, dtype=np.int32) == issue).tolist())

    def belonging(self) -> Iterator[tuple[int, int]]:
        """Every ticket that was not taken back with its issue."""
        return ((ticket, issue) for ticket, issue in enumerate(self.owners) if issue != _TAKEN)

    def message_count(self, ticket: int) -> int:
        """How many messages the texts behind a ticket have."""
        line = self._line(ticket)
        return int(line[: line.index(" ")])

    def holding(self, ids: Collection[str]) -> list[int]:
        """The tickets of texts that hold any of these messages."""
        if not ids or not self.owners:
            return []
        wanted = set(ids)
        finder = ahocorasick_rs.AhoCorasick([json.dumps(one, ensure_ascii=False) for one in sorted(wanted)])
        return [
            ticket
            for ticket, _ in self.belonging()
            if finder.find_matches_as_indexes(self._line(ticket))
            and any(message.id in wanted for text in self._texts(ticket) for message in text.messages)
        ]

    def _texts(self, ticket: int) -> list[Text]:
        line = self._line(ticket)
        return [text_of(fields) for fields in json.loads(line[line.index(" ") + 1 :])]

    def _line(self, ticket: int) -> str:
        block, place = divmod(ticket, _BLOCK)
        if block == len(self.blocks):
            return self.waiting[place]
        if self._opened[0] != block:
            self._opened = block, unpacked(self.blocks[block]).split("\n")
        return self._opened[1][place]
