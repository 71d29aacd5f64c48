"""One look at a session, through the same snapshot that its own page serves."""

import hashlib
import json
import logging
from dataclasses import dataclass

from django.db import DatabaseError, close_old_connections

from shangliang.kernel.workflow import ANYONE
from shangliang.sessions.queries import session_for, snapshot
from shangliang.sessions.workflow import ASKING

log = logging.getLogger("shangliang.live")
GOING_ON = frozenset(str(state) for state in ASKING)
"""From the notice until the end: states in which screens wait for what comes next."""


class UnreadableError(Exception):
    """The database did not answer; what is known stays good until it does."""


@dataclass(frozen=True)
class State:
    """What every screen shows now: one line of JSON, the mark of its content, and whether more will come."""

    text: bytes
    mark: str
    goes_on: bool


def read_state(number: int) -> State | None:
    """Return the state of the session with this number, or None when there is none that the public may see.

    Raises UnreadableError when the database does not answer. Runs in a thread of its own.
    """
    close_old_connections()
    try:
        session = session_for(ANYONE, number)
        if session is None:
            return None
        text = json.dumps(snapshot(session), ensure_ascii=False, sort_keys=True).encode()
    except DatabaseError as error:
        log.warning("session %s cannot be read: %s", number, error)
        raise UnreadableError from error
    return State(text, hashlib.sha256(text).hexdigest()[:20], session.state in GOING_ON)
