"""One look at a place: a session through the snapshot of its own page, a conversation through its counters."""

import hashlib
import json
import logging
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import DatabaseError, close_old_connections
from django.utils import translation

from shangliang.kernel.workflow import ANYONE
from shangliang.live.ballots import SESSION
from shangliang.live.wire import event
from shangliang.opinions.queries import conversation_for, statements_of
from shangliang.sessions.queries import session_for, snapshot
from shangliang.sessions.workflow import ASKING

log = logging.getLogger("shangliang.live")
GOING_ON = frozenset(str(state) for state in ASKING)
"""From the notice until the end: states in which screens wait for what comes next."""

Place = tuple[str, str]
"""A session's number or a conversation's code, and the language."""


class UnreadableError(Exception):
    """The database did not answer; what is known stays good until it does."""


@dataclass(frozen=True)
class State:
    """What every screen shows now: one line of JSON, the mark of its content, and whether more will come."""

    text: bytes
    mark: str
    goes_on: bool

    @cached_property
    def event(self) -> bytes:
        """Return the state as it goes over every stream, put together once."""
        return event("state", self.text, self.mark)


def state_of(text: bytes, *, goes_on: bool) -> State:
    """Return a state with its mark."""
    return State(text, hashlib.sha256(text).hexdigest()[:20], goes_on)


def read_state(place: Place) -> State | None:
    """Return the state of a place, or None when there is none that the public may see.

    Raises UnreadableError when the database does not answer. Runs in a thread of its own.
    """
    close_old_connections()
    code, language = place
    try:
        with translation.override(language):
            found = session_facts(code) if SESSION.fullmatch(code) else conversation_facts(code)
    except DatabaseError as error:
        log.warning("%s cannot be read: %s", code, error)
        raise UnreadableError from error
    if found is None:
        return None
    facts, goes_on = found
    return state_of(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode(), goes_on=goes_on)


def session_facts(code: str) -> tuple[dict[str, Any], bool] | None:
    """Return what a session shows and whether it goes on."""
    session = session_for(ANYONE, int(code))
    return (snapshot(session), session.state in GOING_ON) if session else None


def conversation_facts(code: str) -> tuple[dict[str, Any], bool] | None:
    """Return what a conversation shows: how many take part, and the counts of each statement by its number."""
    row = conversation_for(ANYONE, code)
    if row is None:
        return None
    counts = statements_of(row, "live").values_list("number", "agree_count", "disagree_count", "pass_count")
    facts = {
        "code": row.code,
        "state": row.state,
        "people": row.participant_count,
        "votes": row.vote_count,
        "statements": [dict(zip(("number", "agree", "disagree", "pass"), counted, strict=True)) for counted in counts],
    }
    return facts, row.state == "open"
