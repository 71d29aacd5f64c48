"""Asking the table before anything of a session is written, and numbering what belongs to it."""

from shangliang.kernel.refusals import Stale
from shangliang.kernel.workflow import Actor, Seat
from shangliang.ledger.actions import next_number
from shangliang.sessions.models import Session
from shangliang.sessions.workflow import SESSION


def allowed(session: Session, verb: str, actor: Actor) -> Seat | None:
    """Return the seat under which the actor may do this kind of writing now; raises what the table refuses."""
    decision = SESSION.decide(actor, verb, session.subject())
    if decision.step is None:
        raise decision.refusal or Stale()
    return decision.seat


def next_of(session: Session, kind: str) -> int:
    """Return the next number of a kind of row in this session; call it inside the transaction that writes the row."""
    return next_number(f"{kind}:{session.code}")
