"""Statements that people propose: read by a person, taken or left with a reason, appealed against, read again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from shangliang.kernel.refusals import Invalid, Words
from shangliang.kernel.text import redact, tidy
from shangliang.kernel.workflow import Actor
from shangliang.ledger.actions import Move, advance, advance_many
from shangliang.opinions.actions.asking import recount_statements
from shangliang.opinions.models import Conversation, Statement
from shangliang.opinions.rules import removal

ANSWERS = frozenset(("accept", "uphold"))
"""How an appeal is answered."""


def moderate(statement: Statement, verb: str, *, actor: Actor, at: datetime, kind: str = "", reason: str = "") -> None:
    """Take one step with a statement; `kind` says why it is not used, `reason` says more, both in public."""
    moderate_many(statement.conversation, [statement], verb, actor=actor, at=at, kind=kind, reason=reason)
    statement.refresh_from_db()


@transaction.atomic
def moderate_many(
    conversation: Conversation,
    statements: Sequence[Statement],
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    kind: str = "",
    reason: str = "",
) -> int:
    """Take the same step with several statements of a conversation, all or none, and return how many.

    Raises Invalid without a statement, or for a removal without one of the reasons that there are.
    """
    if not statements:
        raise Invalid(Words("先选中要办的看法。", "Choose statements first."), field="number")
    words, changes, facts = said(verb, kind, reason, actor)
    moves = [Move(row, verb, needs_of(row, verb, actor), changes, reason=words, public=facts) for row in statements]
    advance_many(moves, actor=actor, at=at)
    recount_statements(conversation)
    return len(moves)


def said(verb: str, kind: str, reason: str, actor: Actor) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Return the reason as the record keeps it, the columns that change, and what everybody may read."""
    words = redact(tidy(reason))
    if verb == "remove":
        chosen = kind or ("other" if words else "")
        if chosen not in removal.CODES or (chosen == "other" and not words):
            raise Invalid(
                Words("选一个理由；选“其他”要写明。", "Choose a reason; say which for “other”."), field="kind"
            )
        label = next(zh for code, zh, _ in removal.REASONS if code == chosen)
        changes = {"removed_kind": chosen, "removed_for": words[:200], "removed_by_id": actor.person}
        return words or label, changes, {"kind": chosen, "reason": words}
    if verb in ("accept", "restore"):
        return words, {"removed_kind": "", "removed_for": "", "removed_by_id": None}, {"reason": words}
    return words, {}, {"reason": words} if words else {}


def needs_of(statement: Statement, verb: str, actor: Actor) -> dict[str, bool] | None:
    """Return whether an appeal is read by somebody else than who left the statement out."""
    if verb not in ANSWERS:
        return None
    return {"other_reader": statement.removed_by_id != actor.person}


def appeal(statement: Statement, *, actor: Actor, at: datetime, reason: str) -> None:
    """Ask for a statement of one's own to be read again, once; somebody else than before reads it."""
    advance(statement, "appeal", actor=actor, at=at, reason=redact(tidy(reason)))
    recount_statements(statement.conversation)
