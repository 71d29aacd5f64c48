"""The votes of a conversation as one sparse table: people x statements, last vote wins."""

from collections.abc import Collection, Iterable
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
        return np.bincount(self.votes.indices, minlength=len(self.statements)).astype(np.int64)

    def columns_of(self, ids: Iterable[int]) -> Mask:
        """Which statements are among these ids, (m,); unknown ids are ignored."""
        return np.isin(self.statements, np.fromiter(ids, dtype=np.int64))

    def of_people(self, rows: Ints) -> "Ballots":
        """The ballots of these rows only; the statements stay."""
        return Ballots(self.participants[rows], self.statements, self.votes[rows])

    def thinned(self, keep: Mask) -> "Ballots":
        """The same people with only the kept votes; `keep` is (number of votes,)."""
        before = np.concatenate(([0], np.cumsum(keep)))
        parts = (self.votes.data[keep], self.votes.indices[keep], before[self.votes.indptr])
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
    people, texts, marks = (_integers(column) for column in (participants, statements, values))
    if not len(people) == len(texts) == len(marks):
        raise ValueError(f"columns differ in length: {len(people)}, {len(texts)}, {len(marks)}")
    if marks.size and (marks.min() < DISAGREE or marks.max() > AGREE):
        raise ValueError("a vote is 1 (agree), 0 (pass) or -1 (disagree)")
    person_ids, rows = _numbered(people)
    statement_ids, columns = _numbered(texts, listed)
    shape = (len(person_ids), len(statement_ids))
    return Ballots(person_ids, statement_ids, _last_votes(rows, columns, marks.astype(np.int8), shape))


def _integers(column: npt.ArrayLike) -> npt.NDArray[Any]:
    array = np.asarray(column)
    if array.ndim != 1:
        raise ValueError("votes come as three one-dimensional columns")
    if array.size == 0:
        return array.astype(np.int64)
    if array.dtype.kind not in "iu":
        raise ValueError(f"votes come as integers, not {array.dtype}")
    return array


def _numbered(ids: npt.NDArray[Any], listed: Collection[int] = ()) -> tuple[Ints, npt.NDArray[Any]]:
    """Distinct ids in ascending order, and the place of each given id among them."""
    extra = np.fromiter(listed, dtype=np.int64, count=len(listed))
    if not ids.size:
        return np.unique(extra), np.empty(0, dtype=np.int32)
    low = int(min(ids.min(), extra.min(initial=ids.min())))
    span = int(max(ids.max(), extra.max(initial=ids.max()))) - low + 1
    if span > _TABLE_SLACK * ids.size + 65_536:
        distinct = np.unique(np.concatenate((ids.astype(np.int64), extra)))
        return distinct, np.searchsorted(distinct, ids)
    present = np.zeros(span, dtype=np.bool_)
    present[ids - low] = True
    present[extra - low] = True
    place = np.cumsum(present, dtype=np.int32) - np.int32(1)
    return np.flatnonzero(present) + low, place[ids - low]


def _last_votes(rows: npt.NDArray[Any], columns: npt.NDArray[Any], marks: npt.NDArray[np.int8],
                shape: tuple[int, int]) -> Sparse:  # fmt: skip
    table = coo_array((marks, (rows, columns)), shape=shape).tocsr()
    if table.nnz == len(marks):
        return table
    # The conversion added repeated votes up: keep only the last of each pair instead.
    pair = rows.astype(np.int64) * shape[1] + columns
    last = len(pair) - 1 - np.unique(pair[::-1], return_index=True)[1]
    return coo_array((marks[last], (rows[last], columns[last])), shape=shape).tocsr()
