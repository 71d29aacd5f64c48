"""The votes of a conversation while it runs: the table of the last recomputation, and what has come since."""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from .ballots import Ballots, Ints, Mask

NONE = 2
"""Stands for "has not voted" where votes are -1, 0 and 1."""

_SHIFT = 2  # keeps passes apart from nothing while two tables are added


@dataclass
class LateVotes:
    """A frozen table of ballots, and later votes beside it.

    People and statements of the table keep their rows and columns; newcomers get the next free ones.
    later  row -> column -> vote; `has_later` (n,) tells for the rows of the table whether there is any
    """

    base: Ballots
    later: defaultdict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    new_people: dict[int, int] = field(default_factory=dict)
    new_statements: dict[int, int] = field(default_factory=dict)
    has_later: Mask = field(init=False)

    def __post_init__(self) -> None:
        self.has_later = np.zeros(len(self.base.participants), dtype=np.bool_)

    @property
    def people(self) -> int:
        return len(self.base.participants) + len(self.new_people)

    @property
    def width(self) -> int:
        return len(self.base.statements) + len(self.new_statements)

    @property
    def statement_ids(self) -> Ints:
        """Ids of the statements in the order of their columns."""
        return np.concatenate((self.base.statements, np.fromiter(self.new_statements, dtype=np.int64)))

    def rows_of(self, ids: Ints) -> Ints:
        """Row of every person; whoever is unknown gets a new one."""
        return _places(ids, self.base.participants, self.new_people)

    def columns_of(self, ids: Ints) -> Ints:
        """Column of every statement; whichever is unknown gets a new one."""
        return _places(ids, self.base.statements, self.new_statements)

    def row_of(self, person: int) -> int | None:
        """Row of one person, or None for somebody who has never voted."""
        place = int(np.searchsorted(self.base.participants, person))
        if place < len(self.base.participants) and self.base.participants[place] == person:
            return place
        return self.new_people.get(person)

    def votes_at(self, rows: Ints, columns: Ints) -> Ints:
        """What these people have said so far on these statements: -1, 0, 1 or `NONE`."""
        found = self._base_votes(rows, columns)
        late = rows >= len(self.has_later)
        late[~late] = self.has_later[rows[~late]]
        for place in np.flatnonzero(late).tolist():
            said = self.later.get(int(rows[place]))
            if said is not None:
                found[place] = said.get(int(columns[place]), found[place])
        return found

    def votes_of(self, row: int) -> tuple[Ints, Ints]:
        """All that one person has said so far: columns, and votes."""
        columns, marks = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        if row < len(self.base.participants):
            start, end = self.base.votes.indptr[row : row + 2]
            columns = self.base.votes.indices[start:end].astype(np.int64)
            marks = self.base.votes.data[start:end].astype(np.int64)
        said = self.later.get(row)
        if not said:
            return columns, marks
        kept = np.array([column not in said for column in columns.tolist()], dtype=np.bool_)
        return (
            np.concatenate((columns[kept], np.fromiter(said, dtype=np.int64))),
            np.concatenate((marks[kept], np.fromiter(said.values(), dtype=np.int64))),
        )

    def put(self, rows: Ints, columns: Ints, marks: Ints) -> None:
        """Keep these votes, each the last of its person on its statement."""
        later = self.later
        for row, column, mark in zip(rows.tolist(), columns.tolist(), marks.tolist(), strict=True):
            later[row][column] = mark
        self.has_later[rows[rows < len(self.has_later)]] = True

    def triples(self) -> Ints:
        """The later votes (number, 3) as row, column, vote, in ascending order."""
        found = [(row, column, mark) for row, said in self.later.items() for column, mark in said.items()]
        return np.array(sorted(found), dtype=np.int64).reshape(-1, 3)

    def merged(self) -> Ballots:
        """The ballots as they stand now: the same arrays as if all votes had been collected at once."""
        people, rows = _ascending(self.base.participants, self.new_people)
        statements, columns = _ascending(self.base.statements, self.new_statements)
        shape = (len(people), len(statements))
        old, late = self.base.votes, self.triples()
        marks = old.data.copy()
        inside = (late[:, 0] < old.shape[0]) & (late[:, 1] < old.shape[1])
        inside[inside] = self._base_votes(*late[inside, :2].T) != NONE
        marks[self._base_places(*late[inside, :2].T)] = late[inside, 2]
        held = np.zeros(shape[0], dtype=np.int64)
        held[rows[: old.shape[0]]] = np.diff(old.indptr)
        ends = np.concatenate(([0], np.cumsum(held))).astype(np.int32)
        frozen = csr_array((marks + np.int8(_SHIFT), columns[old.indices], ends), shape=shape)
        fresh = late[~inside]
        order = np.lexsort((columns[fresh[:, 1]], rows[fresh[:, 0]]))
        fresh = fresh[order]
        ends = np.concatenate(([0], np.cumsum(np.bincount(rows[fresh[:, 0]], minlength=shape[0])))).astype(np.int32)
        entries = ((fresh[:, 2] + _SHIFT).astype(np.int8), columns[fresh[:, 1]], ends)
        whole = frozen + csr_array(entries, shape=shape)
        return Ballots(
            people, statements, csr_array((whole.data - np.int8(_SHIFT), whole.indices, whole.indptr), shape)
        )

    def _base_votes(self, rows: Ints, columns: Ints) -> Ints:
        found = np.full(len(rows), NONE, dtype=np.int64)
        inside = (rows < self.base.votes.shape[0]) & (columns < self.base.votes.shape[1])
        if not inside.any():
            return found
        places, columns = self._base_places(rows[inside], columns[inside]), columns[inside]
        ends = self.base.votes.indptr[rows[inside] + 1]
        known = places < ends
        known[known] = self.base.votes.indices[places[known]] == columns[known]
        found[np.flatnonzero(inside)[known]] = self.base.votes.data[places[known]]
        return found

    def _base_places(self, rows: Ints, columns: Ints) -> Ints:
        """Where in the table these votes stand, or would stand: a binary search in every row at once."""
        indices, indptr = self.base.votes.indices, self.base.votes.indptr
        low: Ints = indptr[rows].astype(np.int64)
        high: Ints = indptr[rows + 1].astype(np.int64)
        last = max(len(indices) - 1, 0)
        for _ in range(int((high - low).max(initial=0)).bit_length()):
            middle = (low + high) // 2
            further = (low < high) & (indices[np.minimum(middle, last)] < columns)
            low, high = np.where(further, middle + 1, low), np.where(further, high, middle)
        return low


def _places(ids: Ints, known: Ints, new: dict[int, int]) -> Ints:
    if len(known) and known[-1] - known[0] == len(known) - 1:
        places: Ints = np.clip(ids - known[0], 0, len(known) - 1)  # numbered without a gap: nothing to search
    else:
        places = np.searchsorted(known, ids)
    missing = np.ones(len(ids), dtype=np.bool_)
    inside = places < len(known)
    missing[inside] = known[places[inside]] != ids[inside]
    for place in np.flatnonzero(missing).tolist():
        places[place] = new.setdefault(int(ids[place]), len(known) + len(new))
    return places


def _ascending(known: Ints, new: dict[int, int]) -> tuple[Ints, npt.NDArray[np.int32]]:
    """All ids in ascending order, and the new place of every old one."""
    if not new:
        return known, np.arange(len(known), dtype=np.int32)
    ids = np.concatenate((known, np.fromiter(new, dtype=np.int64)))
    order = np.argsort(ids, kind="stable")
    place = np.empty(len(ids), dtype=np.int32)
    place[order] = np.arange(len(ids), dtype=np.int32)
    return ids[order], place


def last_of_each(rows: Ints, columns: Ints, width: int) -> Mask:
    """Which votes of a batch are the last of their person on their statement."""
    kept = np.zeros(len(rows), dtype=np.bool_)
    pairs = rows * width + columns
    kept[len(pairs) - 1 - np.unique(pairs[::-1], return_index=True)[1]] = True
    return kept
