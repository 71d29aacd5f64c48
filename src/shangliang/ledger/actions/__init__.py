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
from shangliang.ledger.actions.deadlines import change_policy, seed_policies, set_calendar_day
from shangliang.ledger.actions.numbers import next_number
from shangliang.ledger.actions.queue import Work, claim, enqueue, fail, finish, heartbeat, revive, work_once
from shangliang.ledger.actions.reacting import Follower, Reaction, pass_over, run_reactions
from shangliang.ledger.actions.record import Entry, append, append_many, erase, gathered

__all__ = [
    "KEEP",
    "Entry",
    "Follower",
    "Move",
    "Opening",
    "Reaction",
    "Work",
    "advance",
    "advance_many",
    "append",
    "append_many",
    "begin",
    "begin_many",
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
    "revive",
    "run_reactions",
    "seed_policies",
    "set_calendar_day",
    "work_once",
]
