"""What a tracker remembers: the organiser's decisions, the votes, and everybody's place on the frozen map."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .analysis import Analysis, slots_of
from .ballots import Floats, Ints, Mask
from .basis import AXES
from .late_votes import LateVotes
from .memory import Memory
from .opinion_map import Mode
from .stability import RUNS


@dataclass
class Options:
    """What the organiser has decided about a conversation; see `analyze` for the words."""

    moderated_out: frozenset[int] = frozenset()
    meta: frozenset[int] = frozenset()
    texts: Mapping[int, str] | None = None
    verified: set[int] | None = None
    mode: Mode = "default"
    seed: int = 0
    runs: int = RUNS

    def given(self) -> dict[str, Any]:
        """The options by name, as `analyze` takes them."""
        return vars(self)


@dataclass
class People:
    """Everybody's state on the frozen map; arrays have room for newcomers at their end.

    moved   (n, 2) sum along the axes     on_map  (n,) votes on statements that shape the map
    cast    (n,) all votes                slots   (n,) see `analysis.slots_of`
    """

    moved: Floats
    on_map: Ints
    cast: Ints
    slots: Ints

    def room_for(self, people: int, slot: int) -> None:
        """Grow the arrays to hold so many people and some more; newcomers begin in this slot with nothing."""
        lacking = people - len(self.slots)
        if lacking > 0:
            more = lacking + people // 20 + 64
            self.moved = np.concatenate((self.moved, np.zeros((more, AXES))))
            self.on_map = np.concatenate((self.on_map, np.zeros(more, dtype=np.int64)))
            self.cast = np.concatenate((self.cast, np.zeros(more, dtype=np.int64)))
            self.slots = np.concatenate((self.slots, np.full(more, slot, dtype=np.int64)))


@dataclass
class State:
    """Everything of a conversation but the options; what is saved and read back.

    counts    (2 + k, m, 3) votes of each slot by answer, as they stand now
    before    memory that the newest analysis was made with; `memory` what it left
    counting  (n,) whose votes counted in it, None when everybody's did
    analysed  place in the log of its newest vote, `position` that of the newest vote taken in, `since` votes between
    at        when it was made, in seconds
    """

    votes: LateVotes
    people: People
    counts: Ints
    before: Memory | None
    memory: Memory
    counting: Mask | None
    analysed: int
    position: int
    since: int
    at: float


def state_after(found: Analysis, at: float) -> State:
    """The state just after an analysis."""
    ballots, position = found.ballots, found.position or 0
    slots = slots_of(found.labels, found.verified)
    people = People(found.map.moved.copy(), ballots.votes_on(found.map.basis.shaping), ballots.per_person, slots)
    return State(
        LateVotes(ballots), people, found.counts.copy(), found.before, found.memory, found.verified,
        analysed=position, position=position, since=0, at=at,
    )  # fmt: skip
