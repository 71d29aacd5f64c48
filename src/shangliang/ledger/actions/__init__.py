"""Writes of the ledger: open and move cases, number things, queue work, run reactions.

`cases` moves cases, `record` appends to the tree, `queue` is the outbox, `reacting` runs what follows,
`numbers` gives numbers without gaps.
"""

from shangliang.ledger.actions.cases import (
    KEEP,
    Move,
    Opening,
    advance,
    advance_many,
    begin,
    begin_many,
    correct,
)
from shangliang.ledger.actions.deadlines import NamedDay, change_calendar, change_policy, seed_policies
from shangliang.ledger.actions.numbers import next_number
from shangliang.ledger.actions.queue import Work, claim, enqueue, fail, finish, heartbeat, revive, work_once
from shangliang.ledger.actions.reacting import Follower, Reaction, pass_over, run_reactions
from shangliang.ledger.actions.record import Entry, append, append_many, erase, gathered
from shangliang.ledger.actions.recounting import recount_open

__all__ = [
    "KEEP",
    "Entry",
    "Follower",
    "Move",
    "NamedDay",
    "Opening",
    "Reaction",
    "Work",
    "advance",
    "advance_many",
    "append",
    "append_many",
    "begin",
    "begin_many",
    "change_calendar",
    "change_policy",
    "claim",
    "correct",
    "enqueue",
    "erase",
    "fail",
    "finish",
    "gathered",
    "heartbeat",
    "next_number",
    "pass_over",
    "recount_open",
    "revive",
    "run_reactions",
    "seed_policies",
    "work_once",
]
