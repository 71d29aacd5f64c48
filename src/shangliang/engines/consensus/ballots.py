"""The votes of a conversation as one sparse table: people x statements, last vote wins."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array

AGREE, PASS, DISAGREE = 1, 0, -1

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Sparse = Any  # scipy ships no types; always a csr_array here

# A look-up table replaces sorting when the ids are this dense (entries of the table per vote).
_TABLE_SLACK = 4
# Long columns are gone through in pieces of so many votes, which stay in the processor's cache.
BLOCK = 1 << 19
MARKS = 3


@dataclass(frozen=True)
class Ballots:
    """Everyone's last vote on every statement.

    participants  (n,) ids, ascending
    statements    (m,) ids, ascending; also listed statements that nobody has voted on
    votes         n x m csr_array of int8: +1 agree, 0 pass, -1 disagree; not stored = not voted
    """

    participants: Ints
    statements: Ints
    votes: Sparse

    @property
    def per_person(self) -> Ints:
        """Votes cast by each participant, (n,)."""
        cast: Ints = np.diff(self.votes.indptr).astype(np.int64)
        return cast

    @property
    def per_statement(self) -> Ints:
        """Votes on each statement, (m,)."""
        columns, counts = self.votes.indices, np.zeros(len(self.statements), dtype=np.int64)
        for first in range(0, len(columns), BLOCK):
            counts += np.bincount(columns[first : first + BLOCK], minlength=len(counts))
        return counts

    def blocks(self) -> Iterator[tuple[slice, slice]]:
        """Whole rows of about `BLOCK` votes at a time: the slice of people, and the slice of their votes."""
        ends, row, last = self.votes.indptr, 0, len(self.participants)
        while row < last:
            after = max(int(np.searchsorted(ends, ends[row] + BLOCK, side="right")) - 1, row + 1)
            yield slice(row, after), slice(int(ends[row]), int(ends[after]))
            row = after

    def cells(self, votes: slice) -> Ints:
        """Statement and answer of each of these votes as one number: 3 * column + vote + 1."""
        found: Ints = np.multiply(self.votes.indices[votes], MARKS, dtype=np.int64)
        found += self.votes.data[votes]
        found += 1
        return found

    def votes_on(self, columns: Mask) -> Ints:
        """Votes cast by each participant on these statements, (n,); `columns` is (m,)."""
        if columns.all():
            return self.per_person
        before = np.concatenate(([0], np.cumsum(columns[self.votes.indices])))
        cast: Ints = np.diff(before[self.votes.indptr])
        return cast

    def columns_of(self, ids: Iterable[int]) -> Mask:
        """Which statements are among these ids, (m,); unknown ids are ignored."""
        return np.isin(self.statements, np.fromiter(ids, dtype=np.int64))

    def rows_of(self, ids: Collection[int]) -> Mask:
        """Which participants are among these ids, (n,); unknown ids are ignored."""
        return np.isin(self.participants, np.fromiter(ids, dtype=np.int64, count=len(ids)))

    def of_people(self, rows: Ints | Mask) -> "Ballots":
        """The ballots of these rows only; the statements stay."""
        return Ballots(self.participants[rows], self.statements, self.votes[rows])

    def thinned(self, keep: Mask) -> "Ballots":
        """The same people with only the kept votes; `keep` is (number of votes,)."""
        before = np.concatenate(([0], np.cumsum(keep)))[self.votes.indptr].astype(np.int32)
        parts = (self.votes.data[keep], self.votes.indices[keep], before)
        return Ballots(self.participants, self.statements, csr_array(parts, shape=self.votes.shape))


def collect(
    participants: npt.ArrayLike,
    statements: npt.ArrayLike,
    values: npt.ArrayLike,
    *,
    listed: Collection[int] = (),
) -> Ballots:
    """Ballots from three integer columns of equal length; of several votes on one statement the last counts.

    `listed` adds statements that exist without a vote. Raises ValueError when the columns do not match,
    are not integers, or hold a value other than 1, 0 and -1.
    """
    people, texts, marks = (integers(column) for column in (participants, statements, values))
    marks_in(people, texts, marks)
    extra = np.fromiter(listed, dtype=np.int64, count=len(listed))
    (person_ids, rows), (statement_ids, columns) = _numbered(people), _numbered(texts, extra)
    votes = _last_votes(rows, columns, marks.astype(np.int8, copy=False), (len(person_ids), len(statement_ids)))
    return _used(Ballots(person_ids, statement_ids, votes), extra)


def marks_in(people: npt.NDArray[Any], texts: npt.NDArray[Any], marks: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The third column, once the three are seen to fit together; ValueError otherwise."""
    if not len(people) == len(texts) == len(marks):
        raise ValueError(f"columns differ in length: {len(people)}, {len(texts)}, {len(marks)}")
    if marks.size and (marks.min() < DISAGREE or marks.max() > AGREE):
        raise ValueError("a vote is 1 (agree), 0 (pass) or -1 (disagree)")
    return marks


def integers(column: npt.ArrayLike) -> npt.NDArray[Any]:
    """The column as an array of whole numbers; ValueError when it holds anything else."""
    array = np.asarray(column)
    if array.ndim != 1:
        raise ValueError("votes come as three one-dimensional columns")
    if array.size == 0:
        return array.astype(np.int64)
    if array.dtype.kind not in "iu":
        raise ValueError(f"votes come as integers, not {array.dtype}")
    return array


def _numbered(ids: npt.NDArray[Any], extra: Ints | None = None) -> tuple[Ints, npt.NDArray[np.int32]]:
    """Ids in ascending order, and the place of each given id among them; some may stand for nothing."""
    more = np.empty(0, dtype=np.int64) if extra is None else extra
    if not ids.size:
        return np.unique(more), np.empty(0, dtype=np.int32)
    low = int(min(ids.min(), more.min(initial=ids.min())))
    span = int(max(ids.max(), more.max(initial=ids.max()))) - low + 1
    if span > _TABLE_SLACK * ids.size + 65_536:
        distinct = np.unique(np.concatenate((ids.astype(np.int64), more)))
        return distinct, np.searchsorted(distinct, ids).astype(np.int32)
    if low == 0 and ids.dtype == np.int32:
        return np.arange(span), ids
    places = np.empty(len(ids), dtype=np.int32)
    for first in range(0, len(ids), BLOCK):
        places[first : first + BLOCK] = ids[first : first + BLOCK] - low
    return np.arange(low, low + span), places


def _used(ballots: Ballots, listed: Ints) -> Ballots:
    """The ballots without people who have not voted, and without statements neither voted on nor listed."""
    votes, columns = ballots.votes, ballots.per_statement > 0
    rows = np.flatnonzero(np.diff(votes.indptr))
    columns |= np.isin(ballots.statements, listed)
    if len(rows) == len(ballots.participants) and columns.all():
        return ballots
    ends = votes.indptr[np.concatenate(([0], rows + 1))]
    place = (np.cumsum(columns) - 1).astype(np.int32)
    parts = (votes.data, votes.indices if columns.all() else place[votes.indices], ends)
    shape = (len(rows), int(columns.sum()))
    return Ballots(ballots.participants[rows], ballots.statements[columns], csr_array(parts, shape=shape))


def _last_votes(rows: npt.NDArray[np.int32], columns: npt.NDArray[np.int32], marks: npt.NDArray[np.int8],
                shape: tuple[int, int]) -> Sparse:  # fmt: skip
    if _is_ascending(rows, columns):
        ends = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=shape[0]))))
        return csr_array((marks, columns, ends.astype(np.int32)), shape=shape, copy=True)  # the caller's stay theirs
    # Two counting sorts, by statement and then by person. Both keep the order of equal entries, so the votes of one
    # person on one statement stand beside each other, the last one last; called canonical, they are not added up.
    table = coo_array((marks, (columns, rows)), shape=shape[::-1])
    table.has_canonical_format = True
    table = table.tocsr().tocsc()
    return _without_earlier(csr_array((table.data, table.indices, table.indptr), shape=shape))


def _is_ascending(rows: npt.NDArray[Any], columns: npt.NDArray[Any]) -> bool:
    """Whether the votes come sorted by person and statement without repetition; looked at in pieces."""
    for first in range(0, len(rows) - 1, BLOCK):
        step = np.diff(rows[first : first + BLOCK + 1])
        if not ((step > 0) | ((step == 0) & (np.diff(columns[first : first + BLOCK + 1]) > 0))).all():
            return False
    return True


def _without_earlier(table: Sparse) -> Sparse:
    """The table with only the last of several votes of one person on one statement."""
    same = table.indices[1:] == table.indices[:-1]
    ends = table.indptr[1:-1]
    same[ends[(ends > 0) & (ends < table.nnz)] - 1] = False
    if not same.any():
        return table
    kept = np.append(~same, True)
    before = np.concatenate(([0], np.cumsum(kept)))[table.indptr]
    return csr_array((table.data[kept], table.indices[kept], before.astype(np.int32)), shape=table.shape)
