"""A running conversation: votes come in batches, and counts, places and groups follow at once.

Between two recomputations the map is frozen: axes, means and centres stay, a vote moves its person along the axes and
perhaps into another group, and the counts follow. A batch costs as much as its votes, not as much as the conversation.
A recomputation draws the map anew from all votes, with the memory of the map before it (see `memory`).

Sums along the axes are exact (see `Basis.pulls`), so neither the order of batches nor a restart in between changes
a bit: `Tracker.from_bytes(tracker.to_bytes())` goes on as the tracker itself would have.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from . import routing
from .analysis import Analysis, analyze_ballots, read_counts
from .ballots import MARKS, Ballots, Floats, Ints, Mask, collect, integers, marks_in
from .basis import AXES, extremity, stretched
from .figures import Figures
from .late_votes import NONE, last_of_each
from .memory import Memory
from .opinion_map import ENOUGH_VOTES, Mode
from .stability import RUNS
from .tracker_bytes import read, written
from .tracker_state import Options, State, state_after

GROWTH = 0.05
WAIT_SECONDS = 30.0


@dataclass(frozen=True)
class Batch:
    """What a batch did: votes that were new, votes that changed an earlier one, people seen for the first time, people
    who came into a group or changed theirs.
    """

    new: int
    changed: int
    newcomers: int
    moved: int


class Tracker:
    """The state of one conversation. Make it with `start` or `from_bytes`."""

    def __init__(self, options: Options, state: State, analysis: Analysis | None = None) -> None:
        self.options = options
        self._take(state, analysis)

    @classmethod
    def start(
        cls,
        participants: npt.ArrayLike = (),
        statements: npt.ArrayLike = (),
        values: npt.ArrayLike = (),
        *,
        at: float = 0.0,
        position: int | None = None,
        memory: Memory | None = None,
        verified: Collection[int] | None = None,
        moderated_out: Collection[int] = (),
        meta: Collection[int] = (),
        texts: Mapping[int, str] | None = None,
        mode: Mode = "default",
        seed: int = 0,
        runs: int = RUNS,
    ) -> "Tracker":
        """The tracker of a conversation with these votes so far, analysed at the moment `at` (seconds of any clock).

        `position` is the place of the newest of them in the log, by itself their number; for the rest see `analyze`.
        """
        known = None if verified is None else set(verified)
        options = Options(frozenset(moderated_out), frozenset(meta), texts, known, mode, seed, runs)
        ballots = collect(participants, statements, values, listed=texts or {})
        place = len(np.asarray(values)) if position is None else position
        found = analyze_ballots(ballots, position=place, memory=memory, **options.given())
        return cls(options, state_after(found, at), found)

    def _take(self, state: State, analysis: Analysis | None) -> None:
        """Stand on this state, and lay out what a batch needs of its frozen map."""
        basis = state.memory.basis
        self.standing, self._analysis = state, analysis
        self._figures: Figures | None = None
        self._pulls, self._shaping = basis.pulls(), basis.shaping
        state.people.room_for(state.votes.people + 1, self._first_slot)
        self._make_room()

    @property
    def analysis(self) -> Analysis:
        """The newest full analysis; worked out again, to the same bits, after a restart."""
        state, base = self.standing, self.standing.votes.base
        if self._analysis is None:
            known = None if state.counting is None else base.participants[state.counting].tolist()
            options = {**self.options.given(), "verified": known}
            self._analysis = analyze_ballots(base, position=state.analysed, memory=state.before, **options)
        return self._analysis

    @property
    def position(self) -> int:
        """Place in the log of the newest vote taken in."""
        return self.standing.position

    @property
    def figures(self) -> Figures:
        """Counts and what follows from them as they stand now; statements in the order of `statement_ids`."""
        if self._figures is None:
            ids, width = self.statement_ids, self.standing.votes.width
            reach = np.zeros(width)
            reach[: len(self.standing.memory.statements)] = extremity(
                self.standing.memory.basis, self.standing.memory.scale[0]
            )
            out = np.isin(ids, np.fromiter(self.options.moderated_out, dtype=np.int64))
            meta = np.isin(ids, np.fromiter(self.options.meta, dtype=np.int64))
            tallies = read_counts(self.standing.counts[:, :width])
            self._figures = Figures(**tallies, extremity=reach, moderated=out, meta=meta, mode=self.options.mode)
        return self._figures

    @property
    def statement_ids(self) -> Ints:
        """Ids of the statements, (m,): ascending, later ones at the end."""
        return self.standing.votes.statement_ids

    @property
    def group_ids(self) -> tuple[int, ...]:
        """Number of each group; rows of `figures.by_group` follow it."""
        return self.standing.memory.names

    def add(
        self,
        participants: npt.ArrayLike,
        statements: npt.ArrayLike,
        values: npt.ArrayLike,
        *,
        verified: Collection[int] = (),
        position: int | None = None,
    ) -> Batch:
        """Take in a batch of votes, oldest first; of several of one person on one statement the last counts.

        verified  ids of people who have been verified since, with or without a vote in this batch
        position  place of its newest vote in the log; without it the place grows by the number of votes
        Raises ValueError as `analyze` does; then nothing is taken in.
        """
        ids = [integers(column).astype(np.int64) for column in (participants, statements)]
        marks = marks_in(ids[0], ids[1], integers(values)).astype(np.int64)
        known = self.standing.votes.people
        rows, columns = self.standing.votes.rows_of(ids[0]), self.standing.votes.columns_of(ids[1])
        self.standing.position = self.standing.position + len(marks) if position is None else position
        self.standing.since += len(marks)
        self._make_room()
        last = last_of_each(rows, columns, self.standing.votes.width)
        rows, columns, marks = rows[last], columns[last], marks[last]
        said = self.standing.votes.votes_at(rows, columns)
        differs = said != marks
        rows, columns, marks, said = rows[differs], columns[differs], marks[differs], said[differs]
        moved = self._move(rows, columns, marks, said, self._verify(verified))
        self.standing.votes.put(rows, columns, marks)
        self._figures = None
        fresh = int((said == NONE).sum())
        return Batch(fresh, len(rows) - fresh, self.standing.votes.people - known, moved)

    def is_due(self, now_seconds: float) -> bool:
        """Whether the map is to be drawn anew: votes grew by 5 %, or there are any and 30 seconds have passed."""
        state = self.standing
        if not state.since:
            return False
        return state.since >= GROWTH * state.votes.base.votes.nnz or now_seconds - state.at >= WAIT_SECONDS

    def recompute(self, at: float, **changed: Any) -> Analysis:  # noqa: ANN401 - the options of `Options` by name
        """Draw the map anew from all votes at the moment `at`, with the memory of the map before, and return all of it.

        `changed` are options decided since: moderated_out, meta, texts, verified; a statement taken out or put back
        counts from here on.
        """
        for name, option in changed.items():
            setattr(self.options, name, _frozen(name, option))
        state = self.standing
        found = analyze_ballots(self.ballots(), position=state.position, memory=state.memory, **self.options.given())
        self._take(state_after(found, at), found)
        return found

    def ballots(self) -> Ballots:
        """Everybody's last votes as they stand now."""
        listed = np.fromiter(self.options.texts or {}, dtype=np.int64)
        self.standing.votes.columns_of(listed)
        return self.standing.votes.merged()

    def place_of(self, person: int) -> tuple[float, float, int | None] | None:
        """Where somebody stands on the frozen map and in which group; None for somebody who has never voted."""
        row = self.standing.votes.row_of(person)
        if row is None:
            return None
        x, y = self._points(np.array([row]))[0].tolist()
        slot = int(self.standing.people.slots[row])
        return x, y, self.group_ids[slot - 2] if slot >= 2 else None

    def next_statement(
        self,
        person: int,
        *,
        copies: Mapping[int, int] = routing.NO_COPIES,
        live: Collection[int] | None = None,
        seed: int | np.random.Generator = 0,
    ) -> routing.Choice | None:
        """The statement to show to somebody next, or None when all are answered; see `routing.ask`."""
        row = self.standing.votes.row_of(person)
        columns, marks = self.standing.votes.votes_of(row) if row is not None else (np.empty(0, dtype=np.int64),) * 2
        answers = dict(zip(self.statement_ids[columns].tolist(), marks.tolist(), strict=True))
        slot = int(self.standing.people.slots[row]) if row is not None else 1
        own = slot - 2 if slot >= 2 else None
        return routing.ask(self.statement_ids, self.figures, answers, row=own, copies=copies, live=live, seed=seed)

    def to_bytes(self) -> bytes:
        """The whole state as bytes: arrays and JSON, nothing that could run when read."""
        return written(self.options, self.standing)

    @classmethod
    def from_bytes(cls, kept: bytes) -> "Tracker":
        """The tracker that `to_bytes` wrote; ValueError for anything else."""
        return cls(*read(kept))

    # --- the frozen map ------------------------------------------------------------------------------------------

    @property
    def _first_slot(self) -> int:
        return 1 if self.options.verified is None else 0

    def _make_room(self) -> None:
        self.standing.people.room_for(self.standing.votes.people, self._first_slot)
        lacking = self.standing.votes.width - self.standing.counts.shape[1]
        if lacking > 0:
            self.standing.counts = np.concatenate(
                (self.standing.counts, np.zeros((len(self.standing.counts), lacking, MARKS), np.int64)), axis=1
            )
        lacking = self.standing.votes.width - len(self._shaping)
        if lacking > 0:
            self._pulls = np.concatenate((self._pulls, np.zeros((lacking * MARKS, AXES))))
            self._shaping = np.concatenate((self._shaping, np.zeros(lacking, dtype=np.bool_)))

    def _verify(self, ids: Collection[int]) -> Ints:
        """Rows of those people who count from now on."""
        if self.options.verified is None or not ids:
            return np.empty(0, dtype=np.int64)
        fresh = sorted(set(ids) - self.options.verified)
        self.options.verified.update(fresh)
        rows = [self.standing.votes.row_of(person) for person in fresh]
        return np.array([row for row in rows if row is not None], dtype=np.int64)

    def _move(self, rows: Ints, columns: Ints, marks: Ints, said: Ints, verified: Ints) -> int:
        """Let these votes move their people, then count them; gives the number of people who changed group."""
        people, cells = self.standing.people, columns * MARKS + 1
        pulled, first = self._pulls[cells + marks], said == NONE
        pulled[~first] -= self._pulls[cells[~first] + said[~first]]
        np.add.at(people.moved, rows, pulled)
        np.add.at(people.on_map, rows, first & self._shaping[columns])
        np.add.at(people.cast, rows, first)
        touched = np.unique(np.concatenate((rows, verified)))
        before = people.slots[touched]
        after = self._slots(touched, before, np.isin(touched, verified) if len(verified) else None)
        people.slots[touched] = after
        for row, old, new in zip(*(part[before != after].tolist() for part in (touched, before, after)), strict=True):
            theirs, votes = self.standing.votes.votes_of(row)
            self.standing.counts[old, theirs, votes + 1] -= 1
            self.standing.counts[new, theirs, votes + 1] += 1
        np.add.at(self.standing.counts, (people.slots[rows], columns, marks + 1), 1)
        np.subtract.at(self.standing.counts, (people.slots[rows][~first], columns[~first], said[~first] + 1), 1)
        return int(((before != after) & (after >= 2)).sum())

    def _slots(self, rows: Ints, before: Ints, verified: Mask | None) -> Ints:
        """Slot of these people after their votes: who has voted enough belongs to the nearest group."""
        counts = before > 0
        if self.options.verified is not None:
            counts |= verified if verified is not None else np.zeros_like(counts)
            new = rows >= len(self.standing.votes.base.participants)
            counts[new] |= self._are_verified(rows[new])
        answered = self.standing.people.cast if self.options.mode == "polis" else self.standing.people.on_map
        needed = max(min(ENOUGH_VOTES, self.standing.memory.scale[0]), 1)
        inside = counts & ((before >= 2) | (answered[rows] >= needed))
        slots = np.where(counts, 1, 0)
        if inside.any() and len(self.standing.memory.centres):
            points = self._points(rows[inside])
            gaps = ((points[:, None] - self.standing.memory.centres[None]) ** 2).sum(axis=2)
            slots[inside] = 2 + gaps.argmin(axis=1)
        return slots

    def _are_verified(self, rows: Ints) -> Mask:
        if not len(rows):
            return np.zeros(0, dtype=np.bool_)
        ids, first = list(self.standing.votes.new_people), len(self.standing.votes.base.participants)
        return np.array([ids[row - first] in (self.options.verified or ()) for row in rows.tolist()], dtype=np.bool_)

    def _points(self, rows: Ints) -> Floats:
        statements, neutral = self.standing.memory.scale
        return stretched(self.standing.people.moved[rows], self.standing.people.on_map[rows] + neutral, statements)


def _frozen(name: str, option: Any) -> Any:  # noqa: ANN401 - one of the options
    if name not in {"moderated_out", "meta", "texts", "verified"}:
        raise TypeError(f"{name} stays as it was at the start")
    if name == "texts" or option is None:
        return option
    return set(option) if name == "verified" else frozenset(option)
